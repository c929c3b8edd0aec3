"""`json`: the result itself, format `vx11-report/1`."""

from __future__ import annotations

import json
import re

from pytest_vx11._report.data import ReportData

# What JSON lets stand in a string (RFC 8259, section 7) and no reader can see: controls, format characters (Unicode 15,
# chapters 23.1 and 23.2), separators of lines.
_HIDDEN = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_encode = json.JSONEncoder(ensure_ascii=False).encode


def render_json(data: ReportData) -> str:
    """Return the result as JSON: a line for each check, and for whatever else has several of its kind."""
    # Indented throughout it would be as many lines as values, and take five times as long.
    parts = (f" {_encode(name)}: {_of_lines(value)}" for name, value in data.items())
    body = ",\n".join(parts)
    return f"{{\n{visible(body)}\n}}\n"


def _of_lines(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _encode(value)
    lines = ",\n".join(f"  {_encode(each)}" for each in value)
    return f"[\n{lines}\n ]"


def visible(text: str) -> str:
    """Return JSON in which no character hides, turns the direction of the text or ends a line: each is an escape."""
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
