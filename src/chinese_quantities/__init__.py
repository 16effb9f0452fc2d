"""Read hedged quantities in Chinese text: 近600万元, 1300多户, 数十家, 3—5亩.

:func:`read_phrase` reads one phrase, :func:`read_quantities` all quantities of a longer text,
:func:`find_numerals` lists every numeral with its kind. What a hedge leaves open is an
:class:`Interval`, which has arithmetic of its own. The words of the hedges, with their senses, are
in :mod:`chinese_quantities.hedges`.

Examples
--------
>>> from chinese_quantities import find_numerals, read_phrase, read_quantities
>>> reading = read_phrase("培训经费近600万元")
>>> reading.value, reading.unit, reading.hedge, reading.low, reading.high, reading.high_open
(6000000, '元', '近', 5400000, 6000000, True)
>>> print(reading.interval / 10**6)
[27/5, 6)
>>> [reading.phrase for _, _, reading in read_quantities("9月以来,新建28个、惠及近千户")]
['28个', '近千户']
>>> [(numeral.text, numeral.kind) for numeral in find_numerals("9月以来,新建28个、惠及近千户")]
[('9', 'date'), ('28', 'quantity'), ('千', 'quantity')]
"""

from .intervals import Interval, IntervalError, growth_share, share
from .measures import is_rate, unit_at
from .reader import Numeral, PhraseError, find_numerals, read_phrase, read_quantities
from .readings import Reading, describe

__all__ = ["Interval", "IntervalError", "Numeral", "PhraseError", "Reading", "describe", "find_numerals",
           "growth_share", "is_rate", "read_phrase", "read_quantities", "share", "unit_at"]
