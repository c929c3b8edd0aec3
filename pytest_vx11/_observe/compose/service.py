"""A Compose service: its merged mapping, read as what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.parts import (
    Attachment,
    Build,
    Dependency,
    Healthcheck,
    Mount,
    Port,
    Said,
)
from pytest_vx11._observe.compose.values import builds, deploy, fields, health, links, mounts, ports, shell
from pytest_vx11._observe.compose.values.root import Root
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service, merged and with its variables put in.

    Each property reads its own part, when it is asked for. It gives None or () for what is not stated, and raises
    Unseen for what cannot be known here: a required variable is not set, an env_file is not there, or Compose itself
    would refuse the value (then `Project.problems` says so too).
    """

    name: str
    place: Place
    """Of the service's key in the file that says most: the last one that names it."""
    body: Map
    """The merged mapping in Compose's canonical form."""
    root: Root
    variables: Mapping[str, Said[str | None]] | Unseen
    """The environment, env_file underneath; see `environment`."""
    unread: Unseen | None = None
    """Why nothing of this service can be known, such as an `extends` that leads outside the root."""

    @property
    def raw(self) -> Map:
        """The merged mapping, in Compose's canonical form."""
        if self.unread is not None:
            raise fields.again(self.unread)
        return self.body

    @property
    def container_name(self) -> Said[str] | None:
        """The name of the one container."""
        return fields.text(self.raw, "container_name")

    @property
    def image(self) -> Said[str] | None:
        """The image, as it is written."""
        return fields.text(self.raw, "image")

    @property
    def build(self) -> Build | None:
        """How the image is built."""
        return builds.build(self.raw, self.root)

    @property
    def ports(self) -> tuple[Port, ...]:
        """The published ports, one by one."""
        return ports.published(self.raw)

    @property
    def expose(self) -> tuple[Said[int], ...]:
        """The ports that are only exposed."""
        return ports.exposed(self.raw)

    @property
    def healthcheck(self) -> Healthcheck | None:
        """The healthcheck."""
        return health.healthcheck(self.raw)

    @property
    def memory(self) -> Said[int] | None:
        """The memory limit in bytes: `deploy.resources.limits.memory`, else `mem_limit`; 0 is no limit."""
        return deploy.memory(self.raw)

    @property
    def restart(self) -> Said[str] | None:
        """The restart policy that takes effect: no, always, unless-stopped, on-failure or on-failure:N."""
        return deploy.restart(self.raw)

    @property
    def replicas(self) -> Said[int] | None:
        """`scale`, else `deploy.replicas`."""
        return deploy.replicas(self.raw)

    @property
    def depends_on(self) -> tuple[Dependency, ...]:
        """The services that are started before this one, in the order they are written; implied ones last."""
        return links.dependencies(self.raw)

    @property
    def networks(self) -> tuple[Attachment, ...]:
        """The networks it is on; () where `network_mode` is given, or where a provider runs it."""
        return links.attachments(self.raw)

    @property
    def network_mode(self) -> Said[str] | None:
        """`host`, `none`, `bridge`, `service:NAME`, `container:NAME`."""
        return fields.text(self.raw, "network_mode")

    @property
    def volumes(self) -> tuple[Mount, ...]:
        """The mounts, `tmpfs` included."""
        return mounts.mounts(self.raw, self.root)

    @property
    def profiles(self) -> tuple[Said[str], ...]:
        """The profiles that start it; () for a service that Compose starts by default."""
        return fields.texts(self.raw, "profiles")

    @property
    def user(self) -> Said[str] | None:
        """The user, and the group where `:` says one."""
        return fields.text(self.raw, "user")

    @property
    def command(self) -> Said[tuple[str, ...]] | None:
        """The command, split as Compose splits a text."""
        return shell.command(self.raw, "command")

    @property
    def entrypoint(self) -> Said[tuple[str, ...]] | None:
        """The entrypoint, split as Compose splits a text."""
        return shell.command(self.raw, "entrypoint")

    @property
    def environment(self) -> Mapping[str, Said[str | None]]:
        """The environment, `env_file` underneath; None is a name that is passed on and is not set here.

        Looking up a name whose value cannot be known raises Unseen; so does asking for the environment at all where
        a part of it, such as a file, cannot be read.
        """
        self.raw  # noqa: B018  (raises where the service as a whole is unread)
        if isinstance(self.variables, Unseen):
            raise fields.again(self.variables)
        return self.variables
