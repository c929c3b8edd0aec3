"""The objects of one run on an engine: made, found again by their labels, and removed."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_vx11._observe.containers.json import Json, inside, listed, mapping, text
from pytest_vx11._observe.containers.labels import RUN, SYSTEM
from pytest_vx11._runtime.docker.spec import ContainerSpec
from pytest_vx11._source.words import harmless

if TYPE_CHECKING:
    import docker

_THREADS = 8
#: Seconds between SIGTERM and SIGKILL for a container that writes into a folder of the host.
_GRACE = 10


class Refusal(Exception):
    """The engine would not; `str()` is its reason. Handled where what was wanted is known."""


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what an engine, or the way to it, does wrong into Refusal."""
    import docker.errors
    import requests

    try:
        yield
    except docker.errors.APIError as error:
        raise Refusal(harmless(str(error.explanation or error), 500)) from None
    except (docker.errors.DockerException, requests.RequestException, OSError) as error:
        said = str(error).strip() or type(error).__name__
        raise Refusal(f"the engine does not answer: {harmless(said.splitlines()[0], 300)}") from None


class Objects:
    """What one system of one run has on an engine."""

    def __init__(self, client: docker.APIClient, run_id: str, system: str | None = None) -> None:
        """Without a `system`, those of all systems of the run."""
        self._client = client
        self._filters = {"label": [f"{RUN}={run_id}", *([f"{SYSTEM}={system}"] if system else [])]}

    def make_network(self, body: Json) -> None:
        """Make a network; raises Refusal."""
        self._post("/networks/create", body)

    def make_volume(self, body: Json) -> None:
        """Make a volume; raises Refusal."""
        self._post("/volumes/create", body)

    def make_container(self, spec: ContainerSpec) -> str:
        """Make a container with its networks and its files, and return its id; raises Refusal."""
        with refusals():
            made = self._client.create_container_from_config(  # type: ignore[no-untyped-call]
                dict(spec.body), spec.name, spec.platform
            )
            name: str = made["Id"]
        for network, endpoint in spec.endpoints:
            self._post(f"/networks/{network}/connect", {"Container": name, "EndpointConfig": endpoint})
        if spec.files:
            with refusals():
                self._client.put_archive(name, "/", _archive(spec.files))
        return name

    def start(self, container: str) -> None:
        """Start a container; raises Refusal."""
        with refusals():
            self._client.start(container)

    def containers(self) -> list[Json]:
        """Return a line of each container; raises Refusal."""
        with refusals():
            found: list[Json] = self._client.containers(all=True, filters=self._filters)
        return found

    def remove(self) -> list[str]:
        """Remove all of them, and return what could not be removed and why."""
        try:
            containers = self.containers()
            problems = [*self._each(containers, self._end), *self._each(containers, self._remove_container)]
            with refusals():
                networks = self._client.networks(filters=self._filters)
                volumes = (self._client.volumes(filters=self._filters) or {}).get("Volumes") or []
        except Refusal as refusal:
            return [str(refusal)]
        problems += self._each(networks, lambda each: self._client.remove_network(text(each, "Id")))
        problems += self._each(volumes, lambda each: self._client.remove_volume(text(each, "Name"), force=True))
        return problems

    def kill(self) -> None:
        """Let none of the containers take its time to end; raises Refusal."""
        running = [each for each in self.containers() if text(each, "State") == "running"]
        self._each(running, lambda each: self._client.kill(text(each, "Id")))

    def _end(self, container: Json) -> None:
        """Let one that writes into a folder of the host come to an end by itself; nobody needs what the others have."""
        writes = any(text(each, "Type") == "bind" and inside(each, "RW") for each in listed(container, "Mounts"))
        if writes and text(container, "State") == "running":
            self._client.stop(text(container, "Id"), timeout=_GRACE)

    def _remove_container(self, container: Json) -> None:
        self._client.remove_container(text(container, "Id"), v=True, force=True)

    def _each(self, objects: Iterable[Json], remove: Callable[[Json], object]) -> list[str]:
        """Do it to all at once; what has gone meanwhile is as good as removed."""
        import docker.errors

        def one(each: Json) -> str | None:
            try:
                with refusals():
                    try:
                        remove(each)
                    except docker.errors.NotFound:
                        return None
                    except docker.errors.APIError as error:
                        # Somebody else is just removing it, as the engine itself does with what ends.
                        if error.status_code == 409 and "already in progress" in str(error.explanation):
                            return None
                        raise
            except Refusal as refusal:
                return f"{_name(each)}: {refusal}"
            return None

        with ThreadPoolExecutor(_THREADS, thread_name_prefix="vx11-remove") as pool:
            return [said for said in pool.map(one, list(objects)) if said]

    def _post(self, path: str, body: Json) -> None:
        """Send a body as it is: docker-py's own methods take only some of what the API does."""

        client = self._client
        with refusals():
            answer = client.post(f"{client.base_url}/v{client.api_version}{path}", json=body, timeout=client.timeout)
            if answer.status_code >= 400:
                try:
                    said = mapping(answer.json())
                except ValueError:
                    said = {}
                raise Refusal(harmless(text(said, "message") or f"HTTP {answer.status_code}", 500))


def _name(each: Json) -> str:
    names = listed(each, "Names")
    return str(names[0]).removeprefix("/") if names else text(each, "Name") or text(each, "Id")[:12]


def _archive(files: Sequence[Any]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for each in files:
            member = tarfile.TarInfo(each.path.lstrip("/"))
            member.size, member.mode, member.uid, member.gid = len(each.content), each.mode, each.uid, each.gid
            tar.addfile(member, io.BytesIO(each.content))
    return packed.getvalue()
