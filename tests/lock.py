"""Read the lock: what it pins, what a renewal changed, which licences it brings, what is known against it.

    python tests/lock.py changed OLD NEW    packages that a renewal added, dropped or moved
    python tests/lock.py licences [LOCK]    every package of a lock with the licence that it declares
    python tests/lock.py audit [LOCK …]     known vulnerabilities, by pip-audit, as far as its service answers
    python tests/lock.py offline FOLDER [LOCK …]
                                            known vulnerabilities, by a copy of the PyPA advisory database
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
from collections import defaultdict
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)(?: *; *([^\\\n]*?))? *\\?$", re.M)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
CANARY = "jinja2==2.4.1"  # vulnerable for many years: a service that does not know it knows nothing
# What a package may ask of those who use it: to keep a notice, or to publish changes of its own files.
FAMILIES = {
    "MIT": r"\bMIT\b|\bMIT-0\b|MIT-CMU", "BSD": r"\bBSD|0BSD", "Apache": "Apache", "ISC": r"\bISC", "PSF": "PSF|Python Software",
    "MPL": "MPL|Mozilla", "OFL": "OFL", "Zlib": "Zlib", "CC0": "CC0", "Artistic": "Artistic",
}


def pins(text: str) -> dict[str, list[str]]:
    """Return the versions of every package of a lock, with a marker where it has one."""
    found = defaultdict(list)
    for name, version, marker in PIN.findall(text):
        found[name.lower()].append(version + (f" ({marker.strip()})" if marker else ""))
    return dict(found)


def to_ask(text: str) -> list[str]:
    """Return the pins as lists in each of which a package stands once, for pip-audit takes no second version of it."""
    versions = ([f"{name}=={one.split(' ')[0]}\n" for one in found] for name, found in pins(text).items())
    return ["".join(filter(None, row)) for row in zip_longest(*versions)]


def unhashed(text: str) -> list[str]:
    """Return the packages of a lock that have no digest."""
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)
    return [entry.split("=")[0] for entry in entries if PIN.match(entry.split("\n")[0]) and not HASH.search(entry)]


def changed(old: str, new: str) -> list[str]:
    """Say package by package how two locks differ."""
    before, after = pins(old), pins(new)
    lines = []
    for name in sorted({*before, *after}):
        was, now = ", ".join(before.get(name, [])), ", ".join(after.get(name, []))
        if was != now:
            lines.append(f"{name}: {was or 'new'} → {now or 'dropped'}")
    return lines


def licence(name: str) -> str:
    """Return the licence that an installed package declares; nothing where it declares none.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        Where the package is not installed.
    """
    about = importlib.metadata.metadata(name)
    kinds = [c.split(" :: ")[-1] for c in about.get_all("Classifier") or [] if c.startswith("License")]
    declared = about.get("License-Expression") or "; ".join(kinds) or (about.get("License") or "").split("\n")[0][:60]
    files = [file for file in importlib.metadata.files(name) or [] if file.name.upper().startswith("LICEN")]
    return declared or "; ".join(file.read_text(encoding="utf-8").split("\n")[0].strip() for file in files)


def family(said: str) -> list[str]:
    """Return the families of licences that are named."""
    return [name for name, pattern in FAMILIES.items() if re.search(pattern, said)]


def licences(text: str) -> dict[str, str]:
    """Return the licence of every package of a lock; those that this machine does not need are left out."""
    found = {}
    for name in sorted(pins(text)):
        try:
            found[name] = licence(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def audit(locks: list[Path]) -> int:
    """Ask pip-audit about every pin, and first whether it would know; return the exit status."""
    tool = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off"]

    def ask(text: str) -> list[dict]:
        given = ROOT / ".cache" / "audit.txt"
        given.parent.mkdir(exist_ok=True)
        given.write_text(text, encoding="utf-8")
        done = subprocess.run([*tool, "-r", str(given)], capture_output=True, text=True, check=False)
        return json.loads(done.stdout)["dependencies"] if done.stdout.startswith("{") else []

    if not any(one.get("vulns") for one in ask(CANARY + "\n")):
        print(f"not audited: the advisory service does not answer here (it does not know {CANARY}); "
              "run this where it can be reached, or `offline FOLDER` with a copy of the PyPA advisory database")
        return 0
    bad = 0
    for lock in locks:
        answers = [one for wanted in to_ask(lock.read_text("utf-8")) for one in ask(wanted)]
        for one in answers:
            for flaw in one.get("vulns", []):
                bad += 1
                print(f"{lock.name}: {one['name']} {one['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions'])}")
        print(f"{lock.name}: {len(answers)} packages, {sum(len(one.get('vulns', [])) for one in answers)} known vulnerabilities")
    return int(bad > 0)


def advisories(folder: Path, name: str) -> list[dict]:
    """Read what a copy of the PyPA advisory database holds against a package; what was withdrawn is left out."""
    import yaml  # here, for the other commands need no package
    found = [yaml.safe_load(path.read_text("utf-8")) for path in sorted((folder / "vulns" / name).glob("*.yaml"))]
    return [one for one in found if not one.get("withdrawn")]


def affects(advisory: dict, name: str, version: str) -> bool:
    """Say whether an advisory names a version, or has it in a range, as the OSV schema evaluates events."""
    from packaging.utils import canonicalize_name
    for one in advisory.get("affected", []):
        if canonicalize_name(one["package"]["name"]) != name:
            continue
        if version in one.get("versions", []):
            return True
        for span in one.get("ranges", []):
            if span["type"] == "ECOSYSTEM" and _within(version, span["events"]):
                return True
    return False


def _within(version: str, events: list[dict[str, str]]) -> bool:
    from packaging.version import Version
    here, inside = Version(version), False
    for kind, at in sorted((pair for event in events for pair in event.items()), key=lambda pair: Version(pair[1])):
        if kind == "introduced" and here >= Version(at):
            inside = True
        elif (kind == "fixed" and here >= Version(at)) or (kind == "last_affected" and here > Version(at)):
            inside = False
    return inside


def offline(folder: Path, locks: list[Path]) -> int:
    """Hold every pin against a copy of the PyPA advisory database; return the exit status."""
    bad, read = 0, {}
    for lock in locks:
        found = pins(lock.read_text("utf-8"))
        read |= {name: advisories(folder, name) for name in found}
        hits = [(name, version, one["id"]) for name, versions in found.items()
                for version in {said.split(" ")[0] for said in versions}
                for one in read[name] if affects(one, name, version)]
        bad += len(hits)
        print(*(f"{lock.name}: {name} {version}: {flaw}" for name, version, flaw in hits),
              f"{lock.name}: {len(found)} packages, {len(hits)} known vulnerabilities", sep="\n")
    all_read = [one for found in read.values() for one in found]
    if not all_read:
        print(f"not audited: {folder} holds no advisory on any package (expected: FOLDER/vulns/PACKAGE/ID.yaml)")
        return 1
    print(f"by {len(all_read)} advisories on {sum(map(bool, read.values()))} of the packages, "
          f"the newest of {max(str(one['modified'])[:10] for one in all_read)}")
    return int(bad > 0)


def main(arguments: list[str]) -> int:
    """Run one of the commands; return the exit status."""
    match arguments:
        case ["changed", old, new]:
            print("\n".join(changed(Path(old).read_text("utf-8"), Path(new).read_text("utf-8"))) or "nothing changed")
        case ["licences", *given]:
            for name, said in licences(Path(*given or [LOCK]).read_text("utf-8")).items():
                print(f"{name:32} {said or 'declares none'}")
        case ["audit", *given]:
            return audit([Path(one) for one in given] or sorted(ROOT.glob("*.lock")))
        case ["offline", folder, *given]:
            return offline(Path(folder), [Path(one) for one in given] or sorted(ROOT.glob("*.lock")))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
