"""Images to test with where no registry can be reached, made from Debian's packages.

Each is made once: its tag is a hash of all that goes into it. A machine that has the real `python:3.12-slim` needs none
of this for the reference system; where there is none, the stand-in takes its name.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import docker

from tests.docker import host

#: What the Dockerfiles of the reference system begin with.
SLIM = "python:3.12-slim"
#: Marks what was made here.
LABEL = "vx11-test.base"
_PYTHON = ("python3", "python3-pip", "ca-certificates")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_MAKING = 600
#: Given the new root, and the folder of the files that go into it.
_HOOK = f"""\
set -eu
rm -f "$1"/usr/lib/python3*/EXTERNALLY-MANAGED "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/*
ln -s /usr/bin/python3 "$1/usr/local/bin/python"
ln -s /usr/bin/pip3 "$1/usr/local/bin/pip"
cp "$2/bundle.crt" "$1{host.BUNDLE}"
cp "$2/pip.conf" "$1/etc/pip.conf"
cp "$2/apt.conf" "$1/etc/apt/apt.conf.d/99host"
cp "$2"/apt/* "$1/etc/apt/sources.list.d/"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """One image, and all that goes into it."""

    repository: str
    packages: tuple[str, ...]
    files: Mapping[str, bytes] = field(repr=False)
    """By the names that the hook has for them: how this machine reaches packages."""

    @property
    def tag(self) -> str:
        """Return the name of the image, which changes with what is in it."""
        parts = [Path(__file__).read_bytes(), host.suite().encode(), " ".join(self.packages).encode()]
        parts += [part for name in sorted(self.files) for part in (name.encode(), self.files[name])]
        said = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts))
        return f"{self.repository}:{said.hexdigest()[:12]}"


def bases() -> tuple[Base, Base]:
    """Return the image with curl, and the one without, as the official ones are."""
    files = {
        "bundle.crt": host.bundle(),
        "pip.conf": host.pip_config(),
        "apt.conf": host.apt_options(),
        **host.apt_sources(),
    }
    return (
        Base(repository="vx11-test/base", packages=(*_PYTHON, "curl"), files=files),
        Base(repository="vx11-test/no-curl", packages=_PYTHON, files=files),
    )


def bring(client: docker.APIClient, base: Base) -> str:
    """Return the image's tag once the engine has it."""
    if not client.images(base.tag):
        with tempfile.TemporaryDirectory(prefix="vx11-base-") as folder:
            archive = _made(base, Path(folder))
            repository, tag = base.tag.split(":")
            changes = [f"ENV PATH={_PATH}", f"LABEL {LABEL}=true", 'CMD ["python"]']
            client.import_image(str(archive), repository=repository, tag=tag, changes=changes)
    return base.tag


def stand_in(client: docker.APIClient, tag: str) -> None:
    """Let an image answer to the real one's name, where that is not here."""
    before = client.images(SLIM)
    # An older stand-in gives way; a real image is somebody's.
    if not before or LABEL in (before[0].get("Labels") or {}):
        repository, name = SLIM.split(":")
        client.tag(tag, repository, name)


def _made(base: Base, folder: Path) -> Path:
    """Return the archive of a new file system."""
    (folder / "apt").mkdir()
    for name, content in base.files.items():
        (folder / name).write_bytes(content)
    (folder / "hook.sh").write_text(_HOOK)
    archive = folder / "base.tar"
    done = subprocess.run(
        [
            *("mmdebstrap", "--variant=minbase", f"--include={','.join(base.packages)}"),
            *(f"--aptopt={folder}/apt.conf", f'--customize-hook=sh "{folder}/hook.sh" "$1" "{folder}"'),
            *(host.suite(), str(archive), *sorted(str(path) for path in (folder / "apt").iterdir())),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=_MAKING,
    )
    assert done.returncode == 0, f"mmdebstrap made no base image:\n{done.stderr[-2000:]}"
    return archive
