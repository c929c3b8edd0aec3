"""Build the distributions, look into them, install the wheel alone, and use it: `build_and_try.py FOLDER`.

The same with examples/queue_depth, a package that brings a facet. FOLDER is emptied first. Wants the package `build`;
pip fetches setuptools and the dependencies.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".*", "*.egg-info", "__pycache__", "build", "dist", "data")

CANON = """\
canon: 1
system: shop
services:
  orders: {port: 8001, memory: 512m, endpoints: {GET /health: {auth: open}, POST /orders: {auth: required}}}
"""
COMPOSE = """\
services:
  orders: {build: orders, mem_limit: 512m, ports: ["8001:8001"]}
"""
PROGRAM = """\
from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()

def guard(token: str = ""):
    if token != "x":
        raise HTTPException(401)

@app.get("/health")
def health():
    return {"status": "ok"}

@app.post("/orders", dependencies=[Depends(guard)])
def order():
    return {}
"""


class WrongError(Exception):
    """What was built is not as it should be."""


def main(folder: Path) -> None:
    """Build and try in `folder`; raises WrongError, or CalledProcessError where a program fails."""
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*LEFT_OUT))
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "direct", source)
    run(sys.executable, "-m", "build", "--outdir", folder / "dist", source)
    direct, through_sdist = only(folder / "direct", "*.whl"), only(folder / "dist", "*.whl")
    check_wheel(contents(direct))
    check_sdist(only(folder / "dist", "*.tar.gz"))
    expect(contents(through_sdist) == contents(direct), "the source distribution builds another wheel than the tree")
    python = install(direct, folder / "venv")
    use(python, folder / "project")
    try_queue_depth(direct, source / "examples" / "queue_depth", folder / "queue_depth")
    say(f"{direct.name} is as it should be")


def check_wheel(files: Mapping[str, bytes]) -> None:
    """Hold a wheel's files against the tree: every module, the type marker, the schema of reports, the licence alone."""
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pytest_vx11").rglob("*.py")} | {
        "pytest_vx11/py.typed",
        "pytest_vx11/_report/report.schema.json",
    }
    info = {name for name in files if name.split("/")[0].endswith(".dist-info")}
    expect(
        files.keys() - info == package, f"other files than the package's: {sorted((files.keys() - info) ^ package)[:9]}"
    )
    expect(any(name.endswith("/LICENSE") for name in info), "the wheel has no licence")
    metadata = next(files[name].decode() for name in info if name.endswith("/METADATA"))
    expect("\nLicense" in metadata and "# pytest-vx11" in metadata, "the metadata lacks the licence or the README")


def check_sdist(archive: Path) -> None:
    """Hold a source distribution against what somebody who builds from it needs."""
    with tarfile.open(archive) as held:
        names = {name.partition("/")[2] for name in held.getnames()}
    needed = {"LICENSE", "README.md", "setup.cfg", "pyproject.toml", "pytest_vx11/py.typed"}
    expect(needed <= names, f"the source distribution lacks {sorted(needed - names)}")


def install(wheel: Path, folder: Path) -> Path:
    """Install the wheel alone, and return the interpreter that has it."""
    run(sys.executable, "-m", "venv", folder)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    for name in ("fastapi", "sqlalchemy"):
        expect(run(python, "-c", f"import {name}", status=1) != "", f"the wheel brings {name}")
    return python


def use(python: Path, project: Path) -> None:
    """Use what is installed in a folder that has nothing but a canon, a Compose file and a program."""
    for name, text in {
        "pytest.ini": "[pytest]\n",
        "canon.yaml": CANON,
        "docker-compose.yml": COMPOSE,
        "orders/main.py": PROGRAM,
    }.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    vx11 = python.with_name("vx11")
    said = run(python, "-m", "pytest", "--vx11-canon", cwd=project)
    expect("4 match, 0 drift" in said, f"the conforming system is not reported so:\n{said}")
    expect("canon.yaml: shop, 1 service" in run(vx11, "validate", cwd=project), "vx11 validate says something else")
    expect('"$schema"' in run(vx11, "schema", cwd=project), "vx11 schema prints no schema")
    (project / "docker-compose.yml").write_text(COMPOSE.replace('"8001:', '"8011:'), encoding="utf-8")
    said = run(python, "-m", "pytest", "--vx11-canon", "-n", "2", cwd=project, status=1)
    expect("docker-compose.yml:2: orders publishes 8011:8001" in said, f"the drift is not reported:\n{said}")


def try_queue_depth(ours: Path, source: Path, folder: Path) -> None:
    """Build the example of a package, and run its tests against both wheels, from where none of the sources are."""
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", source)
    wheel = only(folder / "dist", "*.whl")
    expect("vx11_queue_depth/py.typed" in contents(wheel), f"{wheel.name} has no marker that it is typed")
    run(sys.executable, "-m", "venv", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ours, wheel)
    alone = folder / "alone"
    shutil.copytree(source / "tests", alone / "tests")
    where = "import pytest_vx11, vx11_queue_depth as q; print(pytest_vx11.__file__, q.__file__)"
    said = run(python, "-c", where, cwd=alone)
    expect(said.count("site-packages") == 2, f"the sources are imported, and not the wheels:\n{said}")
    said = run(python, "-m", "pytest", "-q", "-rs", "-n", "2", "-W", "error", "tests", cwd=alone)
    say(f"{wheel.name}, its own tests: {said.strip().splitlines()[-1]}")


def contents(wheel: Path) -> dict[str, bytes]:
    """Return a wheel's files."""
    with zipfile.ZipFile(wheel) as held:
        return {name: held.read(name) for name in held.namelist()}


def only(folder: Path, glob: str) -> Path:
    """Return the one file of a folder that a glob matches."""
    found = list(folder.glob(glob))
    expect(len(found) == 1, f"{folder} holds {len(found)} of {glob}")
    return found[0]


def run(*command: str | os.PathLike[str], cwd: Path | None = None, status: int = 0) -> str:
    """Run a program and return what it wrote; raises WrongError where its exit status is another."""
    words = [os.fspath(word) for word in command]
    # What the caller's own pytest or Python was told must not reach the fresh environment.
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "VX11"))}
    ended = subprocess.run(words, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    said = ended.stdout + ended.stderr
    expect(ended.returncode == status, f"{' '.join(words)} ended with {ended.returncode}, not {status}:\n{said}")
    return said


def expect(true: bool, otherwise: str) -> None:
    """Raise WrongError with a message where something is not so."""
    if not true:
        raise WrongError(otherwise)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]).resolve())
    except WrongError as error:
        sys.exit(f"{error}")
