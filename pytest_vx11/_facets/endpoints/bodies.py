"""Holding the body of an answer against what the canon says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pytest_vx11._facets.endpoints.claims import UNSAID, Claims
from pytest_vx11._observe.json_schema import Schema, SchemaNeed
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.subset import Lack, lacks
from pytest_vx11._source.values import show

#: An item of a list, or a name that is no word, in a path of JSON (RFC 9535, section 2.3).
_IN_BRACKETS = re.compile(r"\[(?:\d+|'((?:[^'\\]|\\.)*)')\]")


class Wrong(NamedTuple):
    """What is wrong with a body: `what` comes after the route's name, `part` into the key."""

    code: str
    what: str
    actual: Any
    expected: Any
    part: str = ""


def wrong_body(claims: Claims, text: str, sight: Sight) -> Iterator[Wrong]:
    """Yield what is wrong with a body; raises SourceError where the canon's schema is of no use."""
    if claims.body is UNSAID and claims.schema is UNSAID:
        return
    is_json, value = read(text)
    if claims.body is not UNSAID and not (not is_json and isinstance(claims.body, str) and claims.body in text):
        lack = lacks(claims.body, value)
        if lack is not None:
            yield _other(claims, lack if is_json else lack._replace(found=_described(claims, text)))
    if claims.schema is not UNSAID:
        yield from _unfit(claims, value if is_json else UNSAID, sight)


def read(text: str) -> tuple[bool, Any]:
    """Return whether a text is JSON, and its value; the text itself where it is none."""
    try:
        return True, json.loads(text)
    except (ValueError, RecursionError):
        return False, text


def _other(claims: Claims, lack: Lack) -> Wrong:
    where = show(lack.where) if lack.where else ""
    found = f"{where}: found {show(lack.found, 200)}" if where else f"found {show(lack.found, 200)}"
    what = f"answers another body: {found}, the canon wants {show(lack.wanted, 200)}"
    return Wrong("VX274", what, lack.found, claims.body, where)


def _described(claims: Claims, text: str) -> str:
    """Return what stands for a body that is no JSON: itself where text is wanted, and else what it is."""
    if not text:
        return "nothing"
    return text if isinstance(claims.body, str) else "text, not JSON"


def _unfit(claims: Claims, value: Any, sight: Sight) -> Iterator[Wrong]:
    named = isinstance(claims.schema, str)
    shown = claims.schema if named else "the canon's schema"
    if value is UNSAID:
        yield Wrong("VX275", f"answers no JSON, the canon wants what fits {shown}", "no JSON", shown)
        return
    need = (
        SchemaNeed(claims.folder, file=claims.schema)
        if named
        else SchemaNeed(claims.folder, text=json.dumps(claims.schema))
    )
    schema = sight.see(need)
    problems = list(schema.problems(value))
    if problems:
        said = "; ".join(f"{where}: {show(why, 200)}" for where, why in problems)
        places = _places((where for where, _ in problems), schema)
        yield Wrong("VX275", f"answers what does not fit {shown}: {said}", places, shown)


def _places(paths: Iterable[str], schema: Schema) -> list[str]:
    """Return places of an answer without what may differ each time: which item it is, and ids that it has for names."""
    names = json.dumps(schema.validator.schema, ensure_ascii=False, default=str, skipkeys=True)

    def stable(part: re.Match[str]) -> str:
        return part[0] if part[1] is not None and f'"{part[1]}"' in names else "[*]"

    return sorted({_IN_BRACKETS.sub(stable, path) for path in paths})
