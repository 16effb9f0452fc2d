"""The register: the tables as a text that a person can read, committed, and today's."""

from __future__ import annotations

import csv
import difflib
import json

import pytest
from conftest import ROOT

from helpers.register import REGISTER, register, write_register

COMMITTED = (ROOT / "data" / REGISTER).read_text(encoding="utf-8")


def test_the_register_is_what_the_tables_say():
    """Protects every cell, notes and reasons too: a slip shows as a line of words that changed."""
    today = register(ROOT / "data")
    changed = [line for line in difflib.unified_diff(COMMITTED.splitlines(), today.splitlines(), "committed", "today",
                                                     lineterm="", n=0) if not line.startswith("@@")]
    assert not changed, "the tables say something else than data/register.md; if that is meant, run `make notebooks`\n" + \
        "\n".join(changed)


@pytest.mark.parametrize("resource", json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))["resources"],
                         ids=lambda resource: resource["name"])
def test_every_field_is_in_the_register(resource):
    """Protects the register's claim to be complete: each text of each cell can be read in it."""
    paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
    for path in paths:
        for row in csv.DictReader((ROOT / "data" / path).open(encoding="utf-8")):
            for field, cell in row.items():
                for part in cell.split() if field == "observations" else [cell]:
                    if field != "value":  # said with its thousands separated and its scale in words
                        assert part in COMMITTED, f"{path}, {field}: {part}"


def test_writing_it_twice_changes_nothing(data_copy):
    """Protects the diff that a reviewer reads, and the folder from leftovers."""
    before = {path.name for path in data_copy.iterdir()}
    assert write_register(data_copy).read_text(encoding="utf-8") == COMMITTED
    assert {path.name for path in data_copy.iterdir()} == before
