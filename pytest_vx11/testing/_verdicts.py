"""The verdicts of one run of a harness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._source.words import counted, did_you_mean, harmless

_MOST = 50
_TOLD_FIRST = (Outcome.DRIFT, Outcome.UNVERIFIED, Outcome.WAIVED, Outcome.MATCH)


class Verdicts(Mapping[str, Verdict]):
    """The verdict of each check, by its id without the system: `told["orders::owners::owner[declared]"]`.

    In the order of the plan. A name that nobody planned raises KeyError with the nearest one. It shows itself with one
    line a check, what is wrong first, so that a failed `assert told.found == []` says what was found.
    """

    def __init__(self, verdicts: Mapping[str, Verdict]) -> None:
        self._verdicts = dict(verdicts)

    @property
    def found(self) -> list[str]:
        """The key of every finding, sorted, each once: `["VX104:orders:8001"]`; empty where nothing was found."""
        return sorted({finding.key for verdict in self._verdicts.values() for finding in verdict.findings})

    def __getitem__(self, name: str) -> Verdict:
        if name not in self._verdicts:
            raise no_such(name, self._verdicts)
        return self._verdicts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._verdicts)

    def __len__(self) -> int:
        return len(self._verdicts)

    def __repr__(self) -> str:
        counts = Counter(verdict.outcome for verdict in self._verdicts.values())
        some = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in _TOLD_FIRST if counts[outcome])
        lines = [line for outcome in _TOLD_FIRST for line in self._lines(outcome)]
        rest = [f"  … and {len(lines) - _MOST} more"] if len(lines) > _MOST else []
        head = f"{counted(len(self), 'verdict')}{f': {some}' if some else ''}"
        return "\n".join([f"<{head}", *lines[:_MOST], *rest]) + ">"

    def _lines(self, outcome: Outcome) -> Iterator[str]:
        for name, verdict in self._verdicts.items():
            if verdict.outcome is not outcome:
                continue
            says = [f"{finding.key}: {finding.message}" for finding in verdict.findings] or [verdict.reason or ""]
            for each in says:
                yield f"  {outcome.value:<10} {name}{f'  {harmless(each, 300)}' if each else ''}"


def no_such(name: str, known: Iterable[str]) -> KeyError:
    """Return the error that no check is called so; it names the nearest one, or all where they are few."""
    names = list(known)
    few = f"there are {', '.join(names[:_MOST])}" if names else "there is none"
    return KeyError(f'no check "{harmless(name, 300)}": {did_you_mean(name, names) or few}')
