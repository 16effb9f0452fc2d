"""Load the curated tables as typed pandas frames, checked whole: what is wrong is listed at once.

`load_observations` gives the quantities with the bounds that their hedges leave; its siblings
give what the quantities refer to. All read the one schema in `data/datapackage.json`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .cells import Cells, places_of, read_cells
from .checks import Typed, as_str, check_keys, typed
from .faults import DataError, Fault, RefusedError
from .schema import DESCRIPTOR, find_data, read_descriptor
from .sense import check_phrases, check_sense

RELATIONS = ("same_as", "part_of", "may_overlap", "separate_from", "criterion_of")
SYMMETRIC = {"same_as", "may_overlap", "separate_from"}
TABLES = ("regions", "sources", "sections", "periods", "observations", "relations", "set_aside", "mechanisms")
_cache: dict[tuple, dict[str, pd.DataFrame]] = {}


def load_tables(folder: str | Path | None = None) -> dict[str, pd.DataFrame]:
    """Load and check every table.

    Parameters
    ----------
    folder : str or Path, optional
        The data folder; see `helpers.schema.find_data`.

    Returns
    -------
    dict of str to pandas.DataFrame
        One frame a table of the descriptor, under its name.

    Raises
    ------
    DataError
        Listing every fault of every table by file, row, field, found, allowed.
    """
    folder = find_data(folder)
    stamp = tuple((p.as_posix(), p.stat().st_mtime_ns, p.stat().st_size)
                  for p in sorted([*folder.rglob("*.csv"), *folder.rglob("*.parquet"), folder / DESCRIPTOR]))
    if stamp not in _cache:
        _cache.clear()
        _cache[stamp] = _load(folder)
    return {name: table.copy(deep=False) for name, table in _cache[stamp].items()}  # pandas copies on write


def _load(folder: Path) -> dict[str, pd.DataFrame]:
    descriptor = read_descriptor(folder)
    lacking = [Fault(DESCRIPTOR, None, "resources", "nothing of this name", f"a table called {name}")
               for name in TABLES if name not in descriptor]
    if lacking:
        raise DataError(lacking)
    faults: list[Fault] = []
    cells = {name: read_cells(folder, resource, faults) for name, resource in descriptor.items()}
    tables = {name: typed(cells[name], resource, faults) for name, resource in descriptor.items()}
    observations = tables["observations"]
    if not faults:  # keys and sense are only worth checking where every cell can be read
        faults = check_keys(cells, descriptor) + check_sense(cells, tables["mechanisms"]["observations"])
    if not faults:
        read, faults = check_phrases(cells, observations["value"])
    if faults:
        raise DataError(sorted(faults, key=lambda fault: (fault.file, fault.row or 0)))
    observations |= {name: getattr(read, name) for name in ("low", "high", "low_open", "high_open")}
    observations["words"] = as_str(read.words)
    observations |= _relations(cells["observations"], cells["relations"])
    codes, periods = cells["observations"].distinct("period")
    label = dict(zip(tables["periods"]["period"], tables["periods"]["label_en"], strict=True))
    observations["period_en"] = as_str([label[period] for period in periods])[codes]
    return {name: _frame(columns) for name, columns in tables.items()}


def _frame(columns: dict[str, Typed]) -> pd.DataFrame:
    """Put columns together, as they are, with their ids as index where they have any."""
    ids = columns.pop("id", None)
    index = None if ids is None else pd.Index(ids, name="id", copy=False)
    return pd.DataFrame(columns, index=index, copy=False)


def load_observations(region: str | None = None, theme: str | None = None, *,
                      folder: str | Path | None = None) -> pd.DataFrame:
    """Load the observations: every quantity that the articles state.

    Parameters
    ----------
    region, theme : str, optional
        Keep only these rows.
    folder : str or Path, optional
        The data folder; see `helpers.schema.find_data`.

    Returns
    -------
    pandas.DataFrame
        Index `id`; the columns that `data/datapackage.json` describes, and `low`, `high`
        (bounds in base units; infinite where the hedge sets none), `low_open`, `high_open`
        (whether an end itself is excluded), `words` (numeral, hedge and
        measure word as printed), `period_en`, and one column of ids for each kind of relation
        (`same_as`, `part_of`, `may_overlap`, `separate_from`, `criterion_of`).

    Raises
    ------
    DataError
        Listing every fault of the data.
    RefusedError
        Where no observation has this region or theme.
    """
    return _select("observations", folder, region=region, theme=theme)


def load_regions(folder: str | Path | None = None) -> pd.DataFrame:
    """Load the regions, indexed by `id`, in their order: names, colour, marker."""
    return load_tables(folder)["regions"].sort_values("order")


def load_sources(folder: str | Path | None = None) -> pd.DataFrame:
    """Load the articles, indexed by `id`: title, fingerprint, what is not known."""
    return load_tables(folder)["sources"]


def load_sections(folder: str | Path | None = None) -> pd.DataFrame:
    """Load the headings of every article in reading order."""
    return load_tables(folder)["sections"]


def load_periods(folder: str | Path | None = None) -> pd.DataFrame:
    """Load the time windows as printed, with which of their ends are stated."""
    table = load_tables(folder)["periods"]
    last = table.assign(_none=table["period"] == "none")  # no period stands behind any that is stated
    return last.sort_values(["_none", "order"], ignore_index=True).drop(columns="_none")


def load_relations(folder: str | Path | None = None) -> pd.DataFrame:
    """Load how observations stand to each other, each pair once, with the reason."""
    return load_tables(folder)["relations"]


def load_set_aside(region: str | None = None, *, folder: str | Path | None = None) -> pd.DataFrame:
    """Load the numerals that measure nothing, each with its kind and reason."""
    return _select("set_aside", folder, region=region)


def load_mechanisms(region: str | None = None, *, folder: str | Path | None = None) -> pd.DataFrame:
    """Load mechanisms and their parts, indexed by `id`, `parent` leading up the tree."""
    return _select("mechanisms", folder, region=region)


def load_categories(table: str, field: str, folder: str | Path | None = None) -> pd.DataFrame:
    """Load the allowed values of a field, indexed by `value`: label_en, label_zh, description.

    Raises
    ------
    RefusedError
        Where the descriptor gives the field no categories.
    """
    fields = read_descriptor(find_data(folder)).get(table, {"schema": {"fields": []}})["schema"]["fields"]
    found = [f["categories"] for f in fields if f["name"] == field and "categories" in f]
    if not found:
        raise RefusedError(f"no categories of {field!r} in {table}")
    rows = [(c["value"], c["label"], c["label_zh"], c["description"]) for c in found[0]]
    return pd.DataFrame(rows, columns=["value", "label_en", "label_zh", "description"]).set_index("value")


def _select(name: str, folder: str | Path | None, **wanted: str | None) -> pd.DataFrame:
    table = load_tables(folder)[name]
    for column, value in wanted.items():
        if value is not None:
            known = sorted(set(table[column].astype(str)))
            if value not in known:
                raise RefusedError(f"no {column} {value!r} in {name}; there are: {', '.join(known)}")
            table = table[table[column] == value]
    return table


def _relations(observations: Cells, relations: Cells) -> dict[str, np.ndarray]:
    """Give each observation the ids that it stands to in each relation, both ways where symmetric."""
    found: dict[str, dict[str, list[str]]] = {name: {} for name in RELATIONS}
    rows = zip(*(relations.columns[name].tolist() for name in ("relation", "observation", "other")), strict=True)
    for relation, one, other in rows:
        found[relation].setdefault(one, []).append(other)
        if relation in SYMMETRIC:
            found[relation].setdefault(other, []).append(one)
    place = places_of({start for pairs in found.values() for start in pairs}, observations.columns["id"])
    columns = {name: np.empty(len(observations), object) for name in RELATIONS}
    for name, column in columns.items():
        column.fill(())
        for start, others in found[name].items():
            column[place[start]] = tuple(others)
    return columns
