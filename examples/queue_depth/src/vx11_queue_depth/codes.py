"""What can be wrong with a queue, in words."""

from __future__ import annotations

from pytest_vx11 import Code

TOO_DEEP = Code(
    code="QUEUE1",
    # Its length is another one a moment later: one that is accepted stays so.
    valued=False,
    title="a queue is too deep",
    titles={"es": "una cola es demasiado larga"},
    text="More waits in the list than the canon allows: whoever works it off is down, or too slow, or somebody sends in "
    "more than was planned.",
    example="queues: {jobs: {service: redis, list: jobs, at_most: 100}}, and LLEN jobs answers 2041",
)
NOT_THERE = Code(
    code="QUEUE2",
    valued=False,
    title="a queue is not there",
    titles={"es": "una cola no existe"},
    text="The canon wants something to wait in the list at all times. A Redis has no empty lists: the last one that is "
    "taken out takes the list with it.",
    example="queues: {beat: {service: redis, list: beat, required: true}}, and EXISTS beat answers 0",
)
NO_LIST = Code(
    code="QUEUE3",
    masks=True,
    title="what should be a queue is no list",
    titles={"es": "lo que debería ser una cola no es una lista"},
    text="The key holds something else, so that every LPUSH and RPOP of it fails. Two programs have taken one name.",
    example="queues: {jobs: {service: redis, list: jobs, at_most: 100}}, and TYPE jobs answers string",
)
CODES = (TOO_DEEP, NOT_THERE, NO_LIST)
