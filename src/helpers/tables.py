"""Load the curated tables as typed pandas frames, checked whole: what is wrong is listed at once.

`load_observations` gives the quantities with the bounds that their hedges leave; its siblings
give what the quantities refer to. All read the one schema in `data/datapackage.json`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .bulk import read_phrases
from .faults import DataError, Fault, RefusedError
from .measures import unit_at
from .schema import DESCRIPTOR, check_keys, find_data, read_descriptor, read_table

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
                  for p in sorted([*folder.rglob("*.csv"), folder / DESCRIPTOR]))
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
    tables = {name: read_table(folder, descriptor[name], faults) for name in descriptor}
    if not faults:  # keys and sense are only worth checking where every cell can be read
        faults = check_keys(tables, descriptor) + check_sense(tables)
    if not faults:
        faults = add_bounds(tables)
    if faults:
        raise DataError(sorted(faults, key=lambda fault: (fault.file, fault.row or 0)))
    add_relations(tables["observations"], tables["relations"])
    labels = tables["periods"].set_index("period")["label_en"]
    tables["observations"]["period_en"] = tables["observations"]["period"].map(labels)
    return {name: _public(table) for name, table in tables.items()}


def _public(table: pd.DataFrame) -> pd.DataFrame:
    """Drop what only faults need and index by id where there is one."""
    table = table.drop(columns=["_file", "_row"])
    return table.set_index("id") if "id" in table else table


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


def check_sense(tables: dict[str, pd.DataFrame]) -> list[Fault]:
    """List rows that are well formed but contradict themselves or their neighbours."""
    faults: list[Fault] = []

    def blame(table: pd.DataFrame, bad: pd.Series, field: str, allowed: str) -> None:
        for _, row in table[bad].iterrows():
            faults.append(Fault(row["_file"], int(row["_row"]), field, repr(row[field]), allowed))

    obs, source_region = tables["observations"], tables["sources"].set_index("id")["region"]
    for name in ("observations", "set_aside", "mechanisms"):
        table = tables[name]
        blame(table, table["region"] != table["source"].map(source_region), "region", "the region of the row's source")
    for name in ("observations", "relations", "set_aside"):
        table = tables[name]
        stems = {name: Path(name).stem for name in table["_file"].unique()}
        blame(table, table["region"] != table["_file"].map(stems), "region", "the region that the file is named after")
    for name in ("observations", "mechanisms"):
        table = tables[name]
        pairs = zip(table["id"].to_numpy(object), table["region"].to_numpy(object), strict=True)
        own = [name.startswith(f"{region}-") for name, region in pairs]
        blame(table, ~np.array(own, bool), "id", "an id that begins with the row's region")
    blame(obs, (obs["period"] == "none") != (obs["period_basis"] == "none"), "period_basis",
          "none where the period is none, stated or carried where there is one")
    threshold = obs["measure"] == "threshold"
    blame(obs, threshold != obs["stage"].isna(), "stage", "a stage, and none for a threshold")
    blame(obs, (obs["unit"] == "元") != (obs["counted"] == "money"), "counted",
          "money where the unit is 元, and only there")
    rates = {unit: (known := unit_at(unit, 0)) is not None and known.group == "rate" for unit in obs["unit"].unique()}
    blame(obs, ~threshold & (obs["unit"].map(rates) != (obs["measure"] == "rate")), "measure",
          "rate where the unit is %, or another of change (个百分点, 倍), and only there")
    relations = tables["relations"]
    measure = obs.set_index("id")["measure"].astype("str")
    criterion = relations["relation"] == "criterion_of"
    blame(relations, criterion != (relations["observation"].map(measure) == "threshold"), "relation",
          "criterion_of for a threshold, and only for one")
    blame(relations, relations["observation"] == relations["other"], "other", "another observation")
    pair = relations.apply(lambda r: " ".join(sorted((r["observation"], r["other"]))), axis=1)
    blame(relations, pair.duplicated(), "other", "each pair of observations once")
    for field in ("observation", "other"):
        blame(relations, relations["region"] != relations[field].str.split("-").str[0], field,
              "an observation of the row's region")
    mechanisms = tables["mechanisms"]
    known = set(obs["id"])
    for _, row in mechanisms.iterrows():
        for lost in [i for i in row["observations"] if i not in known]:
            faults.append(Fault(row["_file"], int(row["_row"]), "observations", repr(lost), "the id of an observation"))
    part = mechanisms["kind"] == "part"
    blame(mechanisms, part != mechanisms["drawing"].isna(), "drawing", "a form for a mechanism, none for a part")
    blame(mechanisms, mechanisms.duplicated(["parent", "order", "region"]), "order", "a place that no sibling has")
    return faults


def add_bounds(tables: dict[str, pd.DataFrame]) -> list[Fault]:
    """Read every phrase again, compare it with what was typed, and add the bounds.

    The words of a criterion (超100名 in 7个党员数量超100名的社区党组织) are taken out of the
    phrase that they qualify before it is read.
    """
    obs, relations = tables["observations"], tables["relations"]
    phrases = obs.set_index("id")["phrase"]
    criteria: dict[str, list[str]] = {}
    for _, row in relations[relations["relation"] == "criterion_of"].iterrows():
        criteria.setdefault(row["other"], []).append(phrases[row["observation"]])
    words = obs["phrase"].tolist()
    for place in np.flatnonzero(obs["id"].isin(criteria)):
        for criterion in criteria[obs["id"].iat[place]]:
            words[place] = words[place].replace(criterion, "")
    read = read_phrases(words)
    faults = []
    unread = (read["reason"] != "").to_numpy()
    for place in np.flatnonzero(unread):
        faults.append(_fault(obs, place, "phrase", f"words that can be read: {read['reason'].iat[place]}"))
    for field in ("value", "unit", "hedge"):
        # A range has no single value, and a fraction no unit: then the cell is empty.
        empty = obs[field].isna() | (obs[field] == "")
        same = (read[field].to_numpy() == obs[field].to_numpy()) | (read[field].isna() & empty)
        for place in np.flatnonzero(~same & ~unread):
            found = read[field].iat[place]
            found = "nothing" if pd.isna(found) else plain_number(found) if field == "value" else repr(found)
            faults.append(_fault(obs, place, field, f"{found}, as the phrase {obs['phrase'].iat[place]} reads"))
    for place in np.flatnonzero(["contradiction" in flags for flags in read["flags"]]):
        faults.append(_fault(obs, place, "phrase", "hedges that do not contradict each other"))
    for column in ("low", "high", "low_open", "high_open", "words"):
        obs[column] = read[column].to_numpy()
    return sorted(faults, key=lambda fault: (fault.file, fault.row))


def _fault(table: pd.DataFrame, place: int, field: str, allowed: str) -> Fault:
    row = table.iloc[place]
    found = plain_number(row[field]) if field == "value" else repr(row[field]) if row[field] else "nothing"
    return Fault(row["_file"], int(row["_row"]), field, found, allowed)


def plain_number(value: float) -> str:
    """Write a number as a curator types it: 4000000, 80.1."""
    if pd.isna(value):
        return "nothing"
    return f"{value:.0f}" if float(value).is_integer() else repr(float(value))


def add_relations(obs: pd.DataFrame, relations: pd.DataFrame) -> None:
    """Give each observation the ids that it stands to in each relation, both ways where symmetric."""
    found: dict[str, dict[str, list[str]]] = {name: {} for name in RELATIONS}
    for row in relations.itertuples():
        found[row.relation].setdefault(row.observation, []).append(row.other)
        if row.relation in SYMMETRIC:
            found[row.relation].setdefault(row.other, []).append(row.observation)
    place = {name: at for at, name in enumerate(obs["id"].to_numpy(object))}
    for name in RELATIONS:
        column: list[tuple] = [()] * len(obs)
        for start, others in found[name].items():
            column[place[start]] = tuple(others)
        obs[name] = pd.Series(column, index=obs.index, dtype=object)
