"""What the plugin costs a pytest run that does not use it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import in_turn

HEAVY = ("requests", "docker", "sqlalchemy", "sqlite3", "jsonschema", "yaml", "fastapi", "httpx")


def main() -> None:
    """Print the difference of two medians, and which heavy libraries the plugin imports."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "test_one.py").write_text("def test_one():\n    pass\n")
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_one.py"]
        took = in_turn({"with": pytest, "without": [*pytest, "-p", "no:vx11"]}, folder, runs=21)
    with_, without = took["with"].seconds * 1000, took["without"].seconds * 1000
    print(f"with {with_:.0f} ms, without {without:.0f} ms, difference {with_ - without:+.1f} ms")
    code = "import sys, pytest; b = set(sys.modules); import pytest_vx11.plugin; print(*(set(sys.modules) - b))"
    imported = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    heavy = [name for name in imported if name.split(".")[0] in HEAVY]
    print(f"imports {len(imported)} modules; heavy ones: {', '.join(heavy) or 'none'}")


if __name__ == "__main__":
    main()
