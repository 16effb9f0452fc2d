"""What a careful reader must know of a figure, composed from its rows: hedges, periods, overlaps, the source.

The figure itself prints one note. All of these stand in the notebook below it, in its alt text, on the
page, and in the notes of a deck or document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from chinese_quantities.hedges import Sense

from .errors import RefusedError
from .loading import load_table
from .marks import Mark
from .wording import GLOSSES, SENSES, get_language, is_exact, listed, period, say, value_label

FINISHED: WeakKeyDictionary[Figure, Finished] = WeakKeyDictionary()
NEAR_KEEPS = 90  # per cent of its number that 近 keeps at least: our convention; rows with a column `near` try another
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z“\"])|(?<=[。！？])")
_ABOUT = ("around the printed number, within a tenth (our convention)", "在该数上下，以一成为限，为本项目约定")
_LEAVES_OPEN = {  # in English and in Chinese
    Sense.NEAR: ("below the printed number, by at most a tenth (our convention)",
                 "在该数之下，依本项目约定不低于其九成"),
    Sense.REST: ("above the printed number, by less than one unit of its last non-zero digit",
                 "在该数之上，超出部分不足末位非零数字的一个单位"),
    Sense.OVER: ("above the printed number, with no upper end", "在该数之上，上不封顶"),
    Sense.ABOUT: _ABOUT,
    Sense.ROUND: _ABOUT,
    Sense.LEAST: ("the printed number or more, with no upper end", "不少于该数，上不封顶"),
    Sense.MOST: ("at most the printed number", "至多为该数"),
    Sense.UNDER: ("below the printed number", "不到该数"),
}


def legend(marks: Iterable[Mark]) -> str:
    """Say how to read the hedged marks of a figure; nothing where none is hedged or all are numerals."""
    pale = [mark for mark in marks if not is_exact(mark.row) and not isinstance(mark.artist, Text)]
    if not pale:
        return ""
    said = [say("Pale: hedged", "浅色为约数")]
    wide = [mark.row for mark in pale if mark.row["low"] < mark.row["high"]]
    nearly = [row for row in wide if SENSES.get(row.get("hedge", "")) is Sense.NEAR]
    if any(row.get("near", NEAR_KEEPS) == NEAR_KEEPS for row in nearly):
        said.append(say(f"“nearly” as at least {NEAR_KEEPS}%", "“近”按不低于九成计"))
    if wide:
        said.append(say("dashed to our bounds", "实框至下限、虚框至上限"))
    ticked = any(isinstance(mark.artist, Rectangle) and pd.notna(mark.row["value"]) for mark in pale)
    return say(", ", "，").join(said) + say("; tick: as printed", "；短线为报道数字") * ticked + say(".", "。")


@dataclass(frozen=True)
class Finished:
    """The words of a finished figure, in the language in which it was finished.

    Attributes
    ----------
    name, language, title, measure, note, source : str
    caveats : list of str
        All that the data warn of, a sentence or two each.
    alt : str
        The whole alt text, hedges and periods included.
    rows : list of str
        Ids of the observations.
    body_mm : tuple of float
        Where the drawing begins and ends, in millimetres from the upper edge: what lies outside is words.
    """

    name: str
    language: str
    title: str
    measure: str
    note: str
    source: str
    caveats: list[str]
    alt: str
    rows: list[str]
    body_mm: tuple[float, float] = (0.0, 0.0)


def words_of(fig: Figure) -> Finished:
    """Return the words of a finished figure.

    Raises
    ------
    RefusedError
        Where it is not finished.
    """
    if fig not in FINISHED:
        raise RefusedError("the figure is not finished: call finish(fig, rows, name=…, title=…) first")
    return FINISHED[fig]


def hedged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are not exact, criteria (thresholds) left out."""
    return rows[[not is_exact(row) and row["measure"] != "threshold" for _, row in rows.iterrows()]]


