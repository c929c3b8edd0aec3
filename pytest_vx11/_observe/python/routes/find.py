"""Which file makes the application, and under which name."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.file import read_bytes
from pytest_vx11._observe.python.interpret.modules import Files
from pytest_vx11._observe.python.source import MAX_BYTES
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

MAX_FILES = 5000
_MAKES = re.compile(rb"\b(?:FastAPI|Starlette)\s*\(")
_ADDS = re.compile(
    rb"@app\b|\.(?:include_router|add_\w*route|mount|add_middleware|middleware)\(|uvicorn\.run|"
    rb"\b(?:app|application|api)\s*=\s*\w*(?:app|application|api)\w*\("
)
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "env", "tests", "test"})


@dataclass(frozen=True, slots=True)
class Target:
    """Where an application is looked for: a file, the folders imports start from, and the name it must have."""

    path: str
    bases: tuple[str, ...]
    attribute: str | None


def targets(root: str, app: str | None, code: str | None) -> list[Target]:
    """Return the files that may make the application: one, unless `app` is None.

    Raises SourceError when `app` names no file, Unseen when no file of the folder `code` makes an application.
    """
    if app is None:
        return _in_folder(root, _inside(root, code or ""))
    name, _, attribute = app.partition(":")
    if name.endswith(".py"):
        path = posixpath.normpath(name.replace("\\", "/"))
        return [Target(path, bases(root, path, code), attribute or None)]
    files = Files(root, _unique("", code or "", "src", posixpath.join(code or "", "src")))
    found = files.find(name)
    if found is None or not found[-1].is_file:
        place = _place(root, f"{name.replace('.', '/')}.py")
        raise SourceError([Problem(place, f"has no module {name}", "write the file's path, or package.module:name")])
    path = found[-1].path
    stem = path.removesuffix("/__init__.py").removesuffix(".py")
    top = stem.removesuffix(name.replace(".", "/")).rstrip("/")
    return [Target(path, _unique(top, *bases(root, path, code)), attribute or None)]


def bases(root: str, path: str, code: str | None) -> tuple[str, ...]:
    """Return the folders in which an absolute import may begin, in the order in which they are tried."""
    folder = posixpath.dirname(path)
    top = folder
    while top and os.path.isfile(os.path.join(root, top, "__init__.py")):
        top = posixpath.dirname(top)
    own = posixpath.normpath(code) if code else ""
    return _unique("", own, "src", posixpath.join(own, "src"), top, folder)


def _unique(*folders: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys("" if folder == "." else folder for folder in folders))


def _inside(root: str, folder: str) -> str:
    """Return a folder's plain path; raises Unseen when it lies outside of the root, links followed."""
    real, top = os.path.realpath(os.path.join(root, folder)), os.path.realpath(root)
    if real != top and not real.startswith(os.path.join(top, "")):
        raise Unseen("the folder lies outside of the tree, where nothing is read", (_place(root, folder),))
    plain = posixpath.normpath(folder.replace("\\", "/"))
    return "" if plain == "." else plain


def extenders(root: str, code: str | None, reached: Collection[str]) -> list[Target]:
    """Return the files of a folder, none of them among `reached`, that may add to an application made elsewhere."""
    folder = _inside(root, code or "")
    paths = [path for path in _python_files(root, folder) if path not in reached and _ADDS.search(_read(root, path))]
    return [Target(path, bases(root, path, folder), None) for path in paths]


def _in_folder(root: str, code: str) -> list[Target]:
    found = [path for path in _python_files(root, code) if _MAKES.search(_read(root, path))]
    if not found:
        raise Unseen("no file there makes a FastAPI or Starlette application", (_place(root, code),))
    return [Target(path, bases(root, path, code), None) for path in found]


def _place(root: str, path: str) -> Place:
    return Place(os.path.abspath(os.path.join(root, path)).replace(os.sep, "/"))


def _read(root: str, path: str) -> bytes:
    try:
        return read_bytes(root, path, MAX_BYTES)
    except (SourceError, Unseen):
        return b""


def _python_files(root: str, code: str) -> Iterator[str]:
    """Yield the Python files below a folder, those of tests and of installed packages left out."""
    count = 0
    top = os.path.join(root, code)
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED and not name.startswith("."))
        for name in sorted(files):
            if not name.endswith(".py") or name.startswith("test_") or name == "conftest.py":
                continue
            count += 1
            if count > MAX_FILES:
                raise Unseen(f"the folder holds more than {MAX_FILES} Python files", (_place(root, code),))
            full = os.path.relpath(os.path.join(folder, name), root)
            yield full.replace(os.sep, "/")
