"""An export meets the world: killed, interrupted, out of room, in strange surroundings.

Whatever happens, each file of the target is an old one or a new one, whole; the next run brings all of them
and the manifest together; what can be drawn has the same bytes; and no process is left behind.
`make thorough` runs the long ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from conftest import ROOT

MARK = "TWO_REGIONS_MARK"
FIGURE = "industry-growth-rates"
LINUX = sys.platform.startswith("linux")
linux_only = pytest.mark.skipif(not LINUX, reason="needs /proc and signals as on Linux")


def digest(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir()) if p.is_file()}


def listed(folder: Path) -> dict[str, str]:
    return {entry["file"]: entry["sha256"] for entry in json.loads((folder / "manifest.json").read_text("utf-8"))}


def left_over(mark: str, within: float = 8.0) -> list[str]:
    """Processes that still run with a mark in their environment, after some seconds of patience."""
    end = time.monotonic() + within
    while True:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark.encode() in (folder / "environ").read_bytes() and "\nState:\tZ" not in (folder / "status").read_text():
                    found.append((folder / "cmdline").read_text().replace("\0", " "))
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.1)


@contextmanager
def export(project: Path, *arguments: str, env: dict | None = None, **more):
    """An export under way as a process of its own; what it has started must be gone at the end."""
    mark = uuid.uuid4().hex
    process = subprocess.Popen([sys.executable, "-m", "helpers", "figures", *arguments], cwd=project, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                               env={**(os.environ if env is None else env), MARK: mark}, **more)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
    assert not LINUX or not left_over(mark), "processes are left"


def finish(process: subprocess.Popen) -> tuple[int, str]:
    _, errors = process.communicate(timeout=240)
    assert "Traceback" not in errors, errors
    return process.returncode, errors


def make_project(folder: Path) -> Path:
    """A small copy of the project: one notebook, and the figures that it draws."""
    shutil.copytree(ROOT / "data", folder / "data")
    for name in ("notebooks", "figures"):
        (folder / name).mkdir()
    shutil.copy(ROOT / "notebooks" / "04-industry-growth.ipynb", folder / "notebooks")
    return folder


@pytest.fixture
def project(tmp_path) -> Path:
    return make_project(tmp_path)


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> dict[str, str]:
    """What an undisturbed export of the one figure makes, in one language."""
    folder = make_project(tmp_path_factory.mktemp("good"))
    with export(folder, "--only", FIGURE, "--language", "zh") as process:
        assert finish(process) == (0, "")
    return digest(folder / "figures")


# --- signals ------------------------------------------------------------------------------------------------------

@linux_only
@pytest.mark.parametrize("wait", [0.0, 1.0, 3.0])
def test_ctrl_c_again_and_again_ends_it_all_the_same(wait, project):
    """Protects from the hang that a second Ctrl-C once caused, and from a worker that went on to another notebook."""
    for name in ("00-overview", "06-mechanisms", "03-funding"):
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", project / "notebooks")
    with export(project) as process:
        while not list((project / "figures").glob(".figures-*/*/")):  # the first notebooks have begun
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(wait)
        for _ in range(60):  # one of them meets whatever is being put in order
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.005)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors, errors
    assert not list((project / "figures").iterdir())


def check_kill(project: Path, good: dict[str, str], wait: float) -> bool:
    """Kill an export of both languages after a while; tell whether it had ended before."""
    figures = project / "figures"
    with export(project, "--only", FIGURE, "--language", "zh") as process:
        with suppress(subprocess.TimeoutExpired):
            process.wait(wait)
        over = process.poll() is not None
        process.kill()
    for name, value in digest(figures).items():
        assert value == good[name], "a file is neither old nor new"
    return over


@linux_only
def test_a_killed_export_leaves_nothing_that_the_next_does_not_mend(project, good):
    """Protects from `kill -9`, a crash, a closed laptop: the next run makes the same bytes."""
    check_kill(project, good, 2.0)
    with export(project, "--only", FIGURE, "--language", "zh") as process:
        assert finish(process) == (0, "")
    assert digest(project / "figures") == good


@linux_only
@pytest.mark.thorough
def test_killed_at_random_moments_many_times(project, good):
    """As above, at moments drawn with a fixed seed over the whole run, each on top of what the one before left."""
    chance, ended = random.Random(6), 0
    started = time.monotonic()
    check_kill(project, good, 120)
    whole = time.monotonic() - started
    for name in good:
        (project / "figures" / name).unlink()
    for _ in range(24):
        ended += check_kill(project, good, chance.uniform(0, whole * 1.1))
    with export(project, "--only", FIGURE, "--language", "zh") as process:
        assert finish(process) == (0, "")
    assert digest(project / "figures") == good
    assert ended < 24, "no run was killed before its end"


# --- surroundings -------------------------------------------------------------------------------------------------

def strange(home: Path, **more: str) -> dict[str, str]:
    """An environment without what `make` and a person's settings put into it."""
    dropped = ("MPL", "IPYTHON", "JUPYTER", "PYTHON", "LC_", "LANG", "TWO_REGIONS")
    return {**{key: value for key, value in os.environ.items() if not key.startswith(dropped)}, "HOME": str(home), **more}


