"""Every key of a Compose service, and what becomes of it here.

Whoever adds a key to `observe.compose.rules.shapes` must decide it here as well: a test holds the two together. A key
that is in none of these Compose itself refuses, and the project's problems say so.
"""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: They are in the container's spec, or refused by their value.
DONE = _words(
    "annotations blkio_config cap_add cap_drop cgroup cgroup_parent command configs container_name "
    "cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset "
    "depends_on deploy device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file "
    "environment expose external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation "
    "labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit network_mode "
    "networks oom_kill_disable oom_score_adj pid pids_limit platform ports privileged read_only restart "
    "runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt "
    "sysctls tmpfs tty ulimits user userns_mode uts volumes volumes_from working_dir"
)

#: They change nothing of the container that runs, and why.
HARMLESS: Mapping[str, str] = {
    "attach": "whether Compose shows the output on its own terminal",
    "build": "how the image comes to be, before there is a container",
    "develop": "what `docker compose watch` does later",
    "extends": "it is merged already",
    "pre_stop": "runs when all is taken down, and nobody looks any more",
    "profiles": "which services are started, not how",
    "pull_policy": "how the image comes to be, before there is a container",
    "pull_refresh_after": "how the image comes to be, before there is a container",
}

#: They change what runs, and are not done here: what is so, and what to do.
REFUSED: Mapping[str, tuple[str, str]] = {
    "credential_spec": ("credentials of Windows are not handed on here", "leave credential_spec out"),
    "label_file": ("labels are not read from files here", "write them under labels"),
    "models": ("models of a language are not started here", "put the model into a container of its own"),
    "post_start": ("hooks are not run here", "let the container's own command do it"),
    "pre_start": ("hooks are not run here", "let the container's own command do it"),
    "provider": ("what another program provides is not started here", "put it into a container"),
    "use_api_socket": ("the engine's socket is not handed on here", "mount it under volumes"),
}

#: Of `deploy`: only a swarm looks at these, and Compose passes them over.
SWARM = _words("mode endpoint_mode labels placement rollback_config update_config")
#: Of `deploy`: they are done.
DEPLOYED = _words("replicas resources restart_policy")
