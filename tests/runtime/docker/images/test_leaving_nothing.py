"""What builds leave on the engine: names that serve the next one, and nothing without a name."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pytest_vx11._runtime.base import StartFailed, Unavailable
from pytest_vx11._runtime.docker.images import cached_images, remove_cached, remove_of_run, remove_unused
from tests.runtime.docker.images.shop import MARK, Shop
from tests.runtime.systems import PATIENCE

pytestmark = pytest.mark.docker

ONE = "services: {gateway: {build: .}}"


def test_what_a_change_takes_the_place_of_goes(shop: Shop) -> None:
    shop.dockerfile("RUN echo one > /a")
    first = shop.bring(ONE, run_id="first")["gateway"]
    remove_unused(shop.client, [first])
    shop.dockerfile("RUN echo two > /a")

    second = shop.bring(ONE, run_id="second")["gateway"]

    assert shop.client.images(first.id) == []
    assert shop.dangling() == []
    assert shop.prints(second, "cat", "/a") == "two\n"


def test_what_another_run_still_has_stays_until_that_lets_go(shop: Shop) -> None:
    shop.dockerfile("RUN echo one > /a")
    first = shop.bring(ONE, run_id="first")["gateway"]
    shop.dockerfile("RUN echo two > /a")
    shop.bring(ONE, run_id="second")

    assert shop.prints(first, "cat", "/a") == "one\n"

    remove_unused(shop.client, [first])
    assert shop.tags() == {"gateway:latest", "gateway:run-second"}
    assert shop.dangling() == []


def test_what_a_container_stands_on_stays(shop: Shop) -> None:
    shop.dockerfile("RUN true")
    image = shop.bring(ONE)["gateway"]
    shop.client.create_container(image.reference, ["true"], labels={MARK: shop.name})

    told: list[str] = []
    remove_unused(shop.client, [image])
    remove_cached(shop.client, told.append, shop.name)

    assert shop.tags() == {"gateway:latest"}
    assert told == [f"vx11/{shop.name}/gateway:latest is in use and stays"]


def test_stages_have_names_of_their_own_and_are_made_once(shop: Shop) -> None:
    shop.write("a.txt", "one")
    shop.dockerfile(
        "RUN head -c 8 /dev/urandom > /chance",
        f"FROM {shop.base}",
        f"LABEL {MARK}={shop.name}",
        "COPY --from=0 /chance /",
    )

    first = shop.bring(ONE)["gateway"]

    assert shop.dangling() == []
    assert shop.bring(ONE)["gateway"].id == first.id
    assert "gateway:stage-1" in shop.tags()


def test_a_build_that_fails_leaves_its_steps_to_the_next(shop: Shop) -> None:
    chance = "RUN head -c 8 /dev/urandom > /chance"
    shop.dockerfile(chance, "RUN exit 3")
    with pytest.raises(Unavailable):
        shop.bring(ONE)
    assert shop.tags() == {"gateway:unfinished"}
    (before,) = shop.client.images(f"vx11/{shop.name}/gateway", quiet=True)
    shop.dockerfile(chance, "RUN true")

    image = shop.bring(ONE)["gateway"]

    steps = shop.client.images(all=True, filters={"label": f"{MARK}={shop.name}"})
    assert {each["Id"]: each["ParentId"] for each in steps}[_parent(steps, image.id)] == before
    assert shop.tags() == {"gateway:latest", "gateway:run-01234567"}
    assert (shop.dangling(), shop.containers()) == ([], [])


def _parent(images: list[dict[str, str]], image: str) -> str:
    return next(each["ParentId"] for each in images if each["Id"] == image)


def test_a_build_that_is_stopped_leaves_no_container(shop: Shop) -> None:
    shop.dockerfile("RUN echo done > /a", "RUN sleep 600")

    with pytest.raises(StartFailed, match="stopped"):
        shop.bring(ONE, stopped=lambda: bool(shop.containers()) and "sleep" in _running(shop))

    assert (shop.dangling(), shop.containers()) == ([], [])
    assert shop.tags() == {"gateway:unfinished"}


def _running(shop: Shop) -> str:
    return " ".join(str(each["Command"]) for each in shop.client.containers(filters={"label": f"{MARK}={shop.name}"}))


def test_a_build_of_quick_steps_that_is_stopped_leaves_none_without_a_name(shop: Shop) -> None:
    shop.dockerfile(*(f"ENV STEP{number}={shop.name}" for number in range(200)))

    with pytest.raises(StartFailed, match="stopped"):
        shop.bring(ONE, stopped=lambda: bool(shop.dangling()))

    assert shop.dangling() == []
    assert shop.tags() == {"gateway:unfinished"}


def test_builds_that_are_stopped_together_all_end(shop: Shop) -> None:
    shop.dockerfile("ARG N", "RUN test $N = 0 || sleep 600")
    names = [f"s{number}" for number in range(5)]
    services = "".join(f"  {name}: {{build: {{context: ., args: {{N: {name[1:]}}}}}}}\n" for name in names)

    with pytest.raises(StartFailed, match="stopped"):
        shop.bring(f"services:\n{services}", stopped=lambda: len(shop.containers()) >= 4)

    assert (shop.dangling(), shop.containers()) == ([], [])
    assert not any(tag.endswith(":run-01234567") for tag in shop.tags())


def test_two_runs_that_build_the_same_at_once_both_have_their_image(shop: Shop) -> None:
    shop.dockerfile("RUN head -c 8 /dev/urandom > /chance; sleep 1")
    together = threading.Barrier(2)
    shop.write("compose.yaml", ONE)

    def run(run_id: str) -> str:
        together.wait(PATIENCE)
        try:
            image = replace(shop, told=[]).bring(ONE, run_id=run_id)["gateway"]
        except BaseException:
            together.abort()  # what went wrong here is to be told, and not that the other waited
            raise
        together.wait(PATIENCE)
        shop.prints(image, "true")
        remove_unused(shop.client, [image])
        return image.id

    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(run, name) for name in ("first", "second")]
    assert [
        error for each in runs if (error := each.exception()) and not isinstance(error, threading.BrokenBarrierError)
    ] == []
    assert all(each.result() for each in runs)

    assert shop.tags() == {"gateway:latest"}
    assert shop.dangling() == []


def test_what_a_run_that_was_killed_has_built_can_be_let_go_by_its_id(shop: Shop) -> None:
    shop.dockerfile("RUN true")
    run_id = f"{shop.name[4:]}-and-more"
    shop.bring(ONE, run_id=run_id)

    remove_of_run(shop.client, run_id)

    assert shop.tags() == {"gateway:latest"}


def test_all_that_is_kept_for_the_next_build_can_be_removed(shop: Shop) -> None:
    shop.dockerfile("RUN true")
    shop.bring(ONE)
    told: list[str] = []
    assert f"vx11/{shop.name}/gateway:latest" in cached_images(shop.client)

    remove_cached(shop.client, told.append, shop.name)

    assert shop.tags() == set()
    assert sorted(told) == [f"removed vx11/{shop.name}/gateway:{tag}" for tag in ("latest", "run-01234567")]
