"""What the host gives a container, and keeps from it, as the engine is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.docker.spec.specs import host_of

MANY: list[tuple[str, dict[str, Any]]] = [
    ("cap_add: [NET_ADMIN]", {"CapAdd": ["NET_ADMIN"]}),
    ("cap_drop: [ALL]", {"CapDrop": ["ALL"]}),
    ("privileged: true", {"Privileged": True}),
    ("init: true", {"Init": True}),
    ("ipc: host", {"IpcMode": "host"}),
    ("pid: host", {"PidMode": "host"}),
    ("uts: host", {"UTSMode": "host"}),
    ("userns_mode: host", {"UsernsMode": "host"}),
    ("cgroup: private", {"CgroupnsMode": "private"}),
    ("cgroup_parent: shop", {"CgroupParent": "shop"}),
    ("group_add: [mail, 100]", {"GroupAdd": ["mail", "100"]}),
    ("sysctls: [net.core.somaxconn=1024]", {"Sysctls": {"net.core.somaxconn": "1024"}}),
    ("sysctls: {net.ipv4.tcp_syncookies: 0}", {"Sysctls": {"net.ipv4.tcp_syncookies": "0"}}),
    ("device_cgroup_rules: ['c 1:3 mr']", {"DeviceCgroupRules": ["c 1:3 mr"]}),
    ("runtime: runc", {"Runtime": "runc"}),
    ("storage_opt: {size: 1G}", {"StorageOpt": {"size": "1G"}}),
    ("security_opt: [no-new-privileges, 'label:disable']", {"SecurityOpt": ["no-new-privileges", "label:disable"]}),
    ("security_opt: [seccomp=unconfined]", {"SecurityOpt": ["seccomp=unconfined"]}),
    ("security_opt: ['systempaths=unconfined']", {"MaskedPaths": [], "ReadonlyPaths": []}),
    (
        "logging: {driver: json-file, options: {max-size: 1m, max-file: 3}}",
        {"LogConfig": {"Type": "json-file", "Config": {"max-size": "1m", "max-file": "3"}}},
    ),
    ("restart: unless-stopped", {"RestartPolicy": {"Name": "unless-stopped"}}),
    ("restart: on-failure:3", {"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}}),
    ("restart: 'no'", {"RestartPolicy": {"Name": "no"}}),
    ("deploy: {restart_policy: {condition: any}}", {"RestartPolicy": {"Name": "always"}}),
    ("deploy: {restart_policy: {delay: 5s}}", {"RestartPolicy": {"Name": "no"}}),
    ("mem_limit: 512m", {"Memory": 512 * 1024**2}),
    ("memswap_limit: -1", {"MemorySwap": -1}),
    ("mem_reservation: 1m", {"MemoryReservation": 1024**2}),
    ("mem_swappiness: 0", {"MemorySwappiness": 0}),
    ("oom_kill_disable: true", {"OomKillDisable": True}),
    ("oom_score_adj: -500", {"OomScoreAdj": -500}),
    ("cpus: 0.5", {"NanoCpus": 500_000_000}),
    ("cpus: '1.5'", {"NanoCpus": 1_500_000_000}),
    ("cpu_shares: 512", {"CpuShares": 512}),
    ("cpu_quota: 50000", {"CpuQuota": 50_000}),
    ("cpu_period: 20ms", {"CpuPeriod": 20_000}),
    ("cpu_rt_runtime: '95000'", {"CpuRealtimeRuntime": 95_000}),
    ("cpuset: 0-1", {"CpusetCpus": "0-1"}),
    ("pids_limit: 100", {"PidsLimit": 100}),
    ("shm_size: 64m", {"ShmSize": 64 * 1024**2}),
    (
        "ulimits: {nproc: 65535, nofile: {soft: 10, hard: 20}}",
        {"Ulimits": [{"Name": "nproc", "Soft": 65535, "Hard": 65535}, {"Name": "nofile", "Soft": 10, "Hard": 20}]},
    ),
    (
        "deploy: {resources: {limits: {cpus: '0.25', memory: 64m, pids: 9}, reservations: {memory: 32m}}}",
        {"NanoCpus": 250_000_000, "Memory": 64 * 1024**2, "PidsLimit": 9, "MemoryReservation": 32 * 1024**2},
    ),
    (
        "blkio_config: {weight: 300, weight_device: [{path: /dev/sda, weight: 400}]}",
        {"BlkioWeight": 300, "BlkioWeightDevice": [{"Path": "/dev/sda", "Weight": 400}]},
    ),
    (
        "blkio_config: {device_read_bps: [{path: /dev/sda, rate: 12mb}], device_write_iops: [{path: /dev/a, rate: 5}]}",
        {
            "BlkioDeviceReadBps": [{"Path": "/dev/sda", "Rate": 12 * 1024**2}],
            "BlkioDeviceWriteIOps": [{"Path": "/dev/a", "Rate": 5}],
        },
    ),
    (
        "devices: ['/dev/null:/dev/xnull:r', '/dev/zero', {source: /dev/full, target: /dev/f}]",
        {
            "Devices": [
                {"PathOnHost": "/dev/null", "PathInContainer": "/dev/xnull", "CgroupPermissions": "r"},
                {"PathOnHost": "/dev/zero", "PathInContainer": "/dev/zero", "CgroupPermissions": "rwm"},
                {"PathOnHost": "/dev/full", "PathInContainer": "/dev/f", "CgroupPermissions": "rwm"},
            ]
        },
    ),
    (
        "devices: ['vendor.com/gpu=all']",
        {"DeviceRequests": [{"Driver": "cdi", "DeviceIDs": ["vendor.com/gpu=all"]}]},
    ),
    ("gpus: all", {"DeviceRequests": [{"Count": -1, "Capabilities": [["gpu"]]}]}),
    (
        "gpus: [{driver: nvidia, count: 2}]",
        {"DeviceRequests": [{"Driver": "nvidia", "Count": 2, "Capabilities": [["gpu"]]}]},
    ),
    (
        "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], device_ids: ['0'], options: {a: b}}]}}}",
        {"DeviceRequests": [{"DeviceIDs": ["0"], "Capabilities": [["gpu"]], "Options": {"a": "b"}}]},
    ),
]


@pytest.mark.parametrize(("line", "fields"), MANY, ids=[line.replace("\n", " ")[:40] for line, _ in MANY])
def test_a_key_becomes_its_fields_and_no_others(tmp_path: Path, line: str, fields: dict[str, Any]) -> None:
    host = host_of(tmp_path, line)
    assert {key: value for key, value in host.items() if key != "NetworkMode"} == fields


def test_the_text_of_a_seccomp_profile_is_sent_and_not_its_path(tmp_path: Path) -> None:
    (tmp_path / "profile.json").write_text(json.dumps({"defaultAction": "SCMP_ACT_ALLOW"}, indent=4))
    options = host_of(tmp_path, "security_opt: ['seccomp=profile.json']")["SecurityOpt"]
    assert options == ['seccomp={"defaultAction":"SCMP_ACT_ALLOW"}']


def test_annotations_are_for_newer_engines(tmp_path: Path) -> None:
    assert "Annotations" not in host_of(tmp_path, "annotations: {a: b}")
    assert host_of(tmp_path, "annotations: {a: b}", api=(1, 43))["Annotations"] == {"a": "b"}
