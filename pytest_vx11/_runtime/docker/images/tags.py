"""The names of the images that runs build. They stay the same over runs, so that the engine's cache lives."""

from __future__ import annotations

import hashlib
import re

PREFIX = "vx11/"
LATEST = "latest"
#: What the last build that did not come to its end had got to: its steps need not run again.
UNFINISHED = "unfinished"
_STAGE = "stage-{}"
#: Every tag that a build gets here.
OURS = re.compile(rf"{LATEST}|{UNFINISHED}|stage-[0-9]+|run-.*")
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
_NO_TAG = re.compile("[^A-Za-z0-9_.-]")
_SHORT = 8
_LONGEST = 100


def repository(project: str, service: str) -> str:
    """Return the name of a service's image (distribution/reference: lowercase, few signs)."""
    return f"{PREFIX}{component(project)}/{component(service)}"


def pin(run_id: str) -> str:
    """Return the tag that holds an image for one run."""
    return f"run-{_NO_TAG.sub('-', run_id[:_SHORT])}"


def stage(number: int) -> str:
    """Return the tag of a stage that is not the last: without one it would dangle, and be built again each time."""
    return _STAGE.format(number)


def component(name: str) -> str:
    """Return a part of an image's name: what it is called where that will do."""
    if _COMPONENT.fullmatch(name) and len(name) <= _LONGEST:
        return name
    # What is changed gets a mark of what it was: two names must not become one.
    plain = re.sub("[^a-z0-9]+", "-", name.lower())[:_LONGEST].strip("-")
    mark = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:_SHORT]
    return f"{plain}-{mark}" if plain else mark
