"""Intervals with exact ends, each end open or closed.

An article says 近400万元 ("nearly 4 million yuan"): that is no number but a stretch of
numbers, here [3 600 000, 4 000 000). An :class:`Interval` is such a stretch, and arithmetic on
intervals gives the stretch in which the result must lie. Two promises are kept throughout:

* every result contains every value that the operands allow;
* an end is closed only where the operands can really reach it.

Operands are taken to vary independently of each other, so ``x - x`` is not zero but "the
difference of two values of which only the bounds are known". For a part and its own whole use
:func:`share`, which knows that the one lies inside the other.

Numbers are exact (`int` and :class:`fractions.Fraction`). A float is read as it is printed:
80.1 is 801/10, not the binary number next to it.
"""

from .ends import IntervalError
from .interval import Interval
from .shares import growth_share, ratio, share

__all__ = ["Interval", "IntervalError", "growth_share", "ratio", "share"]
