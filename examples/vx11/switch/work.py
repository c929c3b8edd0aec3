"""What a text asks for."""

from __future__ import annotations


def tool_in(text: str) -> str | None:
    """The tool that `/name` asks for; None when the text asks for none."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return first[1:] if first.startswith("/") and len(first) > 1 else None
