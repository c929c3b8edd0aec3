"""Which files an `include` names: paths and globs, relative to the file that says so, in the canon's own folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice

from pytest_vx11._source.globs import compile_glob, is_glob

MOST_ENTRIES = 100_000


class NotIncludable(ValueError):
    """A pattern that cannot be followed; the text of the error says why, to come after the pattern."""


def included_files(pattern: str, folder: str, home: str) -> list[str]:
    """Return the absolute paths that a pattern names in `folder`, in order; they may not be there, or be no files.

    `home` is the real path of the folder that nothing may leave. Raises NotIncludable for a pattern that leaves it,
    that matches no file, or whose folder holds more than 100,000 entries.
    """
    if "\0" in pattern or "${" in pattern or pattern.startswith("/"):
        raise NotIncludable("is no path or glob relative to this file")
    start, glob = _split(pattern, folder)
    if not is_inside(start, home):
        raise NotIncludable("is outside the canon's own folder")
    if not glob:
        return [start]
    found = [path for path in _below(start, glob) if compile_glob(glob).fullmatch(os.path.relpath(path, start))]
    if not found:
        raise NotIncludable("matches no file")
    return sorted(found)


def is_inside(path: str, home: str) -> bool:
    """Tell whether a path, symbolic links followed, is `home` or lies in it."""
    real = os.path.realpath(path)
    return real == home or real.startswith(home.rstrip("/") + "/")


def _split(pattern: str, folder: str) -> tuple[str, str]:
    """Return the path before the first wildcard, and the rest."""
    parts = pattern.split("/")
    count = next((index for index, part in enumerate(parts) if is_glob(part)), len(parts))
    rest = parts[count:]
    if ".." in rest:
        raise NotIncludable("has a .. after a wildcard")
    return os.path.normpath(os.path.join(folder, *parts[:count])), "/".join(part for part in rest if part != ".")


def _below(start: str, glob: str) -> Iterator[str]:
    """Yield every file as deep as the glob reaches; symbolic links to folders are not followed."""
    deepest = None if "**" in glob.split("/") else glob.count("/")
    paths = list(islice(_walk(start, deepest), MOST_ENTRIES + 1))
    if len(paths) > MOST_ENTRIES:
        raise NotIncludable(f"looks into folders of more than {MOST_ENTRIES:,} files")
    return iter(paths)


def _walk(start: str, deepest: int | None) -> Iterator[str]:
    for folder, folders, files in os.walk(start):
        if deepest is not None and os.path.relpath(folder, start).count("/") + (folder != start) >= deepest:
            folders.clear()
        yield from (os.path.join(folder, name) for name in files)
