"""What a person has chosen in the panel, and the rows, figure and table that follow from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from ..cards import scorecard
from ..diagrams import reading_order
from ..errors import RefusedError
from ..figure import finish
from ..files import save
from ..hedges import show_hedges
from ..language import LANGUAGES, in_language, say
from ..loading import load_categories, load_observations, load_table
from ..marks import scale_of
from ..notes import hedged
from ..style import colour, use
from ..wording import bounds, period, value_label
from .nearly import CONVENTION, SHARES, read_near

CHOICES = ("region", "theme", "counted", "hedge", "measure")
_FEW = 12  # rows that bars have room for; more are set out as a scorecard


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Draw and speak in a language for a while; the notebook around keeps its own."""
    with mpl.rc_context(), in_language(language):
        use(language)
        yield


@dataclass(frozen=True)
class View:
    """What is chosen; an empty choice means all.

    Parameters
    ----------
    language : {"en", "zh"}
    region, theme, counted, measure : str
        Values of these columns of the observations: counted="money" gives sums of money whatever their theme.
    hedge : str
        exact, hedged, or a hedging word as printed (近).
    near : {80, 90, 95}
        Per cent of the number that 近 keeps at least.

    Raises
    ------
    RefusedError
        For a choice that there is not, naming those that there are.

    Examples
    --------
    >>> list(View(region="chaoan", counted="money").rows.index)
    ['chaoan-service-subsidies']
    """

    language: str = "en"
    region: str = ""
    theme: str = ""
    counted: str = ""
    hedge: str = ""
    measure: str = ""
    near: int = CONVENTION

    def __post_init__(self) -> None:
        known: dict[str, list] = {"language": list(LANGUAGES), "near": list(SHARES)}
        known |= {name: ["", *choices(name)] for name in CHOICES}
        for name, values in known.items():
            if getattr(self, name) not in values:
                there = ", ".join(str(value) for value in values if value)
                raise RefusedError(f"no {name} {getattr(self, name)!r}; there are: {there}")

    def but(self, **changes: Any) -> View:
        """Return the same with some choices changed."""
        return replace(self, **changes)

    @property
    def rows(self) -> pd.DataFrame:
        """The observations chosen, with bounds as the convention for 近 leaves them."""
        with in_language(self.language):
            rows = load_observations(self.region or None)
        for column in ("theme", "counted", "measure"):
            if wanted := getattr(self, column):
                rows = rows[rows[column] == wanted]
        if self.hedge in ("exact", "hedged"):
            rows = rows[rows.index.isin(hedged(rows).index) == (self.hedge == "hedged")]
        elif self.hedge:
            rows = rows[rows["hedge"] == self.hedge]
        return read_near(rows, self.near)

    @property
    def name(self) -> str:
        """What the figure is called: its choices, joined by hyphens; a Chinese hedge by its place among the choices."""
        hedge = self.hedge if self.hedge.isascii() else f"hedge-{choices('hedge').index(self.hedge)}"
        near = "" if self.near == CONVENTION else f"near-{self.near}"
        parts = ["explored", self.region or "all-regions", self.theme, self.counted, hedge, self.measure, near]
        return re.sub(r"[^a-z0-9]+", "-", "-".join(filter(None, parts)).lower())

    @property
    def reason(self) -> str:
        """Why there is no figure of sizes; empty where there is one."""
        rows = self.rows
        if rows.empty:
            return say(
                "No number fits these choices. Set one of them back to “all”.",
                "没有符合的数字，请将其中一项改回“全部”。",
            )
        if set(rows["measure"]) == {"threshold"}:
            return say(
                "Only criteria are left. They measure nothing, so nothing is drawn; the table shows them.",
                "只剩标准。标准不作计量，故不作图，见下表。",
            )
        if rows["region"].nunique() > 1:
            return say(
                "The regions share no indicator, so their numbers are not drawn to one scale. Shown is how the texts "
                "report. Choose one region to see its numbers by size.",
                "两地没有共同的指标，故不按同一尺度作图，此处只显示各篇怎样写。选定一个地区，即可按大小查看。",
            )
        return ""

    def figure(self) -> Figure | None:
        """Draw the numbers chosen, in the language of the view; None where nothing measures."""
        rows = self.rows
        measured = rows[rows["measure"] != "threshold"].sort_values("value", ascending=False, kind="stable")
        if measured.empty:
            return None
        with speaking(self.language):
            regions = load_table("regions")
            names = regions.loc[
                [one for one in regions.index if one in set(rows["region"])], say("short_en", "short_zh")
            ]
            scales = dict(list(measured.groupby(measured.apply(scale_of, axis=1), sort=False)))
            if len(names) > 1:
                fig, axes = plt.subplots(1, len(names))
                for ax, region in zip(axes, names.index, strict=True):
                    reading_order(load_observations(region).loc[lambda all_: all_.index.isin(measured.index)], ax)
                height = 130.0
            elif len(measured) > _FEW:
                fig, ax = plt.subplots()
                scorecard(rows, ax)
                height = None
            else:
                fig, axes = plt.subplots(
                    len(scales), squeeze=False, height_ratios=[len(one) for one in scales.values()]
                )
                for ax, part in zip(axes[:, 0], scales.values(), strict=True):
                    ink = colour(part["region"].iloc[0])
                    sns.barplot(part, x="value", y="label", color=ink, saturation=1, width=0.55, ax=ax)
                    show_hedges(ax, part)
                height = min(max(60.0, 38 + 7.5 * len(measured) + 4 * len(scales)), 130.0)
            finish(fig, measured, name=self.name, height=height, show=False, **self._words(measured, list(names)))
            plt.close(fig)
        return fig

    def save(self, folder: Path) -> list[Path]:
        """Write the figure as SVG, PDF and PNG, and its rows as CSV; refuses where there is no figure."""
        fig = self.figure()
        if fig is None:
            raise RefusedError(self.reason)
        with speaking(self.language):
            written = save(fig, folder)
        table = folder / f"{self.name}.{self.language}.csv"
        self.rows.drop(columns="label").to_csv(table, lineterminator="\n")
        return [*written, table]

    def table(self) -> pd.DataFrame:
        """Return the rows as a table to read, in the language of the view, indexed by id."""
        with in_language(self.language):
            rows = self.rows
            columns = {
                say("Number", "名称"): rows[say("label_en", "label_zh")],
                say("Words of the article", "原文"): rows["phrase"],
                say("Value", "数值"): [value_label(row) for _, row in rows.iterrows()],
                say("Period", "统计时间"): [period(row) for _, row in rows.iterrows()],
            }
            return pd.DataFrame(columns, index=rows.index)

    def facts(self, name: str) -> dict[str, str]:
        """Return what is known of one row, heading by heading, in the language of the view."""
        row = self.rows.loc[name]
        with in_language(self.language):
            unit = row["unit"] if row["unit"] in ("元", "%") else ""
            basis = load_categories("observations", "period_basis").at[row["period_basis"], say("label_en", "label_zh")]
            found = {
                say("Words of the article", "原文"): row["phrase"],
                say("Read as", "读作"): bounds(row["low"], row["high"], row["low_open"], row["high_open"], unit),
                say("Period", "统计时间"): f"{period(row)} ({basis})" if row["period"] != "none" else period(row),
                say("Section", "章节"): row["section"],
                say("Take care", "注意"): row[say("note_en", "note_zh")],
                say("On the sorting", "归类"): row[say("stage_note_en", "stage_note_zh")],
                say("Other rows", "与其他行"): say(" ", "").join(_relations(name)),
            }
        return {head: said for head, said in found.items() if isinstance(said, str) and said}

    def _words(self, rows: pd.DataFrame, places: list[str]) -> dict[str, str]:
        """Return title, measure line, note and alt text of the figure."""
        count, held, where = len(rows), len(hedged(rows)), say(" and ", "、").join(places)
        chosen = say("; ", "；").join(name_of(name, getattr(self, name)) for name in CHOICES[1:] if getattr(self, name))
        trial = say(f"On trial: 近 as at least {self.near} per cent.", f"试用约定：“近”不低于该数的{self.near}%。")
        return {
            "title": say(
                f"{where}: {count} number{'s' if count > 1 else ''}, {held or 'none'} hedged",
                f"{where}：{count}个数字，约数{held}个",
            ),
            "measure": chosen or say("Everything that the article states", "文中全部数字"),
            "note": say("Only what was chosen is shown.", "只画所选的数字。")
            + (say(" ", "") + trial if self.near != CONVENTION else ""),
            "alt": say(f"{count} numbers chosen ({chosen or 'all'}).", f"所选{count}个数字（{chosen or '全部'}）。"),
        }


def choices(name: str) -> list[str]:
    """Return what can be chosen: only what occurs in the data, in its own order."""
    rows = load_observations()
    if name == "region":
        return [region for region in load_table("regions").index if region in set(rows["region"])]
    if name == "hedge":
        return ["exact", "hedged", *rows["hedge"][rows["hedge"] != "none"].drop_duplicates()]
    return [value for value in load_categories("observations", name).index if value in set(rows[name])]


def name_of(choice: str, value: str) -> str:
    """Return what a value of a choice is called, in the language in force."""
    if choice == "region":
        return load_table("regions").at[value, say("name_en", "name_zh")]
    if choice == "hedge":
        return {"exact": say("exact only", "仅确数"), "hedged": say("hedged only", "仅约数")}.get(value, f"“{value}”")
    return load_categories("observations", choice).at[value, say("label_en", "label_zh")]


def _relations(name: str) -> list[str]:
    """Say how a row stands to others, each with the reason."""
    pairs = load_table("relations")
    return list(pairs[(pairs["observation"] == name) | (pairs["other"] == name)][say("note_en", "note_zh")])
