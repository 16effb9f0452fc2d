"""Observations as a table to read, the same in deck, document, page and panel."""

import pandas as pd

from .loading import load_table
from .wording import period, say, value_label


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """Put observations into words: name, words of the article, value with bounds, period, section and region.

    Examples
    --------
    >>> from helpers import load_observations
    >>> readable(load_observations()).at["chaoan-meetings", "Value"]
    'nearly 300 (270–299)'
    """
    each = [row for _, row in rows.iterrows()]
    headings = load_table("sections").set_index(["source", "section"])["label_en"]
    columns = {
        say("Number", "名称"): rows[say("label_en", "label_zh")],
        say("Words of the article", "原文"): rows["phrase"],
        say("Value", "数值"): [value_label(row) for row in each],
        say("Period", "统计时间"): [period(row) for row in each],
        say("Section", "章节"): [say(headings[row["source"], row["section"]], row["section"]) for row in each],
        say("Region", "地区"): rows["region"].map(load_table("regions")[say("short_en", "short_zh")]),
    }
    return pd.DataFrame(columns, index=rows.index)
