"""Read 近 (“nearly”) by another working convention, and see what depends on it.

The word guarantees that the truth is below the number. How far below is this project's
convention: at least nine tenths of it. Here the share can be another; the top never moves.
"""

from __future__ import annotations

import math
from fractions import Fraction

import pandas as pd

from chinese_quantities.hedges import BEFORE, Sense
from chinese_quantities.numerals import place_of

from ..errors import RefusedError
from ..style import Text, say
from ..wording import bounds, label, quantity

CONVENTION = 90  # per cent of the number that 近 keeps at least, in the project's own reading
SHARES = (80, 90, 95)
_ON_TRIAL = {  # what the notes of a chart say instead of the project's own convention
    80: Text("by at most a fifth (a convention on trial)", "依试用约定不低于其八成"),
    95: Text("by at most a twentieth (a convention on trial)", "依试用约定不低于其九成五"),
}


def is_near(hedge: str) -> bool:
    """Tell whether a hedge as printed, alone or with another, is of the kind of 近."""
    return any(BEFORE.get(word) is Sense.NEAR for word in hedge.split("…"))


def read_near(rows: pd.DataFrame, share: int) -> pd.DataFrame:
    """Read the rows that carry 近 as at least a share of the number; the others stay as they are.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations, as `load_observations` gives them.
    share : {80, 90, 95}
        Per cent of the number. The last place of the number limits it as in the project's own
        reading, and a count stays whole: where no whole number is that near, the nearest below.

    Returns
    -------
    pandas.DataFrame
        The rows with `low` read anew. `attrs` tells the notes of a chart which convention is in force.

    Raises
    ------
    RefusedError
        For another share.
    """
    if share not in SHARES:
        raise RefusedError(f"近 is not read as {share} per cent here; there are: {', '.join(map(str, SHARES))}")
    rows = rows.copy()
    if share in _ON_TRIAL:
        rows.attrs["near"] = _ON_TRIAL[share]
    near = _near(rows)
    for name in rows.index[near]:
        rows.loc[name, "low"] = _low(rows.loc[name], share)[0]
    return rows


def _near(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows carry 近 with a number to stand at."""
    return rows["hedge"].map(is_near).astype(bool) & rows["value"].notna()


def _low(row: pd.Series, share: int) -> tuple[float, bool]:
    """Return the low end under a convention, and whether a whole number had to stand in for it."""
    value = Fraction(repr(float(row["value"])))
    low = value - min(place_of(value), value * (100 - share) / 100)
    if row["high_open"]:  # money and rates; a count was narrowed to the whole numbers below it
        return float(low), False
    return float(min(math.ceil(low), row["high"])), math.ceil(low) > row["high"]


def compare_near(rows: pd.DataFrame) -> pd.DataFrame:
    """Set the conventions side by side, beside what the word guarantees whatever the convention.

    Returns
    -------
    pandas.DataFrame
        One row an observation that carries 近, with its words, the bounds under each share and
        the guarantee, in the language in force. Empty where none carries it.
    """
    near = rows[_near(rows)]
    words, sure = say(Text("Words", "原文用语")), say(Text("Guaranteed anyway", "无论如何成立"))
    lines = []
    for _, row in near.iterrows():
        unit = row["unit"] if row["unit"] in ("元", "%") else ""
        line = {words: row["words"]}
        for share in SHARES:
            low, stands_in = _low(row, share)
            held = bounds(low, row["high"], row["low_open"], row["high_open"], unit)
            alone = Text(f"{held} (no whole number is nearer)", f"{held}（已无更近的整数）")
            line[f"{share}%"] = say(alone) if stands_in else held
        top = quantity(row["value"], unit)
        lines.append(line | {sure: say(Text(f"below {top}", f"不到{top}"))})
    names = pd.Index([label(row) for _, row in near.iterrows()], name=say(Text("Observation", "名称")))
    return pd.DataFrame(lines, index=names, columns=[words, *(f"{share}%" for share in SHARES), sure])
