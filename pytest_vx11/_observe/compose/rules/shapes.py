"""The shapes of the Compose specification: which keys there are, and what each may hold.

Fact: the specification's `compose-spec.json`, read in July 2026; keys that only newer releases know are allowed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pytest_vx11._observe.compose.rules.shape import Kind, Shape

_NAMES = re.compile(r"^[a-zA-Z0-9._-]+$", re.ASCII)


def _of(*kinds: Kind) -> Shape:
    joined = Kind(0)
    for kind in kinds:
        joined |= kind
    return Shape(joined)


def _keys(kind: Kind, required: str = "", /, **keys: Shape) -> Shape:
    return Shape(kind, keys=keys, required=tuple(required.split()))


def _all(names: str, shape: Shape) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), shape)


TEXT = _of(Kind.TEXT)
_WHOLE = _of(Kind.WHOLE, Kind.TEXT)
_NUMBER = _of(Kind.NUMBER, Kind.TEXT)
_PURE_NUMBER = _of(Kind.NUMBER)
_TRUTH = _of(Kind.TRUTH, Kind.TEXT)
_PURE_TRUTH = _of(Kind.TRUTH)
_ANY_MAP = _of(Kind.MAP)
_SCALAR = _of(Kind.TEXT, Kind.NUMBER, Kind.TRUTH, Kind.NOTHING)
_TEXTS = Shape(Kind.LIST, each=TEXT)
_TEXT_OR_TEXTS = Shape(Kind.TEXT | Kind.LIST, each=TEXT)
_NUMBERS = Shape(Kind.LIST, each=_NUMBER)
_COMMAND = Shape(Kind.TEXT | Kind.LIST | Kind.NOTHING, each=TEXT)
_PAIRS = Shape(Kind.MAP | Kind.LIST, each=_SCALAR, items=TEXT)
_OPTIONS = Shape(Kind.MAP, each=_NUMBER)
_HOSTS = Shape(Kind.MAP | Kind.LIST, each=_TEXT_OR_TEXTS, items=TEXT)
_ULIMITS = Shape(
    Kind.MAP,
    each=replace(_keys(Kind.MAP, "soft hard", soft=_WHOLE, hard=_WHOLE), kinds=Kind.MAP | Kind.WHOLE | Kind.TEXT),
)
_MOUNTED = Shape(
    Kind.LIST,
    each=_keys(Kind.MAP | Kind.TEXT, **_all("source target uid gid", TEXT), mode=_NUMBER),
)
_RATES = Shape(Kind.LIST, each=_keys(Kind.MAP, path=TEXT, rate=_WHOLE))
_WEIGHTS = Shape(Kind.LIST, each=_keys(Kind.MAP, path=TEXT, weight=_WHOLE))
_DEVICES = Shape(
    Kind.LIST,
    each=_keys(
        Kind.MAP, "capabilities", capabilities=_TEXTS, count=_WHOLE, device_ids=_TEXTS, driver=TEXT, options=_PAIRS
    ),
)
_HOOKS = Shape(
    Kind.LIST,
    each=_keys(
        Kind.MAP,
        **_all("image user working_dir", TEXT),
        **_all("privileged per_replica", _TRUTH),
        command=_COMMAND,
        environment=_PAIRS,
    ),
)
_BUILD = _keys(
    Kind.MAP | Kind.TEXT,
    **_all("context dockerfile dockerfile_inline network target isolation", TEXT),
    **_all("args additional_contexts labels ssh", _PAIRS),
    **_all("cache_from cache_to entitlements tags platforms", _TEXTS),
    **_all("no_cache pull privileged provenance sbom", _TRUTH),
    no_cache_filter=_TEXT_OR_TEXTS,
    shm_size=_WHOLE,
    extra_hosts=_HOSTS,
    secrets=_MOUNTED,
    ulimits=_ULIMITS,
)
_HEALTHCHECK = _keys(
    Kind.MAP,
    **_all("interval timeout start_period start_interval", TEXT),
    disable=_TRUTH,
    retries=_NUMBER,
    test=_TEXT_OR_TEXTS,
)
_UPDATE = _keys(
    Kind.MAP,
    **_all("delay failure_action monitor", TEXT),
    order=Shape(Kind.TEXT, words=("start-first", "stop-first")),
    parallelism=_WHOLE,
    max_failure_ratio=_NUMBER,
)
_DEPLOY = _keys(
    Kind.MAP | Kind.NOTHING,
    **_all("mode endpoint_mode", TEXT),
    **_all("rollback_config update_config", _UPDATE),
    replicas=_WHOLE,
    labels=_PAIRS,
    restart_policy=_keys(Kind.MAP, **_all("condition delay window", TEXT), max_attempts=_WHOLE),
    resources=_keys(
        Kind.MAP,
        limits=_keys(Kind.MAP, cpus=_NUMBER, memory=TEXT, pids=_WHOLE),
        reservations=_keys(
            Kind.MAP, cpus=_NUMBER, memory=TEXT, generic_resources=Shape(Kind.LIST, each=_ANY_MAP), devices=_DEVICES
        ),
    ),
    placement=_keys(
        Kind.MAP, constraints=_TEXTS, preferences=Shape(Kind.LIST, each=_ANY_MAP), max_replicas_per_node=_WHOLE
    ),
)
_DEPENDENCY = _keys(
    Kind.MAP,
    "condition",
    condition=Shape(Kind.TEXT, words=("service_started", "service_healthy", "service_completed_successfully")),
    restart=_TRUTH,
    required=_PURE_TRUTH,
)
_ATTACHMENT = _keys(
    Kind.MAP | Kind.NOTHING,
    **_all("interface_name ipv4_address ipv6_address mac_address", TEXT),
    **_all("aliases link_local_ips", _TEXTS),
    **_all("priority gw_priority", _PURE_NUMBER),
    driver_opts=_OPTIONS,
)
_PORT = _keys(Kind.MAP, **_all("name mode host_ip protocol app_protocol", TEXT), **_all("target published", _WHOLE))
_MOUNT = _keys(
    Kind.MAP,
    "type",
    **_all("source target consistency", TEXT),
    type=Shape(Kind.TEXT, words=("bind", "volume", "tmpfs", "cluster", "npipe", "image")),
    read_only=_TRUTH,
    bind=_keys(
        Kind.MAP,
        propagation=TEXT,
        create_host_path=_TRUTH,
        recursive=Shape(Kind.TEXT, words=("enabled", "disabled", "writable", "readonly")),
        selinux=Shape(Kind.TEXT, words=("z", "Z")),
    ),
    volume=_keys(Kind.MAP, labels=_PAIRS, nocopy=_TRUTH, subpath=TEXT),
    tmpfs=_keys(Kind.MAP, size=_WHOLE, mode=_NUMBER),
    image=_keys(Kind.MAP, subpath=TEXT),
)
_WATCH = _keys(
    Kind.MAP,
    "path action",
    **_all("ignore include", _TEXT_OR_TEXTS),
    **_all("path target", TEXT),
    action=Shape(Kind.TEXT, words=("rebuild", "sync", "restart", "sync+restart", "sync+exec")),
    exec=_ANY_MAP,
    initial_sync=_PURE_TRUTH,
)

SERVICE = _keys(
    Kind.MAP,
    **_all("cgroup_parent cpuset domainname hostname image ipc isolation mac_address network_mode platform", TEXT),
    **_all("pull_refresh_after restart runtime stop_grace_period stop_signal user uts userns_mode working_dir", TEXT),
    **_all("attach init oom_kill_disable privileged read_only stdin_open tty", _TRUTH),
    **_all("cpu_count cpu_percent mem_swappiness mem_reservation oom_score_adj scale", _WHOLE),
    **_all("cpu_shares cpu_quota cpu_period cpu_rt_period cpu_rt_runtime cpus", _NUMBER),
    **_all("mem_limit memswap_limit pids_limit shm_size", _NUMBER),
    **_all(
        "cap_add cap_drop device_cgroup_rules dns_opt external_links links profiles security_opt volumes_from", _TEXTS
    ),
    **_all("dns dns_search label_file tmpfs", _TEXT_OR_TEXTS),
    **_all("expose group_add", _NUMBERS),
    **_all("annotations environment labels sysctls", _PAIRS),
    **_all("command entrypoint", _COMMAND),
    **_all("configs secrets", _MOUNTED),
    **_all("pre_start post_start pre_stop", _HOOKS),
    build=_BUILD,
    blkio_config=_keys(
        Kind.MAP,
        **_all("device_read_bps device_read_iops device_write_bps device_write_iops", _RATES),
        weight=_WHOLE,
        weight_device=_WEIGHTS,
    ),
    cgroup=Shape(Kind.TEXT, words=("host", "private")),
    container_name=Shape(Kind.TEXT, pattern=re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+", re.ASCII)),
    credential_spec=_keys(Kind.MAP, **_all("config file registry", TEXT)),
    depends_on=Shape(Kind.MAP | Kind.LIST, each=_DEPENDENCY, pattern=_NAMES),
    deploy=_DEPLOY,
    develop=_keys(Kind.MAP | Kind.NOTHING, watch=Shape(Kind.LIST, each=_WATCH)),
    devices=Shape(Kind.LIST, each=_keys(Kind.MAP | Kind.TEXT, "source", **_all("source target permissions", TEXT))),
    env_file=Shape(
        Kind.TEXT | Kind.LIST, each=_keys(Kind.MAP | Kind.TEXT, "path", path=TEXT, format=TEXT, required=_TRUTH)
    ),
    extends=_keys(Kind.MAP | Kind.TEXT, "service", service=TEXT, file=TEXT),
    extra_hosts=_HOSTS,
    gpus=Shape(Kind.TEXT | Kind.LIST, each=_ANY_MAP),
    healthcheck=_HEALTHCHECK,
    logging=_keys(
        Kind.MAP, driver=TEXT, options=Shape(Kind.MAP, each=replace(_NUMBER, kinds=_NUMBER.kinds | Kind.NOTHING))
    ),
    models=Shape(Kind.LIST | Kind.MAP, each=_of(Kind.MAP, Kind.NOTHING, Kind.TEXT), pattern=_NAMES),
    networks=Shape(Kind.LIST | Kind.MAP, each=_ATTACHMENT, pattern=_NAMES),
    pid=_of(Kind.TEXT, Kind.NOTHING),
    ports=Shape(Kind.LIST, each=replace(_PORT, kinds=Kind.MAP | Kind.NUMBER | Kind.TEXT)),
    provider=_keys(Kind.MAP, "type", type=TEXT, options=_ANY_MAP),
    pull_policy=Shape(
        Kind.TEXT,
        pattern=re.compile("always|never|build|if_not_present|missing|refresh|daily|weekly|every_[0-9]+[wdhms]"),
    ),
    storage_opt=_ANY_MAP,
    ulimits=_ULIMITS,
    use_api_socket=_PURE_TRUTH,
    volumes=Shape(Kind.LIST, each=replace(_MOUNT, kinds=Kind.MAP | Kind.TEXT)),
)
_EXTERNAL = _keys(Kind.TRUTH | Kind.TEXT | Kind.MAP, name=TEXT)
_NETWORK = _keys(
    Kind.MAP | Kind.NOTHING,
    **_all("name driver", TEXT),
    **_all("internal enable_ipv4 enable_ipv6 attachable", _TRUTH),
    driver_opts=_OPTIONS,
    ipam=_ANY_MAP,
    external=_EXTERNAL,
    labels=_PAIRS,
)
_VOLUME = _keys(
    Kind.MAP | Kind.NOTHING, **_all("name driver", TEXT), driver_opts=_OPTIONS, external=_EXTERNAL, labels=_PAIRS
)
_SECRET = _keys(
    Kind.MAP,
    **_all("name environment file driver template_driver", TEXT),
    driver_opts=_OPTIONS,
    external=_EXTERNAL,
    labels=_PAIRS,
)
_CONFIG = _keys(
    Kind.MAP, **_all("name content environment file template_driver", TEXT), external=_EXTERNAL, labels=_PAIRS
)


def _named(shape: Shape) -> Shape:
    return Shape(Kind.MAP, each=shape, pattern=_NAMES)


MODEL = _keys(
    Kind.MAP,
    **_all("version name", TEXT),
    include=Shape(Kind.LIST, each=_of(Kind.MAP, Kind.TEXT)),
    services=_named(SERVICE),
    networks=_named(_NETWORK),
    volumes=_named(_VOLUME),
    secrets=_named(_SECRET),
    configs=_named(_CONFIG),
    models=_named(_ANY_MAP),
)
