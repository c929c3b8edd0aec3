"""A system that somebody has brought up with Compose: found, checked, and left as it is."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_vx11._observe.containers import labels
from tests.docker.shop import MADE_FOR, PROGRAM, Shop

pytestmark = pytest.mark.docker

TOKEN = {"SHOP_TOKEN": "planted-77aa01"}
#: Of the canon, what the containers that are made here by hand have to have.
CHOSEN = ("-m", "vx11_running", "--vx11-facet=endpoints,ports,resources", "-v")


class ByHand:
    """The shop's containers, as Compose would have made them."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.client = shop, shop.client
        self.ids: dict[str, str] = {}

    def up(self, *, labelled: bool) -> None:
        """Start them, with the labels of Compose or without."""
        for service, port in zip(("gateway", "orders"), self.shop.ports, strict=True):
            own = {labels.COMPOSE_SERVICE: service, labels.COMPOSE_NUMBER: "1"} if labelled else {}
            of_all = {labels.COMPOSE_PROJECT: "other", labels.COMPOSE_FOLDER: str(self.shop.path)} if labelled else {}
            made = self.client.create_container(
                self.shop.base_image,
                ["python3", "-c", PROGRAM, "80"],
                name=f"{self.shop.project}-gateway" if service == "gateway" else f"{self.shop.project}-{service}-1",
                environment=TOKEN,
                ports=[80],
                labels={MADE_FOR: self.shop.project, **own, **of_all},
                host_config=self.client.create_host_config(
                    port_bindings={80: port}, mem_limit="64m", restart_policy={"Name": "unless-stopped"}
                ),
            )
            self.client.start(made)
            self.ids[service] = made["Id"]

    def states(self) -> list[Any]:
        """Return all that a run could change of them."""
        seen = [self.client.inspect_container(each) for each in self.ids.values()]
        return [
            (each["Id"], each["State"]["StartedAt"], each["State"]["Status"], each["RestartCount"]) for each in seen
        ]


@pytest.fixture
def by_hand(shop: Shop) -> ByHand:
    return ByHand(shop)


def test_containers_of_compose_are_found_by_its_labels_and_left_alone(by_hand: ByHand) -> None:
    shop = by_hand.shop
    by_hand.up(labelled=True)
    before = by_hand.states()
    attached = shop.run("--vx11-runtime=attach", *CHOSEN, **TOKEN)
    assert attached.returncode == 0, attached.stdout
    assert "orders::ports::" in attached.stdout
    assert "gateway::resources::memory[running] PASSED" in attached.stdout
    auto = shop.run("--vx11-runtime=auto", "-n", "2", *CHOSEN, **TOKEN)
    assert auto.returncode == 0, auto.stdout
    assert (
        "vx11: runtime attach: the engine already runs 2 containers that Compose started from this folder"
        in auto.stdout
    )
    assert by_hand.states() == before
    assert shop.containers() == []

    by_hand.client.stop(by_hand.ids["orders"], timeout=0)
    before = by_hand.states()
    stopped = shop.run("--vx11-runtime=attach", *CHOSEN, "--vx11-report=json:report.json", **TOKEN)
    assert stopped.returncode == 1, stopped.stdout
    keys = shop.keys()
    assert "VX200:orders" in keys
    assert not any("gateway" in key for key in keys)
    assert by_hand.states() == before


def test_without_labels_they_are_found_by_the_canons_names(by_hand: ByHand) -> None:
    by_hand.up(labelled=False)
    attached = by_hand.shop.run("--vx11-runtime=attach", *CHOSEN, **TOKEN)
    assert attached.returncode == 0, attached.stdout
    assert "gateway::resources::memory[running] PASSED" in attached.stdout
    auto = by_hand.shop.run("--vx11-runtime=auto", "--collect-only", *CHOSEN, **TOKEN)
    assert "vx11: runtime none: " in auto.stdout
