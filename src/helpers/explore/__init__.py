"""The explore panel: choose numbers without programming, see them drawn, read their words, save the figure."""

from .nearly import SHARES, compare_near, read_near
from .panel import Panel
from .view import View

__all__ = ["SHARES", "View", "compare_near", "explorer", "read_near"]
explorer = Panel
