"""Compose what must stand under a chart from the rows that it draws.

No chart writes these itself, so none can forget them: how to read its hedges, which period each
number belongs to, which numbers may overlap, where a reader could go wrong, and the source.
"""

from __future__ import annotations

import pandas as pd

from .style import Setting, Text, say
from .tables import load_regions, load_relations, load_sources
from .wording import is_exact, label, listed, note, period

MANY = 12  # rows beyond which single caveats are pointed to, not printed
MANY_ON_SLIDE = 5  # likewise where the height is fixed

_HEDGES = [
    ({"近", "将近", "接近", "几近", "几乎", "逼近"}, Text(
        "{words} (“nearly”) is below the number; that it stays within a tenth of it is our convention",
        "{words}表示在该数之下；下限取不低于其九成，为本项目约定")),
    ({"多", "余"}, Text(
        "{words} (“and more”) is above the number, by less than one unit of its last digit that is not zero",
        "{words}表示在该数之上，不足末位非零数字的一个单位")),
    ({"超", "超过", "逾", "突破"}, Text(
        "{words} (“over”) is above the number, with no upper end", "{words}表示在该数之上，上不封顶")),
    ({"约", "大约", "左右", "上下", "来"}, Text(
        "{words} (“about”) is around the number, within a tenth by our convention",
        "{words}在该数上下，以一成为限，为本项目约定")),
    ({"以上", "至少", "不少于", "不低于"}, Text(
        "{words} is the number or more, with no upper end", "{words}不少于该数，上不封顶")),
    ({"以下", "以内", "至多", "最高", "不超过", "不足", "不到", "低于", "不满"},
     Text("{words} is at most the number", "{words}至多为该数")),
]
_SHAPES = {"o": Text("circle", "圆点"), "D": Text("diamond", "菱形"), "s": Text("square", "方块"),
           "^": Text("triangle", "三角"), "v": Text("triangle pointing down", "倒三角"), "P": Text("plus", "十字")}
_OPEN = Text("Open marks are hedged in the article.", "空心为文中约数。")
_OTHER = Text("{words} leaves a range", "{words}留有区间")


def many() -> int:
    """Return the number of rows beyond which single caveats are pointed to."""
    return MANY_ON_SLIDE if Setting.size.fixed else MANY


def regions_of(rows: pd.DataFrame) -> list[str]:
    """Return the regions of the rows in their order."""
    present = set(rows["region"])
    return [region for region in load_regions().index if region in present]


def place_line(rows: pd.DataFrame) -> str:
    """Name the places that the rows are about."""
    names = load_regions()[f"name_{Setting.language}"]
    return listed([names[region] for region in regions_of(rows)])


def period_line(rows: pd.DataFrame, printed: bool = False) -> str:
    """Say the period of the rows in a few words, or where it is said; nothing where there are none."""
    if rows.empty:
        return ""
    periods = rows.drop_duplicates("period")
    if len(periods) == 1:
        return period(periods.iloc[0])
    return say(Text("period in each row", "时段见各行") if printed else
               Text("periods differ: see the notes", "时段不一，见注"))


def hedge_note(rows: pd.DataFrame) -> str:
    """Explain every hedge that the rows carry; empty where all are exact."""
    words = list(dict.fromkeys(rows.loc[rows["hedge"] != "none", "hedge"]))
    if not words:
        return ""
    said = []
    for known, text in [*_HEDGES, (set(words) - set().union(*(k for k, _ in _HEDGES)), _OTHER)]:
        here = [word for word in words if word in known]
        if here:
            quoted = [f"“{word}”" if Setting.language == "zh" else word for word in here]
            said.append(say(text).format(words="/".join(quoted)))
    lead = Text("Hedged in the article (open marks): ", "文中约数（空心）：")
    return say(lead) + ("；" if Setting.language == "zh" else "; ").join(said) + _stop()


def period_note(rows: pd.DataFrame, printed: bool = False) -> str:
    """Say which rows belong to which period, and which of them carry it over.

    Parameters
    ----------
    rows : pandas.DataFrame
    printed : bool
        Whether the chart itself prints each row's period.
    """
    zh = Setting.language == "zh"
    said = []
    if rows["period"].nunique() > 1 and not printed:
        groups = [(period(group.iloc[0]), _members(group, len(rows)))
                  for _, group in rows.groupby("period", sort=False)]
        listing = ("；" if zh else "; ").join(f"{when} – {who}" for when, who in groups)
        said.append(_pair(say(Text("Periods", "时段")), listing))
    carried = rows[rows["period_basis"] == "carried"]
    if len(carried):
        who = listed([label(row) for _, row in carried.iterrows()])
        if len(carried) == len(rows):
            who = say(Text("all", "全部"))
        elif len(carried) > many() // 2:
            who = say(Text(f"{len(carried)} of {len(rows)} rows", f"{len(rows)}行中的{len(carried)}行"))
        said.append(_pair(say(Text("Period carried over from a neighbouring clause", "时段承前句")), who))
    return ("" if zh else " ").join(part + _stop() for part in said)


