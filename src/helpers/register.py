"""Write the register: all that the tables say, as a text that a person can read against the article.

A table hides a slip among hundreds of cells. The register says each row in words, in reading
order, both languages beside each other, and it is committed: whoever changes a cell sees in it
what the change says, and whoever changes one unawares is told so by the tests.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .style import Setting
from .tables import load_tables
from .wording import bounds, is_exact, quantity

REGISTER = "register.md"
_HEAD = """# Register of the data

Every row of every table, said in words, in the order of the files. It is written from the tables by
`make notebooks`; read it against the articles, and change the tables, not this text.
"""


def write_register(folder: Path) -> Path:
    """Write the register of a data folder into it and return its file.

    Raises
    ------
    DataError
        Where the data do not load; the register stays as it was.
    """
    text, path = register(folder), folder / REGISTER
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
    return path


def register(folder: Path | None = None) -> str:
    """Return the register as Markdown; every field of every row is in it.

    Parameters
    ----------
    folder : Path, optional
        The data folder; see `helpers.schema.find_data`.
    """
    tables, language = load_tables(folder), Setting.language
    Setting.language = "en"
    try:
        parts = [_HEAD, _regions(tables["regions"]), _sources(tables["sources"]), _sections(tables["sections"]),
                 _periods(tables["periods"]), _observations(tables["observations"]),
                 _relations(tables["relations"]), _set_aside(tables["set_aside"]), _mechanisms(tables["mechanisms"])]
    finally:
        Setting.language = language
    return "\n".join(parts)


def _chapter(title: str, entries: list[str]) -> str:
    return f"## {title}\n\n" + "\n".join(entries) + "\n"


def _regions(table: pd.DataFrame) -> str:
    return _chapter("Regions", [
        f"{row.order}. `{name}` {row.name_en} · {row.name_zh}, short {row.short_en} · {row.short_zh}, "
        f"in {row.place_en} · {row.place_zh}. {row.about_en} · {row.about_zh}. Drawn in {row.colour} as `{row.marker}`."
        for name, row in table.iterrows()])


def _sources(table: pd.DataFrame) -> str:
    return _chapter("Articles", [
        f"- `{name}` of `{row.region}`: {row.title_en} · {row.title_zh}; from {row.dateline_en} · {row.dateline_zh}; "
        f"curated from `{row.file}`, {row.characters} characters, SHA-256 `{row.sha256}`. "
        f"{row.not_known_en} · {row.not_known_zh}" for name, row in table.iterrows()])


def _sections(table: pd.DataFrame) -> str:
    return _chapter("Headings", [
        f"- `{row.source}` {row.order}, {row.level}: {row.section} · {row.label_en}"
        + (f" (in {row.part})" if row.part else "")
        for _, row in table.iterrows()])


def _periods(table: pd.DataFrame) -> str:
    return _chapter("Periods", [f"{row.order}. {row.period} · {row.label_en}: beginning {row.start}, end {row.end}"
                                for _, row in table.iterrows()])


def _observations(table: pd.DataFrame) -> str:
    entries = []
    for name, row in table.iterrows():
        also = f", also “{row.also}”" if row.also else ""
        hedge = "exact" if row.hedge == "none" else f"hedged {row.hedge}"
        held = bounds(row.low, row.high, row.low_open, row.high_open, row.unit)
        leaves = "" if is_exact(row) else f", which leaves {held}"
        number = row.words if pd.isna(row.value) else f"{quantity(row.value, row.unit)} {row.unit}"
        entries.append(
            f"- `{name}` of `{row.region}`, {row.label_en} · {row.label_zh}: “{row.phrase}”{also} in `{row.source}`, "
            f"{row.section}. {number}, {hedge}{leaves}. A {row.measure} of {row.counted}, {_said(row.stage)}, "
            f"theme {row.theme}; period {row.period}, {row.period_basis}."
            + _remark("", row.note_en, row.note_zh) + _remark("Stage: ", row.stage_note_en, row.stage_note_zh))
    return _chapter("Observations", entries)


def _relations(table: pd.DataFrame) -> str:
    return _chapter("Relations", [
        f"- `{row.region}`: `{row.observation}` {row.relation} `{row.other}`, {row.basis}."
        + _remark("", row.note_en, row.note_zh) for _, row in table.iterrows()])


def _set_aside(table: pd.DataFrame) -> str:
    return _chapter("Set aside", [
        f"- `{row.region}`: {row.numeral} in “{row.phrase}”, {row.occurrences} × in `{row.source}`, {row.section}: "
        f"{row.kind}."
        + _remark("", row.reason_en, row.reason_zh) for _, row in table.iterrows()])


def _mechanisms(table: pd.DataFrame) -> str:
    entries = []
    for name, row in table.iterrows():
        depth, above = 0, row.parent
        while above:
            depth, above = depth + 1, table.at[above, "parent"]
        under = f" under `{row.parent}`" if row.parent else ""
        drawn = f", drawn as {row.drawing}" if isinstance(row.drawing, str) else ""
        numbers = f" Numbers: {', '.join(f'`{one}`' for one in row.observations)}." if row.observations else ""
        entries.append(
            f"{'  ' * depth}- {row.order}. `{name}` of `{row.region}`{under}, {row.kind}{drawn}: {row.name_zh} · "
            f"{row.name_en}, in `{row.source}`, {row.section}.{numbers}" + _remark("", row.note_en, row.note_zh))
    return _chapter("Mechanisms", entries)


def _said(value) -> str:
    """Return a category, or that there is none."""
    return value if isinstance(value, str) else "no stage"


def _remark(head: str, english: str, chinese: str) -> str:
    return f" {head}{english} · {chinese}" if english or chinese else ""
