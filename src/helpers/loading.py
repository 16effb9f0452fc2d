"""Load the curated tables as typed pandas frames, checked whole: what is wrong is listed at once.

`data/datapackage.json` is the only schema: names, types, allowed values and keys are read from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from .errors import DataError, Fault, RefusedError, Row, blame
from .folder import DESCRIPTOR, allowed_values, broken, find_data, read_descriptor, read_table
from .language import get_language
from .sense import check_sense, read_again, repeated

GAP = "TODO"  # what a draft leaves to a person; no table is loaded while one is left
_SYMMETRIC = {"same_as", "may_overlap", "separate_from"}
_NUMBERS = {"integer": "Int64", "number": "float64"}

# A constraint of a field, whether a cell obeys it, what is allowed. Each cell is held against the first four.
_RULES: list[tuple[str, Callable, str]] = [
    ("", lambda cell, _: cell != GAP, "a gap that a person must fill. {description} {choices}"),
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


def check_cells(rows: list[Row], table: dict) -> list[Fault]:
    """Hold every cell of a table, as `read_table` gives it, against its field."""
    faults = []
    for field in table["schema"]["fields"]:
        constraints, choices = field.get("constraints", {}), allowed_values(field)
        limits = {"": True, field["type"]: True} | constraints | {"enum": choices}
        words = {"description": "", "form": f"the form {constraints.get('pattern')}"} | field | constraints
        words["choices"] = ", ".join(choices or [])
        rules = [(obeys, limits[rule], allowed.format_map(words).strip())
                 for rule, obeys, allowed in _RULES if limits.get(rule) is not None]
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
    """List rows whose primary key is doubled or whose foreign key leads nowhere."""
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
    return faults


def _keys(rows: list[Row], fields: list[str]) -> list[tuple[str, ...]]:
    return [tuple(row[field] for field in fields) for row in rows]


def load_tables(folder: str | Path | None = None) -> dict[str, pd.DataFrame]:
    """Load and check every table, by name; `load_table` gives one.

    Raises
    ------
    DataError
        Listing every fault of every table by file, row, field, found, allowed.

    Examples
    --------
    >>> sorted(load_tables())[:3]
    ['mechanisms', 'observations', 'periods']
    """
    folder = find_data(folder)
    stamp = tuple((path.as_posix(), path.stat().st_mtime_ns, path.stat().st_size)
                  for path in sorted([*folder.rglob("*.csv"), folder / DESCRIPTOR]))
    try:
        return {name: table.copy(deep=False) for name, table in _load(folder, stamp).items()}
    except DataError:
        raise
    except (LookupError, TypeError, AttributeError, ValueError, re.error) as error:  # what is asked for is not there
        raise broken(error) from error


@lru_cache(maxsize=1)
def _load(folder: Path, stamp: tuple) -> dict[str, pd.DataFrame]:
    """Load each version of the tables once; `stamp` tells one from the next."""
    descriptor = read_descriptor(folder)
    faults: list[Fault] = []
    texts = {name: read_table(folder, table, faults) for name, table in descriptor.items()}
    rows = {name: text.to_dict("records") for name, text in texts.items()}
    faults += [fault for name, table in descriptor.items() for fault in check_cells(rows[name], table)]
    faults = faults or check_keys(rows, descriptor) + check_sense(rows)  # of cells that can all be read
    if not faults:
        bounds, faults = read_again(rows["observations"], rows["relations"])
    if faults:
        raise DataError(sorted(faults, key=lambda fault: (fault.file, fault.row or 0)))
    tables = {name: _typed(text, descriptor[name]) for name, text in texts.items()}
    tables["regions"] = tables["regions"].sort_values("order")
    periods = tables["periods"].sort_values("order")
    none = periods["period"] == "none"  # behind any that is stated
    tables["periods"] = pd.concat([periods[~none], periods[none]], ignore_index=True)
    observations = tables["observations"].join(bounds)
    observations = observations.join(_related(tables["relations"], observations.index))
    english = periods.set_index("period")["label_en"]
    tables["observations"] = observations.assign(period_en=observations["period"].map(english))
    return tables


def _typed(text: pd.DataFrame, table: dict) -> pd.DataFrame:
    """Give each column of checked cells its type, and the rows their ids as index where they have any."""
    typed = text.drop(columns=["_file", "_row"])
    for field in table["schema"]["fields"]:
        name, cells, choices = field["name"], text[field["name"]], allowed_values(field)
        if field["type"] in _NUMBERS:
            typed[name] = pd.to_numeric(cells.where(cells != "")).astype(_NUMBERS[field["type"]])
        elif field["type"] == "list":
            typed[name] = [tuple(filter(None, cell.split(field.get("delimiter", ",")))) for cell in cells]
        elif choices is not None:
            typed[name] = pd.Categorical(cells.where(cells != ""), choices)
    return typed.set_index("id") if "id" in typed else typed


def _related(pairs: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """Give each observation the ids that it stands to in each relation, both ways where symmetric."""
    found: dict[str, dict[str, tuple]] = {name: dict.fromkeys(ids, ()) for name in pairs["relation"].cat.categories}
    for pair in pairs.itertuples():
        found[pair.relation][pair.observation] += (pair.other,)
        if pair.relation in _SYMMETRIC:
            found[pair.relation][pair.other] += (pair.observation,)
    return pd.DataFrame({name: list(others.values()) for name, others in found.items()}, ids, dtype=object)


def load_table(name: str, region: str | None = None, folder: str | Path | None = None) -> pd.DataFrame:
    """Load one table; `data/datapackage.json` describes its columns, of which `id` becomes the index.

    Parameters
    ----------
    name : str
        `regions`, `sources`, `sections`, `periods` (none last), `relations`, `set_aside`, `mechanisms`, `observations`.
    region : str, optional
        Keep only its rows.
    folder : str or Path, optional
        The data folder, or the checkout around it.

    Raises
    ------
    DataError
        Listing every fault of the data.
    RefusedError
        Where there is no such table, or no such region in it.

    Examples
    --------
    >>> load_table("mechanisms", "chaoan")["region"].unique().tolist()
    ['chaoan']
    """
    tables = load_tables(folder)
    if name not in tables:
        raise RefusedError(f"no table {name!r}; there are: {', '.join(tables)}")
    return tables[name] if region is None else _only(tables[name], "region", region)


def _only(table: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    known = sorted(set(table[column].astype(str))) if column in table else []
    if value not in known:
        raise RefusedError(f"no {column} {value!r} in this table; there are: {', '.join(known) or 'none'}")
    return table[table[column] == value]


def load_observations(region: str | None = None, theme: str | None = None, *,
                      folder: str | Path | None = None) -> pd.DataFrame:
    """Load the observations: every quantity that the articles state.

    Parameters
    ----------
    region, theme : str, optional
        Keep only these rows.
    folder : str or Path, optional
        The data folder, or the checkout around it.

    Returns
    -------
    pandas.DataFrame
        Index `id`; the columns that `data/datapackage.json` describes, and `low`, `high`
        (bounds in base units; infinite where the hedge sets none), `low_open`, `high_open`
        (whether an end itself is excluded), `words` (numeral, hedge and measure word as printed),
        one column of ids for each kind of relation (`same_as`, `part_of`, `may_overlap`,
        `separate_from`, `criterion_of`), `period_en`, and `label` (for charts: the short label,
        else the label, in the language in force).

    Raises
    ------
    DataError
        Listing every fault of the data.
    RefusedError
        Where no observation has this region or theme.

    Examples
    --------
    >>> nearly = load_observations().query("hedge == '近'")
    >>> bool((nearly["low"] < nearly["value"]).all())
    True
    """
    rows, language = load_table("observations", region, folder), get_language()
    rows = rows if theme is None else _only(rows, "theme", theme)
    short = rows[f"short_{language}"]
    return rows.assign(label=short.where(short != "", rows[f"label_{language}"]))


def load_categories(table: str, field: str, folder: str | Path | None = None) -> pd.DataFrame:
    """Load the allowed values of a field, indexed by `value`: label_en, label_zh, description.

    Raises
    ------
    RefusedError
        Where the descriptor gives the field no categories.
    """
    try:
        fields = read_descriptor(find_data(folder))[table]["schema"]["fields"]
        listed = {one["name"]: one for one in fields}[field]["categories"]
    except KeyError:
        raise RefusedError(f"no categories of {field!r} in {table}") from None
    named = pd.DataFrame(listed).set_index("value").rename(columns={"label": "label_en"})
    return named[["label_en", "label_zh", "description"]]
