"""What is read of each case is held against what Docker Compose makes of it.

Its answers are kept beside the cases as `expected.json`, so that this also runs where Compose is not; where it is, the
kept answers are held against it. To keep new ones: delete the file, and run this with Compose at hand.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.compose import Build, ComposeNeed, Healthcheck, Mount, MountType, Project, Service
from pytest_vx11._observe.compose.values.measures import parse_duration
from pytest_vx11._observe.need import Memory
from pytest_vx11._source.problem import Problem

View = dict[str, Any]


def _compose_command() -> tuple[str, ...] | None:
    for command in (("docker", "compose"), ("docker-compose",)):
        if shutil.which(command[0]) is None:
            continue
        asked = subprocess.run([*command, "version", "--short"], capture_output=True, text=True, check=False)
        if asked.returncode == 0 and asked.stdout.strip().lstrip("v")[:1] not in ("", "0", "1"):
            return command
    return None


COMPOSE = _compose_command()
CASES = sorted((Path(__file__).parents[2] / "cases" / "compose").iterdir())
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
#: What is kept of a case that Compose refuses.
REFUSED = "refused"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.environ.get("PATH", "")
    for name in os.environ:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", path)
    monkeypatch.setenv("HOME", "/home/somebody")


@every_case
def test_a_case_is_read_as_compose_reads_it(case: Path) -> None:
    expected = _kept(case)
    assert (REFUSED if _problems(case) else _as_json(_ours(Memory().see(ComposeNeed(str(case)))))) == expected


@every_case
@pytest.mark.skipif(COMPOSE is None, reason="Docker Compose v2 is not at hand")
def test_what_is_kept_of_a_case_is_what_compose_says(case: Path) -> None:
    assert _compose_says(case) == _kept(case)


def test_what_is_wrong_is_told_at_its_line() -> None:
    """Of each case that Compose refuses and that can be read all the same: the lines of the problems."""
    found = {case.name: _lines(case) for case in CASES if _kept(case) == REFUSED}
    assert found == json.loads((CASES[0].parent.parent / "compose_lines.json").read_text())


def _problems(case: Path) -> list[Problem]:
    try:
        project = Memory().see(ComposeNeed(str(case)))
    except SourceError as error:
        return list(error.problems)
    return [*project.problems, *project.unset]


def _lines(case: Path) -> list[str]:
    places = [each.place for each in _problems(case) if each.place]
    return sorted({f"{os.path.relpath(place.path, case)}:{place.line}" for place in places})


def _kept(case: Path) -> Any:
    file = case / "expected.json"
    if not file.exists():
        file.write_text(json.dumps(_compose_says(case), indent=1, sort_keys=True) + "\n")
    return json.loads(file.read_text())


def _compose_says(folder: Path) -> Any:
    """Return what Compose makes of a folder, all profiles on, as `_ours` is written, or that it refuses it."""
    assert COMPOSE is not None
    run = subprocess.run(
        [*COMPOSE, "--profile", "*", "config", "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    if run.returncode:
        return REFUSED
    # Compose doubles every dollar sign that it prints, so that its output could be read again.
    return _as_json(_theirs(json.loads(run.stdout.replace("$$", "$")), folder))


def _as_json(view: View) -> Any:
    return json.loads(json.dumps(view))


def _theirs(model: Mapping[str, Any], folder: Path) -> View:
    """Return Compose's view of the services, in the form of `ours`."""
    return {name: _their_service(body, folder) for name, body in (model.get("services") or {}).items()}


def _their_service(body: Mapping[str, Any], folder: Path) -> View:
    deploy = body.get("deploy") or {}
    limits = (deploy.get("resources") or {}).get("limits") or {}
    return {
        **{key: body.get(key) for key in ("image", "container_name", "user", "network_mode", "command", "entrypoint")},
        "environment": body.get("environment") or {},
        "ports": sorted(_their_port(port) for port in body.get("ports") or []),
        "expose": sorted(str(port) for port in body.get("expose") or []),
        "healthcheck": _their_health(body.get("healthcheck")),
        "memory": int(limits.get("memory") or body.get("mem_limit") or 0),
        "restart": None if deploy.get("restart_policy") is not None else body.get("restart") or None,
        "replicas": body.get("scale", deploy.get("replicas")),
        "depends_on": {
            name: (each["condition"], each["required"], each.get("restart", False))
            for name, each in (body.get("depends_on") or {}).items()
        },
        "networks": {name: (each or {}).get("aliases") or [] for name, each in (body.get("networks") or {}).items()},
        "volumes": sorted(
            [_their_mount(mount, folder) for mount in body.get("volumes") or []]
            + [_their_tmpfs(text) for text in body.get("tmpfs") or []]
        ),
        "profiles": body.get("profiles") or [],
        "build": _their_build(body.get("build"), folder),
    }


