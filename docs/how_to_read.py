"""Draw how to read a hedged mark, in both languages, into this folder: `python docs/how_to_read.py`."""

from pathlib import Path

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.figure import Figure

from helpers import colour, finish, load_observations, save, say, show_hedges, use
from helpers.style import MUTED


def draw(language: str) -> Figure:
    """Return an exact count and two hedged ones as bars, with a label at each part of a mark."""
    use(language)
    rows = load_observations().loc[["chaoan-team-members", "chaoan-meetings", "chaoan-problems-solved"]]
    exact, nearly, over = (row for _, row in rows.iterrows())
    fig, ax = plt.subplots()
    sns.barplot(rows, x="value", y="label", color=colour("chaoan"), saturation=1, width=0.36, ax=ax)
    ax.set(xlim=(0, 760), ylim=(2.65, -0.35))
    show_hedges(ax, rows)
    for x, y, words in (
        (exact["value"] / 2, 0, say("solid: an exact number", "实心：确数")),
        (nearly["value"], 1, say("tick: the number as printed", "短线：报道所载数字")),
        (over["low"] / 2, 2, say("pale: sure", "浅色：确定达到")),
        ((over["low"] + over["high"]) / 2, 2, say("dashed: possible", "虚线：可能达到")),
    ):
        line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
        ax.annotate(words, (x, y + 0.24), (0, -13), textcoords="offset points", ha="center", va="center",
                    color=MUTED, arrowprops=line)
    ax.annotate(say("the article's word and the bounds it leaves", "报道用词，括号内为上下限"),
                (nearly["value"], 1), (7, 15), textcoords="offset points", color=MUTED, va="center")
    finish(
        fig, rows, name="how-to-read", height=84,
        title=say("How to read a hedged number", "约数怎样读图"),
        measure=say("Three counts of one article, each with a different wording", "一篇报道中的三个数，用语各不相同"),
        alt=say("Three bars that explain the marks: an exact number is solid; a hedged one is pale as far as "
                "the number is sure and dashed to where it may reach, with a tick at the printed number.",
                "三个条形说明标记：确数为实心；约数为浅色，浅色画到确定达到之处，虚线画到可能达到之处，短线为报道所载数字。"),
    )  # fmt: skip
    return fig


if __name__ == "__main__":
    for one in ("en", "zh"):
        save(draw(one), Path(__file__).parent, ["svg"])
