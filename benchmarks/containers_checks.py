"""1,000 checks on running containers, as a user runs them: the plugin against pytest-testinfra's Docker backend.

Both run in pytest, each in an environment of its own, over the same containers, for the same facts: most of them files that
must be there. Testinfra is asked as its users ask it: `host.file(path).exists` and the like, a command in the container
each, and `docker inspect` for what only the engine knows. It is slow, so that it is given a part of the facts, taken evenly,
and its time for all is reckoned from that. Runs of one check say what each costs before the first.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker

from benchmarks.environments import copy_of_the_project, environment
from benchmarks.measure import in_turn
from pytest_vx11._observe.containers import labels
from tests.docker.base_image import bases, bring
from tests.observe.containers.real import wait_until

SERVICES = 8
#: Of each container; with the values below they are 125.
FILES = 114
PART = 100
ROUNDS = 3
GOAL = 100
TESTINFRA = ("pytest-testinfra", "pytest")
NAME = "vx11-benchmark-checks"
MEMORY, RETRIES, FIRST_PORT = 64, 5, 18300
#: In seconds: not so short that the engine is busy with it.
INTERVAL, TIMEOUT = 20, 5
HEALTH = ["CMD", "true"]
USER = "1000"
#: A path of keys in what `docker inspect` says, a path in the container, or a command there; and what it must be.
Fact = tuple[str, str, Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A container, and the files that are in it."""

    name: str
    container: str
    image: str
    port: int
    files: Sequence[str]


