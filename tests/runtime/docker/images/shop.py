"""A small Compose project whose images are brought, and what tests ask of the engine afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import docker

from pytest_vx11._observe.compose import ComposeNeed
from pytest_vx11._observe.need import Memory
from pytest_vx11._runtime.docker.images import Image, bring_images
from pytest_vx11._runtime.docker.images.tags import PREFIX
from pytest_vx11._runtime.docker.naming import Naming

#: What every image and container of a test's builds bears: its project's name.
MARK = "vx11-test.images"


@dataclass(kw_only=True)
class Shop:
    """A project in a folder, under a name that no other test has."""

    client: docker.APIClient
    root: Path
    name: str
    base: str
    told: list[str] = field(default_factory=list)

    @property
    def begin(self) -> str:
        """Return how its Dockerfiles begin: all that is made from them can be found again."""
        return f"FROM {self.base}\nLABEL {MARK}={self.name}\n"

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        # At once, as two runs of one test may read what one of them writes.
        partial = self.root / f"{path}.{threading.get_ident()}"
        partial.write_text(text)
        partial.replace(self.root / path)

    def dockerfile(self, *steps: str, path: str = "Dockerfile") -> None:
        self.write(path, self.begin + "".join(f"{step}\n" for step in steps))

    def bring(
        self, compose: str, *, run_id: str = "0123456789", stopped: Callable[[], bool] = lambda: False
    ) -> Mapping[str, Image]:
        self.write("compose.yaml", compose)
        project = Memory().see(ComposeNeed(str(self.root)))
        naming = Naming(run_id=run_id, system="shop", project=self.name, own=True, marks={})
        services = list(project.services.values())
        return bring_images(self.client, services, project, naming, str(self.root), self.told.append, stopped)

    def prints(self, image: Image, *command: str) -> str:
        """Return what a command in a new container of an image prints."""
        container = self.client.create_container(image.reference, list(command), labels={MARK: self.name})["Id"]
        try:
            self.client.start(container)
            self.client.wait(container)
            said: bytes = self.client.logs(container)
        finally:
            self.client.remove_container(container, force=True)
        return said.decode()

    def labels(self, image: Image) -> Mapping[str, str]:
        """Return an image's labels."""
        (found,) = (each for each in self.client.images(image.reference.partition(":")[0]) if each["Id"] == image.id)
        labels: Mapping[str, str] = found["Labels"]
        return labels

    def tags(self) -> set[str]:
        """Return the tags of all that was built, each with its service: `gateway:latest`."""
        prefix = f"{PREFIX}{self.name}/"
        found = self.client.images(filters={"reference": f"{prefix}*"})
        names = {tag for image in found for tag in image["RepoTags"]}
        return {name.removeprefix(prefix) for name in names if name.startswith(prefix)}

    def dangling(self) -> list[str]:
        """Return the images without a name that nothing stands on."""
        filters = {"dangling": True, "label": f"{MARK}={self.name}"}
        return [image["Id"] for image in self.client.images(filters=filters)]

    def containers(self) -> list[str]:
        """Return the containers, running or not, of builds that go on or were left."""
        found = self.client.containers(all=True, filters={"label": f"{MARK}={self.name}"})
        return [container["Id"] for container in found]
