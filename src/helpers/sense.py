"""Find rows that are well formed but contradict themselves, their neighbours or their own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from chinese_quantities.measures import unit_at

from .bulk import Columns, read_phrases
from .cells import Cells, places_of
from .faults import Fault

__all__ = ["check_phrases", "check_sense", "plain_number"]


def plain_number(value: float) -> str:
    """Write a number as a curator types it: 4000000, 80.1."""
    if np.isnan(value):
        return "nothing"
    return f"{value:.0f}" if float(value).is_integer() else repr(float(value))


def _is_rate(unit: str) -> bool:
    known = unit_at(unit, 0)
    return known is not None and known.group == "rate"


# The field that is blamed, when it is wrong, what is allowed. `row` holds the cells of the row.
_Rule = tuple[str, Callable[[dict], bool], str]
_OF_OBSERVATIONS: list[_Rule] = [
    ("period_basis", lambda row: (row["period"] == "none") != (row["period_basis"] == "none"),
     "none where the period is none, stated or carried where there is one"),
    ("stage", lambda row: (row["measure"] == "threshold") != (not row["stage"]), "a stage, and none for a threshold"),
    ("counted", lambda row: (row["unit"] == "元") != (row["counted"] == "money"),
     "money where the unit is 元, and only there"),
    ("measure", lambda row: row["measure"] != "threshold" and _is_rate(row["unit"]) != (row["measure"] == "rate"),
     "rate where the unit is %, or another of change (个百分点, 倍), and only there"),
]
_OF_MECHANISMS: list[_Rule] = [
    ("drawing", lambda row: (row["kind"] == "part") != (not row["drawing"]), "a form for a mechanism, none for a part"),
]


def check_sense(tables: dict[str, Cells], listed: Iterable[tuple[str, ...]]) -> list[Fault]:
    """List rows that are well formed but contradict themselves or their neighbours.

    Parameters
    ----------
    tables : dict of str to Cells
    listed : iterable of tuple of str
        The ids of observations that each row of the mechanisms lists.
    """
    faults: list[Fault] = []
    home = dict(zip(tables["sources"].columns["id"], tables["sources"].columns["region"], strict=True))
    of_source: _Rule = ("region", lambda row: row["region"] != home.get(row["source"]),
                        "the region of the row's source")
    for name, rules in (("observations", _OF_OBSERVATIONS), ("set_aside", []), ("mechanisms", _OF_MECHANISMS)):
        faults += _check_rows(tables[name], [of_source, *rules])
    for name in ("observations", "relations", "set_aside"):
        codes, regions = tables[name].distinct("region")
        for file, rows in tables[name].file_of_rows():
            other = np.array([region != Path(file).stem for region in regions], bool)[codes[rows]]
            faults += _blame(tables[name], rows.start + np.flatnonzero(other), "region",
                             "the region that the file is named after")
    for name in ("observations", "mechanisms"):
        codes, regions = tables[name].distinct("region")
        begins = np.array([f"{region}-" for region in regions], object)[codes]
        own = np.fromiter(map(str.startswith, tables[name].columns["id"].tolist(), begins.tolist()), bool, len(begins))
        faults += _blame(tables[name], np.flatnonzero(~own), "id", "an id that begins with the row's region")
    return faults + _check_relations(tables) + _check_mechanisms(tables, listed)


def _check_rows(cells: Cells, rules: list[_Rule]) -> list[Fault]:
    """Hold rules against each different combination of the cells that they look at."""
    names = [name for name in ("region", "source", "period", "period_basis", "measure", "stage", "unit", "counted",
                               "kind", "drawing") if name in cells.columns]
    faults = []
    for row in cells.distinct(*names)[1]:
        for field, bad, allowed in rules:
            if bad(dict(zip(names, row, strict=True))):
                faults += _blame(cells, cells.places([row], *names), field, allowed)
    return faults


def _blame(cells: Cells, places: list[int] | np.ndarray, field: str, allowed: str) -> list[Fault]:
    return [Fault(*cells.where(place), field, repr(cells.columns[field][place]), allowed) for place in places]


def _check_relations(tables: dict[str, Cells]) -> list[Fault]:
    cells, observations = tables["relations"], tables["observations"]
    columns = [cells.columns[name].tolist() for name in ("region", "observation", "relation", "other")]
    thresholds = observations.places(["threshold"], "measure")
    threshold = set(observations.columns["id"][thresholds].tolist())
    faults, seen = [], set()
    for place, (region, one, relation, other) in enumerate(zip(*columns, strict=True)):
        if (relation == "criterion_of") != (one in threshold):
            faults += _blame(cells, [place], "relation", "criterion_of for a threshold, and only for one")
        if one == other:
            faults += _blame(cells, [place], "other", "another observation")
        pair = frozenset((one, other))
        if pair in seen:
            faults += _blame(cells, [place], "other", "each pair of observations once")
        seen.add(pair)
        for field, name in (("observation", one), ("other", other)):
            if name.split("-")[0] != region:
                faults += _blame(cells, [place], field, "an observation of the row's region")
    return faults


def _check_mechanisms(tables: dict[str, Cells], listed: Iterable[tuple[str, ...]]) -> list[Fault]:
    cells, faults, taken = tables["mechanisms"], [], set()
    known = {name for names in listed for name in names}.intersection(tables["observations"].columns["id"].tolist())
    spots = zip(*(cells.columns[name] for name in ("parent", "order", "region")), strict=True)
    for place, (names, spot) in enumerate(zip(listed, spots, strict=True)):
        faults += [Fault(*cells.where(place), "observations", repr(lost), "the id of an observation")
                   for lost in names if lost not in known]
        if spot in taken:
            faults += _blame(cells, [place], "order", "a place that no sibling has")
        taken.add(spot)
    return faults


def check_phrases(tables: dict[str, Cells], value: np.ndarray) -> tuple[Columns, list[Fault]]:
    """Read every phrase again and compare it with what was typed.

    The words of a criterion (超100名 in 7个党员数量超100名的社区党组织) are taken out of the
    phrase that they qualify before it is read.

    Parameters
    ----------
    tables : dict of str to Cells
    value : numpy.ndarray of float
        The values typed for the observations.

    Returns
    -------
    Columns
        The readings, bounds included.
    list of Fault
    """
    cells, faults = tables["observations"], []
    phrases = cells.columns["phrase"].tolist()
    for place, criterion in _criteria(tables):
        phrases[place] = phrases[place].replace(criterion, "")
    read = read_phrases(phrases)

    def blame(place: int, field: str, found: str, allowed: str) -> None:
        faults.append(Fault(*cells.where(place), field, found, allowed))

    for place, reason in read.reasons.items():
        blame(place, "phrase", repr(cells.columns["phrase"][place]), f"words that can be read: {reason}")
    for place in read.contradictions:
        blame(place, "phrase", repr(cells.columns["phrase"][place]), "hedges that do not contradict each other")
    # A range has no single value, and a fraction no unit: then the cell is empty.
    wrong = (read.value != value) & ~(np.isnan(read.value) & np.isnan(value))
    for place in np.flatnonzero(wrong):
        if place not in read.reasons:
            blame(place, "value", plain_number(value[place]), _as_read(plain_number(read.value[place]), cells, place))
    for field, again in (("unit", read.unit), ("hedge", read.hedge)):
        for place in np.flatnonzero(again != cells.columns[field]):
            found = cells.columns[field][place]
            if place not in read.reasons and (again[place] or found):
                allowed = repr(again[place]) if again[place] else "nothing"
                blame(place, field, repr(found) if found else "nothing", _as_read(allowed, cells, place))
    return read, faults


def _as_read(allowed: str, cells: Cells, place: int) -> str:
    return f"{allowed}, as the phrase {cells.columns['phrase'][place]} reads"


def _criteria(tables: dict[str, Cells]) -> list[tuple[int, str]]:
    """Give the places of observations that a criterion qualifies, with its words."""
    relations, observations = tables["relations"].columns, tables["observations"].columns
    rows = zip(relations["relation"], relations["observation"], relations["other"], strict=True)
    pairs = [(one, other) for relation, one, other in rows if relation == "criterion_of"]
    place = places_of({name for pair in pairs for name in pair}, observations["id"])
    return [(place[other], observations["phrase"][place[one]]) for one, other in pairs]
