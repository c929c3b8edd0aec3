"""Specs of services, from the text of a Compose file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pytest_vx11._observe.compose import ComposeNeed, Project
from pytest_vx11._observe.need import Memory
from pytest_vx11._runtime.docker.naming import Naming
from pytest_vx11._runtime.docker.spec import ContainerSpec, container_spec, problems_of

RUN = "0123456789abcdef"
OWN = "vx11_01234567_shop_"
MARKS = {"vx11.run": RUN, "vx11.system": "shop"}


def naming(*, own: bool = False, run_id: str = RUN) -> Naming:
    return Naming(run_id=run_id, system="shop", project="shop", own=own, marks=MARKS | {"vx11.run": run_id})


def project_of(root: Path, text: str) -> Project:
    """Return the project, which Compose would take as it is."""
    (root / "compose.yaml").write_text("name: shop\n" + text)
    project = Memory().see(ComposeNeed(str(root)))
    assert project.problems == ()
    return project


def spec_of(root: Path, text: str, *, own: bool = False, run_id: str = RUN, **more: Any) -> ContainerSpec:
    """Return the spec of the service `web`, of which nothing is refused."""
    project = project_of(root, text)
    service = project.services["web"]
    assert problems_of(service, project, free_ports=own, **more) == ()
    names = naming(own=own, run_id=run_id)
    return container_spec(service, project, image="web:1", naming=names, free_ports=own, folder=str(root), **more)


def web(*lines: str) -> str:
    """Return the text of a file whose one service says these lines."""
    return "\n".join(["services:", "  web:", "    image: web:1", *(f"    {line}" for line in lines), ""])


def body_of(root: Path, *lines: str, **more: Any) -> dict[str, Any]:
    return spec_of(root, web(*lines), **more).body


def host_of(root: Path, *lines: str, **more: Any) -> dict[str, Any]:
    host: dict[str, Any] = body_of(root, *lines, **more)["HostConfig"]
    return host


def refusals(root: Path, text: str, service: str = "web", **more: Any) -> list[str]:
    """Return what of a service cannot be started, each with its line."""
    project = project_of(root, text)
    found = problems_of(project.services[service], project, **more)
    assert all(each.hint for each in found)
    return [f"{each.place.line if each.place else 0}: {each.message}" for each in found]
