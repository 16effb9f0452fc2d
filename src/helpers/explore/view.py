"""What a person has chosen, and the rows, chart and table that follow from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pandas as pd
from markupsafe import Markup

from ..charts.panels import panels, panels_height
from ..charts.strip import strip, strip_height
from ..export import choose
from ..frame import Chart
from ..loading import load_categories, load_observations, load_regions, load_relations, load_sections, load_sources
from ..notes import hedged, regions_of
from ..style import LANGUAGES, Setting, Text, say, use
from ..wording import bounds, label, note, period
from . import words
from .nearly import CONVENTION, SHARES, read_near

EXACT, HEDGED = "exact", "hedged"
_SIZE = Text("Each kind of unit on an axis of its own", "各类单位分轴")
_PLACE = Text("One mark for each number, by section in reading order", "每个数字一个标记，按小节先后")


@contextmanager
def drawn_in(language: str) -> Iterator[None]:
    """Draw and speak in a language for a while; the notebook around keeps its own."""
    import matplotlib as mpl
    before = Setting.language, Setting.size
    with mpl.rc_context():
        use(language, "page")
        try:
            yield
        finally:
            Setting.language, Setting.size = before


@dataclass(frozen=True)
class View:
    """What is chosen; an empty choice means all.

    Parameters
    ----------
    language : {"en", "zh"}
    region, theme, measure : str
        Values of these columns of the observations.
    hedge : str
        exact, hedged, or a hedging word as printed (近).
    near : {80, 90, 95}
        Per cent of the number that 近 keeps at least.

    Raises
    ------
    RefusedError
        For a choice that there is not, naming those that there are.
    """

    language: str = "en"
    region: str = ""
    theme: str = ""
    hedge: str = ""
    measure: str = ""
    near: int = CONVENTION

    def __post_init__(self) -> None:
        choose("language", [self.language], LANGUAGES)
        choose("share", [str(self.near)], map(str, SHARES))
        for name, known in choices().items():
            choose(name, [getattr(self, name)], ["", *known])

    @classmethod
    def start(cls, language: str = "en") -> View:
        """Return the state to begin with: the first region, everything that its article states."""
        return cls(language, region=choices()["region"][0])

    def but(self, **changes) -> View:
        """Return the same with some choices changed."""
        return replace(self, **changes)

    @property
    def rows(self) -> pd.DataFrame:
        """The observations chosen, bounds as the convention for 近 leaves them."""
        rows = load_observations(self.region or None)
        for column in ("theme", "measure"):
            if wanted := getattr(self, column):
                rows = rows[rows[column] == wanted]
        if self.hedge in (EXACT, HEDGED):
            rows = rows[rows.index.isin(hedged(rows).index) == (self.hedge == HEDGED)]
        elif self.hedge:
            rows = rows[rows["hedge"] == self.hedge]
        return read_near(rows, self.near)

    @property
    def name(self) -> str:
        """What the figure is called: its choices in words parted by hyphens."""
        parts = ["explored", self.region or "all-regions", self.theme, self.hedge, self.measure,
                 "" if self.near == CONVENTION else f"near-{self.near}"]
        return re.sub(r"[^\w-]+", "-", "-".join(filter(None, parts)))

    def chart(self) -> Chart | None:
        """Draw the rows by size, or of several regions only how their texts report; nothing where nothing measures.

        The chart speaks the language of the view; show or save it inside `drawn_in`.
        """
        rows = self.rows
        measured = rows[rows["measure"] != "threshold"]
        several = len(regions_of(rows)) > 1
        if measured.empty:
            return None
        with drawn_in(self.language):
            if several:
                chart = self._frame(rows, measured, _PLACE, across="reporting", body=strip_height(rows))
                strip(chart.stage(), rows)
            else:
                chart = self._frame(measured, measured, _SIZE, body=panels_height(measured), periods_signed=True)
                panels(chart, measured)
        return chart

    def _frame(self, rows: pd.DataFrame, measured: pd.DataFrame, how: Text, **keywords) -> Chart:
        """Put the chosen rows into a frame; what was chosen stands in the measure line."""
        names, held = load_regions().loc[regions_of(rows)], len(hedged(measured))
        place = Text(" and ".join(names["short_en"]) if len(names) < 3 else f"{len(names)} regions",
                     "、".join(names["short_zh"]) if len(names) < 3 else f"{len(names)}个地区")
        count = len(measured)
        chosen = self.chosen()
        kind = Text("Strip of marks by section" if "across" in keywords else "Dot charts, one for each kind of unit",
                    "按小节排列的标记条" if "across" in keywords else "点图，各类单位分轴")
        return Chart(
            self.name, rows=rows,
            title=Text(f"{place.en}: {count} number{'s' if count > 1 else ''} chosen, "
                       f"{'all' if held == count else held or 'none'} hedged",
                       f"{place.zh}：所选{count}个数字，{'均为约数' if held == count else f'其中约数{held}个'}"),
            measure=Text(*(f"{how[one]}{('; ' if one == 'en' else '；') + chosen[one] if chosen[one] else ''}"
                           for one in LANGUAGES)),
            alt=Text(f"{kind.en}: {count} numbers chosen ({chosen.en or 'all'}), {held} of them open because "
                     "hedged.", f"{kind.zh}：所选{count}个数字（{chosen.zh or '全部'}），其中{held}个约数为空心。"),
            note=self._caveat("across" in keywords), **keywords)

    def _caveat(self, reporting: bool) -> Text:
        """Say what the choice leaves out, and which convention is on trial."""
        out = Text("Only the numbers chosen are drawn.", "只画所选的数字。")
        if reporting:
            return Text(f"{out.en} A section without marks may state others.", f"{out.zh}没有标记的小节可能另有数字。")
        if self.near == CONVENTION:
            return out
        return Text(f"{out.en} On trial: 近 as at least {self.near} per cent of the number; this project's own "
                    f"convention is {CONVENTION}.",
                    f"{out.zh}试用：“近”不低于该数的{self.near}%；本项目的约定为{CONVENTION}%。")

    def chosen(self) -> Text:
        """Say the choices that narrow the rows, the region apart."""
        said = {one: [] for one in LANGUAGES}
        for name in ("theme", "hedge", "measure"):
            if value := getattr(self, name):
                shown = name_of(name, value)
                said["en"].append(f"{words.CHOICES[name].en.lower()}: {shown.en}")
                said["zh"].append(f"{words.CHOICES[name].zh}：{shown.zh}")
        return Text("; ".join(said["en"]), "；".join(said["zh"]))

    def reason(self) -> Text | None:
        """Say why there is no chart, or none by size; nothing where there is one."""
        rows = self.rows
        if rows.empty:
            return words.NOTHING
        if len(regions_of(rows)) > 1:
            return words.REFUSED
        return words.CRITERIA if set(rows["measure"]) == {"threshold"} else None

    def table(self) -> pd.DataFrame:
        """Return the rows as a table to read, in the language of the view, indexed by id."""
        rows = self.rows
        with drawn_in(self.language):
            columns = {key: say(head) for key, head in words.COLUMNS.items() if key != "region" or not self.region}
            lines = [{head: _cell(row, key) for key, head in columns.items()} for _, row in rows.iterrows()]
        return pd.DataFrame(lines, index=rows.index, columns=list(columns.values()))

    def facts(self, name: str) -> list[tuple[str, str]]:
        """Return what is known of one chosen row, as (heading, words), in the language of the view."""
        row = self.rows.loc[name]
        with drawn_in(self.language):
            found = {key: _cell(row, key) for key in ("phrase", "bounds", "period", "theme", "measure")}
            found |= {"also": row["also"], "section": _section(row), "note": note(row),
                      "stage_note": row[f"stage_note_{self.language}"], "relations": _relations(row),
                      "source": load_sources().at[row["source"], f"title_{self.language}"]}
            return [(say(head), said) for key, head in words.FACTS.items()
                    if isinstance(said := found[key], str) and said]

    def facts_html(self, name: str) -> Markup:
        """Return the same as markup in which nothing from the data is more than text."""
        with drawn_in(self.language):
            head = label(self.rows.loc[name])
        items = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*fact) for fact in self.facts(name))
        return Markup("<h3>{}</h3><dl>{}</dl>").format(head, items)


def choices() -> dict[str, list[str]]:
    """Return what can be chosen, by name: only what occurs in the data, in its own order."""
    rows = load_observations()
    printed = rows["hedge"][rows["hedge"] != "none"].drop_duplicates()
    theme, measure = ([value for value in load_categories("observations", name).index if value in set(rows[name])]
                      for name in ("theme", "measure"))
    return {"region": regions_of(rows), "theme": theme, "hedge": [EXACT, HEDGED, *printed], "measure": measure}


def name_of(choice: str, value: str) -> Text:
    """Return what a value of a choice is called."""
    if choice == "region":
        row = load_regions().loc[value]
        return Text(row["name_en"], row["name_zh"])
    if choice == "hedge":
        return {EXACT: words.EXACT, HEDGED: words.HEDGED}.get(value, Text(value, f"“{value}”"))
    row = load_categories("observations", choice).loc[value]
    return Text(row["label_en"], row["label_zh"])


def _cell(row: pd.Series, key: str) -> str:
    """Write one column of a row."""
    if key in ("theme", "measure", "region"):
        return say(name_of(key, str(row[key])))
    if key == "period":
        when = period(row)
        return say(words.CARRIED).format(period=when) if row["period_basis"] == "carried" else when
    if key == "bounds":
        unit = row["unit"] if row["unit"] in ("元", "%") else ""
        return bounds(row["low"], row["high"], row["low_open"], row["high_open"], unit)
    return label(row) if key == "label" else row[key]


def _section(row: pd.Series) -> str:
    """Name the section of the article, in English with what it says."""
    sections = load_sections()
    said = sections.loc[(sections["source"] == row["source"]) & (sections["section"] == row["section"]), "label_en"]
    return row["section"] if Setting.language == "zh" or said.empty else f"{row['section']} ({said.iloc[0]})"


def _relations(row: pd.Series) -> str:
    """Say how a row stands to others, each with the reason."""
    pairs, known = load_relations(), load_observations()
    kinds = load_categories("relations", "relation")[f"label_{Setting.language}"]
    said = []
    for one in pairs[(pairs["observation"] == row.name) | (pairs["other"] == row.name)].itertuples():
        first, second = (label(known.loc[name]) for name in (one.observation, one.other))
        reason = getattr(one, f"note_{Setting.language}")
        said.append(say(Text(f"{first} – {kinds[one.relation]} – {second}. {reason}",
                             f"{first}——{kinds[one.relation]}——{second}。{reason}")))
    return ("" if Setting.language == "zh" else " ").join(said)
