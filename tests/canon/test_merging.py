from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._source.located import Map
from tests.canon.loading import load, problems, write


def _service(tmp_path: Path, text: str, name: str = "a") -> dict[str, Any]:
    service = load(write(tmp_path, text)).services[name]
    return {key: _plain(value) for key, value in service.said.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Map):
        return {key: _plain(each) for key, each in value.items()}
    return list(value) if isinstance(value, list) else value


def test_mappings_merge_key_by_key(tmp_path: Path) -> None:
    said = _service(
        tmp_path,
        "defaults: {healthcheck: {interval: 30s, timeout: 5s}}\n"
        "services: {a: {healthcheck: {timeout: 9s, retries: 2}}}\n",
    )
    assert said == {"healthcheck": {"interval": "30s", "timeout": "9s", "retries": 2}}


def test_lists_and_scalars_replace(tmp_path: Path) -> None:
    said = _service(
        tmp_path, "defaults: {files: [a.py, b.py], memory: 1g}\nservices: {a: {files: [c.py], memory: 2g}}\n"
    )
    assert said == {"files": ["c.py"], "memory": "2g"}


def test_null_removes_a_default_at_any_depth(tmp_path: Path) -> None:
    said = _service(
        tmp_path,
        "defaults:\n"
        "  memory: 1g\n"
        "  healthcheck: {interval: 30s, timeout: 5s}\n"
        "  endpoints: {GET /health: {auth: open, body: {status: ok, name: a}}, GET /ready: {}}\n"
        "services:\n"
        "  a:\n"
        "    memory: null\n"
        "    healthcheck: {interval: null}\n"
        "    endpoints: {GET /health: {auth: null, body: {name: null}}, GET /ready: null}\n",
    )
    assert said == {"healthcheck": {"timeout": "5s"}, "endpoints": {"GET /health": {"body": {"status": "ok"}}}}


def test_null_without_a_default_says_nothing(tmp_path: Path) -> None:
    said = _service(tmp_path, "services: {a: {memory: null, port: 1, healthcheck: {interval: null, timeout: 5s}}}\n")
    assert said == {"port": 1, "healthcheck": {"timeout": "5s"}}


@pytest.mark.parametrize("key", ["json", "body", "schema"])
def test_null_in_a_literal_is_null(tmp_path: Path, key: str) -> None:
    said = _service(
        tmp_path,
        "defaults: {endpoints: {POST /a: {auth: open}}}\n"
        f"services: {{a: {{endpoints: {{POST /a: {{{key}: {{error: null, inner: {{x: null}}}}}}}}}}}}\n",
    )
    assert said["endpoints"]["POST /a"] == {"auth": "open", key: {"error": None, "inner": {"x": None}}}


def test_null_in_a_literal_is_null_beside_a_default_too(tmp_path: Path) -> None:
    said = _service(
        tmp_path,
        "defaults: {endpoints: {GET /a: {body: {status: ok}}}}\n"
        "services: {a: {endpoints: {GET /a: {body: {error: null}}}}}\n",
    )
    assert said["endpoints"] == {"GET /a": {"body": {"status": "ok", "error": None}}}


def test_a_network_or_a_dependency_with_nothing_after_it_is_named_all_the_same(tmp_path: Path) -> None:
    said = _service(tmp_path, "services: {a: {networks: {front: null}, depends_on: {b: null}}, b: {port: 1}}\n")
    assert said == {"networks": {"front": None}, "depends_on": {"b": None}}


def test_an_empty_endpoint_and_an_empty_depends_on_say_something(tmp_path: Path) -> None:
    said = _service(
        tmp_path,
        "defaults: {depends_on: [b]}\nservices: {a: {depends_on: [], endpoints: {GET /a: {}}}, b: {depends_on: []}}\n",
    )
    assert said == {"depends_on": [], "endpoints": {"GET /a": {}}}


def test_a_service_with_nothing_of_its_own_has_the_defaults(tmp_path: Path) -> None:
    assert _service(tmp_path, "defaults: {memory: 1g}\nservices: {a: }\n") == {"memory": "1g"}


def test_a_value_keeps_the_place_where_it_was_written(tmp_path: Path) -> None:
    path = write(tmp_path, "defaults:\n  memory: 1g\n  restart: always\nservices:\n  a:\n    restart: 'no'\n")
    said = load(path).services["a"].said
    assert (said.at("memory").line, said.at("memory").col) == (4, 11)
    assert (said.at("restart").line, said.at("restart").col) == (8, 14)
    assert said.key_at("restart").col == 5


def test_placeholders_stand_for_the_services_own(tmp_path: Path) -> None:
    said = _service(
        tmp_path,
        "defaults:\n"
        "  container: shop-{service}\n"
        "  code: services/{service}\n"
        '  app: "{code}/main.py"\n'
        '  healthcheck: {test: [curl, "http://{container}:{port}/{other}"]}\n'
        '  endpoints: {GET /a: {body: {text: "{port}"}}}\n'
        "services: {a: {port: 8000}}\n",
    )
    assert said["container"] == "shop-a"
    assert said["app"] == "services/a/main.py"
    assert said["healthcheck"] == {"test": ["curl", "http://shop-a:8000/{other}"]}
    assert said["endpoints"]["GET /a"]["body"] == {"text": "{port}"}


@pytest.mark.parametrize(
    ("ports", "port"),
    [("[80]", "80"), ('["8080:80"]', "80"), ('["127.0.0.1:9443:443/tcp", "1:2"]', "443"), ('["53:53/udp"]', "53")],
)
def test_the_port_of_a_placeholder_is_the_one_inside_the_container(tmp_path: Path, ports: str, port: str) -> None:
    said = _service(tmp_path, f'services: {{a: {{ports: {ports}, run: "serve {{port}}"}}}}\n')
    assert said["run"] == f"serve {port}"


def test_a_placeholder_for_a_key_that_is_wrong_is_nothing_more_to_tell(tmp_path: Path) -> None:
    text = 'defaults: {run: "serve {port}"}\nservices: {a: {port: abc}, b: {memory: 1g}}\n'
    hint = "(give it a port, or take the value away with null)"
    assert problems(write(tmp_path, text)) == [
        f'3:17: services.b: says {{port}}, but the service has no "port" {hint}',
        '4:22: services.a.port: expected a port from 1 to 65535, found text "abc"',
    ]


def test_an_aliased_default_is_not_changed_by_the_service_that_has_it(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "x-a: &a {healthcheck: {interval: 30s}}\nservices:\n  a: *a\n  b: {<<: *a, healthcheck: {interval: 5s}}\n",
    )
    canon = load(path)
    assert canon.services["a"].said["healthcheck"] == {"interval": "30s"}
    assert canon.services["b"].said["healthcheck"] == {"interval": "5s"}
