"""Look through the observations without programming: choose, see, read the words behind a row, save.

`View` is what a person has chosen; rows, chart and table follow from it, with no widget needed.
`explorer` puts widgets around it.
"""

from .nearly import CONVENTION, SHARES, compare_near, read_near
from .saving import save_view
from .view import View

__all__ = ["CONVENTION", "SHARES", "View", "compare_near", "explorer", "read_near", "save_view"]


def explorer(language: str = "en"):
    """Open the panel on the first region.

    Parameters
    ----------
    language : {"en", "zh"}
        The language to begin in; it can be changed in the panel.

    Returns
    -------
    Panel
        Shown when it is the last line of a cell. Its `view` is what has been chosen so far.
        A panel opened before is closed.

    Raises
    ------
    RefusedError
        For any other language.
    """
    from .panel import open_panel  # widgets and the table are only imported by who opens a panel
    return open_panel(language)
