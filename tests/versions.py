"""Draw every figure with other Pythons and other versions of the dependencies, and count what differs.

    python tests/versions.py [3.12 3.13 3.14] [oldest] [newest]

The Pythons get the locked dependencies: there every file must be the committed one to the byte.
`oldest` takes the lowest versions that `pyproject.toml` allows and `newest` the highest, both on
the Python that runs this; there the values and the words of every figure must be the same, and how
many drawings differ is told. A Python that is not on the machine is named and passed over.
Environments are kept in `.cache/versions`. Exit status 1 where something is not as it must be.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.12", "3.13", "3.14")
BOUNDS = {"oldest": "lowest-direct", "newest": "highest"}
UV = Path(sys.executable).parent / "uv"
WORDS = ("title", "measure", "notes", "source", "alt", "rows", "mechanisms")
TESTS = ("phrases", "intervals", "arithmetic", "bulk", "loading", "data", "audit", "register", "charts")


def main(asked: list[str]) -> int:
    """Try what is asked for, or everything; return the exit status."""
    lines, failed = [], False
    for name in asked or [*PYTHONS, *BOUNDS]:
        said, good = attempt(name)
        lines.append(f"{name:8} {said}")
        print(lines[-1], flush=True)
        failed |= not good
    print("\nversions\n" + "\n".join(f"  {line}" for line in lines))
    return int(failed)


def attempt(name: str) -> tuple[str, bool]:
    """Try one Python or bound; return what came of it in words, and whether it is as it must be."""
    interpreter = Path(sys.executable) if name in BOUNDS else find(name)
    if interpreter is None:
        return "not on this machine: passed over", True
    try:
        python, versions = environment(name, interpreter)
    except subprocess.CalledProcessError as error:
        return f"cannot be installed: {error.stderr.strip()[-400:]}", False
    with tempfile.TemporaryDirectory(prefix="versions-") as folder:
        done = run([python, "-m", "helpers", "figures", "--out", folder], cwd=ROOT)
        if done.returncode:
            return f"{versions}: no figures: {(done.stderr or done.stdout).strip()[-400:]}", False
        drawn = entries(Path(folder))
    committed = entries(ROOT / "figures")
    other = {form: sum(drawn[file]["sha256"] != committed[file]["sha256"] for file in committed if file.endswith(form)
                       and file in drawn) for form in ("svg", "pdf", "png")}
    worded = [file for file in committed if file.endswith(".svg")
              and any(drawn.get(file, {}).get(field) != committed[file][field] for field in (*WORDS, "marks"))]
    tests = run([python, "-m", "pytest", "-q", "-p", "no:nbval", *(f"tests/test_{test}.py" for test in TESTS)], cwd=ROOT)
    count = len(committed) // 3
    said = (f"{versions}: of {count} figures in three formats " + ", ".join(f"{n} {form}" for form, n in other.items())
            + f" differ in bytes, {len(worded)} in words or marks; tests of values and texts: "
            + tests.stdout.strip().splitlines()[-1])
    if worded:
        said += "\n           in words: " + ", ".join(worded)
    same = not any(other.values()) or name in BOUNDS
    return said, same and not worded and tests.returncode == 0 and set(drawn) >= set(committed)


def find(version: str) -> Path | None:
    """Return an interpreter of this version that starts, from the path or from pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    places = [shutil.which(f"python{version}"), *sorted(pyenv.glob(f"{version}.*/bin/python"))]
    for place in filter(None, places):
        if run([place, "-c", "pass"]).returncode == 0:
            return Path(place)
    return None


def environment(name: str, interpreter: Path) -> tuple[Path, str]:
    """Make an environment of its own; return its interpreter and which versions it has."""
    home = ROOT / ".cache" / "versions" / name
    python = home / "bin" / "python"
    if not python.exists():
        check([UV, "venv", "--quiet", "--python", interpreter, home])
    lock = ROOT / "requirements.lock"
    if name in BOUNDS:
        lock = home / "versions.lock"
        check([UV, "pip", "compile", "--quiet", "--no-header", "--resolution", BOUNDS[name], "--extra", "test",
               "--no-emit-index-url", "--python", python, "--upgrade", "--output-file", lock, ROOT / "pyproject.toml"])
    check([UV, "pip", "sync", "--quiet", "--python", python, lock])
    check([UV, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--python", python, "--editable", ROOT])
    asked = "import sys, matplotlib, pandas, numpy; print(sys.version.split()[0], 'matplotlib', matplotlib.__version__, " \
            "'pandas', pandas.__version__, 'numpy', numpy.__version__)"
    return python, check([python, "-c", asked]).stdout.strip()


def entries(folder: Path) -> dict[str, dict]:
    """Return the page-size entries of a manifest by file."""
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return {entry["file"]: entry for entry in found if entry["size"] == "page"}


def run(command: list, **more) -> subprocess.CompletedProcess:
    """Run a command and keep what it says."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **more)


def check(command: list) -> subprocess.CompletedProcess:
    """Run a command that must succeed."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
