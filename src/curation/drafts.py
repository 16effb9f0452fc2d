"""Draft the rows of an article: what its words say is filled in, what a person must decide is a gap.

Only what no row accounts for is drafted, so that drafting again adds what is new and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from chinese_quantities.measures import unit_at
from helpers.faults import RefusedError
from helpers.schema import GAP, read_descriptor

from .accounts import compare, read_rows
from .articles import Article, lay_out
from .periods import Window, find_window, state_ends
from .phrasing import Spoken, Words, criterion_of, find_spoken, is_criterion, phrase_for, set_aside_phrase

__all__ = ["Draft", "make_draft"]

# Colours for further regions, each at least 3:1 on white; shapes double them.
COLOURS = ("#101010", "#1B8A7A", "#801650", "#7B5CB8", "#8A6A00", "#5A5A5A")
_PEOPLE = ("人", "名", "人次")
_REASONS = {
    "date": ("A date.", "日期。"), "period": ("A span of time.", "时间段。"),
    "ordinal": ("A place in an order.", "序数。"), "rank": ("A level or grade.", "等级。"),
    "classifier": ("“A” or “per”: counts nothing here.", "在此不计数。"),
    "idiom": ("Part of a set word: counts nothing.", "词语的一部分，不计数。"),
}  # fmt: skip


@dataclass
class Draft:
    """Rows by table, and what to tell the curator about them."""

    rows: dict[str, list[dict]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def gaps(self) -> int:
        """How many cells a person must fill."""
        return sum(value == GAP for rows in self.rows.values() for row in rows for value in row.values())


def make_draft(article: Article, folder: Path, region: str) -> Draft:
    """Draft the rows of an article that the tables do not have.

    Parameters
    ----------
    article : Article
    folder : Path
        The data folder; nothing is written to it.
    region : str
        The id of the region, known or new.

    Returns
    -------
    Draft

    Raises
    ------
    RefusedError
        Where `region` is no id, or the article belongs to another region.
    """
    old = {name: read_rows(folder, name) for name in read_descriptor(folder)}
    _check_id(folder, region)
    draft = Draft({name: [] for name in ("regions", "sources", "sections", "periods", "observations", "relations",
                                         "set_aside")})
    if region not in [row["id"] for row in old["regions"]]:
        draft.rows["regions"].append(_region(region, old["regions"]))
    dateline, title, layout = lay_out(article)
    source = _source(article, region, old["sources"], draft, (dateline, title))
    mine = {name: [row for row in old[name] if row["source"] == source] for name in
            ("sections", "observations", "set_aside")}
    starts = _sections(article, layout, mine["sections"], source, draft)
    accounts, strays = compare(article, mine["observations"], mine["set_aside"])
    draft.notes += [f"look at {stray}" for stray in strays]
    draft.notes += [f"look at {one.row}: {one.note}" for one in accounts if one.status == "mismatch"]
    left = {article.inside(one.numeral.start, one.numeral.end)[0] for one in accounts if one.status == "unaccounted"}
    words = find_spoken(article)
    frame = {"region": region, "source": source}
    _observations(words, left, frame, starts, old, draft)
    _set_aside(words, left, frame, starts, mine["set_aside"], draft)
    _periods(old["periods"], draft)
    after, _ = compare(article, mine["observations"] + draft.rows["observations"],
                       mine["set_aside"] + draft.rows["set_aside"])
    draft.notes += [f"no row could be drafted for {one.numeral.text} at {one.numeral.start}-{one.numeral.end}"
                    for one in after if one.status == "unaccounted"]
    return draft


def _check_id(folder: Path, region: str) -> None:
    (rule,) = [one["constraints"]["pattern"] for one in read_descriptor(folder)["regions"]["schema"]["fields"]
               if one["name"] == "id"]
    if not re.fullmatch(rule, region):
        raise RefusedError(f"{region!r} is no id of a region: small letters and digits, a letter first, such as qingxi")


def _gaps(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, GAP)


def _region(region: str, known: list[dict]) -> dict:
    """Draft a region: names are gaps; a colour, a shape and a place that no other region has."""
    def free(field_name: str, choices) -> str:
        return next((one for one in choices if one not in [row[field_name] for row in known]), GAP)
    names = _gaps("name_zh", "name_en", "short_zh", "short_en", "place_zh", "place_en", "about_zh", "about_en")
    return {"id": region, **names, "colour": free("colour", COLOURS), "marker": free("marker", "oDs^vP"),
            "order": 1 + max([0, *(int(row["order"]) for row in known if row["order"].isdigit())])}


def _source(article: Article, region: str, known: list[dict], draft: Draft, heads: tuple[str, str]) -> str:
    """Return the id of the article's source, drafting it where it is new."""
    for name, value in (("sha256", article.sha256), ("file", article.file)):
        for row in known:
            if row[name] == value and row["region"] == region:
                if row["sha256"] != article.sha256:
                    draft.notes.append(f"look at sources.csv: {article.file} is not the text that {row['id']} was "
                                       "curated from (another fingerprint)")
                return row["id"]
            if row["sha256"] == article.sha256:
                raise RefusedError(f"{article.file} is the article of the region {row['region']} already")
    taken, number = {row["id"] for row in known}, 1
    while (name := f"{region}-article" + (f"-{number}" if number > 1 else "")) in taken:
        number += 1
    draft.rows["sources"].append({
        "id": name, "region": region, "file": article.file, "dateline_zh": heads[0] or GAP, "title_zh": heads[1] or GAP,
        **_gaps("dateline_en", "title_en", "not_known_en", "not_known_zh"),
        "sha256": article.sha256, "characters": len(article.text)})
    return name


