"""Names that were public and go: each still works for one minor version, and warns.

To take a public name away, list it in `OLD` with what is to be used instead and the version that lacks it, say so in the
changelog, and take it out of `OLD` in that version.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any, NamedTuple


class Vx11DeprecationWarning(DeprecationWarning):
    """A public name of pytest-vx11 is used that goes with the version it names."""


class Old(NamedTuple):
    """A name that goes."""

    home: str
    """The module that has what it stands for, as `pytest_vx11._facets.base`."""
    name: str
    """What that is called there."""
    instead: str
    """What to write, as `pytest_vx11.Facet`."""
    gone_in: str
    """The version that lacks it, as `0.3`."""


#: By the public module and the name that goes.
OLD: dict[tuple[str, str], Old] = {}


def old_name(module: str, name: str) -> Any:
    """Return what a name of a public module that goes stands for, and warn; raises AttributeError for any other."""
    old = OLD.get((module, name))
    if old is None:
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    message = f"{module}.{name} goes with pytest-vx11 {old.gone_in}: use {old.instead}"
    # Two frames up: __getattr__ of the module, and who asks for the name.
    warnings.warn(message, Vx11DeprecationWarning, stacklevel=3)
    return getattr(import_module(old.home), old.name)
