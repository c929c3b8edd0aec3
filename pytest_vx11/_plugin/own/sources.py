"""Whether a test is still there, by a look at its file: nothing is imported that would not be run."""

from __future__ import annotations

import re
from pathlib import Path


def may_be_there(root: Path, nodeid: str) -> bool:
    """Tell whether a test file below `root` has what a node id names; True of what is no name of a test in a file."""
    path, _, names = nodeid.partition("::")
    name = names.rpartition("::")[2]
    if not name.isidentifier() or not path.endswith(".py") or ".." in Path(path).parts:
        return True
    try:
        text = (root / path).read_bytes()
    except OSError:
        return False
    return re.search(rf"\bdef\s+{name}\b".encode(), text) is not None
