"""The locks: every package pinned with its digests, from no address, under licences that allow what we do."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections import defaultdict

import pytest
from conftest import ROOT

LOCKS = sorted(ROOT.glob("*.lock"))
LOCK = ROOT / "requirements.lock"
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
    """Protects whoever uses a mirror, or none: the lock says what, not whence."""
    assert not re.search(r"https?:|index-url|find-links|file:|@ ", path.read_text(encoding="utf-8"))


def test_every_dependency_is_locked_within_its_bounds():
    """Protects the bounds of pyproject.toml from a lock that was made for others."""
    from packaging.requirements import Requirement
    locked = pins(LOCK.read_text(encoding="utf-8"))
    for line in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]:
        wanted = Requirement(line)
        versions = [version.split(" ")[0] for version in locked[re.sub("[-_.]+", "-", wanted.name).lower()]]
        assert all(wanted.specifier.contains(version) for version in versions), line


def test_every_licence_is_known_and_lets_us():
    """Protects who passes the environment on: each package, those of packages too, names a licence that we have read.

    A choice that includes a permissive one (Artistic or GPL) is that one.
    """
    installed = {one.name.lower().replace("_", "-") for one in importlib.metadata.distributions()}
    said = {name: licence(name) for name in pins(LOCK.read_text(encoding="utf-8")) if name in installed}
    assert len(said) > 50
    assert not {name: words for name, words in said.items() if not re.search(FAMILIES, words)}


def test_what_is_installed_is_what_is_locked():
    """Protects every measured result: the environment has the versions of the lock and no others of those packages."""
    import importlib.metadata
    locked = pins(LOCK.read_text(encoding="utf-8"))
    other = {}
    for package in importlib.metadata.distributions():
        name = re.sub("[-_.]+", "-", package.metadata["Name"]).lower()
        if name in locked and package.version not in [version.split(" ")[0] for version in locked[name]]:
            other[name] = package.version
    assert not other
