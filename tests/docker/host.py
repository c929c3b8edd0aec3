"""How this machine reaches the world, for what is built in its containers."""

from __future__ import annotations

import configparser
import os
import platform
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

#: Where Debian keeps the certificates that it trusts, on this machine and in the image.
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
_MORE = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
_PIP_FILES = ("/etc/xdg/pip/pip.conf", "/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")
#: What says how an index is reached. Links and indexes that are folders of this machine are not there in a container.
_PIP_KEPT = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "retries")
_APT_KEPT = re.compile(r"Acquire::(?:Check-(?:Valid-Until|Date)|https?::Proxy)\b")
_APT_WORDS = re.compile(r"[\w./-]+")


def suite() -> str:
    """Return the name of the release that runs here."""
    return platform.freedesktop_os_release()["VERSION_CODENAME"]


def bundle() -> bytes:
    """Return all certificates that this machine trusts."""
    named = {os.path.realpath(os.environ[name]) for name in _MORE if os.environ.get(name)}
    paths = [BUNDLE, *sorted(named - {os.path.realpath(BUNDLE)})]
    return b"\n".join(Path(path).read_bytes() for path in paths if Path(path).is_file())


def pip_config() -> bytes:
    """Return how pip reaches its index, as a file of it; the environment goes over the files, as for pip."""
    said: dict[str, str] = {}
    for path in _PIP_FILES:
        parser = configparser.RawConfigParser()
        parser.read(Path(path).expanduser())
        said.update(parser.items("global") if parser.has_section("global") else ())
    said.update({name[4:].lower().replace("_", "-"): value for name, value in os.environ.items() if name[:4] == "PIP_"})
    said["timeout"] = said.get("default-timeout") or said.get("timeout") or "60"
    kept = {key: _reachable(said[key]) for key in _PIP_KEPT if key in said}
    lines = ["[global]", f"cert = {BUNDLE}", *(f"{key} = {value}" for key, value in kept.items() if value)]
    return "\n".join([*lines, ""]).encode()


def apt_sources() -> dict[str, bytes]:
    """Return the files that say where this machine has the release's own packages from."""
    paths = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    found = {}
    for path in sorted(path for path in paths if path.suffix in (".list", ".sources") and path.is_file()):
        apart = "\n\n" if path.suffix == ".sources" else "\n"
        kept = [part for part in path.read_text().split(apart) if _is_of_release(part)]
        if kept:
            found[f"apt/{path.name}"] = f"{apart.join(kept)}\n".encode()
    return found


def apt_options() -> bytes:
    """Return this machine's word on proxies, and on how old an archive may be."""
    said = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True, timeout=60).stdout
    return "".join(f"{line}\n" for line in said.splitlines() if _APT_KEPT.match(line)).encode()


def _reachable(urls: str) -> str:
    return " ".join(url for url in urls.split() if not url.startswith(("file:", "/")))


def _is_of_release(part: str) -> bool:
    """Tell whether an entry is of the release's own suites; others may need keys that the image lacks."""
    return any(word in _suites() for line in _said(part) for word in _APT_WORDS.findall(line))


def _said(part: str) -> Iterator[str]:
    return (line for line in part.splitlines() if not line.startswith("#"))


def _suites() -> set[str]:
    return {suite(), f"{suite()}-updates", f"{suite()}-security"}
