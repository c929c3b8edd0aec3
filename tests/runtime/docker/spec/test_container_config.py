"""What a container is by itself, as the engine is told."""

from __future__ import annotations

import json
from pathlib import Path

from tests.runtime.docker.spec.specs import MARKS, OWN, body_of, spec_of, web


def test_a_bare_service_says_nothing_but_what_it_must(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, web())
    assert spec.name == "shop-web-1"
    assert spec.body["Image"] == "web:1"
    assert spec.body.keys() == {"Image", "Labels", "HostConfig", "NetworkingConfig"}
    assert spec.body["HostConfig"] == {"NetworkMode": f"{OWN}default"}
    assert spec.networks == ("default",)
    assert (spec.volumes, spec.files, spec.endpoints, spec.platform) == ((), (), (), None)


def test_a_run_of_its_own_names_gives_the_container_one(tmp_path: Path) -> None:
    text = web("container_name: shop-web", "platform: linux/amd64")
    assert spec_of(tmp_path, text).name == "shop-web"
    own = spec_of(tmp_path, text, own=True)
    assert own.name == f"{OWN}web"
    assert own.body["Labels"]["vx11.name"] == "shop-web"
    assert own.platform == "linux/amd64"


def test_words_and_flags_are_handed_on(tmp_path: Path) -> None:
    body = body_of(
        tmp_path,
        "command: serve --on 80",
        "entrypoint: [python, -m]",
        "working_dir: /app",
        "user: '1000:1000'",
        "hostname: w",
        "domainname: shop.test",
        "stop_signal: SIGINT",
        "stop_grace_period: 1m30s",
        "tty: true",
        "stdin_open: true",
    )
    assert body["Cmd"] == ["serve", "--on", "80"]
    assert body["Entrypoint"] == ["python", "-m"]
    assert (body["WorkingDir"], body["User"]) == ("/app", "1000:1000")
    assert (body["Hostname"], body["Domainname"]) == ("w", "shop.test")
    assert (body["StopSignal"], body["StopTimeout"]) == ("SIGINT", 90)
    assert (body["Tty"], body["OpenStdin"]) == (True, True)


def test_an_entrypoint_that_is_emptied_is_sent_empty(tmp_path: Path) -> None:
    body = body_of(tmp_path, "entrypoint: []")
    assert body["Entrypoint"] == []
    assert "Cmd" not in body


def test_what_is_not_set_in_the_environment_is_not_passed(tmp_path: Path) -> None:
    (tmp_path / "web.env").write_text("FROM_FILE=1\n")
    body = body_of(tmp_path, "env_file: web.env", "environment: {A: 1, EMPTY: '', NOT_SET_ANYWHERE: }")
    assert sorted(body["Env"]) == ["A=1", "EMPTY=", "FROM_FILE=1"]


def test_only_what_is_stated_of_a_healthcheck_is_sent(tmp_path: Path) -> None:
    body = body_of(tmp_path, "healthcheck: {interval: 5s, retries: 2, start_interval: 1s}")
    assert body["Healthcheck"] == {"Interval": 5 * 10**9, "Retries": 2}
    newer = body_of(tmp_path, "healthcheck: {test: 'true', start_interval: 1s}", api=(1, 44))
    assert newer["Healthcheck"] == {"Test": ["CMD-SHELL", "true"], "StartInterval": 10**9}
    off = body_of(tmp_path, "healthcheck: {disable: true}")
    assert off["Healthcheck"] == {"Test": ["NONE"]}


def test_labels_tell_what_the_file_says(tmp_path: Path) -> None:
    text = web(
        "labels: {tier: front, vx11.run: mine}",
        "ports: ['8080:80', '127.0.0.1:9000-9001:90/udp', '70']",
        "depends_on: {db: {condition: service_healthy, restart: true}, cache: {condition: service_started}}",
    )
    spec = spec_of(tmp_path, text + "  db: {image: d}\n  cache: {image: c}\n", own=True)
    labels = spec.body["Labels"]
    assert labels.items() >= {**MARKS, "tier": "front", "vx11.service": "web", "vx11.name": "shop-web-1"}.items()
    assert labels["vx11.image"] == "web:1"
    assert labels["vx11.depends_on"] == "db:service_healthy:true,cache:service_started:false"
    assert json.loads(labels["vx11.ports"]) == {
        "80/tcp": [{"HostIp": "", "HostPort": "8080"}],
        "90/udp": [{"HostIp": "127.0.0.1", "HostPort": "9000-9001"}],
        "70/tcp": [{"HostIp": "", "HostPort": ""}],
    }


def test_an_image_that_is_built_has_the_name_that_compose_gives_it(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    spec = spec_of(tmp_path, "services: {web: {build: .}}\n")
    assert spec.body["Labels"]["vx11.image"] == "shop-web"


def test_ports_are_those_of_the_file_or_any(tmp_path: Path) -> None:
    lines = (
        "ports: ['8080:80', '127.0.0.1:9000-9001:90/udp', {target: 80, published: 81}]",
        "expose: [7000, 71-72/udp]",
    )
    fixed, free = body_of(tmp_path, *lines), body_of(tmp_path, *lines, own=True)
    assert fixed["ExposedPorts"] == {"80/tcp": {}, "90/udp": {}, "7000/tcp": {}, "71/udp": {}, "72/udp": {}}
    assert fixed["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "", "HostPort": "8080"}, {"HostIp": "", "HostPort": "81"}],
        "90/udp": [{"HostIp": "127.0.0.1", "HostPort": "9000-9001"}],
    }
    assert free["HostConfig"]["PortBindings"] == {
        "80/tcp": [{"HostIp": "", "HostPort": ""}, {"HostIp": "", "HostPort": ""}],
        "90/udp": [{"HostIp": "127.0.0.1", "HostPort": ""}],
    }
