"""The model files that lie in the folder VX11_MODELS; hermes lists them, and runs none yet."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def installed() -> list[dict[str, Any]]:
    """Name and size of each *.gguf file; nothing when no folder is set or it is not there."""
    folder = os.environ.get("VX11_MODELS", "")
    if not folder:
        return []
    files = sorted(Path(folder).glob("*.gguf"))
    return [{"name": file.stem, "bytes": file.stat().st_size} for file in files if file.is_file()]