def _sections(article: Article, layout: list, known: list[dict], source: str, draft: Draft) -> list[tuple[int, str]]:
    """Return where each section begins; those of the tables if there are any, else those drafted."""
    if known:
        starts, at = [], 0
        for row in sorted(known, key=lambda row: int(row["order"]) if row["order"].isdigit() else 0):
            if row["level"] in ("part", "section"):
                at = max(at, article.joined.find(row["section"], at))
            starts.append((at, row["section"]))
        return starts
    labels = {"标题": "Title", "导语": "Lead"}
    draft.rows["sections"] += [
        {"source": source, "section": one.name, "label_en": labels.get(one.name, GAP), "level": one.level,
         "part": one.part, "order": place} for place, one in enumerate(layout)]
    return [(one.start, one.name) for one in layout]


def _section_at(starts: list[tuple[int, str]], place: int) -> str:
    return next((name for start, name in reversed(starts) if start <= place), starts[0][1] if starts else GAP)


def _observations(words: Words, left: set[int], frame: dict, starts: list, old: dict, draft: Draft) -> None:
    """Draft a row a quantity, and how criteria stand to what they sort."""
    left_over = [one for one in words.spoken if any(place in left for place in range(one.start, one.end))]
    number = _last_number(old["observations"], frame["region"])
    drafted: dict[int, dict] = {}
    said: dict[tuple, dict] = {}
    for one in sorted(left_over, key=lambda one: not is_criterion(words, one)):  # their words go into the others'
        criterion = next((drafted[c.start]["phrase"] for c in words.spoken if c.start in drafted
                          and criterion_of(words, c) is one and is_criterion(words, c)), "")
        row = _observation(words, one, criterion, starts)
        twice = said.get(_said(words, one))
        if twice and not twice["also"] and row["phrase"] != GAP:
            twice["also"] = row["phrase"]
            draft.notes.append(f"taken for one quantity said twice: {twice['phrase']} and {row['phrase']}")
            continue
        drafted[one.start] = said[_said(words, one)] = frame | row
    for start in sorted(drafted):
        number += 1
        drafted[start]["id"] = f"{frame['region']}-{number:02d}"
        draft.rows["observations"].append(drafted[start])
    for one in left_over:
        row, other = drafted.get(one.start), criterion_of(words, one) if is_criterion(words, one) else None
        if row and other and other.start in drafted:
            draft.rows["relations"].append({
                "region": frame["region"], "observation": row["id"], "relation": "criterion_of",
                "other": drafted[other.start]["id"], "basis": "stated", **_gaps("note_en", "note_zh")})


