"""Holding a container's name, image and user against the canon's."""

from __future__ import annotations

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.container.declared import are_root
from pytest_vx11._facets.container.references import is_image
from pytest_vx11._facets.shared.compose import differs
from pytest_vx11._observe.containers import Container
from pytest_vx11._observe.containers.images import DigestsNeed, ImageIdNeed
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.values import show

_ID = "sha256:"


def judge_real_name(check: Check, container: Container, _: Sight) -> Judged:
    """Compare names."""
    if container.name == str(check.expected):
        return Judged(actual=container.name)
    message = (
        f"the container of {check.service} is called {show(container.name)}, the canon wants {show(check.expected)}"
    )
    hint = f"make it anew with container_name: {show(check.expected)}, or change the canon"
    return differs(check, "VX240", message, container.name, (), hint=hint)


def judge_real_image(check: Check, container: Container, sight: Sight) -> Judged:
    """Compare references, or what they lead to where one says so by its digest or its id."""
    wanted = str(check.expected)
    if not _is_of(check, container, sight, wanted):
        message = f"the container of {check.service} runs {show(container.image)}, the canon wants {show(wanted)}"
        hint = f"make it anew with image: {show(wanted)}, or change the canon"
        return differs(check, "VX241", message, container.image, (), hint=hint)
    older = () if _is_pinned(wanted) else _older(check, container, sight)
    return Judged(actual=container.image, findings=older)


def _is_of(check: Check, container: Container, sight: Sight, wanted: str) -> bool:
    _, at, digest = wanted.rpartition("@")
    if at or wanted.startswith(_ID):
        digests = sight.see(DigestsNeed(check.system, container.image_id))
        return digest == container.image_id or any(each.endswith(f"@{digest}") for each in digests)
    if not container.image.startswith(_ID):
        return is_image(container.image, wanted)
    # It was made from an image's id, so that only what the wanted reference leads to can be compared.
    found = sight.see(ImageIdNeed(check.system, wanted))
    if found is None:
        raise Unseen(
            "its container was made from the id of an image, and the engine does not know the canon's reference"
        )
    return found == container.image_id


def judge_built(check: Check, container: Container, sight: Sight, *, declared: Check) -> Judged:
    """A run builds what the Compose file declares; of another container nobody knows, but for an older image."""
    if container.made_here and declared.judge is not None:
        return declared.judge(declared, sight)
    older = _older(check, container, sight)
    if not older:
        raise Unseen("a container does not show where its image was built from")
    return Judged(actual=container.image, findings=older)


def _is_pinned(reference: str) -> bool:
    return "@" in reference or reference.startswith(_ID)


def _older(check: Check, container: Container, sight: Sight) -> tuple[Finding, ...]:
    """Return what is said of a container whose image is no longer the one that its tag names; a run makes its own."""
    reference = container.image_reference
    if container.made_here or not reference or _is_pinned(reference):
        return ()
    now = sight.see(ImageIdNeed(check.system, reference))
    if now is None or now == container.image_id:
        return ()
    finding = Finding(
        code="VX242",
        subject=f"{check.service}:image",
        message=f"the container of {check.service} runs an older image than {show(reference)} names now",
        expected=now,
        actual=container.image_id,
        hint="make the container anew: `docker compose up -d` does",
    )
    return (finding,)


def judge_real_user(check: Check, container: Container, _: Sight) -> Judged:
    """Compare the user that the container was made with, or its image's; none is root."""
    actual = container.user or "root"
    wanted = str(check.expected)
    if actual == wanted or are_root(actual, wanted):
        return Judged(actual=actual)
    message = f"the container of {check.service} runs as {show(actual)}, the canon wants {show(wanted)}"
    hint = f'make it anew with user: "{show(wanted)}", or change the canon'
    return differs(check, "VX247", message, actual, (), hint=hint)
