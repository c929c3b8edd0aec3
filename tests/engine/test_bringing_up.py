"""What the canon means for a runtime: what is started, how it is asked, which runtime, which token."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pytest_vx11._canon.model import Canon
from pytest_vx11._engine.choosing import choose
from pytest_vx11._engine.launching import health_targets, launches
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._engine.tokens import read_auth
from pytest_vx11._errors import CanonError
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._observe.live import Address, HealthCommand, HealthUrl
from pytest_vx11._runtime.base import Condition, Launch


def canon(folder: Path, services: str, top: str = "") -> Canon:
    path = folder / "canon.yaml"
    path.write_text(f"canon: 1\nsystem: shop\n{top}services:\n{services}", encoding="utf-8")
    return load_plan(path, builtin_facets(), {}).canon


def launch(folder: Path, said: str) -> Launch:
    """Return what is made of one service."""
    return launches(canon(folder, f"  web: {{{said}}}\n"), None)[0]


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("run: [python, -m, web, 80]", ("python", "-m", "web", "80")),
        ("run: \"python -m web --name 'a b'\"", ("python", "-m", "web", "--name", "a b")),
        ('port: 80, run: [web, "{port}", "{service}"]', ("web", "80", "web")),
        ("port: 80", None),
    ],
)
def test_the_command_is_words(tmp_path: Path, said: str, command: tuple[str, ...] | None) -> None:
    assert launch(tmp_path, said).command == command


@pytest.mark.parametrize(
    ("said", "ports"),
    [
        ("port: 80", {80: Address("127.0.0.1", 80)}),
        ('ports: ["8080:80", "127.0.0.2:9443:443/tcp", "53:53/udp"]', {80: ("127.0.0.1", 8080), 443: ("127.0.0.2", 9443)}),
        ('ports: ["0.0.0.0:81:80", "[::]:82:82"]', {80: ("127.0.0.1", 81), 82: ("::1", 82)}),
        ('ports: ["80"]', {80: ("127.0.0.1", 80)}),
    ],
)  # fmt: skip
def test_tcp_ports_are_where_the_host_publishes_them(tmp_path: Path, said: str, ports: dict[int, Address]) -> None:
    assert launch(tmp_path, said).ports == ports


def test_dependencies_wait_for_what_they_say_and_only_for_what_is_started(tmp_path: Path) -> None:
    services = (
        "  db: {port: 1}\n  setup: {port: 2}\n  off: {port: 3, state: disabled}\n"
        "  web: {depends_on: {db: {condition: service_healthy}, off: , setup: }}\n"
    )
    described = {each.name: each for each in launches(canon(tmp_path, services), None)}
    assert described["web"].after == {"db": Condition.HEALTHY, "setup": Condition.STARTED}
    assert described["off"].absent == "the service is disabled, and is not started"


def test_a_mode_leaves_the_others_out_and_waits_for_none_of_them(tmp_path: Path) -> None:
    services = "  db: {port: 1}\n  web: {port: 2, depends_on: [db]}\n"
    described = {each.name: each for each in launches(canon(tmp_path, services, "modes: {small: [web]}\n"), "small")}
    assert described["db"].absent == "the service is not in the mode small"
    assert described["web"].absent == ""
    assert described["web"].after == {}


@pytest.mark.parametrize(
    ("said", "health"),
    [
        ('healthcheck: {test: "curl -f http://web:80/h"}', HealthUrl(port=80, target="/h")),
        ("healthcheck: {test: [CMD, check, it]}", HealthCommand(words=("check", "it"))),
        ("endpoints: {GET /api/healthz: {}}", HealthUrl(port=80, target="/api/healthz", below=500)),
        ("endpoints: {GET /health: {auth: required}}", None),
        ('endpoints: {"GET /jobs/{id}/status": {}}', None),
        ("endpoints: {POST /health: {}, GET /other: {}}", None),
        ("memory: 1g", None),
    ],
)
def test_how_to_tell_that_it_is_well(tmp_path: Path, said: str, health: HealthUrl | HealthCommand | None) -> None:
    assert launch(tmp_path, f"port: 80, {said}").health == health


def test_health_endpoints_are_asked_in_turn_the_healthchecks_first(tmp_path: Path) -> None:
    services = '  web: {port: 80, healthcheck: {test: "curl -f http://localhost:80/h"}, endpoints: {GET /status: {}}}\n'
    services += "  plain: {port: 81}\n"
    of = canon(tmp_path, services).services
    assert health_targets(of["web"]) == ("/h", "/status")
    assert health_targets(of["plain"]) == ()


class TestChoice:
    RUN = "  web: {port: PORT, run: [web]}\n"

    def choice(self, folder: Path, services: str, option: str | None = None, top: str = "") -> str:
        read = canon(folder, services, top)
        chosen = choose(read, launches(read, None), option, {"DOCKER_HOST": "unix:///nowhere.sock"})
        return f"{chosen.name}: {chosen.why}"

    @pytest.fixture
    def port(self) -> int:
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            return int(held.getsockname()[1])

    def test_processes_where_all_have_a_run_and_free_ports(self, tmp_path: Path, port: int) -> None:
        said = self.choice(tmp_path, self.RUN.replace("PORT", str(port)))
        assert said == "process: every service has a `run`, and its ports are free"

    def test_nothing_where_one_lacks_a_run(self, tmp_path: Path, port: int) -> None:
        services = self.RUN.replace("PORT", str(port)) + "  db: {port: 1}\n"
        assert self.choice(tmp_path, services).startswith("none: the canon says no `run` for db")

    def test_nothing_where_a_port_is_taken(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as held:
            said = self.choice(tmp_path, self.RUN.replace("PORT", str(held.getsockname()[1])))
        assert said.startswith("none: port ")
        assert "is taken by " in said
        assert said.endswith("--vx11-runtime attach looks at a system that is up")

    def test_nothing_where_all_are_disabled(self, tmp_path: Path) -> None:
        assert self.choice(tmp_path, "  web: {state: disabled}\n") == "none: no service is expected to be up"

    @pytest.mark.parametrize("option", ["none", "attach"])
    def test_what_is_named_is_taken(self, tmp_path: Path, option: str) -> None:
        assert self.choice(tmp_path, "  web: {port: 1}\n", option).startswith(f"{option}: as --vx11-runtime")
        assert (
            self.choice(tmp_path, "  web: {port: 1}\n", None, f"runtime: {option}\n") == f"{option}: as the canon says"
        )

    def test_the_option_goes_over_the_canon(self, tmp_path: Path, port: int) -> None:
        services = self.RUN.replace("PORT", str(port))
        assert self.choice(tmp_path, services, "auto", "runtime: none\n").startswith("process:")
        assert self.choice(tmp_path, services, "none", "runtime: process\n").startswith("none:")

    def test_docker_is_taken_where_it_is_named(self, tmp_path: Path) -> None:
        services = "  web: {port: 1}\n"
        assert self.choice(tmp_path, services, None, "runtime: docker\n") == "docker: as the canon says"
        assert self.choice(tmp_path, services, "docker").startswith("docker: as --vx11-runtime")

    def test_processes_that_are_named_and_cannot_be_are_all_told(self, tmp_path: Path) -> None:
        with pytest.raises(CanonError) as refused:
            self.choice(tmp_path, "  web: {port: 1}\n  db: {port: 2}\n  off: {state: disabled}\n", "process")
        assert [problem.message.split(":")[0] for problem in refused.value.problems] == ["services.web", "services.db"]


class TestToken:
    def auth(self, folder: Path, said: str) -> Canon:
        return canon(folder, "  web: {port: 1}\n", f"auth: {said}\n")

    def test_a_variable_is_taken_from_the_environment_and_shown_as_a_shell_would_write_it(self, tmp_path: Path) -> None:
        read = read_auth(self.auth(tmp_path, '{header: X-T, token: "Bearer ${T}"}'), {"T": "abc"}, make=True)
        assert read.token is not None
        assert (read.token.header, read.token.value, read.token.shown) == ("X-T", "Bearer abc", "Bearer $T")
        assert read.made == {}
        assert "abc" not in repr(read)

    def test_one_that_is_not_set_is_made_up_for_a_system_that_is_started_here(self, tmp_path: Path) -> None:
        said = self.auth(tmp_path, '{token: "Bearer ${T}"}')
        one, other = (read_auth(said, {}, make=True) for _ in range(2))
        assert one.token is not None
        assert one.token.header == "Authorization"
        assert one.token.value == f"Bearer {one.made['T']}"
        assert len(one.made["T"]) >= 20
        assert one.made != other.made

    def test_elsewhere_it_is_lacking_and_that_is_a_problem_of_its_line(self, tmp_path: Path) -> None:
        read = read_auth(self.auth(tmp_path, '{token: "${T}"}'), {}, make=False)
        assert read.token is not None
        assert read.token.value is None
        assert read.token.lacking == "${T} is not set"
        assert read.problem is not None
        assert read.problem.place is not None
        assert read.problem.place.line == 3

    def test_a_default_is_no_lack(self, tmp_path: Path) -> None:
        read = read_auth(self.auth(tmp_path, '{token: "${T:-dev-token}"}'), {}, make=True)
        assert read.token is not None
        assert read.token.value == "dev-token"
        assert read.made == {}

    def test_without_auth_there_is_no_token(self, tmp_path: Path) -> None:
        assert read_auth(canon(tmp_path, "  web: {port: 1}\n"), {}, make=True).token is None
