"""The explore panel: choose numbers without programming, see them drawn, read their words, save the figure."""

from __future__ import annotations

from .nearly import SHARES, compare_near, read_near
from .panel import Panel
from .view import View

__all__ = ["SHARES", "Panel", "View", "compare_near", "explorer", "read_near"]


def explorer(language: str = "en") -> Panel:
    """Open the panel; a notebook shows it as a cell's last value.

    Parameters
    ----------
    language : {"en", "zh"}
        To begin with; the panel can change it.

    Examples
    --------
    >>> panel = explorer("en")
    >>> panel.view.region
    'chaoan'
    """
    return Panel(language)
