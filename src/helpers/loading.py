"""Load the curated tables as typed pandas frames, checked whole: what is wrong is listed at once.

`load_observations` gives the quantities with the bounds that their hedges leave; its siblings
give what the quantities refer to. All read the one schema in `data/datapackage.json`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .csv_files import read_table
from .descriptor import DESCRIPTOR, Row, allowed_values, check_cells, check_keys, find_data, read_descriptor
from .errors import DataError, Fault, RefusedError
from .language import get_language
from .sense import check_sense, read_again

TABLES = ("regions", "sources", "sections", "periods", "observations", "relations", "set_aside", "mechanisms")
RELATIONS = ("same_as", "part_of", "may_overlap", "separate_from", "criterion_of")
SYMMETRIC = {"same_as", "may_overlap", "separate_from"}
_cache: dict[tuple, dict[str, pd.DataFrame]] = {}


def load_tables(folder: str | Path | None = None) -> dict[str, pd.DataFrame]:
    """Load and check every table.

    Parameters
    ----------
    folder : str or Path, optional
        The data folder; see `helpers.descriptor.find_data`.

    Returns
    -------
    dict of str to pandas.DataFrame
        One frame for each table of the descriptor, under its name; changing one changes no other.

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
    if stamp not in _cache:
        _cache.clear()
        _cache[stamp] = _load(folder)
    return {name: table.copy(deep=False) for name, table in _cache[stamp].items()}  # pandas copies on write


def _load(folder: Path) -> dict[str, pd.DataFrame]:
    descriptor = read_descriptor(folder)
    lacking = [Fault(DESCRIPTOR, None, "resources", f"nothing of this name in {folder}", f"a table called {name}")
               for name in TABLES if name not in descriptor]
    if lacking:
        raise DataError(lacking)
    faults: list[Fault] = []
    texts = {name: read_table(folder, resource, faults) for name, resource in descriptor.items()}
    rows = {name: text.to_dict("records") for name, text in texts.items()}
    found, bounds = check_rows(rows, descriptor, whole=not faults)
    if faults := faults + found:
        raise DataError(sorted(faults, key=lambda fault: (fault.file, fault.row or 0)))
    tables = {name: _typed(text, descriptor[name]) for name, text in texts.items()}
    english = tables["periods"].set_index("period")["label_en"]
    observations = tables["observations"].join(bounds)
    observations = observations.join(_related(rows["relations"], observations.index))
    tables["observations"] = observations.assign(period_en=observations["period"].map(english))
    return tables


def check_rows(rows: dict[str, list[Row]], descriptor: dict[str, dict], *,
               whole: bool = True) -> tuple[list[Fault], pd.DataFrame | None]:
    """Check all cells; then keys and sense, where each cell can be read; last the phrases.

    Parameters
    ----------
    rows : dict of str to list of dict
        The rows of each table: cells as text, with `_file` and `_row`.
    descriptor : dict of str to dict
    whole : bool
        Whether the rows are all that there are; else what they refer to may be in those that are lost.

    Returns
    -------
    faults : list of Fault
    bounds : pandas.DataFrame or None
        What the phrases say; see `helpers.sense.read_again`. None where they were not read.
    """
    faults = [fault for name, resource in descriptor.items() for fault in check_cells(rows[name], resource)]
    if whole and not faults:
        faults = check_keys(rows, descriptor) + check_sense(rows)
    if not whole or faults:
        return faults, None
    bounds, faults = read_again(rows["observations"], rows["relations"])
    return faults, bounds


def _typed(text: pd.DataFrame, resource: dict) -> pd.DataFrame:
    """Give each column of checked cells its type, and the rows their ids as index where they have any."""
    table = text.drop(columns=["_file", "_row"])
    for field in resource["schema"]["fields"]:
        name, choice, cells = field["name"], allowed_values(field), text[field["name"]].tolist()
        if field["type"] in ("number", "integer"):
            table[name] = [float(cell) if cell else np.nan for cell in cells]
            if field["type"] == "integer":
                table[name] = table[name].astype("Int64")
        elif field["type"] == "list":
            table[name] = [tuple(filter(None, cell.split(field.get("delimiter", ",")))) for cell in cells]
        elif choice is not None:
            table[name] = pd.Categorical([cell or None for cell in cells], choice)
    return table.set_index("id") if "id" in table else table


def _related(pairs: list[Row], ids: pd.Index) -> pd.DataFrame:
    """Give each observation the ids that it stands to in each relation, both ways where symmetric."""
    found: dict[str, dict[str, tuple]] = {name: dict.fromkeys(ids, ()) for name in RELATIONS}
    for pair in pairs:
        one, relation, other = pair["observation"], pair["relation"], pair["other"]
        found[relation][one] += (other,)
        if relation in SYMMETRIC:
            found[relation][other] += (one,)
    return pd.DataFrame({name: list(others.values()) for name, others in found.items()}, ids, dtype=object)


def load_observations(region: str | None = None, theme: str | None = None, *,
                      folder: str | Path | None = None) -> pd.DataFrame:
    """Load the observations: every quantity that the articles state.

    Parameters
    ----------
    region, theme : str, optional
        Keep only these rows.
    folder : str or Path, optional
        The data folder; see `helpers.descriptor.find_data`.

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
    rows, language = _select("observations", folder, region=region, theme=theme), get_language()
    short = rows[f"short_{language}"]
    return rows.assign(label=short.where(short != "", rows[f"label_{language}"]))


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
