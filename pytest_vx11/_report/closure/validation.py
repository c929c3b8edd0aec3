"""Phase 3: what was held against what, and what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._report.closure.deciding import USAGE
from pytest_vx11._report.closure.facets import unseen
from pytest_vx11._report.closure.services import services
from pytest_vx11._report.closure.text import name, system
from pytest_vx11._report.closure.words import ValidationWords, Words
from pytest_vx11._report.data import ReportData
from pytest_vx11._report.markdown import code

_NO_RUNTIME = "none"


def validation(data: ReportData, words: Words) -> Iterator[str]:
    """Yield the lines of the phase."""
    own = words.validation
    yield f"## {own.heading}"
    yield ""
    phrase = own.canon_read if data["run"]["exit_status"] == USAGE else own.canon
    for canon in data["canons"]:
        said = phrase.format(path=code(canon["path"]), system=system(canon), sha256=code(canon["sha256"]))
        yield f"- {said}"
    yield f"- {_declared(data, own)}"
    yield f"- {_running(data, own)}"
    yield f"- {_services(data, own)}"
    blind = unseen(data)
    if blind:
        yield f"- {own.blind.format(facets=', '.join(map(name, blind)))}"
    yield ""


def _declared(data: ReportData, own: ValidationWords) -> str:
    seen, count = _seen(data, "declared")
    roots = ", ".join(code(canon["root"]) for canon in data["canons"])
    return own.declared.format(seen=seen, all=count, roots=roots) if count else own.no_declared


def _running(data: ReportData, own: ValidationWords) -> str:
    seen, count = _seen(data, "running")
    runtime = data["run"]["runtime"]
    said = own.running.format(seen=seen, all=count) if count else own.no_running
    if set(runtime.replace(" ", "").split(",")) == {_NO_RUNTIME}:
        return f"{own.no_runtime} {said}"
    return f"{own.runtime.format(runtime=name(runtime))} {said}"


def _seen(data: ReportData, witness: str) -> tuple[int, int]:
    verdicts = [check["verdict"] for check in data["checks"] if check["witness"] == witness]
    return len(verdicts) - verdicts.count("unverified"), len(verdicts)


def _services(data: ReportData, own: ValidationWords) -> str:
    told = services(data)
    if not told.asked:
        return own.not_asked
    return own.services.format(asked=own.asked.of(len(told.asked)), well=own.well.of(len(told.well)))
