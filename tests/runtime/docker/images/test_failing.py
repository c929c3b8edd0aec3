"""Builds that fail, and what people are told."""

from __future__ import annotations

import pytest

from pytest_vx11._runtime.base import Unavailable
from tests.runtime.docker.images.shop import Shop

pytestmark = pytest.mark.docker

ONE = "services: {gateway: {build: .}}"


def _reasons(shop: Shop, compose: str) -> tuple[str, ...]:
    with pytest.raises(Unavailable) as raised:
        shop.bring(compose)
    return raised.value.reasons


def test_the_failing_step_is_told_with_the_end_of_what_it_printed(shop: Shop) -> None:
    shop.dockerfile("RUN echo of an earlier step", "RUN for i in $(seq 30); do echo line $i; done; exit 3")

    (reason,) = _reasons(shop, ONE)

    first, *lines = reason.splitlines()
    assert first.startswith(f"gateway: its image cannot be built from {shop.root}/Dockerfile at step 4/5: RUN for i in")
    assert "returned a non-zero code: 3" in first
    assert lines == [f"    line {number}" for number in range(11, 31)]


def test_a_secret_argument_is_in_no_message(shop: Shop) -> None:
    shop.dockerfile("ARG API_TOKEN", "ARG CHANNEL", "RUN echo with $API_TOKEN on $CHANNEL; exit 1")
    compose = "services: {gateway: {build: {context: ., args: {API_TOKEN: xyzzy-1, CHANNEL: stable}}}}"

    (reason,) = _reasons(shop, compose)

    assert "with *** on stable" in reason
    assert "xyzzy-1" not in "".join([reason, *shop.told])


def test_what_a_step_prints_cannot_move_the_cursor(shop: Shop) -> None:
    shop.dockerfile(r"RUN printf '\033[2Jgone\nStep 9/9 : RUN lies\n ---> Running in 0123456789ab\n'; exit 1")

    (reason,) = _reasons(shop, ONE)

    assert "\033" not in reason
    assert "returned a non-zero code: 1" in reason


def test_all_that_fails_is_told_at_once(shop: Shop) -> None:
    shop.dockerfile("ARG CODE", "RUN exit $CODE")
    build = "build: {context: ., args: {CODE: %s}}"
    lines = [f"  s{code}: {{{build % code}}}" for code in (1, 0, 2)]

    reasons = _reasons(shop, "\n".join(["services:", *lines]))

    assert [reason.partition(":")[0] for reason in reasons] == ["s1", "s2"]
    assert not any(tag.endswith(":run-01234567") for tag in shop.tags())


def test_a_dockerfile_that_is_none_is_told(shop: Shop) -> None:
    shop.dockerfile("FLY away")

    (reason,) = _reasons(shop, ONE)

    assert "unknown instruction: FLY" in reason


def test_a_file_that_is_not_in_the_context_is_told(shop: Shop) -> None:
    shop.dockerfile("COPY nothing.txt /")

    (reason,) = _reasons(shop, ONE)

    assert "at step 3/4: COPY nothing.txt /" in reason


NEEDING = {
    "mount": "RUN --mount=type=cache,target=/x true",
    "chmod": "COPY --chmod=755 a.txt /",
    "link": "COPY --link a.txt /",
    "heredoc": "RUN <<EOF\necho hello\nEOF",
    "network": "RUN --network=none true",
    "platform": "FROM --platform=$BUILDPLATFORM {base}",
}


@pytest.mark.parametrize("step", NEEDING.values(), ids=NEEDING)
def test_what_needs_buildkit_and_is_not_built_yet_says_what_to_do(shop: Shop, step: str) -> None:
    shop.write("a.txt", "")
    shop.dockerfile(step.replace("{base}", shop.base))

    (reason,) = _reasons(shop, ONE)

    assert f"there is no image {shop.name}-gateway to stand in" in reason
    assert "docker compose build" in reason


@pytest.mark.parametrize("named", [True, False])
def test_for_what_needs_buildkit_the_image_that_compose_built_stands_in(shop: Shop, named: bool) -> None:
    shop.dockerfile(NEEDING["mount"])
    name = f"{shop.name}-mine" if named else f"{shop.name}-gateway"
    shop.client.tag(shop.base, name)
    try:
        image = shop.bring(f"services: {{gateway: {{build: .{f', image: {name}' if named else ''}}}}}")["gateway"]
    finally:
        shop.client.remove_image(name)

    assert (image.reference, image.built) == (name, False)
    assert f"gateway: its Dockerfile needs BuildKit; the image {name} of 2" in shop.told[-1]
