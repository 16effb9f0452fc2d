"""The numbers that are chosen in the panel: their rows, their figure, and what is said of them.

A choice is a value for each of `CHOICES`, where nothing is all. All is said in the language in force.
"""

import re
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from ..cards import scorecard
from ..diagrams import reading_order
from ..figure import HIGHEST, LOWEST, WIDTH, finish
from ..files import save
from ..hedges import show_hedges
from ..listing import readable
from ..loading import load_observations, load_table
from ..marks import scale_of
from ..notes import NEAR_KEEPS, words_of
from ..style import colour
from ..wording import capital, is_exact, listed, say
from .nearly import SHARES, read_near

CHOICES = {
    "region": ("Region", "地区"),
    "theme": ("Theme", "主题"),
    "counted": ("What is counted", "计量对象"),
    "hedge": ("Hedge", "约数"),
    "measure": ("Measure", "指标类型"),
    "near": ("近 keeps at least", "“近”不低于"),
}
EVERYTHING: dict[str, Any] = {**dict.fromkeys(CHOICES, ""), "near": NEAR_KEEPS}
_NARROWING = ("theme", "counted", "hedge", "measure")
_FEW = 12  # rows that bars have room for
_SCALES = {"count": ("Things counted", "个数"), "元": ("Yuan", "金额"), "%": ("Per cent", "百分比")}


def options(choice: str) -> dict[str | int, str]:
    """Return what can be chosen, and its names in the language in force: what occurs in the data, in its own order."""
    if choice == "near":
        own = say(" (our convention)", "（本项目约定）")
        return {share: f"{share}%{own * (share == NEAR_KEEPS)}" for share in SHARES}
    rows, every = load_observations(), {"": say("all", "全部")}
    if choice == "hedge":
        kinds = {"exact": say("exact only", "仅确数"), "hedged": say("hedged only", "仅约数")}
        return every | kinds | {word: f"“{word}”" for word in rows["hedge"].unique() if word != "none"}
    if choice == "region":
        names = load_table("regions")[say("name_en", "name_zh")]
    else:
        names = load_table("categories").loc[f"observations.{choice}"][say("label_en", "label_zh")]
    return every | names[names.index.isin(rows[choice])].to_dict()


def select(chosen: dict[str, Any]) -> pd.DataFrame:
    """Return the observations chosen, with bounds as the convention for 近 leaves them."""
    rows, hedge = load_observations(), chosen["hedge"]
    for column in ("region", "theme", "counted", "measure"):
        if chosen[column]:
            rows = rows[rows[column] == chosen[column]]
    if hedge in ("exact", "hedged"):
        exact = [name for name, row in rows.iterrows() if is_exact(row)]
        rows = rows[rows.index.isin(exact) == (hedge == "exact")]
    elif hedge:
        rows = rows[rows["hedge"] == hedge]
    return read_near(rows, chosen["near"])


def status(rows: pd.DataFrame) -> str:
    """Say how many numbers are chosen, and why there is no figure of sizes, or which rows it does not draw."""
    measured, every = _measured(rows), _measured(load_observations())
    criteria = len(rows) - len(measured)
    told = {
        say(f"{len(measured)} of {len(every)} numbers chosen.",
            f"已选{len(measured)}个数字，共{len(every)}个。"): True,
        say("No number fits these choices. Set one of them back to “all”.",
            "没有符合的数字，请将其中一项改回“全部”。"): rows.empty,
        say("The regions share no indicator, so this is how each text reports. Choose one to see sizes.",
            "两地没有共同的指标，故只显示各篇怎样写。选定一地，即可按大小查看。"): measured["region"].nunique() > 1,
        say(f"Criteria, which are cut-offs and no counts, are given in words only: {criteria}.",
            f"标准不作计量，只以文字列出：{criteria}个。"): criteria > 0,
    }
    return say(" ", "").join(said for said, holds in told.items() if holds)


