"""What a judgement gave that is none."""

from __future__ import annotations

from pytest_vx11._errors import Vx11Error
from pytest_vx11._source.place import Place


class MisjudgedError(Vx11Error):
    """What a judgement gave is none; `place` is where it stands."""

    def __init__(self, message: str, place: Place) -> None:
        self.place = place
        super().__init__(message)
