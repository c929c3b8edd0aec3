"""What a snapshot is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

#: By which a digest is found again: the kind's value, the name and the path.
Label = tuple[str, str, str]


class Kind(Enum):
    """What a digest is of."""

    MODULE = "module"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Modules:
    """The modules of one system, and the tree in which they lie."""

    system: str
    root: str
    """Absolute. Nothing outside of it is read."""
    folders: Mapping[str, str]
    """The folder of each module, absolute, by the module's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A module's tree, or a document, by what is in it: the same in every folder, in git or not."""

    system: str
    kind: Kind
    name: str
    path: str
    """Relative to pytest's rootdir, POSIX."""
    files: int
    """0 for one that is not there."""
    sha256: str

    @property
    def label(self) -> Label:
        """By which this one is found among earlier ones."""
        return (self.kind.value, self.name, self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was checked out at a moment."""

    commit: str | None
    branch: str | None
    dirty: tuple[str, ...]
    """Paths that differ from the commit, or are not tracked, relative to the top of the checkout; the first 200.

    A folder of which nothing is tracked is one path, and ends with a slash.
    """
    dirty_files: int
    """How many there are."""
    digests: tuple[Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The last snapshot that was recorded of a system; without `at` where there is none."""

    at: str | None = None
    """As reports write it."""
    digests: Mapping[Label, str] = field(default_factory=dict)
    problem: str | None = None
    """Why nobody can say whether there is one."""
