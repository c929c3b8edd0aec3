"""Ready to merge or not, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pytest_vx11._report.closure.text import sentence
from pytest_vx11._report.closure.words import DecisionWords, Words
from pytest_vx11._report.data import ReportData
from pytest_vx11._report.markdown import cut

# Exit statuses of pytest (docs.pytest.org, "Exit codes").
_INTERRUPTED, _INTERNAL, USAGE = 2, 3, 4
_LONGEST_ERROR = 200


def decision(data: ReportData, words: Words) -> str:
    """Return the decision in one line."""
    own = words.decision
    what, why = _ready(data, own) if _can_be_ready(data) else (own.not_ready, ", ".join(_against(data, own)))
    return f"**{words.top.colon.format(label=what, text=why)}.**"


def dirty(data: ReportData, words: Words) -> str:
    """Return the sentence that says that the working tree is not clean; empty where it is, or nobody knows."""
    count = data["snapshot"]["dirty_files"] if data["snapshot"] else 0
    return words.decision.dirty.of(count) if count else ""


def ran(data: ReportData) -> bool:
    """Tell whether anything that runs was looked at."""
    return any(check["witness"] == "running" and check["verdict"] != "unverified" for check in data["checks"])


def _can_be_ready(data: ReportData) -> bool:
    return data["run"]["exit_status"] == 0 and _seen(data)


def _seen(data: ReportData) -> bool:
    return any(check["verdict"] != "unverified" for check in data["checks"])


def _ready(data: ReportData, own: DecisionWords) -> tuple[str, str]:
    summary = data["summary"]
    why = own.only_accepted if summary["waived"] else own.nothing_drifts
    if summary["drift"]:
        why = own.passed_with_drift.of(summary["drift"])
    return (own.ready, why) if ran(data) else (own.ready_declared, own.nothing_runs.format(why=why))


def _against(data: ReportData, own: DecisionWords) -> Iterator[str]:
    """Yield what is against it, the worst first."""
    run, summary = data["run"], data["summary"]
    reasons = [own.drift.of(summary["drift"])] if summary["drift"] else []
    if run["errors"]:
        reasons.append(_errors(run["errors"], own))
    if run["strict"] and summary["unverified"] and run["exit_status"]:
        reasons.append(own.unverified_strict.of(summary["unverified"]))
    ended = {_INTERRUPTED: own.interrupted, _INTERNAL: own.internal, USAGE: own.usage}.get(run["exit_status"])
    if ended:
        reasons.append(ended)
    elif not _seen(data):
        reasons.append(own.nothing_seen)
    yield from reasons or [own.failed.format(status=run["exit_status"])]


def _errors(errors: Sequence[str], own: DecisionWords) -> str:
    """Return how many there are, and the first; the risks have them all."""
    first = cut(" ".join(errors[0].split()), _LONGEST_ERROR)
    return own.errors.of(len(errors), first=sentence(first.rstrip(".")))
