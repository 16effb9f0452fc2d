"""What deck and document share: a figure's picture without its words, its rows as a table, the packing of the file."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from docx.document import Document
from PIL import Image
from pptx.presentation import Presentation as Deck

from ..language import say
from ..loading import load_observations, load_table
from ..wording import period, value_label

INK, MUTED, HAIR = "1D222B", "545B67", "C8CDD5"
FONTS = {"latin": "Arial", "chinese": "Microsoft YaHei"}  # both come with office programs, on every system
TAGS = {"en": "en-GB", "zh": "zh-CN"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DPI = 300
_SIDE = 4.5  # millimetres of paper left and right of a drawing
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Content:
    """A figure as a report takes it.

    Attributes
    ----------
    record : dict
        Its words, as the manifest of an export has them.
    picture : bytes
        PNG of the drawing alone: title, measure line, note and source are native text in a report.
    size_mm : tuple of float
        Width and height of that picture.
    table : list of list of str
        Header and rows: what, value, period, the article's words, its section.
    colours : list of str
        Of the regions that it shows, as RRGGBB.
    """

    record: dict
    picture: bytes
    size_mm: tuple[float, float]
    table: list[list[str]]
    colours: list[str]

    @classmethod
    def of(cls, record: dict, folder: Path) -> Content:
        """Make it from an export's record, and its PNG in a folder; words are in the language in force."""
        top, bottom = (value / 25.4 * _DPI for value in record["body_mm"])
        whole = Image.open(folder / f"{record['name']}.{record['language']}.png")
        side = round(_SIDE / 25.4 * _DPI)
        body = whole.crop((side, round(top), whole.width - side, round(bottom)))
        out = io.BytesIO()
        body.save(out, "PNG")
        rows = load_observations().loc[record["rows"]]
        header = [
            say("What", "内容"),
            say("Value", "数值"),
            say("Period", "统计时间"),
            say("Words", "原文"),
            say("Section", "章节"),
        ]
        cells = [
            [row["label"], value_label(row), period(row), row["phrase"], _heading(row["source"], row["section"])]
            for _, row in rows.iterrows()
        ]
        regions = load_table("regions")["colour"]
        return cls(
            record,
            out.getvalue(),
            (body.width / _DPI * 25.4, body.height / _DPI * 25.4),
            [header, *cells],
            [colour[1:] for region, colour in regions.items() if region in set(rows["region"])],
        )

    @property
    def notes(self) -> list[str]:
        """All caveats, then the alt text: a report has room for them."""
        return [*self.record["caveats"], self.record["alt"]]


def _heading(source: str, section: str) -> str:
    """Return a heading of an article in the language in force."""
    sections = load_table("sections").set_index(["source", "section"])
    return say(sections.at[(source, section), "label_en"], section)


def plain(text: str) -> str:
    """Drop the control characters that no office file may hold."""
    return _FORBIDDEN.sub("", text)


def pack(document: Deck | Document, language: str) -> bytes:
    """Set the properties of an office file and save it: the same bytes each time.

    Parameters
    ----------
    document : pptx.presentation.Presentation or docx.document.Document
    language : str
    """
    properties = document.core_properties
    properties.title = properties.author = properties.last_modified_by = say("Two regions in figures", "两地数字")
    properties.language, properties.revision = TAGS[language], 1
    properties.comments = properties.keywords = properties.category = properties.subject = ""
    for child in [one for one in properties._element if one.tag.rpartition("}")[2] in ("created", "modified")]:
        properties._element.remove(child)
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
