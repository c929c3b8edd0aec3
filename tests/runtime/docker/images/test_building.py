"""Images that are built: from what, with what, and under which names."""

from __future__ import annotations

import pytest

from pytest_vx11._runtime.docker.images import remove_unused
from tests.runtime.docker.images.shop import Shop

pytestmark = pytest.mark.docker

ONE = "services: {gateway: {build: .}}"


def test_a_service_is_built_and_told_of(shop: Shop) -> None:
    shop.dockerfile("RUN echo hello > /greeting")

    image = shop.bring(ONE)["gateway"]

    assert image.built
    assert shop.prints(image, "cat", "/greeting") == "hello\n"
    assert shop.labels(image)["vx11.system"] == "shop"
    assert shop.told[0] == "building gateway"
    assert shop.told[-1].startswith("built gateway (")


def test_a_second_run_finds_each_step_made_already(shop: Shop) -> None:
    shop.dockerfile("RUN head -c 8 /dev/urandom > /chance", "COPY compose.yaml /")

    first = shop.bring(ONE, run_id="first")["gateway"]
    remove_unused(shop.client, [first])
    second = shop.bring(ONE, run_id="second")["gateway"]

    assert second.id == first.id
    assert second.reference != first.reference


def test_with_no_cache_each_step_is_made_again(shop: Shop) -> None:
    shop.dockerfile("RUN head -c 8 /dev/urandom > /chance")
    compose = "services: {gateway: {build: {context: ., no_cache: true}}}"

    first = shop.bring(compose)["gateway"]

    assert shop.bring(compose)["gateway"].id != first.id
    assert shop.dangling() == []


def test_what_dockerignore_names_does_not_go_along(shop: Shop) -> None:
    shop.dockerfile("COPY . /all")
    shop.write(".dockerignore", "# not these\n*.log\nsecret/\n!kept.log\n")
    for path in ("a.log", "kept.log", "secret/key", "b.txt"):
        shop.write(path, path)

    image = shop.bring(ONE)["gateway"]

    found = set(shop.prints(image, "find", "/all", "-type", "f").split())
    assert {"/all/kept.log", "/all/b.txt"} <= found
    assert not found & {"/all/a.log", "/all/secret/key"}


def test_a_dockerfile_of_another_folder_builds_with_this_one(shop: Shop) -> None:
    shop.dockerfile("COPY a.txt /", "RUN head -c 8 /dev/urandom > /chance", "COPY . /all", path="docker/Dockerfile.web")
    shop.write("web/a.txt", "here")
    compose = "services: {gateway: {build: {context: web, dockerfile: ../docker/Dockerfile.web}}}"

    image = shop.bring(compose)["gateway"]

    assert shop.prints(image, "cat", "/a.txt") == "here"
    assert shop.bring(compose)["gateway"].id == image.id


def test_a_dockerfile_within_the_compose_file_is_built(shop: Shop) -> None:
    shop.write("a.txt", "here")
    inline = "\n".join(f"        {line}" for line in f"{shop.begin}COPY a.txt /".splitlines())

    image = shop.bring(f"services:\n  gateway:\n    build:\n      context: .\n      dockerfile_inline: |\n{inline}\n")

    assert shop.prints(image["gateway"], "cat", "/a.txt") == "here"


def test_the_stage_that_is_named_is_built_and_no_later_one(shop: Shop) -> None:
    shop.write(
        "Dockerfile", f"{shop.begin}FROM {shop.base} AS early\nRUN echo early > /stage\nFROM early\nRUN exit 1\n"
    )

    image = shop.bring("services: {gateway: {build: {context: ., target: early}}}")["gateway"]

    assert shop.prints(image, "cat", "/stage") == "early\n"


def test_arguments_are_given_and_those_that_are_not_set_leave_the_default(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FROM_HERE", "around")
    monkeypatch.delenv("NOWHERE", raising=False)
    names = ("SAID", "FROM_HERE", "NOWHERE")
    shop.dockerfile(*(f"ARG {name}=default" for name in names), "RUN echo $SAID $FROM_HERE $NOWHERE > /args")

    image = shop.bring("services: {gateway: {build: {context: ., args: [SAID=so, FROM_HERE, NOWHERE]}}}")["gateway"]

    assert shop.prints(image, "cat", "/args") == "so around default\n"


def test_what_else_is_said_of_a_build_counts(shop: Shop) -> None:
    shop.dockerfile(
        "RUN grep -w store /etc/hosts > /said && df -m /dev/shm | tail -1 >> /said && ls /sys/class/net >> /said"
    )
    said = "network: none, shm_size: 32m, extra_hosts: ['store:10.1.2.3'], labels: {of: mine}"

    image = shop.bring(f"services: {{gateway: {{build: {{context: ., {said}}}}}}}")["gateway"]

    words = shop.prints(image, "cat", "/said").split()
    assert words[0] == "10.1.2.3"
    assert words[3] == "32"
    assert words[words.index("/dev/shm") + 1 :] == ["lo"]
    assert shop.labels(image)["of"] == "mine"


def test_the_name_that_the_compose_file_gives_is_left_alone(shop: Shop) -> None:
    shop.dockerfile("RUN true")
    name = f"{shop.name}-own:1"

    image = shop.bring(f"services: {{gateway: {{build: ., image: '{name}'}}}}")["gateway"]

    assert image.reference == f"vx11/{shop.name}/gateway:run-01234567"
    assert shop.client.images(name) == []


def test_a_service_that_names_what_another_builds_gets_that(shop: Shop) -> None:
    shop.dockerfile("RUN true")
    name = f"{shop.name}-own"

    images = shop.bring(f"services: {{gateway: {{build: ., image: {name}}}, worker: {{image: {name}}}}}")

    assert images["worker"] == images["gateway"]


def test_names_that_an_engine_does_not_take_become_others_and_stay_apart(shop: Shop) -> None:
    shop.dockerfile("ARG WHO", "RUN echo $WHO > /who")
    compose = "services:\n"
    for name in ("Gate.Way", "gate.way", "_gate"):
        compose += f"  {name}: {{build: {{context: ., args: {{WHO: {name}}}}}}}\n"

    images = shop.bring(compose)

    assert {name: shop.prints(image, "cat", "/who").strip() for name, image in images.items()} == {
        name: name for name in images
    }
