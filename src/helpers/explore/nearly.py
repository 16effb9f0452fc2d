"""Read 近 (“nearly”) by another working convention, and see what depends on it.

The word guarantees that the truth is below the number. How far below is this project's convention: at
least nine tenths of it. Here the share can be another; the top never moves.
"""

import math
from fractions import Fraction

import pandas as pd

from chinese_quantities.hedges import BEFORE, Sense
from chinese_quantities.numerals import place_of

from ..errors import RefusedError
from ..wording import bounds, quantity, say

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
    for name, row in _near(rows).iterrows():
        value = Fraction(str(row["value"]))
        low = value - min(place_of(value) or value, value * (100 - share) / 100)  # decimals have a last place
        # Money and rates may lie anywhere; of a count the nearest whole number below is always left.
        rows.loc[name, "low"] = float(low) if row["high_open"] else min(math.ceil(low), row["high"])
    return rows


def compare_near(rows: pd.DataFrame) -> pd.DataFrame:
    """Set the conventions side by side: words, bounds under each share, and what holds whatever the convention."""
    rows = _near(rows)
    tops = [quantity(row["value"], row["unit"]) for _, row in rows.iterrows()]
    columns = {say("Words", "原文"): list(rows["words"])}
    columns |= {f"{share}%": [read_as(row) for _, row in read_near(rows, share).iterrows()] for share in SHARES}
    columns[say("Guaranteed", "必然成立")] = [say(f"below {top}", f"不到{top}") for top in tops]
    return pd.DataFrame(columns, index=list(rows["label"]))


def read_as(row: pd.Series) -> str:
    """Say a row's bounds, without the words of the article."""
    return bounds(row["low"], row["high"], row["low_open"], row["high_open"], row["unit"])


def _near(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that carry 近, or a word like it."""
    return rows[rows["hedge"].map(BEFORE.get) == Sense.NEAR]
