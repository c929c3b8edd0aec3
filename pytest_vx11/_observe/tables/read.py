"""Source files of both kinds read into one schema."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_vx11._errors import SourceError
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.tables.draft import Drafts
from pytest_vx11._observe.tables.files import source_files
from pytest_vx11._observe.tables.model import Schema
from pytest_vx11._observe.tables.orm.reader import OrmReader
from pytest_vx11._observe.tables.sql.script import read_sql
from pytest_vx11._source.place import Place
from pytest_vx11._source.yaml_reader import read_text


def read_models(sight: Sight, root: str, paths: tuple[str, ...]) -> Schema:
    """Return the tables that the files and folders `paths`, relative to `root`, declare.

    Raises SourceError where a path is missing, or a file that is named itself cannot be read; Unseen where a path
    leaves the root or holds too much.
    """
    drafts = Drafts()
    files = list(dict.fromkeys(each for path in paths for each in source_files(root, path)))
    python = [each for each in files if each.endswith(".py")]
    if python:
        OrmReader(sight, root, drafts).read(python, strict=len(files) == 1)
    for each in files:
        if each.endswith(".sql"):
            _script(Path(os.path.abspath(os.path.join(root, each))).as_posix(), drafts, strict=len(files) == 1)
    return drafts.frozen()


def _script(path: str, drafts: Drafts, *, strict: bool) -> None:
    try:
        text = read_text(path)
    except SourceError as error:
        if strict:
            raise
        for problem in error.problems:
            drafts.doubt(f"the file cannot be read: {problem.message}", problem.place or Place(path))
        return
    read_sql(text, path, drafts)
