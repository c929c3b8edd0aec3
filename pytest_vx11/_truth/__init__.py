"""What was seen, kept in SQLite as runtime truth."""

from pytest_vx11._truth.beginning import Beginning, RecordedCanon
from pytest_vx11._truth.history import Green, History
from pytest_vx11._truth.truth import Truth

__all__ = ["Beginning", "Green", "History", "RecordedCanon", "Truth"]
