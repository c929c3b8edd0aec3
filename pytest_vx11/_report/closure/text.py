"""Parts of sentences, in Markdown."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import Any

from pytest_vx11._report.closure.words import Words
from pytest_vx11._report.data import CanonData, CheckData, PlaceData, ReportData, Verdict
from pytest_vx11._report.markdown import code, cut, prose
from pytest_vx11._source.values import show

_LONGEST_NAME = 60
_LONGEST_VALUE = 80
_LONGEST_TEXT = 400
_LONGEST_PATH = 160
#: As many hexadecimal digits tell two commits, or digests, of a project apart.
SHORT = 12


def name(text: str) -> str:
    """Return the name of something."""
    return prose(cut(show(text, _LONGEST_NAME), _LONGEST_NAME))


def value(it: Any, words: Words) -> str:
    """Return a value of the canon, or what was found."""
    return words.top.none if it is None else code(cut(show(it, _LONGEST_VALUE), _LONGEST_VALUE))


def sentence(text: str) -> str:
    """Return text of one or several lines on one line."""
    return prose(cut(" ".join(text.split()), _LONGEST_TEXT))


def when(at: str, words: Words) -> str:
    """Return a moment, to the minute."""
    return words.top.at_time.format(date=at[:10], time=at[11:16])


def place(at: PlaceData, root: str) -> str:
    """Return a place, its path relative to pytest's rootdir; that of a container as it is."""
    line = f":{at['line']}" if at["line"] else ""
    return code(f"{cut(path_of(at, root), _LONGEST_PATH)}{line}")


def path_of(at: PlaceData, root: str) -> str:
    """Return a place's path, relative to pytest's rootdir."""
    return at["path"] if in_container(at) else posixpath.normpath(posixpath.join(root, at["path"]))


def in_container(at: PlaceData) -> bool:
    """Tell whether a place is in a container, as `shop-web:/app/x`."""
    return ":" in at["path"].partition("/")[0] and at["path"].partition(":")[2].startswith("/")


def systems(data: ReportData) -> str:
    """Return each system with its version."""
    return ", ".join(system(canon) for canon in data["canons"])


def system(canon: CanonData) -> str:
    """Return a canon's system, with its version where it states one."""
    version = f" {name(canon['version'])}" if canon["version"] else ""
    return f"{name(canon['system'])}{version}"


def root_of(check: CheckData, data: ReportData) -> str:
    """Return where the tree of a check lies, relative to pytest's rootdir."""
    own = check["id"].partition("::")[0]
    return next((canon["root"] for canon in data["canons"] if canon["system"] == own), data["canon"]["root"])


def subject(check: CheckData) -> str:
    """Return what a check is about, from its id."""
    # A test of the user's own is named by its node id, whose `::` an id writes otherwise.
    return check["id"].split("::", 3)[3].rpartition("[")[0].replace("%3A%3A", "::")


def counted(counts: dict[Verdict, int], words: Words) -> str:
    """Return how many checks there are, and how they came out; of those there are none of only drift is said."""
    said = [words.top.verdicts[verdict].of(count) for verdict, count in counts.items() if count or verdict == "drift"]
    return words.top.colon.format(label=words.top.checks.of(sum(counts.values())), text=", ".join(said))


def listed(shown: Sequence[str], most: int, words: Words) -> str:
    """Return a list, cut after so many, with how many more there are."""
    kept, left = list(shown[:most]), len(shown) - most
    return (
        ", ".join(kept) if left <= 0 else words.top.and_last.format(many=", ".join(kept), one=words.top.more.of(left))
    )
