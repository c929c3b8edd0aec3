"""From a check and the facts to a verdict: the one place that a judgement is called from."""

from __future__ import annotations

import posixpath
import time
import traceback

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.code import Code
from pytest_vx11._checks.verdict import Evidence, Finding, Judged, Outcome, Verdict
from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._facets.shared.running import down_instead
from pytest_vx11._observe.need import Sight
from pytest_vx11._runtime.base import StartFailed
from pytest_vx11._source.place import Place

DID_NOT_START = Code(
    code="VX201",
    masks=True,
    valued=False,
    title="a service did not start",
    text="The runtime started the service, and its process or container ended before the system was up: one that "
    "the engine starts again once it has ended three times, or at once when it was killed for memory. The whole start "
    "ends with it; every running check of the service has this one finding, and the others are unverified.",
    example="run: [python, -m, uvicorn, main:app], and main.py raises ImportError",
)
CODES = (
    Code(
        code="VX001",
        masks=True,
        valued=False,
        title="the check itself failed",
        text="The judgement of a check raised an error. This is a defect of the check, or of pytest-vx11, and not of the "
        "system: please report it with its trace.",
        example="a facet of one's own that divides by zero",
    ),
    Code(
        code="VX002",
        masks=True,
        title="a file that the check reads is not there or is broken",
        text="The check looks at a file that is missing, or is not what it should be: not YAML, not a Compose file, not "
        "UTF-8. Every check that needs the file has this one finding.",
        example="compose: docker-compose.yml, whose line 12 is not YAML",
    ),
    DID_NOT_START,
)
_NOT_BUILT = "not built yet: this version does not look at this"


def judge(check: Check, sight: Sight, root: str = "") -> Verdict:
    """Return the check's verdict. Whatever happens in a judgement, the run goes on.

    `root` is the tree's folder: a broken file is named relative to it.
    """
    if check.judge is None:
        return Verdict(outcome=Outcome.UNVERIFIED, reason=_NOT_BUILT)
    started = time.perf_counter()
    try:
        judged = check.judge(check, sight)
    except Unseen as unseen:
        down = down_instead(check, sight)
        if down is None:
            return Verdict(outcome=Outcome.UNVERIFIED, reason=unseen.reason, places=unseen.places)
        judged = Judged(actual="down", findings=(down,))
    except SourceError as error:
        judged = Judged(findings=tuple(_broken(check, error, root)))
    # The only broad one: a crash becomes a verdict with its trace, never a lost run.
    except Exception as error:  # noqa: BLE001
        judged = Judged(findings=(_crashed(check, error),))
    return Verdict(
        outcome=Outcome.DRIFT if judged.findings else Outcome.MATCH,
        actual=judged.actual,
        findings=judged.findings,
        places=judged.places,
        duration=time.perf_counter() - started,
    )


def did_not_start(check: Check, failed: StartFailed) -> Verdict:
    """Return the verdict of a running check whose system did not come up."""
    if check.service != failed.service:
        whose = f"{failed.service} {failed.reason}" if failed.service else failed.reason
        return Verdict(outcome=Outcome.UNVERIFIED, reason=f"{check.system} did not come up: {whose}")
    log = f"{failed.log}\n{failed.tail}" if failed.log else failed.tail
    finding = Finding(
        code=DID_NOT_START.code,
        subject=failed.service,
        message=f"{failed.service} did not start: it {failed.reason}",
        expected=check.expected,
        hint="its log says why; start it by hand in the same way",
        evidence=(Evidence("log", log),) if log else (),
    )
    return Verdict(outcome=Outcome.DRIFT, findings=(finding,))


def _broken(check: Check, error: SourceError, root: str) -> list[Finding]:
    return [
        Finding(
            code="VX002",
            subject=f"{check.system}:{_file(problem.place, root)}",
            message=problem.message,
            expected=check.expected,
            actual=problem.message,
            hint=problem.hint,
            places=(problem.place,) if problem.place else (),
        )
        for problem in error.problems
    ]


def _file(place: Place | None, root: str) -> str:
    if place is None:
        return ""
    inside = place.path.removeprefix(f"{root}/")
    return inside if root and inside != place.path else posixpath.basename(place.path)


def _crashed(check: Check, error: Exception) -> Finding:
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__)[-6:])
    return Finding(
        code="VX001",
        subject=f"{check.service}:{check.facet}:{check.subject}",
        message=f"the check itself failed: {type(error).__name__}: {error}",
        expected=check.expected,
        hint=f"report this:\n{trace}",
    )
