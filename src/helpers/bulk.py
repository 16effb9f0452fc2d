"""Read many phrases at once.

Big tables hold mostly plain phrases: one Arabic numeral, one of the commonest hedges or none, one
of the commonest measure words (非公党组织39个, 奖补资金近400万元). Those are read by one regular
expression and arithmetic on whole columns. Every other phrase goes through the reader, and so
does any that looks as if a rule of the reader might apply. Both give the same: a property test
compares them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from .measures import _NOT_BEFORE
from .phrases import PhraseError, read_phrase, read_quantities

_NUMERALS = "0-9０-９零〇一二三四五六七八九十百千万亿两半几廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
# What may make the numeral something else, or hedge it, just before or after it.
_BEFORE = ("第前每近约超过逾达足到少多余于以上下高低最不满突破将接乎数周星期拜月年日时点分初号位居列名排提连续创"
           "同另某任那这该唯统共折合在从由至负仅概")
_AFTER = ("月小多半以左上下内余来强弱许有开出起分度计专行工热国省县平规战医厂室院团模机级期届号季周年日时点流线本产"
          "后不足朝往挂台圈至到次份")
_COUNTS = "场次|个|名|人|家|次|件|户|项"
_GUARDS = "|".join(f"(?<={word})(?![{_NOT_BEFORE[word]}])" for word in ("人", "家", "名"))
_PLAIN = re.compile(
    rf"(?:[\u4e00-\u9fff]*[^\W{_NUMERALS}A-Za-z{_BEFORE}])?"
    r"(?P<words>(?P<near>近)?(?P<digits>[1-9]\d{0,8}?)(?P<zeros>0*)(?P<decimals>\.\d{1,4})?"
    rf"(?P<more>[多余])?(?P<scale>[万亿])?(?P<unit>{_COUNTS}|元|%))"
    rf"(?:(?<=[场次个件户项元%])|{_GUARDS})(?![{_AFTER}百])[\u4e00-\u9fff]*")
_SUSPECT = re.compile(rf"[{_NUMERALS}余多近约超逾过达足满破上下内左右少不最低高概乎将接新没无未]")
_NAMES = {"985", "211", "110", "119", "120", "122"}
_SCALES = {"": 1.0, "万": 1e4, "亿": 1e8}
_COLUMNS = ["value", "unit", "hedge", "low", "high", "low_open", "high_open", "words", "flags", "reason"]


def read_phrases(phrases: Sequence[str]) -> pd.DataFrame:
    """Read phrases that carry one quantity each.

    Parameters
    ----------
    phrases : sequence of str

    Returns
    -------
    pandas.DataFrame
        One row a phrase, in order: `value`, `unit`, `hedge`, `low`, `high`, `low_open`,
        `high_open` and `flags` as `helpers.phrases.Reading` has them (numbers as floats, no
        bound as an infinite one), `words` (numeral, hedge and measure word as printed), and
        `reason`: why it could not be read, else empty.
    """
    plain = [_plain(phrase) for phrase in phrases]
    table = pd.DataFrame([parts or ("", "", "", "", "", "", "", "") for parts in plain],
                         columns=["words", "near", "digits", "zeros", "decimals", "more", "scale", "unit"])
    done = _compute(table)
    slow = np.flatnonzero(~np.array([parts is not None for parts in plain], bool) | ~done.pop("sound").to_numpy(bool))
    if len(slow):
        read = pd.DataFrame([_slowly(phrases[place]) for place in slow], columns=_COLUMNS, index=slow)
        for column in _COLUMNS:
            values = done[column].to_numpy(copy=True)
            values[slow] = read[column].to_numpy()
            done[column] = values
    return done


def _plain(phrase: str) -> tuple | None:
    """Take a plain phrase apart, or return None where the reader must look."""
    found = _PLAIN.fullmatch(phrase)
    if not found:
        return None
    words, near, digits, zeros, decimals, more, scale, unit = found.groups(default="")
    hedged = bool(near or more)
    odd = (hedged and decimals) or (near and more) or (more and (scale or not zeros)) or digits + zeros in _NAMES
    if odd or _SUSPECT.search(phrase, 0, found.start("words")) or _SUSPECT.search(phrase, found.end("words")):
        return None
    return words, near, digits, zeros, decimals, more, scale, unit


def _compute(table: pd.DataFrame) -> pd.DataFrame:
    """Compute value and bounds of the phrases that were taken apart."""
    scale = table["scale"].map(_SCALES).to_numpy(float)
    number = pd.to_numeric((table["digits"] + table["zeros"] + table["decimals"]).replace("", "0")).to_numpy(float)
    value = np.round(number * scale, 4)
    place = 10.0 ** table["zeros"].str.len().to_numpy(float) * scale
    near, more = (table["near"] != "").to_numpy(), (table["more"] != "").to_numpy()
    low = np.where(near, value - np.minimum(place, value / 10), value)
    high = np.where(more, value + place, value)
    count = ~table["unit"].isin(["元", "%"]).to_numpy()
    whole = count & (value % 1 == 0)
    low = np.where(whole & near, np.ceil(np.round(low, 6)), np.where(whole & more, value + 1, low))
    high = np.where(whole & more, value + place - 1, np.where(whole & near, value - 1, high))
    hedge = np.where(near, "近", np.where(more, table["more"], "none"))
    done = pd.DataFrame({
        "value": value, "unit": table["unit"], "hedge": hedge, "low": low, "high": high,
        "low_open": more & ~whole, "high_open": (near | more) & ~whole, "words": table["words"],
        "sound": (low <= high) & ~(near & (place == 1))})
    done["flags"], done["reason"] = [()] * len(done), ""
    return done


def _slowly(phrase: str) -> tuple:
    """Read one phrase with the reader."""
    try:
        reading = read_phrase(phrase)
    except PhraseError as error:
        return (np.nan, None, "", np.nan, np.nan, False, False, "", (), error.reason)
    found = read_quantities(phrase)
    return (np.nan if reading.value is None else float(reading.value), reading.unit, reading.hedge,
            -np.inf if reading.low is None else float(reading.low),
            np.inf if reading.high is None else float(reading.high),
            reading.low_open, reading.high_open, found[0][2].phrase if found else phrase, reading.flags, "")