def _members(group: pd.DataFrame, drawn: int) -> str:
    """List a group's rows; where many rows are drawn, only how many they are."""
    if drawn <= many():
        return listed([label(row) for _, row in group.iterrows()])
    count = len(group)
    return say(Text(f"{count} row{'s' if count > 1 else ''}", f"{count}行"))


def overlap_note(rows: pd.DataFrame) -> str:
    """Say which of the drawn rows may count the same things, and which containment is inferred."""
    relations = load_relations()
    drawn = relations["observation"].isin(rows.index) & relations["other"].isin(rows.index)
    shown = drawn & ((relations["relation"] == "may_overlap")
                     | ((relations["relation"] == "part_of") & (relations["basis"] == "inferred")))
    said = relations[shown]
    if len(said) > many() // 2:
        return say(Text(f"{len(said)} pairs of these rows may overlap and are not added up.",
                        f"其中{len(said)}对可能重叠，故不相加。"))
    return _run(said[f"note_{Setting.language}"])


def row_notes(rows: pd.DataFrame) -> str:
    """Return the rows' own caveats; for many rows, how many there are and where they stand."""
    said = set(filter(None, (note(row) for _, row in rows.iterrows())))
    if len(rows) > many() and said:
        return say(Text(f"{len(said)} caveats on single numbers stand in the figure's table of rows.",
                        f"另有{len(said)}条对单个数字的说明，见本图的数据行表。"))
    return _run(note(row) for _, row in rows.iterrows())


def shape_note(rows: pd.DataFrame) -> str:
    """Say which region's marks have which shape."""
    table, zh = load_regions(), Setting.language == "zh"
    names, colon = table[f"short_{Setting.language}"], "：" if zh else ": "
    said = [say(_SHAPES[table.at[region, "marker"]]) + colon + names[region] for region in regions_of(rows)]
    line = ("；" if zh else "; ").join(said) + _stop()
    return line[0].upper() + line[1:]


def source_line(rows: pd.DataFrame) -> str:
    """Name the articles, and what is not known of them."""
    sources = load_sources().loc[list(dict.fromkeys(rows["source"]))]
    zh = Setting.language == "zh"
    named = sources[f"title_{Setting.language}"]
    titles = listed([f"《{title}》" for title in named] if zh else
                    ["“" + title.replace("“", "'").replace("”", "'") + "”" for title in named])
    return (f"来源：报道{titles}，出版者与日期不详。制图：两地数字。" if zh
            else f"Source: press article{'s' if len(sources) > 1 else ''} {titles}; publisher and date not known. "
                 "Chart: Two regions in figures.")


def compose(rows: pd.DataFrame, extra: str = "", periods_printed: bool = False, values: bool = True) -> list[str]:
    """Return the notes of a chart, a paragraph each, those that apply.

    Where only the places of numbers in a text are drawn, not their `values`, bounds, overlaps
    and single caveats have no bearing.
    """
    if not values:
        return list(filter(None, [_join([say(_OPEN) if len(hedged(rows)) else "", extra])]))
    caveats = _join([extra, overlap_note(rows), row_notes(rows)])
    return list(filter(None, [hedge_note(rows), period_note(rows, periods_printed), caveats]))


def hedged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are not exact."""
    return rows[[not is_exact(row) for _, row in rows.iterrows()]]


def _join(sentences: list[str]) -> str:
    """Put sentences behind one another, each once; Chinese sets no space between them."""
    return ("" if Setting.language == "zh" else " ").join(filter(None, dict.fromkeys(sentences)))


def _run(sentences) -> str:
    """Set sentences one after another, each once."""
    return ("" if Setting.language == "zh" else " ").join(dict.fromkeys(filter(None, sentences)))


def _pair(head: str, body: str) -> str:
    return f"{head}：{body}" if Setting.language == "zh" else f"{head}: {body}"


def _stop() -> str:
    return "。" if Setting.language == "zh" else "."
