"""Which images are to be brought, and how, for a choice of services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pytest_vx11._observe.compose import Project, Service
from pytest_vx11._observe.compose.values import fields
from pytest_vx11._runtime.base import Unavailable
from pytest_vx11._runtime.docker.images.model import BuildOrder, NotBrought, PullOrder, asked
from pytest_vx11._runtime.docker.images.order import build_order
from pytest_vx11._runtime.docker.naming import Naming

_POLICIES = {"if_not_present": "missing", "": "missing", "daily": "always", "weekly": "always"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Each image once, and which one each service has: its builder's name, or what `pulled` gives."""

    builds: Sequence[BuildOrder]
    pulls: Sequence[PullOrder]
    of: Mapping[str, str]


def plan(services: Iterable[Service], project: Project, naming: Naming, root: str) -> Plan:
    """Return what is to be done; raises Unavailable with all that cannot be."""
    builds: dict[str, BuildOrder] = {}
    pulls: dict[str, PullOrder] = {}
    of: dict[str, str] = {}
    reasons: list[str] = []
    for service in services:
        try:
            builder = _builder(service, project)
            if builder is not None:
                order = build_order(builder, naming, root)
                assert order is not None
                builds[builder.name], of[service.name] = order, builder.name
            else:
                pull = _pull(service)
                before = pulls.get(pull.reference)
                pulls[pull.reference] = _both(before, pull) if before else pull
                of[service.name] = pulled(pull)
        except NotBrought as error:
            reasons.append(str(error))
    if reasons:
        raise Unavailable(tuple(dict.fromkeys(reasons)))
    return Plan(builds=tuple(builds.values()), pulls=tuple(pulls.values()), of=of)


def pulled(order: PullOrder) -> str:
    """Return by what a plan knows an image that is not built; no service is called so."""
    return f"image {order.reference}"


def _builder(service: Service, project: Project) -> Service | None:
    """Return the service whose build makes the image: itself, or one that gives its image the name that is wanted."""
    with asked(f"{service.name}: its image cannot be known"):
        if service.build is not None:
            return service
        image = service.image
    for other in project.services.values() if image is not None else ():
        if "build" in other.body and (said := other.body.get("image")) and image and said == image.value:
            return other
    return None


def _pull(service: Service) -> PullOrder:
    with asked(f"{service.name}: its image cannot be known"):
        image, policy = service.image, fields.text(service.raw, "pull_policy")
        platform = fields.text(service.raw, "platform")
        if image is None:
            raise NotBrought(f"{service.name}: it has neither `image` nor `build` ({service.place}); give it one")
        said = policy.value if policy else ""
        # every_12h and the like: a run is no such span.
        said = "always" if said.startswith("every_") else _POLICIES.get(said, said)
        return PullOrder(
            reference=image.value,
            services=(service.name,),
            policy=said,
            platform=platform.value if platform else None,
            place=image.place,
        )


def _both(one: PullOrder, other: PullOrder) -> PullOrder:
    # Who wants it fresh gets it so; who allows less is no worse for it.
    policy = "always" if "always" in (one.policy, other.policy) else one.policy
    return replace(one, services=(*one.services, *other.services), policy=policy)
