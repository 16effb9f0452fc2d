"""The headings of an article: where its sections begin.

A heading is a short line without a full stop, or a short first sentence of a paragraph that states
no quantity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from chinese_quantities import find_numerals

from .articles import Article

__all__ = ["Section", "lay_out", "paragraphs"]

LONGEST_NAME = 25  # characters of a section's name
_END = "。！？!?…”』）)"
_INNER = re.compile(r"[。；，！？,;!?]")  # what no heading has inside
_OPENER = re.compile(r"\s*(?P<name>[^。；，：！？,;:!?\n]{2,24})。(?=\s*\S)")
_BYLINE = re.compile(r"[■□●◆▲]|(?:本报)?(?:记者|通讯员|作者|来源|责任?编辑?)[\s:：]")


@dataclass(frozen=True)
class Section:
    """A heading of an article and where what stands under it begins in `joined`."""

    name: str
    level: str  # title, lead, part, section
    part: str
    start: int


def lay_out(article: Article) -> tuple[str, str, list[Section]]:
    """Find dateline, title and headings of an article.

    A heading is a short line without a full stop, or a short first sentence of a paragraph
    (要事共商。实行…) that states no quantity. The title is the first line, where it reads like one.

    Returns
    -------
    dateline, title : str
        As printed; empty where there is none.
    sections : list of Section
        In reading order: 标题 and 导语 first where there are such.
    """
    lines = _lines(article)
    if not lines:
        return "", "", []
    dateline, title, sections = "", "", []
    first = lines[0][1]
    if len(lines) > 1 and len(first) <= 60 and first[-1] not in "。；，,;":
        found = re.match(r"([^：:]{2,25})[：:]\s*(.+)$", first)
        dateline, title = found.groups() if found else ("", first)
        sections.append(Section("标题", "title", "", 0))
        lines = lines[1:]
    part, whole, begun = "", True, False
    for place, line in lines:
        if _BYLINE.match(line) and len(line) <= 40:
            continue
        heading = _heading(line, whole, last=place == lines[-1][0])
        if heading is None and not begun:
            sections.append(Section("导语", "lead", "", article.inside(place, place)[0]))
        begun = True
        whole = line[-1] in _END or (heading is not None and heading[1] == "part")
        if heading and heading[0] not in [section.name for section in sections]:
            name, level = heading
            sections.append(Section(name, level, part if level == "section" else "", article.inside(place, place)[0]))
            part = name if level == "part" else part
    return dateline.strip(), title.strip(), sections


def paragraphs(article: Article) -> list[int]:
    """Return where a line begins, in `joined`, that does not go on with the sentence of the line before."""
    found, lines = [], _lines(article)
    for (_, before), (place, line) in pairwise(lines):
        apart = [len(words) <= 40 and not _INNER.search(words) for words in (before, line)]
        if before[-1] in _END or any(apart):
            found.append(article.inside(place, place)[0])
    return found


def _lines(article: Article) -> list[tuple[int, str]]:
    """Return the lines that are not empty, with their places."""
    return [(found.start(), found.group().rstrip()) for found in re.finditer(r"[^\s][^\r\n]*", article.text)]


def _heading(line: str, whole: bool, last: bool) -> tuple[str, str] | None:
    """Return name and level of the heading that a line is or begins with; `whole` if the line before is complete."""
    if not whole:
        return None  # the line goes on with a sentence that a column's end has cut
    if len(line) <= 40 and not last and not _INNER.search(line):
        return _short(re.split(r"[ \u3000]", line)[0]), "part"
    opener = _OPENER.match(line)
    if opener and not any(numeral.kind == "quantity" for numeral in find_numerals(opener["name"])):
        name = "".join(opener["name"].split())
        return (name, "section") if len(name) <= LONGEST_NAME - 5 else None
    return None


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME]
