"""From what an engine says of a container to the container, whatever shape that has."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from pytest_vx11._observe.containers import Condition, HealthStatus
from pytest_vx11._observe.containers.reading import read_container, read_time

SAID: dict[str, Any] = {
    "Id": "f" * 64,
    "Name": "/vx11_1_shop_web",
    "Image": "sha256:1",
    "RestartCount": 2,
    "State": {
        "Status": "running", "Pid": 77, "ExitCode": 0, "OOMKilled": False, "StartedAt": "2026-01-02T03:04:05.123456789Z",
        "Health": {"Status": "unhealthy", "Log": [{"ExitCode": 1, "Output": "no"}, None, 5]},
    },
    "Config": {
        "Image": "vx11/built", "User": "app", "WorkingDir": "/app",
        "Labels": {
            "vx11.run": "1", "vx11.name": "shop-web", "vx11.image": "shop:1", "vx11.depends_on": "db:service_healthy:true",
            "vx11.ports": '{"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}',
        },
        "Healthcheck": {"Test": ["CMD", "true"], "Interval": 5, "Retries": 3},
    },
    "HostConfig": {
        "Memory": 1024, "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}, "NetworkMode": "net",
        "PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "40000"}]}, "Tmpfs": {"/scratch": "ro"},
    },
    "NetworkSettings": {
        "Ports": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "40000"}], "81/tcp": None},
        "Networks": {"net": {"Aliases": ["web"], "IPAddress": "10.0.0.2"}},
    },
    "Mounts": [{"Type": "volume", "Name": "vol", "Destination": "/app/data", "RW": True}],
}  # fmt: skip


def test_a_container_of_a_run_has_the_names_and_ports_of_its_compose_file() -> None:
    found = read_container(SAID, {"net": frozenset({"net", "shop"})}, {"vol": frozenset({"vol", "data"})})
    assert (found.name, found.real_name, found.image) == ("shop-web", "vx11_1_shop_web", "shop:1")
    assert [(each.target, each.published) for each in found.published] == [(80, 8080)]
    assert [(each.host_ip, each.published) for each in found.bound] == [("127.0.0.1", 40000)]
    assert [(each.type, each.target, each.read_only) for each in found.mounts] == [
        ("volume", "/app/data", False), ("tmpfs", "/scratch", True),
    ]  # fmt: skip
    assert found.mounts[0].names == {"vol", "data"}
    assert found.networks[0].names == {"net", "shop"}
    assert (found.restart, found.restarts, found.memory, found.pid) == ("on-failure:3", 2, 1024, 77)
    assert found.depends_on == {"db": "service_healthy"}
    assert found.health is not None
    assert (found.health.status, [run.output for run in found.health.runs]) == (HealthStatus.UNHEALTHY, ["no"])
    assert found.is_up


def test_labels_that_somebody_else_set_mean_nothing() -> None:
    labels = {key: value for key, value in SAID["Config"]["Labels"].items() if key != "vx11.run"}
    found = read_container({**SAID, "Config": {**SAID["Config"], "Labels": labels}}, {}, {})
    assert (found.name, found.image, found.depends_on) == ("vx11_1_shop_web", "vx11/built", None)
    assert [each.published for each in found.published] == [40000]


def bare(value: Any, wrong: Any) -> Any:
    """Return what was said with every value in it replaced that is no object."""
    return {key: bare(each, wrong) for key, each in value.items()} if isinstance(value, dict) else wrong


@pytest.mark.parametrize("wrong", [None, 5, -1, True, "text", "", [], {}, [None], ["x"], [{}], {"x": None}, 1.5])
def test_nothing_that_is_of_another_kind_ends_it(wrong: Any) -> None:
    read_container(bare(SAID, wrong), {}, {})
    for key, value in SAID.items():
        read_container({**SAID, key: wrong}, {}, {})
        for inner in value if isinstance(value, dict) else ():
            read_container({**SAID, key: {**value, inner: wrong}}, {}, {})


def test_of_nothing_little_is_known() -> None:
    found = read_container({}, {}, {})
    assert (found.condition, found.restart, found.health, found.is_up) == (Condition.UNKNOWN, "no", None, False)


@pytest.mark.parametrize("port", ["x/tcp", "80", "80/", "-1/tcp", "999999/tcp", "80/TCP"])
def test_a_port_that_is_none_is_left_out(port: str) -> None:
    host = {"PortBindings": {port: [{"HostPort": "1"}]}}
    assert read_container({"HostConfig": host}, {}, {}).published == ()


@pytest.mark.parametrize("published", ["0", "", "x", "²", None, 80])
def test_a_published_port_that_the_engine_chooses_is_none(published: Any) -> None:
    host = {"PortBindings": {"80/tcp": [{"HostPort": published}]}}
    assert [each.published for each in read_container({"HostConfig": host}, {}, {}).published] == [None]


@pytest.mark.parametrize("told", ["", "{", "[]", "5", "[" * 100_000])
def test_a_label_of_ports_that_cannot_be_read_gives_way_to_what_the_engine_says(told: str) -> None:
    labels = {**SAID["Config"]["Labels"], "vx11.ports": told}
    found = read_container({**SAID, "Config": {**SAID["Config"], "Labels": labels}}, {}, {})
    assert [each.published for each in found.published] == [40000]


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("2026-01-02T03:04:05.123456789Z", datetime(2026, 1, 2, 3, 4, 5, 123456, timezone.utc)),
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, 0, timezone.utc)),
        ("2026-01-02T03:04:05.5+02:00", datetime(2026, 1, 2, 1, 4, 5, 500000, timezone.utc)),
        ("0001-01-01T00:00:00Z", None), ("", None), ("yesterday", None),
    ],
)  # fmt: skip
def test_a_time_is_read_or_none(said: str, when: datetime | None) -> None:
    assert read_time(said) == when


def test_what_it_does_instead_of_running_is_told() -> None:
    def how(**state: Any) -> str:
        return read_container({"State": state, "RestartCount": 4}, {}, {}).how()

    assert how(Status="running") == "runs"
    assert how(Status="exited", ExitCode=3) == "ended with 3"
    assert how(Status="exited", ExitCode=137, OOMKilled=True) == "was killed for memory (exit status 137)"
    assert how(Status="restarting", ExitCode=1) == "ended with 1, and is started again and again (4 times)"
    assert how(Status="created", Error="no such file") == "was made and never started: no such file"
    assert how(Status="paused") == "is paused"
