"""Load the curated tables as typed pandas frames, checked whole: what is wrong is listed at once."""

import re
from functools import lru_cache
from pathlib import Path

import pandas as pd

from .errors import DataError, Fault, RefusedError
from .sense import check_sense, read_again
from .tables import DESCRIPTOR, allowed_values, broken, check_cells, check_keys, find_data, read_descriptor, read_table
from .wording import get_language

_SYMMETRIC = {"same_as", "may_overlap", "separate_from"}
_NUMBERS = {"integer": "Int64", "number": "float64"}


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
    periods = tables["periods"].set_index("period").sort_values("order")
    periods = periods.loc[sorted(periods.index, key="none".__eq__)]  # none behind any that is stated
    tables["periods"] = periods.reset_index()
    observations = tables["observations"].join(bounds)
    observations = observations.join(_related(tables["relations"], observations.index))
    english = periods["label_en"]
    for column, words in (("period_en", english), ("period_short_en", periods["short_en"])):
        observations[column] = observations["period"].map(words.where(words != "", english))
    tables["observations"] = observations
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
        `separate_from`, `criterion_of`), `period_en` and `period_short_en`, and `label` (for charts: the short label,
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
