"""Images by their names: those that are there, and those that would have to be pulled."""

from __future__ import annotations

import pytest

from pytest_vx11._runtime.base import Unavailable
from tests.runtime.docker.images.shop import Shop
from tests.runtime.systems import free_port

pytestmark = pytest.mark.docker


@pytest.fixture
def nowhere() -> str:
    """The name of an image of a registry that does not answer."""
    return f"127.0.0.1:{free_port()}/shop:1"


@pytest.mark.parametrize("policy", ["", "missing", "if_not_present", "never", "build"])
def test_an_image_that_is_there_is_taken_as_it_is(shop: Shop, policy: str) -> None:
    said = f", pull_policy: {policy}" if policy else ""

    image = shop.bring(f"services: {{gateway: {{image: '{shop.base}'{said}}}}}")["gateway"]

    (there,) = shop.client.images(shop.base, quiet=True)
    assert (image.reference, image.id, image.built) == (shop.base, there, False)
    assert shop.told == []


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("never", "its pull_policy is never: build or load it first"),
        ("build", "its pull_policy is build, and nothing says how"),
        ("missing", "mend the name, log in (docker login), or load the image first"),
    ],
)
def test_an_image_that_is_not_to_be_had_is_told_with_what_to_do(
    shop: Shop, nowhere: str, policy: str, expected: str
) -> None:
    with pytest.raises(Unavailable) as raised:
        shop.bring(f"services: {{gateway: {{image: '{nowhere}', pull_policy: {policy}}}}}")

    (reason,) = raised.value.reasons
    assert reason.startswith("gateway: ")
    assert nowhere in reason
    assert f"{shop.root}/compose.yaml:1" in reason
    assert expected in reason


def test_with_always_the_registry_is_asked_for_an_image_that_is_there(shop: Shop, nowhere: str) -> None:
    shop.client.tag(shop.base, *nowhere.rsplit(":", 1))  # type: ignore[arg-type]
    try:
        with pytest.raises(Unavailable, match="cannot be pulled"):
            shop.bring(f"services: {{gateway: {{image: '{nowhere}', pull_policy: always}}}}")
    finally:
        shop.client.remove_image(nowhere)

    assert shop.told[0] == f"pulling {nowhere}"


def test_an_image_of_several_services_is_asked_for_once_and_told_with_all_of_them(shop: Shop, nowhere: str) -> None:
    with pytest.raises(Unavailable) as raised:
        shop.bring(f"services: {{a: {{image: '{nowhere}'}}, b: {{image: '{nowhere}'}}}}")

    (reason,) = raised.value.reasons
    assert reason.startswith("a, b: ")
    assert len(shop.told) == 1
