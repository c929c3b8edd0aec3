"""A large made-up system: a canon, and a Compose file that conforms to it."""

from __future__ import annotations

from pathlib import Path

CHECKS_A_SERVICE = 20


def write_system(folder: Path, services: int) -> None:
    """Write a system of `services` services, of 20 checks each, into `folder`."""
    names = [f"service{number}" for number in range(services)]
    lines = ["canon: 1", "system: large", "compose: compose.yml", "defaults:", "  memory: 512m", "  restart: always"]
    lines += ['  healthcheck: {test: "curl -f http://localhost:{port}/health", interval: 30s, timeout: 5s, retries: 3}']
    lines += ["services:"]
    compose = ["services:"]
    for number, name in enumerate(names):
        needed = f"[{names[number - 1]}]" if number else "[]"
        port = 10000 + number % 50000
        lines += [f"  {name}:", f"    port: {port}", f"    container: c-{name}", f"    depends_on: {needed}"]
        lines += [f"    image: image-{name}:1"]
        compose += [f"  {name}:", f"    image: image-{name}:1", f"    container_name: c-{name}", "    mem_limit: 512m"]
        compose += ["    restart: always", f'    ports: ["{port}:{port}"]', f"    depends_on: {needed}"]
        compose += ["    healthcheck:", f"      test: curl -f http://localhost:{port}/health", "      interval: 30s"]
        compose += ["      timeout: 5s", "      retries: 3"]
    (folder / "canon.yaml").write_text("\n".join(lines) + "\n")
    (folder / "compose.yml").write_text("\n".join(compose) + "\n")


NOOP_PLUGIN = '''
"""No-op items of the same nesting: a file, services, facets, checks."""
import pytest


class File(pytest.File):
    def collect(self):
        for number in range({services}):
            yield Service.from_parent(self, name=f"service{{number}}", nodeid=f"{{self.nodeid}}::service{{number}}")


class Service(pytest.Collector):
    def collect(self):
        for facet in ("ports", "healthchecks", "resources", "dependencies", "container"):
            yield Facet.from_parent(self, name=facet, nodeid=f"{{self.nodeid}}::{{facet}}")


class Facet(pytest.Collector):
    def collect(self):
        for number in range({items}):
            name = f"{{number}}[declared]"
            yield Item.from_parent(self, name=name, nodeid=f"{{self.nodeid}}::{{name}}")


class Item(pytest.Item):
    def runtest(self):
        pass

    def reportinfo(self):
        return self.path, 0, self.name


def pytest_collect_file(file_path, parent):
    return File.from_parent(parent, path=file_path) if file_path.name == "noop.yaml" else None
'''


def write_noop(folder: Path, services: int) -> None:
    """Write a plugin that makes as many items as `write_system` makes checks, in as many groups."""
    (folder / "noop.yaml").write_text("")
    items = CHECKS_A_SERVICE // 5
    (folder / "noop_plugin.py").write_text(NOOP_PLUGIN.format(services=services, items=items))
