"""Write a finished figure as SVG, PDF or PNG: the same bytes each time, title and description inside."""

from __future__ import annotations

import io
import json
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from xml.sax.saxutils import escape

import matplotlib as mpl
import pikepdf
from matplotlib.figure import Figure
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from .errors import RefusedError
from .loading import load_observations
from .marks import Mark, marks_of
from .notes import words_of
from .style import export_request
from .text import no_missing_glyph

_TAGS = {"en": "en", "zh": "zh-Hans"}
_SCREEN = 110  # dots to the inch of the picture that a notebook shows where it may show no SVG


def save(fig: Figure, folder: str | Path = ".", formats: Iterable[str] = ("svg", "pdf", "png")) -> list[Path]:
    """Write a finished figure to files named after it and its language: people-by-act.en.svg.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        A figure that `finish` has finished.
    folder : str or Path
        Made if there is none.
    formats : iterable of {"svg", "pdf", "png"}
        SVG with title and description for screen readers, tagged PDF, PNG of 300 dots to the inch.

    Returns
    -------
    list of Path

    Raises
    ------
    RefusedError
        For a figure that is not finished, a format that there is not, a character that the fonts lack.
    """
    words, folder = words_of(fig), Path(folder)
    strange = [form for form in formats if form not in WRITERS]
    if strange:
        raise RefusedError(f"no format {', '.join(map(repr, strange))}; there are: {', '.join(WRITERS)}")
    contents = {folder / f"{words.name}.{words.language}.{form}": WRITERS[form](fig) for form in formats}
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():  # written beside and renamed, so that no file is ever half written
        draft = path.with_name(f".{path.name}.new")
        draft.write_bytes(content)
        draft.replace(path)
    return list(contents)


def svg(fig: Figure) -> bytes:
    """Return the figure as SVG that a screen reader can read and whose marks lead back to the article."""
    words = words_of(fig)
    text = _save(fig, "svg", {"Date": None, "Creator": None, "Title": words.title}).decode("utf-8")
    start = text.index("<svg ")
    end = text.index(">", start)
    head = f'<svg role="img" lang="{_TAGS[words.language]}" aria-labelledby="{words.name}-title {words.name}-desc" '
    inside = (
        f'<title id="{words.name}-title">{escape(words.title)}</title>\n'
        f'<desc id="{words.name}-desc">{escape(words.alt)}</desc>'
    )
    text = text[:start] + head + text[start + 5 : end + 1] + "\n " + inside + text[end + 1 :]
    for mark in marks_of(fig):
        text = text.replace(f'<g id="{mark.gid}">', f'<g id="{mark.gid}"><title>{escape(_evidence(mark))}</title>', 1)
    return ("\n".join(line.rstrip() for line in _briefer(text).splitlines()) + "\n").encode("utf-8")


def _briefer(text: str) -> str:
    """Shorten an SVG by a third: the font's name and the place of each letter, and a line for each of these."""
    text = re.sub(r'(?<= d=")[^"]*', lambda path: " ".join(path[0].split()), text)
    text = re.sub(r"\bTwoRegions([A-Z])\w*-([A-Z])\w*-", r"\1\2", text)
    text = re.sub(r"/>\s*<use ", "/><use ", text)
    return re.sub(r'(<use [^>]*) transform="translate\(([-\d.]+) 0\)"/>', r'\1 x="\2"/>', text)


def png(fig: Figure, dpi: float = 300) -> bytes:
    """Return the figure as PNG, with title and description in its metadata."""
    words = words_of(fig)
    return _save(fig, "png", {"Software": None, "Title": words.title, "Description": words.alt}, dpi)


def pdf(fig: Figure) -> bytes:
    """Return the figure as a tagged PDF: language, title, alt text, embedded fonts."""
    words = words_of(fig)
    raw = _save(
        fig,
        "pdf",
        {"CreationDate": None, "Creator": None, "Producer": None, "Title": words.title, "Subject": words.alt},
    )
    with pikepdf.open(io.BytesIO(raw)) as file:
        page = file.pages[0]
        page.contents_coalesce()
        page.Contents = file.make_stream(b"/Figure <</MCID 0>> BDC\n" + page.Contents.read_bytes() + b"\nEMC\n")
        page.StructParents = 0
        root = file.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        width, height = (float(side) for side in list(page.mediabox)[2:])
        figure = file.make_indirect(
            Dictionary(
                Type=Name.StructElem,
                S=Name.Figure,
                P=root,
                Pg=page.obj,
                K=0,
                Alt=String(words.alt),
                Lang=String(_TAGS[words.language]),
                A=Dictionary(O=Name.Layout, BBox=Array([0, 0, width, height]), Placement=Name.Block),
            )
        )
        root.K = Array([figure])
        root.ParentTree = file.make_indirect(Dictionary(Nums=Array([0, Array([figure])])))
        file.Root.StructTreeRoot = root
        file.Root.MarkInfo = Dictionary(Marked=True)
        file.Root.Lang = String(_TAGS[words.language])
        file.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        file.docinfo[Name.Title] = String(words.title)
        out = io.BytesIO()
        file.save(out, deterministic_id=True)
        return out.getvalue()


WRITERS = {"svg": svg, "pdf": pdf, "png": png}


def mimebundle(fig: Figure) -> dict[str, str]:
    """Return what a notebook keeps: SVG where it may be shown, PNG for a notebook that is not trusted, the words."""
    return {
        "image/svg+xml": svg(fig).decode("utf-8"),
        "image/png": b64encode(_fewer_colours(png(fig, _SCREEN))).decode("ascii"),
        "text/plain": words_of(fig).alt,
    }


def _fewer_colours(picture: bytes) -> bytes:
    """Keep a palette of colours: a notebook's picture in a third of the bytes, with no difference to be seen."""
    out = io.BytesIO()
    palette = Image.open(io.BytesIO(picture)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    palette.save(out, "png", optimize=True)
    return out.getvalue()


def record(fig: Figure) -> dict:
    """Return the figure's words and marks for the manifest of an export."""
    width, height = fig.get_size_inches() * 25.4
    return {
        **asdict(words_of(fig)),
        "marks": [{"gid": mark.gid, "row": str(mark.row.name), "shown": mark.shown} for mark in marks_of(fig)],
        "size_mm": [round(float(width), 1), round(float(height), 1)],
    }


def write_requested(fig: Figure) -> None:
    """Write the files that an export under way asks of this process; nothing where none is."""
    request, words = export_request(), words_of(fig)
    if not request or (request.get("only") and words.name not in request["only"]):
        return
    save(fig, request["folder"], request["formats"])
    said = {**record(fig), "notebook": request.get("notebook", "")}
    (Path(request["folder"]) / f"{words.name}.{words.language}.json").write_text(
        json.dumps(said, ensure_ascii=False), encoding="utf-8"
    )


def _save(fig: Figure, form: str, metadata: dict, dpi: float = 300) -> bytes:
    """Save with a fixed salt for ids; a character that no font has is an error."""
    out = io.BytesIO()
    with no_missing_glyph(), mpl.rc_context({"svg.hashsalt": words_of(fig).name}):
        fig.savefig(out, format=form, metadata=metadata, dpi=dpi)
    return out.getvalue()


def _evidence(mark: Mark) -> str:
    """Say what a mark shows, with the words of the article behind it and where they stand."""
    names = str(mark.row.name).split(" + ")
    behind = load_observations().reindex(names).dropna(subset="phrase")
    words = [f"{row['phrase']} ({row['section']}, {name})" for name, row in behind.iterrows()]
    return " · ".join([f"{' '.join(mark.row['label'].split())}: {mark.shown}", *words])
