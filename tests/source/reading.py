"""Reading YAML in tests, with each of PyYAML's two parsers."""

from __future__ import annotations

import pytest
import yaml

from pytest_vx11._source import yaml_reader
from pytest_vx11._source.yaml_reader import Parsed, parse

PATH = "/canon.yaml"
LOADERS = [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader]


def use(loader: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_reader, "_LOADER", loader)


def read(text: str) -> Parsed:
    return parse(text, PATH)


def told(text: str) -> list[str]:
    """Return the problems of a text, without its path."""
    return [problem.shown(lambda place: str(place).removeprefix(f"{PATH}:")) for problem in read(text).problems]
