"""What is known without an engine: that an image cannot be had at all."""

from __future__ import annotations

from pathlib import Path

import docker
import pytest

from pytest_vx11._runtime.base import Unavailable
from tests.runtime.docker.images.shop import Shop
from tests.runtime.systems import free_port


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    nowhere = docker.APIClient(base_url=f"tcp://127.0.0.1:{free_port()}", version="1.41")
    return Shop(client=nowhere, root=tmp_path, name="shop", base="scratch")


def _reasons(shop: Shop, compose: str) -> tuple[str, ...]:
    with pytest.raises(Unavailable) as raised:
        shop.bring(compose)
    return raised.value.reasons


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ssh: [default]", "`ssh` of its build needs BuildKit"),
        ("secrets: [{source: key}]", "`secrets` of its build needs BuildKit"),
        ("additional_contexts: {other: ./other}", "`additional_contexts` of its build needs BuildKit"),
        ("platforms: [linux/amd64, linux/arm64]", "for several platforms"),
        ("dockerfile: Other", "its Dockerfile, "),
    ],
)
def test_a_build_that_this_builder_cannot_do_is_refused_with_its_place(shop: Shop, said: str, expected: str) -> None:
    if "Other" not in said:
        shop.dockerfile("RUN true")

    (reason,) = _reasons(
        shop, f"services:\n  gateway:\n    build:\n      context: .\n      {said}\nsecrets: {{key: {{file: a}}}}\n"
    )

    assert reason.startswith("gateway: ")
    assert expected in reason
    assert f"{shop.root}/compose.yaml:5" in reason


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("build: https://example.org/shop.git", "is not on this machine"),
        ("build: ./nowhere", "is no folder"),
        ("build: {context: ., args: {A: '${VX11_NOT_SET:?}'}}", "VX11_NOT_SET"),
        ("image: '${VX11_NOT_SET:?}'", "VX11_NOT_SET"),
        ("command: 'true'", "neither `image` nor `build`"),
    ],
)
def test_an_image_that_nobody_can_know_is_refused(shop: Shop, service: str, expected: str) -> None:
    shop.dockerfile("RUN true")

    (reason,) = _reasons(shop, f"services: {{gateway: {{{service}}}}}")

    assert reason.startswith("gateway: ")
    assert expected in reason


def test_all_reasons_come_at_once(shop: Shop) -> None:
    compose = "services: {a: {build: ./nowhere}, b: {build: git@example.org:b}, c: {command: 'true'}}"

    assert [reason[:2] for reason in _reasons(shop, compose)] == ["a:", "b:", "c:"]


def test_an_engine_that_does_not_answer_is_a_reason(shop: Shop) -> None:
    shop.dockerfile("RUN true")

    (reason,) = _reasons(shop, "services: {gateway: {build: .}}")

    assert reason.startswith("gateway: its image cannot be built: ")
    assert "see to the engine" in reason
