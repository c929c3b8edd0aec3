"""Every error that pytest-vx11 raises on purpose.

    Vx11Error
    ├── SourceError   a file cannot be read: not there, too large, not YAML, not UTF-8 …
    ├── CanonError    the canon, an option or the environment is wrong: exit status 4
    └── Unseen        a fact could not be looked at: the check is `unverified`, with this reason

`SourceError` and `CanonError` carry all the problems that were found, not just the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_vx11._source.place import Place
    from pytest_vx11._source.problem import Problem


class Vx11Error(Exception):
    """The root of the tree; catch it to catch all of them."""


class _WithProblems(Vx11Error):
    def __init__(self, problems: Iterable[Problem] | str) -> None:
        """`problems` are all that were found; a text of somebody else's code stands for one that has no place."""
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, str) else tuple(problems)  # type: ignore[assignment]
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[_WithProblems], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class SourceError(_WithProblems):
    """A file could not be read for what it should be."""


class CanonError(_WithProblems):
    """What the user wrote in the canon, an option or the environment is wrong."""


class Unseen(Vx11Error):
    """Nobody could look, so nothing can be said: not a match, and not a drift.

    `reason` is one plain sentence without a file name or a line; `places` says where.
    """

    def __init__(self, reason: str, places: tuple[Place, ...] = ()) -> None:
        self.reason = reason
        self.places = places
        super().__init__(reason)

    def __reduce__(self) -> tuple[type[Unseen], tuple[str, tuple[Place, ...]]]:
        return type(self), (self.reason, self.places)
