"""Needs: what a check must see before it can be judged, each looked at once a run; and the facts that they give.

    from pytest_vx11 import needs

    yield self.declared(canon, "owners", "a file", at, needs=(needs.file(canon.root, "CODEOWNERS"),))
    …
    owners = sight.see(needs.file(canon.root, "CODEOWNERS")).text

What looks at something new is a `Need` of one's own: a frozen dataclass with a method `look(sight)`, which may see other
needs. Every look raises `Unseen` where nobody could look, which makes the check unverified with that reason, and
`SourceError` where a file is not what it should be, which makes it drift (VX002).
"""

from __future__ import annotations

import json as _json
from datetime import datetime
from typing import Any, Literal

from pytest_vx11._canon.model import Canon
from pytest_vx11._deprecated import old_name as _old_name
from pytest_vx11._facets.shared.compose import compose_need as _compose_need
from pytest_vx11._observe.clock import NowNeed
from pytest_vx11._observe.compose import Project as Compose
from pytest_vx11._observe.compose import Service as ComposeService
from pytest_vx11._observe.containers import Container, ContainerNeed
from pytest_vx11._observe.file import File, FileNeed
from pytest_vx11._observe.http import Answer
from pytest_vx11._observe.live import Address, Live, LiveNeed, Standing
from pytest_vx11._observe.need import Need
from pytest_vx11._observe.probes import Asked, Auth, HttpProbe
from pytest_vx11._observe.probes.http import SAFE as _SAFE
from pytest_vx11._observe.tree import Tree, TreeNeed

__all__ = [
    "Address",
    "Answer",
    "Asked",
    "Compose",
    "ComposeService",
    "Container",
    "File",
    "Live",
    "Standing",
    "Tree",
    "compose",
    "container",
    "file",
    "http",
    "live",
    "now",
    "tree",
]


def tree(root: str) -> Need[Tree]:
    """Return the need for the files and folders below `canon.root`: what git tracks, or what lies there."""
    return TreeNeed(root)


def file(root: str, path: str) -> Need[File]:
    """Return the need for one file of the tree, `path` relative to `canon.root`.

    Looking raises SourceError where it is missing or larger than 8 MiB, Unseen where it lies outside of the tree.
    """
    return FileNeed(root, path)


def compose(canon: Canon) -> Need[Compose]:
    """Return the need for what the canon's Compose files say, merged, with the line of every value.

    Looking raises SourceError where Compose could not load them.
    """
    return _compose_need(canon)


def now() -> Need[datetime]:
    """Return the need for the time, in UTC: the same one for a whole run, and any one that a test gives."""
    return NowNeed()


def live(system: str) -> Need[Live]:
    """Return the need for `canon.system` as it runs: where each service is reached, and in which container it is.

    Of running checks only. Looking raises Unseen where nothing runs.
    """
    return LiveNeed(system)


def container(system: str, service: str) -> Need[Container]:
    """Return the need for what the engine says of a service's container (one inspect, whoever asks).

    Of running checks only. Looking raises Unseen where it has none, and where plain processes run.
    """
    return ContainerNeed(system, service)


def http(
    system: str,
    service: str,
    target: str,
    *,
    method: str = "GET",
    token: Literal["right", "wrong", "none"] = "right",
    json: Any = None,
    port: int | None = None,
) -> Need[Asked]:
    """Return the need for the answer to one request, asked with all others of the run, and recorded in truth.

    `target` is the path, and the query, from the slash on; `token` says which one of the canon's `auth` is sent. A method
    that can change something is asked by itself, and under `attach` with `--vx11-writes` only. `Asked.answer` has `status`
    (None where nobody answered, and `says` why), `headers`, and `body`, the first 8 MiB. Looking raises Unseen where
    nothing may, or can, be sent.
    """
    return HttpProbe(
        system=system,
        service=service,
        method=method,
        target=target,
        port=port,
        auth=Auth(token),
        body=_json.dumps(json).encode() if json is not None else None,
        changes=method not in _SAFE,
        whole=True,
    )


def __getattr__(name: str) -> Any:
    """Return what a name that goes stands for, and warn; raises AttributeError for any other."""
    return _old_name(__name__, name)
