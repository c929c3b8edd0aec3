"""What a Dockerfile says of the image that it builds."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.parts import Healthcheck, Said
from pytest_vx11._source.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """One port of EXPOSE; a range is as many of these as it holds."""

    port: int
    protocol: str
    place: Place
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One FROM and what follows it."""

    index: int
    name: str | None
    """The name that AS gives it, in lower case, which is how Docker compares names."""
    base: Said[str] | Unseen
    """The image or the earlier stage that it builds on, arguments put in; why it is not known, where it is not."""
    parent: int | None
    """The index of the earlier stage that it builds on; None where it builds on an image."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Dockerfile:
    """What the final stage, or the one that was asked for, says; what earlier stages say that it builds on is in it.

    None and () mean that no such stage says it: the image that they build on may still do so, and nobody looks there.
    """

    path: str
    stages: tuple[Stage, ...]
    target: Stage
    """The stage that this tells of."""
    said_health: Healthcheck | None
    said_user: Said[str] | Unseen | None
    said_ports: tuple[Exposed | Unseen, ...]

    @property
    def image(self) -> Said[str]:
        """The image under the first stage that the target builds on; raises Unseen where its name is not known."""
        stage = self.target
        while stage.parent is not None:
            stage = self.stages[stage.parent]
        return _known(stage.base)

    @property
    def user(self) -> Said[str] | None:
        """The last USER; raises Unseen where it hangs on an argument that is not known here."""
        if self.said_user is None:
            self._look_below()
            return None
        return _known(self.said_user)

    @property
    def healthcheck(self) -> Healthcheck | None:
        """The last HEALTHCHECK; that of `HEALTHCHECK NONE` is disabled."""
        if self.said_health is None:
            self._look_below()
        return self.said_health

    def _look_below(self) -> None:
        # Where nobody knows what the target builds on, that may be an earlier stage, which may state it.
        self.image  # noqa: B018

    @property
    def exposed(self) -> tuple[Exposed, ...]:
        """The ports of every EXPOSE; raises Unseen where one of them hangs on an argument that is not known here."""
        for port in self.said_ports:
            if isinstance(port, Unseen):
                raise Unseen(port.reason, port.places)
        return tuple(port for port in self.said_ports if isinstance(port, Exposed))


def _known(said: Said[str] | Unseen) -> Said[str]:
    if isinstance(said, Unseen):
        raise Unseen(said.reason, said.places)
    return said
