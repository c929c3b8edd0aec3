"""Finding the canons of a project."""

from __future__ import annotations

from pathlib import Path

ENDINGS = (".yaml", ".yml")


def canons_in(folder: Path, *, of_canons: bool = False) -> list[Path]:
    """Return `canon.yaml` and `canon/*.yaml` of a folder, as far as they have a top-level `canon:`.

    `of_canons` says that the folder may itself be one of canons.
    """
    names = [folder / f"canon{ending}" for ending in ENDINGS]
    folders = [folder / "canon", *([folder] if of_canons else [])]
    names += sorted(each for inside in folders for ending in ENDINGS for each in inside.glob(f"*{ending}"))
    return [path for path in dict.fromkeys(names) if path.is_file() and is_canon(path)]


def is_canon(path: Path) -> bool:
    """Tell whether a file has a top-level `canon:` key, without reading it as YAML."""
    try:
        with path.open("rb") as file:
            return any(line.startswith((b"canon:", b"\xef\xbb\xbfcanon:", b'"canon":', b"'canon':")) for line in file)
    except OSError:
        return False
