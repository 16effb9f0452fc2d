"""Compose what must stand under a chart from the rows that it draws.

No chart writes these itself, so none can forget them: how to read its hedges, which period each
number belongs to, which numbers may overlap, where a reader could go wrong, and the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from .loading import load_regions, load_relations, load_sources
from .style import Setting, Text, say
from .wording import GLOSS, is_exact, label, listed, note, period, period_sign

MANY = 12  # rows beyond which their names are not listed, and in a column single caveats are pointed to
MANY_ON_SLIDE = 5  # likewise on a slide, where not all caveats have room

_HEDGES = [
    ({"近", "将近", "接近", "几近", "几乎", "逼近"}, Text(
        "{words} is below the number, {near}",
        "{words}在该数之下，{near}")),
    ({"多", "余"}, Text(
        "{words} is above the number, by less than one unit of its last non-zero digit",
        "{words}在该数之上，超出部分不足末位非零数字的一个单位")),
    ({"超", "超过", "逾", "突破"}, Text(
        "{words} is above the number, with no upper end", "{words}在该数之上，上不封顶")),
    ({"约", "大约", "左右", "上下", "来"}, Text(
        "{words} is around the number, within a tenth by our convention",
        "{words}在该数上下，以一成为限，为本项目约定")),
    ({"以上", "至少", "不少于", "不低于"}, Text(
        "{words} is the number or more, with no upper end", "{words}不少于该数，上不封顶")),
    ({"以下", "以内", "至多", "最高", "不超过", "不足", "不到", "低于", "不满"},
     Text("{words} is at most the number", "{words}至多为该数")),
]
_SHAPES = {"o": Text("circle", "圆点"), "D": Text("diamond", "菱形"), "s": Text("square", "方块"),
           "^": Text("triangle", "三角"), "v": Text("triangle pointing down", "倒三角"), "P": Text("plus", "十字")}
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z“\"])|(?<=[。！？])")
_UNSIGNED = Text("no letter: no period stated", "无字母：未说明时段")
_STARRED = Text("*Period carried over from context", "*时段承上下文")
_OTHER = Text("{words} leaves a range", "{words}留有区间")
_NEAR = Text("by at most a tenth (our convention)", "依本项目约定不低于其九成")  # or another, on trial


def many() -> int:
    """Return the number of rows beyond which a note does not list them."""
    return MANY_ON_SLIDE if Setting.size.fixed else MANY


def regions_of(rows: pd.DataFrame) -> list[str]:
    """Return the regions of the rows in their order."""
    present = set(rows["region"])
    return [region for region in load_regions().index if region in present]


def place_line(rows: pd.DataFrame) -> str:
    """Name the places that the rows are about."""
    names = load_regions()[f"name_{Setting.language}"]
    return listed([names[region] for region in regions_of(rows)])


def period_line(rows: pd.DataFrame, printed: bool = False, signed: bool = False) -> str:
    """Say the period of the rows in a few words, or where it is said; nothing where there are none."""
    if rows.empty:
        return ""
    periods = rows.drop_duplicates("period")
    if len(periods) == 1:
        return period(periods.iloc[0])
    return say(Text("period in each row", "时段见各行") if printed else Text("periods by letter", "时段以字母标示")
               if signed else Text("periods differ: see the notes", "时段不一，见注"))


def hedge_note(rows: pd.DataFrame, opened: bool = True) -> str:
    """Explain every hedge that the rows carry, and whether `opened` marks show it; empty where all are exact."""
    words = list(dict.fromkeys(rows.loc[rows["hedge"] != "none", "hedge"]))
    if not words:
        return ""
    said = []
    for known, text in [*_HEDGES, (set(words) - set().union(*(k for k, _ in _HEDGES)), _OTHER)]:
        here = [word for word in words if word in known]
        if here:
            said.append(say(text).format(words="/".join(map(_named, here)), near=say(rows.attrs.get("near", _NEAR))))
    lead = Text("Open marks are hedged: ", "空心为文中约数：") if opened else Text("Hedged: ", "文中约数：")
    return say(lead) + ("；" if Setting.language == "zh" else "; ").join(said) + _stop()


def _named(hedge: str) -> str:
    """Name a hedge as the labels say it, with the article's word: nearly (近)."""
    if Setting.language == "zh":
        return f"“{hedge}”"
    return f"{GLOSS[hedge].replace('{}', '').strip()} ({hedge})" if hedge in GLOSS else hedge


