"""The locks: every package pinned with its digests, from no address, under licences that allow what we do."""

from __future__ import annotations

import re
import tomllib

import pytest
from conftest import ROOT
from lock import LOCK, changed, family, licences, pins, to_ask, unhashed

LOCKS = sorted(ROOT.glob("*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_package_has_its_digests(path):
    """Protects whoever installs from another file under the same name."""
    text = path.read_text(encoding="utf-8")
    assert pins(text) and not unhashed(text)
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
    strange = {name: said for name, said in licences(LOCK.read_text(encoding="utf-8")).items() if not family(said)}
    assert not strange


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


def test_a_renewal_says_what_changed():
    """Protects the reviewer of `make lock`: each package with its old and its new version."""
    one = "a==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\nb==2.0\nc==3.0 ; sys_platform == 'win32' \\\n"
    two = "a==1.1 \\\n    --hash=sha256:" + "1" * 64 + "\nc==3.0 ; sys_platform == 'win32' \\\nd==4.0\n"
    assert changed(one, two) == ["a: 1.0 → 1.1", "b: 2.0 → dropped", "d: new → 4.0"]
    assert changed(one, one) == []
    assert unhashed(one) == ["b", "c"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_version_is_asked_about(path):
    """Protects who has another Python: a package that is pinned once for each is audited in every version."""
    text = path.read_text(encoding="utf-8")
    asked = [line for wanted in to_ask(text) for line in wanted.split()]
    assert sorted(asked) == sorted(f"{name}=={one.split(' ')[0]}" for name, versions in pins(text).items() for one in versions)
    for wanted in to_ask(text):
        names = [line.split("==")[0] for line in wanted.split()]
        assert len(names) == len(set(names))
