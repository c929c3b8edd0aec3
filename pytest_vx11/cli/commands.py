"""What each command does."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sized
from pathlib import Path

from pytest_vx11.canon.find import canons_in
from pytest_vx11.canon.schema import compose_schema
from pytest_vx11.engine.codes import codes_of
from pytest_vx11.engine.plan import load_plan
from pytest_vx11.errors import CanonError
from pytest_vx11.facets.builtin import builtin_facets
from pytest_vx11.observe.containers import Engine, NoEngine, may_be_there
from pytest_vx11.report.paths import relative
from pytest_vx11.runtime.docker.images import remove_cached
from pytest_vx11.runtime.docker.leftovers import end_left_containers
from pytest_vx11.runtime.docker.objects import Refusal
from pytest_vx11.runtime.leftovers import end_leftovers
from pytest_vx11.runtime.records import read_records
from pytest_vx11.source.place import Place
from pytest_vx11.source.words import did_you_mean

OK, CHANGE, WRONG = 0, 1, 2


def validate(arguments: argparse.Namespace) -> int:
    """Print every problem of each canon, or that there is none."""
    paths = arguments.canon or canons_in(Path.cwd())
    if not paths:
        return _wrong("no canon: neither canon.yaml nor canon/*.yaml here has a top-level `canon:`; name one")
    status = OK
    for path in paths:
        try:
            plan = load_plan(path, builtin_facets())
        except CanonError as error:
            for problem in error.problems:
                print(problem.shown(_shown), file=sys.stderr)
            status = WRONG
        else:
            canon = plan.canon
            counts = f"{_count(canon.services, 'service')}, {_count(plan.checks, 'check')}"
            print(f"{relative(canon.path, os.getcwd())}: {canon.system}, {counts}")
    return status


def schema(arguments: argparse.Namespace) -> int:
    """Print or write the schema, or compare a file with it."""
    text = json.dumps(compose_schema([facet.schema for facet in builtin_facets()]), indent=2, ensure_ascii=False) + "\n"
    try:
        if arguments.check:
            if arguments.check.read_bytes() == text.encode():
                return OK
            said = f"{arguments.check} is not the schema of this version"
            print(f"{said}; write it: vx11 schema -o {arguments.check}", file=sys.stderr)
            return CHANGE
        if arguments.output:
            arguments.output.write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
    except OSError as error:
        return _wrong(f"{error.filename}: {error.strerror}")
    return OK


def explain(arguments: argparse.Namespace) -> int:
    """Print what is to be said about a code; of a check's id, which codes its facet has."""
    if "::" in arguments.code:
        return _explain_id(arguments.code)
    codes = codes_of(builtin_facets()).known
    name = arguments.code.split(":")[0].upper()
    if name not in codes:
        known = ", ".join(sorted(codes))
        return _wrong(f'"{name}" is no code: {did_you_mean(name, codes) or f"there are {known}"}')
    code = codes[name]
    print(f"{code.code}: {code.title}\n\n{code.text}\n\nFor example: {code.example}")
    return OK


def clean(arguments: argparse.Namespace) -> int:
    """End what runs have left up, on purpose or because they were killed."""
    state = arguments.folder / ".vx11"
    ended = [f"{record.system} of run {record.run_id}" for record in end_leftovers(state, print, kept=True)]
    needed = any(record.containers and not record.live for record in read_records(state)[0])
    status = OK
    if needed or may_be_there(os.environ):
        try:
            engine = Engine.of(os.environ)
            ended += [
                f"{', '.join(left.systems)} of run {left.run_id}"
                for left in end_left_containers(engine.client, state, print, kept=True)
            ]
            if arguments.images:
                remove_cached(engine.client, print)
        except (NoEngine, Refusal) as error:
            if needed or arguments.images:
                status = _wrong(f"containers could not be looked for: {error}")
    for each in ended:
        print(f"ended {each}")
    if not ended and status == OK:
        print("nothing was left")
    return status


def _explain_id(identity: str) -> int:
    facets = {facet.name: facet for facet in builtin_facets()}
    parts = identity.split("::")
    name = parts[2] if len(parts) > 3 else ""
    if name not in facets:
        return _wrong(f'"{identity}" is no id: write system::service::facet::subject[witness], as a report has it')
    for code in facets[name].codes:
        print(f"{code.code}: {code.title}")
    if not facets[name].codes:
        print(f"{name} is not built yet in this version, so that its checks are unverified")
    return OK


def _count(things: Sized, name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


def _shown(place: Place) -> str:
    return str(Place(relative(place.path, os.getcwd()), place.line, place.col))


def _wrong(message: str) -> int:
    print(f"vx11: {message}", file=sys.stderr)
    return WRONG
