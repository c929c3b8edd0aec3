"""Commits of a checkout: finding them, and laying one out in a temporary folder, so that nothing of the tree is run."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytest_vx11._errors import CanonError
from pytest_vx11._observe.git import ask
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import harmless

_PATIENCE = 600
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
# Neither the tree nor the user's configuration has git run anything (githooks; gitattributes, "filter"; git-config).
_GIT = (
    "git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "submodule.recurse=false",
    "-c", "advice.detachedHead=false", "-c", "gc.auto=0",
)  # fmt: skip
_ENVIRON = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_NO_LAZY_FETCH": "1",
}


def top_of(folder: Path) -> Path:
    """Return the top of the checkout that a folder is in; raises CanonError where there is none."""
    ended = _ask(folder, "rev-parse", "--show-toplevel")
    if ended.returncode:
        # No checkout, or one of another user, which git does not read unless it is told to (git-config, safe.directory).
        said = (ended.stderr.decode(errors="replace").splitlines() or ["git does not say why"])[0]
        raise _wrong(f"commits are compared in a git checkout: {said[:300]}")
    return Path(_text(ended))


def commit_of(folder: Path, revision: str) -> str:
    """Return the commit that a revision names; raises CanonError where it names none."""
    # NUL ends an argument, and `^x` is all but `x` (gitrevisions): neither names a commit.
    said = None
    if revision and "\0" not in revision:
        said = _asked(folder, "rev-parse", "--verify", "-q", "--end-of-options", f"{revision}^{{commit}}")
    if said is None or not _COMMIT.fullmatch(said):
        raise _wrong(f'"{harmless(revision, 200)}" is no commit here', _why_missing(folder))
    return said


def merge_base(folder: Path, one: str, other: str) -> str | None:
    """Return where two commits part; None where they share nothing that is known here."""
    said = _asked(folder, "merge-base", one, other)
    return said if said is not None and _COMMIT.fullmatch(said) else None


@contextmanager
def checkout(folder: Path, commit: str) -> Iterator[Path]:
    """Yield the top of a checkout of a commit, which is gone afterwards, whatever happens.

    The top bears the name of the user's own, as Compose takes it for the project's. Raises CanonError where git cannot.
    """
    with tempfile.TemporaryDirectory(prefix="vx11-gate-") as home:
        top = Path(home, "tree", top_of(folder).name or "tree")
        objects = _asked(folder, "rev-parse", "--git-path", "objects") or ".git/objects"
        # A link, as a path in `alternates` may hold no newline and no quote (gitrepository-layout).
        Path(home, "objects").symlink_to(Path(folder, objects).resolve())
        # What `git clone --shared` does; but it also knows what no branch holds, and a shallow checkout.
        _run(home, home, "init", "-q", "--template=", f"--object-format={_format(commit)}", str(top))
        _run(home, home, "-C", str(top), "config", "core.hooksPath", os.devnull)
        Path(top, ".git", "objects", "info").mkdir(exist_ok=True)
        Path(top, ".git", "objects", "info", "alternates").write_text(f"{home}/objects\n", encoding="utf-8")
        _run(home, str(top), "checkout", "-q", "--detach", commit)
        # Git ends well though it could not write a file whose content is missing, as it may be in a partial clone.
        if missing := _run(home, str(top), "ls-files", "--deleted"):
            raise _wrong(f"git cannot lay the commit out: what is in {harmless(missing.splitlines()[0])} is not here")
        yield top


def _format(commit: str) -> str:
    return "sha1" if len(commit) == 40 else "sha256"


def _run(home: str, folder: str, *words: str) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environ |= {**_ENVIRON, "HOME": home, "XDG_CONFIG_HOME": home}
    try:
        ended = subprocess.run(
            [*_GIT, *words], cwd=folder, env=environ, capture_output=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired as error:
        raise _wrong(f"git did not lay the commit out within {_PATIENCE} seconds") from error
    if ended.returncode:
        said = " ".join(ended.stderr.decode(errors="replace").split())
        raise _wrong(f"git cannot lay the commit out: {said[:300]}")
    return ended.stdout.decode(errors="surrogateescape")


def _asked(folder: Path, *words: str) -> str | None:
    ended = _ask(folder, *words)
    return _text(ended) if ended.returncode == 0 else None


def _text(ended: subprocess.CompletedProcess[bytes]) -> str:
    return ended.stdout.decode(errors="surrogateescape").removesuffix("\n")


def _ask(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return ask(folder, *words)
    except FileNotFoundError as error:
        raise _wrong("commits are compared by git, and git is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise _wrong("git did not answer within a minute") from error


def _why_missing(folder: Path) -> str:
    if _asked(folder, "rev-parse", "--is-shallow-repository") == "true":
        return "the checkout is shallow: fetch the whole history (fetch-depth: 0, GIT_DEPTH: 0)"
    return "git fetch it, or name another"


def _wrong(message: str, hint: str = "") -> CanonError:
    return CanonError([Problem(None, message, hint)])
