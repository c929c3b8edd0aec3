"""From a result to its findings, each with the files that a code host can show and a fingerprint of its own."""

from __future__ import annotations

import hashlib
import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pytest_vx11._report.data import CheckData, FindingData, PlaceData, ReportData
from pytest_vx11._source.words import harmless

#: Linux's PATH_MAX: no file has a longer one.
_LONGEST = 4096


class Spot(NamedTuple):
    """A place in a file, whose POSIX path is relative to the top of the checkout; 0 is no line, or no column."""

    path: str
    line: int
    col: int


class Found(NamedTuple):
    """A finding, its check, and where to show it."""

    check: CheckData
    finding: FindingData
    spots: list[Spot]
    """None at all where not even the canon lies in the checkout."""
    fingerprint: str
    """The finding's own; where an earlier finding has that already, another one that is the same in every run."""


class Checkout:
    """Where the files of a run lie in the checkout."""

    def __init__(self, data: ReportData) -> None:
        self._folder = data["run"]["folder"]
        self._roots = {canon["system"]: canon["root"] for canon in data["canons"]}

    def spots(self, check: CheckData, finding: FindingData) -> list[Spot]:
        """Return a finding's places that are files of the checkout, or else the canon's, which may be none either."""
        root = self._roots[check["id"].partition("::")[0]]
        seen = [self._spot(place, root) for place in finding["places"]]
        return [spot for spot in seen if spot] or [spot for spot in (self._spot(check["canon_at"]),) if spot]

    def _spot(self, place: PlaceData, root: str = ".") -> Spot | None:
        if ":" in place["path"].partition("/")[0]:  # of a container, as `shop-web:/app/x`
            return None
        path = posixpath.normpath(posixpath.join(self._folder, root, place["path"]))
        if path.startswith(("/", "../")) or path in (".", ".."):
            return None
        return Spot(harmless(path, _LONGEST), place["line"], place["col"])


def found(data: ReportData) -> Iterator[Found]:
    """Yield the findings of a result in its order, those that are accepted too."""
    checkout, taken, repeated = Checkout(data), set[str](), Counter[tuple[str, str]]()
    for check in data["checks"]:
        for finding in check["findings"]:
            own = fingerprint = finding["fingerprint"]
            if own in taken:
                # Made of the check, not of the place in the list, which other findings may change.
                said = f"{own} {check['id']} {repeated[own, check['id']]}".encode(errors="replace")
                fingerprint = hashlib.sha256(said).hexdigest()[: len(own)]
                repeated[own, check["id"]] += 1
            taken.add(fingerprint)
            yield Found(check, finding, checkout.spots(check, finding), fingerprint)
