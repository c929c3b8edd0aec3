"""Who listens on this machine is told with the address, and with the process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from pytest_vx11._observe.listeners import listeners, tree_pids

FAMILY = """
import subprocess, sys, time
hold = "import time; print(1, flush=True); time.sleep(600)"
children = [subprocess.Popen([sys.executable, "-S", "-c", hold], stdout=subprocess.PIPE, start_new_session=own)
            for own in (False, True)]
for child in children:
    child.stdout.readline()
print(*(child.pid for child in children), flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_server_is_seen_with_its_address_and_owner(host: str) -> None:
    with socket.create_server((host, 0)) as server:
        port = server.getsockname()[1]
        (seen,) = [each for each in listeners() if each.port == port and each.protocol == "tcp"]
    assert (seen.host, seen.pid) == (host, os.getpid())
    assert seen.name
    assert seen.owner.startswith(f'{seen.name} (pid {os.getpid()}, "')


def test_a_udp_socket_is_seen() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
        assert [each.pid for each in listeners() if (each.protocol, each.port) == ("udp", port)] == [os.getpid()]


def test_who_only_talks_does_not_listen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert not [each for each in listeners() if each.port == client.getsockname()[1] and each.protocol == "tcp"]


def test_a_service_is_its_process_and_all_that_came_of_it() -> None:
    command = [sys.executable, "-S", "-c", FAMILY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        children = {int(word) for word in process.stdout.readline().split()}
        try:
            assert tree_pids(process.pid) == {process.pid, *children}
        finally:
            for pid in children:
                os.kill(pid, 9)
            process.kill()
