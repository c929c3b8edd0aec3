"""The questions that are put to a system that is up."""

from pytest_vx11._observe.probes.base import AskerNeed, Auth, EndedNeed, LogTail, Probe
from pytest_vx11._observe.probes.health import HealthProbe, HealthSeen, StateProbe
from pytest_vx11._observe.probes.http import Asked, HttpProbe, LatencyProbe
from pytest_vx11._observe.probes.listening import ConnectNeed, Listening, ListeningNeed
from pytest_vx11._observe.probes.sweep import sweep
from pytest_vx11._observe.probes.talk import Talk, TalkProbe

__all__ = [
    "Asked",
    "AskerNeed",
    "Auth",
    "ConnectNeed",
    "EndedNeed",
    "HealthProbe",
    "HealthSeen",
    "HttpProbe",
    "LatencyProbe",
    "Listening",
    "ListeningNeed",
    "LogTail",
    "Probe",
    "StateProbe",
    "Talk",
    "TalkProbe",
    "sweep",
]
