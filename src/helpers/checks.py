"""Check the cells of every table against the descriptor, and give its columns their types.

Every rule looks at each different value once, however many rows have it; where nearly all rows
differ (ids, labels), at the whole column at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
import pandas as pd

from .cells import FEW, Cells, as_text
from .faults import Fault
from .schema import GAP, allowed_values

__all__ = ["Typed", "as_str", "check_keys", "typed"]

_WHOLE, _NUMBER = re.compile(r"[+-]?[0-9]+"), re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_LARGEST = 2**53  # beyond it floats leave out whole numbers
_STR = pd.StringDtype(na_value=np.nan)  # "str", which pandas would look up for each column anew
Typed = np.ndarray | pd.api.extensions.ExtensionArray


def typed(cells: Cells, resource: dict, faults: list[Fault]) -> dict[str, Typed]:
    """Check each column of a table against its field; what does not fit is added to `faults`.

    Returns
    -------
    dict of str to array
        Typed columns in the order of the descriptor.
    """
    return {field["name"]: _Column(cells, field, faults).typed() for field in resource["schema"]["fields"]}


class _Column:
    """One column while it is checked: its different values, and which of them each row has."""

    def __init__(self, cells: Cells, field: dict, faults: list[Fault]):
        self.cells, self.field, self.faults = cells, field, faults
        self.name, self.rules = field["name"], field.get("constraints", {})
        self.raw = cells.columns[self.name]
        self.codes: np.ndarray | None = None  # None: the values are those of the rows, one by one
        if self.raw.dtype != object:
            return
        sample = self.raw[:FEW].tolist()
        if len(sample) == FEW and len(set(sample)) * 2 < FEW:
            self.codes, self.values = cells.distinct(self.name)
        else:
            self.values = self.raw.tolist()

    def blame(self, bad: Callable[[str], bool], allowed: str) -> None:
        """Add a fault for each row whose value is bad."""
        places = [place for place, value in enumerate(self.values) if bad(value)]
        if self.codes is not None:
            places = np.flatnonzero(np.isin(self.codes, places))
        self.blame_rows(places, allowed)

    def blame_rows(self, places: Iterable[int], allowed: str) -> None:
        for place in places:
            cell = self.raw[place]
            found = repr(cell) if cell else "nothing"
            self.faults.append(Fault(*self.cells.where(place), self.name, found, allowed))

    def spread(self, values: np.ndarray) -> np.ndarray:
        """Give one of `values`, which belong to the different ones, to each row."""
        return values if self.codes is None else values[self.codes]

    def typed(self) -> Typed:
        """Check the column and return it with its type."""
        kind = self.field["type"]
        if self.raw.dtype != object:
            if kind in ("number", "integer"):
                return self._floats(kind)
            self.cells.columns[self.name] = np.array(as_text(self.raw), object)
            return _Column(self.cells, self.field, self.faults).typed()
        if self.rules.get("required") and "" in self.values:
            self.blame(lambda value: not value, "a value")
        choice = allowed_values(self.field)
        if GAP in self.values:
            told = self.field.get("description", self.name).rstrip(".")
            self.blame(lambda value: value == GAP, f"a gap that a person must fill: {told}"
                       + (f" (one of {', '.join(choice)})" if choice else ""))
        return self._numbers(kind) if kind in ("number", "integer") else self._texts(kind, choice)

    def _numbers(self, kind: str) -> Typed:
        form = (_WHOLE if kind == "integer" else _NUMBER).fullmatch
        if all(map(form, self.values)):
            numbers = np.fromiter(map(float, self.values), float, len(self.values))
        else:
            self.blame(lambda value: value not in ("", GAP) and not form(value), _a_number(kind))
            numbers = np.array([float(value) if form(value) else np.nan for value in self.values], float)
        return self._bounded(self.spread(numbers), kind)

    def _floats(self, kind: str) -> Typed:
        """Check a column that came as numbers."""
        lost = np.isnan(self.raw)
        if self.rules.get("required"):
            self.blame_rows(np.flatnonzero(lost), "a value")
        odd = np.isinf(self.raw) | ((kind == "integer") & ~lost & (self.raw % 1 != 0))
        self.blame_rows(np.flatnonzero(odd), _a_number(kind))
        return self._bounded(np.where(odd, np.nan, self.raw), kind)

    def _bounded(self, numbers: np.ndarray, kind: str) -> Typed:
        if "minimum" in self.rules:
            self.blame_rows(np.flatnonzero(numbers < self.rules["minimum"]), f"at least {self.rules['minimum']}")
        if kind != "integer":
            return numbers
        self.blame_rows(np.flatnonzero(np.abs(numbers) > _LARGEST), f"a whole number of at most {_LARGEST}")
        missing = ~(np.abs(numbers) <= _LARGEST)
        return pd.arrays.IntegerArray(np.where(missing, 0, numbers).astype(np.int64), missing)

    def _texts(self, kind: str, choice: list[str] | None) -> Typed:
        values, rules = self.values, self.rules
        if list(map(str.strip, values)) != values:
            self.blame(lambda value: value != value.strip(), "no space at either end")
        if "pattern" in rules:
            form = re.compile(rules["pattern"]).fullmatch
            if not all(map(form, values)):
                self.blame(lambda value: value not in ("", GAP) and not form(value), f"the form {rules['pattern']}")
        longest = rules.get("maxLength", np.inf)
        if "maxLength" in rules and max(map(len, values), default=0) > longest:
            self.blame(lambda value: len(value) > longest, f"at most {longest} characters")
        if rules.get("unique") and len(set(values)) < len(self.raw):
            self.blame_rows(_doubled(self.raw.tolist()), "a value that no other row has")
        if kind == "list":
            delimiter = self.field.get("delimiter", ",")
            return self.spread(objects([tuple(filter(None, value.split(delimiter))) for value in values]))
        if choice is not None:
            places = {value: place for place, value in enumerate(choice)}
            if not places.keys() >= set(values):
                self.blame(lambda value: value not in ("", GAP, *choice), ", ".join(choice))
            codes = np.fromiter((places.get(value, -1) for value in values), np.int16, len(values))
            return pd.Categorical.from_codes(self.spread(codes), dtype=_choices(*choice))
        return as_str(self.raw) if self.codes is None else as_str(values)[self.codes]


def as_str(texts: list[str] | np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Return texts as an array of the type str, as pandas has it."""
    return pd.array(np.asarray(texts, object), dtype=_STR)


