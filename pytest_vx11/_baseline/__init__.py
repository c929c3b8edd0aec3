"""What is accepted for now: findings by name, each with a reason, an owner and a last day.

Read (`reading.py`), put to work on verdicts (`accepting.py`), judged itself at the end of a run (`standing.py`), and
brought up to date without touching what a person wrote (`updating.py`, over `blocks.py`).
"""

from pytest_vx11._baseline.accepting import Accepting
from pytest_vx11._baseline.model import Baseline, Entry
from pytest_vx11._baseline.reading import NAME, beside, empty_baseline, read_baseline
from pytest_vx11._baseline.schema import baseline_schema
from pytest_vx11._baseline.standing import Standing, State, standings
from pytest_vx11._baseline.updating import Update, update_of

__all__ = [
    "NAME",
    "Accepting",
    "Baseline",
    "Entry",
    "Standing",
    "State",
    "Update",
    "baseline_schema",
    "beside",
    "empty_baseline",
    "read_baseline",
    "standings",
    "update_of",
]
