"""What is installed outside a checkout works: the tables travel with the package."""

from __future__ import annotations

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


@pytest.mark.parametrize("foreign", [False, True], ids=["nothing around", "another's data package"])
def test_the_tables_come_with_the_package(foreign, installed, tmp_path):
    """Protects who installs it and has no checkout: all tables, as in the checkout, and not those of another project."""
    if foreign:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "datapackage.json").write_text('{"name": "harvests", "resources": []}', encoding="utf-8")
    said = run(installed, tmp_path, "-c", "import helpers; from helpers.loading import find_data; "
               "print(len(helpers.load_observations()), find_data())")
    count = sum(len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in (ROOT / "data/observations").glob("*.csv"))
    assert said == f"{count} {installed / 'helpers' / 'data'}"


def test_a_folder_that_is_named_is_read(installed, tmp_path, data_copy):
    """Protects who keeps tables of their own: the data folder, or the folder around it."""
    path = data_copy / "observations/chaoan.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Problems solved", "Problems settled"), encoding="utf-8")
    for folder in (data_copy, data_copy.parent):
        said = run(installed, Path(tmp_path.anchor), "-c", "import helpers, sys; "
                   "print('Problems settled' in set(helpers.load_observations(folder=sys.argv[1])['label_en']))", str(folder))
        assert said == "True"


def test_the_command_tells_its_version(installed, tmp_path):
    """Protects who reports a fault: `two-regions --version`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"]["two-regions"] == "helpers.__main__:main"
    assert run(installed, tmp_path, "-m", "helpers", "--version") == f"two-regions {project['version']}"
