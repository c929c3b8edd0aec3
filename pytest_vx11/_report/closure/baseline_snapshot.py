"""Phase 0: what was checked out, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto

from pytest_vx11._report.closure.text import SHORT, listed, name, when
from pytest_vx11._report.closure.words import SnapshotWords, Words
from pytest_vx11._report.data import DigestData, ReportData, SnapshotData
from pytest_vx11._report.markdown import code, cut, table

_MOST_DIRTY = 10
_MOST_UNCHANGED = 20
_MOST_ROWS = 200
_LONGEST_PATH = 100


class Change(Enum):
    """What became of a module or a document since it was last recorded."""

    CHANGED = auto()
    NEW = auto()
    GONE = auto()
    UNCHANGED = auto()
    FIRST = auto()
    """Nothing was recorded to compare it with."""
    NOT_THERE = auto()
    """Neither now nor then."""


def snapshot(data: ReportData, words: Words) -> Iterator[str]:
    """Yield the lines of the phase."""
    yield f"## {words.snapshot.heading}"
    yield ""
    taken = data["snapshot"]
    if taken is None:
        yield f"{words.snapshot.not_taken} {_checkout(data['run']['commit'], data['run']['branch'], words.snapshot)}"
        yield ""
        return
    yield f"{_checkout(taken['commit'], taken['branch'], words.snapshot)}{_tree(taken, words)}"
    yield ""
    yield from _digests(taken, words)


def _checkout(commit: str | None, branch: str | None, own: SnapshotWords) -> str:
    if commit is None:
        return own.no_commit_on.format(branch=name(branch)) if branch else own.no_git
    shown = code(commit[:SHORT])
    return (
        own.commit_on.format(commit=shown, branch=name(branch)) if branch else own.commit_detached.format(commit=shown)
    )


def _tree(taken: SnapshotData, words: Words) -> str:
    if taken["commit"] is None and taken["branch"] is None:
        return ""
    if not taken["dirty_files"]:
        return f" {words.snapshot.clean}"
    unnamed = [""] * (taken["dirty_files"] - len(taken["dirty"]))
    paths = [*(code(cut(path, _LONGEST_PATH)) for path in taken["dirty"]), *unnamed]
    shown = listed(paths, _MOST_DIRTY, words)
    return f" {words.snapshot.dirty.of(taken['dirty_files'])} {shown}. {words.snapshot.tracked_only}"


def _digests(taken: SnapshotData, words: Words) -> Iterator[str]:
    own = words.snapshot
    told = [(digest, change_of(digest, taken["before_at"])) for digest in taken["digests"]]
    yield _compared([change for _, change in told], taken["before_at"], words)
    yield ""
    calm = [each for each in told if each[1] in (Change.UNCHANGED, Change.NOT_THERE)]
    hidden = len(calm) if len(calm) > _MOST_UNCHANGED else 0
    rows = [each for each in told if not hidden or each not in calm]
    if rows:
        # Where there is nothing to compare with, the last column would have nothing to say.
        width = len(own.head) - (taken["before_at"] is None)
        yield from table(own.head[:width], (_row(*each, own)[:width] for each in rows[:_MOST_ROWS]))
        yield ""
    if hidden:
        yield own.not_listed.of(hidden)
        yield ""
    if len(rows) > _MOST_ROWS:
        yield f"… {words.top.more.of(len(rows) - _MOST_ROWS)}"
        yield ""


def change_of(digest: DigestData, before_at: str | None) -> Change:
    """Return what became of a digest."""
    before = digest["before"]
    if not digest["files"]:
        return Change.NOT_THERE if before is None else Change.GONE
    if before_at is None:
        return Change.FIRST
    if before is None:
        return Change.NEW
    return Change.UNCHANGED if before == digest["sha256"] else Change.CHANGED


def _compared(changes: Sequence[Change], before_at: str | None, words: Words) -> str:
    own = words.snapshot
    if before_at is None:
        return own.first
    plurals = {Change.CHANGED: own.changed, Change.NEW: own.new, Change.GONE: own.gone, Change.UNCHANGED: own.unchanged}
    counts = [plural.of(count) for change, plural in plurals.items() if (count := changes.count(change))]
    return own.compared.format(at=when(before_at, words), counts=", ".join(counts) or own.unchanged.of(0))


def _row(digest: DigestData, change: Change, own: SnapshotWords) -> tuple[str, ...]:
    there = digest["files"] > 0
    before = code((digest["before"] or "")[:SHORT])
    said = {
        Change.CHANGED: own.is_changed.format(before=before),
        Change.NEW: own.is_new,
        Change.GONE: own.is_gone.format(before=before),
        Change.UNCHANGED: own.is_unchanged,
        Change.FIRST: "–",
        Change.NOT_THERE: own.is_not_there,
    }
    return (
        name(digest["name"]),
        own.kinds[digest["kind"]],
        code(cut(digest["path"], _LONGEST_PATH)),
        str(digest["files"]) if there else "–",
        code(digest["sha256"][:SHORT]) if there else "–",
        said[change],
    )
