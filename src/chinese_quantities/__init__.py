"""Read hedged quantities in Chinese text: 近400万元, 2000多名, 数十家, 3—5亿元.

:func:`read_phrase` reads one phrase, :func:`read_quantities` all quantities of a longer text,
:func:`find_numerals` lists every numeral with its kind. What a hedge leaves open is an
:class:`Interval`, which has arithmetic of its own.

Examples
--------
>>> from chinese_quantities import Interval, find_numerals, read_phrase, read_quantities
>>> reading = read_phrase("奖补资金近400万元")
>>> reading.value, reading.unit, reading.hedge, reading.low, reading.high, reading.high_open
(4000000, '元', '近', 3600000, 4000000, True)
>>> print(reading.interval / 10**6)
[18/5, 4)
>>> [reading.phrase for _, _, reading in read_quantities("截至7月,组建39个、覆盖近千家")]
['39个', '近千家']
>>> [(numeral.text, numeral.kind) for numeral in find_numerals("截至7月,组建39个、覆盖近千家")]
[('7', 'date'), ('39', 'quantity'), ('千', 'quantity')]
>>> print(Interval(400, 500, low_open=True, high_open=True) + 40)
(440, 540)
"""

from .intervals import Interval, IntervalError
from .reader import Numeral, PhraseError, find_numerals, read_phrase, read_quantities
from .readings import Reading

__all__ = ["Interval", "IntervalError", "Numeral", "PhraseError", "Reading", "find_numerals", "read_phrase",
           "read_quantities"]
