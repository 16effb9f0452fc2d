"""Two regions in figures (两地数字): curated quantities of two press articles, with bounds, and honest charts.

Start with `load_observations()`; the notebooks show the rest.
"""

from .arithmetic import joint_growth, new_share, ratio, share, total, union
from .charts.bars import bars
from .charts.boxes import Node, box, box_height, read_node, read_nodes, rows_of
from .charts.cards import cards, cards_height
from .charts.dots import dots, reference
from .charts.feasible import feasible, ray
from .charts.flow import flow, flow_height
from .charts.icons import hang, icon_rows, icon_rows_height, icons
from .charts.lanes import lanes, lanes_height
from .charts.links import links
from .charts.matrix import matrix, matrix_height
from .charts.panels import fitting, panels, panels_height, value_axis
from .charts.rows import rows_height
from .charts.strip import strip, strip_height
from .charts.tree import tree, tree_height
from .charts.units import bracket, fit, grid, squares, stop_tick
from .explore import View, compare_near, explorer, read_near, save_view
from .errors import DataError, RefusedError
from .frame import Chart
from .listing import listing
from .notes import shape_note
from .style import Text, say, use
from .loading import (
    load_categories,
    load_mechanisms,
    load_observations,
    load_periods,
    load_regions,
    load_relations,
    load_sections,
    load_set_aside,
    load_sources,
    load_tables,
)
from .trace import trace
from .typeset import height, wrap, write
from .wording import counted, dated, label, period, signed, stated, value_label

__all__ = [
    "Chart",
    "DataError",
    "Node",
    "RefusedError",
    "Text",
    "View",
    "bars",
    "box",
    "box_height",
    "bracket",
    "cards",
    "cards_height",
    "compare_near",
    "counted",
    "dated",
    "dots",
    "explorer",
    "feasible",
    "fit",
    "fitting",
    "flow",
    "flow_height",
    "grid",
    "hang",
    "height",
    "icon_rows",
    "icon_rows_height",
    "icons",
    "joint_growth",
    "label",
    "lanes",
    "lanes_height",
    "links",
    "listing",
    "load_categories",
    "load_mechanisms",
    "load_observations",
    "load_periods",
    "load_regions",
    "load_relations",
    "load_sections",
    "load_set_aside",
    "load_sources",
    "load_tables",
    "matrix",
    "matrix_height",
    "new_share",
    "panels",
    "panels_height",
    "period",
    "ratio",
    "ray",
    "read_near",
    "read_node",
    "read_nodes",
    "reference",
    "rows_height",
    "rows_of",
    "save_view",
    "say",
    "shape_note",
    "share",
    "signed",
    "squares",
    "stated",
    "stop_tick",
    "strip",
    "strip_height",
    "total",
    "trace",
    "tree",
    "tree_height",
    "union",
    "use",
    "value_axis",
    "value_label",
    "wrap",
    "write",
]
