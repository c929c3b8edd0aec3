"""An engine of one test's own, which may be stopped and killed."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import docker
import docker.errors
import psutil
import pytest

#: An image with one program.
TINY = "vx11-test/tiny:latest"
PROGRAM = "/bin/sleep"
_PATIENCE = 60.0
#: A second engine would take the first one's default bridge away, so it has networks of its own; and processes of its
#: own, which the kernel ends with it, and mounts, which go as well.
_APART = ("unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child")
_NEEDED = ("unshare", "dockerd", "containerd")


class PrivateEngine:
    """A dockerd with folders of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.host = f"unix://{folder}/engine.sock"
        self._process: psutil.Popen | None = None
        self._client: docker.APIClient | None = None

    def start(self) -> docker.APIClient:
        """Start it, and return a client once it answers; raises OSError."""
        words = [
            *_APART, "dockerd", "--data-root", f"{self.folder}/data", "--exec-root", f"{self.folder}/exec",
            "--pidfile", f"{self.folder}/engine.pid", "-H", self.host, "--iptables=false", "--bridge=none",
        ]  # fmt: skip
        for stale in ("engine.pid", "exec/containerd/containerd.pid"):
            (self.folder / stale).unlink(missing_ok=True)
        with (self.folder / "engine.log").open("ab") as log:
            self._process = psutil.Popen(words, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            if self._listens():
                return self._connected()
            time.sleep(0.05)
        raise self._failed()

    def end(self, number: signal.Signals) -> None:
        """Send it a signal, and return when it has gone, and all that it ran."""
        if self._client is not None:
            self._client.close()
        if self._process is not None and self._process.poll() is None:
            for child in self._process.children():
                child.send_signal(number)
            self._process.wait(_PATIENCE)

    def _connected(self) -> docker.APIClient:
        """Return a client; a new engine takes connections before it answers."""
        try:
            self._client = docker.APIClient(self.host, version="auto", timeout=int(_PATIENCE))
        except docker.errors.DockerException as error:
            raise self._failed() from error
        return self._client

    def _failed(self) -> OSError:
        end = (self.folder / "engine.log").read_text(errors="replace")[-1000:]
        return OSError(f"a second dockerd does not come up: {end}")

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as asked, suppress(OSError):
            asked.connect(self.host.removeprefix("unix://"))
            return True
        return False


@contextmanager
def private_engine() -> Iterator[tuple[PrivateEngine, docker.APIClient]]:
    """Give one that has the tiny image. Where it cannot be had the test is skipped; where a merge is held, it fails."""
    # Not in the test's own folder: the path of a socket has about a hundred letters at most.
    folder = Path(tempfile.mkdtemp(prefix="vx11-engine-"))
    engine = PrivateEngine(folder)
    try:
        try:
            if os.getuid() or not all(map(shutil.which, _NEEDED)):
                raise OSError(f"a second dockerd wants root, and the programs {', '.join(_NEEDED)}")
            client = engine.start()
        except OSError as error:
            if os.environ.get("CI"):
                pytest.fail(str(error), pytrace=False)
            pytest.skip(str(error))
        client.import_image_from_data(_tiny(), repository=TINY.split(":", maxsplit=1)[0], tag="latest")
        yield engine, client
    finally:
        engine.end(signal.SIGKILL)
        shutil.rmtree(folder)


def _tiny() -> bytes:
    """Return a file system of one program of this machine, and the libraries that it needs."""
    said = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=True, timeout=60).stdout
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", dereference=True) as tar:
        for path in (PROGRAM, *re.findall(r"(?:^|\s)(/\S+)", said)):
            tar.add(path)
    return packed.getvalue()