def _their_port(port: Mapping[str, Any]) -> tuple[str, ...]:
    return (port.get("host_ip", ""), str(port.get("published") or ""), str(port["target"]), port["protocol"])


def _their_health(body: Mapping[str, Any] | None) -> View | None:
    if body is None:
        return None
    times = ("interval", "timeout", "start_period", "start_interval")
    disabled = bool(body.get("disable")) or (body.get("test") or [""])[0] == "NONE"
    return {
        "disabled": disabled,
        "test": None if disabled else body.get("test"),
        "retries": body.get("retries"),
        **{key: parse_duration(body[key]) if key in body else None for key in times},
    }


def _their_mount(mount: Mapping[str, Any], folder: Path) -> tuple[str, ...]:
    source = mount.get("source", "")
    shown = _shown(source, folder) if mount["type"] == "bind" else source
    return (mount["type"], shown, mount["target"], str(bool(mount.get("read_only"))))


def _their_tmpfs(text: str) -> tuple[str, ...]:
    target, _, options = text.partition(":")
    return ("tmpfs", "", target, str("ro" in options.split(",")))


def _their_build(body: Mapping[str, Any] | None, folder: Path) -> View | None:
    if body is None:
        return None
    return {
        "context": _shown(body["context"], folder),
        "dockerfile": None if body.get("dockerfile_inline") else body.get("dockerfile"),
        "target": body.get("target"),
        "args": {key: value for key, value in (body.get("args") or {}).items() if value is not None},
    }


def _shown(path: str, folder: Path) -> str:
    if "://" in path or not path:
        return path
    return os.path.relpath(path, folder) if path.startswith(str(folder.parent)) else os.path.normpath(path)


def _ours(project: Project) -> View:
    """Return our view of the services, in the form that Compose's is brought into."""
    return {name: _our_service(service) for name, service in project.services.items()}


def _our_service(service: Service) -> View:
    said = {key: getattr(service, key) for key in ("image", "container_name", "user", "network_mode")}
    return {
        **{key: value.value if value else None for key, value in said.items()},
        "command": list(service.command.value) if service.command else None,
        "entrypoint": list(service.entrypoint.value) if service.entrypoint else None,
        "environment": {key: said.value for key, said in service.environment.items()},
        "ports": sorted(
            (port.host_ip, _published(port.published, port.published_range), str(port.target), port.protocol)
            for port in service.ports
        ),
        "expose": sorted(str(port) for port in service.raw.get("expose") or []),
        "healthcheck": _our_health(service.healthcheck),
        "memory": service.memory.value if service.memory else 0,
        "restart": _restart(service),
        "replicas": service.replicas.value if service.replicas else None,
        "depends_on": {each.name: (each.condition, each.required, each.restart) for each in service.depends_on},
        "networks": {each.network: list(each.aliases) for each in service.networks},
        "volumes": sorted(
            (mount.type.value, _shown_ours(mount, service), mount.target, str(mount.read_only))
            for mount in service.volumes
        ),
        "profiles": [each.value for each in service.profiles],
        "build": _our_build(service.build, service),
    }


def _shown_ours(mount: Mount, service: Service) -> str:
    source = mount.source or ""
    return _relative(source, service) if mount.type is MountType.BIND else source


def _relative(path: str, service: Service) -> str:
    return _shown(path, Path(service.root.path)) if path.startswith("/") else path


def _published(one: int | None, several: tuple[int, int] | None) -> str:
    return f"{several[0]}-{several[1]}" if several else str(one or "")


def _restart(service: Service) -> str | None:
    if "restart_policy" in (service.raw.get("deploy") or {}):
        return None
    try:
        return service.restart.text if service.restart else None
    except Unseen:
        return None


def _our_health(health: Healthcheck | None) -> View | None:
    if health is None:
        return None
    times = {key: getattr(health, key) for key in ("interval", "timeout", "start_period", "start_interval", "retries")}
    return {
        "disabled": health.disabled,
        "test": list(health.test.value) if health.test else None,
        **{key: said.value if said else None for key, said in times.items()},
    }


def _our_build(build: Build | None, service: Service) -> View | None:
    if build is None:
        return None
    default = None if build.inline else "Dockerfile"
    return {
        "context": _relative(build.context.value, service),
        "dockerfile": build.dockerfile.value if build.dockerfile else default,
        "target": build.target.value if build.target else None,
        "args": {key: said.value for key, said in build.args if said.value is not None},
    }
