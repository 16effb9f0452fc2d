"""What is installed outside a checkout works: the tables travel with the package."""

import os
import subprocess
import sys
import zipfile

from conftest import PROJECT, ROOT, read_csv

READ = """
import os, sys, helpers
from helpers.loading import find_data
for place in sys.argv[1:3]:
    os.chdir(place)
    print(len(helpers.load_observations()), find_data())
for folder in sys.argv[3:]:
    print("Problems settled" in set(helpers.load_observations(folder=folder)["label_en"]))
"""


def test_the_tables_come_with_the_package(tmp_path_factory, data_copy):
    """Protects who installs it and has no checkout: all tables, and not another project's; or a folder that is named.

    And who reports a fault: `two-regions --version`. The wheel is built without a network, and unpacked.
    """
    folder = tmp_path_factory.mktemp("wheel")  # not beside the copy of the data, which would be found from there
    subprocess.run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
                   cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    site, other = folder / "site", folder / "other"
    zipfile.ZipFile(wheel).extractall(site)

    def run(*arguments: str) -> str:
        """Run Python outside the checkout, with the unpacked wheel before it."""
        done = subprocess.run([sys.executable, *arguments], cwd=folder, env=os.environ | {"PYTHONPATH": str(site)},
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    (other / "data").mkdir(parents=True)
    (other / "data" / "datapackage.json").write_text('{"name": "harvests", "resources": []}', encoding="utf-8")
    path = data_copy / "observations/chaoan.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Problems solved", "Problems settled"), encoding="utf-8")
    said = run("-c", READ, folder.anchor, str(other), str(data_copy), str(data_copy.parent))
    count = sum(len(read_csv(path)) for path in (ROOT / "data/observations").glob("*.csv"))
    assert said.splitlines() == [f"{count} {site / 'helpers' / 'data'}"] * 2 + ["True"] * 2
    assert PROJECT["scripts"]["two-regions"] == "helpers.__main__:main"
    assert run("-m", "helpers", "--version") == f"two-regions {PROJECT['version']}"
