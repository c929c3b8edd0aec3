"""An engine whose containers are folders of this machine."""

from __future__ import annotations

import posixpath
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers import Condition, Container, Engine, Mounted, PathSeen
from pytest_vx11._observe.live import Live, LiveNeed, Standing
from pytest_vx11._observe.need import Memory


def mounted(source: str | None, target: str, kind: str = "volume") -> Mounted:
    return Mounted(type=kind, source=source, target=target, read_only=False)


@dataclass
class Boxes(Engine):
    """What lies at a path of a container lies at it below a folder of its name; a mount lies below its source's."""

    root: Path
    made: dict[str, Container] = field(default_factory=dict)
    copied: list[str] = field(default_factory=list)
    """Which paths were copied, in order."""
    meanwhile: Callable[[str], None] = lambda _: None
    """Called after each copy with its path."""
    refuses: frozenset[str] = frozenset()
    """Containers that it says nothing of."""

    def make(self, name: str, *mounts: Mounted, working_dir: str = "/app") -> Container:
        self.made[name] = Container(
            id=name, name=f"shop-{name}", real_name=f"shop-{name}", image="shop", image_id="sha256:0",
            condition=Condition.RUNNING, working_dir=working_dir, mounts=mounts,
        )  # fmt: skip
        return self.made[name]

    def here(self, name: str, path: str) -> Path:
        """Return where a path of a container lies on this machine."""
        for mount in self.made[name].mounts:
            if path.startswith(f"{mount.target}/") and mount.source:
                return self.root / mount.type / mount.source.strip("/") / path.removeprefix(f"{mount.target}/")
        return self.root / name / path.removeprefix("/")

    def put(self, name: str, path: str) -> Path:
        """Return the same, with the folder it lies in made."""
        path_here = self.here(name, path)
        path_here.parent.mkdir(parents=True, exist_ok=True)
        return path_here

    def container(self, name: str) -> Container | None:
        if name in self.refuses:
            raise Unseen("the engine does not answer: no route")
        return self.made.get(name)

    def path(self, container: str, path: str) -> PathSeen | None:
        try:
            seen = self.here(container, self.resolved(container, path)).stat()
        except OSError:
            return None
        modified = f"{seen.st_ino}, {seen.st_mtime_ns}"
        return PathSeen(folder=stat.S_ISDIR(seen.st_mode), mode=0o644, size=seen.st_size, modified=modified)

    def resolved(self, container: str, path: str) -> str:
        here = self.here(container, path)
        return posixpath.normpath(posixpath.join(path, "..", here.readlink())) if here.is_symlink() else path

    def copy(self, container: str, path: str, to: IO[bytes], most: int) -> bool:
        here = self.here(container, path)
        self.copied.append(path)
        if not here.exists():
            return False
        if here.is_symlink() or not here.is_file():
            raise Unseen(f"{path} is no file in the container")
        to.write(here.read_bytes())
        self.meanwhile(path)
        return True

    def start_of(self, container: str, path: str, size: int) -> bytes | None:
        here = self.here(container, path)
        return here.read_bytes()[:size] if here.exists() else None

    def live(self, root: Path, runtime: str = "docker", **absent: str) -> Live:
        services = {
            name: Standing(name=name, container=name, absent=absent.get(name, "")) for name in (*self.made, "stranger")
        }
        services["stranger"] = Standing(name="stranger")
        return Live(system="shop", root=str(root), runtime=runtime, services=services, engine=self)

    def memory(self, root: Path, runtime: str = "docker", **absent: str) -> Memory:
        return Memory(seen={LiveNeed("shop"): self.live(root, runtime, **absent)})
