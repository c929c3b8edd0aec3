"""A git repository with the shop in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.plugin.shop import CANON, COMPOSE

DRIFTED = COMPOSE.replace('"8001:', '"8011:')


class Repository:
    """A checkout, on the branch `main`, whose first commit conforms."""

    def __init__(self, top: Path) -> None:
        self.top = top
        top.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "x")
        self.git("config", "user.email", "x@x")
        self.write("canon.yaml", CANON)
        self.write("compose.yaml", COMPOSE)
        self.first = self.commit()

    def write(self, name: str, text: str) -> Path:
        """Write a file."""
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def git(self, *words: str) -> str:
        """Return what git says; fails where git does."""
        ended = subprocess.run(["git", *words], cwd=self.top, check=True, capture_output=True, text=True)
        return ended.stdout.strip()

    def commit(self) -> str:
        """Commit all that lies there, and return the commit."""
        self.git("add", "-A")
        self.git("commit", "-qm", "x", "--allow-empty")
        return self.git("rev-parse", "HEAD")

    def state(self) -> tuple[str, ...]:
        """Return all that a command could have changed: references, configuration, index, working tree, worktrees."""
        ways = ("for-each-ref",), ("config", "--list", "--local"), ("ls-files", "--stage"), ("status", "--porcelain")
        files = sorted(str(path) for path in (self.top / ".git").rglob("*") if path.is_file())
        return (*(self.git(*words) for words in ways), self.git("worktree", "list"), *files)
