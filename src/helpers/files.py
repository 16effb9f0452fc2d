"""A finished figure as SVG, PDF or PNG, the same bytes each time; and the way back from its marks to the article."""

import hashlib
import io
import json
import re
from base64 import b64encode
from collections.abc import Collection, Iterable
from dataclasses import asdict
from pathlib import Path
from xml.sax.saxutils import escape

import matplotlib as mpl
import pandas as pd
import pikepdf
from matplotlib.figure import Figure
from pikepdf import Array, Dictionary, Name
from PIL import Image

from .errors import RefusedError
from .loading import load_observations
from .marks import Mark, marks_of
from .notes import words_of
from .style import export_request, no_missing_glyph
from .wording import bounds

MANIFEST = "manifest.json"
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
    contents = {form: WRITERS[form](fig) for form in choose("format", formats, WRITERS)}
    folder.mkdir(parents=True, exist_ok=True)
    return [write_whole(folder / file_name(asdict(words), form), content) for form, content in contents.items()]


def choose(kind: str, asked: Iterable[str] | None, known: Collection[str], hints: Iterable[str] = ()) -> list[str]:
    """Return what was asked for, or all; refuse what there is not, naming what there is."""
    asked = list(asked or known)
    if strange := [one for one in asked if one not in known]:
        said = f"no {kind} {', '.join(map(repr, strange))}; there are: {', '.join(known)}"
        raise RefusedError("\n".join([said, *hints]))
    return [one for one in known if one in asked]


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file beside its place and rename it, so that it is never there by half."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_bytes(content)
        return draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def file_name(record: dict, form: str) -> str:
    """Return the name of a figure's file in one format."""
    return f"{record['name']}.{record['language']}.{form}"


def svg(fig: Figure) -> bytes:
    """Return the figure as SVG that a screen reader can read and whose marks lead back to the article."""
    words = words_of(fig)
    text = _save(fig, "svg", {"Date": None, "Creator": None, "Title": words.title}).decode("utf-8")
    before, attributes, after = re.split("<svg ([^>]*>)", text, maxsplit=1)
    title, description = f"{words.name}-title", f"{words.name}-desc"
    text = (
        f'{before}<svg role="img" lang="{_TAGS[words.language]}" aria-labelledby="{title} {description}" {attributes}\n'
        f' <title id="{title}">{escape(words.title)}</title>\n'
        f'<desc id="{description}">{escape(words.alt)}</desc>{after}'
    )
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
    nothing = dict.fromkeys(("CreationDate", "Creator", "Producer"))
    raw = _save(fig, "pdf", {**nothing, "Title": words.title, "Subject": words.alt})
    with pikepdf.open(io.BytesIO(raw)) as file:
        page, catalog = file.pages[0], file.Root
        page.contents_coalesce()
        page.Contents = file.make_stream(b"/Figure <</MCID 0>> BDC\n" + page.Contents.read_bytes() + b"\nEMC\n")
        page.StructParents = 0
        root = file.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        box = [0, 0, *(float(side) for side in list(page.mediabox)[2:])]
        place = Dictionary(O=Name.Layout, BBox=Array(box), Placement=Name.Block)
        element = Dictionary(Type=Name.StructElem, S=Name.Figure, P=root, Pg=page.obj, K=0, Alt=words.alt,
                             Lang=_TAGS[words.language], A=place)
        root.K = Array([file.make_indirect(element)])
        root.ParentTree = file.make_indirect(Dictionary(Nums=Array([0, Array(root.K)])))
        catalog.StructTreeRoot, catalog.MarkInfo = root, Dictionary(Marked=True)
        catalog.Lang, catalog.ViewerPreferences = _TAGS[words.language], Dictionary(DisplayDocTitle=True)
        file.docinfo[Name.Title] = words.title
        out = io.BytesIO()
        file.save(out, deterministic_id=True)
        return out.getvalue()


WRITERS = {"svg": svg, "pdf": pdf, "png": png}


def _save(fig: Figure, form: str, metadata: dict, dpi: float = 300) -> bytes:
    """Save with a fixed salt for ids; a character that no font has is an error."""
    out = io.BytesIO()
    with no_missing_glyph(), mpl.rc_context({"svg.hashsalt": words_of(fig).name}):
        fig.savefig(out, format=form, metadata=metadata, dpi=dpi)
    return out.getvalue()


