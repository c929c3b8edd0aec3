"""A system that somebody else started is found, and left as it is."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pytest_vx11._observe.live import Address
from pytest_vx11._runtime.attach import AttachRuntime
from pytest_vx11._runtime.base import Launch, Unavailable
from tests.runtime.systems import free_port


def service(name: str, port: int, absent: str = "") -> Launch:
    return Launch(name=name, ports={80: Address("127.0.0.1", port)}, absent=absent)


def test_services_stand_where_the_host_publishes_them(tmp_path: Path) -> None:
    up, down = free_port(), free_port()
    with socket.create_server(("127.0.0.1", up)):
        runtime = AttachRuntime(system="shop", root=str(tmp_path), launches=[service("db", down), service("web", up)])
        live = runtime.start()
        runtime.stop()
        socket.create_connection(("127.0.0.1", up)).close()
    assert (live.runtime, live.writes, live.environ) == ("attach", False, {})
    assert live.services["web"].addresses == {80: Address("127.0.0.1", up)}
    assert (live.services["web"].pid, live.services["web"].log) == (None, None)


def test_nothing_there_is_told_with_where_it_was_looked_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        launches = [service("web", port := free_port()), service("off", server.getsockname()[1], absent="disabled")]
        with pytest.raises(Unavailable) as refused:
            AttachRuntime(system="shop", root=str(tmp_path), launches=launches).start()
    says = f"nothing of shop answers at 127.0.0.1:{port} (web); start it, or choose another runtime"
    assert refused.value.reasons == (says,)


def test_a_system_without_ports_is_nowhere(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="the canon states no TCP port"):
        AttachRuntime(system="shop", root=str(tmp_path), launches=[Launch(name="web")]).start()
