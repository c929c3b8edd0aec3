"""The snapshot of a run, held against the last one that was recorded."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytest_vx11._canon.model import Canon, Service
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.snapshot import Digest, Earlier, Kind, Modules, take_snapshot
from pytest_vx11._report.data import DigestData, SnapshotData
from pytest_vx11._report.paths import relative
from pytest_vx11._source.words import harmless

#: The digest of what has no files.
NOTHING = hashlib.sha256().hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapped:
    """A snapshot as reports tell it, and as truth records it."""

    data: SnapshotData | None
    """None where nobody could look."""
    digests: tuple[Digest, ...] = ()
    """What is to be recorded."""
    problems: tuple[str, ...] = ()
    """What must be told, a sentence each."""


def snapshot_of(canons: Sequence[Canon], rootdir: Path, earlier: Callable[[str], Earlier]) -> Snapped:
    """Return what is checked out, compared with what `earlier` gives for a system; raises nothing."""
    try:
        taken = take_snapshot(str(rootdir), (_modules(canon) for canon in canons))
    except Unseen as unseen:
        where = f" ({relative(unseen.places[0].path, rootdir)})" if unseen.places else ""
        return Snapped(data=None, problems=(f"no snapshot was taken: {unseen.reason}{where}",))
    digests = (*taken.digests, *(_canon(canon, rootdir) for canon in canons))
    before = {canon.system: earlier(canon.system) for canon in canons}
    recorded = [each.at for each in before.values() if each.at is not None]
    data: SnapshotData = {
        "commit": taken.commit,
        "branch": taken.branch,
        "dirty": list(taken.dirty),
        "dirty_files": taken.dirty_files,
        "digests": list(_compared(digests, before)),
        "before_at": min(recorded, default=None),
    }
    problems = dict.fromkeys(each.problem for each in before.values() if each.problem)
    return Snapped(data=data, digests=digests, problems=tuple(problems))


def _modules(canon: Canon) -> Modules:
    folders = {harmless(service.name): _folder(canon, service) for service in canon.services.values()}
    return Modules(system=canon.system, root=canon.root, folders=folders)


def _folder(canon: Canon, service: Service) -> str:
    return os.path.normpath(os.path.join(canon.root, str(service.said.get("code", service.name))))


def _canon(canon: Canon, rootdir: Path) -> Digest:
    """Return the canon, with all that it includes, as a document: it was read already."""
    return Digest(
        system=canon.system,
        kind=Kind.DOCUMENT,
        name=relative(canon.path, Path(canon.path).parent),
        path=relative(canon.path, rootdir),
        files=len(canon.files),
        sha256=canon.sha256,
    )


def _compared(digests: Iterable[Digest], before: Mapping[str, Earlier]) -> Iterator[DigestData]:
    """Yield what there is, and after it, without files, what there was and is no more."""
    found = set()
    for each in digests:
        found.add((each.system, each.label))
        known = before[each.system].digests.get(each.label)
        # A service that has no folder here, as one of an image, is no module.
        if each.files or known is not None:
            yield _data(each.kind, each.name, each.path, each.files, each.sha256, known)
    for system, earlier in before.items():
        for label, known in earlier.digests.items():
            if (system, label) not in found and label[0] in _KINDS:
                yield _data(_KINDS[label[0]], label[1], label[2], 0, NOTHING, known)


_KINDS = {kind.value: kind for kind in Kind}


def _data(kind: Kind, name: str, path: str, files: int, sha256: str, before: str | None) -> DigestData:
    return {"name": name, "path": path, "kind": kind.value, "files": files, "sha256": sha256, "before": before}
