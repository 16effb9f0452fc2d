"""An article as a file: read in any usual encoding, or refused with the reason.

Numerals and phrases are looked up in the text without white space (`joined`), since a newspaper's
line break may cut a phrase; `places` leads back to the text as given.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from pathlib import Path

from helpers.errors import RefusedError

__all__ = ["Article", "read_article"]

LARGEST = 8_000_000  # bytes; a newspaper's whole year in one file would take minutes
_BINARY = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a Word, Excel or zip file", b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"{\\rtf": "an RTF document", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
}  # fmt: skip
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32",
          b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffe\uffff]")


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
