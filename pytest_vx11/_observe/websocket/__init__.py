"""Talking over a WebSocket, whatever the other side does."""

from pytest_vx11._observe.websocket.conversing import converse
from pytest_vx11._observe.websocket.listening import Listener
from pytest_vx11._observe.websocket.model import MOST_MESSAGE, MOST_SHOWN, Heard, Wanted

__all__ = ["MOST_MESSAGE", "MOST_SHOWN", "Heard", "Listener", "Wanted", "converse"]
