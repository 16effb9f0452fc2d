"""Read 近 (“nearly”) by another working convention, and see what depends on it.

The word guarantees that the truth is below the number. How far below is this project's convention: at
least nine tenths of it. Here the share can be another; the top never moves.
"""

from __future__ import annotations

import math
from fractions import Fraction

import pandas as pd

from chinese_quantities.hedges import BEFORE, Sense
from chinese_quantities.numerals import place_of

from ..errors import RefusedError
from ..language import say
from ..wording import bounds, quantity

CONVENTION = 90  # per cent of the number that 近 keeps at least, in the project's own reading
SHARES = (80, 90, 95)


def read_near(rows: pd.DataFrame, share: int) -> pd.DataFrame:
    """Read the rows that carry 近 as at least a share of the number; the others stay as they are.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations, as `load_observations` gives them.
    share : {80, 90, 95}
        Per cent of the number. The last place of the number limits it as in the project's own reading, and a
        count stays whole.

    Returns
    -------
    pandas.DataFrame
        The rows with `low` read anew.

    Raises
    ------
    RefusedError
        For another share.

    Examples
    --------
    >>> from helpers import load_observations
    >>> float(read_near(load_observations(), 80).at["chaoan-meetings", "low"])
    240.0
    """
    if share not in SHARES:
        raise RefusedError(f"近 is not read as {share} per cent here; there are: {', '.join(map(str, SHARES))}")
    rows = rows.copy()
    for name in rows.index[_near(rows)]:
        rows.loc[name, "low"] = _low(rows.loc[name], share)
    return rows


def compare_near(rows: pd.DataFrame) -> pd.DataFrame:
    """Set the conventions side by side, beside what the word guarantees whatever the convention.

    Returns
    -------
    pandas.DataFrame
        A row for each observation that carries 近: its words, the bounds under each share, and the guarantee.
    """
    lines = {}
    for _, row in rows[_near(rows)].iterrows():
        unit = row["unit"] if row["unit"] in ("元", "%") else ""
        held = {
            f"{share}%": bounds(_low(row, share), row["high"], row["low_open"], row["high_open"], unit)
            for share in SHARES
        }
        top = quantity(row["value"], unit)
        lines[row["label"]] = {
            say("Words", "原文"): row["words"],
            **held,
            say("Guaranteed", "必然成立"): say(f"below {top}", f"不到{top}"),
        }
    return pd.DataFrame.from_dict(lines, orient="index")


def _near(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows carry 近, or a word like it, with a number to stand at."""
    near = rows["hedge"].map(lambda hedge: any(BEFORE.get(word) is Sense.NEAR for word in hedge.split("…")))
    return near.astype(bool) & rows["value"].notna()


def _low(row: pd.Series, share: int) -> float:
    """Return the low end under a convention; where no whole number is that near, the nearest below."""
    value = Fraction(repr(float(row["value"])))
    place = place_of(value) or value  # without a last place, the share alone is the limit
    low = value - min(place, value * (100 - share) / 100)
    if row["high_open"]:  # money and rates; a count was narrowed to whole numbers
        return float(low)
    return float(min(math.ceil(low), row["high"]))
