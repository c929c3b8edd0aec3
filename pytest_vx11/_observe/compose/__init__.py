"""Compose files, read the way Docker Compose v2 reads them, with the line of every value."""

from pytest_vx11._observe.compose.need import ComposeNeed
from pytest_vx11._observe.compose.parts import (
    Attachment,
    Build,
    Dependency,
    Healthcheck,
    Mount,
    MountType,
    Network,
    Port,
    Said,
    Volume,
)
from pytest_vx11._observe.compose.project import Project
from pytest_vx11._observe.compose.service import Service
from pytest_vx11._observe.compose.values.fields import Refused

__all__ = [
    "Attachment",
    "Build",
    "ComposeNeed",
    "Dependency",
    "Healthcheck",
    "Mount",
    "MountType",
    "Network",
    "Port",
    "Project",
    "Refused",
    "Said",
    "Service",
    "Volume",
]
