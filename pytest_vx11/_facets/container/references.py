"""References of images, as they are compared."""

from __future__ import annotations


def is_image(found: str, wanted: str) -> bool:
    """Tell whether a reference is the wanted one; a wanted tag alone takes any digest of it."""
    tagged, _, _ = found.partition("@")
    pinned = "@" not in wanted and ":" in tagged.rpartition("/")[2]
    return _reference(tagged if pinned else found) == _reference(wanted)


def _reference(image: str) -> str:
    """Return an image in full (distribution/reference, "Familiar names")."""
    first, slash, rest = image.partition("/")
    domain = bool(slash) and (any(char in first for char in ".:") or first == "localhost")
    host, name = (first, rest) if domain else ("docker.io", image)
    host = "docker.io" if host == "index.docker.io" else host
    if host == "docker.io" and "/" not in name:
        name = f"library/{name}"
    tagged = "@" in name or ":" in name.rpartition("/")[2]
    return f"{host}/{name}" if tagged else f"{host}/{name}:latest"
