"""Results of runs, as every report is given them."""

from __future__ import annotations

from typing import Any

from pytest_vx11._checks.check import escape
from pytest_vx11._checks.identity import fingerprint
from pytest_vx11._report.data import AcceptedData, CheckData, FindingData, PlaceData, ReportData, Verdict

#: All that a name, a path or an answer may hold to break a report, or to have something of it run.
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "| a | b |",
    "`code` ``more``",
    "**bold** _it_ ~~gone~~ [link](http://evil.example) ![i](http://evil.example/x.png)",
    "\x1b[31mred\x1b[0m \x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "one\ntwo\r\nthree\u2028four",
    "\u202egnol\u202c \u200frtl\u200e \u2066iso\u2069 zero\u200bwidth",
    "::error file=x.py,line=1::injected",
    "%0A::warning::injected %25",
    "@everyone #12 GH-1 :smile: www.evil.example http://evil.example a@evil.example",
    "# heading\n- item\n> quote\n```\nfence",
    "surrogate \ud800 and nul \x00",
    "</details></table><!-- comment",
    "back\\slash \\| \\` $x$ &lt;b&gt; &#60;",
    "x" * 10_000,
)

CODES = {
    "VX104": ("a port is not published as the canon says", "un puerto no se publica como dice el canon", "ports"),
    "VX274": ("an endpoint answers another body", "un endpoint responde con otro cuerpo", "endpoints"),
}


def finding(
    key: str = "VX104:orders:8001",
    *,
    actual: Any = 8011,
    message: str = "orders publishes 8011:8001, the canon wants 8001:8001",
    hint: str = 'publish "8001:8001" in the Compose file, or change the canon',
    places: tuple[PlaceData, ...] = ({"path": "compose.yaml", "line": 10, "col": 13},),
    accepted: AcceptedData | None = None,
    **more: Any,
) -> FindingData:
    """Return a finding."""
    made: Any = {
        "key": key,
        "code": key[:5],
        "severity": "error",
        "message": message,
        "canon": 8001,
        "actual": actual,
        "hint": hint,
        "waived": accepted is not None,
        "accepted": accepted,
        "since": None,
        "fingerprint": fingerprint(key, actual),
        "evidence": [],
        "places": list(places),
        **more,
    }
    result: FindingData = made
    return result


def check(
    *findings: FindingData,
    service: str = "orders",
    facet: str = "ports",
    subject: str = "8001",
    witness: Any = "declared",
    reason: str | None = None,
    **more: Any,
) -> CheckData:
    """Return a check with its verdict: as its findings say, or unverified where there is a reason."""
    verdict: Verdict = "unverified" if reason is not None else "match"
    if findings:
        verdict = "waived" if all(each["waived"] for each in findings) else "drift"
    made: Any = {
        "id": f"shop::{service}::{facet}::{subject}[{witness}]",
        "nodeid": f"canon.yaml::{service}::{facet}::{subject}[{witness}]",
        "facet": facet,
        "service": service,
        "witness": witness,
        "verdict": verdict,
        "reason": reason,
        "canon": 8001,
        "actual": findings[0]["actual"] if findings else 8001,
        "canon_at": {"path": "canon.yaml", "line": 11, "col": 11},
        "duration_ms": 0.2,
        "places": [],
        "findings": list(findings),
        **more,
    }
    result: CheckData = made
    return result


def report(*checks: CheckData, **more: Any) -> ReportData:
    """Return the result of a run; `more` replaces its parts."""
    counts = dict.fromkeys(("match", "drift", "waived", "unverified"), 0)
    for each in checks:
        counts[each["verdict"]] += 1
    codes = {each["code"] for one in checks for each in one["findings"]}
    canon = {"path": "canon.yaml", "sha256": "0" * 64, "system": "shop", "version": "1.0", "root": "."}
    made: Any = {
        "format": "vx11-report/1",
        "canon": canon,
        "canons": [canon],
        "run": {
            "id": "0123456789abcdef",
            "started_at": "2026-11-29T08:00:00.000Z",
            "finished_at": "2026-11-29T08:00:01.500Z",
            "runtime": "none",
            "commit": "a" * 40,
            "branch": "main",
            "folder": ".",
            "strict": False,
            "exit_status": 1 if counts["drift"] else 0,
            "errors": [],
        },
        "summary": counts,
        "checks": list(checks),
        "services": [],
        "rules": {code: _rule(code) for code in sorted(codes)},
        "baselines": [],
        "changes": None,
        "snapshot": None,
        **more,
    }
    result: ReportData = made
    return result


def hostile() -> ReportData:
    """Return a result in which everything that comes from outside is hostile, and all of it drifts."""
    checks = [_hostile(index, text) for index, text in enumerate(HOSTILE)]
    told = [
        {"key": f"VX104:{text}", "state": "stale", "reason": text, "owner": text, "expires": None, "days": None,
         "at": {"path": text.replace("/", "") or "x", "line": 3, "col": 1}}
        for text in HOSTILE
    ]  # fmt: skip
    baseline = {"path": f"canon/{HOSTILE[0].replace('/', '')}", "entries": 1, "accepted": 1, "told": told}
    return report(*checks, baselines=[baseline])


def _hostile(index: int, text: str) -> CheckData:
    place: PlaceData = {"path": f"dir/{text.replace('/', '')}", "line": index + 1, "col": 2}
    accepted: AcceptedData = {"reason": text, "owner": text, "expires": "2027-01-31"}
    findings = [
        finding(f"VX104:{text}:{index}", actual={text: [text]}, message=text, hint=text, canon=text, places=(place,),
                evidence=[{"label": "answer", "text": text}]),
        finding(f"VX274:{text}:{index}", actual=text, message=text, hint=text, accepted=accepted, places=(place,)),
    ]  # fmt: skip
    # An id is made harmless where it is made; nothing else is.
    named = f"ports::{index} {escape(text)}[declared]"
    own = {"id": f"shop::orders::{named}", "nodeid": f"canon.yaml::orders::{named}"}
    return check(*findings, service=text, canon=text, actual=text, **own)


def _rule(code: str) -> Any:
    title, spanish, facet = CODES.get(code, ("something is not as it should be", None, None))
    return {
        "title": title,
        "titles": {"es": spanish} if spanish else {},
        "text": "Why it matters.",
        "example": "port: 8001",
        "facet": facet,
        "masks": code in ("VX002", "VX101"),
    }
