"""An engine that a test tells what it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_vx11._observe.containers import CommandSeen, Container, Engine, PathSeen
from pytest_vx11._source.words import harmless
from pytest_vx11.testing._given import NotGiven


class FakeEngine(Engine):
    """Tells what it was given, and nothing else: running checks of containers are judged by it, without an engine.

        web = Container(
            id="web-id", name="web-1", real_name="web-1", image="shop/web:1", image_id="sha256:1",
            condition=Condition.RUNNING, memory=256 << 20,
        )
        with FakeSystem(engine=FakeEngine(containers={"web": web})) as fake:
            told = harness.run("services: {web: {memory: 512m}}", system=fake)
        assert told.found == ["VX220:web:memory"]

    What a machine tells rather than its engine, as who listens in a container, is unverified.
    """

    def __init__(
        self,
        *,
        containers: Mapping[str, Container] | None = None,
        paths: Mapping[str, PathSeen] | None = None,
        images: Mapping[str, str] | None = None,
        digests: Mapping[str, tuple[str, ...]] | None = None,
        commands: CommandSeen | Mapping[tuple[str, ...], CommandSeen] | None = None,
        logs: Mapping[str, str] | None = None,
    ) -> None:
        """`containers` are by service, as are `logs`, the last words of each. `paths` are what lies at absolute paths, in
        any container, with nothing at any other. `images` are ids by reference, and `digests` are what registries know
        them by. `commands` are what comes of running them, by their words, or one for whatever is run.

        A command that was not given, and anything else that an engine is asked, raises NotGiven.
        """
        self.host = "127.0.0.1"
        self.asked: list[tuple[str, ...]] = []
        """Every command that was run, in order."""
        self.missing: NotGiven | None = None
        """What it was asked first and was not told."""
        self.ids: Mapping[str, str] = {service: each.id for service, each in (containers or {}).items()}
        self._heads = None
        self._containers = {each.id: each for each in (containers or {}).values()}
        self._paths = dict(paths or {})
        self._images, self._digests = dict(images or {}), dict(digests or {})
        self._commands = commands
        self._logs = {self.ids[service]: said for service, said in (logs or {}).items() if service in self.ids}

    def container(self, name: str) -> Container | None:
        """Return the container of that id."""
        return self._containers.get(name)

    def path(self, container: str, path: str) -> PathSeen | None:  # noqa: ARG002
        """Return what lies at an absolute path."""
        return self._paths.get(path)

    def image_id(self, reference: str) -> str | None:
        """Return the id of the image that a reference names."""
        return self._images.get(reference)

    def image_digests(self, reference: str) -> tuple[str, ...]:
        """Return the digests of the image that a reference names."""
        return tuple(self._digests.get(reference, ()))

    def log(self, container: str, lines: int, most: int) -> bytes:
        """Return the last words of a container."""
        said = self._logs.get(container, "").splitlines(keepends=True)[-lines:]
        return "".join(said).encode()[-most:]

    def run(self, container: str, words: tuple[str, ...], seconds: float, most: int = 2048) -> CommandSeen:  # noqa: ARG002
        """Return what comes of a command; raises NotGiven where that was not given."""
        self.asked.append(words)
        if isinstance(self._commands, CommandSeen):
            return self._commands
        found = (self._commands or {}).get(words)
        if found is None:
            raise self._not_given(f"runs {words!r}")
        return found

    def close(self) -> None:
        """It holds nothing."""

    @property
    def client(self) -> Any:  # type: ignore[override]
        """Raises NotGiven: all that is asked of a real engine alone goes through here."""
        raise self._not_given("asks it for more than containers, paths, images, commands and logs")

    def _not_given(self, what: str) -> NotGiven:
        error = NotGiven(f"the FakeEngine was not told: a check {harmless(what, 300)}")
        self.missing = self.missing or error
        return error
