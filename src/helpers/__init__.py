"""Two regions in figures (两地数字): curated quantities of two press articles, with bounds, and honest charts.

Load with `load_observations()`, draw with seaborn or matplotlib, make it honest with `show_hedges`, put the
words around it with `finish`, write it with `save`.
"""

from .arithmetic import joint_growth, new_share, ratio, share, total, union
from .cards import scorecard
from .diagrams import reading_order
from .errors import DataError, RefusedError
from .figure import finish
from .files import save, trace
from .hedges import show_hedges
from .loading import load_observations, load_table, load_tables
from .marks import record_mark, squares
from .style import colour, tint, use
from .wording import in_words, period, quantity, say, short_period, value_label

__all__ = [
    "DataError",
    "RefusedError",
    "colour",
    "finish",
    "in_words",
    "joint_growth",
    "load_observations",
    "load_table",
    "load_tables",
    "new_share",
    "period",
    "quantity",
    "ratio",
    "reading_order",
    "record_mark",
    "save",
    "say",
    "scorecard",
    "share",
    "short_period",
    "show_hedges",
    "squares",
    "tint",
    "total",
    "trace",
    "union",
    "use",
    "value_label",
]
