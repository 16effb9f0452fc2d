"""An article as a file: read in any usual encoding or refused with the reason, and laid out in sections.

Numerals and phrases are looked up in the text without white space (`joined`), since a newspaper's
line break may cut a phrase; `places` leads back to the text as given.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from pathlib import Path

from chinese_quantities.finding import find_numerals
from helpers.faults import RefusedError

__all__ = ["Article", "Section", "lay_out", "read_article"]

LARGEST = 8_000_000  # bytes; a newspaper's whole year in one file would take minutes
LONGEST_NAME = 25  # characters of a section's name
_BINARY = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a Word, Excel or zip file", b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"{\\rtf": "an RTF document", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
}  # fmt: skip
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32",
          b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffe\uffff]")
_END = "。！？!?…”』）)"
_INNER = re.compile(r"[。；，！？,;!?]")  # what no heading has inside
_OPENER = re.compile(r"\s*(?P<name>[^。；，：！？,;:!?\n]{2,24})。(?=\s*\S)")
_BYLINE = re.compile(r"[■□●◆▲]|(?:本报)?(?:记者|通讯员|作者|来源|责任?编辑?)[\s:：]")


@dataclass(frozen=True)
class Article:
    """The text of an article, and what identifies it.

    Attributes
    ----------
    file : str
        The name of its file.
    text : str
        As printed, without a byte order mark.
    sha256 : str
        Of the bytes of the file.
    joined : str
        The text without white space.
    places : list of int
        For each character of `joined` its place in `text`.
    """

    file: str
    text: str
    sha256: str
    joined: str = field(init=False, repr=False)
    places: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        places = [place for place, character in enumerate(self.text) if not character.isspace()]
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "joined", "".join(map(self.text.__getitem__, places)))

    def inside(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of `text` into the span of `joined`."""
        return bisect_left(self.places, start), bisect_left(self.places, end)


@dataclass(frozen=True)
class Section:
    """A heading of an article and where what stands under it begins in `joined`."""

    name: str
    level: str  # title, lead, part, section
    part: str
    start: int


def read_article(path: str | Path) -> Article:
    """Read the text of an article: UTF-8, with or without a mark, UTF-16 or GB18030.

    Raises
    ------
    RefusedError
        For what is no text (a PDF, a Word file, an empty file), in an encoding that cannot be
        told, or larger than any article.
    OSError
        Where the file cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        raise RefusedError(f"{path.name} is a folder: name the text file of one article")
    size = path.stat().st_size
    if size > LARGEST:
        raise RefusedError(f"{path.name} has {size / 1e6:.0f} MB; an article has a few kB, and more than "
                           f"{LARGEST / 1e6:.0f} MB is not read: split it, a file an article")
    raw = path.read_bytes()
    for mark, kind in _BINARY.items():
        if raw.startswith(mark):
            raise RefusedError(f"{path.name} is {kind}, not plain text: open it, copy the article's words, and save "
                               "them as a .txt file in UTF-8")
    text = _decode(raw)
    if text is None:
        raise RefusedError(f"{path.name} is no text in UTF-8, UTF-16 or GB18030: save it as a .txt file in UTF-8")
    if not text.strip():
        raise RefusedError(f"{path.name} is empty: no text in it")
    return Article(path.name, text, hashlib.sha256(raw).hexdigest())


def _decode(raw: bytes) -> str | None:
    """Decode in the first encoding that gives text and no control characters."""
    marked = next((encoding for mark, encoding in _MARKS.items() if raw.startswith(mark)), None)
    if marked:
        tried = [marked]
    elif b"\x00" in raw:  # digits and line breaks have an empty byte in UTF-16
        tried = ["utf-16-le", "utf-16-be"] if raw[1::2].count(0) >= raw[::2].count(0) else ["utf-16-be", "utf-16-le"]
    else:
        tried = ["utf-8", "gb18030"]
    for encoding in tried:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _ODD.search(text):
            return text
    return None


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
        found = _heading(line, whole, last=place == lines[-1][0])
        if found is None and not begun:
            sections.append(Section("导语", "lead", "", article.inside(place, place)[0]))
        begun = True
        whole = line[-1] in _END or (found is not None and found[1] == "part")
        if found and found[0] not in [section.name for section in sections]:
            name, level = found
            sections.append(Section(name, level, part if level == "section" else "", article.inside(place, place)[0]))
            part = name if level == "part" else part
    return dateline.strip(), title.strip(), sections


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
