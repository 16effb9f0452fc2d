"""The files that the page shows and offers: charts, their bodies, exports, and tables that a spreadsheet can open."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import RefusedError
from ..export import MANIFEST, file_name
from ..style import FORMATS, LANGUAGES

_POINT = 72 / 25.4  # points in a millimetre
_PIXEL = 96 / 25.4  # the same in pixels of a screen
_ROOT = re.compile(r'(<svg [^>]*?)width="[\d.]+pt" height="[\d.]+pt" viewBox="[^"]*"')
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
NEEDED = ("file", "name", "notebook", "language", "title", "measure", "notes", "source", "alt", "rows", "mechanisms",
          "marks", "places")


@dataclass(frozen=True)
class Picture:
    """A picture of the page: its address and size in pixels."""

    src: str
    width: int
    height: int


@dataclass(frozen=True)
class Download:
    """A file that the page offers."""

    href: str
    label: str
    size: str


def read_records(figures: Path) -> dict[tuple[str, str], dict]:
    """Return the manifest's entries of the page-size SVGs by figure and language.

    Raises
    ------
    RefusedError
        Where there is no manifest, or it or a file is not today's.
    """
    manifest = figures / MANIFEST
    if not manifest.is_file():
        raise RefusedError(f"no {MANIFEST} in {figures.name}/: run `make figures` first")
    try:
        entries = [entry for entry in json.loads(manifest.read_text(encoding="utf-8"))
                   if entry["size"] == "page" and entry["file"].endswith(".svg")]
    except (ValueError, TypeError, KeyError):
        raise RefusedError(f"{MANIFEST} in {figures.name}/ is no list of figures: run `make figures`") from None
    for entry in entries:
        lost = [key for key in NEEDED if key not in entry]
        if lost:
            raise RefusedError(f"{entry['file']} in {MANIFEST} lacks {', '.join(lost)}: run `make figures`")
        if entry["file"] != file_name(entry["name"], entry["language"], "page", "svg") or not _NAME.fullmatch(
                entry["name"]) or entry["language"] not in LANGUAGES:
            raise RefusedError(f"{entry['file']!r} in {MANIFEST} is no name of a figure's file: run `make figures`")
        path = figures / entry["file"]
        if not path.is_file() or _digest(path) != entry["sha256"]:
            raise RefusedError(f"{path.name} in {figures.name}/ is not the file that {MANIFEST} lists: "
                               "run `make figures`")
    return {(entry["name"], entry["language"]): entry for entry in entries}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def size_of(path: Path) -> str:
    """Write the size of a file: 84 kB."""
    count = path.stat().st_size
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


def take_exports(record: dict, figures: Path, out: Path) -> tuple[list[Download], list[str]]:
    """Copy what there is of a figure; return it, and the formats that there are not or not of today."""
    digests = {entry["file"]: entry["sha256"] for entry in _entries(figures / MANIFEST)}
    found, lost = [], []
    for form in FORMATS:
        name = file_name(record["name"], record["language"], "page", form)
        path = figures / name
        if path.is_file() and digests.get(name) == _digest(path):
            shutil.copyfile(path, out / name)
            found.append(Download(f"figures/{name}", form.upper(), size_of(path)))
        else:
            lost.append(form.upper())
    return found, lost


_read: dict[tuple, list[dict]] = {}


def _entries(manifest: Path) -> list[dict]:
    """Return a manifest's entries, read once."""
    key = (manifest, manifest.stat().st_mtime_ns)
    if key not in _read:
        _read.clear()
        _read[key] = json.loads(manifest.read_text(encoding="utf-8"))
    return _read[key]


def take_body(record: dict, figures: Path, out: Path) -> Picture:
    """Write the chart without the words around it, which the page sets itself."""
    text = (figures / record["file"]).read_text(encoding="utf-8")
    name = record["file"].removesuffix(".svg") + ".body.svg"
    left, top, width, height = record["places"]["body"]
    box = " ".join(f"{value * _POINT:.3f}" for value in (left, top, width, height))
    text, found = _ROOT.subn(
        lambda m: f'{m[1]}width="{width * _POINT:.3f}pt" height="{height * _POINT:.3f}pt" viewBox="{box}"', text, 1)
    if not found:
        raise RefusedError(f"{record['file']} does not begin as an exported figure does: run `make figures`")
    (out / name).write_text(text, encoding="utf-8")
    return Picture(f"figures/{name}", round(width * _PIXEL), round(height * _PIXEL))


def take_column(name: str, language: str, columns: Path | None, out: Path) -> Picture | None:
    """Copy the chart for narrow screens, where it was drawn."""
    file = file_name(name, language, "column", "svg")
    for path in columns.glob(f"*/{file}") if columns else ():
        record = json.loads((path.parent / f"{name}.json").read_text(encoding="utf-8"))
        width, height = record["places"]["body"][2:]
        shutil.copyfile(path, out / file)
        return Picture(f"figures/{file}", round(width * _PIXEL), round(height * _PIXEL))
    return None


def harmless(cell: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; numbers stay."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def write_csv(path: Path, header: list[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a table that spreadsheets open as what it is: with a byte order mark, and no cell a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([harmless(cell) for cell in row] for row in [header, *rows])
    path.write_text(out.getvalue(), encoding="utf-8-sig")


def copy_table(path: Path, out: Path) -> None:
    """Copy a table of the data byte for byte, but for cells that would run as a formula."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    safe = [[harmless(cell) for cell in row] for row in rows]
    out.parent.mkdir(parents=True, exist_ok=True)
    if safe == rows:
        shutil.copyfile(path, out)
        return
    with out.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(safe)
