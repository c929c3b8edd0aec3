"""The gate between two commits, or a commit and the working tree: what is declared only, as nothing is started."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pytest_vx11._baseline import beside
from pytest_vx11._canon.find import canons_in
from pytest_vx11._engine.plan import Plan
from pytest_vx11._errors import CanonError
from pytest_vx11._gate.comparison import compare
from pytest_vx11._gate.declared import BaselineOf, Declared, declared, no_baseline
from pytest_vx11._gate.ini import Named, read_ini
from pytest_vx11._gate.ini import named as named_path
from pytest_vx11._gate.outcome import Gate
from pytest_vx11._gate.renamed import renamed
from pytest_vx11._observe.checkout import checkout, commit_of, merge_base, top_of
from pytest_vx11._report.data import ReportData
from pytest_vx11._report.paths import relative
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

WORKING_TREE = "working tree"


class _Tree(NamedTuple):
    top: Path
    folder: Path
    """What stands for the folder that the user is in."""
    canons: Sequence[Path]
    commit: str
    baseline: Named | None
    """The one that is named; None where those beside the canons count."""
    notes: Sequence[str] = ()


def compare_commits(
    folder: Path, base: str, head: str | None, named: Sequence[Path], baseline: str | None = None
) -> Gate:
    """Return what became of what the base declares; where `head` is None it is the working tree.

    What the head's own baseline accepts is not new: the one that is named (`none` is none), here or in pytest's
    configuration of the head, or the one beside each canon. Raises CanonError, with all problems, where a revision is no
    commit, or the head has no canon, a wrong one, or one that needs a variable which is not set.
    """
    top_of(folder)
    wanted, now = _commits(folder, base, head)
    parting = merge_base(folder, wanted, now)
    before = parting or wanted
    with _tree(folder, now if head is not None else None, named, baseline) as tree:
        if not tree.canons:
            raise CanonError([Problem(None, "no canon: name one, or stand where canon.yaml or canon/*.yaml is")])
        result, unset = _result(tree, partial(_baseline, tree))
        if unset:
            raise CanonError(_from(tree, problem) for problem in unset)
        notes = list(tree.notes)
    label = before[:7] if before == wanted else f"{before[:7]}, merge base of {base}"
    if parting is None:
        notes.append(f"{base} and the head share no commit that is known here, so that {base} itself is the base")
    with _tree(folder, before, named) as tree:
        past, said = _past(tree, result, notes)
    return Gate(
        comparison=compare(past, result),
        base=f"{label}, {said}" if said else label,
        head=now[:7] if head is not None else WORKING_TREE,
        canons=result["canons"],
        notes=notes,
    )


def _commits(folder: Path, base: str, head: str | None) -> tuple[str, str]:
    problems: list[Problem] = []
    found: list[str] = []
    for revision in (base, "HEAD" if head is None else head):
        try:
            found.append(commit_of(folder, revision))
        except CanonError as error:
            problems += error.problems
    if problems:
        raise CanonError(dict.fromkeys(problems))
    return found[0], found[1]


@contextmanager
def _tree(folder: Path, commit: str | None, named: Sequence[Path], baseline: str | None = None) -> Iterator[_Tree]:
    """Yield a commit laid out, or the working tree where there is none; raises CanonError for a canon outside of it."""
    own = top_of(folder)
    with ExitStack() as stack:
        top = own if commit is None else stack.enter_context(checkout(folder, commit))
        here = top / os.path.relpath(os.path.realpath(folder), os.path.realpath(own))
        canons = [top / _inside(own, folder / path) for path in named] or canons_in(here)
        tree = _Tree(top, here, canons, commit or commit_of(folder, "HEAD"), None)
        if baseline is None:
            yield _configured(tree)
        else:
            path = named_path(baseline, folder).path
            yield tree._replace(baseline=Named(path and top / _inside(own, path)))


def _configured(tree: _Tree) -> _Tree:
    """Return a tree with the baseline that pytest's own configuration in it names."""
    ini = read_ini(tree.folder)
    path = ini.baseline.path if ini.baseline else None
    # Through a link too: what a commit names is nothing of the machine on which it is laid out.
    if ini.path and path and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(tree.top)):
        place = Place(relative(ini.path.as_posix(), tree.folder))
        raise CanonError([Problem(place, "vx11_baseline is not in the checkout whose commits are compared")])
    return tree._replace(baseline=ini.baseline, notes=ini.notes)


def _baseline(tree: _Tree, plan: Plan) -> Path | None:
    return tree.baseline.path if tree.baseline else beside(plan.canon.path)


def _inside(top: Path, path: Path) -> Path:
    found = Path(os.path.relpath(os.path.join(os.path.realpath(path.parent), path.name), os.path.realpath(top)))
    if found.parts[:1] == (os.pardir,):
        raise CanonError([Problem(Place(path.as_posix()), "is not in the checkout whose commits are compared")])
    return found


def _result(tree: _Tree, baseline_of: BaselineOf = no_baseline) -> Declared:
    try:
        return declared(tree.top, tree.folder, tree.canons, tree.commit, baseline_of)
    except CanonError as error:
        # The tree may be gone when this is told.
        raise CanonError(_from(tree, problem) for problem in error.problems) from error


def _from(tree: _Tree, problem: Problem) -> Problem:
    def seen(place: Place | None) -> Place | None:
        return Place(relative(place.path, tree.folder), place.line, place.col) if place else None

    return Problem(seen(problem.place), problem.message, problem.hint, seen(problem.also))


def _past(tree: _Tree, head: ReportData, notes: list[str]) -> tuple[ReportData, str]:
    """Return the base's result and what is to be said of it; without checks where its canon is not there or wrong."""
    nothing: ReportData = {**head, "canons": [], "checks": []}
    canons = list(_there(tree, head, notes))
    if not canons:
        return nothing, "which has no canon"
    try:
        data, unset = _result(tree._replace(canons=canons))
    except CanonError:
        # Whoever mends a canon must be able to merge that; nothing that the head has is held to be known.
        return nothing, "whose canon is wrong"
    notes += [f"the base needs a variable: {problem.message}" for problem in unset]
    return data, ""


def _there(tree: _Tree, head: ReportData, notes: list[str]) -> Iterator[Path]:
    """Yield the canons that the base has, each under its name of that time."""
    systems = {canon["path"]: canon["system"] for canon in head["canons"]}
    there = [path for path in tree.canons if path.is_file()]
    yield from there
    for path in (path for path in tree.canons if path not in there):
        name = relative(path.as_posix(), tree.folder)
        system = systems.get(name)
        found = renamed(path, system, tree.top, there) if system else None
        if found is not None:
            there.append(found)
            notes.append(f"{name} is not in the base, where {system} has {relative(found.as_posix(), tree.folder)}")
            yield found
