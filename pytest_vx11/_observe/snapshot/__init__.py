"""What is checked out, and what is in it: the snapshot that an audit begins with."""

from pytest_vx11._observe.snapshot.nouns import Digest, Earlier, Kind, Modules, Snapshot
from pytest_vx11._observe.snapshot.taking import take_snapshot

__all__ = ["Digest", "Earlier", "Kind", "Modules", "Snapshot", "take_snapshot"]
