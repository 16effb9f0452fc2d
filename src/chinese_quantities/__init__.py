"""Read hedged quantities in Chinese text: 近400万元, 2000多名, 数十家, 3—5亿元.

`read_phrase` reads one phrase, `read_quantities` all of a longer text, `find_numerals` lists every
numeral with its kind. What a hedge leaves open is an `Interval`, which has arithmetic of its own.
"""

from .finding import Numeral, find_numerals
from .intervals import Interval, IntervalError
from .phrases import PhraseError, read_phrase, read_quantities
from .readings import Reading

__all__ = ["Interval", "IntervalError", "Numeral", "PhraseError", "Reading", "find_numerals", "read_phrase",
           "read_quantities"]
