"""What a person has chosen in the panel, and the rows, figure and table that follow from it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..cards import scorecard
from ..diagrams import reading_order
from ..errors import RefusedError
from ..figure import HIGHEST, LOWEST, finish
from ..files import save
from ..hedges import show_hedges
from ..listing import readable
from ..loading import load_observations, load_table
from ..marks import scale_of
from ..notes import hedged
from ..style import colour, use
from ..wording import in_language, say
from .nearly import CONVENTION, SHARES, read_as, read_near

CHOICES = {
    "language": ("Language", "语言"),
    "region": ("Region", "地区"),
    "theme": ("Theme", "主题"),
    "counted": ("What is counted", "计量对象"),
    "hedge": ("Hedge", "约数"),
    "measure": ("Measure", "计量"),
    "near": ("近 keeps at least", "“近”不低于"),
}
_FEW = 12  # rows that bars have room for; more are set out as a scorecard


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Draw and speak in a language for a while; the notebook around keeps its own."""
    with mpl.rc_context(), in_language(language):
        use(language)
        yield


def options(choice: str) -> dict[str | int, str]:
    """Return what can be chosen, and its names in the language in force: what occurs in the data, in its own order."""
    if choice == "language":
        return {"en": "English", "zh": "中文"}
    if choice == "near":
        own = say(" (our convention)", "（本项目约定）")
        return {share: f"{share}%{own * (share == CONVENTION)}" for share in SHARES}
    rows, every = load_observations(), {"": say("all", "全部")}
    if choice == "hedge":
        kinds = {"exact": say("exact only", "仅确数"), "hedged": say("hedged only", "仅约数")}
        return every | kinds | {word: f"“{word}”" for word in rows["hedge"].unique() if word != "none"}
    if choice == "region":
        names = load_table("regions")[say("name_en", "name_zh")]
    else:
        names = load_table("categories").loc[f"observations.{choice}"][say("label_en", "label_zh")]
    return every | names[names.index.isin(rows[choice])].to_dict()


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
        for choice in CHOICES:
            if getattr(self, choice) not in (known := options(choice)):
                there = ", ".join(str(value) for value in known if value)
                raise RefusedError(f"no {choice} {getattr(self, choice)!r}; there are: {there}")

    @property
    def rows(self) -> pd.DataFrame:
        """The observations chosen, with bounds as the convention for 近 leaves them."""
        with in_language(self.language):
            rows = load_observations()
        for column in ("region", "theme", "counted", "measure"):
            if wanted := getattr(self, column):
                rows = rows[rows[column] == wanted]
        if self.hedge in ("exact", "hedged"):
            rows = rows[rows.index.isin(hedged(rows).index) == (self.hedge == "hedged")]
        elif self.hedge:
            rows = rows[rows["hedge"] == self.hedge]
        return read_near(rows, self.near)

    @property
    def measured(self) -> pd.DataFrame:
        """The rows that measure something, without the criteria."""
        return self.rows.query("measure != 'threshold'")

    @property
    def name(self) -> str:
        """What the figure is called: its choices, joined by hyphens; a Chinese hedge by its place among the choices."""
        hedge = self.hedge if self.hedge.isascii() else f"hedge-{list(options('hedge')).index(self.hedge) - 1}"
        near = "" if self.near == CONVENTION else f"near-{self.near}"
        parts = ["explored", self.region or "all-regions", self.theme, self.counted, hedge, self.measure, near]
        return re.sub(r"[^a-z0-9]+", "-", "-".join(filter(None, parts)).lower())

    @property
    def reason(self) -> str:
        """Why there is no figure of sizes, or which rows it tells in words; empty where it shows the size of all."""
        rows, lines = self.rows, []
        if rows.empty:
            lines.append(say("No number fits these choices. Set one of them back to “all”.",
                             "没有符合的数字，请将其中一项改回“全部”。"))
        if rows["region"].nunique() > 1:
            lines.append(say("The regions share no indicator, so their numbers are not drawn to one scale. Shown is "
                             "how the texts report. Choose one region to see its numbers by size.",
                             "两地没有共同的指标，故不按同一尺度作图，此处只显示各篇怎样写。选定一个地区，即可按大小查看。"))
        if criteria := len(rows) - len(self.measured):
            are = "criterion is" if criteria == 1 else "criteria are"
            lines.append(say(f"Besides, {criteria} {are} told in words only, as criteria measure nothing.",
                             f"另有{criteria}个标准，不作计量，只以文字列出。"))
        return say(" ", "").join(lines)

    def figure(self) -> Figure | None:
        """Draw the numbers chosen, in the language of the view; None where nothing measures."""
        printed = self.measured
        if printed.empty:
            return None
        measured = printed.sort_values("value", ascending=False, kind="stable")
        with speaking(self.language):
            regions = [part for _, part in printed.groupby("region", sort=False)]
            scales = [part for _, part in measured.groupby(measured.apply(scale_of, axis=1), sort=False)]
            form: tuple[Callable[..., Any], list[pd.DataFrame], dict[str, Any], float | None]
            if len(regions) > 1:
                form = reading_order, regions, {"ncols": len(regions)}, HIGHEST
            elif len(measured) > _FEW:
                form = scorecard, [self.rows], {}, None
            else:
                room = min(max(LOWEST, 38 + 7.5 * len(measured) + 4 * len(scales)), HIGHEST)
                form = _bars, scales, {"nrows": len(scales), "height_ratios": list(map(len, scales))}, room
            draw, parts, grid, height = form
            fig, axes = plt.subplots(squeeze=False, **grid)
            for ax, part in zip(axes.flat, parts, strict=True):
                draw(part, ax)
            finish(fig, measured, name=self.name, height=height, show=False, **self._words(printed))
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
        rows = self.rows.drop(columns="label").map(_as_text)
        rows.to_csv(table, encoding="utf-8-sig", lineterminator="\n")  # Excel takes it for UTF-8 by its mark alone
        return [*written, table]

    def table(self) -> pd.DataFrame:
        """Return the rows as a table to read, in the language of the view, indexed by id."""
        with in_language(self.language):
            return readable(self.rows).iloc[:, :4]

    def facts(self, name: str) -> dict[str, str]:
        """Return what is known of one row, heading by heading, in the language of the view."""
        rows, pairs = self.rows.loc[[name]], load_table("relations")
        row = rows.iloc[0]
        with in_language(self.language):
            _, (words, phrase), _, (when, period), (where, section), _ = readable(rows).iloc[0].items()
            bases = load_table("categories").loc["observations.period_basis"]
            basis = bases.at[row["period_basis"], say("label_en", "label_zh")]
            others = pairs.loc[(pairs["observation"] == name) | (pairs["other"] == name), say("note_en", "note_zh")]
            found = {
                words: phrase,
                say("Read as", "读作"): read_as(row),
                when: f"{period} ({basis})" if row["period"] != "none" else period,
                where: section,
                say("Take care", "注意"): row[say("note_en", "note_zh")],
                say("On the sorting", "归类"): row[say("stage_note_en", "stage_note_zh")],
                say("Other rows", "与其他行"): say(" ", "").join(others),
            }
        return {head: said for head, said in found.items() if isinstance(said, str) and said}

    def _words(self, rows: pd.DataFrame) -> dict[str, str]:
        """Return title, measure line, note and alt text of the figure."""
        count, held = len(rows), len(hedged(rows))
        names = load_table("regions")[say("short_en", "short_zh")]
        where = say(" and ", "、").join(names[place] for place in rows["region"].unique())
        narrowed = [choice for choice in ("theme", "counted", "hedge", "measure") if getattr(self, choice)]
        chosen = say("; ", "；").join(options(choice)[getattr(self, choice)] for choice in narrowed)
        trial = say(f" On trial: 近 as at least {self.near} per cent.", f"试用约定：“近”不低于该数的{self.near}%。")
        numbers = f"{count} number{'s' if count > 1 else ''}"
        return {
            "title": say(f"{where}: {numbers}, {held or 'none'} hedged", f"{where}：{count}个数字，约数{held}个"),
            "measure": chosen or say("Everything that the article states", "文中全部数字"),
            "note": say("Only what was chosen is shown.", "只画所选的数字。") + trial * (self.near != CONVENTION),
            "alt": say(f"{numbers} chosen ({chosen or 'all'}).", f"所选{count}个数字（{chosen or '全部'}）。"),
        }


def _bars(rows: pd.DataFrame, ax: Axes) -> None:
    """Draw numbers of one scale as bars, hedged ones open."""
    sns.barplot(rows, x="value", y="label", color=colour(rows["region"].iloc[0]), saturation=1, width=0.55, ax=ax)
    show_hedges(ax, rows)


def _as_text(cell: Any) -> Any:
    """Keep a spreadsheet from taking words for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell
