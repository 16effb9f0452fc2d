"""What is installed outside a checkout works: the tables travel with the package."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The wheel of this checkout, unpacked; built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
                   cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def run(installed: Path, cwd: Path, *arguments: str) -> str:
    """Run Python elsewhere, with the unpacked wheel before the checkout."""
    done = subprocess.run([sys.executable, *arguments], cwd=cwd, env=os.environ | {"PYTHONPATH": str(installed)},
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


READ = """
import os, sys, helpers
from helpers.loading import find_data
for place in sys.argv[1:3]:
    os.chdir(place)
    print(len(helpers.load_observations()), find_data())
for folder in sys.argv[3:]:
    print("Problems settled" in set(helpers.load_observations(folder=folder)["label_en"]))
"""


def test_the_tables_come_with_the_package(installed, tmp_path, data_copy):
    """Protects who installs it and has no checkout: all tables, and not another project's; or a folder that is named."""
    other = installed.with_name("other")
    (other / "data").mkdir(parents=True)
    (other / "data" / "datapackage.json").write_text('{"name": "harvests", "resources": []}', encoding="utf-8")
    path = data_copy / "observations/chaoan.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Problems solved", "Problems settled"), encoding="utf-8")
    said = run(installed, tmp_path, "-c", READ, tmp_path.anchor, str(other), str(data_copy), str(data_copy.parent))
    count = sum(len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in (ROOT / "data/observations").glob("*.csv"))
    assert said.splitlines() == [f"{count} {installed / 'helpers' / 'data'}"] * 2 + ["True"] * 2


def test_the_command_tells_its_version(installed, tmp_path):
    """Protects who reports a fault: `two-regions --version`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"]["two-regions"] == "helpers.__main__:main"
    assert run(installed, tmp_path, "-m", "helpers", "--version") == f"two-regions {project['version']}"
