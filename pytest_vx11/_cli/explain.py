"""`vx11 explain`: a code, a finding's key, or a check's id."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from pytest_vx11._baseline import Entry, beside, read_baseline
from pytest_vx11._baseline.model import told_key
from pytest_vx11._baseline.standing import OWN_CODES
from pytest_vx11._canon.find import canons_in
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.code import Code
from pytest_vx11._cli.exits import OK, put, shown, wrong
from pytest_vx11._engine.codes import codes_of
from pytest_vx11._engine.judge import CODES
from pytest_vx11._engine.plan import Plan, facets_of, load_plan
from pytest_vx11._errors import CanonError
from pytest_vx11._extensions import installed_facets
from pytest_vx11._facets.base import Facet
from pytest_vx11._gate.ini import named, read_ini
from pytest_vx11._report.paths import relative
from pytest_vx11._report.since import since_line, when
from pytest_vx11._source.values import show
from pytest_vx11._source.words import did_you_mean, harmless
from pytest_vx11._truth import History

HELP = "say what a code means and what to do, and what is known of a finding or a check"
_TRUTH = Path(".vx11", "truth.db")
_NOTHING = "no run is recorded here: the truth is none"
_LONG = 1000


class _Means(NamedTuple):
    """What is asked, and where the answers may be."""

    code: str
    canons: Sequence[Path]
    baselines: Sequence[Path]
    truth: Path | None
    """None where runs record nothing."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "code", nargs="?", help="a code such as VX104, a finding's key, or a check's id; all codes where none is given"
    )
    parser.add_argument(
        "--canon", type=Path, action="append", help="the canon of the id; those of this folder by default"
    )
    parser.add_argument("--truth", metavar="PATH", help=f"what runs have recorded, or none ({_TRUTH}, or vx11_truth)")


def run(arguments: argparse.Namespace) -> int:
    """Print what is to be said."""
    means = _means(arguments)
    if arguments.code is None:
        put("".join(f"{name}: {code.title}\n" for name, code in sorted(codes_of(_facets(means)).known.items())))
        return OK
    return _explain_code(means) if _is_code(means.code) else _explain_id(means)


def _is_code(said: str) -> bool:
    """Tell whether somebody asks for a code or a key: its code ends at its first colon, an id's first part at two."""
    head, _, rest = said.partition(":")
    return not rest.startswith(":") and ("::" not in said or head.isupper())


def _means(arguments: argparse.Namespace) -> _Means:
    ini = read_ini(Path.cwd())
    for note in ini.notes:
        wrong(note)
    canons = arguments.canon or canons_in(Path.cwd())
    besides = dict.fromkeys(filter(None, map(beside, canons)))
    baselines = [ini.baseline.path] if ini.baseline else list(besides)
    said = named(arguments.truth, Path()) if arguments.truth else ini.truth
    truth = said.path if said else _TRUTH
    return _Means(arguments.code or "", canons, [path for path in baselines if path], truth)


def _facets(arguments: _Means) -> Sequence[Facet]:
    """Return all facets that there are: built-in and installed ones, and those that the canons name."""
    return facets_of(_plans(arguments)[0], installed_facets())


def _explain_code(arguments: _Means) -> int:
    name = arguments.code.split(":")[0].upper()
    codes = codes_of(installed_facets()).known
    if name not in codes:
        codes = codes_of(_facets(arguments)).known
    if name not in codes:
        known = ", ".join(sorted(codes))
        said = harmless(name, 80)
        return wrong(
            f'"{said}" is no code: {did_you_mean(name, codes) or f"there are {known}"}; '
            "those of a conftest.py only a run of pytest knows"
        )
    put(_code(codes[name]))
    if ":" in arguments.code:
        key = f"{name}:{arguments.code.partition(':')[2]}"
        put("".join(f"\n{line}" for line in (*_recorded(key, arguments), *_accepted(key, arguments))) + "\n")
    return OK


def _code(code: Code) -> str:
    return f"{code.code}: {code.title}\n\n{code.text}\n\nFor example: {code.example}\n"


def _recorded(key: str, arguments: _Means) -> Iterator[str]:
    """Yield what was recorded of a finding the last time that it was seen."""
    history = History(arguments.truth, "")
    last = history.last_seen(key)
    if arguments.truth is None:
        yield _NOTHING
    elif last is None:
        yield f"{harmless(key)} is in no run that was recorded in {_here(arguments.truth)}"
    else:
        yield f"{harmless(key)} was last seen {when(last.at, last.commit)}: {show(last.message, _LONG)}"
        yield f"  check     {harmless(last.check_id)}"
        yield from (f"  at        {shown(place)}" for place in last.places)
        if last.since is not None:
            yield f"  since     {since_line(last.since)}"
    if arguments.truth and history.trouble is not None:
        yield f"{_here(arguments.truth)} cannot be read: {harmless(history.trouble)}"
    history.close()


