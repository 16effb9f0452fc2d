"""Read many phrases at once.

Big tables say the same things with other numbers: 就业岗位800余个, 就业岗位900余个. So a form, a
phrase without its Arabic numeral, is read once by the reader, and the numbers of all phrases of
that form are computed together. Numerals that a rule of the reader looks at one by one (years,
days, 985, 12345), phrases with several or with Chinese numerals, and forms that the arithmetic
here does not reproduce on their first phrase go through the reader every time. A property test
holds the two ways against each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .hedges import AFTER_NUMERAL, AFTER_UNIT, BEFORE, Sense
from .measures import unit_at
from .phrases import PhraseError, locate_phrase

__all__ = ["Columns", "read_phrases"]

_NUMERAL = re.compile(r"([0-9]+(?:\.[0-9]+)?)")
_CODES = ("985", "211", "110", "119", "120", "122")
_CHUNK = 50_000
_LONGEST = 12  # digits, so that every step below is exact in whole numbers
_SENSES = {"none": None} | AFTER_UNIT | BEFORE | AFTER_NUMERAL
_KNOWN = (None, Sense.NEAR, Sense.ABOUT, Sense.ROUND, Sense.OVER, Sense.LEAST, Sense.MOST, Sense.UNDER, Sense.REST)
_SCALE_WORD = re.compile("(?P<more>[多余])?(?P<scale>[百千]?[万亿]|万亿)?")


@dataclass
class Columns:
    """Readings of many phrases, column by column, as `helpers.reading.readings.Reading` has them.

    Attributes
    ----------
    value, low, high : numpy.ndarray of float
        NaN where there is no value; infinite where there is no bound.
    low_open, high_open : numpy.ndarray of bool
    unit, hedge : numpy.ndarray of str
        The unit is None where there is none.
    words : numpy.ndarray of str
        Numeral, hedge and measure word as printed.
    reasons : dict of int to str
        Why the phrases at these places could not be read.
    contradictions : list of int
        Where two hedges contradict each other.
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    low_open: np.ndarray
    high_open: np.ndarray
    unit: np.ndarray
    hedge: np.ndarray
    words: np.ndarray
    reasons: dict[int, str]
    contradictions: list[int]

    @classmethod
    def empty(cls, count: int) -> Columns:
        """Give room for `count` readings."""
        return cls(*(np.empty(count) for _ in range(3)), *(np.zeros(count, bool) for _ in range(2)),
                   *(np.empty(count, object) for _ in range(3)), {}, [])


@dataclass
class _Form:
    """What the phrases of one form have in common, whatever their number."""

    hedge: str
    sense: int  # its place in _KNOWN
    scale: int
    cap: int  # what 多 and 余 can add at most
    counted: bool  # whether only whole numbers can be meant
    unit: str | None
    start: int  # where the words begin
    tail: int  # how many characters follow them
    first: tuple[int, int, int]  # the number of the phrase that it was learnt from
    expected: tuple  # and how the reader reads that one
    sound: bool = True


def read_phrases(phrases: Sequence[str]) -> Columns:
    """Read phrases that carry one quantity each."""
    done = Columns.empty(len(phrases))
    forms: dict[tuple, _Form | None] = {}
    seen: dict[str, tuple] = {}
    for start in range(0, len(phrases), _CHUNK):
        _read_chunk(phrases[start:start + _CHUNK], start, done, forms, seen)
    return done


def _read_chunk(phrases: Sequence[str], start: int, done: Columns, forms: dict[tuple, _Form | None],
                seen: dict[str, tuple]) -> None:
    """Read some phrases into the rows of `done` that begin at `start`, learning their forms."""
    told: list[tuple[int, tuple[int, int, int], _Form]] = []  # place, number, form
    fresh: list[_Form] = []
    careful: list[int] = []
    for place, phrase in enumerate(phrases, start):
        parts = _NUMERAL.split(phrase)
        if len(parts) != 3:
            careful.append(place)
            continue
        before, digits, after = parts
        whole, _, decimals = digits.partition(".")
        kept = decimals.rstrip("0")
        zeros = 0 if kept else len(whole) - len(whole.rstrip("0"))
        key = (before, after, len(whole), len(decimals), len(kept), zeros, _looked_at(whole))
        number = (int(whole + kept), len(kept), zeros)  # its digits, how many are decimals, how many zeros end it
        if key not in forms:
            forms[key] = form = _learn(phrase, digits, after, number)
            fresh += [form] if form else []
        form = forms[key]
        if form:
            told.append((place, number, form))
        else:
            careful.append(place)
    _prove(fresh)
    careful += [place for place, _, form in told if not form.sound]
    told = [one for one in told if one[2].sound]
    if told:
        places, numbers, kinds = zip(*told, strict=True)
        rows = list(places)
        found = _compute(np.array(numbers, np.int64), kinds)
        for name, column in zip(("value", "low", "high", "low_open", "high_open"), found, strict=True):
            getattr(done, name)[rows] = column
        for place, _, form in told:
            phrase = phrases[place - start]
            done.words[place] = phrase[form.start:len(phrase) - form.tail]
            done.unit[place], done.hedge[place] = form.unit, form.hedge
    for place in careful:
        _read_one(phrases[place - start], done, place, seen)


