"""Asking over HTTP, whatever the other side does."""

from pytest_vx11._observe.http.asking import Asker
from pytest_vx11._observe.http.model import MOST_BODY, SNIPPET, Answer, Fault, Request

__all__ = ["MOST_BODY", "SNIPPET", "Answer", "Asker", "Fault", "Request"]
