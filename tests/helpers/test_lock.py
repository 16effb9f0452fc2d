"""The locks: every package pinned with its digests, from no address, under licences that allow what we do."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections import defaultdict

import pytest
from conftest import ROOT

LOCKS = sorted(ROOT.glob("*.lock"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)(?: *; *([^\\\n]*?))? *\\?$", re.M)
# What a package may ask of those who use it: to keep a notice, or to publish changes of its own files.
FAMILIES = r"\bMIT\b|MIT-CMU|BSD|Apache|\bISC|PSF|Python Software|MPL|Mozilla|OFL|Zlib|CC0|Artistic"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(text: str) -> dict[str, list[str]]:
    """Return the versions of every package of a lock, with a marker where it has one."""
    found = defaultdict(list)
    for name, version, marker in PIN.findall(text):
        found[name.lower()].append(version + (f" ({marker.strip()})" if marker else ""))
    return dict(found)


def licence(name: str) -> str:
    """Return the licence that an installed package declares, else the first line of its licence."""
    about = importlib.metadata.metadata(name)
    kinds = [c.split(" :: ")[-1] for c in about.get_all("Classifier") or [] if c.startswith("License")]
    declared = about.get("License-Expression") or "; ".join(kinds) or (about.get("License") or "").split("\n")[0][:60]
    files = [file for file in importlib.metadata.files(name) or [] if file.name.upper().startswith("LICEN")]
    return declared or "; ".join(file.read_text(encoding="utf-8").split("\n")[0].strip() for file in files)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_package_has_its_digests(path):
    """Protects whoever installs from another file under the same name."""
    text = path.read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
    assert len(entries) > 0
    assert not [entry.split("=")[0] for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)]
    stray = [line for line in text.splitlines() if not re.match(r"[A-Za-z0-9._-]+==|    --hash=|    # |$", line)]
    assert not stray, "a line that is neither a pin nor its digest"


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_no_address_is_in_it(path):
    """Protects whoever uses a mirror, or none: the lock says what to install and not where it was found, nor by whom."""
    assert not re.search(r"https?:|index-url|find-links|file:|@ |/", path.read_text(encoding="utf-8"))


def test_every_dependency_is_locked_within_its_bounds():
    """Protects the bounds of pyproject.toml from a lock that was made for others."""
    from packaging.requirements import Requirement
    extras, every = PROJECT["optional-dependencies"], {}
    for name, lines in (("requirements", PROJECT["dependencies"] + extras["build"]), ("test", extras["test"]),
                        ("browser", extras["browser"])):
        every |= pins((ROOT / f"{name}.lock").read_text(encoding="utf-8"))
        for line in lines:
            wanted = Requirement(line)
            versions = [version.split(" ")[0] for version in every[re.sub("[-_.]+", "-", wanted.name).lower()]]
            assert all(wanted.specifier.contains(version) for version in versions), line


def test_nothing_is_locked_twice():
    """Protects from two versions of one package, of which the last installed would win."""
    names = [name for path in LOCKS for name in pins(path.read_text(encoding="utf-8"))]
    assert len(names) == len(set(names))
    assert [path.stem for path in LOCKS] == ["browser", "requirements", "test"]


def installed() -> dict[str, str]:
    """Return the version of every package of this environment."""
    return {re.sub("[-_.]+", "-", one.name).lower(): one.version for one in importlib.metadata.distributions()}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_licence_is_known_and_lets_us(path):
    """Protects who passes the environment on: each package, those of packages too, names a licence that we have read.

    A choice that includes a permissive one (Artistic or GPL) is that one.
    """
    said = {name: licence(name) for name in pins(path.read_text(encoding="utf-8")) if name in installed()}
    assert said or path.stem == "browser"
    assert not {name: words for name, words in said.items() if not re.search(FAMILIES, words)}


def test_what_is_installed_is_what_is_locked():
    """Protects every measured result: the environment has the versions of the locks, and what no lock has is pip's."""
    locked = {name: versions for path in LOCKS for name, versions in pins(path.read_text(encoding="utf-8")).items()}
    here = installed()
    assert not {name: version for name, version in here.items() if name in locked
                and version not in [one.split(" ")[0] for one in locked[name]]}
    assert set(here) - set(locked) <= {"pip", "setuptools", "two-regions-in-figures"}
    missing = {name for path in LOCKS[1:] for name, (one, *_) in pins(path.read_text(encoding="utf-8")).items()
               if "(" not in one and name not in here}
    assert not missing


def test_dependencies_are_few():
    """Protects whoever must know them all: at most 24 direct ones, extras included."""
    assert len({*PROJECT["dependencies"], *(one for group in PROJECT["optional-dependencies"].values() for one in group)}) <= 24
