"""Read 近 (“nearly”) by another working convention, and see what depends on it.

The word guarantees only that the truth is below the number; how far below is a convention.
"""

import math
from fractions import Fraction

import pandas as pd

from chinese_quantities.hedges import Sense
from chinese_quantities.numerals import place_of

from ..errors import RefusedError
from ..notes import NEAR_KEEPS
from ..wording import SENSES, bounds, quantity, say

SHARES = (80, NEAR_KEEPS, 95)


def read_near(rows: pd.DataFrame, share: int) -> pd.DataFrame:
    """Read the rows that carry 近 as at least a share of the number: `low` changes, and a column `near` has the share.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations, as `load_observations` gives them.
    share : {80, 90, 95}
        Per cent of the number. The last place of the number limits it as in the project's own reading, and a
        count stays whole.

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
    rows = rows.assign(near=share)
    for name, row in _near(rows).iterrows():
        value = Fraction(str(row["value"]))
        low = value - min(place_of(value) or value, value * (100 - share) / 100)  # decimals have a last place
        # Money and rates may lie anywhere; of a count the nearest whole number below is always left.
        rows.loc[name, "low"] = float(low) if row["high_open"] else min(math.ceil(low), row["high"])
    return rows


def compare_near(rows: pd.DataFrame) -> pd.DataFrame:
    """Set the conventions side by side: words, bounds under each share, and what holds whatever the convention."""
    rows = _near(rows)
    compared = pd.DataFrame({say("Words", "原文"): list(rows["words"])}, index=list(rows["label"]))
    for share in SHARES:
        read = read_near(rows, share)[["low", "high", "low_open", "high_open", "unit"]]
        compared[f"{share}%"] = [bounds(*row) for row in read.itertuples(index=False)]
    tops = [quantity(*row) for row in rows[["value", "unit"]].itertuples(index=False)]
    return compared.assign(**{say("Guaranteed", "必然成立"): [say(f"below {top}", f"不到{top}") for top in tops]})


def _near(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that carry 近, or a word like it."""
    return rows[rows["hedge"].map(SENSES.get) == Sense.NEAR]
