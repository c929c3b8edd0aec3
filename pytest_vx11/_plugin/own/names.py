"""The names that tests of the user's own hold on to."""

from __future__ import annotations

#: The plugin that knows the run, where the checks are on.
PLUGIN = "vx11-own"
FIXTURES = frozenset(
    f"vx11_{name}" for name in ("canon", "service", "endpoint", "table", "http", "container", "truth", "check")
)
WITHOUT = "a check of the system against its canon: it runs with --vx11-canon"
