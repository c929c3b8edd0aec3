"""The networks of a container, and its names on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runtime.docker.spec.specs import OWN, body_of, host_of, refusals, spec_of, web

TWO = """\
networks: {front: {ipam: {config: [{subnet: 10.9.0.0/24}]}}, back: {}}
"""


def test_the_first_network_comes_with_the_container_and_the_others_after_it(tmp_path: Path) -> None:
    text = web(
        "container_name: w1",
        "mac_address: '02:42:ac:11:00:02'",
        "networks:",
        "  back: {aliases: [b, web]}",
        "  front: {priority: 5, ipv4_address: 10.9.0.7, link_local_ips: [169.254.8.8], driver_opts: {o: 1}}",
    )
    spec = spec_of(tmp_path, text + TWO)
    assert spec.networks == ("front", "back")
    assert spec.body["HostConfig"]["NetworkMode"] == f"{OWN}front"
    assert spec.body["MacAddress"] == "02:42:ac:11:00:02"
    assert spec.body["NetworkingConfig"]["EndpointsConfig"] == {
        f"{OWN}front": {
            "Aliases": ["w1", "web"],
            "IPAMConfig": {"IPv4Address": "10.9.0.7", "LinkLocalIPs": ["169.254.8.8"]},
            "DriverOpts": {"o": "1"},
        }
    }
    assert spec.endpoints == ((f"{OWN}back", {"Aliases": ["w1", "web", "b"]}),)


def test_networks_of_one_priority_go_by_name(tmp_path: Path) -> None:
    assert spec_of(tmp_path, web("networks: [front, back]") + TWO).networks == ("back", "front")


def test_an_address_is_left_out_where_its_subnet_is(tmp_path: Path) -> None:
    text = web("networks: {front: {ipv4_address: 10.9.0.7}}")
    own = spec_of(tmp_path, text + TWO, own=True)
    assert own.body["NetworkingConfig"]["EndpointsConfig"] == {f"{OWN}front": {"Aliases": ["shop-web-1", "web"]}}
    other = spec_of(tmp_path, text + "networks: {front: {external: true}}\n")
    assert "IPAMConfig" not in other.body["NetworkingConfig"]["EndpointsConfig"][f"{OWN}front"]


def test_a_newer_engine_has_an_address_for_each_network(tmp_path: Path) -> None:
    text = web(
        "networks:",
        "  back: {mac_address: '02:42:ac:11:00:02', gw_priority: 3, interface_name: eth9}",
        "  front: {mac_address: '02:42:ac:11:00:03'}",
    )
    spec = spec_of(tmp_path, text + TWO, api=(1, 48))
    assert "MacAddress" not in spec.body
    back = spec.body["NetworkingConfig"]["EndpointsConfig"][f"{OWN}back"]
    assert (back["MacAddress"], back["GwPriority"]) == ("02:42:ac:11:00:02", 3)
    assert back["DriverOpts"] == {"com.docker.network.endpoint.ifname": "eth9"}
    assert spec.endpoints[0][1]["MacAddress"] == "02:42:ac:11:00:03"
    assert refusals(tmp_path, text + TWO) == [
        "6: interface_name needs an engine with API 1.48, and this one has 1.41",
        "7: a MAC address on more than one network needs an engine with API 1.44, and this one has 1.41",
    ]


@pytest.mark.parametrize("mode", ["none", "host", "bridge"])
def test_a_mode_of_the_engine_takes_the_place_of_networks(tmp_path: Path, mode: str) -> None:
    spec = spec_of(tmp_path, web(f"network_mode: {mode}"))
    assert spec.body["HostConfig"]["NetworkMode"] == mode
    assert spec.body["NetworkingConfig"] == {"EndpointsConfig": {}}
    assert spec.networks == ()


def test_what_is_shared_with_a_service_is_shared_with_its_container(tmp_path: Path) -> None:
    lines = ("network_mode: service:db", "pid: container:shop-db-1", "ipc: service:db", "volumes_from: ['db:ro']")
    text = web(*lines) + "  db: {image: d}\n"
    fixed = spec_of(tmp_path, text).body["HostConfig"]
    own = spec_of(tmp_path, text, own=True).body["HostConfig"]
    for host, name in ((fixed, "shop-db-1"), (own, f"{OWN}db")):
        assert (host["NetworkMode"], host["PidMode"], host["IpcMode"]) == (f"container:{name}",) * 3
        assert host["VolumesFrom"] == [f"{name}:ro"]


def test_the_container_of_nobody_here_keeps_its_name(tmp_path: Path) -> None:
    host = host_of(tmp_path, "network_mode: container:elsewhere", "volumes_from: ['container:stock:ro']", own=True)
    assert (host["NetworkMode"], host["VolumesFrom"]) == ("container:elsewhere", ["stock:ro"])


def test_links_name_the_container_three_times(tmp_path: Path) -> None:
    text = web("links: ['db:database', db]", "external_links: ['shop-db-1:old']") + "  db: {image: d}\n"
    spec = spec_of(tmp_path, text, own=True)
    assert spec.body["NetworkingConfig"]["EndpointsConfig"][f"{OWN}default"]["Links"] == [
        f"{OWN}db:database",
        f"{OWN}db:db-1",
        f"{OWN}db:shop-db-1",
        f"{OWN}db:db",
        f"{OWN}db:old",
    ]
    assert "Links" not in spec.body["HostConfig"]
    bridge = web("links: [db]", "network_mode: bridge") + "  db: {image: d}\n"
    assert spec_of(tmp_path, bridge).body["HostConfig"]["Links"][0] == "shop-db-1:db"


def test_names_are_looked_up_as_the_file_says(tmp_path: Path) -> None:
    host = host_of(
        tmp_path,
        "extra_hosts: ['one:10.0.0.1', 'six=::1', 'gate=host-gateway', 'box:[::2]']",
        "dns: 10.0.0.53",
        "dns_search: [shop.test]",
        "dns_opt: ['ndots:1']",
    )
    assert host["ExtraHosts"] == ["one:10.0.0.1", "six:::1", "gate:host-gateway", "box:::2"]
    assert (host["Dns"], host["DnsSearch"], host["DnsOptions"]) == (["10.0.0.53"], ["shop.test"], ["ndots:1"])
    mapped = host_of(tmp_path, "extra_hosts: {one: 10.0.0.1, two: [10.0.0.2, '::2']}")
    assert mapped["ExtraHosts"] == ["one:10.0.0.1", "two:10.0.0.2", "two:::2"]


def test_an_address_of_the_container_goes_with_a_mode_too(tmp_path: Path) -> None:
    mac = "02:42:ac:11:00:09"
    assert body_of(tmp_path, f"mac_address: '{mac}'", "network_mode: bridge", api=(1, 44))["MacAddress"] == mac
