"""Reading a baseline: whole, or not at all, with every problem at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pytest_vx11._baseline.model import ANY, Baseline, Entry
from pytest_vx11._baseline.schema import FORMAT, baseline_schema
from pytest_vx11._canon.fits import fits
from pytest_vx11._checks.identity import fingerprint, plain
from pytest_vx11._errors import CanonError, SourceError
from pytest_vx11._source.located import Map, Seq, Span
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem, in_order
from pytest_vx11._source.values import kind
from pytest_vx11._source.yaml_reader import parse_documents, read_text

NAME = "baseline.yaml"


def beside(canon: str | os.PathLike[str]) -> Path | None:
    """Return the baseline that goes with a canon where none is named: the one beside it.

    Outside of a folder `canon` it must look like one, as others may have a file of that name.
    """
    path = Path(canon).parent / NAME
    if not path.is_file():
        return None
    return path if path.parent.name == "canon" or _looks_so(path) else None


def empty_baseline(path: str | os.PathLike[str]) -> Baseline:
    """Return a baseline that is not there yet."""
    return Baseline(path=Path(os.path.abspath(path)).as_posix(), entries=(), text="")


def read_baseline(path: str | os.PathLike[str]) -> Baseline:
    """Return the baseline at `path`; raises CanonError with every problem, and never takes a broken one for empty."""
    try:
        text = read_text(path)
    except SourceError as error:
        raise CanonError(error.problems) from error
    return parse_baseline(text, path)


def parse_baseline(text: str, path: str | os.PathLike[str]) -> Baseline:
    """Return the baseline that `text` is, as it lies at `path`; raises CanonError."""
    shown = Path(os.path.abspath(path)).as_posix()
    try:
        documents = parse_documents(text, shown)
    except SourceError as error:
        raise CanonError(error.problems) from error
    top, problems = _top(documents, shown)
    problems += _misfits(top)
    accepted = top.get("accepted")
    entries = list(_entries(accepted, problems)) if isinstance(accepted, Seq) and not problems else []
    problems += _twice(entries)
    if problems:
        raise CanonError(in_order(problems))
    named = "accepted" in top and not isinstance(documents[0], Seq)
    line = top.key_at("accepted").line if named else None
    return Baseline(path=shown, entries=tuple(entries), text=text, accepted_line=line)


#: How a line at the left edge begins that only a baseline has: a whole one, a plain list of entries, or JSON.
_BEGINNINGS = (b"baseline:", b"accepted:", b"- key:", b"- {key:", b'"baseline"', b'{"baseline"', b"{baseline:")


def _looks_so(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return any(line.removeprefix(b"\xef\xbb\xbf").startswith(_BEGINNINGS) for line in file)
    except OSError:
        return False


def _top(documents: list[Any], path: str) -> tuple[Map, list[Problem]]:
    """Return the mapping at the top; a plain list of entries is taken for its `accepted`."""
    place = Place(path, 1)
    nothing = Map(place)
    hint = f"begin with `baseline: {FORMAT}` and `accepted: []`"
    if len(documents) != 1 or documents[0] is None:
        what = "has more than one YAML document" if len(documents) > 1 else "is empty"
        return nothing, [Problem(place, f"the baseline {what}", hint)]
    [said] = documents
    if isinstance(said, Seq):
        top = Map(said.place)
        span = Span(path, said.place.line, said.place.col, said.place.line, said.place.col)
        top.put("baseline", FORMAT, span)
        top.put("accepted", said, span)
        return top, []
    if not isinstance(said, Map):
        return nothing, [Problem(place, f"the baseline is {kind(said)}", hint)]
    return said, []


def _misfits(top: Map) -> list[Problem]:
    schema = baseline_schema()
    if not top or fits(schema)(top):
        return []
    # Here and not above: jsonschema takes a while to import, and a baseline without a mistake does not need it.
    from pytest_vx11._canon.validate import validate  # noqa: PLC0415

    return validate(top, schema, {})[0]


def _entries(accepted: Seq, problems: list[Problem]) -> Iterator[Entry]:
    for said, at in accepted.located():
        expires = None
        if "expires" in said:
            try:
                expires = date.fromisoformat(said["expires"])
            except ValueError:
                problems.append(Problem(said.at("expires"), f"expires: {said['expires']} is no day of the calendar"))
        yield Entry(
            key=said["key"],
            reason=said["reason"],
            owner=said.get("owner"),
            expires=expires,
            value=said.get("value", ANY),
            system=said.get("system"),
            at=at,
        )


def _twice(entries: list[Entry]) -> list[Problem]:
    first: dict[tuple[str, str | None, str | None], Place] = {}
    problems = []
    for entry in entries:
        value = None if entry.value is ANY else fingerprint("", plain(entry.value))
        same = (entry.key, value, entry.system)
        if same in first:
            problems.append(Problem(entry.at, f"{entry.key} is accepted twice", "keep one", also=first[same]))
        first.setdefault(same, entry.at)
    return problems
