"""An engine that is asked about its containers; it is told to do nothing but to run a command in one."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlencode

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers.archive import start_of_file, take_file
from pytest_vx11._observe.containers.connect import connect
from pytest_vx11._observe.containers.heads import Heads
from pytest_vx11._observe.containers.json import Json, listed, mapping, text
from pytest_vx11._observe.containers.labels import COMPOSE_NETWORK, COMPOSE_VOLUME, KEPT, KEY, NAME, RUN
from pytest_vx11._observe.containers.model import CommandSeen, Container, PathSeen
from pytest_vx11._observe.containers.paths import STAT, followed, path_seen, read_stat
from pytest_vx11._observe.containers.reading import Names, names_of, read_container
from pytest_vx11._observe.containers.running import run_command
from pytest_vx11._source.words import harmless

if TYPE_CHECKING:
    import docker

_BLOCK, _SMALL = 1 << 20, 1 << 12


class Engine:
    """One engine. Threads may share it. Every look raises Unseen where the engine does not answer as it should."""

    def __init__(self, client: docker.APIClient, host: str) -> None:
        """`host` is where it publishes ports, as seen from here."""
        self.client = client
        self.host = host
        self._heads = Heads.of(client)
        self._lock = threading.Lock()
        self._named: tuple[Names, Names] | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Engine:
        """Find the engine that an environment names; raises NoEngine."""
        return cls(*connect(environ))

    @property
    def api(self) -> tuple[int, int]:
        """The version of the API that is spoken with it."""
        major, _, minor = self.client.api_version.partition(".")
        return int(major), int(minor or 0)

    def close(self) -> None:
        """Let go of its connections."""
        self.client.close()
        if self._heads is not None:
            self._heads.close()

    def containers(self, **labels: str) -> list[Json]:
        """Return a line of each container, whatever its state, that bears these labels (ContainerList)."""
        wanted = [f"{name}={value}" if value else name for name, value in labels.items()]
        with _asked():
            found: list[Json] = self.client.containers(all=True, filters={"label": wanted} if wanted else {})
        return found

    def kept_runs(self) -> frozenset[str]:
        """Return the runs of our own that have left their systems up on purpose."""
        with _asked():
            found = listed(self.client.volumes(filters={"label": KEPT}), "Volumes")
        return frozenset(text(each, "Labels", RUN) for each in found)

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
        _, said = followed(partial(self._stat, container), path)
        if said is None and self._or_none(lambda: self.client.inspect_container(container)) is None:
            raise Unseen("its container has gone")
        return path_seen(said) if said is not None else None

    def resolved(self, container: str, path: str) -> str:
        """Return where an absolute path leads to when the links at its end are followed."""
        return followed(partial(self._stat, container), path)[0]

    def file(self, container: str, path: str, most: int) -> bytes:
        """Return the content of a file in a container; raises Unseen where it is none, or longer than `most` bytes."""
        kept = io.BytesIO()
        if not self.copy(container, path, kept, most):
            raise Unseen(f"{harmless(path, 200)} is not in the container")
        return kept.getvalue()

    def copy(self, container: str, path: str, to: IO[bytes], most: int) -> bool:
        """Write the content of a file in a container, which need not run, to `to`; False where nothing lies there.

        Raises Unseen as `file` does, and where what lies there is a link.
        """
        with self._archive(self.client.get, container, path, stream=True) as answer:
            if answer is None:
                return False
            take_file(answer.iter_content(_BLOCK), path, to, most)
            return True

    def start_of(self, container: str, path: str, size: int) -> bytes | None:
        """Return the first bytes of a file in a container; None where nothing lies there. Raises Unseen as `copy` does."""
        with self._archive(self.client.get, container, path, stream=True) as answer:
            return start_of_file(answer.iter_content(_SMALL), path, size) if answer is not None else None

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
                    networks, volumes = self.client.networks(), listed(self.client.volumes(), "Volumes")
                    self._named = (
                        {text(each, "Name"): _names_of(each, COMPOSE_NETWORK) for each in networks},
                        {text(each, "Name"): _names_of(each, COMPOSE_VOLUME) for each in volumes},
                    )
            return self._named

    def _stat(self, container: str, path: str) -> Json | None:
        """Return what the engine says of a path; None where nothing lies there."""
        if self._heads is None:
            with self._archive(self.client.head, container, path) as answer:
                return read_stat(answer.headers.get(STAT, "")) if answer is not None else None
        with _asked():
            head = self._heads.ask(f"{self._archive_target(container)}?{urlencode({'path': path})}")
        return read_stat(head.value(STAT)) if _is_there(head.status, path) else None

    def _archive_target(self, container: str) -> str:
        return f"/v{self.client.api_version}/containers/{container}/archive"

    @contextmanager
    def _archive(self, ask: Callable[..., Any], container: str, path: str, **how: Any) -> Iterator[Any]:
        """Give the engine's answer about a path (ContainerArchive, ContainerArchiveInfo); None where nothing lies there."""
        client = self.client
        url = f"{client.base_url}{self._archive_target(container)}"
        plain = {"Accept-Encoding": "identity"}
        with _asked(), closing(ask(url, params={"path": path}, timeout=client.timeout, headers=plain, **how)) as answer:
            yield answer if _is_there(answer.status_code, path) else None

    def _or_none(self, ask: Callable[[], Any]) -> Json | None:
        """Return the object that is asked for; None where the engine has none."""
        import docker.errors

        with _asked():
            try:
                found = ask()
            except docker.errors.NotFound:
                return None
            if not isinstance(found, Mapping):
                raise TypeError("no object")
            return found


@contextmanager
def _asked() -> Iterator[None]:
    """Turn whatever an engine, or the way to it, does wrong into Unseen."""
    import docker.errors

    try:
        yield
    except docker.errors.APIError as error:
        raise Unseen(f"the engine refuses: {harmless(str(error.explanation or error), 300)}") from None
    except (docker.errors.DockerException, OSError) as error:  # all of requests' own are the latter
        said = str(error).strip() or type(error).__name__
        raise Unseen(f"the engine does not answer: {harmless(said.splitlines()[0], 300)}") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # docker-py takes what it gets for what it expects.
        raise Unseen(f"the engine's answer has another shape than it should: {type(error).__name__}") from None


def _names_of(body: Json, compose: str) -> frozenset[str]:
    return names_of(text(body, "Name"), mapping(body, "Labels"), compose, KEY, NAME)


def _is_there(status: int, path: str) -> bool:
    """Tell whether something lies at a path; raises Unseen where the engine says something else."""
    if status not in (200, 404):
        raise Unseen(f"the engine answers {status} to what lies at {harmless(path, 200)}")
    return status == 200
