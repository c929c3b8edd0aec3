"""Which canons a run is about, and which of the project's own tests go with them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

import pytest

from pytest_vx11._canon.find import ENDINGS, canons_in, is_canon

_FIXTURE = r"\bvx11_(?:canon|service|endpoint|table|http|container|truth|check)\b"
#: What a test file of the user's own has that is about the canon: the marker, or a function that takes a fixture.
_OWN = re.compile(rf"mark\.vx11\b|(?:\bdef\s+\w+|\busefixtures)\s*\([^)]*{_FIXTURE}".encode())


def choose(config: pytest.Config) -> tuple[list[Path], bool]:
    """Return the canons, and whether they were named; `config.args` becomes what pytest is to collect.

    Raises UsageError where there is none.
    """
    named, arguments = _named(config)
    if named:
        config.args[:] = arguments
        return _once(named), True
    canons = _from_ini(config) or canons_in(config.rootpath)
    if not canons:
        raise pytest.UsageError(
            f"no canon: neither canon.yaml nor canon/*.yaml in {config.rootpath} has a top-level `canon:`; "
            "name one: pytest --vx11-canon PATH"
        )
    by_user = config.args_source is pytest.Config.ArgsSource.ARGS
    if by_user and all("::" in argument for argument in arguments):
        # Who names single tests, as the button of an editor does, wants these and no others.
        return canons, False
    config.args[:] = [*(str(path) for path in canons), *_own_tests(config, arguments)]
    return canons, False


def _named(config: pytest.Config) -> tuple[list[Path], list[str]]:
    """Return the canons among the arguments, and all arguments, with each folder of canons replaced by these.

    A canon that is not there is refused here: a worker of xdist would say nothing of it.
    """
    named: list[Path] = []
    arguments: list[str] = []
    by_user = config.args_source is pytest.Config.ArgsSource.ARGS
    for argument in config.args:
        path = Path(os.path.abspath(config.invocation_params.dir / argument.split("::")[0]))
        if by_user and path.suffix in ENDINGS and not path.exists():
            raise pytest.UsageError(f"no such canon: {argument}")
        if path.suffix in ENDINGS and path.is_file() and (is_canon(path) or not path.name.startswith("test_")):
            named.append(path)
            arguments.append(argument)
        elif by_user and path.is_dir() and (inside := canons_in(path, of_canons=True)):
            named.extend(inside)
            arguments.extend(map(str, inside))
        else:
            arguments.append(argument)
    return named, arguments


def _from_ini(config: pytest.Config) -> list[Path]:
    paths = [Path(os.path.abspath(config.rootpath / each)) for each in config.getini("vx11_canon")]
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise pytest.UsageError(f"vx11_canon: no such file: {', '.join(missing)}")
    return _once(paths)


def _once(paths: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys(paths))


def _own_tests(config: pytest.Config, arguments: Sequence[str]) -> list[str]:
    """Return the arguments with each folder replaced by its test files that are about the canon.

    A walk and a look at the bytes: nothing is imported that would not be run.
    """
    chosen: list[str] = []
    for argument in arguments:
        path = Path(config.invocation_params.dir / argument)
        chosen.extend(_marked(config, path) if path.is_dir() else [argument])
    return chosen


def _marked(config: pytest.Config, top: Path) -> Iterator[str]:
    patterns, pruned = config.getini("python_files"), config.getini("norecursedirs")
    for folder, folders, files in os.walk(top):
        if "pyvenv.cfg" in files:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not any(fnmatch(name, each) for each in pruned))
        for name in sorted(files):
            path = Path(folder, name)
            is_test = name.endswith(".py") and any(fnmatch(name, each) for each in patterns)
            if is_test and _is_about_canon(path) and not _ignored(config, path):
                yield str(path)


def _ignored(config: pytest.Config, path: Path) -> bool:
    return bool(config.hook.pytest_ignore_collect(collection_path=path, config=config))


def _is_about_canon(path: Path) -> bool:
    try:
        return path.is_file() and _OWN.search(path.read_bytes()) is not None
    except OSError:
        return False
