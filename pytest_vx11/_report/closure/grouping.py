"""The findings of a result, each once, with the checks that have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pytest_vx11._report.closure.text import in_container, name, path_of, place, root_of, subject
from pytest_vx11._report.closure.words import Words
from pytest_vx11._report.data import CheckData, FindingData, ReportData
from pytest_vx11._report.markdown import code, cut

_LONGEST_SUBJECT = 60
_MOST_FACETS = 3
_MOST_PLACES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding, and where the tree of its canon lies."""

    finding: FindingData
    root: str
    checks: list[CheckData] = field(default_factory=list)
    """All that have it: one broken file is the finding of each check that reads it."""

    @property
    def one_canon(self) -> bool:
        """Whether all its checks want the same, so that it can be said what to change it to."""
        return len(self.checks) == 1

    def component(self, words: Words) -> str:
        """Return what it is about: service, facet and subject, or how many checks of which service."""
        services = dict.fromkeys(check["service"] for check in self.checks)
        whose = name(next(iter(services)) if len(services) == 1 else self.checks[0]["id"].partition("::")[0])
        if len(self.checks) == 1:
            what = f"{name(self.checks[0]['facet'])} {code(cut(subject(self.checks[0]), _LONGEST_SUBJECT))}"
        else:
            facets = dict.fromkeys(name(check["facet"]) for check in self.checks)
            named = f"{', '.join(facets)}, " if len(facets) <= _MOST_FACETS else ""
            what = f"{named}{words.top.checks.of(len(self.checks))}"
        return f"{whose}, {what} ({self.finding['code']})"

    def title(self, words: Words, data: ReportData) -> str:
        """Return the title of its code, in English where there is none in the language; empty where there is none at all."""
        rule = data["rules"].get(self.finding["code"])
        return (rule["titles"].get(words.lang) or rule["title"]) if rule else ""

    def place(self, words: Words) -> str:
        """Return the first place, or the canon's where there is none in the tree."""
        places = self.finding["places"]
        if places:
            return place(places[0], self.root)
        return words.audit.in_canon.format(place=place(self.checks[0]["canon_at"], "."))

    def other_places(self, words: Words) -> str:
        """Return the places behind the first, as far as they are not too many."""
        others = [place(each, self.root) for each in self.finding["places"][1:]]
        left = len(others) - _MOST_PLACES
        return ", ".join([*others[:_MOST_PLACES], *([words.top.more.of(left)] if left > 0 else [])])

    @property
    def order(self) -> tuple[bool, bool, str, int]:
        """Where it comes when somebody walks through the files; what is in none of them comes last."""
        places = self.finding["places"]
        if not places:
            return (True, True, self.checks[0]["canon_at"]["path"], self.checks[0]["canon_at"]["line"])
        return (False, in_container(places[0]), path_of(places[0], self.root), places[0]["line"])


def found(data: ReportData, *, accepted: bool) -> list[Found]:
    """Return the findings that are accepted, or those that are not, in the order of the result."""
    grouped: dict[tuple[str, str, str], Found] = {}
    for check, finding in _findings(data):
        if (finding["accepted"] is not None) == accepted:
            # Beside its fingerprint: where only that varies in each run, two checks may differ in what they found.
            key = (check["id"].partition("::")[0], finding["fingerprint"], finding["message"])
            grouped.setdefault(key, Found(finding=finding, root=root_of(check, data))).checks.append(check)
    return list(grouped.values())


def _findings(data: ReportData) -> Iterator[tuple[CheckData, FindingData]]:
    for check in data["checks"]:
        for finding in check["findings"]:
            yield check, finding
