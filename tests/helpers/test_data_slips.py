"""Slips of the pen: every cell and row of every table changed, one at a time, in ways that happen.

What a field is comes from the descriptor, so a new table or field is attacked without a word here.
A slip is caught by loading, or, where only a person can judge it (a word of a label, another theme), by
`tables.sha256`: what was reviewed. After a change of the data that is meant, and read once more:

    python tests/helpers/test_data_slips.py
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from helpers import DataError, load_tables
from helpers.loading import read_descriptor, read_table
from helpers.rules import allowed_values, check_cells, check_keys, check_sense, read_again

DATA = Path(__file__).resolve().parents[2] / "data"
REVIEWED = Path(__file__).with_name("tables.sha256")
DESCRIPTOR = read_descriptor(DATA)
OTHER_DIGIT = str.maketrans("0123456789一二三四五六七八九两", "1234567890二三四五六七八九一三")
# In these fields no slip passes loading; elsewhere some can be seen by people alone.
JUDGED = {"observations": {"id", "region", "source", "value", "unit", "hedge"}, "relations": {"region"},
          "set_aside": {"region", "source"}, "mechanisms": {"region", "source"}, "sources": {"id", "region"},
          "regions": {"id"}, "periods": {"period"}}


class Slip(NamedTuple):
    """One changed cell or row: where, and how."""

    table: str
    at: int
    field: str
    kind: str
    now: str = ""

    def __str__(self) -> str:
        row = rows_of(self.table)[self.at]
        return f"{row['_file']}, row {row['_row']}, {self.field}: {self.kind}"


@cache
def rows_of(table: str) -> list[dict]:
    return read_table(DATA, DESCRIPTOR[table], []).to_dict("records")


def partner(name: str) -> str:
    """Return the field that says the same in Chinese."""
    return name.removesuffix("_en") + "_zh"


def slips(table: str) -> Iterator[Slip]:
    """Give every slip of every cell and row of a table."""
    rows = rows_of(table)
    for at, row in enumerate(rows):
        yield Slip(table, at, "(row)", "deleted")
        yield Slip(table, at, "(row)", "doubled")
        if at + 1 < len(rows) and row["_file"] == rows[at + 1]["_file"]:
            yield Slip(table, at, "(row)", "swapped with the next")
        for field in DESCRIPTOR[table]["schema"]["fields"]:
            name, cell = field["name"], row[field["name"]]
            others = list(dict.fromkeys(other[name] for other in rows if other[name] not in (cell, "")))
            for kind, now in dict(changes(field, cell, others)).items():
                if now != cell:
                    yield Slip(table, at, name, kind, now)
            if name.endswith("_en") and partner(name) in row and cell != row[partner(name)]:
                yield Slip(table, at, name, "languages swapped", row[partner(name)])


def changes(field: dict, cell: str, others: list[str]) -> Iterator[tuple[str, str]]:
    """Give what can become of a cell, each with what happened to it."""
    choices = allowed_values(field) or []
    if not cell:
        yield "filled", (choices or others or ["9个"])[0]
        return
    yield "emptied", ""
    if field["name"] == "hedge":
        for other in ("none", "近", "多", "余", "超", "约"):
            yield f"hedge swapped for {other}", other
    elif field["name"] == "unit":
        for other in ("个", "名", "家", "元", "%"):
            yield f"unit swapped for {other}", other
    elif choices:
        at = choices.index(cell)
        for step in (1, 2):
            other = choices[(at + step) % len(choices)]
            yield f"{other} for {cell}", other
    elif field["type"] in ("number", "integer"):
        yield "another digit", another_digit(cell)
        yield "factor ten", str(float(cell) * 10).removesuffix(".0") if "." in cell else cell + "0"
        if len(set(cell)) > 1 and cell.isdigit():
            yield "digits swapped", cell[:-2] + cell[-1] + cell[-2]
    elif field["type"] == "list":
        parts = cell.split(" ")
        yield "first of the list lost", " ".join(parts[1:])
        yield "another in the list", " ".join([*parts[:-1], next((o.split(" ")[0] for o in others), "")]).strip()
    else:
        yield from changes_of_text(cell, others)


def changes_of_text(cell: str, others: list[str]) -> Iterator[tuple[str, str]]:
    """Give what can become of words, ids, colours and digests."""
    if others:
        yield "the cell of another row", others[len(cell) % len(others)]
    if re.search(r"[0-9]|[一二三四五六七八九两]", cell):
        yield "another digit", another_digit(cell)
    yield "stray letter", cell + "x"
    yield "last letter changed", cell[:-1] + ("2" if cell[-1] == "1" else "1")
    words, at = cell.split(" "), len(cell) // 2
    if len(words) > 1:
        at = len(words) // 2
        yield "word lost", " ".join(words[:at] + words[at + 1:])
        yield "word changed", " ".join([*words[:at], words[at][::-1] if len(set(words[at])) > 1 else "the", *words[at + 1:]])
    elif len(cell) > 1:
        yield "character lost", cell[:at] + cell[at + 1:]
        yield "character changed", cell[:at] + ("的" if cell[at] > "\u2fff" else "x") + cell[at + 1:]


def another_digit(text: str) -> str:
    """Change the last digit of a text."""
    at = max(i for i, c in enumerate(text) if c.translate(OTHER_DIGIT) != c)
    return text[:at] + text[at].translate(OTHER_DIGIT) + text[at + 1:]


def changed(slip: Slip) -> list[dict]:
    """Return the rows of the slip's table with the change in them."""
    rows = list(rows_of(slip.table))
    row = rows[slip.at]
    if slip.kind == "deleted":
        del rows[slip.at]
    elif slip.kind == "doubled":
        rows.insert(slip.at, row)
    elif slip.kind == "swapped with the next":
        rows[slip.at:slip.at + 2] = rows[slip.at + 1], row
    elif slip.kind == "languages swapped":
        rows[slip.at] = row | {slip.field: slip.now, partner(slip.field): row[slip.field]}
    else:
        rows[slip.at] = row | {slip.field: slip.now}
    return rows


