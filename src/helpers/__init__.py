"""Two regions in figures (两地数字): curated quantities of two press articles, with bounds, and honest charts.

Start with `load_observations()`; the notebooks show the rest. Importing this package imports
neither pandas nor matplotlib: each name brings what it needs when it is first used.
"""

from importlib import import_module

_HOMES = {
    "tables": ("load_observations", "load_regions", "load_sources", "load_sections", "load_periods",
               "load_relations", "load_set_aside", "load_mechanisms", "load_categories", "load_tables"),
    "faults": ("DataError", "RefusedError"),
    "arithmetic": ("total", "union", "ratio", "share", "new_share", "joint_growth"),
    "style": ("use", "Text", "say"),
    "frame": ("Chart",),
    "trace": ("trace",),
    "charts.dots": ("dots", "reference"),
    "charts.panels": ("panels", "panels_height", "fitting", "value_axis"),
    "charts.units": ("squares", "grid", "bracket", "fit", "stop_tick"),
    "charts.rows": ("rows_height",),
    "charts.links": ("links",),
    "charts.bars": ("bars",),
    "charts.feasible": ("feasible", "ray"),
    "charts.icons": ("icons", "icon_rows", "icon_rows_height", "hang"),
    "charts.boxes": ("Node", "box", "box_height", "read_node", "read_nodes", "rows_of"),
    "charts.flow": ("flow", "flow_height"),
    "charts.tree": ("tree", "tree_height"),
    "charts.cards": ("cards", "cards_height"),
    "charts.strip": ("strip", "strip_height"),
    "charts.lanes": ("lanes", "lanes_height"),
    "charts.matrix": ("matrix", "matrix_height"),
    "typeset": ("write", "wrap", "height"),
    "notes": ("shape_note",),
    "listing": ("listing",),
    "explore": ("explorer", "View", "save_view", "read_near", "compare_near"),
    "wording": ("label", "stated", "value_label", "period", "dated", "signed", "counted"),
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names}
__all__ = sorted(_WHERE)


def __getattr__(name: str):
    if name not in _WHERE:
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
