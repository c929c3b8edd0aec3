"""From what a Compose file says of a build to an order that an engine can carry out."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from pytest_vx11._observe.compose import Build, Service
from pytest_vx11._observe.compose.values import fields
from pytest_vx11._observe.compose.values.pairs import pairs
from pytest_vx11._observe.containers import labels
from pytest_vx11._runtime.docker.images import tags
from pytest_vx11._runtime.docker.images.model import BuildOrder, NotBrought, asked
from pytest_vx11._runtime.docker.naming import Naming
from pytest_vx11._source.located import Map

#: What only BuildKit does, and the API of the classic builder, or the library, has no place for.
_REFUSED = ("ssh", "secrets", "additional_contexts", "privileged", "entitlements", "ulimits", "isolation")
_SECRET = re.compile("pass|secret|token|key|credential|auth", re.IGNORECASE)
#: A value that is shorter is in every second line, and no secret.
_SHORTEST = 3
#: The same each time: it is noted in `.dockerignore`, which a COPY may take.
_ELSEWHERE = ".dockerfile.vx11"
_HOST = re.compile(r"([^=:]+)[=:](.+)")
_BUILD_IT = "build it yourself first (docker compose build), and the run takes it"


def build_order(service: Service, naming: Naming, root: str) -> BuildOrder | None:
    """Return how a service's image is built, None where it is not; raises NotBrought."""
    with asked(f"{service.name}: its build cannot be known"):
        build = service.build
        if build is None:
            return None
        body = fields.mapping(service.raw, "build")
        assert body is not None
        _refuse(service, build, body)
        return _order(service, build, body, naming, root)


def _refuse(service: Service, build: Build, body: Map) -> None:
    if build.remote:
        raise NotBrought(
            f"{service.name}: its build context is not on this machine ({build.context.place}); "
            "clone it, and name the folder"
        )
    for key in _REFUSED:
        if body.get(key):
            raise NotBrought(f"{service.name}: `{key}` of its build needs BuildKit ({body.key_at(key)}); {_BUILD_IT}")


def _order(service: Service, build: Build, body: Map, naming: Naming, root: str) -> BuildOrder:
    context = os.path.join(root, build.context.value)
    if not Path(context).is_dir():
        raise NotBrought(
            f"{service.name}: its build context, {context}, is no folder ({build.context.place}); make or mend it"
        )
    dockerfile, name, content = _dockerfile(service, build, context)
    # A name alone is passed on from around, and not given at all where it is not set.
    passed = {name: os.environ.get(name) if said.value is None else said.value for name, said in build.args}
    args = {name: value for name, value in passed.items() if value is not None}
    network, shm_size = fields.text(body, "network"), fields.size(body, "shm_size")
    pull, no_cache = fields.flag(body, "pull"), fields.flag(body, "no_cache")
    return BuildOrder(
        service=service.name,
        place=build.place,
        repository=tags.repository(naming.project, service.name),
        pin=tags.pin(naming.run_id),
        context=context,
        dockerfile=dockerfile,
        name=name,
        content=content,
        elsewhere=name == _ELSEWHERE,
        args=args,
        secrets=_secrets(args),
        labels={**_pairs(body, "labels"), labels.SYSTEM: naming.system},
        extra_hosts=_hosts(body),
        # Others, such as type=registry, are BuildKit's; a cache is for speed alone.
        cache_from=tuple(each.value for each in fields.texts(body, "cache_from") if "=" not in each.value),
        target=build.target.value if build.target else None,
        network=network.value if network else None,
        shm_size=shm_size.value if shm_size else None,
        platform=_platform(service, body),
        pull=bool(pull and pull.value),
        no_cache=bool(no_cache and no_cache.value),
        stand_ins=_stand_ins(service, naming),
    )


def _dockerfile(service: Service, build: Build, context: str) -> tuple[str, str, str]:
    """Return how it is told, what the engine calls it, and what stands in it."""
    if build.inline is not None:
        return f"dockerfile_inline ({build.inline.place})", _ELSEWHERE, build.inline.value
    said = build.dockerfile.value if build.dockerfile else "Dockerfile"
    path = os.path.normpath(os.path.join(context, said))
    try:
        content = Path(path).read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        place = build.dockerfile.place if build.dockerfile else build.place
        raise NotBrought(
            f"{service.name}: its Dockerfile, {path}, cannot be read: {error.strerror} ({place}); write it, or mend the path"
        ) from error
    inside = os.path.relpath(path, context)
    return path, _ELSEWHERE if inside.startswith("..") else inside, content


def _secrets(args: Mapping[str, str]) -> tuple[str, ...]:
    """Return each line of the values whose names look secret, the longest first: one may begin as another does."""
    lines = {line for name, value in args.items() if _SECRET.search(name) for line in value.splitlines()}
    return tuple(sorted((line for line in lines if len(line) >= _SHORTEST), key=len, reverse=True))


def _pairs(body: Map, key: str) -> dict[str, str]:
    return {pair.key: pair.known() or "" for pair in pairs(body, key)}


def _hosts(body: Map) -> dict[str, str]:
    hosts = {}
    for pair in pairs(body, "extra_hosts"):
        value = pair.known()
        match = _HOST.fullmatch(pair.key) if value is None else None
        name, address = (match[1], match[2]) if match else (pair.key, value or "")
        hosts[name] = address.strip("[]")
    return hosts


def _platform(service: Service, body: Map) -> str | None:
    said = fields.text(service.raw, "platform")
    if said is not None:
        return said.value
    several = fields.texts(body, "platforms")
    if len(several) > 1:
        raise NotBrought(
            f"{service.name}: an image for several platforms needs BuildKit ({body.key_at('platforms')}); "
            "say which one by `platform`"
        )
    return several[0].value if several else None


def _stand_ins(service: Service, naming: Naming) -> tuple[str, ...]:
    image = service.image
    # Compose 2 joins by a dash; Compose 1 did by a line.
    return (image.value,) if image else tuple(f"{naming.project}{sign}{service.name}" for sign in "-_")
