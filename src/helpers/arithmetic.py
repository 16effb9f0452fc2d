"""Sums, ratios and shares of observations, with their bounds, refused where the data do not bear them out.

A result is a derived row: it can be drawn like an observation and knows which rows it is from.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd

from chinese_quantities.intervals import Interval
from chinese_quantities.intervals import growth_share as _growth_share
from chinese_quantities.intervals import ratio as _ratio
from chinese_quantities.intervals import share as _share

from .errors import RefusedError


def interval(row: pd.Series) -> Interval:
    """Return the bounds of a row.

    Raises
    ------
    RefusedError
        For a threshold: it measures nothing.
    """
    if row["measure"] == "threshold":
        raise RefusedError(f"{row.name} is a threshold ({row['phrase']}): a criterion, not a measurement")
    return Interval(row["low"], row["high"], bool(row["low_open"]), bool(row["high_open"]))


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
        if len(kinds) > 1:
            raise RefusedError(f"cannot add rows of different {column}: {', '.join(kinds)}")
    if (rows["measure"] == "rate").any():
        raise RefusedError("cannot add growth rates: their bases are not known")
    if (rows["counted"] == "money").any():
        raise RefusedError("sums of money are never added here: what contains what is not stated")
    if not because:
        for (a, first), (b, _) in combinations(rows.iterrows(), 2):
            if b not in first["separate_from"]:
                why = "may overlap" if b in first["may_overlap"] else "are not declared separate"
                raise RefusedError(f"cannot add {a} and {b}: they {why}; say because='…' if it is sound")
    result = sum((interval(row) for _, row in rows.iterrows()), Interval.exact(0))
    return derived(label, result, rows, rows["unit"].iloc[0], str(rows["counted"].iloc[0]))


def union(rows: pd.DataFrame, label: str) -> pd.Series:
    """Bound how many things the rows count in all when some may be counted twice.

    At least: the largest sum of rows that the data declare separate from each other (all
    others may lie inside them). At most: the sum of all, as if none overlapped.

    Raises
    ------
    RefusedError
        As for `total`, overlaps apart.
    """
    most = interval(total(rows, label, because="an upper bound"))
    least: int | Fraction | float = 0
    for count in range(1, len(rows) + 1):
        for chosen in combinations(rows.index, count):
            if all(b in rows.at[a, "separate_from"] for a, b in combinations(chosen, 2)):
                least = max(least, sum(interval(rows.loc[name]).low for name in chosen))
    return derived(
        label,
        Interval(least, most.high, False, most.high_open),
        rows,
        rows["unit"].iloc[0],
        str(rows["counted"].iloc[0]),
    )


def ratio(part: pd.Series, per: pd.Series, label: str, times: float = 1) -> pd.Series:
    """Divide one row by another, times a number: a mean or so many to the hundred, no share.

    Raises
    ------
    RefusedError
        For rows of different regions, or a threshold.
    """
    if part["region"] != per["region"]:
        raise RefusedError(f"cannot divide {part.name} by {per.name}: the regions share no indicator")
    rows = pd.DataFrame([part, per])
    return derived(
        label,
        _ratio(interval(part), interval(per)) * times,
        rows,
        "元" if part["counted"] == "money" else "",
        str(part["counted"]),
    )


def share(part: pd.Series, whole: pd.Series, label: str) -> pd.Series:
    """Divide a row by the row that contains it, as the data declare.

    Raises
    ------
    RefusedError
        Where the containment is not in the data.
    """
    if whole.name not in part["part_of"]:
        raise RefusedError(f"no share of {part.name} in {whole.name}: that it is contained is not stated")
    return derived(label, _share(interval(part), interval(whole)) * 100, pd.DataFrame([part, whole]), "%", "share")


def new_share(growth: pd.Series) -> pd.Series:
    """Of every 100 now, how many were added by growth of g per cent: 100 g / (100 + g).

    Raises
    ------
    RefusedError
        Where the row is no growth rate.
    """
    if growth["measure"] != "rate":
        raise RefusedError(f"{growth.name} is no growth rate")
    return derived(growth["label"], _growth_share(interval(growth)) * 100, growth.to_frame().T, "%", "share")


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
    strict = low < high
    return derived(label, Interval(low, high, strict, strict), rates, "%", "rate")


def derived(label: str, bounds: Interval, rows: pd.DataFrame, unit: str, counted: str) -> pd.Series:
    """Build a row from a computed interval.

    Returns
    -------
    pandas.Series
        With the columns that chart forms use, named after the rows that it is from.
    """
    low, high = float(bounds.low), float(bounds.high)
    return pd.Series(
        {
            "region": rows["region"].iloc[0],
            "source": rows["source"].iloc[0],
            "label": label,
            "value": low if bounds.is_exact else np.nan,
            "low": low,
            "high": high,
            "low_open": bounds.low_open,
            "high_open": bounds.high_open,
            "unit": unit,
            "counted": counted,
            "hedge": "none" if bounds.is_exact else "derived",
            "measure": "derived",
            "words": "",
            "phrase": " + ".join(rows["phrase"]),
        },
        name=" + ".join(rows.index),
    )
