"""The rules that rows obey: those of the descriptor, those of sense, and the words that each row is typed from."""

import math
import re
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from chinese_quantities import PhraseError, is_rate, read_phrase, read_quantities, unit_at

from .errors import Fault, Row, blame

DESCRIPTOR = "datapackage.json"
GAP = "TODO"  # what a draft leaves to a person; no table is loaded while one is left
_NUMBERS = {"integer": "Int64", "number": "float64"}
# A constraint of a field, whether a cell obeys it, what is allowed. Each cell is held against the first four.
_CELL_RULES: list[tuple[str, Callable, str]] = [
    ("", lambda cell, _: cell != GAP, "what a person fills in. {description} {choices}"),
    ("", lambda cell, _: cell == cell.strip(), "no space at either end"),
    ("", lambda cell, _: cell.replace("\u3000", " ").isprintable() and "\ufffd" not in cell,
     "only characters that can be seen, and ordinary spaces: type the cell anew"),
    ("", lambda cell, _: cell[0] not in "'=@", "no ', = or @ at the beginning, which a spreadsheet may have put there"),
    ("enum", lambda cell, choices: cell in choices, "{choices}; a new one is added to {name} in data/" + DESCRIPTOR),
    ("integer", lambda cell, _: re.fullmatch(r"[+-]?[0-9]{1,15}", cell), "a whole number of at most 15 digits"),
    ("number", lambda cell, _: re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]+)?", cell), "a number such as 80.1"),
    ("minimum", lambda cell, least: float(cell) >= least, "at least {minimum}"),
    ("pattern", lambda cell, pattern: re.fullmatch(pattern, cell), "{form}"),
    ("maxLength", lambda cell, most: len(cell) <= most, "at most {maxLength} characters"),
]
# The field that is blamed, when a row is wrong (beside it, the observations by id), what is allowed.
_Rule = tuple[str, Callable[[Row, dict[str, Row]], bool], str]
_OWN_FILE: _Rule = ("region", lambda row, _: row["region"] != Path(row["_file"]).stem,
                    "the region that the file is named after")
_OWN_ID: _Rule = ("id", lambda row, _: not row["id"].startswith(f"{row['region']}-"),
                  "an id that begins with the row's region")
_RULES: dict[str, list[_Rule]] = {
    "observations": [
        _OWN_FILE, _OWN_ID,
        ("period_basis", lambda row, _: (row["period"] == "none") != (row["period_basis"] == "none"),
         "none where the period is none, stated or carried where there is one"),
        ("stage", lambda row, _: (row["measure"] == "threshold") != (not row["stage"]),
         "a stage, and none for a threshold"),
        ("counted", lambda row, _: (row["unit"] == "元") != (row["counted"] == "money"),
         "money where the unit is 元, and only there"),
        ("measure",
         lambda row, _: row["measure"] != "threshold" and is_rate(row["unit"]) != (row["measure"] == "rate"),
         "rate where the unit is %, or another of change (个百分点, 倍), and only there"),
    ],
    "relations": [
        _OWN_FILE,
        ("other", lambda row, _: row["observation"] == row["other"], "another observation"),
        ("relation", lambda row, known: (row["relation"] == "criterion_of") != (
            known.get(row["observation"], {}).get("measure") == "threshold"),
         "criterion_of for a threshold, and only for one"),
    ],
    "set_aside": [_OWN_FILE],
    "mechanisms": [
        _OWN_ID,
        ("drawing", lambda row, _: (row["kind"] == "part") != (not row["drawing"]),
         "a form for a mechanism, none for a part"),
    ],
}
# The table, the field that is blamed, what no two rows may share, what is allowed.
_ONCE: list[tuple[str, str, Callable[[Row], Hashable], str]] = [
    ("relations", "other", lambda row: frozenset((row["observation"], row["other"])), "each pair of observations once"),
    ("mechanisms", "order", lambda row: (row["region"], row["parent"], row["order"]), "a place that no sibling has"),
]


def allowed_values(field: dict) -> list[str] | None:
    """Return the values that a field is limited to, or None where any will do."""
    listed = [category["value"] for category in field.get("categories", [])]
    return listed or field.get("constraints", {}).get("enum")


