"""How far a hedged mark reaches."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from helpers import load_observations, show_hedges, use


@pytest.mark.parametrize("name", ["chaoan-meetings", "chaoan-problems-solved"])  # nearly 300, over 400
@pytest.mark.parametrize("draw", ["barh", "bar"])
def test_a_hedged_bar_is_firm_as_far_as_is_sure_and_dashed_as_far_as_may_be(name, draw):
    """Protects the reader of a length: firm to the lower bound, dashed to the upper, the tick at the printed number."""
    use("en")
    rows = load_observations().loc[[name]]
    low, value, high = rows[["low", "value", "high"]].iloc[0]
    _, ax = plt.subplots()
    getattr(ax, draw)(rows["label"], rows["value"])
    show_hedges(ax, rows)
    along = 0 if draw == "barh" else 1
    firm, dashed = ([(one.get_x(), one.get_y())[along], (one.get_width(), one.get_height())[along]] for one in ax.patches)
    assert firm == [0, low] and dashed == [low, high - low]
    assert ax.patches[0].get_linestyle() == "solid" != ax.patches[1].get_linestyle()
    (tick,) = ax.collections
    assert {point[along] for segment in tick.get_segments() for point in segment} == {value}
    plt.close("all")