def mimebundle(fig: Figure) -> dict[str, str]:
    """Return what a notebook keeps: SVG where it may be shown, PNG for a notebook that is not trusted, the words."""
    picture, out = Image.open(io.BytesIO(png(fig, _SCREEN))).convert("RGB"), io.BytesIO()
    # A palette takes a third of the bytes, with no difference to be seen.
    picture.quantize(64, dither=Image.Dither.NONE).save(out, "png", optimize=True)
    return {"image/svg+xml": svg(fig).decode("utf-8"), "image/png": b64encode(out.getvalue()).decode("ascii"),
            "text/plain": words_of(fig).alt}


def record(fig: Figure) -> dict:
    """Return the figure's words and marks for the manifest of an export."""
    size = [round(float(inches) * 25.4, 1) for inches in fig.get_size_inches()]
    marks = [{"gid": mark.gid, "row": str(mark.row.name), "shown": mark.shown} for mark in marks_of(fig)]
    return {**asdict(words_of(fig)), "marks": marks, "size_mm": size}


def write_requested(fig: Figure) -> None:
    """Write the files that an export under way asks of this process; nothing where none is."""
    request, said = export_request(), record(fig)
    if request and said["name"] in request["only"]:
        files = save(fig, request["folder"], request["formats"])
        digests = {path.suffix[1:]: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
        text = json.dumps({**said, "notebook": request["notebook"], "files": digests}, ensure_ascii=False)
        Path(request["folder"], file_name(said, "json")).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> dict[tuple[str, str], dict]:
    """Return the records of the figures in a folder by name and language; refuse a manifest which is not ours."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {(entry["name"], entry["language"]): {**entry, "files": dict(entry["files"])} for entry in entries}
    except (ValueError, TypeError, KeyError):
        raise RefusedError(f"{path} is no list of figures; delete it, and it is written anew") from None


def trace(figure: Figure | str, folder: str | Path = "figures") -> pd.DataFrame:
    """List the marks of a figure with the words of the article that each stands for.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or str
        A drawn figure, or the name or file of an exported one.
    folder : str or Path
        Where exported figures and their manifest are.

    Returns
    -------
    pandas.DataFrame
        A row for each mark and observation: `mark` (its number), `shown` (its label), `observation`, `phrase`,
        `section`, `bounds`, `period` and `period_basis`. A computed mark has a row for each observation
        behind it.

    Raises
    ------
    RefusedError
        Where there is no such figure, naming those that there are, or no manifest.
    """
    marks = (record(figure) if isinstance(figure, Figure) else _exported(figure, Path(folder)))["marks"]
    parts = [(number, mark["shown"], name) for number, mark in enumerate(marks, 1) for name in mark["row"].split(" + ")]
    lines = pd.DataFrame(parts, columns=["mark", "shown", "observation"])
    rows = load_observations().loc[lines["observation"]].reset_index(drop=True)
    limits = ["low", "high", "low_open", "high_open", "unit"]
    rows["bounds"] = [bounds(*row) for row in rows[limits].itertuples(index=False)]
    return lines.join(rows[["phrase", "section", "bounds", "period", "period_basis"]])


def _exported(figure: str, folder: Path) -> dict:
    """Return the record of an exported figure, in the language of the file that is named where there is one."""
    if not (entries := read_manifest(folder)):
        raise RefusedError(f"no {MANIFEST} in {folder}: run `make figures` first")
    name, language, *_ = [*Path(figure).name.split("."), ""]
    found = {spoken: entry for (known, spoken), entry in entries.items() if known == name}
    if not found:
        raise RefusedError(f"no figure {figure!r}; there are: {', '.join(sorted({known for known, _ in entries}))}")
    return found.get(language, next(iter(found.values())))


def _evidence(mark: Mark) -> str:
    """Say what a mark shows, with the words of the article behind it and where they stand."""
    names = str(mark.row.name).split(" + ")
    behind = load_observations().reindex(names).dropna(subset="phrase")
    words = [f"{row['phrase']} ({row['section']}, {name})" for name, row in behind.iterrows()]
    return " · ".join([f"{' '.join(mark.row['label'].split())}: {mark.shown}", *words])
