"""From a check and the facts to a verdict: the one place that a judgement is called from."""

from __future__ import annotations

import posixpath
import time
from collections.abc import Callable

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.code import Code
from pytest_vx11._checks.verdict import Evidence, Finding, Judged, Outcome, Verdict
from pytest_vx11._engine.limits import EndlessError
from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._extensions.failing import PACKAGE, last_line_outside, said_by, trace_of
from pytest_vx11._extensions.misjudged import MisjudgedError
from pytest_vx11._facets.shared.running import down_instead
from pytest_vx11._observe.need import Sight
from pytest_vx11._runtime.base import StartFailed
from pytest_vx11._source.place import Place

DID_NOT_START = Code(
    code="VX201",
    masks=True,
    valued=False,
    title="a service did not start",
    titles={"es": "un servicio no arrancó"},
    text="The runtime started the service, and its process or container ended before the system was up: one that "
    "the engine starts again once it has ended three times, or at once when it was killed for memory. The whole start "
    "ends with it; every running check of the service has this one finding, and the others are unverified.",
    example="run: [python, -m, uvicorn, main:app], and main.py raises ImportError",
)
CODES = (
    Code(
        code="VX001",
        masks=True,
        valued=False,
        title="the check itself failed",
        titles={"es": "la propia comprobación falló"},
        text="The judgement of a check raised an error. This is a defect of the check's facet, and not of the system: of "
        "a built-in one please report it with its trace; one of your own is to be mended.",
        example="a facet of one's own that divides by zero",
    ),
    Code(
        code="VX002",
        masks=True,
        title="a file that the check reads is not there or is broken",
        titles={"es": "un archivo que lee la comprobación no existe o está roto"},
        text="The check looks at a file that is missing, or is not what it should be: not YAML, not a Compose file, not "
        "UTF-8. Every check that needs the file has this one finding.",
        example="compose: docker-compose.yml, whose line 12 is not YAML",
    ),
    Code(
        code="VX003",
        masks=True,
        valued=False,
        title="a test of one's own failed",
        titles={"es": "una prueba propia falló"},
        text="A test that has the marker `vx11`, or takes one of its fixtures, raised an error, as a failed `assert` does. "
        "What it holds by `vx11_check` says more, and can be accepted one by one.",
        example='a test of madre with assert vx11_http.get("/health").ok',
    ),
    Code(
        code="VX004",
        masks=True,
        valued=False,
        title="the check itself did not end",
        titles={"es": "la propia comprobación no terminó"},
        text="The judgement of a check took longer than its facet's `seconds`, was ended, and the run went on. This is a "
        "defect of the facet, and not of the system; after three of one facet its other checks are unverified.",
        example="a facet of one's own that waits for an answer without a limit",
    ),
    Code(
        code="VX005",
        title="a test of one's own found something else than the canon wants",
        titles={"es": "una prueba propia encontró otra cosa que la que pide el canon"},
        text="The test gave `vx11_check` what is expected and what was found, and they differ.",
        example="vx11_check(service.said['port'], port, where=\"docker-compose.yml:18\")",
    ),
    DID_NOT_START,
)
KNOWN = {code.code: code for code in CODES}
#: Calls the judgement of a check.
JudgedBy = Callable[[Check, Sight], Judged]
_NOT_BUILT = "not built yet: this version does not look at this"


def judge(check: Check, sight: Sight, root: str = "", judged_by: JudgedBy | None = None) -> Verdict:
    """Return the check's verdict. Whatever happens in a judgement, the run goes on.

    `root` is the tree's folder: a broken file is named relative to it. `judged_by` calls the judgement of a facet that
    is not built in.
    """
    if check.judge is None:
        return Verdict(outcome=Outcome.UNVERIFIED, reason=_NOT_BUILT)
    started = time.perf_counter()
    try:
        judged = judged_by(check, sight) if judged_by is not None else check.judge(check, sight)
    except Unseen as unseen:
        down = down_instead(check, sight)
        if down is None:
            return Verdict(outcome=Outcome.UNVERIFIED, reason=unseen.reason, places=unseen.places)
        judged = Judged(actual="down", findings=(down,))
    except SourceError as error:
        judged = Judged(findings=tuple(_broken(check, error, root)))
    except EndlessError as error:
        judged = Judged(findings=(_endless(check, error),))
    # The only broad one: a crash becomes a verdict with its trace, never a lost run.
    except Exception as error:  # noqa: BLE001
        judged = Judged(findings=(_crashed(check, error),))
    return Verdict(
        outcome=Outcome.DRIFT if judged.findings else Outcome.MATCH,
        actual=judged.actual,
        findings=judged.findings,
        places=judged.places,
        duration=time.perf_counter() - started,
    )


def did_not_start(check: Check, failed: StartFailed) -> Verdict:
    """Return the verdict of a running check whose system did not come up."""
    if check.service != failed.service:
        whose = f"{failed.service} {failed.reason}" if failed.service else failed.reason
        return Verdict(outcome=Outcome.UNVERIFIED, reason=f"{check.system} did not come up: {whose}")
    log = f"{failed.log}\n{failed.tail}" if failed.log else failed.tail
    finding = Finding(
        code=DID_NOT_START.code,
        subject=failed.service,
        message=f"{failed.service} did not start: it {failed.reason}",
        expected=check.expected,
        hint="its log says why; start it by hand in the same way",
        evidence=(Evidence("log", log),) if log else (),
    )
    return Verdict(outcome=Outcome.DRIFT, findings=(finding,))


def _broken(check: Check, error: SourceError, root: str) -> list[Finding]:
    return [
        Finding(
            code="VX002",
            subject=f"{check.system}:{_file(problem.place, root)}",
            message=problem.message,
            expected=check.expected,
            actual=problem.message,
            hint=problem.hint,
            places=(problem.place,) if problem.place else (),
        )
        for problem in error.problems
    ]


def _file(place: Place | None, root: str) -> str:
    if place is None:
        return ""
    inside = place.path.removeprefix(f"{root}/")
    return inside if root and inside != place.path else posixpath.basename(place.path)


def _crashed(check: Check, error: Exception) -> Finding:
    misjudged = isinstance(error, MisjudgedError)
    place = error.place if isinstance(error, MisjudgedError) else last_line_outside(error, PACKAGE)
    whose = "report this" if place is None else "mend the check"
    return Finding(
        code="VX001",
        subject=f"{check.service}:{check.facet}:{check.subject}",
        message=f"the check itself failed: {error if misjudged else said_by(error)}",
        expected=check.expected,
        hint=whose if misjudged else f"{whose}:\n{trace_of(error, PACKAGE)}",
        places=(place,) if place is not None else (),
    )


def _endless(check: Check, error: EndlessError) -> Finding:
    return Finding(
        code="VX004",
        subject=f"{check.service}:{check.facet}:{check.subject}",
        message=f"the check itself {error}",
        expected=check.expected,
        hint=f"mend the check, or give its facet more `seconds`; it was here:\n{error.trace}",
    )
