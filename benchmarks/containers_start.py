"""From built images to all healthy: the Docker runtime against a bare script that starts the same containers at once."""

from __future__ import annotations

import http.client
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import docker

from pytest_vx11._engine.launching import launches
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._facets.shared.compose import compose_need
from pytest_vx11._observe.compose import Project
from pytest_vx11._observe.need import Memory
from pytest_vx11._runtime.base import Launch
from pytest_vx11._runtime.docker.runtime import DockerRuntime
from tests.docker.base_image import bases, bring, stand_in
from tests.twin.ports import the_ports_of_vx11

ROUNDS = 5
CANON = Path(__file__).parents[1] / "canon" / "vx11.yaml"
LABEL = "vx11-benchmark"


def main() -> None:
    """Print both medians and the median of the rounds' ratios."""
    client = docker.APIClient(version="auto", timeout=120)
    stand_in(client, bring(client, bases()[0]))
    canon = load_plan(CANON, builtin_facets()).canon
    services = launches(canon, None)
    project = Memory().see(compose_need(canon, made=(("VX11_TOKEN", "a-token-of-the-benchmark"),)))
    with tempfile.TemporaryDirectory() as folder, the_ports_of_vx11():
        took = []
        for number in range(ROUNDS + 1):
            ours, images = _runtime(services, project, canon.root, Path(folder))
            bare = _bare(client, images, project)
            took.append((ours, bare))
            print(f"{number or 'warm-up'}: runtime {ours:.2f} s, bare {bare:.2f} s")
    took = took[1:]
    ours, bare = (statistics.median(side) for side in zip(*took, strict=True))
    ratio = statistics.median(one / other for one, other in took)
    print(f"{len(images)} containers: runtime {ours:.2f} s, bare {bare:.2f} s, ratio {ratio:.2f} (goal: at most 1.3)")


def _runtime(
    services: Sequence[Launch], project: Project, root: str, state: Path
) -> tuple[float, dict[str, tuple[str, int]]]:
    """Return the seconds from the last image on, and the image and the port of each service."""
    began: list[float] = []

    def tell(text: str) -> None:
        # What comes before this is the building, which the bare script does not do either.
        if text.startswith("making"):
            began.append(time.perf_counter())

    runtime = DockerRuntime(
        system="vx11", project=project, root=root, launches=services, whole=True, state=state / ".vx11",
        run_id=uuid.uuid4().hex, environ=os.environ, seconds=120, tell=tell,
    )  # fmt: skip
    try:
        live = runtime.start()
        seconds = time.perf_counter() - began[0]
        images = {
            name: (_image(live.engine.client, standing.container), next(iter(standing.addresses)))
            for name, standing in live.services.items()
            if standing.container is not None and live.engine is not None
        }
    finally:
        runtime.stop()
    return seconds, images


def _image(client: docker.APIClient, container: str) -> str:
    return str(client.inspect_container(container)["Image"])


def _bare(client: docker.APIClient, images: dict[str, tuple[str, int]], project: Project) -> float:
    """Start them all at once, and poll until each answers at /health."""
    started = time.perf_counter()
    network = client.create_network("vx11-benchmark", labels={LABEL: ""})["Id"]
    volume = client.create_volume("vx11-benchmark", labels={LABEL: ""})["Name"]
    containers: list[str] = []
    try:
        with ThreadPoolExecutor(8) as pool:
            made = pool.map(lambda name: _started(client, name, *images[name], project, volume), images)
            containers.extend(made)
        waiting = [port for _, port in images.values()]
        while waiting:
            waiting = [port for port in waiting if not _is_well(port)]
            time.sleep(0.02)
        return time.perf_counter() - started
    finally:
        for container in containers:
            client.remove_container(container, force=True, v=True)
        client.remove_network(network)
        client.remove_volume(volume)


def _started(client: docker.APIClient, name: str, image: str, port: int, project: Project, volume: str) -> str:
    environ = {key: said.value or "" for key, said in project.services[name].environment.items()}
    binds = [f"{volume}:{mount.target}" for mount in project.services[name].volumes]
    host = client.create_host_config(
        port_bindings={port: port}, mem_limit=512 << 20, restart_policy={"Name": "unless-stopped"}, binds=binds
    )
    endpoints: Any = {"vx11-benchmark": client.create_endpoint_config(aliases=[name])}
    networking = client.create_networking_config(endpoints)
    made: str = client.create_container(
        image, name=f"vx11-benchmark-{name}", ports=[port], environment=environ, host_config=host,
        networking_config=networking, labels=[LABEL],
    )["Id"]  # fmt: skip
    client.start(made)
    return made


def _is_well(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