def named_values(descriptor: dict[str, dict]) -> pd.DataFrame:
    """List the allowed values of all fields that name theirs, by field (mechanisms.kind) and value."""
    named = [(f"{name}.{field['name']}", one["value"], one["label"], one["label_zh"], one["description"])
             for name, table in descriptor.items() for field in table["schema"]["fields"]
             for one in field.get("categories", [])]
    columns = ["field", "value", "label_en", "label_zh", "description"]
    return pd.DataFrame(named, columns=columns).set_index(columns[:2])


def check_cells(rows: list[Row], table: dict) -> list[Fault]:
    """Hold every cell of a table, as `read_table` gives it, against its field."""
    faults = []
    for field in table["schema"]["fields"]:
        constraints, choices = field.get("constraints", {}), allowed_values(field)
        limits = {"": True, field["type"]: True} | constraints | {"enum": choices}
        words = {"description": "", "form": f"the form {constraints.get('pattern')}"} | field | constraints
        words["choices"] = ", ".join(choices or [])
        rules = [(obeys, limits[rule], allowed.format_map(words).strip())
                 for rule, obeys, allowed in _CELL_RULES if limits.get(rule) is not None]
        cells = [row[field["name"]] for row in rows]
        refused = {cell: next((allowed for obeys, limit, allowed in rules if not obeys(cell, limit)), None)
                   for cell in set(cells) - {""}}
        refused[""] = "a value" if constraints.get("required") else None
        wrong = [(at, allowed) for at, cell in enumerate(cells) if (allowed := refused[cell])]
        if constraints.get("unique"):
            wrong += [(at, "a value that no other row has") for at in repeated(cells) if cells[at] not in ("", GAP)]
        faults += [blame(rows[at], [field["name"]], allowed) for at, allowed in wrong]
    return faults


def check_keys(tables: dict[str, list[Row]], descriptor: dict[str, dict]) -> list[Fault]:
    """List rows whose primary key is doubled, or whose foreign key or list of ids leads nowhere."""
    faults = []
    for name, table in descriptor.items():
        rows, schema = tables[name], table["schema"]
        if key := schema.get("primaryKey"):
            faults += [blame(rows[at], key, "a key that no other row has") for at in repeated(_keys(rows, key))]
        for link in schema.get("foreignKeys", []):
            goal, fields = link["reference"]["resource"] or name, link["fields"]
            there, path = set(_keys(tables[goal], link["reference"]["fields"])), descriptor[goal]["path"]
            allowed = f"one that stands in {path if isinstance(path, str) else f'{goal}/'}"
            faults += [blame(row, fields, allowed) for row, cells in zip(rows, _keys(rows, fields), strict=True)
                       if all(cells) and cells not in there]
        for field in schema["fields"]:
            if goal := field.get("references"):  # a list of ids, for which the standard has no key
                known, cell = {row["id"] for row in tables[goal]}, field["name"]
                faults += [blame(row | {cell: one}, [cell], f"ids of {goal}, one {field['delimiter']!r} between two")
                           for row in rows if row[cell]
                           for one in row[cell].split(field["delimiter"]) if one not in known]
    return faults


def _keys(rows: list[Row], fields: list[str]) -> list[tuple[str, ...]]:
    return [tuple(row[field] for field in fields) for row in rows]


def repeated(keys: Iterable[Hashable]) -> list[int]:
    """Give the places of keys that stood before."""
    first: dict[Hashable, int] = {}
    return [at for at, key in enumerate(keys) if first.setdefault(key, at) != at]


def typed(text: pd.DataFrame, table: dict) -> pd.DataFrame:
    """Give each column of checked cells the type of its field, and the rows their ids as index where they have any."""
    frame = text.drop(columns=["_file", "_row"])
    for field in table["schema"]["fields"]:
        name, cells, choices = field["name"], text[field["name"]], allowed_values(field)
        if field["type"] in _NUMBERS:
            frame[name] = pd.to_numeric(cells.where(cells != "")).astype(_NUMBERS[field["type"]])
        elif field["type"] == "list":
            frame[name] = [tuple(filter(None, cell.split(field.get("delimiter", ",")))) for cell in cells]
        elif choices is not None:
            frame[name] = pd.Categorical(cells.where(cells != ""), choices)
    return frame.set_index("id") if "id" in frame else frame


