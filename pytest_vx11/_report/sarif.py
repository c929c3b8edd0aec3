"""`sarif`: SARIF 2.1.0, as GitHub's code scanning reads it.

Sections are those of the OASIS standard, Static Analysis Results Interchange Format 2.1.0 plus Errata 01. What GitHub
reads, and how much of it, is in its documentation under "SARIF support for code scanning".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import islice
from typing import Any
from urllib.parse import quote

from pytest_vx11._report.data import FindingData, ReportData, RuleData, RunData
from pytest_vx11._report.locations import Found, Spot, found
from pytest_vx11._report.markdown import code, cut, spoken
from pytest_vx11._source.values import show
from pytest_vx11._source.words import harmless

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
#: GitHub refuses a file with more results, and shows 5,000 of them, the worst first.
_MOST = 25_000
#: Of a result's locations GitHub keeps 100.
_MOST_RELATED = 99
_MOST_NAME = 255
_MOST_DESCRIPTION = 1024
_MOST_VALUE = 2000
_SEVERITIES = ("error", "warning", "note")
# semver.org, without what comes after the numbers: a Python version writes that otherwise.
_SEMANTIC = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_ARTICLES = ("a", "an", "the")
#: Statuses of pytest with which it has come to its end: all passed, some failed.
_RAN = (0, 1)


def render_sarif(data: ReportData) -> str:
    """Return the result as a SARIF log; accepted findings are in it as suppressed."""
    every = list(found(data))
    # Those that count come first, so that no accepted one takes the place of one of them.
    every.sort(key=lambda each: each.finding["waived"])
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(data, every)]}
    # On one line: with an indent Python's slow encoder is taken, and no person reads it.
    return f"{json.dumps(log, ensure_ascii=False)}\n"


def _run(data: ReportData, every: Sequence[Found]) -> dict[str, Any]:
    run, places = data["run"], {name: place for place, name in enumerate(data["rules"])}
    levels = _levels(each.finding for each in every)
    errors = list(run["errors"])
    if len(every) > _MOST:
        errors.append(f"{len(every) - _MOST} findings are left out, as no more than {_MOST} may be in one file")
    systems = "+".join(sorted({harmless(canon["system"], 100) for canon in data["canons"]}))
    return {
        "tool": {"driver": _tool([_rule(name, rule, levels) for name, rule in data["rules"].items()])},
        # What comes before the last slash keeps the runs of different canons apart (GitHub: runAutomationDetails).
        "automationDetails": {"id": f"vx11/{systems}/{run['id']}"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the checkout."}}},
        "invocations": [_invocation(run, errors)],
        "results": [_result(each, places) for each in islice(every, _MOST)],
    }


def _tool(rules: Sequence[dict[str, Any]]) -> dict[str, Any]:
    known = version("pytest-vx11")
    semantic = {"semanticVersion": known} if _SEMANTIC.fullmatch(known) else {}
    return {"name": "vx11", "version": known, **semantic, "rules": rules}


def _levels(findings: Iterable[FindingData]) -> dict[str, str]:
    """Return the worst severity of each code."""
    levels: dict[str, str] = {}
    for each in findings:
        so_far = levels.get(each["code"], _SEVERITIES[-1])
        levels[each["code"]] = min(so_far, each["severity"], key=_SEVERITIES.index)
    return levels


def _rule(name: str, rule: RuleData, levels: dict[str, str]) -> dict[str, Any]:
    title, text, example = (harmless(part) for part in (rule["title"], rule["text"], rule["example"]))
    words = [word for word in re.findall(r"[A-Za-z0-9]+", title) if word not in _ARTICLES]
    markdown = f"{spoken(title)}\n\n{spoken(text)}"
    return {
        "id": name,
        "name": "".join(f"{word[0].upper()}{word[1:]}" for word in words)[:_MOST_NAME] or name,
        "shortDescription": {"text": cut(title, _MOST_DESCRIPTION)},
        "fullDescription": {"text": cut(text, _MOST_DESCRIPTION)},
        "help": {
            "text": f"{title}\n\n{text}" + (f"\n\nExample: {example}" if example else ""),
            "markdown": markdown + (f"\n\nExample: {code(example)}" if example else ""),
        },
        "defaultConfiguration": {"level": levels.get(name, _SEVERITIES[0])},
        "properties": {"tags": [tag for tag in ("vx11", rule["facet"]) if tag]},
    }


def _invocation(run: RunData, errors: Sequence[str]) -> dict[str, Any]:
    return {
        "executionSuccessful": not errors and run["exit_status"] in _RAN,
        "exitCode": run["exit_status"],
        "startTimeUtc": run["started_at"],
        "endTimeUtc": run["finished_at"],
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": "\n".join(map(_plain, error.splitlines()))}} for error in errors
        ],
    }


def _result(each: Found, places: dict[str, int]) -> dict[str, Any]:
    finding = each.finding
    made: dict[str, Any] = {"ruleId": finding["code"]}
    if finding["code"] in places:
        made["ruleIndex"] = places[finding["code"]]
    made |= {
        "level": finding["severity"],
        "message": {"text": _message(finding)},
        "locations": [_location(spot) for spot in each.spots[:1]],
        # Code scanning takes this one for the alert's identity, and would else make it of the line's text.
        "partialFingerprints": {"vx11/v1": finding["fingerprint"], "primaryLocationLineHash": each.fingerprint},
        # Either all results have some, or a list that may be empty, or none has (section 3.27.23).
        "suppressions": _suppressions(finding),
        "properties": _properties(each),
    }
    if related := each.spots[1 : _MOST_RELATED + 1]:
        made["relatedLocations"] = [{"id": place, **_location(spot)} for place, spot in enumerate(related, 1)]
    if finding["since"]:
        made["baselineState"] = "unchanged" if finding["since"]["runs"] else "new"
    return made


def _message(finding: FindingData) -> str:
    message = _plain(finding["message"])
    lines = [
        message if message.endswith((".", "!", "?")) else f"{message}.",
        f"expected: {_plain(show(finding['canon']))}",
        f"found: {_plain(show(finding['actual']))}",
    ]
    hint = f"to do: {finding['hint']}".splitlines() if finding["hint"] else []
    return "\n".join([*lines, *map(_plain, hint)])


def _plain(text: str) -> str:
    """Return text in which a reader of SARIF finds neither a link (section 3.11.6) nor a placeholder (3.11.5)."""
    return re.sub(r"\{(\d+)\}", r"{{\1}}", harmless(text, 500).replace("](", "] ("))


def _location(spot: Spot) -> dict[str, Any]:
    made: dict[str, Any] = {"artifactLocation": {"uri": quote(spot.path), "uriBaseId": _ROOT}}
    if spot.line > 0:
        made["region"] = {"startLine": spot.line, **({"startColumn": spot.col} if spot.col > 0 else {})}
    return {"physicalLocation": made}


def _suppressions(finding: FindingData) -> list[dict[str, Any]]:
    accepted = finding["accepted"]
    if accepted is None:
        return []
    until = {name: harmless(value) for name in ("owner", "expires") if (value := accepted[name])}
    made = {"kind": "external", "status": "accepted", "justification": harmless(accepted["reason"])}
    return [{**made, "properties": until}]


def _properties(each: Found) -> dict[str, Any]:
    check, finding = each.check, each.finding
    since = {"since": finding["since"]} if finding["since"] else {}
    return {
        "key": harmless(finding["key"]),
        "check": harmless(check["id"]),
        "service": harmless(check["service"]),
        "facet": harmless(check["facet"]),
        "witness": check["witness"],
        **since,
        "expected": show(finding["canon"], _MOST_VALUE),
        "found": show(finding["actual"], _MOST_VALUE),
    }
