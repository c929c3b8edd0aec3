"""The entry point of versions before 7, kept so that old start commands still work."""

from __future__ import annotations

from tentaculo_link.main_v7 import app

__all__ = ["app"]
