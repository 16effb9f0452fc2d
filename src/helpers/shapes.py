"""Find which of many phrases differ in nothing but their Arabic numeral.

The phrases stand side by side as an array of characters, one row a position in the phrase, and
every step works on all of them. Their shape is what is left when each digit of the numeral is
put to 0, and what else a rule of the reader may look at: a zero at its end, and the numeral itself
where it could be a year, a day, or a name (985).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["LONGEST", "Shapes", "find_shapes"]

LONGEST = 12  # digits, so that all whole numbers on the way fit
_WIDEST = 32  # characters; phrases of the tables have at most 25
_CODES = (985, 211, 110, 119, 120, 122)
_SERVICE = 12  # with which the five digits of a telephone service begin (12345)
_CENTURIES = (18, 19, 20)  # with which a year begins
_STEPS = (10, 13, 32)  # 1 to 9, to 12 (a month), to 31 (a day), above
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass
class Shapes:
    """Phrases with one Arabic numeral each.

    Attributes
    ----------
    places : numpy.ndarray of int
        Where they stand among the phrases that were given.
    numbers : numpy.ndarray of int, 3 rows
        The digits of the numeral as a whole number without zeros at the end of its decimals,
        how many of them are decimals, how many zeros end it where there are none.
    rows : numpy.ndarray of int
        A column for each phrase; phrases of the same shape have the same.
    """

    places: np.ndarray
    numbers: np.ndarray
    rows: np.ndarray

    def key(self, at: int) -> bytes:
        """Give what is the same for all phrases of the shape that the one at `at` has."""
        return self.rows[:, at].tobytes().rstrip(b"\0")

    def group(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the number of the shape of each phrase, and the first phrase of each shape."""
        mixed = np.zeros(len(self.places), np.uint64)
        for row in self.rows:
            mixed = (mixed ^ row) * _MIX
            mixed ^= mixed >> np.uint64(29)
        codes, _ = pd.factorize(mixed)  # numbered in the order in which they come
        firsts = np.flatnonzero(~pd.Index(codes).duplicated())
        if (self.rows != self.rows[:, firsts[codes]]).any():  # two shapes mixed to one number
            _, firsts, codes = np.unique(self.rows, axis=1, return_index=True, return_inverse=True)
            codes = codes.ravel()  # numpy 2.0 gives them a second axis
        return codes, firsts


def find_shapes(phrases: Sequence[str]) -> Shapes:
    """Find the phrases with exactly one Arabic numeral that is no code (007) nor too long, and their shapes."""
    lengths = np.fromiter(map(len, phrases), np.int64, len(phrases))
    width = max(1, min(_WIDEST, lengths.max(initial=0)))
    letters = np.array(phrases, f"U{width}").view(np.uint32).reshape(len(phrases), width).T.copy()
    digits = letters - np.uint32(ord("0"))  # what is no digit becomes a number above 9
    is_digit = digits < 10
    count, first = is_digit.sum(0), is_digit.argmax(0)
    last = width - 1 - is_digit[::-1].argmax(0)
    gap = last - first + 1 - count  # 1 where there may be a decimal point
    # Where the digits stand, added up, so that what is not among them stands out; of floats, which are multiplied fast.
    stand = (np.arange(width, dtype=np.float32) @ is_digit).astype(np.int64)
    point = np.where(gap == 1, (first + last) * (count + 1) // 2 - stand, last)
    every = np.arange(len(phrases))
    one = (gap == 0) | (gap == 1) & (letters[point, every] == ord("."))
    one &= (count > 0) & (count + gap <= LONGEST) & (digits[first, every] > 0)
    one &= (letters != 0).sum(0) == lengths  # neither cut off nor with a zero byte inside
    places = np.flatnonzero(one)
    letters, digits, is_digit = letters[:, places], digits[:, places], is_digit[:, places]
    number, zeros = np.zeros((2, len(places)), np.int64)
    for row, here in zip(digits, is_digit, strict=True):
        if not here.any():
            continue
        number = np.where(here, number * 10 + row, number)
        zeros = np.where(here, (zeros + 1) * (row == 0), zeros)
    decimals = (last - point)[places]
    whole, idle = number // 10**decimals, np.minimum(zeros, decimals)
    numbers = np.array([number // 10**idle, decimals - idle, np.where(idle < decimals, 0, zeros - idle)])
    letters[is_digit] = ord("0")
    return Shapes(places, numbers, np.vstack([zeros > 0, _looked_at(whole), letters]).astype(np.uint32))


def _looked_at(whole: np.ndarray) -> np.ndarray:
    """Give what the rules for look-alikes see of a numeral: how large a small one is, a code, how a year begins."""
    century = whole // 100
    seen = np.where(np.isin(century, _CENTURIES), century, 0)
    seen = np.where(whole // 1000 == _SERVICE, _SERVICE, seen)
    seen = np.where(np.isin(whole, _CODES), whole, seen)
    return np.where(whole < 100, np.searchsorted(_STEPS, whole, "right") + 1, seen)
