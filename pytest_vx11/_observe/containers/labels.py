"""Labels of an engine's objects: those that Compose writes, and those of a run of our own."""

from __future__ import annotations

#: What Compose writes (compose-spec/compose-go and docker/compose, pkg/api/labels.go).
COMPOSE_PROJECT = "com.docker.compose.project"
COMPOSE_SERVICE = "com.docker.compose.service"
COMPOSE_FOLDER = "com.docker.compose.project.working_dir"
COMPOSE_NUMBER = "com.docker.compose.container-number"
COMPOSE_ONE_OFF = "com.docker.compose.oneoff"
COMPOSE_DEPENDS_ON = "com.docker.compose.depends_on"
COMPOSE_NETWORK = "com.docker.compose.network"
COMPOSE_VOLUME = "com.docker.compose.volume"

#: On every object of a run: which run, of which system.
RUN = "vx11.run"
SYSTEM = "vx11.system"
SERVICE = "vx11.service"
#: Who looks after the run: the host, the process and when it was born, and the project's folder `.vx11`.
HOST = "vx11.host"
CONTROLLER = "vx11.controller"
STATE = "vx11.state"
#: The key that a network or a volume has in the Compose file, and the real name that it would have there.
KEY = "vx11.key"
#: What the Compose file says where a run had to take something else: a container's name, its image, its ports.
NAME = "vx11.name"
IMAGE = "vx11.image"
PORTS = "vx11.ports"
#: What the service waits for, as COMPOSE_DEPENDS_ON has it: `db:service_healthy:true,cache:service_started:true`.
DEPENDS_ON = "vx11.depends_on"
#: Marks a volume without data, which says that the run's system stays up on purpose.
KEPT = "vx11.kept"