def draw(every: pd.DataFrame, chosen: dict[str, Any]) -> Figure | None:
    """Draw the numbers chosen; None where nothing measures."""
    rows = _measured(every)
    if rows.empty:
        return None
    if rows["region"].nunique() > 1:
        regions = rows.groupby("region", sort=False)
        fig, axes = plt.subplots(ncols=len(regions), figsize=(WIDTH, HIGHEST / 25.4))
        empty = say("none of these", "无此类数字") if any(chosen[choice] for choice in _NARROWING) else None
        for ax, (region, part) in zip(axes, regions, strict=True):
            reading_order(part, ax, empty=empty)
            ax.set_title(load_table("regions").at[region, say("name_en", "short_zh")], loc="left")
    elif len(rows) > _FEW:
        fig, ax = plt.subplots()
        scorecard(every, ax)
    else:
        rows = rows.sort_values("value", ascending=False, kind="stable")
        scales = rows.groupby(rows.apply(scale_of, axis=1), sort=False)
        apart = len(scales) > 1
        size = WIDTH, min(max(LOWEST, 38 + 7.5 * len(rows) + (9 if apart else 4) * len(scales)), HIGHEST) / 25.4
        fig, axes = plt.subplots(len(scales), squeeze=False, height_ratios=list(scales.size()), figsize=size)
        for ax, (scale, part) in zip(axes.flat, scales, strict=True):
            ink = colour(part["region"].iloc[0])
            sns.barplot(part, x="value", y="label", color=ink, saturation=1, width=0.55, ax=ax)
            show_hedges(ax, part)
            ax.set_title(say(*_SCALES.get(scale, (scale, scale))) if apart else "", loc="left")
    _finish(fig, rows, chosen)
    plt.close(fig)
    return fig


def _measured(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out the criteria, which measure nothing."""
    return rows[rows["measure"] != "threshold"]


def _finish(fig: Figure, rows: pd.DataFrame, chosen: dict[str, Any]) -> None:
    """Put the words around the figure: how many numbers there are, what was chosen, what is on trial."""
    regions = load_table("regions")[say("short_en", "short_zh")]
    where = listed(list(regions[rows["region"].unique()]))
    number, held = len(rows), sum(not is_exact(row) for _, row in rows.iterrows())
    title = say(f"{where}: {number} number{'s' * (number > 1)}, {held or 'none'} hedged",
                f"{where}：{number}个数字，约数{held}个")
    named = say("; ", "；").join(options(choice)[chosen[choice]] for choice in _NARROWING if chosen[choice])
    measure = capital(named) or say("Every number stated", "文中全部数字")
    note, near = say("Only what was chosen is shown.", "只画所选的数字。"), chosen["near"]
    if near != NEAR_KEEPS:
        note += say(f" On trial: 近 as at least {near} per cent.", f"试用约定：“近”不低于该数的{near}%。")
    finish(fig, rows, name=_name(chosen), title=title, measure=measure, note=note, show=False,
           alt=say(f"{title}. {measure}.", f"{title}。{measure}。"))


def _name(chosen: dict[str, Any]) -> str:
    """Name a figure after what is chosen; a Chinese hedge by its place among the choices."""
    parts = {**chosen, "region": chosen["region"] or "all-regions"}
    if not chosen["hedge"].isascii():
        parts["hedge"] = f"hedge-{list(options('hedge')).index(chosen['hedge']) - 1}"
    parts["near"] = f"near-{chosen['near']}" if chosen["near"] != NEAR_KEEPS else ""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(["explored", *filter(None, parts.values())]).lower())


def save_all(fig: Figure, rows: pd.DataFrame, folder: Path) -> list[Path]:
    """Write a figure as SVG, PDF and PNG, and its rows as CSV."""
    written, words = save(fig, folder), words_of(fig)
    table = folder / f"{words.name}.{words.language}.csv"
    rows = rows.drop(columns="label").map(_as_text)
    rows.to_csv(table, encoding="utf-8-sig", lineterminator="\n")  # Excel takes it for UTF-8 by its mark alone
    return [*written, table]


def _as_text(cell: Any) -> Any:
    """Keep a spreadsheet from taking words for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


def facts(rows: pd.DataFrame, name: str) -> dict[str, str]:
    """Return what is known of one of the rows, heading by heading."""
    row, pairs = rows.loc[name], load_table("relations").query("observation == @name or other == @name")
    bases = load_table("categories").loc["observations.period_basis"]
    basis = bases.at[row["period_basis"], say("label_en", "label_zh")]
    found = readable(rows.loc[[name]]).iloc[0].to_dict()
    found[say("Period", "统计时间")] += say(f" ({basis})", f"（{basis}）") * (row["period"] != "none")
    found |= {
        say("Take care", "注意"): row[say("note_en", "note_zh")],
        say("On the sorting", "归类"): row[say("stage_note_en", "stage_note_zh")],
        say("Other rows", "与其他行"): say(" ", "").join(pairs[say("note_en", "note_zh")]),
    }
    return {head: said for head, said in found.items() if isinstance(said, str) and said}
