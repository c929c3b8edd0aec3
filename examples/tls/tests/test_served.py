"""What is served: the program of this example as it runs, and ports that answer in other ways."""

from __future__ import annotations

import random
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from checks import tls
from make_certificate import make
from pytest_vx11 import Unseen, needs
from pytest_vx11.testing import FakeSystem, Harness, look

NAMES = ("shop.example", "www.shop.example")
RUNNING = "web::tls::certs/web.pem[running]"
#: The head of a record of TLS that says that 255 bytes are to come (RFC 8446, 5.1), and then many of them.
TRICKLE = b"\x16\x03\x03\x00\xff" + b"\x02" * 200


def canon(port: int) -> str:
    """The canon of this example, with a port of its own."""
    run = f"[python, web/main.py, '{port}']"
    said = f"{{certificate: certs/web.pem, names: [{', '.join(NAMES)}], days: 30}}"
    return f"services: {{web: {{port: {port}, run: {run}, tls: {said}}}}}"


@pytest.fixture
def free_port() -> int:
    """A port that nobody has, below those that the kernel hands out to whoever connects."""
    while True:
        port = random.randrange(15000, 32000)
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return port


@pytest.fixture
def harness(tmp_path: Path) -> Harness:
    """The tree of this example, with a certificate that is good."""
    shutil.copytree(Path(__file__).parents[1] / "web", tmp_path / "web")
    make(tmp_path / "certs", NAMES)
    return Harness(tmp_path, tls.Tls)


def test_the_program_serves_the_certificate_of_the_tree(harness: Harness, free_port: int) -> None:
    told = harness.run(canon(free_port), runtime="process")
    assert (told.found, told[RUNNING].outcome.value) == ([], "match")


def test_one_that_is_over_is_served_all_the_same_and_found(harness: Harness, free_port: int) -> None:
    make(harness.folder / "certs", ["shop.example"], -0.5)
    assert harness.run(canon(free_port), runtime="process").found == [
        "TLS1:web:served:www.shop.example",
        "TLS1:web:tree:www.shop.example",
        "TLS2:web:served",
        "TLS2:web:tree",
    ]


def test_a_tree_that_was_changed_since_the_service_began_is_found(harness: Harness, free_port: int) -> None:
    old = harness.folder / "certs/old"
    make(old, NAMES)
    program = (harness.folder / "web/main.py").read_text(encoding="utf-8")
    harness.write("web/main.py", program.replace('/ "certs"', '/ "certs/old"'))
    assert harness.run(canon(free_port), runtime="process").found == ["TLS4:web:served"]


def test_plain_http_is_found(harness: Harness) -> None:
    with FakeSystem(web={"GET /": (200, "welcome")}) as fake:
        told = harness.run(canon(8443), system=fake)
    assert told.found == ["TLS5:web:served"]


def test_a_service_that_is_down_is_no_match(harness: Harness, free_port: int) -> None:
    with FakeSystem(web=("127.0.0.1", free_port)) as fake:
        verdict = harness.run(canon(8443), system=fake)[RUNNING]
    assert verdict.outcome.value == "unverified"


def test_a_certificate_that_cannot_be_read_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(read: object) -> None:
        raise ValueError("a negative serial number")

    with socket.create_server(("127.0.0.1", 0)) as listening, FakeSystem(web=listening.getsockname()[:2]) as fake:
        monkeypatch.setattr(tls.AtPort, "_shake", lambda self, plain: refuse(plain))
        with pytest.raises(Unseen, match="of web serves cannot be read: a negative serial number"):
            look(tls.AtPort("shop", "web", None), {needs.live("shop"): fake.live})


@pytest.mark.parametrize("says", [b"", TRICKLE], ids=["nothing", "a byte now and then"])
def test_who_never_shakes_hands_is_waited_for_in_bounds(says: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "PATIENCE", 0.5)
    with slow(says) as port, FakeSystem(web=("127.0.0.1", port)) as fake:
        began = time.monotonic()
        with pytest.raises(Unseen, match=f"port {port} of web cannot be asked: .*timed out"):
            look(tls.AtPort("shop", "web", None), {needs.live("shop"): fake.live})
        assert time.monotonic() - began < 5


@contextmanager
def slow(says: bytes) -> Iterator[int]:
    """Give a port that takes one connection, says a few bytes, one at a time, and does not end."""
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as threads:
        ended = threading.Event()

        def answer() -> None:
            with listening.accept()[0] as taken, suppress(OSError):
                for byte in says:
                    taken.sendall(bytes((byte,)))
                    ended.wait(0.05)
                ended.wait()

        answering = threads.submit(answer)
        try:
            yield listening.getsockname()[1]
        finally:
            ended.set()
            answering.result()
