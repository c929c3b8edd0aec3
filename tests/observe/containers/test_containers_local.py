"""What the kernel of this machine tells of processes, sockets and memory."""

from __future__ import annotations

import os
import socket

import pytest

from pytest_vx11._observe.containers.local import (
    _address,
    is_process_of,
    listens_on,
    memory_of,
    sockets_of,
)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("0100007F", "127.0.0.1"),
        ("00000000", "0.0.0.0"),
        ("00000000000000000000000001000000", "::1"),
        ("00000000000000000000000000000000", "::"),
    ],
)
def test_addresses_are_words_in_the_machine_s_order(said: str, address: str) -> None:
    assert _address(said) == address


def test_a_process_that_is_in_no_such_container_tells_nothing() -> None:
    for pid in (os.getpid(), 1 << 30):
        assert not is_process_of(pid, "f" * 64)
        assert sockets_of(pid, "f" * 64) is None
        assert memory_of(pid, "f" * 64) is None


def test_who_listens_is_told_by_port_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert listens_on(os.getpid(), port)
        with socket.create_connection(("127.0.0.1", port)) as connection:
            assert not listens_on(os.getpid(), connection.getsockname()[1])
    assert not listens_on(os.getpid(), port)


def test_of_a_process_that_has_gone_nobody_tells() -> None:
    with pytest.raises(OSError, match="No such file"):
        listens_on(2**22 + 1, 80)
