"""What deck and document share: a figure's picture without its words, its rows as a table, the packing of the file."""

import io
import zipfile
from pathlib import Path

from docx.document import Document
from PIL import Image
from pptx.presentation import Presentation as Deck

from ..listing import readable
from ..loading import load_observations
from ..wording import get_language, say

INK, MUTED, HAIR = "1D222B", "545B67", "C8CDD5"
FONTS = {"latin": "Arial", "chinese": "Microsoft YaHei"}  # both come with office programs, on every system
TAGS = {"en": "en-GB", "zh": "zh-CN"}
COLUMNS = (0.24, 0.19, 0.27, 0.14, 0.16)  # shares of a table's width
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DPI = 300  # of an exported PNG
_SIDE = 4.5  # millimetres of paper left and right of a drawing


def picture(record: dict, folder: Path) -> io.BytesIO:
    """Cut the drawing out of a figure's exported PNG: its words around it are native text in a report."""
    whole = Image.open(folder / f"{record['name']}.{record['language']}.png")
    side, top, bottom = (round(place / 25.4 * _DPI) for place in (_SIDE, *record["body_mm"]))
    out = io.BytesIO()
    whole.crop((side, top, whole.width - side, bottom)).save(out, "PNG", dpi=(_DPI, _DPI))
    return out


def table(record: dict) -> list[list[str]]:
    """Return header and rows of a figure as text; the region is left out, as the figure names it."""
    told = readable(load_observations().loc[record["rows"]]).iloc[:, : len(COLUMNS)]
    return [list(told), *told.to_numpy().tolist()]


def opening() -> tuple[str, str]:
    """Return the title of a report, and what it is, in the language in force."""
    about = "What two press articles state in numbers: hedges kept, nothing added."
    return say("Two regions in figures", "两地数字"), say(about, "两篇报道的数字：约数照录，不加推断。")


def pack(document: Deck | Document) -> bytes:
    """Set the properties of an office file and save it: the same bytes each time."""
    properties = document.core_properties
    properties.title = properties.author = properties.last_modified_by = opening()[0]
    properties.language, properties.comments = TAGS[get_language()], ""
    for child in [one for one in properties._element if one.tag.endswith(("}created", "}modified"))]:
        properties._element.remove(child)  # they are the template's
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
