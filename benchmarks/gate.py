"""500 findings in 1,000 checks: adopted, gated and reported, against the same checks without any drift."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import in_turn
from benchmarks.system import CHECKS_A_SERVICE, write_system

SERVICES = 50
RUNS = 5
_REPORTS = ("json:r.json", "sarif:r.sarif", "md:r.md", "github:r.txt", "gitlab:r.gitlab.json")


def main() -> None:
    """Print what each step takes, and how much of it is beyond the checks."""
    os.environ.pop("CI", None)
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--vx11-canon", "--vx11-runtime=none"]
    reports = [word for each in _REPORTS for word in ("--vx11-report", each)]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in ("conforms", "drifts"):
            (folder / name).mkdir()
            write_system(folder / name, SERVICES)
        _drift(folder / "drifts" / "compose.yml")
        drifted = [*pytest, "--rootdir=drifts", "drifts/canon.yaml"]
        adopt = " ".join([*drifted, "--vx11-truth=none", "--vx11-baseline=new.yaml", "--vx11-baseline-update"])
        took = in_turn(
            {
                "checks": [*pytest, "--vx11-truth=none", "--rootdir=conforms", "conforms/canon.yaml"],
                "adopted": ["sh", "-c", f"rm -f new.yaml; exec {adopt}"],
                "gated": [*drifted, "--vx11-truth=none", "--vx11-baseline=new.yaml"],
                "reported": [*drifted, "--vx11-baseline=new.yaml", "--junitxml=r.xml", *reports],
                "compared": [str(Path(sys.executable).with_name("vx11")), "gate", "r.json", "r.json"],
            },
            folder,
            RUNS,
        )
        entries = (folder / "new.yaml").read_text().count("key:")
    print(f"{SERVICES * CHECKS_A_SERVICE:,} checks, {entries} findings")
    floor = took["checks"].seconds
    for name, each in took.items():
        beyond = f"{each.seconds - floor:+.2f} s beyond the checks" if name not in ("checks", "compared") else ""
        print(f"{name:<9} {each.seconds:6.2f} s {each.mebibytes:4.0f} MiB   {beyond}")


def _drift(compose: Path) -> None:
    """Make ten values of each service differ."""
    text = compose.read_text()
    for old, new in (
        ('ports: ["1', 'ports: ["2'), ("mem_limit: 512m", "mem_limit: 513m"), ("restart: always", "restart: on-failure"),
        ("image: image", "image: other"), ("container_name: c", "container_name: d"), ("curl -f", "curl -sf"),
        ("interval: 30s", "interval: 31s"), ("timeout: 5s", "timeout: 6s"), ("retries: 3", "retries: 4"),
        ("depends_on: [service", "depends_on: [service0, service"),
    ):  # fmt: skip
        text = text.replace(old, new)
    compose.write_text(text)


if __name__ == "__main__":
    main()
