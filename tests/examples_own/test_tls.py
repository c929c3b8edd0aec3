"""examples/tls: a facet as a file that the canon names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples_own.project import Project

DECLARED, RUNNING = "shop::web::tls::certs/web.pem[declared]", "shop::web::tls::certs/web.pem[running]"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The example, with the certificate that its README has one make."""
    project = Project("tls", tmp_path)
    make(project)
    return project


def make(project: Project, *words: str) -> None:
    """Make a certificate as its README says."""
    made = project.run("python", "make_certificate.py", *words)
    assert made.returncode == 0, made.stdout


def test_as_it_is_all_match(project: Project) -> None:
    run = project.canon()
    assert (run.status, set(run.verdicts.values())) == (0, {"match"}), run.output
    assert {DECLARED, RUNNING} < run.verdicts.keys()


def test_workers_see_the_same(project: Project) -> None:
    run = project.canon("-n", "2")
    assert (run.status, set(run.verdicts.values())) == (0, {"match"}), run.output


@pytest.mark.parametrize(
    ("words", "code", "about"),
    [
        (["shop.example"], "TLS1", ":www.shop.example"),
        (["--days", "-0.5"], "TLS2", ""),
        (["--days", "12"], "TLS3", ""),
    ],
)
def test_each_drift_of_a_certificate_is_found_in_the_tree_and_as_it_is_served(
    project: Project, words: list[str], code: str, about: str
) -> None:
    make(project, *words)
    run = project.canon()
    assert (run.status, run.keys) == (1, [f"{code}:web:served{about}", f"{code}:web:tree{about}"]), run.output


def test_another_certificate_than_the_trees_is_found(project: Project) -> None:
    project.edit("web/main.py", '/ "certs"', '/ "certs/old"')
    (project.folder / "certs/old").mkdir()
    for name in ("web.pem", "web.key"):
        (project.folder / "certs" / name).rename(project.folder / "certs/old" / name)
    make(project)
    run = project.canon()
    assert (run.status, run.keys) == (1, ["TLS4:web:served"]), run.output


def test_a_service_without_tls_is_found(project: Project) -> None:
    wrapped = "context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)"
    project.edit("web/main.py", wrapped, "server.socket")
    run = project.canon()
    assert (run.status, run.keys) == (1, ["TLS5:web:served"]), run.output


def test_without_a_certificate_the_file_is_what_is_missing(project: Project) -> None:
    (project.folder / "certs/web.pem").unlink()
    run = project.canon("--vx11-runtime", "none")
    assert (run.status, run.keys) == (1, ["VX002:shop:certs/web.pem"]), run.output


def test_its_codes_are_explained_by_the_command(project: Project) -> None:
    said = project.run("vx11", "explain", "TLS3").stdout
    assert said.startswith("TLS3: the certificate is over soon")


def test_its_own_tests_pass(project: Project) -> None:
    run = project.pytest()
    assert run.status == 0, run.output
    assert "skipped" not in run.output
