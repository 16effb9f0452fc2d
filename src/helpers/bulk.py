"""Read many phrases at once.

Big tables say the same things with other numbers: 就业岗位800余个, 就业岗位900余个. So a form, a
phrase without its Arabic numeral, is read once by the reader, and the numbers of all phrases of
that form are computed together. Numerals that a rule of the reader looks at one by one (years,
985, 12345) are forms of their own. Phrases with several or with Chinese numerals, and forms that
the arithmetic here does not reproduce on their first phrase go through the reader every time. A
property test holds the two ways against each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chinese_quantities.hedges import AFTER_NUMERAL, AFTER_UNIT, BEFORE, Sense
from chinese_quantities.measures import unit_at
from chinese_quantities.phrases import PhraseError, locate_phrase

from .shapes import Shapes, find_shapes

__all__ = ["Columns", "read_phrases"]

_CHUNK = 1 << 14  # phrases; what is computed of so many stays in the processor's cache
_EXACT = 2**53 // 11  # up to here floats hold every whole number that is met on the way
_SENSES = {"none": None} | AFTER_UNIT | BEFORE | AFTER_NUMERAL
_KNOWN = (None, Sense.NEAR, Sense.ABOUT, Sense.ROUND, Sense.OVER, Sense.LEAST, Sense.MOST, Sense.UNDER, Sense.REST)
_SCALES = [10**power for power in range(13)]
_NUMERAL = re.compile(r"[0-9]+(?:\.[0-9]+)?(?P<more>[多余])?(?P<scale>[百千]?[万亿]|万亿)?")


@dataclass
class Columns:
    """Readings of many phrases, column by column, as `chinese_quantities.readings.Reading` has them.

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
    first: np.ndarray  # the number of the phrase that it was learnt from
    expected: tuple  # and how the reader reads that one
    sound: bool = True


_Forms = dict[bytes, _Form | None]


def read_phrases(phrases: Sequence[str]) -> Columns:
    """Read phrases that carry one quantity each."""
    done = Columns.empty(len(phrases))
    forms: _Forms = {}
    seen: dict[str, tuple] = {}
    for start in range(0, len(phrases), _CHUNK):
        chunk = list(phrases[start:start + _CHUNK])
        told = _read_alike(chunk, start, done, forms)
        for place in np.flatnonzero(~told).tolist():
            _read_one(chunk[place], done, start + place, seen)
    return done


def _read_alike(chunk: list[str], start: int, done: Columns, forms: _Forms) -> np.ndarray:
    """Read the phrases whose form is known or can be learnt; say which they are.

    Their readings go to the rows of `done` that begin at `start`.
    """
    shapes = find_shapes(chunk)
    codes, firsts = shapes.group()
    kinds = _learn_forms(chunk, shapes, firsts, forms)
    told = np.zeros(len(chunk), bool)
    sound = np.array([form is not None and form.sound for form in kinds], bool)[codes]
    if not sound.any():
        return told
    codes, places = codes[sound], shapes.places[sound]
    told[places] = True
    rows = places + start

    def each(name: str, kind: type = np.int64) -> np.ndarray:
        return np.array([getattr(form, name, 0) for form in kinds], kind)[codes]

    found = _compute(shapes.numbers[:, sound], each("sense"), each("scale"), each("cap"), each("counted", bool))
    for name, column in zip(("value", "low", "high", "low_open", "high_open"), found, strict=True):
        getattr(done, name)[rows] = column
    done.unit[rows], done.hedge[rows] = each("unit", object), each("hedge", object)
    cuts = zip(places.tolist(), each("start").tolist(), each("tail").tolist(), strict=True)
    done.words[rows] = [chunk[place][begin:len(chunk[place]) - tail] for place, begin, tail in cuts]
    return told


def _learn_forms(chunk: list[str], shapes: Shapes, firsts: np.ndarray, forms: _Forms) -> list[_Form | None]:
    """Give the form of each shape, learnt from its first phrase where it is new."""
    fresh, kinds = [], []
    for at in firsts.tolist():
        key = shapes.key(at)
        if key not in forms:
            forms[key] = form = _learn(chunk[shapes.places[at]], shapes.numbers[:, at])
            fresh += [form] if form else []
        kinds.append(forms[key])
    if fresh:  # which of them does the arithmetic read otherwise than the reader?
        given = [np.array([getattr(form, name) for form in fresh]) for name in ("sense", "scale", "cap", "counted")]
        found = _compute(np.array([form.first for form in fresh]).T, *given)
        for form, *computed in zip(fresh, *(column.tolist() for column in found), strict=True):
            form.sound = tuple(computed) == form.expected
    return kinds


def _learn(phrase: str, number: np.ndarray) -> _Form | None:
    """Read the first phrase of a form; None where the others cannot be computed from it."""
    try:
        reading, start, end = locate_phrase(phrase)
    except PhraseError:
        return None
    if _SENSES.get(reading.hedge, "") not in _KNOWN or not reading.value or reading.flags:
        return None
    digits, decimals, _ = number.tolist()
    scale = round(reading.value * 10**decimals / digits)
    if scale not in _SCALES or 10**len(str(digits)) * scale > _EXACT:
        return None  # the numeral goes on in other characters (９900), or is beyond floats
    unit = unit_at(reading.unit, 0) if reading.unit else None
    scaled = _NUMERAL.search(phrase)
    return _Form(
        reading.hedge, _KNOWN.index(_SENSES[reading.hedge]), scale,
        10**18 if scaled["more"] or not scaled["scale"] else scale,
        reading.unit is None or (unit is not None and unit.is_count), reading.unit, start, len(phrase) - end, number,
        (reading.value, reading.low, np.inf if reading.high is None else reading.high, reading.low_open,
         reading.high_open))


def _compute(numbers: np.ndarray, sense: np.ndarray, scale: np.ndarray, cap: np.ndarray,
             counted: np.ndarray) -> tuple[np.ndarray, ...]:
    """Compute value, low, high, low_open, high_open."""
    number, decimals, zeros = numbers
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
    whole = counted & (value % 1 == 0)
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
