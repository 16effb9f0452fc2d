"""An article: its text, read in any usual encoding or refused with the reason, and its headings.

Numerals and phrases are looked up in the text without white space (`joined`), since a newspaper's
line break may cut a phrase.
"""

import hashlib
import re
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from chinese_quantities import Numeral, find_numerals
from helpers.errors import RefusedError

LARGEST = 8_000_000  # bytes; more would take minutes
_OTHER_FILES = {b"%PDF": "a PDF", b"PK\x03\x04": "a Word, Excel or zip file", b"{\\rtf": "an RTF document",
                b"\xd0\xcf\x11\xe0": "an old Word or Excel file", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"}
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffe\uffff]")
LONGEST_NAME = 25  # characters of a section's name
_END = "。！？!?…”』）)"
_INNER = re.compile(r"[。；，！？,;!?]")  # what no heading has inside
_OPENER = re.compile(r"(?P<name>[^。；，：！？,;:!?\n]{2,24})。(?=\s*\S)")
_BYLINE = re.compile(r"[■□●◆▲]|(?:本报)?(?:记者|通讯员|作者|来源|责任?编辑?)[\s:：]")


class Section(NamedTuple):
    """A heading of an article and where what stands under it begins in `joined`."""

    name: str
    level: str  # title, lead, part, section
    part: str
    start: int


@dataclass(frozen=True)
class Article:
    """The text of an article as printed, the name of its file, and the SHA-256 of the file's bytes."""

    file: str
    text: str
    sha256: str

    @cached_property
    def joined(self) -> str:
        """The text without white space."""
        return "".join(self.text.split())

    @cached_property
    def numerals(self) -> list[tuple[int, int, Numeral]]:
        """Every numeral, with its span in `joined`."""
        return [(self.inside(one.start), self.inside(one.end), one) for one in find_numerals(self.text)]

    @cached_property
    def paragraphs(self) -> list[tuple[int, str]]:
        """Where each paragraph begins in `joined`, and its words; lines that a column's end has cut are one."""
        found: list[tuple[int, str]] = []
        for line in re.finditer(r"\S[^\r\n]*", self.text):
            words = line.group().rstrip()
            before = found[-1][1] if found else "。"
            if before[-1] in _END or _is_short(before) or _is_short(words) or (len(found) == 1 and _is_title(before)):
                found.append((self.inside(line.start()), words))
            else:
                found[-1] = found[-1][0], found[-1][1] + words
        return found

    @cached_property
    def _places(self) -> list[int]:
        return [place for place, character in enumerate(self.text) if not character.isspace()]

    def inside(self, place: int) -> int:
        """Turn a place in `text` into the place in `joined`."""
        return bisect_left(self._places, place)


def read_article(path: str | Path) -> Article:
    """Read the text of an article: UTF-8, with or without a byte order mark, UTF-16 or GB18030.

    Raises
    ------
    RefusedError
        For what is no text (a PDF, a Word file, an empty file), in an encoding that cannot be
        told, or larger than any article.
    """
    path = Path(path)
    if path.is_dir():
        raise RefusedError(f"{path.name} is a folder: name the text file of one article")
    if (size := path.stat().st_size) > LARGEST:
        raise RefusedError(f"{path.name} has {size / 1e6:.0f} MB; more than {LARGEST / 1e6:.0f} MB is not read: split "
                           "it, a file an article")
    raw = path.read_bytes()
    for mark, kind in _OTHER_FILES.items():
        if raw.startswith(mark):
            raise RefusedError(f"{path.name} is {kind}, not plain text: open it, copy the article's words, and save "
                               "them as a .txt file in UTF-8")
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    big = raw[::2].count(0) > raw[1::2].count(0)  # digits and line breaks have an empty byte in UTF-16
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030", "utf-16-be" if big else "utf-16-le"]:
        with suppress(UnicodeDecodeError):
            if not _ODD.search(text := raw.decode(encoding)):
                break
    else:
        raise RefusedError(f"{path.name} is no text in UTF-8, UTF-16 or GB18030: save it as a .txt file in UTF-8")
    if not text.strip():
        raise RefusedError(f"{path.name} is empty: no text in it")
    return Article(path.name, text, hashlib.sha256(raw).hexdigest())


def lay_out(article: Article) -> tuple[str, str, list[Section]]:
    """Find dateline, title and headings of an article, 标题 and 导语 first; empty where there is none.

    A heading is a short line without a full stop, or a short first sentence of a paragraph
    (要事共商。实行…) that states no quantity. The title is the first line, where it reads like one.
    """
    blocks = [(start, words) for start, words in article.paragraphs if len(words) > 40 or not _BYLINE.match(words)]
    dateline, title, sections = "", "", []
    if len(blocks) > 1 and _is_title(blocks[0][1]):
        dateline, title = re.findall(r"^(?:([^：:]{2,25})[：:])?\s*(.+)$", blocks.pop(0)[1])[0]
        sections.append(Section("标题", "title", "", 0))
    part, before = "", "。"
    for start, words in blocks:
        # After a sentence that is not complete stands what a column's end has cut from it.
        name, level = ("", "") if before not in _END else _heading(words, last=words == blocks[-1][1])
        if not name and len(sections) <= bool(title):
            sections.append(Section("导语", "lead", "", start))
        before = "。" if level == "part" else words[-1]
        if name and name not in [section.name for section in sections]:
            sections.append(Section(name, level, part if level == "section" else "", start))
            part = name if level == "part" else part
    return dateline.strip(), title.strip(), sections


def _is_title(words: str) -> bool:
    return len(words) <= 60 and words[-1] not in "。；，,;"


def _is_short(words: str) -> bool:
    return len(words) <= 40 and not _INNER.search(words)


def _heading(words: str, last: bool) -> tuple[str, str]:
    """Return name and level of the heading that a paragraph is or begins with; empty where there is none."""
    if _is_short(words) and not last:
        return re.split(r"[ \u3000]", words)[0][:LONGEST_NAME], "part"
    opener = _OPENER.match(words)
    name = "".join(opener["name"].split()) if opener else ""
    if len(name) > LONGEST_NAME - 5 or any(numeral.kind == "quantity" for numeral in find_numerals(name)):
        return "", ""
    return name, "section"
