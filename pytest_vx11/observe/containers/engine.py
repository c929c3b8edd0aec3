"""An engine that is asked about its containers; it is told to do nothing but to run a command in one."""

from __future__ import annotations

import base64
import io
import json
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_vx11.errors import Unseen
from pytest_vx11.observe.containers.connect import connect
from pytest_vx11.observe.containers.json import Json, listed, mapping, number, text
from pytest_vx11.observe.containers.labels import COMPOSE_NETWORK, COMPOSE_VOLUME, KEY, NAME
from pytest_vx11.observe.containers.model import CommandSeen, Container, PathSeen
from pytest_vx11.observe.containers.reading import Names, names_of, read_container
from pytest_vx11.observe.containers.running import run_command
from pytest_vx11.source.words import harmless

if TYPE_CHECKING:
    import docker

Result = TypeVar("Result")
_STAT = "X-Docker-Container-Path-Stat"
#: Bits of Go's os.FileMode, which the engine writes (pkg.go.dev/io/fs#FileMode).
_FOLDER, _LINK, _SETUID, _SETGID, _STICKY = 1 << 31, 1 << 27, 1 << 23, 1 << 22, 1 << 20
_MOST_LINKS = 8


class Engine:
    """One engine. Threads may share it. Every look raises Unseen where the engine does not answer as it should."""

    def __init__(self, client: docker.APIClient, host: str) -> None:
        """`host` is where it publishes ports, as seen from here."""
        self.client = client
        self.host = host
        self._lock = threading.Lock()
        self._named: tuple[Names, Names] | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Engine:
        """Find the engine that an environment names; raises NoEngine."""
        return cls(*connect(environ))

    def close(self) -> None:
        """Let go of its connections."""
        self.client.close()

    def containers(self, **labels: str) -> list[Json]:
        """Return a line of each container, whatever its state, that bears these labels (ContainerList)."""
        wanted = [f"{name}={value}" if value else name for name, value in labels.items()]
        with _asked():
            found: list[Json] = self.client.containers(all=True, filters={"label": wanted} if wanted else {})
        return found

    def container(self, name: str) -> Container | None:
        """Return a container by its id or name; None where there is none."""
        body = self._or_none(lambda: self.client.inspect_container(name))
        return read_container(body, *self._names()) if body is not None else None

    def image_id(self, reference: str) -> str | None:
        """Return the id of the image that a reference names now; None where there is none."""
        return text(self._image(reference), "Id") or None

    def image_digests(self, reference: str) -> tuple[str, ...]:
        """Return the digests by which registries know an image: `nginx@sha256:…`."""
        return tuple(str(each) for each in listed(self._image(reference), "RepoDigests"))

    def path(self, container: str, path: str) -> PathSeen | None:
        """Return what lies at an absolute path in a container, which need not run; None where nothing does."""
        for _ in range(_MOST_LINKS):
            said = self._stat(container, path)
            if said is None:
                return None
            mode, target = number(said, "mode"), text(said, "linkTarget")
            if not mode & _LINK or not target:
                break
            path = target
        return PathSeen(
            folder=bool(mode & _FOLDER), mode=_bits(mode), size=number(said, "size"), modified=text(said, "mtime")
        )

    def file(self, container: str, path: str, most: int) -> bytes:
        """Return the content of a file in a container; raises Unseen where it is no file, or longer than `most` bytes."""
        with _asked():
            blocks, _ = self.client.get_archive(container, path)
            archive = _joined(blocks, most + 10_240)
        try:
            with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
                member = tar.next()
                file = tar.extractfile(member) if member is not None and member.isfile() else None
                if file is None:
                    raise Unseen(f"{harmless(path, 200)} is no file in the container")
                return file.read()
        except tarfile.TarError:
            raise Unseen(f"what the engine sent of {harmless(path, 200)} cannot be read") from None

    def log(self, container: str, lines: int, most: int) -> bytes:
        """Return the end of what a container printed, both streams, at most so many lines and bytes."""
        with _asked():
            said: bytes = self.client.logs(container, stdout=True, stderr=True, tail=lines)
        return said[-most:]

    def run(self, container: str, words: tuple[str, ...], seconds: float, most: int = 2048) -> CommandSeen:
        """Run a command in a container, as its user; what it prints is kept up to `most` bytes."""
        with _asked():
            return run_command(self.client, container, words, seconds, most)

    def _image(self, reference: str) -> Json | None:
        return self._or_none(lambda: self.client.inspect_image(reference))  # type: ignore[no-untyped-call]

    def _names(self) -> tuple[Names, Names]:
        with self._lock:
            if self._named is None:
                with _asked():
                    networks = self.client.networks()
                    volumes = (self.client.volumes() or {}).get("Volumes") or []
                self._named = (
                    {text(each, "Name"): _names_of(each, COMPOSE_NETWORK) for each in networks},
                    {text(each, "Name"): _names_of(each, COMPOSE_VOLUME) for each in volumes},
                )
            return self._named

    def _stat(self, container: str, path: str) -> Json | None:
        client = self.client
        url = f"{client.base_url}/v{client.api_version}/containers/{container}/archive"
        with _asked(), closing(client.head(url, params={"path": path}, timeout=client.timeout)) as answer:
            if answer.status_code == 404:
                return None
            if answer.status_code != 200:
                raise Unseen(f"the engine answers {answer.status_code} to what lies at {harmless(path, 200)}")
            try:
                said = json.loads(base64.b64decode(answer.headers.get(_STAT, "")))
            except (ValueError, RecursionError):
                raise Unseen("the engine does not say what lies at a path of a container") from None
            return said if isinstance(said, dict) else {}

    def _or_none(self, ask: Callable[[], Result]) -> Result | None:
        import docker.errors

        with _asked():
            try:
                return ask()
            except docker.errors.NotFound:
                return None


@contextmanager
def _asked() -> Iterator[None]:
    """Turn whatever an engine, or the way to it, does wrong into Unseen."""
    import docker.errors
    import requests

    try:
        yield
    except docker.errors.APIError as error:
        raise Unseen(f"the engine refuses: {harmless(str(error.explanation or error), 300)}") from None
    except (docker.errors.DockerException, requests.RequestException, OSError) as error:
        said = str(error).strip() or type(error).__name__
        raise Unseen(f"the engine does not answer: {harmless(said.splitlines()[0], 300)}") from None


def _names_of(body: Json, compose: str) -> frozenset[str]:
    return names_of(text(body, "Name"), mapping(body, "Labels"), compose, KEY, NAME)


def _bits(mode: int) -> int:
    return (
        mode & 0o777
        | (0o4000 if mode & _SETUID else 0)
        | (0o2000 if mode & _SETGID else 0)
        | (0o1000 if mode & _STICKY else 0)
    )


def _joined(blocks: Any, most: int) -> bytes:
    parts, size = [], 0
    for block in blocks:
        size += len(block)
        if size > most:
            raise Unseen(f"it is longer than {most:,} bytes")
        parts.append(block)
    return b"".join(parts)
