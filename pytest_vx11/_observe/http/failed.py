"""Why an answer did not come as it should."""

from __future__ import annotations

from pytest_vx11._observe.http.model import Fault


class Failed(Exception):
    """The other side did something that ends the reading; never leaves the asking."""

    def __init__(self, fault: Fault, says: str) -> None:
        self.fault = fault
        self.says = says
        super().__init__(says)


def broken(says: str) -> Failed:
    """Return what is raised where an answer is no HTTP, ends too early, or is not encoded as it says."""
    return Failed(Fault.BROKEN, says)


def late(received: int, seconds: float) -> Failed:
    """Return what became of a connection whose time is over."""
    if not received:
        return Failed(Fault.SILENT, f"the connection was accepted, and no answer came in {seconds:g} s")
    return Failed(Fault.SLOW, f"the answer began, and did not end in {seconds:g} s ({received} bytes came)")


def cut(error: OSError) -> Failed:
    """Return what became of a connection that the other side, or the network, broke off."""
    return broken(f"the connection was broken off: {error.strerror or error}")