def check_sense(tables: dict[str, list[Row]]) -> list[Fault]:
    """List rows that are well formed but contradict themselves or their neighbours.

    Parameters
    ----------
    tables : dict of str to list of dict
        The rows of each table: cells as text, with `_file` and `_row`.
    """
    known = {row["id"]: row for row in tables["observations"]}
    faults = [blame(row, [field], allowed) for name, rules in _RULES.items() for row in tables[name]
              for field, wrong, allowed in rules if wrong(row, known)]
    return faults + [blame(tables[name][at], [field], allowed) for name, field, shared, allowed in _ONCE
                     for at in repeated(map(shared, tables[name]))]


def read_again(rows: list[Row], pairs: list[Row]) -> tuple[pd.DataFrame, list[Fault]]:
    """Read every phrase again and hold what it says against what was typed.

    The words of a criterion (超100名 in 7个党员数量超100名的社区党组织) are taken out of the phrase
    that they qualify before it is read.

    Parameters
    ----------
    rows, pairs : list of dict
        Observations and relations: their cells as text, with `_file` and `_row`.

    Returns
    -------
    bounds : pandas.DataFrame
        A row for each observation, in order: `low`, `high` (in base units; infinite where the hedge
        sets no bound), `low_open`, `high_open` (whether the end itself is excluded), `words`
        (numeral, hedge and measure word as printed).
    faults : list of Fault
        Every cell that differs from its phrase, and every part that is larger than its whole.
    """
    phrases = {row["id"]: row["phrase"] for row in rows}
    criteria = [(pair["other"], phrases[pair["observation"]]) for pair in pairs if pair["relation"] == "criterion_of"]
    for name, words in criteria:
        phrases[name] = phrases[name].replace(words, "")
    bounds, faults = {}, []
    for row in rows:
        phrase = phrases[row["id"]]
        try:
            read = read_phrase(phrase)
        except PhraseError as error:
            faults.append(blame(row, ["phrase"], f"words that can be read: {error.reason}"))
            continue
        if "contradiction" in read.flags:
            faults.append(blame(row, ["phrase"], "hedges that do not contradict each other"))
        # A range has no single value, and a fraction no unit: then the cell is empty.
        typed = row | {"value": row["value"] and _plain(float(row["value"]))}
        value = "" if read.value is None else _plain(read.value)
        again = {"value": value, "unit": read.unit or "", "hedge": read.hedge}
        faults += [blame(row, [field], f"{said or 'nothing'}, as the phrase {row['phrase']} reads")
                   for field, said in again.items() if typed[field] != said]
        bounds[row["id"]] = (-math.inf if read.low is None else float(read.low),
                             math.inf if read.high is None else float(read.high), read.low_open, read.high_open,
                             _words(phrase))
    columns = ["low", "high", "low_open", "high_open", "words"]
    return (pd.DataFrame.from_dict(bounds, orient="index", columns=columns),
            faults or _check_parts(rows, pairs, bounds))


@lru_cache(maxsize=4096)
def _words(phrase: str) -> str:
    """Return the words of the one quantity in a phrase; where 一 alone counts, the whole phrase."""
    found = read_quantities(phrase)
    return phrase[found[0][0]:found[0][1]] if found else phrase


def _plain(value: float) -> str:
    """Write a number as a curator types it: 8010000000, 80.1."""
    return np.format_float_positional(float(value), trim="-")


def _check_parts(rows: list[Row], pairs: list[Row], bounds: dict[str, tuple]) -> list[Fault]:
    """List parts that are certainly larger than their whole, where both are measured alike."""
    units = {row["id"]: row["unit"] for row in rows}
    faults = []
    for pair in pairs:
        part, whole = pair["observation"], pair["other"]
        low, high = bounds[part][0], bounds[whole][1]
        if pair["relation"] == "part_of" and low > high and _alike(units[part], units[whole]):
            faults.append(Fault(pair["_file"], pair["_row"], "observation", f"{part!r}, at least {_plain(low)}",
                                f"a part of {whole!r}, which is at most {_plain(high)}; "
                                "or the two the other way round, or another relation"))
    return faults


def _alike(one: str, other: str) -> bool:
    """Tell whether two units measure the same: both count things, or they are one."""
    known = [unit_at(unit, 0) for unit in (one, other)]
    return one == other or all(unit is not None and unit.is_count for unit in known)