class Noted(dict):
    """A row that notes which of its cells are read."""

    def __init__(self, row: dict, read: set[str]):
        super().__init__(row)
        self.read = read

    def __getitem__(self, name: str) -> str:
        self.read.add(name)
        return super().__getitem__(name)

    def __or__(self, other: dict) -> Noted:
        return Noted({**self, **other}, self.read)


CHECKS = (lambda rows: check_keys(rows, DESCRIPTOR), check_sense,
          lambda rows: read_again(rows["observations"], rows["relations"])[1])


@cache
def reads(check: Callable) -> dict[str, set[str]]:
    """Return the fields that a check reads in the tables as they are: a change of any other is nothing to it."""
    read: dict[str, set[str]] = {name: set() for name in DESCRIPTOR}
    assert not check({name: [Noted(row, read[name]) for row in rows_of(name)] for name in DESCRIPTOR})
    return read


def refused(slip: Slip) -> bool:
    """Tell whether loading refuses a slip, by what it does with rows that are read; what did not change was right."""
    rows = {name: rows_of(name) for name in DESCRIPTOR} | {slip.table: changed(slip)}
    fields = DESCRIPTOR[slip.table]["schema"]["fields"]
    if slip.field != "(row)":
        touched = {slip.field} | ({partner(slip.field)} if slip.kind == "languages swapped" else set())
        fields = [field for field in fields if field["name"] in touched]
    if check_cells(rows[slip.table], {"schema": {"fields": fields}}):
        return True
    return any(check(rows) for check in CHECKS
               if slip.field == "(row)" or not reads(check)[slip.table].isdisjoint(field["name"] for field in fields))


def digests(table: str, rows: list[dict]) -> dict[str, str]:
    """Sum up the cells of each file of a table, whatever their line ends and quotation marks."""
    names = [field["name"] for field in DESCRIPTOR[table]["schema"]["fields"]]
    files: dict[str, list] = {}
    for row in rows:
        files.setdefault(row["_file"], []).append({name: row[name] for name in names if row[name]})
    return {file: hashlib.sha256(json.dumps(cells).encode()).hexdigest() for file, cells in files.items()}


@cache
def reviewed() -> dict[str, str]:
    lines = REVIEWED.read_text(encoding="utf-8").splitlines()
    return {file: digest for digest, file in (line.split(maxsplit=1) for line in lines)}


@pytest.mark.parametrize("table", DESCRIPTOR)
def test_the_tables_are_those_that_were_reviewed(table):
    """Protects the words that no rule can judge: whoever changes one means it. A new region's own files are not held."""
    for file, digest in digests(table, rows_of(table)).items():
        assert reviewed().get(file, digest) == digest, (
            f"{file} is not as it was when it was last reviewed. If the change is meant: python tests/helpers/{Path(__file__).name}")


@pytest.mark.parametrize("table", DESCRIPTOR)
def test_every_slip_is_caught(table):
    """Protects every cell: no slip is lost on the way, and none passes loading where two cells or two tables say the same."""
    required = {field["name"] for field in DESCRIPTOR[table]["schema"]["fields"] if field.get("constraints", {}).get("required")}
    passed, lost, seen, fields = [], [], 0, set()
    for slip in slips(table):
        seen += 1
        fields.add(slip.field)
        if refused(slip):
            continue
        if (slip.field in JUDGED.get(table, ()) or slip.kind == "doubled" or (slip.kind == "emptied" and slip.field in required)):
            passed.append(str(slip))
        if all(reviewed().get(file) == digest for file, digest in digests(table, changed(slip)).items()):
            lost.append(str(slip))
    assert not passed, "loading lets pass:\n" + "\n".join(passed)
    assert not lost, "nothing sees:\n" + "\n".join(lost)
    assert fields >= {field["name"] for field in DESCRIPTOR[table]["schema"]["fields"]}, "a field that is never attacked"
    assert seen > 10 * len(rows_of(table)), "too few slips to prove anything"


def test_loading_refuses_what_the_rules_refuse(data_copy):
    """Protects the test above from proving a rule that loading does not ask."""
    every = [slip for table in DESCRIPTOR for slip in slips(table)]
    for slip in every[::len(every) // 20]:
        rows = changed(slip)
        name = rows_of(slip.table)[slip.at]["_file"]
        with (data_copy / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [field["name"] for field in DESCRIPTOR[slip.table]["schema"]["fields"]],
                                    extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(row for row in rows if row["_file"] == name)
        with pytest.raises(DataError) if refused(slip) else nullcontext():
            load_tables(data_copy)
        (data_copy / name).write_bytes((DATA / name).read_bytes())


if __name__ == "__main__":
    sums = {file: digest for table in DESCRIPTOR for file, digest in digests(table, rows_of(table)).items()}
    REVIEWED.write_text("".join(f"{digest}  {file}\n" for file, digest in sorted(sums.items())), encoding="utf-8")