def _here(path: Path) -> str:
    return relative(str(path), os.getcwd())


def _accepted(key: str, arguments: _Means) -> Iterator[str]:
    """Yield the entries of the baselines that name the key."""
    for path in arguments.baselines:
        try:
            entries = read_baseline(path).entries
        except CanonError as error:
            yield from (problem.shown(shown) for problem in error.problems)
            continue
        for entry in entries:
            if entry.matches(told_key(key)):
                yield _entry(entry)


def _entry(entry: Entry) -> str:
    """Return an entry of a baseline on a line; one that is over says so first."""
    over = entry.expired(datetime.now(timezone.utc).date())
    until = f", {'which is over, its last day was' if over else 'until'} {entry.expires}" if entry.expires else ""
    system = f", of {show(entry.system)}" if entry.system else ""
    said = f"{shown(entry.at)}: {show(entry.reason)} ({show(entry.owner or 'nobody')}{system}{until})"
    return f"  {'expired' if over else 'accepted':<9} {said}"


def _explain_id(arguments: _Means) -> int:
    identity: str = arguments.code
    plans, problems = _plans(arguments)
    checks = {check.id: (plan, check) for plan in plans for check in plan.checks}
    # A node id begins with the canon's file, where an id has the system.
    tail = identity.partition("::")[2]
    found = checks.get(identity) or next(
        (each for name, each in checks.items() if name.partition("::")[2] in (tail, identity)), None
    )
    if found is not None:
        put("".join(f"{line}\n" for line in _check(*found, arguments)))
        return OK
    parts = identity.split("::")
    facets = {facet.name: facet for facet in facets_of(plans, installed_facets())}
    if len(parts) < 4 or parts[2] not in facets:
        said = harmless(identity, 200)
        return wrong(f'"{said}" is no id: write system::service::facet::subject[witness], as a report has it')
    if "%3A%3A" in parts[3] and (told := list(_recorded_test(identity, arguments))):
        put("".join(f"{line}\n" for line in told))
        return OK
    if not plans and not problems:
        put("".join(f"{line}\n" for line in _codes_of(facets[parts[2]])))
        return OK
    for problem in problems:
        wrong(problem)
    return wrong(
        f'no canon here has the check "{harmless(identity, 200)}": {did_you_mean(identity, checks)}'.rstrip(": ")
    )


def _recorded_test(identity: str, arguments: _Means) -> Iterator[str]:
    """Yield what was recorded of a test of the user's own, which no canon plans; nothing where it never ran."""
    history = History(arguments.truth, "")
    last = history.last_verdict(identity)
    history.close()
    if last is not None:
        reason = f": {show(last.reason, _LONG)}" if last.reason else ""
        yield harmless(identity)
        yield ""
        yield f"  test      {harmless(identity.split('::', 3)[3].rpartition('[')[0].replace('%3A%3A', '::'))}"
        yield f"  last run  {when(last.at, last.commit)}: {harmless(last.verdict)}{reason}"
        yield ""
        yield from (f"{code.code}: {code.title}" for code in CODES if code.code in OWN_CODES)


def _plans(arguments: _Means) -> tuple[list[Plan], list[str]]:
    plans: list[Plan] = []
    problems: list[str] = []
    facets = installed_facets()
    for path in arguments.canons:
        try:
            plans.append(load_plan(path, facets))
        except CanonError as error:
            problems += [problem.shown(shown) for problem in error.problems]
    return plans, problems


def _check(plan: Plan, check: Check, arguments: _Means) -> Iterator[str]:
    """Yield what a check is about, what it may find, and what came of it last."""
    yield check.id
    yield ""
    yield f"  canon     {shown(check.at)}: {show(check.expected, _LONG)}"
    told = "the tree declares" if check.witness.value == "declared" else "runs"
    yield f"  witness   {check.witness.value}: it is held against what {told} ({plan.canon.system})"
    if check.judge is None:
        yield "  verdict   unverified: not built yet, this version does not look at it"
    history = History(arguments.truth, "")
    last = history.last_verdict(check.id)
    if last is not None:
        reason = f": {show(last.reason, _LONG)}" if last.reason else ""
        yield f"  last run  {when(last.at, last.commit)}: {harmless(last.verdict)}{reason}"
    history.close()
    yield ""
    yield from _codes_of(next(each for each in plan.facets if each.name == check.facet), check.witness.value)


def _codes_of(facet: Facet, witness: str = "") -> Iterator[str]:
    """Yield the codes of a facet; of a witness only those that it may tell."""
    codes = facet.codes or [each for each in CODES if facet.name == "tests" and each.code in OWN_CODES]
    other = {"declared": "VX2", "running": "VX1"}.get(witness, "-")
    yield from (f"{code.code}: {code.title}" for code in codes if not code.code.startswith(other))
    if not codes and facet.origin is None:
        yield f"{facet.name} is not built yet in this version, so that its checks are unverified"