def same_bytes(folder: Path, good: dict[str, str], env: dict[str, str], start: Path | None = None) -> str:
    """Export in some surroundings, and compare; return what was said on standard error."""
    with export(start or folder, "--only", FIGURE, "--language", "zh", env=env) as process:
        status, errors = finish(process)
    assert status == 0, errors
    assert digest(folder / "figures") == good
    return errors


def test_all_surroundings_at_once(tmp_path, good):
    """Protects the same bytes: no home, C locale, other zone and seed, started below a path with spaces and Chinese."""
    folder = make_project(tmp_path / "两地 数字 (copy)")
    env = strange(tmp_path / "no such home", LC_ALL="C", TZ="Asia/Tokyo", PYTHONHASHSEED="random", MPLBACKEND="agg")
    assert not same_bytes(folder, good, env, folder / "notebooks")
    assert not (tmp_path / "no such home").exists(), "the home folder is not to be made"


def stale_cache(folder: Path, *, corrupt: bool) -> Path:
    """A cache of matplotlib's that is no JSON, or that knows fonts which are not there."""
    folder.mkdir()
    import matplotlib.font_manager as fonts
    name = f"fontlist-v{fonts.FontManager.__version__}.json"
    fonts.json_dump(fonts.FontManager(), folder / name)
    text = (folder / name).read_text("utf-8")
    (folder / name).write_text(text[:len(text) // 2] if corrupt else text.replace(".ttf", "-was-here.ttf"), "utf-8")
    return folder


@pytest.mark.thorough
@pytest.mark.parametrize("case", ["no HOME", "C", "GB18030", "zone", "seed", "settings", "corrupt cache", "stale cache",
                                  "no fonts", "read-only HOME"])
def test_each_surrounding(case, project, good, tmp_path, request):
    """As above, one at a time, and those that need more than a variable."""
    home = tmp_path / "home"
    home.mkdir()
    env = strange(home)
    if case == "no HOME":
        env.pop("HOME")
    elif case == "GB18030":
        made = shutil.which("localedef") and subprocess.run(
            ["localedef", "-i", "zh_CN", "-f", "GB18030", str(tmp_path / "zh_CN.GB18030")], capture_output=True, check=False)
        if not made or not (tmp_path / "zh_CN.GB18030").is_dir():
            pytest.skip("the locale zh_CN.GB18030 cannot be made here (localedef, Debian's package locales)")
        env |= {"LOCPATH": str(tmp_path), "LC_ALL": "zh_CN.GB18030"}
    elif case in ("corrupt cache", "stale cache"):
        env["MPLCONFIGDIR"] = str(stale_cache(tmp_path / "mpl", corrupt=case == "corrupt cache"))
    elif case == "no fonts":
        env |= {"XDG_DATA_HOME": str(home), "FONTCONFIG_FILE": os.devnull, "MPLCONFIGDIR": str(tmp_path / "mpl")}
    elif case == "settings":
        (home / ".config" / "matplotlib").mkdir(parents=True)
        (home / ".config" / "matplotlib" / "matplotlibrc").write_text("lines.linewidth: 9\nsvg.fonttype: none\n")
    elif case == "read-only HOME":
        request.getfixturevalue("mount")("tmpfs", home, "size=64k,ro")
    else:
        env |= {"C": {"LC_ALL": "C"}, "zone": {"TZ": "America/St_Johns"}, "seed": {"PYTHONHASHSEED": "4711"}}[case]
    same_bytes(project, good, env)
    if case not in ("settings", "read-only HOME"):
        assert not list(home.iterdir()), "nothing of ours in the home folder"


# --- room and rights ----------------------------------------------------------------------------------------------

@pytest.fixture
def mount():
    """Mount a file system of memory, where this user may; it is taken away at the end."""
    places = []

    def at(kind: str, place: Path, options: str) -> None:
        done = subprocess.run(["mount", "-t", kind, "-o", options, kind, str(place)], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"may not mount here: {done.stderr.strip()}")
        places.append(place)

    if not (LINUX and shutil.which("mount")):
        pytest.skip("no mount here")
    yield at
    for place in places:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("size", ["32k", "300k"])
def test_a_full_disk_is_said_and_leaves_what_was_there(size, project, mount):
    """Protects what was there: no room for a figure, in the first or the last of them; the old files stay as they were."""
    mount("tmpfs", project / "figures", f"size={size}")
    (project / "figures" / f"{FIGURE}.zh.svg").write_text("old")
    before = digest(project / "figures")
    with export(project, "--only", FIGURE, "--language", "zh") as process:
        status, errors = finish(process)
    assert status in (1, 2)
    assert "No space left on device" in errors
    assert digest(project / "figures") == before
    assert not list((project / "figures").glob(".figures-*"))


def test_a_read_only_folder_is_said_at_once(project, mount):
    """Protects from minutes of drawing for nothing, and from a traceback."""
    mount("tmpfs", project / "figures", "size=64k,ro")
    started = time.monotonic()
    with export(project) as process:
        status, errors = finish(process)
    assert status == 2
    assert "Read-only file system" in errors
    assert str(project / "figures") in errors
    assert time.monotonic() - started < 30