def _last_number(known: list[dict], region: str) -> int:
    """Return the highest number that a drafted id has, so that none is given twice."""
    stems = [row["id"].removeprefix(f"{region}-") for row in known if row["id"].startswith(f"{region}-")]
    return max([0, *(int(stem) for stem in stems if stem.isdigit())])


def _observation(words: Words, one: Spoken, criterion: str, starts: list) -> dict:
    reading, sorts = one.reading, is_criterion(words, one)
    phrase = phrase_for(words, one, criterion, bare=sorts) or GAP
    window = Window() if sorts else find_window(words.joined, one.start)
    row = {"section": _section_at(starts, one.start), "phrase": phrase, "also": "",
           "period": window.period, "period_basis": window.basis, **_gaps("theme", "label_en", "label_zh"),
           "stage": "" if sorts else GAP}
    if reading is None:
        return row | _gaps("value", "unit", "hedge", "counted", "measure")
    value = "" if reading.value is None else f"{reading.value}"
    value = f"{reading.value:.12f}" if "e" in value else value
    unit, known = reading.unit or "", unit_at(reading.unit or "", 0)
    rate = known is not None and known.group == "rate"
    counted = "rate" if rate else {"元": "money", **dict.fromkeys(_PEOPLE, "person")}.get(unit, GAP)
    measure = "threshold" if sorts else "rate" if rate else GAP
    return row | {"value": value, "unit": unit, "hedge": reading.hedge, "counted": counted, "measure": measure}


def _said(words: Words, one: Spoken) -> tuple:
    """Return what makes two quantities one said twice: number, hedge, measure word and the noun behind it."""
    after = words.joined[one.end:one.end + 2]
    if one.reading is None or not one.reading.value or one.reading.value < 10 or not after.isalpha():
        return (one.start,)
    return (one.reading.value, one.reading.hedge, one.reading.unit, after)


def _set_aside(words: Words, left: set[int], frame: dict, starts: list, known: list[dict], draft: Draft) -> None:
    """Draft a row for each other numeral, those of one phrase together, wherever the phrase stands."""
    done: set[int] = set()
    used = {row["phrase"] for row in known}
    held = {place for one in words.spoken for place in range(one.start, one.end)}
    for start, end, numeral in words.numerals:
        if start not in left or start in done or start in held:
            continue
        first, last = set_aside_phrase(words, start, end, numeral.kind, used)
        phrase = words.joined[first:last]
        used.add(phrase)
        inside = [(a, n) for a, b, n in words.numerals if first <= a and b <= last and a not in held]
        at = words.joined.find(phrase)
        while at >= 0:
            done.update(a - first + at for a, _ in inside)
            at = words.joined.find(phrase, at + len(phrase))
        reason = _REASONS.get(numeral.kind, (GAP, GAP))
        draft.rows["set_aside"].append({
            **frame, "section": _section_at(starts, first), "phrase": phrase,
            "numeral": " ".join("".join(n.text.split()) for _, n in inside),
            "occurrences": f"{words.joined.count(phrase)}", "kind": numeral.kind, "reason_en": reason[0],
            "reason_zh": reason[1]})


def _periods(known: list[dict], draft: Draft) -> None:
    """Draft the windows that no row of the table of periods has."""
    order = max([0, *(int(row["order"]) for row in known if row["order"].isdigit())])
    names = dict.fromkeys(row["period"] for row in draft.rows["observations"])
    for name in [name for name in names if name not in {row["period"] for row in known}]:
        order += 1
        start, end = state_ends(name) or (GAP, GAP)
        draft.rows["periods"].append({"period": name, "label_en": GAP, "start": start, "end": end, "order": order})
