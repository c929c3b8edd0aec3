"""What runs in containers: what their engine says of them, and what the kernel does where the engine is of this machine."""

from pytest_vx11._observe.containers.connect import NoEngine, may_be_there
from pytest_vx11._observe.containers.engine import Engine
from pytest_vx11._observe.containers.local import MemoryUse, Socket
from pytest_vx11._observe.containers.model import (
    Attached,
    Binding,
    CommandSeen,
    Condition,
    Container,
    Health,
    HealthRun,
    HealthStatus,
    Mounted,
    PathSeen,
)
from pytest_vx11._observe.containers.needs import (
    CommandNeed,
    ContainerLog,
    ContainerNeed,
    HealthRunNeed,
    HostSocketsNeed,
    KilledNeed,
    MemoryNeed,
    PathNeed,
    SocketsNeed,
)

__all__ = [
    "Attached",
    "Binding",
    "CommandNeed",
    "CommandSeen",
    "Condition",
    "Container",
    "ContainerLog",
    "ContainerNeed",
    "Engine",
    "Health",
    "HealthRun",
    "HealthRunNeed",
    "HealthStatus",
    "HostSocketsNeed",
    "KilledNeed",
    "MemoryNeed",
    "MemoryUse",
    "Mounted",
    "NoEngine",
    "PathNeed",
    "PathSeen",
    "Socket",
    "SocketsNeed",
    "may_be_there",
]
