"""What is worth an hour once a month; `make thorough` runs all of it.

    python tests/thorough.py versions   draw every figure with other Pythons and other packages
    python tests/thorough.py audit      ask what is known against the installed packages
    python tests/thorough.py mutants    change the code a little, a thousand times, and count what no test sees

Other Pythons get the locked packages and must draw the committed files byte for byte. The oldest and newest packages
that pyproject.toml allows must say the same words. What could not be done here is said, and is no failure.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.12", "3.13", "3.14")
BOUNDS = {"oldest": "lowest-direct", "newest": "highest"}
UV = (sys.executable, "-m", "uv")
PIP_AUDIT = (*UV, "tool", "run", "--quiet", "pip-audit", "--progress-spinner", "off")  # fetched when it is asked for
SURVIVORS = 0.25  # the share of changes that no test may see: messages among them, so lower it as it falls
CANARY = "jinja2==2.4.1"  # vulnerable for many years: a service that does not know it knows nothing


def run(*command, check: bool = True) -> subprocess.CompletedProcess:
    """Run a command in the project's folder and keep what it says."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=check)


def versions() -> bool:
    """Draw the figures in every environment; return whether each is as it must be."""
    good = True
    for name in (*PYTHONS, *BOUNDS):
        interpreter = sys.executable if name in BOUNDS else shutil.which(f"python{name}")
        if not interpreter or run(interpreter, "--version", check=False).returncode:  # a name may lead nowhere
            print(f"{name}: not on this machine, passed over")
            continue
        try:
            wrong = compare(name, interpreter)
        except subprocess.CalledProcessError as error:
            wrong = [(error.stderr or error.stdout).strip()[-600:]]
        good &= not wrong
        print(f"{name}: {'; '.join(wrong) or 'as committed'}", flush=True)
    return good


def compare(name: str, interpreter: str) -> list[str]:
    """Return which figures differ from the committed ones in an environment: in bytes, or in words."""
    with tempfile.TemporaryDirectory() as folder:
        python, lock = Path(folder, "bin", "python"), ROOT / "requirements.lock"
        run(*UV, "venv", "--quiet", "--python", interpreter, folder)
        if name in BOUNDS:
            lock = Path(folder, "versions.lock")
            run(*UV, "pip", "compile", "--quiet", "pyproject.toml", "-o", lock, "--resolution", BOUNDS[name], "--python", python)
        run(*UV, "pip", "install", "--quiet", "--python", python, "-r", lock, "hatchling")
        run(*UV, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--python", python, "--editable", ".")
        run(python, "-m", "helpers", "figures", "--format", "svg", "--out", folder)
        keys = ("title", "measure", "alt", "rows") if name in BOUNDS else ("files",)
        drawn, committed = (said(place, keys) for place in (Path(folder), ROOT / "figures"))
        return sorted(f"{one} differs" for one in {*drawn, *committed} if drawn.get(one) != committed.get(one))


def said(folder: Path, keys: tuple[str, ...]) -> dict:
    """Return what the manifest in a folder says of each figure; of its files, only the digest of the SVG."""
    return {f"{one['name']}.{one['language']}": [one[key]["svg"] if key == "files" else one[key] for key in keys]
            for one in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))}


def audit() -> bool:
    """Ask pip-audit about every installed package, and first whether it would know."""
    with tempfile.TemporaryDirectory() as folder:
        canary = Path(folder, "canary.txt")
        canary.write_text(CANARY, encoding="utf-8")
        asked = run(*PIP_AUDIT, "--disable-pip", "--no-deps", "--format", "json", "-r", canary, check=False)
    if '"vulns": [{' not in asked.stdout:
        why = asked.stderr.strip().rpartition("\n")[2] if not asked.stdout else f"it knows nothing against {CANARY}"
        print(f"not audited: no answer from a service that knows of flaws ({why})")
        return True
    installed = next((ROOT / ".venv" / "lib").glob("python*/site-packages"))
    done = run(*PIP_AUDIT, "--path", installed, "--skip-editable", check=False)
    print(done.stdout + done.stderr)
    return done.returncode == 0


def mutants() -> bool:
    """Let mutmut change the code (`[tool.mutmut]` says which); return whether the tests see enough of it."""
    tried = run(sys.executable, "-m", "mutmut", "run", check=False)
    counted = run(sys.executable, "-m", "mutmut", "export-cicd-stats", check=False)
    stats = ROOT / "mutants" / "mutmut-cicd-stats.json"
    counts = json.loads(stats.read_text(encoding="utf-8")) if counted.returncode == 0 else {"total": 0}
    print(counts)
    total = counts.pop("total")
    if not total or sum(counts.values()) < total:  # some were never tried
        print(f"mutmut could not run:\n{(tried.stdout + tried.stderr)[-2000:]}")
        return False
    return counts["survived"] + counts["no_tests"] <= SURVIVORS * total


if __name__ == "__main__":
    sys.exit(0 if {"versions": versions, "audit": audit, "mutants": mutants}[sys.argv[1]]() else 1)
