"""What several test files share: the project's folders, copies of the data, the articles where they are at hand."""

import csv
import os
import shutil
import signal
import sys
import tomllib
from functools import cache
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from browsing import browser, visit  # noqa: F401 (fixtures)
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# The articles are no part of the project. They are looked for beside the checkout, or where the variable says.
SOURCES = Path(os.environ.get("TWO_REGIONS_SOURCES", ROOT.parent / "shared" / "sources"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
sys.path.insert(0, str(ROOT / "tests" / "helpers"))
# Tests that share what one worker draws, or its JupyterLab.
GROUPS = {"test_figures.py": "figures", "test_outlets.py": "figures", "figures_are_not_stale": "figures", "test_lab.py": "lab"}
mpl.use("agg")
# A busy machine is no failure: no example of a property has a deadline.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")

# Started in the background, a run ignores Ctrl-C, and so would what the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)  # for a run without xdist
def pytest_xdist_make_scheduler(config, log):
    """Keep each group on one worker. The mark `xdist_group` says so too, but pytest-xdist 3.8 loses it under pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((group for part, group in GROUPS.items() if part in nodeid), nodeid)

    return ByGroup(config, log)


@pytest.fixture(autouse=True)
def afresh():
    """Begin every test in English and in our style, whatever the test before it set; at its end close what it drew."""
    from helpers import use

    use("en")
    yield
    plt.close("all")


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """A copy of the data folder that a test may damage."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a table, each cell as it is typed."""
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder and of those in it, apart from caches."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not {".cache", ".ipynb_checkpoints"} & set(path.parts)}


@cache
def sources() -> dict[str, str]:
    """The articles by source id, without white space, where their texts are at hand; else nothing."""
    files = {row["id"]: SOURCES / row["file"] for row in read_csv(ROOT / "data" / "sources.csv")}
    return {name: "".join(path.read_text(encoding="utf-8").split()) for name, path in files.items() if path.is_file()}


needs_sources = pytest.mark.skipif(not sources(), reason="the articles' texts are not at hand (TWO_REGIONS_SOURCES)")
