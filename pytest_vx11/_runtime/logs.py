"""What services print: kept for some runs, without the secrets in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from pytest_vx11._observe.log_tail import log_tail
from pytest_vx11._runtime.records import file_name

__all__ = ["log_path", "log_tail", "open_log", "prune_logs", "star_logs"]

_FOLDER = "logs"
_KEPT_RUNS = 5
_BLOCK = 65536
#: A line that is longer than this is cut where no secret is cut with it.
_LONG_LINE = 4 * _BLOCK
_TRIES = 64
_STEP = 257


def log_path(state: Path, run_id: str, system: str, service: str) -> Path:
    """Return the absolute path of a service's log."""
    folder = state.absolute() / _FOLDER / file_name(run_id) / file_name(system)
    return folder / f"{file_name(service)}.log"


def logs_of(state: Path, run_id: str) -> Iterator[Path]:
    """Yield the logs of a run."""
    yield from (state.absolute() / _FOLDER / file_name(run_id)).glob("*/*.log")


def open_log(path: Path) -> int:
    """Return a descriptor to append to the log with; only its owner may read it: who knows what a service prints."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def prune_logs(state: Path, run_id: str, up: Collection[str]) -> None:
    """Remove all but the last logs, so that those of the run that begins come to five; never those of a run in `up`."""
    spared = {file_name(each) for each in (run_id, *up)}
    older = sorted((each for each in _run_folders(state / _FOLDER) if each[1].name not in spared), reverse=True)
    for _, folder in older[_KEPT_RUNS - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


def _run_folders(logs: Path) -> Iterator[tuple[float, Path]]:
    """Yield when each run began to write, and its folder."""
    for folder in logs.glob("*"):
        try:
            yield folder.stat().st_mtime, folder
        except OSError:
            continue  # another run has just removed it


def star_logs(paths: Iterable[Path], clean: Callable[[str], str]) -> None:
    """Rewrite each log as `clean` has it, in bounded memory; bytes that are no UTF-8 stay as they are."""
    for path in paths:
        draft = path.with_suffix(".new")
        try:
            with _opened(path, "r") as source, _opened(draft, "w") as target:
                changed = _copy(source, target, clean)
        except FileNotFoundError:
            continue
        if changed:
            draft.replace(path)
        else:
            draft.unlink()


def _opened(path: Path, mode: str) -> TextIO:
    private = os.open(path, os.O_RDONLY if mode == "r" else os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return open(private, mode, encoding="utf-8", errors="surrogateescape", newline="")  # type: ignore[return-value]


def _copy(source: TextIO, target: TextIO, clean: Callable[[str], str]) -> bool:
    """Copy, cleaned; tell whether anything was changed by it."""
    changed = False
    for text in _pieces(source, clean):
        cleaned = clean(text)
        target.write(cleaned)
        changed = changed or cleaned != text
    return changed


def _pieces(source: TextIO, clean: Callable[[str], str]) -> Iterator[str]:
    """Yield the text in pieces that may be cleaned each for itself."""
    held = ""
    while block := source.read(_BLOCK):
        held += block
        end = held.rfind("\n") + 1
        if not end and len(held) > _LONG_LINE:
            end = _cut(held, clean)
        if end:
            yield held[:end]
            held = held[end:]
    yield held


def _cut(text: str, clean: Callable[[str], str]) -> int:
    """Return where a line without end may be cut: where both parts, cleaned, are what the whole is."""
    whole = clean(text)
    ends = range(len(text) - _STEP, len(text) - _STEP * _TRIES, -_STEP)
    return next((end for end in ends if clean(text[:end]) + clean(text[end:]) == whole), len(text))
