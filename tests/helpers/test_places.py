"""The project works where it lies: strange paths, Windows clones, mirrors, no network; and CI runs what a person runs."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import PROJECT, ROOT

PATIENCE = 120
git = pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="not a clone")
linux = pytest.mark.skipif(not sys.platform.startswith("linux") or not shutil.which("make"), reason="needs make")


@pytest.fixture
def elsewhere(tmp_path) -> Path:
    """The project in a folder with spaces and Chinese, its environment a door to this one that takes notes."""
    folder = tmp_path / "a  b 两地" / "it's here"
    for name in ("data", "src", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "pyproject.toml", *(lock.name for lock in ROOT.glob("*.lock"))):
        shutil.copy(ROOT / name, folder)
    (folder / ".venv" / "bin").mkdir(parents=True)
    python = folder / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{tmp_path}/notes"\ncase "$*" in *pip*) exit ${{PIP_STATUS:-0}};; '
                      f'*ruff*|*mypy*|*pytest*) exit 1;; esac\nPYTHONPATH=src exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    for stamp in (".packages", ".ready", ".test", ".browser"):
        (folder / ".venv" / stamp).touch()
    return folder


def make(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS", "PIP_", "UV_", "JUPYTER"))}
    return subprocess.run(["make", *arguments], cwd=folder, env={**kept, **env}, capture_output=True, text=True,
                          timeout=PATIENCE, check=False)


@linux
def test_every_target_is_told_and_works_at_a_strange_path(elsewhere, tmp_path):
    """Protects a clone below a path with spaces, an apostrophe and Chinese; nothing appears outside of it."""
    told = re.findall(r"^  make (\S+)", make(elsewhere).stdout, re.M)
    assert told == ["help", "setup", "lab", "figures", "notebooks", "check", "deck", "document", "page", "test", "docs", "bench",
                    "thorough", "lock", "clean"]
    assert "no fault" in make(elsewhere, "check").stdout
    done = make(elsewhere, "lab", "UI=zh", "OPTIONS=--version")
    assert re.match(r"\d+\.\d+", done.stdout.splitlines()[-1]), done.stderr
    settings = elsewhere / ".cache" / "jupyter" / "config" / "labconfig" / "default_setting_overrides.json"
    assert '"zh_CN"' in settings.read_text()
    assert sorted(path.name for path in elsewhere.parent.iterdir()) == [elsewhere.name]
    assert sorted(path.name for path in tmp_path.iterdir()) == [elsewhere.parent.name, "notes"]
    make(elsewhere, "clean")
    assert not (elsewhere / ".venv").exists()
    assert (elsewhere / "data").is_dir()


@linux
def test_all_failures_are_told_at_the_end(elsewhere):
    """Protects whoever reads a long log: each check runs, and the last line names those that failed."""
    done = make(elsewhere, "test")
    assert done.returncode
    assert done.stdout.splitlines()[-1] == "make test failed: lint types tests notebooks"


@linux
def test_without_a_network_it_says_so(elsewhere):
    """Protects from a page of errors of the installer: the last line before make's own says what to do."""
    os.utime(elsewhere / "test.lock", (2**31 - 1, 2**31 - 1))
    done = make(elsewhere, "bench", PIP_STATUS="1")
    assert done.returncode
    said = [line for line in done.stderr.splitlines() if not line.startswith("make:")]
    assert said[-1].startswith("The packages could not be downloaded. This needs a network once")
    assert "PIP_INDEX_URL" in said[-1]


@linux
def test_a_mirror_is_honoured(elsewhere):
    """Protects who is behind a mirror: pip's own setting first, then uv's."""
    (elsewhere / ".venv" / "bin" / "python").write_text('#!/bin/sh\nprintf "[%s]" "$PIP_INDEX_URL"\n')
    uv, pip = {"UV_DEFAULT_INDEX": "https://one"}, {"PIP_INDEX_URL": "https://two"}
    for given, expected in ((uv, "https://one"), (uv | pip, "https://two"), ({}, "")):
        assert make(elsewhere, "check", **given).stdout == f"[{expected}]"


@linux
@pytest.mark.thorough
def test_a_fresh_clone_at_a_strange_path(tmp_path):
    """Protects the first minute: set up, check and open, all of it, from an empty environment."""
    folder = tmp_path / "a b 两地" / "x"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    for target in (["setup"], ["check"], ["lab", "OPTIONS=--version"]):
        for locale in ("C.UTF-8", "C"):
            done = subprocess.run(["make", *target], cwd=folder, env={**os.environ, "LC_ALL": locale}, capture_output=True,
                                  text=True, check=False)
            assert done.returncode == 0, done.stderr
    assert subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, check=True).stdout == b""
    assert [path.name for path in folder.parent.iterdir()] == ["x"]


@git
def test_a_windows_clone_has_the_same_bytes():
    """Protects digests and shell scripts from carriage returns: every text is stored and checked out with LF."""
    lines = subprocess.run(["git", "ls-files", "--eol"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    wrong = [line for line in lines if not (line.startswith(("i/lf", "i/none")) and "eol=lf" in line)
             and not (line.startswith("i/-text") and "-text" in line)]
    assert not wrong


def test_ci_and_commits_run_what_a_person_runs():
    """Protects from a workflow or a hook that does something else: CI calls `make test`, hooks run what make runs."""
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))["jobs"]
    assert [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step] == [".ci/run"]
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "exec make test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    entries = [hook["entry"].removeprefix(".venv/bin/python ") for hook in repository["hooks"]]
    assert (repository["repo"], entries) == ("local", ["-m ruff check", "-m helpers check"])
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"$(PY) {entry}" in makefile for entry in entries)


def test_every_licence_is_there():
    """Protects who reuses a file: each licence that is named has its text, and each text is of one that is named."""
    named = {one["SPDX-License-Identifier"] for one in tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]}
    assert {path.stem for path in (ROOT / "LICENSES").iterdir()} == named
    assert set(re.split(" AND ", PROJECT["license"])) == named
    assert (ROOT / "LICENSE").read_bytes() == (ROOT / "LICENSES" / "MIT.txt").read_bytes()
