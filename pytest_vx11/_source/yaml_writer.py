"""Values as YAML, on one line, so that every reader of YAML 1.1 or 1.2 reads the same."""

from __future__ import annotations

import json
import re
from typing import Any

#: Text that needs no quotes: it begins with a letter that begins no number, ends in no colon, and holds no ` #` or `: `.
_BARE = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./+()*-]|:(?=[A-Za-z0-9_./*])|,? (?=[A-Za-z0-9_./(]))*")
#: What YAML 1.1 reads as something else (Language-Independent Types for YAML 1.1, bool and null), and 1.2's infinities.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def flow(value: Any) -> str:
    """Return plain data as a flow value; text in it must hold nothing that cannot be seen, as `harmless` makes it."""
    if isinstance(value, str):
        bare = len(value) < 200 and _BARE.fullmatch(value) and value.lower() not in _WORDS
        return value if bare else quoted(value)
    return quoted(value)


def quoted(value: Any) -> str:
    """Return plain data as a flow value in which all text stands in quotes, as it must within braces."""
    # JSON is YAML (YAML 1.2, section 1.3), and text in double quotes is the same in 1.1.
    return json.dumps(value, ensure_ascii=False)
