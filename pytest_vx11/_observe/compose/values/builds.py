"""How a service's image is built."""

from __future__ import annotations

from pytest_vx11._observe.compose.parts import Build, Said
from pytest_vx11._observe.compose.values.fields import Refused, mapping, text
from pytest_vx11._observe.compose.values.pairs import pairs
from pytest_vx11._observe.compose.values.root import Root
from pytest_vx11._source.located import Map

_REMOTE = ("github.com/", "git@", "service:")


def is_remote(context: str) -> bool:
    """Tell whether a build context is no folder of this machine, as compose-go does: a URL, or a Git reference."""
    return "://" in context or context.startswith(_REMOTE)


def build(service: Map, root: Root) -> Build | None:
    """Return the build of a service's mapping, its paths absolute."""
    body = mapping(service, "build")
    if body is None:
        return None
    context = text(body, "context")
    if context is None:
        raise Refused("build has no context", (service.at("build"),))
    remote = is_remote(context.value)
    return Build(
        context=context if remote else Said(root.shown(context.value), context.place, context.text),
        remote=remote,
        dockerfile=text(body, "dockerfile"),
        inline=text(body, "dockerfile_inline"),
        target=text(body, "target"),
        args=tuple((pair.key, Said(pair.known(), pair.place, pair.text)) for pair in pairs(body, "args")),
        additional_contexts=_contexts(body),
        place=service.key_at("build"),
    )


def _contexts(body: Map) -> tuple[tuple[str, Said[str]], ...]:
    found = pairs(body, "additional_contexts")
    return tuple((pair.key, Said(pair.known() or "", pair.place, pair.text)) for pair in found)