def _looked_at(whole: str) -> str:
    """Give what the rules for look-alikes see of a numeral: nothing of most."""
    if len(whole) < 3 or whole in _CODES:
        return whole
    return whole[:2] if len(whole) in (4, 5) and whole[:2] in ("12", "18", "19", "20") else ""


def _learn(phrase: str, digits: str, after: str, number: tuple[int, int, int]) -> _Form | None:
    """Read the first phrase of a form; None where the others cannot be computed from it."""
    if digits[0] == "0" or len(digits) > _LONGEST:  # a zero in front makes a code
        return None
    try:
        reading, start, end = locate_phrase(phrase)
    except PhraseError:
        return None
    if _SENSES.get(reading.hedge, "") not in _KNOWN or not reading.value or reading.flags:
        return None
    scale = round(reading.value * 10 ** number[1] / number[0])
    unit = unit_at(reading.unit, 0) if reading.unit else None
    scaled = _SCALE_WORD.match(after)
    return _Form(
        reading.hedge, _KNOWN.index(_SENSES[reading.hedge]), scale,
        10**18 if scaled["more"] or not scaled["scale"] else scale,
        reading.unit is None or (unit is not None and unit.is_count), reading.unit, start, len(phrase) - end, number,
        (reading.value, reading.low, np.inf if reading.high is None else reading.high, reading.low_open,
         reading.high_open))


def _prove(forms: list[_Form]) -> None:
    """Mark the forms whose first phrase the arithmetic reads otherwise than the reader."""
    if forms:
        found = _compute(np.array([form.first for form in forms], np.int64), forms)
        for form, computed in zip(forms, zip(*(column.tolist() for column in found), strict=True), strict=True):
            form.sound = computed == form.expected


def _compute(numbers: np.ndarray, kinds: Sequence[_Form]) -> tuple[np.ndarray, ...]:
    """Compute value, low, high, low_open, high_open."""
    number, decimals, zeros = numbers.T
    sense = np.array([form.sense for form in kinds])
    scale = np.array([form.scale for form in kinds], np.int64)
    cap = np.array([form.cap for form in kinds], np.int64)
    divisor = 10**decimals

    def in_base_units(count: np.ndarray, parts: int = 1) -> np.ndarray:
        # One division of whole numbers at the end: the float nearest to the truth.
        return np.where(scale >= divisor, count * (scale // divisor) / parts, count * scale / (divisor * parts))

    value, place = in_base_units(number), 10**zeros
    tenth = place * 10 > number  # a tenth of the number is less than a unit of its last place
    below = np.where(tenth, in_base_units(number * 9, 10), in_base_units(number - place))
    above = np.where(tenth, in_base_units(number * 11, 10), in_base_units(number + place))
    rest = np.where(in_base_units(place) > cap, value + cap, in_base_units(number + place))
    _, near, about, nearly, over, least, most, under, more = (sense == place for place in range(len(_KNOWN)))
    about |= nearly
    low = np.select([near | about, most | under], [below, 0], value)
    high = np.select([over | least, more, about], [np.inf, rest, above], value)
    low_open, high_open = over | more, near | under | more | over | least
    whole = np.array([form.counted for form in kinds]) & (value % 1 == 0)
    low = np.where(whole, np.where(low_open, np.floor(low) + 1, np.ceil(low)), low)
    high = np.where(whole & np.isfinite(high), np.where(high_open, np.ceil(high) - 1, np.floor(high)), high)
    low_open, high_open = low_open & ~whole, high_open & (~whole | np.isinf(high))
    return value, low, high, low_open, high_open


def _read_one(phrase: str, done: Columns, row: int, seen: dict[str, tuple]) -> None:
    """Read one phrase with the reader, once however often it stands in the column."""
    if phrase not in seen:
        seen[phrase] = _carefully(phrase)
    (done.value[row], done.low[row], done.high[row], done.low_open[row], done.high_open[row], done.unit[row],
     done.hedge[row], done.words[row], reason, contradiction) = seen[phrase]
    if reason:
        done.reasons[row] = reason
    if contradiction:
        done.contradictions.append(row)


def _carefully(phrase: str) -> tuple:
    """Give the columns of one phrase in their order, why it could not be read, and whether it contradicts itself."""
    try:
        reading, start, end = locate_phrase(phrase)
    except PhraseError as error:
        return np.nan, np.nan, np.nan, False, False, None, "", phrase, error.reason, False
    return (np.nan if reading.value is None else reading.value, -np.inf if reading.low is None else reading.low,
            np.inf if reading.high is None else reading.high, reading.low_open, reading.high_open, reading.unit,
            reading.hedge, phrase[start:end], "", "contradiction" in reading.flags)
