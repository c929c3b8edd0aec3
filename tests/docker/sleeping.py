"""A system of one container that only sleeps, on an engine of its own."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.docker.private_engine import PROGRAM, TINY, PrivateEngine, private_engine
from tests.docker.shop import Shop, new_shop

#: An engine that ends itself need not wait for it.
_WELL = f"""\
  app:
    image: {TINY}
    command: [{PROGRAM}, "600"]
    stop_signal: SIGKILL
    volumes: ["data:/data"]
"""
_NEVER_WELL = f"""\
    healthcheck: {{test: [CMD, {PROGRAM}, nonsense]}}
"""
_EXPECTED = '  app: {restart: "no"}\n'
_VOLUMES = "volumes: {data: {}}\n"


class Sleeping(NamedTuple):
    """The system and its engine."""

    engine: PrivateEngine
    shop: Shop

    def be_well(self, well: bool) -> None:
        """Let the next run come up, or wait for the health of what it has started until it is ended."""
        self.shop.become(_WELL + ("" if well else _NEVER_WELL) + _VOLUMES, _EXPECTED)

    def end_engine(self, number: signal.Signals) -> None:
        """Take the engine away."""
        self.engine.end(number)

    def bring_engine_back(self) -> None:
        """Start it again, with all that it had."""
        self.shop.client = self.engine.start()


@contextmanager
def new_sleeping() -> Iterator[Sleeping]:
    """Give one that does not come up yet."""
    with (
        tempfile.TemporaryDirectory(prefix="vx11-sleeping-") as folder,
        private_engine() as (engine, client),
        new_shop(Path(folder), client, TINY) as shop,
    ):
        shop.environ["DOCKER_HOST"] = engine.host
        sleeping = Sleeping(engine, shop)
        sleeping.be_well(False)
        yield sleeping
