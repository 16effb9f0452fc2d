"""Slips of the pen: every cell of every table changed, one at a time, in ways that happen.

The descriptor says what a field is, so a new table or field is attacked without a word here.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

HEDGES = ("none", "近", "多", "余", "超", "约")
UNITS = ("个", "名", "家", "元", "%")
OTHER_DIGIT = str.maketrans("0123456789一二三四五六七八九两", "1234567890二三四五六七八九一三")


class Slip(NamedTuple):
    """One changed cell or row: where, and how."""

    file: str
    row: int
    field: str
    kind: str
    was: str
    now: str

    @property
    def name(self) -> str:
        """Say the slip so that it can be found again."""
        return f"{self.file}, row {self.row}, {self.field}: {self.kind}"


@cache
def tables(data: Path) -> dict[str, dict]:
    """Return what the descriptor says of each file, by file."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    found = {}
    for resource in package["resources"]:
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        found |= dict.fromkeys(paths, resource)
    return found


@cache
def rows_of(data: Path, file: str) -> list[list[str]]:
    """Return a file's rows as typed, the header first."""
    with (data / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write(rows: list[list[str]]) -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def changed(data: Path, slip: Slip) -> str:
    """Return the slip's file with its change in it."""
    rows = [list(row) for row in rows_of(data, slip.file)]
    at = slip.row - 1
    if slip.field == "(row)":
        if slip.kind == "row deleted":
            del rows[at]
        elif slip.kind == "row doubled":
            rows.insert(at, rows[at])
        else:
            rows[at], rows[at + 1] = rows[at + 1], rows[at]
    elif slip.kind == "languages swapped":
        place, pair = rows[0].index(slip.field), rows[0].index(partner(slip.field))
        rows[at][place], rows[at][pair] = rows[at][pair], rows[at][place]
    else:
        rows[at][rows[0].index(slip.field)] = slip.now
    return write(rows)


def slips(data: Path) -> Iterator[Slip]:
    """Return every slip of every cell and row of every table of a data folder."""
    for file, resource in tables(data).items():
        head, *body = rows_of(data, file)
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        column = {name: [row[head.index(name)] for row in body] for name in head}
        for number, row in enumerate(body, 2):
            yield Slip(file, number, "(row)", "row deleted", "", "")
            yield Slip(file, number, "(row)", "row doubled", "", "")
            if number <= len(body) and row != body[number - 1]:
                yield Slip(file, number, "(row)", "row swapped with the next", "", "")
            for name, cell in zip(head, row, strict=True):
                for kind, now in dict(changes(fields[name], cell, column[name])).items():
                    if now != cell:
                        yield Slip(file, number, name, kind, cell, now)
                if name.endswith("_en") and partner(name) in head and cell != row[head.index(partner(name))]:
                    yield Slip(file, number, name, "languages swapped", cell, row[head.index(partner(name))])


def partner(name: str) -> str:
    """Return the field that says the same in Chinese."""
    return name[:-3] + "_zh"


def changes(field: dict, cell: str, column: list[str]) -> Iterator[tuple[str, str]]:
    """Return what can become of a cell, each with what happened to it."""
    name = field["name"]
    choices = [c["value"] for c in field.get("categories", [])] or field.get("constraints", {}).get("enum", [])
    others = list(dict.fromkeys(other for other in column if other not in (cell, "")))
    if not cell:
        yield "filled", others[0] if others else "9个"
        return
    yield "emptied", ""
    if name == "hedge":
        yield "hedge dropped", "none"
        for other in HEDGES[1:3]:
            yield f"hedge swapped for {other}", other
    elif name == "unit":
        for other in UNITS[:2]:
            yield f"unit swapped for {other}", other
    elif choices:
        at = choices.index(cell) if cell in choices else 0
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
        yield from text_changes(field, cell, others)


def text_changes(field: dict, cell: str, others: list[str]) -> Iterator[tuple[str, str]]:
    """Return what can become of words, ids, colours and digests."""
    if others:
        yield "the cell of another row", others[len(cell) % len(others)]
    if re.search(r"[0-9]|[一二三四五六七八九两]", cell):
        yield "another digit", another_digit(cell)
    if pattern := field.get("constraints", {}).get("pattern"):
        last = "2" if cell[-1] == "1" else "1"
        if re.fullmatch(pattern, cell[:-1] + last):
            yield "last letter changed", cell[:-1] + last
        return
    words = cell.split(" ")
    if len(words) > 1:
        at = len(words) // 2
        yield "word lost", " ".join(words[:at] + words[at + 1:])
        yield "word changed", " ".join([*words[:at], words[at][::-1] if len(set(words[at])) > 1 else "the", *words[at + 1:]])
    elif len(cell) > 1:
        at = len(cell) // 2
        yield "character lost", cell[:at] + cell[at + 1:]
        yield "character changed", cell[:at] + ("的" if cell[at] > "\u2fff" else "x") + cell[at + 1:]


def another_digit(text: str) -> str:
    """Return a text with its last digit changed."""
    at = max(i for i, c in enumerate(text) if c.translate(OTHER_DIGIT) != c)
    return text[:at] + text[at].translate(OTHER_DIGIT) + text[at + 1:]
