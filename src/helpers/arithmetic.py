"""Sums, ratios and shares of observations, with their bounds, refused where the data do not bear them out.

A result is a derived row: it can be drawn like an observation and knows which rows it is from.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations

import numpy as np
import pandas as pd

from chinese_quantities import intervals
from chinese_quantities.intervals import Interval, IntervalError

from .errors import RefusedError


def total(rows: pd.DataFrame, label: str, because: str = "") -> pd.Series:
    """Add rows up.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations that count the same thing in the same unit.
    label : str
        What the sum is called, in the language in force.
    because : str
        Why the sum is sound although the data do not declare every pair separate.

    Returns
    -------
    pandas.Series
        A derived row.

    Raises
    ------
    RefusedError
        For mixed units, mixed things counted, rates, thresholds, sums of money, or pairs
        that may overlap or whose relation is not declared, unless `because` says why not.
    """
    for column in ("unit", "counted", "region"):
        kinds = sorted(set(rows[column].astype(str)))
        if len(kinds) != 1:
            raise RefusedError(f"cannot add rows of different {column}: {', '.join(kinds) or 'there is no row'}")
    if (rows["measure"] == "rate").any():
        raise RefusedError("cannot add growth rates: their bases are not known")
    if (rows["counted"] == "money").any():
        raise RefusedError("sums of money are never added here: what contains what is not stated")
    for (a, first), (b, _) in combinations(rows.iterrows(), 2):
        if not because and b not in first["separate_from"]:
            why = "may overlap" if b in first["may_overlap"] else "are not declared separate"
            raise RefusedError(f"cannot add {a} and {b}: they {why}; say because='…' if it is sound")
    return _derived(label, sum(map(_interval, _each(rows)), Interval.exact(0)), rows)


def union(rows: pd.DataFrame, label: str) -> pd.Series:
    """Bound how many things the rows count in all when some may be counted twice.

    At least: the largest sum of rows that the data declare separate from each other (all
    others may lie inside them). At most: the sum of all, as if none overlapped.

    Raises
    ------
    RefusedError
        As for `total`, overlaps apart.
    """
    most = total(rows, label, because="an upper bound")
    apart = [
        sum(_interval(row).low for row in chosen)
        for count in range(1, len(rows) + 1)
        for chosen in combinations(_each(rows), count)
        if all(b.name in a["separate_from"] for a, b in combinations(chosen, 2))
    ]
    return _derived(label, Interval(max(apart), most["high"], False, most["high_open"]), rows)


def ratio(part: pd.Series, per: pd.Series, label: str, times: float = 1) -> pd.Series:
    """Divide one row by another, times a number: a mean or so many to the hundred, no share.

    Raises
    ------
    RefusedError
        For rows of different regions, a threshold, or a divisor that may be zero.
    """
    if part["region"] != per["region"]:
        raise RefusedError(f"cannot divide {part.name} by {per.name}: the regions share no indicator")
    with _reason(label):
        bounds = _interval(part) / _interval(per) * times
    return _derived(label, bounds, pd.DataFrame([part, per]), "元" if part["counted"] == "money" else "")


def share(part: pd.Series, whole: pd.Series, label: str) -> pd.Series:
    """Divide a row by the row that contains it, as the data declare.

    Raises
    ------
    RefusedError
        Where the containment is not in the data, or the two have no share (the whole may be zero).
    """
    if whole.name not in part["part_of"]:
        raise RefusedError(f"no share of {part.name} in {whole.name}: that it is contained is not stated")
    with _reason(label):
        bounds = intervals.share(_interval(part), _interval(whole)) * 100
    return _derived(label, bounds, pd.DataFrame([part, whole]), "%", "share")


def new_share(growth: pd.Series) -> pd.Series:
    """Of every 100 now, how many were added by growth of g per cent: 100 g / (100 + g).

    Raises
    ------
    RefusedError
        Where the row is no growth rate, or may be a loss.
    """
    if growth["measure"] != "rate":
        raise RefusedError(f"{growth.name} is no growth rate")
    with _reason(growth["label"]):
        bounds = intervals.growth_share(_interval(growth)) * 100
    return _derived(growth["label"], bounds, growth.to_frame().T, "%", "share")


def joint_growth(rates: pd.DataFrame, label: str) -> pd.Series:
    """Bound the growth of several things taken together when their sizes are not known.

    Whatever the sizes, the joint rate is a mean weighted by them, so it lies strictly between
    the least and the greatest rate. No mean is computed.

    Raises
    ------
    RefusedError
        For rows that are no growth rates, or of several regions.
    """
    if set(rates["measure"].astype(str)) != {"rate"} or rates["region"].nunique() != 1:
        raise RefusedError("joint growth needs growth rates of one region")
    low, high = rates["low"].min(), rates["high"].max()
    return _derived(label, Interval(low, high, low < high, low < high), rates, "%")


def _each(rows: pd.DataFrame) -> list[pd.Series]:
    return [row for _, row in rows.iterrows()]


def _interval(row: pd.Series) -> Interval:
    if row["measure"] == "threshold":
        raise RefusedError(f"{row.name} is a threshold ({row['phrase']}): a criterion, not a measurement")
    return Interval(row["low"], row["high"], row["low_open"], row["high_open"])


@contextmanager
def _reason(label: str) -> Iterator[None]:
    """Refuse what has no answer, such as a quotient whose divisor may be zero, with the reason."""
    try:
        yield
    except IntervalError as error:
        raise RefusedError(f"cannot compute “{label}”: {error}") from None


def _derived(label: str, bounds: Interval, rows: pd.DataFrame,
             unit: str | None = None, counted: str | None = None) -> pd.Series:
    """Build a row from bounds, named after the rows that it is from; like the first of them unless told otherwise."""
    first, low, high = rows.iloc[0], float(bounds.low), float(bounds.high)
    return pd.Series(name=" + ".join(rows.index), data={
        "region": first["region"], "source": first["source"], "label": label,
        "value": low if bounds.is_exact else np.nan,
        "low": low, "high": high, "low_open": bounds.low_open, "high_open": bounds.high_open,
        "unit": first["unit"] if unit is None else unit,
        "counted": str(first["counted"]) if counted is None else counted,
        "hedge": "none" if bounds.is_exact else "derived", "measure": "derived",
        "words": "", "phrase": " + ".join(rows["phrase"]),
    })
