"""What cannot be started is told before anything is, all of it at once."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.rules.shapes import SERVICE
from pytest_vx11._runtime.docker.spec import container_spec, problems_of
from pytest_vx11._runtime.docker.spec.keys import DEPLOYED, DONE, HARMLESS, REFUSED, SWARM
from pytest_vx11._runtime.docker.spec.model import Cannot
from pytest_vx11._source.place import Place
from tests.runtime.docker.spec.specs import naming, project_of, refusals, web


def test_every_key_of_a_service_is_decided_once() -> None:
    decided = [*DONE, *HARMLESS, *REFUSED]
    assert sorted(decided) == sorted(SERVICE.keys or ())


def test_every_key_of_deploy_is_decided_once() -> None:
    deploy = (SERVICE.keys or {})["deploy"]
    assert sorted([*SWARM, *DEPLOYED]) == sorted(deploy.keys or ())


def test_all_that_is_refused_comes_at_once_and_in_order(tmp_path: Path) -> None:
    text = web(
        "provider: {type: cloud}",
        "network_mode: corp",
        "isolation: hyperv",
        "external_links: [theirs]",
        "secrets: [ext, unset]",
        "volumes: [{type: npipe, source: a, target: /a}]",
        "restart: always:3",
        "post_start: [{command: 'true'}]",
    )
    text += "secrets: {ext: {external: true}, unset: {environment: VX11_SURELY_NOT_SET}}\n"
    assert refusals(tmp_path, text) == [
        "5: what another program provides is not started here",
        '6: network_mode names a network of somebody else\'s, "corp"',
        "7: isolation is a matter of Windows",
        '8: external_links names a container of somebody else\'s, "theirs"',
        "9: the secret ext is external, which only a swarm has",
        "10: a mount of the type npipe is not made here",
        "11: the engine counts no attempts with the restart policy always",
        "12: hooks are not run here",
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("volumes: ['C:/data:/d']",), '"C:/data" is a path of Windows'),
        (("volumes: [{type: volume, source: v, target: /v, volume: {subpath: a}}]",), "a subpath of a volume needs"),
        (
            ("volumes: [{type: bind, source: ., target: /v, bind: {selinux: z, create_host_path: false}}]",),
            "selinux goes with no other option of a bind",
        ),
        (("volumes: [{type: bind, source: ., target: /v, bind: {recursive: readonly}}]",), "recursive: readonly needs"),
        (("security_opt: [seccomp=missing.json]",), "the seccomp profile cannot be read: FileNotFoundError"),
        (("security_opt: [seccomp=/etc/passwd]",), "the seccomp profile lies outside of the tree"),
        (
            ("ports: ['80']", "network_mode: 'service:db'"),
            "a container in the network of another one publishes no ports",
        ),
        (("secrets: [unset]",), "the secret unset comes from the variable VX11_SURELY_NOT_SET, which is not set here"),
        (("configs: [text]", "read_only: true"), "the config text cannot be copied into a container that is read-only"),
        (("networks: [hosts]",), 'the network hosts is the engine\'s own "host", for which none can stand in'),
        (("label_file: labels",), "labels are not read from files here"),
    ],
)
def test_a_refusal_says_what_is_not_done(tmp_path: Path, lines: tuple[str, ...], message: str) -> None:
    more = "  db: {image: d}\nvolumes: {v: }\nsecrets: {unset: {environment: VX11_SURELY_NOT_SET}}\n"
    more += "configs: {text: {content: hello}}\nnetworks: {hosts: {external: true, name: host}}\n"
    (found,) = refusals(tmp_path, web(*lines) + more)
    assert message in found


def test_the_hosts_own_network_has_no_free_ports(tmp_path: Path) -> None:
    text = web("network_mode: host")
    assert refusals(tmp_path, text) == []
    assert refusals(tmp_path, text, free_ports=True) == [
        "5: a service on the host's own network takes the ports that it likes, not free ones"
    ]


def test_what_is_not_known_here_is_told_with_its_place(tmp_path: Path) -> None:
    text = web("environment:", "  A: '${VX11_SURELY_NOT_SET:?}'", "  B: '${VX11_NOR_THIS:?}'", "user: '${VX11_THIS:?}'")
    project = project_of(tmp_path, text)
    found = problems_of(project.services["web"], project)
    assert [each.place.line for each in found if each.place] == [6, 7, 8]
    with pytest.raises(Unseen):
        container_spec(
            project.services["web"],
            project,
            image="web:1",
            naming=naming(),
            free_ports=False,
            folder=str(tmp_path),
        )


def test_a_network_that_is_not_known_here_is_told_with_its_place(tmp_path: Path) -> None:
    text = web("networks: [net]") + "networks:\n  net: {driver: '${VX11_SURELY_NOT_SET:?}'}\n"
    project = project_of(tmp_path, text)
    (found,) = problems_of(project.services["web"], project)
    assert found.place is not None
    assert found.place.line == 7


def test_an_env_file_that_is_not_here_is_told_of_once(tmp_path: Path) -> None:
    project = project_of(tmp_path, web("env_file: missing.env"))
    assert len(problems_of(project.services["web"], project)) == 1


def test_a_secret_that_a_variable_put_in_is_in_no_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VX11_HIDDEN", "s3cr3t")
    lines = ("network_mode: '${VX11_HIDDEN}'", "external_links: ['${VX11_HIDDEN}:a']", "cpus: '${VX11_HIDDEN}'")
    project = project_of(tmp_path, web(*lines))
    found = [str(each) for each in problems_of(project.services["web"], project)]
    assert len(found) == 3
    assert "s3cr3t" not in " ".join(found)


def test_a_refusal_can_be_handed_between_processes() -> None:
    error = Cannot("no", (Place("/a", 1),), "do")
    again = pickle.loads(pickle.dumps(error))
    assert (again.reason, again.places, again.hint) == ("no", (Place("/a", 1),), "do")