def objects(values: list) -> np.ndarray:
    """Return an array whose cells are `values`, tuples among them."""
    array = np.empty(len(values), object)
    array[:] = values
    return array


@cache
def _choices(*choice: str) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(choice))


def _a_number(kind: str) -> str:
    return "a whole number" if kind == "integer" else "a number such as 80.1"


def _doubled(values: list) -> list[int]:
    """Give the places of values that stood before; an empty one may stand again."""
    seen: set = set()
    return [place for place, value in enumerate(values)
            if value not in ("", GAP) and (value in seen or seen.add(value))]


def check_keys(tables: dict[str, Cells], descriptor: dict[str, dict]) -> list[Fault]:
    """List rows whose primary key is doubled or whose foreign key leads nowhere."""
    faults: list[Fault] = []
    for name, resource in descriptor.items():
        cells, schema = tables[name], resource["schema"]
        unique = {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("unique")}

        def blame(places: Iterable[int], fields: list[str], allowed: str, cells: Cells = cells) -> None:
            for place in places:
                found = " · ".join(repr(cells.columns[field][place]) for field in fields)
                faults.append(Fault(*cells.where(place), ", ".join(fields), found, allowed))

        key = schema.get("primaryKey", [])
        if key and not (len(key) == 1 and key[0] in unique):
            codes, different = cells.distinct(*key)
            if len(different) < len(cells):
                blame(_doubled([different[code] for code in codes]), key, "a key that no other row has")
        for link in schema.get("foreignKeys", []):
            fields, target = link["fields"], link["reference"]
            goal = target["resource"] or name
            there = [tables[goal].columns[field].tolist() for field in target["fields"]]
            wanted = set(cells.distinct(*fields)[1])
            lost = wanted - wanted.intersection(zip(*there, strict=True) if len(there) > 1 else there[0])
            lost = {key for key in lost if key and (len(fields) == 1 or all(key))}
            if lost:
                path = descriptor[goal]["path"]
                blame(cells.places(lost, *fields), fields,
                      f"one that stands in {f'{goal}.csv' if isinstance(path, str) else f'{goal}/'}")
    return faults