def caveats(rows: pd.DataFrame) -> list[str]:
    """Return all that the data warn of for these rows, a sentence or two each, in the language in force.

    That is: what the hedges mean, which period each number belongs to and which are carried over from a
    neighbouring clause, which rows may overlap, and the notes of single rows.

    Examples
    --------
    >>> from helpers import load_observations
    >>> for line in caveats(load_observations("chaoan").loc[["chaoan-meetings"]]):
    ...     print(line)
    Nearly (近): below the printed number, by at most a tenth (our convention).
    Periods: up to now.
    Joint meetings: cumulative over the district's 27 communities; since when is not stated.
    """
    notes = rows.get(f"note_{get_language()}", pd.Series(dtype=str)).dropna()
    lines = [*_hedge_notes(rows), _period_note(rows), *_sentences(_overlap_notes(rows)), *_sentences(notes)]
    return list(dict.fromkeys(filter(None, lines)))


def describe(alt: str, rows: pd.DataFrame) -> str:
    """Return a whole alt text: what the figure shows, then every hedge with its bounds and every period."""
    said = [f"{row['label']}{say(': ', '：')}{value_label(row)}" for _, row in hedged(rows).iterrows()]
    parts = [alt, _list_of(say("Hedged", "约数"), said), _period_note(rows, brief=True)]
    return say(" ", "").join(filter(None, parts))


def source_line(rows: pd.DataFrame) -> str:
    """Name the article or articles in one line."""
    here = list(dict.fromkeys(rows["source"]))
    sources, regions = load_table("sources").loc[here], load_table("regions")
    if get_language() == "zh":
        named = f"报道《{sources['title_zh'].iloc[0]}》"
        if len(here) > 1:  # two titles would take a second line
            named = f"{listed(list(regions.loc[sources['region'], 'short_zh'].unique()))}的报道"
        return f"来源：{named}，未注明日期。制图：两地数字。"
    names = listed([regions.at[region, "name_en"] for region in sources["region"]])
    return f"Source: undated press article{'s' if len(here) > 1 else ''}, {names}. Chart: Two regions in figures."


def _hedge_notes(rows: pd.DataFrame) -> list[str]:
    used, lines = set(hedged(rows)["hedge"]), []
    for sense, meanings in _LEAVES_OPEN.items():
        if here := [word for word in SENSES if word in used and SENSES[word] is sense]:
            said = listed([f"{GLOSSES[sense]} ({word})" for word in here])
            lines.append(say(f"{said[0].upper()}{said[1:]}: {meanings[0]}.", f"“{'”“'.join(here)}”：{meanings[1]}。"))
    return lines


def _period_note(rows: pd.DataFrame, brief: bool = False) -> str:
    groups = [(period(group.iloc[0]), group) for _, group in rows.groupby("period", sort=False, observed=True)]
    single = brief or len(groups) == 1
    said = [name if single else f"{name} – {listed(list(group['label']))}" for name, group in groups]
    carried = [] if brief else list(rows.loc[rows["period_basis"] == "carried", "label"])
    carried_note = _list_of(say("Period carried over from a neighbouring clause", "统计时间承上文"), carried)
    return say(" ", "").join(filter(None, [_list_of(say("Periods", "统计时间"), said), carried_note]))


def _overlap_notes(rows: pd.DataFrame) -> pd.Series:
    relations = load_table("relations")
    drawn = relations["observation"].isin(rows.index) & relations["other"].isin(rows.index)
    inferred = (relations["relation"] == "part_of") & (relations["basis"] == "inferred")
    return relations.loc[drawn & (inferred | (relations["relation"] == "may_overlap")), f"note_{get_language()}"]


def _sentences(texts: Iterable[str]) -> list[str]:
    return [one for text in texts if text for one in _SENTENCE.split(text) if one]


def _list_of(head: str, items: list[str]) -> str:
    return say(f"{head}: {'; '.join(items)}.", f"{head}：{'；'.join(items)}。") if items else ""
