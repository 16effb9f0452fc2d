"""What both kinds of office file share: fonts, languages, properties, and the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile

from ..style import say
from .words import CLAIM, NAME

LATIN, CHINESE = "Arial", "Microsoft YaHei"  # both come with office programs, on every system
TAGS = {"en": "en-GB", "zh": "zh-CN"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STALE = ("extended-properties", "thumbnail", "printerSettings", "customXml", "stylesWithEffects")
_CHINESE = re.compile(r"([\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+)")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def by_language(text: str, language: str) -> list[tuple[str, str]]:
    """Split a text into runs of one language each, so that a voice can read them."""
    if language == "zh":
        return [(text, TAGS["zh"])]
    return [(part, TAGS["zh" if _CHINESE.match(part) else "en"]) for part in _CHINESE.split(text) if part]


def plain(text: str) -> str:
    """Drop the control characters that no office file may hold; all else is text, whatever it looks like."""
    return _FORBIDDEN.sub("", text)


def finish(document, language: str) -> bytes:
    """Set the properties of an office file, drop what its template brings along, and pack it.

    Parameters
    ----------
    document : pptx.presentation.Presentation or docx.document.Document
    language : str

    Returns
    -------
    bytes
        The same ones for the same content: no time, no machine, no chance.
    """
    properties = document.core_properties
    properties.title, properties.subject = say(NAME), say(CLAIM)
    properties.author = properties.last_modified_by = say(NAME)
    properties.language = TAGS[language]
    properties.comments = properties.keywords = properties.category = ""
    properties.revision = 1
    element = properties._element
    for child in [c for c in element if c.tag.rpartition("}")[2] in ("created", "modified")]:
        element.remove(child)
    package = document.part.package
    for relations in (package._rels if hasattr(package, "_rels") else package.rels, document.part.rels):
        for key in [k for k, relation in relations.items() if relation.reltype.rpartition("/")[2] in _STALE]:
            relations.pop(key)
    out = io.BytesIO()
    document.save(out)
    return repack(out.getvalue())


def repack(raw: bytes) -> bytes:
    """Write an archive anew without times; pictures are stored as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr, entry.create_system = 0, 0
            new.writestr(entry, old.read(name), compresslevel=9)
    return out.getvalue()
