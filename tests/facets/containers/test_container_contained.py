"""A container's name, image, user, networks and volumes, and that a disabled service has none that is up."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from pytest_vx11._checks.verdict import Outcome
from pytest_vx11._observe.containers import Attached, Condition, Mounted
from pytest_vx11._observe.live import Address
from tests.facets.containers.world import COMPOSE, World, matches, only, reason

NET = Attached(
    name="run_net", names=frozenset({"run_net", "net", "shop_net"}), aliases=("web", "front"), address="10.0.0.2"
)
DATA = Mounted(type="volume", source="run_data", target="/data", read_only=False, names=frozenset({"run_data", "data"}))


class TestName:
    def test_the_canon_s_name_matches(self, world: World) -> None:
        world.canon = "container: web-1"
        assert matches(world.verdict("container", "name")) == "web-1"

    def test_another_name_is_drift(self, world: World) -> None:
        world.canon, world.compose = "container: web", f"{COMPOSE}    container_name: web\n"
        finding = only(world.verdict("container", "name"))
        assert finding.key == "VX240:web:name"
        assert finding.hint.startswith("the Compose file says as the canon does")


class TestImage:
    @pytest.mark.parametrize(
        ("wanted", "found", "same"),
        [
            ("nginx", "docker.io/library/nginx:latest", True),
            ("nginx:1.25", "nginx:1.25@sha256:aa", True),
            ("nginx:1.25", "nginx:1.24", False),
            ("nginx@sha256:aa", "nginx", True),
            ("nginx@sha256:bb", "nginx", False),
            ("nginx@sha256:web", "nginx", True),
            ("sha256:web", "whatever", True),
            ("sha256:other", "whatever", False),
        ],
    )
    def test_references_and_digests_are_compared(self, world: World, wanted: str, found: str, same: bool) -> None:
        world.canon, world.digests = f'image: "{wanted}"', {"sha256:web": ("nginx@sha256:aa",)}
        world.web(image=found, image_reference=found)
        verdict = world.verdict("container", "image")
        assert [each.key for each in verdict.findings] == ([] if same else ["VX241:web:image"])
        assert verdict.outcome is (Outcome.MATCH if same else Outcome.DRIFT)

    @pytest.mark.parametrize(("images", "same"), [({"nginx": "sha256:web"}, True), ({"nginx": "sha256:new"}, False)])
    def test_one_made_from_an_id_is_compared_by_what_the_canon_s_leads_to(
        self, world: World, images: dict[str, str], same: bool
    ) -> None:
        world.canon, world.images = "image: nginx", images
        world.web(image="sha256:web", image_reference="sha256:web")
        assert world.verdict("container", "image").outcome is (Outcome.MATCH if same else Outcome.DRIFT)

    def test_one_made_from_an_id_says_nothing_where_the_canon_s_is_not_there(self, world: World) -> None:
        world.canon = "image: nginx"
        world.web(image="sha256:web", image_reference="sha256:web")
        assert "from the id of an image" in reason(world.verdict("container", "image"))

    def test_an_image_that_its_tag_no_longer_names_is_drift(self, world: World) -> None:
        world.canon, world.images = "image: shop/web:1", {"shop/web:1": "sha256:newer"}
        finding = only(world.verdict("container", "image"))
        assert finding.key == "VX242:web:image"
        assert finding.hint == "make the container anew: `docker compose up -d` does"

    def test_what_a_run_made_is_not_held_against_the_tag(self, world: World) -> None:
        world.canon, world.images = "image: shop/web:1", {"shop/web:1": "sha256:newer"}
        world.web(made_here=True)
        assert matches(world.verdict("container", "image")) == "shop/web:1"


class TestBuild:
    BUILT = "services:\n  web:\n    build: .\n"

    def test_a_container_of_somebody_else_does_not_show_it(self, world: World) -> None:
        world.canon = "build: ."
        assert "does not show where its image was built from" in reason(world.verdict("container", "build"))

    def test_a_container_of_somebody_else_shows_an_older_image(self, world: World) -> None:
        world.canon, world.images = "build: .", {"shop/web:1": "sha256:newer"}
        assert only(world.verdict("container", "build")).key == "VX242:web:image"

    def test_a_run_built_what_the_compose_file_says(self, world: World) -> None:
        world.canon, world.compose = "build: .", self.BUILT
        (world.folder / "Dockerfile").write_text("FROM scratch\n")
        world.web(made_here=True)
        assert matches(world.verdict("container", "build")) == "."

    def test_a_run_that_built_something_else_is_drift_with_its_line(self, world: World) -> None:
        world.canon, world.compose = "build: other", self.BUILT
        world.web(made_here=True)
        finding = only(world.verdict("container", "build"))
        assert finding.code == "VX142"
        assert [place.line for place in finding.places] == [3]


class TestUser:
    @pytest.mark.parametrize(
        ("wanted", "found", "same"),
        [("root", "", True), ("0", "root", True), ("app", "app", True), ("10001", "10001", True), ("10001", "", False),
         ("app", "10001", False)],
    )  # fmt: skip
    def test_users_are_compared_as_text_and_root_by_each_of_its_names(
        self, world: World, wanted: str, found: str, same: bool
    ) -> None:
        world.canon = f'user: "{wanted}"'
        world.web(user=found)
        verdict = world.verdict("container", "user")
        assert [each.key for each in verdict.findings] == ([] if same else ["VX247:web:user"])
        assert verdict.outcome is (Outcome.MATCH if same else Outcome.DRIFT)


class TestNetworks:
    @pytest.mark.parametrize("name", ["net", "shop_net", "run_net"])
    def test_a_network_goes_by_each_of_its_names(self, world: World, name: str) -> None:
        world.canon = f"networks: {{{name}: {{aliases: [front]}}}}"
        world.web(networks=(NET,))
        assert matches(world.verdict("container", "networks")) == ["net"]

    def test_a_network_that_it_is_not_on_is_drift(self, world: World) -> None:
        world.canon = "networks: [back, net]"
        world.web(networks=(NET,))
        finding = only(world.verdict("container", "networks"))
        assert (finding.key, finding.actual) == ("VX243:web:back", ["net"])

    def test_a_missing_alias_is_drift(self, world: World) -> None:
        world.canon = "networks: {net: {aliases: [front, gateway]}}"
        world.web(networks=(NET,))
        assert only(world.verdict("container", "networks")).key == "VX244:web:net:gateway"

    def test_the_container_s_own_name_is_as_good_as_an_alias(self, world: World) -> None:
        world.canon = "networks: {net: {aliases: [web-1]}}"
        world.web(networks=(NET,))
        assert matches(world.verdict("container", "networks"))


class TestVolumes:
    def ask(self, world: World, wanted: str, *mounts: Mounted) -> Any:
        world.canon = f'volumes: ["{wanted}"]'
        world.web(mounts=mounts)
        return world.verdict("container", "volumes")

    @pytest.mark.parametrize("wanted", ["/data", "data:/data", "run_data:/data", "data:/data/:rw"])
    def test_a_volume_goes_by_its_names(self, world: World, wanted: str) -> None:
        assert matches(self.ask(world, wanted, DATA)) == ["data:/data"]

    @pytest.mark.parametrize("wanted", ["other:/data", "data:/data:ro", "./data:/data", "data:/elsewhere"])
    def test_another_source_mode_or_target_is_drift(self, world: World, wanted: str) -> None:
        target = wanted.split(":")[1]
        assert only(self.ask(world, wanted, DATA)).key == f"VX245:web:{target}"

    def test_a_folder_is_the_tree_s(self, world: World) -> None:
        mount = Mounted(type="bind", source=f"{world.folder}/conf", target="/conf", read_only=True)
        assert matches(self.ask(world, "./conf:/conf:ro", mount)) == ["./conf:/conf:ro"]

    def test_a_folder_of_another_place_is_drift(self, world: World) -> None:
        mount = Mounted(type="bind", source="/elsewhere/conf", target="/conf", read_only=False)
        finding = only(self.ask(world, "./conf:/conf", mount))
        assert finding.actual == "/elsewhere/conf:/conf"

    def test_a_read_only_folder_is_no_writable_one(self, world: World) -> None:
        mount = Mounted(type="bind", source=f"{world.folder}/conf", target="/conf", read_only=True)
        assert only(self.ask(world, "./conf:/conf:rw", mount)).code == "VX245"


class TestDisabled:
    @pytest.fixture
    def off(self, world: World) -> World:
        world.canon, world.absent = "state: disabled", {"web": "the service is disabled"}
        return world

    @pytest.mark.parametrize("condition", [Condition.RUNNING, Condition.PAUSED, Condition.RESTARTING])
    def test_a_container_that_is_up_is_drift(self, off: World, condition: Condition) -> None:
        off.web(condition=condition)
        assert only(off.verdict("container", "state")).key == "VX203:web:state"

    def test_a_container_that_has_ended_is_down(self, off: World) -> None:
        off.web(condition=Condition.EXITED)
        assert matches(off.verdict("container", "state")) == "down"

    def test_no_container_is_down(self, off: World) -> None:
        off.containers = ()
        assert matches(off.verdict("container", "state")) == "down"

    def test_nobody_knows_without_an_engine_and_a_port(self, off: World) -> None:
        off.containers, off.with_engine = (), False
        assert "states no TCP port" in reason(off.verdict("container", "state"))

    def test_a_port_that_answers_is_drift_all_the_same(self, off: World) -> None:
        with socket.create_server(("127.0.0.1", 0)) as held:
            off.containers = ()
            off.addresses = {80: Address("127.0.0.1", held.getsockname()[1])}
            assert only(off.verdict("container", "state")).key == "VX203:web:state"


def test_profiles_are_not_asked_of_what_runs(world: World) -> None:
    world.canon = "profiles: [extra]"
    assert [check.subject for check in world.checks() if check.facet == "container"] == []
