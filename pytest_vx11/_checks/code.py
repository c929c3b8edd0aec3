"""The code of a kind of finding, and what is to be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """`VX104` and what `vx11 explain VX104` says."""

    code: str
    title: str
    """What is wrong, in half a sentence."""
    # No mapping can be hashed, and a code can without it.
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The title in other languages, by the language's code: `{"es": "..."}`. Where one is missing, `title` is told."""
    text: str
    """Why it matters and what to do, in a few sentences."""
    example: str
    """A canon's line, and what a tree says against it."""
    valued: bool = True
    """Whether what was found tells two findings of one key apart: not where the key says it all, as of a dependency that
    is missing, nor where it may differ though nothing has changed, as a latency does."""
    masks: bool = False
    """Whether a check that finds it looks at nothing else, so that it says nothing of what it found before."""
