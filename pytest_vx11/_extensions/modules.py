"""Loading the file or module that a canon names, and asking it what it brings."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import os
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from pytest_vx11._errors import SourceError, Vx11Error
from pytest_vx11._extensions.failing import line_in, said_by
from pytest_vx11._extensions.functions import declaration_of
from pytest_vx11._extensions.registry import Registry
from pytest_vx11._facets.base import Facet, Origin
from pytest_vx11._source.place import Place
from pytest_vx11._source.yaml_reader import read_text

HOOK = "pytest_vx11_register"
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


class ExtensionError(Vx11Error):
    """An extension cannot be taken: what is wrong, what to do, and where in it."""

    def __init__(self, message: str, hint: str = "", cause: Place | None = None) -> None:
        self.message, self.hint, self.cause = message, hint, cause
        super().__init__(message)


class Target(NamedTuple):
    """What one entry of `extensions` names."""

    written: str
    path: Path | None
    """The file; None for a module."""

    @property
    def key(self) -> str:
        """What two entries have in common that name the same."""
        return os.path.realpath(self.path) if self.path else self.written


def target_of(written: str, folder: Path) -> Target:
    """Return what an entry names, from the folder of the file that says it; raises ExtensionError."""
    if written.endswith(".py") or "/" in written:
        return Target(written, folder / written)
    if not _MODULE.fullmatch(written):
        raise ExtensionError("is neither a file, which ends in .py, nor a module such as package.module")
    return Target(written, None)


def facets_of(target: Target, origin: Origin) -> list[Facet]:
    """Load what is named and return the facets that it brings; raises ExtensionError.

    What has the function `pytest_vx11_register` brings what that adds; else each public class that is a Facet, and each
    function that is a check, of those that stand in it. No bytecode is written beside a file.
    """
    module = _file(target.path) if target.path is not None else _module(target.written)
    registry = Registry(origin)
    try:
        _register(module, registry)
    except Exception as error:
        place = line_in(error, module.__file__ or "")
        raise ExtensionError(f"cannot be registered: {said_by(error)}", cause=place) from error
    if not registry.facets:
        hint = f"it wants a subclass of Facet, a function with @check, or a function {HOOK}(registry)"
        raise ExtensionError("brings nothing", hint)
    return registry.facets


def _register(module: ModuleType, registry: Registry) -> None:
    register = getattr(module, HOOK, None)
    if register is not None:
        register(registry=registry)
        return
    for value in _own(module):
        if (inspect.isclass(value) and issubclass(value, Facet)) or declaration_of(value) is not None:
            registry.add(value)


def checks_in(module: object) -> list[Any]:
    """Return the functions of a module that are checks, and stand in it."""
    return [value for value in _own(module) if declaration_of(value) is not None]


def _own(module: object) -> list[Any]:
    """Return what is public in a module, and was made there."""
    name = getattr(module, "__name__", None)
    named = list(getattr(module, "__dict__", {}).items())
    return [value for key, value in named if not key.startswith("_") and getattr(value, "__module__", None) == name]


def _file(path: Path) -> ModuleType:
    shown = os.path.abspath(path)
    try:
        text = read_text(shown)
    except SourceError as error:
        raise ExtensionError(error.problems[0].message) from error
    name = f"vx11_extension_{hashlib.sha256(shown.encode()).hexdigest()[:8]}_{path.stem}"
    module = ModuleType(name)
    module.__file__ = shown
    # A dataclass looks its module up there (Python documentation, dataclasses: string annotations).
    sys.modules[name] = module
    try:
        exec(compile(text, shown, "exec", dont_inherit=True), module.__dict__)
    except KeyboardInterrupt:
        raise
    # Whatever it is that a module raises while it is loaded, its author is told, and nobody is shown our own trace.
    except BaseException as error:
        del sys.modules[name]
        sibling = isinstance(error, ImportError) and (path.parent / f"{(error.name or '').split('.')[0]}.py").is_file()
        hint = "a file imports no file beside it: make both a package that is installed" if sibling else ""
        raise ExtensionError(f"cannot be loaded: {said_by(error)}", hint, line_in(error, shown)) from error
    return module


def _module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        missing = isinstance(error, ModuleNotFoundError)
        hint = "install it, or name its file; pytest's pythonpath the command vx11 does not know" if missing else ""
        raise ExtensionError(f"cannot be imported: {said_by(error)}", hint) from error
