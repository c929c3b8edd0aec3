"""Ports, healthchecks, modes and disabled services of a system that is up, most of them with real processes."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._observe.live import Address
from tests.facets.live import judged, keys, only, reason, started, told
from tests.fakes.server import keeping, plain, serving

ANSWER = keeping(plain(b"{}"))
#: Listens on each of its arguments, `HOST:PORT`, and answers 200 to everything at the first.
PROGRAM = """\
import http.server, socket, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status = 503 if self.path == "/sick" else 200
        self.send_response(status); self.end_headers(); self.wfile.write(b"{}")
    def log_message(self, *words): print("asked", flush=True)
places = [place.rpartition(":") for place in sys.argv[1:]]
others = [socket.create_server((host, int(port))) for host, _, port in places[1:]]
http.server.ThreadingHTTPServer((places[0][0], int(places[0][2])), Handler).serve_forever()
"""


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture
def web() -> Iterator[Address]:
    with serving(ANSWER) as fake:
        yield fake.address


def shop(folder: Path, *services: str, more: str = "") -> Path:
    """Write a canon of some services, each its name and the rest of its mapping, and the program that they run."""
    (folder / "program.py").write_text(PROGRAM)
    lines = "".join(f"  {service}\n" for service in services)
    canon = folder / "canon.yaml"
    canon.write_text(f"canon: 1\nsystem: shop\nservices:\n{lines}{more}")
    return canon


def run(*places: str) -> str:
    return f"[{sys.executable}, program.py, {', '.join(places)}]"


def one(folder: Path, said: str, *places: str) -> dict[str, Verdict]:
    return started(shop(folder, f"web: {{{said}, run: {run(*places)}}}"))


class TestPorts:
    def test_who_listens_where_the_canon_says_matches(self, tmp_path: Path) -> None:
        port = free_port()
        assert keys(one(tmp_path, f"port: {port}", f"127.0.0.1:{port}")) == []

    def test_a_service_that_listens_elsewhere_too_is_no_drift(self, tmp_path: Path) -> None:
        port, other = free_port(), free_port()
        assert keys(one(tmp_path, f"port: {port}", f"127.0.0.1:{port}", f"127.0.0.1:{other}")) == []

    def test_a_port_that_the_service_does_not_listen_on_is_drift_with_those_it_does(self, tmp_path: Path) -> None:
        port, other = free_port(), free_port()
        said = f'ports: ["{port}:{port}", "{port}:{other}"], healthcheck: {{test: "curl http://localhost:{port}/"}}'
        finding = only(one(tmp_path, said, f"127.0.0.1:{port}")[f"ports {port}:{other}"])
        assert finding.key == f"VX204:web:{port}:{other}"
        assert finding.message == f"web listens on {port}, the canon wants {other}"

    def test_a_port_that_somebody_else_holds_names_him(self, tmp_path: Path) -> None:
        port, other = free_port(), free_port()
        with socket.create_server(("127.0.0.2", other)):
            said = f'ports: [{port}, {other}], healthcheck: {{test: "curl http://localhost:{port}/"}}'
            finding = only(one(tmp_path, said, f"127.0.0.1:{port}")[f"ports {other}"])
        assert finding.key == f"VX204:web:{other}"
        assert "is held by python" in finding.message
        assert "(pid " in finding.message

    @pytest.mark.parametrize(("host", "matches"), [("127.0.0.1", True), ("0.0.0.0", False)])
    def test_a_stated_address_is_the_one_that_is_listened_on(self, tmp_path: Path, host: str, matches: bool) -> None:
        port = free_port()
        verdict = one(tmp_path, f'ports: ["127.0.0.1:{port}:{port}"]', f"{host}:{port}")[
            f"ports 127.0.0.1:{port}:{port}"
        ]
        if matches:
            assert verdict.outcome is Outcome.MATCH
        else:
            finding = only(verdict)
            assert finding.key == f"VX204:web:127.0.0.1:{port}:{port}"
            assert finding.actual == f"0.0.0.0:{port}"

    def test_of_a_system_of_somebody_elses_whoever_listens_will_do(self, tmp_path: Path, web: Address) -> None:
        assert told(tmp_path, web, "memory: 1g")[f"ports {web.port}"].outcome is Outcome.MATCH

    def test_a_published_port_without_its_number_is_nobodys_to_see(self, tmp_path: Path, web: Address) -> None:
        canon = shop(tmp_path, f'web: {{ports: ["{web.port}:80", ":81"]}}')
        assert "only the engine knows" in reason(judged(canon, {})["ports :81"])

    def test_a_service_that_listens_on_the_other_loopback_is_asked_there(self, tmp_path: Path) -> None:
        port = free_port()
        (tmp_path / "six.py").write_text(
            "import http.server, socket, sys\n"
            "class Server(http.server.ThreadingHTTPServer): address_family = socket.AF_INET6\n"
            "class Handler(http.server.BaseHTTPRequestHandler):\n"
            "    def do_GET(self): self.send_response(200); self.end_headers()\n"
            "Server(('::1', int(sys.argv[1])), Handler).serve_forever()\n"
        )
        said = f'healthcheck: {{test: "curl -f http://localhost:{port}/"}}, endpoints: {{GET /: {{}}}}'
        canon = shop(tmp_path, f"web: {{port: {port}, run: [{sys.executable}, six.py, {port}], {said}}}")
        verdicts = started(canon)
        assert keys(verdicts) == []
        assert verdicts["endpoints GET /"].outcome is Outcome.MATCH


class TestHealthchecks:
    def test_a_url_that_answers_is_well(self, tmp_path: Path, web: Address) -> None:
        verdicts = told(tmp_path, web, f'healthcheck: {{test: "curl -f http://localhost:{web.port}/h", retries: 3}}')
        assert verdicts["healthchecks test"].outcome is Outcome.MATCH
        assert "only a container shows it" in reason(verdicts["healthchecks retries"])

    def test_a_url_that_answers_503_is_not(self, tmp_path: Path) -> None:
        port = free_port()
        test = f"curl -f http://localhost:{port}/sick"
        canon = shop(
            tmp_path, f'web: {{port: {port}, run: {run(f"127.0.0.1:{port}")}, healthcheck: {{test: "{test}"}}}}'
        )
        with_time = started(canon, seconds=5.0)
        assert keys(with_time) == ["VX211:web:test"]
        finding = only(with_time["healthchecks test"])
        assert "answers 503" in finding.message
        assert {each.label for each in finding.evidence} == {"curl", "answer", "log"}

    @pytest.mark.parametrize(("code", "found"), [(0, []), (7, ["VX211:web:test"])])
    def test_a_command_is_run_where_the_system_was_started(self, tmp_path: Path, code: int, found: list[str]) -> None:
        port, counter = free_port(), tmp_path / "times"
        # The first time that it is well is the start's; what comes after is the check.
        (tmp_path / "reach.py").write_text(f"import socket; socket.create_connection(('127.0.0.1', {port}))")
        reach = f"{sys.executable} reach.py"
        test = f"{reach} && if [ -f {counter} ]; then exit {code}; else touch {counter}; fi"
        canon = shop(
            tmp_path, f'web: {{port: {port}, run: {run(f"127.0.0.1:{port}")}, healthcheck: {{test: "{test}"}}}}'
        )
        assert keys(started(canon)) == found

    @pytest.mark.parametrize(
        ("command", "says"),
        [
            ("if [ -f seen ]; then exec yes; else touch seen; fi", "did not end in 1 s"),
            ("if [ -f seen ]; then setsid sleep 60 & exit 3; else touch seen; fi", "ends with 3"),
            ("if [ -f seen ]; then exec sleep 60; else touch seen; fi", "did not end in 1 s"),
        ],
    )
    def test_a_command_that_never_ends_or_prints_for_ever_ends_in_time(
        self, tmp_path: Path, command: str, says: str
    ) -> None:
        port = free_port()
        canon = shop(
            tmp_path,
            f"web: {{port: {port}, run: {run(f'127.0.0.1:{port}')}, "
            f"healthcheck: {{test: [CMD, sh, -c, '{command}'], timeout: 1s}}}}",
        )
        verdicts = started(canon)
        finding = only(verdicts["healthchecks test"])
        assert says in finding.message

    def test_a_command_is_a_containers_to_run_where_it_was_not(self, tmp_path: Path, web: Address) -> None:
        verdicts = told(tmp_path, web, "healthcheck: {test: pg_isready}")
        assert "only its container can run it" in reason(verdicts["healthchecks test"])


class TestModes:
    MODES = "modes: {small: [one], all: [one, two]}\n"

    def both(self, folder: Path, first: int, second: int) -> Path:
        return shop(
            folder,
            f"one: {{port: {first}, run: {run(f'127.0.0.1:{first}')}}}",
            f"two: {{port: {second}, run: {run(f'127.0.0.1:{second}')}}}",
            more=self.MODES,
        )

    def test_a_mode_starts_its_services_only(self, tmp_path: Path) -> None:
        verdicts = started(self.both(tmp_path, free_port(), free_port()), mode="small")
        assert verdicts["modes small"].actual == ["one"]
        assert keys(verdicts) == []
        assert "--vx11-mode all" in reason(verdicts["modes all"])

    def test_without_a_mode_the_one_that_lists_all_is_seen(self, tmp_path: Path) -> None:
        verdicts = started(self.both(tmp_path, free_port(), free_port()))
        assert verdicts["modes all"].outcome is Outcome.MATCH
        assert "--vx11-mode small" in reason(verdicts["modes small"])

    def test_a_service_beside_the_mode_that_answers_is_drift(self, tmp_path: Path, web: Address) -> None:
        verdicts = started(self.both(tmp_path, free_port(), web.port), mode="small")
        assert keys(verdicts) == ["VX251:small:two"]

    def test_a_service_of_the_mode_that_is_down_is_drift(self, tmp_path: Path, web: Address) -> None:
        canon = self.both(tmp_path, web.port, free_port())
        assert "VX250:all:two" in keys(judged(canon, {}))


class TestDisabled:
    def test_a_disabled_service_that_is_down_matches_and_nothing_else_of_it_is_judged(self, tmp_path: Path) -> None:
        port, off = free_port(), free_port()
        canon = shop(
            tmp_path,
            f"web: {{port: {port}, run: {run(f'127.0.0.1:{port}')}}}",
            f"off: {{port: {off}, state: disabled, endpoints: {{GET /: {{}}}}}}",
        )
        verdicts = started(canon)
        assert verdicts["container state"].outcome is Outcome.MATCH
        assert "disabled" in reason(verdicts["endpoints GET /"])
        assert "disabled" in reason(verdicts[f"ports {off}"])

    def test_a_disabled_service_that_answers_is_drift(self, tmp_path: Path, web: Address) -> None:
        port = free_port()
        canon = shop(
            tmp_path,
            f"web: {{port: {port}, run: {run(f'127.0.0.1:{port}')}}}",
            f"off: {{port: {web.port}, state: disabled}}",
        )
        assert keys(started(canon)) == ["VX203:off:state"]


class TestDying:
    def test_a_service_that_dies_in_the_start_is_the_drift_and_the_others_are_unverified(self, tmp_path: Path) -> None:
        port, other = free_port(), free_port()
        canon = shop(
            tmp_path,
            f"web: {{port: {port}, run: {run(f'127.0.0.1:{port}')}, endpoints: {{GET /: {{}}}}}}",
            f"bad: {{port: {other}, run: [{sys.executable}, -c, 'print(\"last words\"); raise SystemExit(3)']}}",
        )
        verdicts = started(canon)
        assert keys(verdicts) == ["VX201:bad"]
        finding = only(verdicts[f"ports {other}"])
        assert "ended with 3" in finding.message
        (log,) = finding.evidence
        assert log.text.endswith("last words")
        assert "bad ended with 3" in reason(verdicts["endpoints GET /"])

    def test_a_service_that_dies_later_is_down_and_says_how_it_ended(self, tmp_path: Path) -> None:
        port = free_port()
        (tmp_path / "dying.py").write_text(
            "import http.server, os, sys\n"
            "class Handler(http.server.BaseHTTPRequestHandler):\n"
            "    def do_GET(self):\n"
            "        if self.path == '/die': print('dying', flush=True); os._exit(4)\n"
            "        self.send_response(200); self.end_headers()\n"
            "http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()\n"
        )
        canon = shop(
            tmp_path,
            f"web: {{port: {port}, run: [{sys.executable}, dying.py, {port}], "
            f'healthcheck: {{test: "curl http://localhost:{port}/"}}, endpoints: {{GET /die: {{}}}}}}',
        )
        verdicts = started(canon)
        assert keys(verdicts) == ["VX200:web"]
        finding = only(verdicts["endpoints GET /die"])
        assert "its process ended with 4" in finding.message
        assert finding.evidence[0].text.endswith("dying")
