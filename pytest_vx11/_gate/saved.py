"""Reading JSON reports that somebody else may have written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from pytest_vx11._canon.fits import fits
from pytest_vx11._checks.identity import fingerprint, plain
from pytest_vx11._errors import SourceError
from pytest_vx11._report.data import FORMAT, ReportData
from pytest_vx11._report.schema import REPORT_SCHEMA
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.values import show

MOST_BYTES = 256 << 20
_DEEPEST = 60
_MOST_TOLD = 20
_LONG = 200

#: What `vx11-report/1` has got since its first reports, by where its schema requires it, and what stands for it.
_LATER: dict[tuple[str, ...], dict[str, Any]] = {
    (): {"rules": {}, "baselines": [], "changes": None, "snapshot": None},
    ("properties", "rules", "additionalProperties"): {"titles": {}, "masks": False},
    ("properties", "run"): {"folder": ".", "strict": False, "exit_status": 0, "errors": []},
    ("$defs", "canon"): {"root": "."},
    ("$defs", "check"): {"places": []},
    ("$defs", "finding"): {"accepted": None, "since": None, "fingerprint": None},
    ("$defs", "place"): {"col": 0},
}


class Saved(NamedTuple):
    """A report that was read; what it is too old to have is filled in."""

    data: ReportData
    fingerprints: bool
    """Whether its findings had fingerprints."""


def read_report(path: Path, most: int = MOST_BYTES) -> Saved:
    """Return a report; raises SourceError with its problems where it is none, or holds no checks."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        _refuse(path, error.strerror or "it cannot be read")
    if len(data) > most:
        _refuse(path, f"the report is larger than {most:,} bytes")
    # ValueError: no UTF-8, no JSON, or a number longer than Python reads. RecursionError: too deep for the parser.
    try:
        said = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        _refuse(path, f"not JSON: {reason}")
    problems = [Problem(_place(path), message) for message in _wrong(said)]
    if problems:
        raise SourceError(problems)
    return _filled(said)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")  # RFC 8259, section 6


def _refuse(path: Path, message: str) -> NoReturn:
    raise SourceError([Problem(_place(path), message)])


def _place(path: Path) -> Place:
    return Place(path.absolute().as_posix())


def _wrong(said: Any) -> Iterator[str]:
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        found = show(said.get("format"), _LONG) if isinstance(said, dict) else "no object"
        yield f"not a report of the format {FORMAT}: {found}"
    elif _too_deep(said):
        yield f"a value is nested more than {_DEEPEST} levels deep"
    elif unfit := list(_unfit(said)):
        yield from unfit
    elif not said["checks"]:
        yield "there are no checks in it, so that it says nothing"


def _too_deep(said: Any) -> bool:
    level = [said]
    for _ in range(_DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
    return bool(level)


def _inside(value: Any) -> Iterator[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (each for each in inner if isinstance(each, (dict, list)))


def _unfit(said: Any) -> Iterator[str]:
    schema = _lenient_schema()
    if _surely_fits(said, schema):
        return
    # Here and not above: jsonschema takes a while to import, and a hundred times as long to say yes.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    for error in islice(Draft202012Validator(schema).iter_errors(said), _MOST_TOLD):
        yield f"not as the schema of {FORMAT} has it: {show(error.json_path, _LONG)}: {show(error.message, _LONG)}"


def _surely_fits(said: Any, schema: dict[str, Any]) -> bool:
    """Give a quick yes; what the schema says of a check by conditions is looked at by hand."""
    return fits(_inlined(schema, schema["$defs"]))(said) and all(map(_agrees, said["checks"]))


def _inlined(schema: Any, parts: dict[str, Any]) -> Any:
    """Return a schema with each reference replaced by what it names, and without the conditions."""
    if isinstance(schema, list):
        return [_inlined(each, parts) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {key: _inlined(each, parts) for key, each in schema.items() if key not in ("$defs", "allOf")}


def _agrees(check: dict[str, Any]) -> bool:
    verdict, findings = check["verdict"], check["findings"]
    if (verdict == "unverified") is not isinstance(check["reason"], str):
        return False
    if verdict == "waived":
        return bool(findings) and all(finding["waived"] for finding in findings)
    return verdict != "drift" or bool(findings)


def _lenient_schema() -> Any:
    schema = json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))
    for path, later in _LATER.items():
        part = schema
        for name in path:
            part = part[name]
        part["required"] = [name for name in part["required"] if name not in later]
    return schema


def _filled(said: dict[str, Any]) -> Saved:
    findings = [finding for check in said["checks"] for finding in check["findings"]]
    fingerprints = all("fingerprint" in finding for finding in findings)
    objects = {
        (): [said],
        ("properties", "rules", "additionalProperties"): list(said.get("rules", {}).values()),
        ("properties", "run"): [said["run"]],
        ("$defs", "canon"): [said["canon"], *said["canons"]],
        ("$defs", "check"): said["checks"],
        ("$defs", "finding"): findings,
        ("$defs", "place"): [place for each in (*said["checks"], *findings) for place in _places(each)],
    }
    for path, later in _LATER.items():
        for each in objects[path]:
            for name, value in later.items():
                each.setdefault(name, value)
    for finding in findings:
        finding["fingerprint"] = finding["fingerprint"] or fingerprint(finding["key"], plain(finding["actual"]))
    data: Any = said
    return Saved(data, fingerprints)


def _places(each: dict[str, Any]) -> list[Any]:
    return [*each.get("places", ()), *([each["canon_at"]] if "canon_at" in each else ())]