def main() -> None:
    """Print the medians of both, and how many times faster the plugin is, with and without what comes before."""
    # Else pytest, which rewrites the modules of installed plugins, would do so again in each run.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as made:
        ours_in = environment(Path(made, "ours"), copy_of_the_project(Path(made, "project")))
        theirs_in = environment(Path(made, "theirs"), *TESTINFRA)
        folder = Path(made, "tree")
        folder.mkdir()
        with _running(folder) as services:
            facts = [fact for service in services for fact in _facts(service)]
            part = facts[:: len(facts) // PART]
            (folder / "all.yaml").write_text(_canon(services))
            (folder / "one.yaml").write_text(_canon([services[0]], files=0))
            _write_theirs(folder, "part", part)
            _write_theirs(folder, "one", part[:1])
            took = in_turn(
                {
                    "ours": _ours(ours_in, "all.yaml", "-m", "vx11_running"),
                    "ours, one": _ours(ours_in, "one.yaml", "-m", "vx11_running", "-k", "memory"),
                    "theirs": [theirs_in, *_QUIET, "test_part.py"],
                    "theirs, one": [theirs_in, *_QUIET, "test_one.py"],
                },
                folder,
                ROUNDS,
            )
    ours, ours_one, theirs, theirs_one = (each.seconds for each in took.values())
    each = (theirs - theirs_one) / (len(part) - 1)
    print(f"{len(facts):,} checks on {SERVICES} containers (goal: at least {GOAL} times as fast);")
    print(
        f"testinfra ran {len(part)} of them in {theirs:.1f} s, {each * 1e3:.0f} ms each: its times are reckoned from it"
    )
    _print("whole runs  ", ours, theirs_one + each * (len(facts) - 1))
    _print("of one check", ours_one, theirs_one)
    _print("the others  ", ours - ours_one, each * (len(facts) - 1))


_QUIET = ("-m", "pytest", "-q", "-p", "no:cacheprovider")


def _ours(python: str, canon: str, *more: str) -> list[str]:
    return [python, *_QUIET, "--vx11-canon", canon, "--vx11-runtime", "attach", "--vx11-strict", *more]


def _print(what: str, ours: float, theirs: float) -> None:
    print(f"  {what} {ours:.2f} s, testinfra {theirs:.2f} s: {theirs / ours:.3g} times as fast")


@contextmanager
def _running(folder: Path) -> Iterator[list[Service]]:
    """Start the containers as Compose would have from a folder, and remove them."""
    client = docker.APIClient(version="auto", timeout=120)
    image = bring(client, bases()[0])
    network = client.create_network(NAME, labels={NAME: ""})["Id"]
    services: list[Service] = []
    try:
        for number in range(SERVICES):
            services.append(_started(client, folder, image, number))
        wait_until(lambda: all(_is_healthy(client, each.container) for each in services))
        yield services
    finally:
        for each in client.containers(all=True, filters={"label": NAME}):
            client.remove_container(each["Id"], force=True, v=True)
        client.remove_network(network)
        client.close()


def _started(client: docker.APIClient, folder: Path, image: str, number: int) -> Service:
    name, container, port = f"things{number}", f"{NAME}-{number}", FIRST_PORT + number
    second = 1_000_000_000
    endpoints: Any = {NAME: client.create_endpoint_config()}
    made = client.create_container(
        image,
        ["python3", "-m", "http.server", "80"],
        name=container,
        user=USER,
        ports=[80],
        working_dir="/usr/share",
        labels={NAME: "", labels.COMPOSE_FOLDER: str(folder), labels.COMPOSE_SERVICE: name},
        healthcheck={"test": HEALTH, "interval": INTERVAL * second, "timeout": TIMEOUT * second, "retries": RETRIES},
        networking_config=client.create_networking_config(endpoints),
        host_config=client.create_host_config(
            port_bindings={80: port},
            mem_limit=MEMORY << 20,
            restart_policy={"Name": "unless-stopped"},
            sysctls={"net.ipv4.ip_unprivileged_port_start": "0"},
        ),
    )["Id"]
    client.start(made)
    run = client.exec_create(made, ["find", "/usr/lib", "-name", "*.py"])["Id"]
    files = sorted(client.exec_start(run).decode().split())[:FILES]
    return Service(name=name, container=container, image=image, port=port, files=files)


def _is_healthy(client: docker.APIClient, container: str) -> bool:
    return bool(client.inspect_container(container)["State"]["Health"]["Status"] == "healthy")


def _facts(service: Service) -> Iterator[Fact]:
    """Yield what testinfra is asked: the same as the canon says."""
    inspected: Mapping[str, Any] = {
        "Name": f"/{service.container}",
        "Config Image": service.image,
        "HostConfig Memory": MEMORY << 20,
        "HostConfig RestartPolicy Name": "unless-stopped",
        "NetworkSettings Ports 80/tcp 0 HostPort": str(service.port),
        f"NetworkSettings Networks {NAME} Aliases": [service.name],
        "State Health Status": "healthy",
        "Config Healthcheck Interval": INTERVAL * 1_000_000_000,
        "Config Healthcheck Timeout": TIMEOUT * 1_000_000_000,
        "Config Healthcheck Retries": RETRIES,
    }
    yield service.container, "command", "id -u", USER
    for keys, wanted in inspected.items():
        yield service.container, "inspect", keys.split(), wanted
    for path in service.files:
        yield service.container, "file", path, True


def _canon(services: Sequence[Service], files: int = FILES) -> str:
    return json.dumps(
        {
            "canon": 1,
            "system": "bench",
            "services": {
                each.name: {
                    "container": each.container,
                    "image": each.image,
                    "memory": f"{MEMORY}m",
                    "restart": "unless-stopped",
                    "user": USER,
                    "ports": [f"{each.port}:80"],
                    "networks": [NAME],
                    "healthcheck": {
                        "test": HEALTH,
                        "interval": f"{INTERVAL}s",
                        "timeout": f"{TIMEOUT}s",
                        "retries": RETRIES,
                    },
                    **({"inside": {"files": list(each.files[:files])}} if files else {}),
                }
                for each in services
            },
        }
    )


_THEIRS = """\
import functools, json, pathlib
import pytest, testinfra

FACTS = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text())
host_of = functools.cache(testinfra.get_host)


@pytest.mark.parametrize(("container", "kind", "what", "wanted"), FACTS)
def test_fact(container, kind, what, wanted):
    if kind == "inspect":
        said = host_of("local://").docker(container).inspect()
        for key in what:
            said = said[int(key)] if isinstance(said, list) else said[key]
        assert set(wanted) <= set(said) if isinstance(wanted, list) else said == wanted
    elif kind == "command":
        assert host_of(f"docker://{container}").check_output(what) == wanted
    else:
        assert host_of(f"docker://{container}").file(what).exists
"""


def _write_theirs(folder: Path, name: str, facts: Sequence[Fact]) -> None:
    (folder / f"test_{name}.py").write_text(_THEIRS)
    (folder / f"test_{name}.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main()
