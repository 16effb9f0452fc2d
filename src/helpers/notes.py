"""Compose from the rows of a figure what a careful reader must know: hedges, periods, overlaps, the source.

The figure itself prints one note. All of these stand in the notebook below it, in its alt text, on the
page, and in the notes of a deck or document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from .language import get_language, say
from .loading import load_regions, load_relations, load_sources
from .wording import GLOSS, is_exact, listed, note, period, value_label

_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z“\"])|(?<=[。！？])")
_HEDGES = [  # the words, what they mean in English, in Chinese
    (
        "近 将近 接近 几近 几乎 逼近",
        "below the printed number, by at most a tenth (our convention)",
        "在该数之下，依本项目约定不低于其九成",
    ),
    (
        "多 余",
        "above the printed number, by less than one unit of its last non-zero digit",
        "在该数之上，超出部分不足末位非零数字的一个单位",
    ),
    ("超 超过 逾 突破", "above the printed number, with no upper end", "在该数之上，上不封顶"),
    (
        "约 大约 左右 上下 来",
        "around the printed number, within a tenth (our convention)",
        "在该数上下，以一成为限，为本项目约定",
    ),
    ("以上 至少 不少于 不低于", "the printed number or more, with no upper end", "不少于该数，上不封顶"),
    ("以下 以内 至多 最高 不超过 不足 不到 低于 不满", "at most the printed number", "至多为该数"),
]


def hedged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are not exact, criteria (thresholds) left out."""
    return rows[[not is_exact(row) and row["measure"] != "threshold" for _, row in rows.iterrows()]]


def caveats(rows: pd.DataFrame) -> list[str]:
    """Return all that the data warn of for these rows, a sentence or two each.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations.

    Returns
    -------
    list of str
        What the hedges mean, which period each number belongs to and which are carried over from a
        neighbouring clause, which rows may overlap, and the notes of single rows; in the language in force.

    Examples
    --------
    >>> from helpers import load_observations
    >>> for line in caveats(load_observations("chaoan").loc[["chaoan-meetings"]]):
    ...     print(line)
    Nearly (近): below the printed number, by at most a tenth (our convention).
    Periods: up to now.
    Joint meetings: cumulative over the district's 27 communities; since when is not stated.
    """
    lines = [*_hedge_notes(rows), _period_note(rows), *_overlap_notes(rows), *_sentences(map(note, _each(rows)))]
    return list(dict.fromkeys(filter(None, lines)))


def describe(alt: str, rows: pd.DataFrame) -> str:
    """Return a whole alt text: what the figure shows, then every hedge with its bounds and every period."""
    said = [f"{row['label']}{say(': ', '：')}{value_label(row)}" for row in _each(hedged(rows))]
    parts = [alt, _list_of(say("Hedged", "约数"), said), _period_note(rows, brief=True)]
    return say(" ", "").join(filter(None, parts))


def source_line(rows: pd.DataFrame) -> str:
    """Name the article or articles in one line."""
    here = list(dict.fromkeys(rows["source"]))
    sources, regions = load_sources().loc[here], load_regions()
    if get_language() == "zh":
        named = f"报道《{sources['title_zh'].iloc[0]}》"
        if len(here) > 1:  # two titles would take a second line
            named = f"{listed(list(regions.loc[sources['region'], 'short_zh'].unique()))}的报道"
        return f"来源：{named}，未注明日期。制图：两地数字。"
    names = listed([regions.at[region, "name_en"] for region in sources["region"]])
    return f"Source: undated press article{'s' if len(here) > 1 else ''}, {names}. Chart: Two regions in figures."


def _hedge_notes(rows: pd.DataFrame) -> list[str]:
    used = list(dict.fromkeys(hedged(rows)["hedge"]))
    lines = []
    for words, en, zh in _HEDGES:
        here = [word for word in words.split() if word in used]
        if here:
            glosses = [f"{GLOSS[word].replace('{}', '').strip()} ({word})" for word in here]
            line = say(f"{listed(glosses)}: {en}.", f"“{'”“'.join(here)}”：{zh}。")
            lines.append(line[0].upper() + line[1:])
    return lines


def _period_note(rows: pd.DataFrame, brief: bool = False) -> str:
    groups = [(period(group.iloc[0]), group) for _, group in rows.groupby("period", sort=False, observed=True)]
    if brief or len(groups) == 1:
        said = [name for name, _ in groups]
    else:
        said = [f"{name} – {listed(list(group['label']))}" for name, group in groups]
    carried = rows[rows["period_basis"] == "carried"]["label"]
    lines = [_list_of(say("Periods", "统计时间"), said)]
    if len(carried) and not brief:
        lines.append(_list_of(say("Period carried over from a neighbouring clause", "统计时间承上文"), list(carried)))
    return say(" ", "").join(lines)


def _overlap_notes(rows: pd.DataFrame) -> list[str]:
    relations = load_relations()
    drawn = relations["observation"].isin(rows.index) & relations["other"].isin(rows.index)
    unsure = (relations["relation"] == "may_overlap") | (
        (relations["relation"] == "part_of") & (relations["basis"] == "inferred")
    )
    return _sentences(relations.loc[drawn & unsure, f"note_{get_language()}"])


def _sentences(texts: Iterable[str]) -> list[str]:
    return [one for text in texts if text for one in _SENTENCE.split(text) if one]


def _each(rows: pd.DataFrame) -> list[pd.Series]:
    return [row for _, row in rows.iterrows()]


def _list_of(head: str, items: list[str]) -> str:
    if not items:
        return ""
    return say(f"{head}: {'; '.join(items)}.", f"{head}：{'；'.join(items)}。")
