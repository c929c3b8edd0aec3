"""What all tests share."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest_vx11

pytest_plugins = ["pytester", "tests.docker.fixtures"]

# A run of pytest within a test forgets the modules that it was the first to import (pytester, `inline_run`); who imports
# one of ours again would have a second one, whose classes are none of the first.
for module in pkgutil.walk_packages(pytest_vx11.__path__, f"{pytest_vx11.__name__}."):
    import_module(module.name)
