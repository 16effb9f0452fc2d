"""The locks: every package pinned with its digests, from no address, under licences that allow what we do."""

from __future__ import annotations

import re
import tomllib

import pytest
from conftest import ROOT
from lock import LOCK, affects, changed, family, licences, offline, pins, to_ask, unhashed

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


EVENTS = {
    "mended": [{"introduced": "0"}, {"fixed": "2.0"}],
    "last": [{"introduced": "1.5"}, {"last_affected": "2.0"}],
    "twice": [{"fixed": "1.2"}, {"introduced": "2.0"}, {"introduced": "0"}, {"fixed": "2.1"}],
    "open": [{"introduced": "1.10"}],
}


@pytest.mark.parametrize(("events", "hit"), [
    ("mended", {"1.0", "1.2", "1.9", "2.0rc1"}), ("last", {"1.9", "2.0rc1", "2.0"}), ("twice", {"1.0", "2.0"}),
    ("open", {"2.0rc1", "2.0", "2.1", "1.10"})])
def test_a_range_of_an_advisory_is_understood(events, hit):
    """Protects from good news that is none: a version is affected from where a flaw came in to where it was mended."""
    advisory = {"affected": [{"package": {"name": "One_Package"}, "ranges": [{"type": "ECOSYSTEM", "events": EVENTS[events]}]}]}
    versions = ("1.0", "1.2", "1.9", "1.10", "2.0rc1", "2.0", "2.1")
    expected = hit | ({"1.10"} if events in ("mended", "last") else set())
    assert {version for version in versions if affects(advisory, "one-package", version)} == expected
    assert not any(affects(advisory, "another", version) for version in versions)


def test_locks_are_held_against_a_copy_of_the_advisories(tmp_path, capsys):
    """Protects who audits without a network: a flaw is named, one withdrawn is not, an empty folder is no good news."""
    lock = tmp_path / "some.lock"
    lock.write_text("one==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\ntwo==2.0\n", encoding="utf-8")
    assert offline(tmp_path, [lock]) == 1
    assert "not audited" in capsys.readouterr().out
    for package, name, withdrawn in (("one", "FLAW-1", ""), ("two", "FLAW-2", "withdrawn: 2026-02-01T00:00:00Z\n")):
        folder = tmp_path / "vulns" / package
        folder.mkdir(parents=True)
        (folder / f"{name}.yaml").write_text(
            f"id: {name}\nmodified: 2026-01-01T00:00:00Z\n{withdrawn}affected:\n- package: {{name: {package}}}\n"
            "  ranges: [{type: ECOSYSTEM, events: [{introduced: '0'}]}]\n", encoding="utf-8")
    assert offline(tmp_path, [lock]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "some.lock: one 1.0: FLAW-1", "some.lock: 2 packages, 1 known vulnerabilities",
        "by 1 advisories on 1 of the packages, the newest of 2026-01-01"]
