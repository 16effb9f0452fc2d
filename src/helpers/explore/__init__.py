"""The explore panel: choose numbers without programming, see them drawn, read their words, save the figure."""

from .nearly import SHARES, compare_near, read_near
from .panel import Panel

__all__ = ["SHARES", "compare_near", "explorer", "read_near"]
explorer = Panel
