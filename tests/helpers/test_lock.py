"""The locks: every package pinned with its digests, from no address, under licences that allow what we do."""

import importlib.metadata
import re

import pytest
from conftest import PROJECT, ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = [ROOT / f"{name}.lock" for name in ("requirements", "test", "browser")]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)(?: *; *([^\\\n]*?))? *\\?$", re.M)
# Pins: name, version and marker, empty where it has none. A package may be pinned twice, for different Pythons.
PINS = {path.stem: [(canonicalize_name(name), version, marker) for name, version, marker in PIN.findall(path.read_text("utf-8"))]
        for path in LOCKS}
# What a package may ask of those who use it: to keep a notice, or to publish changes of its own files.
FAMILIES = r"\bMIT\b|MIT-CMU|BSD|Apache|\bISC|PSF|Python Software|MPL|Mozilla|OFL|Zlib|CC0|Artistic"
INSTALLED = {canonicalize_name(one.name): one.version for one in importlib.metadata.distributions()}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_package_has_its_digests_and_no_address(path):
    """Protects from another file under the same name, and who uses a mirror: what to install, not where it was found."""
    text = path.read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
    assert len(entries) == len(PINS[path.stem]) > 0
    assert not [entry.split("=")[0] for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)]
    stray = [line for line in text.splitlines() if not re.match(r"[A-Za-z0-9._-]+==|    --hash=|    # |$", line)]
    assert not stray, "a line that is neither a pin nor its digest"
    assert not re.search(r"https?:|index-url|find-links|file:|@ |/", text)


def test_direct_dependencies_are_few_and_locked_within_their_bounds():
    """Protects the bounds of pyproject.toml from a lock that was made for others, and who must know all dependencies."""
    extras, seen = PROJECT["optional-dependencies"], []
    for lines, stems in ((PROJECT["dependencies"] + extras["build"], ["requirements"]), (extras["test"], ["requirements", "test"]),
                         (extras["browser"], list(PINS))):
        for wanted in map(Requirement, lines):
            versions = [version for stem in stems for name, version, _ in PINS[stem] if name == canonicalize_name(wanted.name)]
            assert versions and all(wanted.specifier.contains(version) for version in versions), wanted
            seen.append(wanted.name)
    assert len({*seen, *(Requirement(line).name for line in extras["thorough"])}) <= 24


def test_what_is_installed_is_what_is_locked():
    """Protects every measured result: the versions of the locks, none in two of them, and what no lock has is pip's."""
    assert {path.stem for path in ROOT.glob("*.lock")} == set(PINS)
    names = [name for pins in PINS.values() for name in {name for name, _, _ in pins}]
    assert len(names) == len(set(names))
    locked = [pin for pins in PINS.values() for pin in pins]
    assert {(name, version) for name, version in INSTALLED.items() if name in names} <= {pin[:2] for pin in locked}
    assert set(INSTALLED) - set(names) <= {"pip", "setuptools", "two-regions-in-figures"}
    assert not [name for name, _, marker in PINS["requirements"] + PINS["test"] if not marker and name not in INSTALLED]


def test_every_licence_is_known_and_lets_us():
    """Protects who passes the environment on: each package, those of packages too, names a licence that we have read.

    A choice that includes a permissive one (Artistic or GPL) is that one.
    """
    said = {name: licence(name) for pins in PINS.values() for name, _, _ in pins if name in INSTALLED}
    assert len(said) > 100
    assert not {name: words for name, words in said.items() if not re.search(FAMILIES, words)}


def licence(name: str) -> str:
    """Return the licence that an installed package declares, else the first line of its licence."""
    about = importlib.metadata.metadata(name)
    kinds = [kind.split(" :: ")[-1] for kind in about.get_all("Classifier") or [] if kind.startswith("License")]
    declared = about.get("License-Expression") or "; ".join(kinds) or (about.get("License") or "").split("\n")[0][:60]
    files = [file for file in importlib.metadata.files(name) or [] if file.name.upper().startswith("LICEN")]
    return declared or "; ".join(file.read_text(encoding="utf-8").split("\n")[0].strip() for file in files)
