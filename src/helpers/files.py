"""Write a chart as SVG, PDF or PNG: the same bytes each time, with title and description inside."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from .style import say

if TYPE_CHECKING:
    from .frame import Chart

_TAGS = {"en": "en", "zh": "zh-Hans"}


@contextmanager
def _no_missing_glyph():
    """Turn a character that the font lacks into an error."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing from font")
        yield


def _save(chart: Chart, form: str, metadata: dict) -> bytes:
    import matplotlib
    out = io.BytesIO()
    salt = f"{chart.name}.{chart.language}.{chart.size.name}"
    with _no_missing_glyph(), matplotlib.rc_context({"svg.hashsalt": salt}):
        chart.figure.savefig(out, format=form, metadata=metadata, bbox_inches=chart.crop)
    return out.getvalue()


def svg(chart: Chart) -> str:
    """Return the chart as SVG that a screen reader can read and whose marks name their rows."""
    text = _save(chart, "svg", {"Date": None, "Creator": None, "Title": say(chart.title)}).decode("utf-8")
    head = (f'<svg role="img" lang="{_TAGS[chart.language]}" '
            f'aria-labelledby="{chart.name}-title {chart.name}-desc" ')
    inside = (f'<title id="{chart.name}-title">{escape(say(chart.title))}</title>\n'
              f'<desc id="{chart.name}-desc">{escape(chart.describe())}</desc>')
    start = text.index("<svg ")
    end = text.index(">", start)
    text = text[:start] + head + text[start + 5:end + 1] + "\n " + inside + text[end + 1:]
    said = {mark.gid: f"{mark.shown} · {mark.row}" for mark in chart.marks}
    text = re.sub(r'<g id="(mark-\d+)">', lambda m: f"{m[0]}<title>{escape(said[m[1]])}</title>", text)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def png(chart: Chart) -> bytes:
    """Return the chart as PNG of 300 dots to the inch, with title and description in its metadata."""
    return _save(chart, "png", {"Software": None, "Title": say(chart.title), "Description": chart.describe()})


def pdf(chart: Chart) -> bytes:
    """Return the chart as a tagged PDF: language, title, alt text, embedded fonts."""
    raw = _save(chart, "pdf", {"CreationDate": None, "Creator": None, "Producer": None, "Title": say(chart.title),
                               "Subject": chart.describe()})
    return _tag(raw, say(chart.title), chart.describe(), _TAGS[chart.language])


def _tag(raw: bytes, title: str, alt: str, language: str) -> bytes:
    """Mark the page's content as one figure with an alternate text."""
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String
    with pikepdf.open(io.BytesIO(raw)) as file:
        page = file.pages[0]
        page.contents_coalesce()
        content = page.Contents.read_bytes()
        page.Contents = file.make_stream(b"/Figure <</MCID 0>> BDC\n" + content + b"\nEMC\n")
        page.StructParents = 0
        root = file.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        width, height = (float(v) for v in list(page.mediabox)[2:])
        figure = file.make_indirect(Dictionary(
            Type=Name.StructElem, S=Name.Figure, P=root, Pg=page.obj, K=0, Alt=String(alt), Lang=String(language),
            A=Dictionary(O=Name.Layout, BBox=Array([0, 0, width, height]), Placement=Name.Block)))
        root.K = Array([figure])
        root.ParentTree = file.make_indirect(Dictionary(Nums=Array([0, Array([figure])])))
        file.Root.StructTreeRoot = root
        file.Root.MarkInfo = Dictionary(Marked=True)
        file.Root.Lang = String(language)
        file.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        file.docinfo[Name.Title] = String(title)
        out = io.BytesIO()
        file.save(out, deterministic_id=True)
        return out.getvalue()


WRITERS = {"svg": lambda chart: svg(chart).encode("utf-8"), "pdf": pdf, "png": png}