def period_note(rows: pd.DataFrame, printed: bool = False, signed: bool = False) -> str:
    """Say which rows belong to which period, and which of them carry it over.

    Parameters
    ----------
    rows : pandas.DataFrame
    printed : bool
        Whether the chart itself prints each row's period, as `dated` gives it.
    signed : bool
        Whether the chart prints the sign of each row's period, as `period_sign` gives it.
    """
    zh = Setting.language == "zh"
    carried, several = rows[rows["period_basis"] == "carried"], rows["period"].nunique() > 1
    several = several or (signed and (rows["period"] != "none").any())  # a letter is never left unexplained
    said = []
    if several and not printed:
        groups = [group for _, group in rows.groupby("period", sort=False)]
        if signed:
            listing = [f"{period_sign(group.iloc[0]).rstrip('*')} {period(group.iloc[0])}" for group in groups
                       if period_sign(group.iloc[0])]
            listing = sorted(listing) + ([say(_UNSIGNED)] if len(listing) < len(groups) else [])
        else:
            listing = [f"{period(group.iloc[0])} – {_members(group, len(rows))}" for group in groups]
        said.append(_pair(say(Text("Periods", "时段")), ("；" if zh else "; ").join(listing)))
    if len(carried) and (several or printed) and (printed or signed or len(rows) <= many()):
        said.append(say(_STARRED))
    elif len(carried) == len(rows) and len(carried):
        said.append(say(Text("Every period is carried over from context", "时段均承上下文")))
    elif len(carried):
        who = ("、" if zh else "; ").join(label(row) for _, row in carried.iterrows())
        if len(carried) > many() // 2:
            who = say(Text(f"{len(carried)} of {len(rows)} rows", f"{len(rows)}行中的{len(carried)}行"))
        said.append(_pair(say(Text("Period carried over from context", "时段承上下文")), who))
    return ("" if zh else " ").join(part + _stop() for part in said)


def _members(group: pd.DataFrame, drawn: int) -> str:
    """List a group's rows, starred where they carry the period over; where many rows are drawn, only how many."""
    if drawn <= many():
        return listed([label(row) + ("*" if row["period_basis"] == "carried" else "") for _, row in group.iterrows()])
    count = len(group)
    return say(Text(f"{count} row{'s' if count > 1 else ''}", f"{count}行"))


def overlap_note(rows: pd.DataFrame, brief: bool = False) -> str:
    """Say which rows may count the same things, and which containment is inferred; in `brief`, how many do."""
    relations = load_relations()
    drawn = relations["observation"].isin(rows.index) & relations["other"].isin(rows.index)
    shown = drawn & ((relations["relation"] == "may_overlap")
                     | ((relations["relation"] == "part_of") & (relations["basis"] == "inferred")))
    said = relations[shown]
    if brief and len(said) > many() // 2:
        where = _elsewhere()
        return say(Text(f"{len(said)} pairs of these numbers may overlap, so they are not added up: see {where.en}.",
                        f"这些数字中有{len(said)}对可能重叠，故不相加，见{where.zh}。"))
    return _join(said[f"note_{Setting.language}"])


def row_notes(rows: pd.DataFrame, brief: bool = False) -> str:
    """Return the rows' own caveats; in `brief`, for many rows, how many there are and where they stand."""
    said = set(filter(None, (note(row) for _, row in rows.iterrows())))
    if brief and len(rows) > many() and said:
        return say(Text(f"{len(said)} more caveats on single numbers: see {_elsewhere().en}.",
                        f"另有{len(said)}条对单个数字的说明，见{_elsewhere().zh}。"))
    return _join(note(row) for _, row in rows.iterrows())


def _elsewhere() -> Text:
    """Say where the caveats stand that a figure in brief only counts."""
    whole = Text("the page-size figure", "整页版")
    return Text(f"the slide's notes or {whole.en}", f"幻灯片备注或{whole.zh}") if Setting.size.fixed else whole


def _both(overlaps: str, own: str) -> str:
    """Put two notes in brief into one sentence, which says once where to look."""
    where = say(Text(f": see {_elsewhere().en}.", f"，见{_elsewhere().zh}。"))
    if not (overlaps.endswith(where) and own.endswith(where)):
        return _join([overlaps, own])
    return overlaps.removesuffix(where) + ("；" if Setting.language == "zh" else "; ") + own


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


def compose(rows: pd.DataFrame, extra: str = "", periods_printed: bool = False, values: bool = True,
            periods_signed: bool = False, opened: bool = True, brief: bool = False) -> list[str]:
    """Return the notes of a chart, a paragraph each, those that apply.

    Where only the places of numbers in a text are drawn, not their `values`, bounds, overlaps
    and single caveats have no bearing; which marks are hedged is said in the drawing's own key.
    In `brief`, caveats of many rows are counted by kind and pointed to.
    """
    if not values:
        return [extra] if extra else []
    said = [_join([extra, _both(overlap_note(rows, brief), row_notes(rows, brief))])]
    if len(rows) > MANY and not brief:  # two paragraphs read better than a long one
        first = _join([extra, overlap_note(rows)])
        said = [first, _join([first, row_notes(rows)]).removeprefix(first).lstrip()]
    return list(filter(None, [hedge_note(rows, opened), period_note(rows, periods_printed, periods_signed), *said]))


def caveats(rows: pd.DataFrame) -> str:
    """Return all that the rows' own notes and relations warn of: what a figure in brief only counts."""
    return _join([overlap_note(rows), row_notes(rows)])


def hedged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are not exact."""
    return rows[[not is_exact(row) for _, row in rows.iterrows()]]


def _join(texts: Iterable[str]) -> str:
    """Put texts behind one another, each sentence once; Chinese sets no space between them."""
    sentences = dict.fromkeys(one for text in texts for one in _SENTENCE.split(text) if one)
    return ("" if Setting.language == "zh" else " ").join(sentences)


def _pair(head: str, body: str) -> str:
    return f"{head}：{body}" if Setting.language == "zh" else f"{head}: {body}"


def _stop() -> str:
    return "。" if Setting.language == "zh" else "."
