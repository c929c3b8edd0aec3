"""Mounts, secrets and configs, as the engine is told."""

from __future__ import annotations

from pathlib import Path

from pytest_vx11._runtime.docker.spec import Copied
from tests.runtime.docker.spec.specs import MARKS, OWN, host_of, spec_of, web

GRANTED = """\
secrets:
  key: {file: ./keys/key}
  token: {environment: SHOP_TOKEN}
configs:
  motd: {content: "hello\\n"}
  site: {file: site.conf}
"""


def test_folders_of_the_host_are_made_where_they_are_missing(tmp_path: Path) -> None:
    host = host_of(
        tmp_path,
        "volumes:",
        "  - ./src:/src:ro,z",
        "  - /srv/data:/data:rshared",
        "  - {type: bind, source: ., target: /all}",
        "  - {type: bind, source: ./b, target: /b, bind: {propagation: rslave, selinux: Z}}",
    )
    assert host["Binds"] == [
        f"{tmp_path}/src:/src:ro,z",
        "/srv/data:/data:rw,rshared",
        f"{tmp_path}:/all:rw",
        f"{tmp_path}/b:/b:rw,rslave,Z",
    ]
    assert "Mounts" not in host


def test_a_folder_that_may_not_be_made_is_a_mount(tmp_path: Path) -> None:
    line = "volumes: [{type: bind, source: ./s, target: /s, read_only: true, bind: {create_host_path: false}}]"
    mount = {"Type": "bind", "Source": f"{tmp_path}/s", "Target": "/s", "ReadOnly": True}
    assert host_of(tmp_path, line)["Mounts"] == [mount]
    newer = host_of(tmp_path, line, api=(1, 44))["Mounts"]
    assert newer == [{**mount, "BindOptions": {"CreateMountpoint": False}}]


def test_a_mount_that_leaves_out_what_lies_below_is_a_mount(tmp_path: Path) -> None:
    line = "volumes: [{type: bind, source: ./s, target: /s, bind: {recursive: disabled}}]"
    assert host_of(tmp_path, line)["Mounts"][0]["BindOptions"] == {"NonRecursive": True}


def test_volumes_are_the_runs_own(tmp_path: Path) -> None:
    text = web(
        "volumes:",
        "  - data:/data",
        "  - data:/again:ro,nocopy",
        "  - /anonymous",
        "  - {type: volume, source: more, target: /more, volume: {nocopy: true}}",
    )
    spec = spec_of(tmp_path, text + "volumes: {data: {}, more: {external: true}}\n")
    assert spec.volumes == ("data", "more")
    data, again, anonymous, more = spec.body["HostConfig"]["Mounts"]
    assert data == {"Type": "volume", "Source": f"{OWN}data", "Target": "/data"}
    assert again["VolumeOptions"] == {"NoCopy": True}
    assert again["ReadOnly"] is True
    assert anonymous.keys() == {"Type", "Target", "VolumeOptions"}
    assert anonymous["VolumeOptions"]["Labels"] == {**MARKS, "vx11.service": "web"}
    assert (more["Source"], more["VolumeOptions"]) == (f"{OWN}more", {"NoCopy": True})


def test_a_part_of_a_volume_is_for_newer_engines(tmp_path: Path) -> None:
    text = web("volumes: [{type: volume, source: v, target: /v, volume: {subpath: a/b}}]") + "volumes: {v: }\n"
    mount = spec_of(tmp_path, text, api=(1, 45)).body["HostConfig"]["Mounts"][0]
    assert mount["VolumeOptions"] == {"Subpath": "a/b"}


def test_memory_is_mounted_in_both_ways(tmp_path: Path) -> None:
    host = host_of(
        tmp_path,
        "read_only: true",
        "tmpfs: ['/run', '/tmp:size=64m,mode=1777']",
        "volumes: [{type: tmpfs, target: /cache, tmpfs: {size: 1m, mode: 0o1770}}, {type: tmpfs, target: /c2}]",
    )
    assert host["ReadonlyRootfs"] is True
    assert host["Tmpfs"] == {"/run": "", "/tmp": "size=64m,mode=1777"}
    assert host["Mounts"] == [
        {"Type": "tmpfs", "Target": "/cache", "TmpfsOptions": {"SizeBytes": 1024**2, "Mode": 0o1770}},
        {"Type": "tmpfs", "Target": "/c2"},
    ]


def test_secrets_and_configs_of_files_are_mounted(tmp_path: Path) -> None:
    text = web("secrets: [key, {source: key, target: other}]", "configs: [{source: site, target: /etc/site.conf}]")
    assert spec_of(tmp_path, text + GRANTED).body["HostConfig"]["Mounts"] == [
        {"Type": "bind", "Source": f"{tmp_path}/keys/key", "Target": "/run/secrets/key", "ReadOnly": True},
        {"Type": "bind", "Source": f"{tmp_path}/keys/key", "Target": "/run/secrets/other", "ReadOnly": True},
        {"Type": "bind", "Source": f"{tmp_path}/site.conf", "Target": "/etc/site.conf", "ReadOnly": True},
    ]


def test_a_mount_of_the_same_target_goes_over_a_secret(tmp_path: Path) -> None:
    text = web("secrets: [key]", "volumes: ['./mine:/run/secrets/key']")
    host = spec_of(tmp_path, text + GRANTED).body["HostConfig"]
    assert host["Binds"] == [f"{tmp_path}/mine:/run/secrets/key:rw"]
    assert "Mounts" not in host


def test_secrets_and_configs_that_no_file_holds_are_copied(tmp_path: Path) -> None:
    text = web("secrets: [{source: token, uid: '7', gid: '8', mode: 0o400}]", "configs: [motd]") + GRANTED
    spec = spec_of(tmp_path, text, environ={"SHOP_TOKEN": "s3cr3t"})
    assert spec.files == (
        Copied(path="/run/secrets/token", content=b"s3cr3t", mode=0o400, uid=7, gid=8),
        Copied(path="/motd", content=b"hello\n", mode=0o444, uid=0, gid=0),
    )
    assert "s3cr3t" not in repr(spec)
