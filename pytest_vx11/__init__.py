"""A pytest plugin that holds a system of services against its canon.

What is listed here, and in `pytest_vx11.schema`, `pytest_vx11.needs` and `pytest_vx11.testing`, is public: it stays as it
is, or is deprecated for a minor version first. Everything else begins with `_`, and may change any day. How to write tests
and facets of one's own is in EXTENDING.md.
"""

# As type checkers know it. Importing `typing` would cost more than this package, which costs nothing while it is off.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from pytest_vx11 import needs, schema, testing
    from pytest_vx11._canon.model import Canon, Service, Stated
    from pytest_vx11._canon.part import SchemaPart
    from pytest_vx11._checks.check import Check, Witness
    from pytest_vx11._checks.code import Code
    from pytest_vx11._checks.verdict import Evidence, Finding, Judged, Outcome, Severity, Verdict
    from pytest_vx11._deprecated import Vx11DeprecationWarning
    from pytest_vx11._errors import CanonError, SourceError, Unseen, Vx11Error
    from pytest_vx11._extensions.functions import check
    from pytest_vx11._extensions.registry import Registry
    from pytest_vx11._facets.base import Facet
    from pytest_vx11._observe.need import Need, Sight
    from pytest_vx11._own.nouns import Endpoint, Recorder, Table
    from pytest_vx11._own.session import SystemSession
    from pytest_vx11._source.located import Map, Seq
    from pytest_vx11._source.place import Place
    from pytest_vx11._source.problem import Problem
    from pytest_vx11._source.words import did_you_mean

_HOMES = {
    "Canon": "_canon.model",
    "CanonError": "_errors",
    "Check": "_checks.check",
    "Code": "_checks.code",
    "Endpoint": "_own.nouns",
    "Evidence": "_checks.verdict",
    "Facet": "_facets.base",
    "Finding": "_checks.verdict",
    "Judged": "_checks.verdict",
    "Map": "_source.located",
    "Need": "_observe.need",
    "Outcome": "_checks.verdict",
    "Place": "_source.place",
    "Problem": "_source.problem",
    "Recorder": "_own.nouns",
    "Registry": "_extensions.registry",
    "SchemaPart": "_canon.part",
    "Seq": "_source.located",
    "Service": "_canon.model",
    "Severity": "_checks.verdict",
    "Sight": "_observe.need",
    "SourceError": "_errors",
    "Stated": "_canon.model",
    "SystemSession": "_own.session",
    "Table": "_own.nouns",
    "Unseen": "_errors",
    "Verdict": "_checks.verdict",
    "Vx11DeprecationWarning": "_deprecated",
    "Vx11Error": "_errors",
    "Witness": "_checks.check",
    "check": "_extensions.functions",
    "did_you_mean": "_source.words",
}
_MODULES = ("needs", "schema", "testing")

__all__ = [
    "Canon",
    "CanonError",
    "Check",
    "Code",
    "Endpoint",
    "Evidence",
    "Facet",
    "Finding",
    "Judged",
    "Map",
    "Need",
    "Outcome",
    "Place",
    "Problem",
    "Recorder",
    "Registry",
    "SchemaPart",
    "Seq",
    "Service",
    "Severity",
    "Sight",
    "SourceError",
    "Stated",
    "SystemSession",
    "Table",
    "Unseen",
    "Verdict",
    "Vx11DeprecationWarning",
    "Vx11Error",
    "Witness",
    "check",
    "did_you_mean",
    "needs",
    "schema",
    "testing",
]


def __getattr__(name: str) -> "Any":
    """Import a public name the first time that it is asked for; raises AttributeError for any other."""
    from importlib import import_module  # noqa: PLC0415

    if name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name.startswith("__"):
        # Python and its tools ask any module for such names.
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    deprecated: ModuleType = import_module(f"{__name__}._deprecated")
    return deprecated.old_name(__name__, name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
