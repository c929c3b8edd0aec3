"""Networks and volumes, as the engine is told."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._errors import Unseen
from pytest_vx11._runtime.docker.spec import network_body, volume_body
from tests.runtime.docker.spec.specs import MARKS, OWN, naming, project_of, web

FULL = (
    web("networks: [net]", "volumes: ['vol:/v']")
    + """\
networks:
  net:
    name: the-net
    driver: bridge
    driver_opts: {com.docker.network.bridge.name: br7, com.docker.network.driver.mtu: 1400}
    internal: true
    attachable: true
    enable_ipv6: true
    labels: {tier: back, vx11.run: mine}
    ipam:
      driver: default
      options: {a: b}
      config:
        - {subnet: 10.9.0.0/24, ip_range: 10.9.0.128/25, gateway: 10.9.0.1, aux_addresses: {h: 10.9.0.2}}
        - {subnet: "fd00:9::/64"}
volumes:
  vol: {name: the-vol, driver: local, driver_opts: {type: none, o: bind, device: ./data}, labels: [tier=back]}
"""
)


def network(root: Path, text: str, key: str, **more: Any) -> dict[str, Any]:
    return network_body(project_of(root, text), key, naming(**more))


def volume(root: Path, text: str, key: str) -> dict[str, Any]:
    return volume_body(project_of(root, text), key, naming())


def test_a_network_is_made_as_the_file_says_under_a_name_of_the_runs(tmp_path: Path) -> None:
    assert network(tmp_path, FULL, "net") == {
        "Name": f"{OWN}net",
        "CheckDuplicate": True,
        "Driver": "bridge",
        "Options": {"com.docker.network.bridge.name": "br7", "com.docker.network.driver.mtu": "1400"},
        "IPAM": {
            "Driver": "default",
            "Config": [
                {
                    "Subnet": "10.9.0.0/24",
                    "IPRange": "10.9.0.128/25",
                    "Gateway": "10.9.0.1",
                    "AuxiliaryAddresses": {"h": "10.9.0.2"},
                },
                {"Subnet": "fd00:9::/64"},
            ],
            "Options": {"a": "b"},
        },
        "Internal": True,
        "EnableIPv6": True,
        "Attachable": True,
        "Labels": {**MARKS, "tier": "back", "vx11.key": "net", "vx11.name": "the-net"},
    }


def test_two_runs_share_neither_a_subnet_nor_a_bridge(tmp_path: Path) -> None:
    one = network(tmp_path, FULL, "net", own=True)
    other = network(tmp_path, FULL, "net", own=True, run_id="fedcba9876543210")
    assert one["Options"] == {"com.docker.network.driver.mtu": "1400"}
    subnets = [ipaddress.ip_network(pool["Subnet"]) for body in (one, other) for pool in body["IPAM"]["Config"]]
    assert len(subnets) == 2
    assert not subnets[0].overlaps(subnets[1])
    assert all(each.version == 6 and each.is_private for each in subnets)


def test_an_implied_network_is_a_plain_one(tmp_path: Path) -> None:
    assert network(tmp_path, web(), "default") == {
        "Name": f"{OWN}default",
        "CheckDuplicate": True,
        "Driver": "bridge",
        "Labels": {**MARKS, "vx11.key": "default", "vx11.name": "shop_default"},
    }


def test_what_is_external_has_a_plain_one_in_its_place(tmp_path: Path) -> None:
    text = web("networks: [net]", "volumes: ['vol:/v']") + "networks: {net: {external: true, name: corp}}\n"
    text += "volumes: {vol: {external: true}}\n"
    net, vol = network(tmp_path, text, "net"), volume(tmp_path, text, "vol")
    assert (net["Name"], net["Driver"], net["Labels"]["vx11.name"]) == (f"{OWN}net", "bridge", "corp")
    assert vol == {"Name": f"{OWN}vol", "Driver": "local", "Labels": {**MARKS, "vx11.key": "vol", "vx11.name": "vol"}}


def test_a_volume_is_made_as_the_file_says(tmp_path: Path) -> None:
    assert volume(tmp_path, FULL, "vol") == {
        "Name": f"{OWN}vol",
        "Driver": "local",
        "DriverOpts": {"type": "none", "o": "bind", "device": f"{tmp_path}/data"},
        "Labels": {**MARKS, "tier": "back", "vx11.key": "vol", "vx11.name": "the-vol"},
    }


@pytest.mark.parametrize("body", ["{external: true, name: host}", "{driver: host}", "{enable_ipv4: false}"])
def test_a_network_that_cannot_be_made_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(Unseen):
        network(tmp_path, web("networks: [net]") + f"networks: {{net: {body}}}\n", "net")
