"""Draft the rows of an article: what its words say is filled in, what a person must decide is a gap.

Only what no row accounts for is drafted, so that drafting again adds what is new and nothing else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from helpers.loading import DESCRIPTOR, GAP, read_descriptor

from .accounts import compare
from .articles import Article
from .deciding import Categories
from .heads import check_id, draft_region, draft_sections, draft_source, find_sections, next_order
from .layout import lay_out
from .ledger import find_source, read_rows
from .periods import Window, find_window, state_ends
from .phrasing import BEFORE, choose_phrase, labels_of, set_aside_phrase
from .spoken import Spoken, Words, criterion_of, find_spoken, is_criterion

__all__ = ["Draft", "make_draft"]

_GOAL = re.compile("力争|计划|预计|目标|有望|将达|将建|到20\\d\\d年")


@dataclass
class Draft:
    """Rows by table, and what to tell the curator about them."""

    rows: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    notes: list[str] = field(default_factory=list)

    @property
    def gaps(self) -> int:
        """How many cells a person must fill."""
        return sum(value == GAP for rows in self.rows.values() for row in rows for value in row.values())


@dataclass
class _Task:
    """What the drafting of one article needs at every step."""

    words: Words
    left: set[int]  # places of numerals without a row
    frame: dict[str, str]  # region and source
    sections: list[tuple[int, str]]
    categories: dict[str, Categories]  # of each table
    draft: Draft

    def section_at(self, place: int) -> str:
        before = [name for start, name in self.sections if start <= place]
        return before[-1] if before else self.sections[0][1] if self.sections else GAP


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
    descriptor, draft = read_descriptor(folder), Draft()
    old = {name: read_rows(folder, name) for name in descriptor}
    check_id(descriptor, region)
    dateline, title, layout = lay_out(article)
    if region not in [row["id"] for row in old["regions"]]:
        draft.rows["regions"].append(draft_region(region, dateline, old["regions"]))
    source = find_source(article, old["sources"], region)
    if not source:
        source = draft_source(article, region, old["sources"], dateline, title)
        draft.rows["sources"].append(source)
    elif source["sha256"] != article.sha256:
        draft.notes.append(f"look at sources.csv: {article.file} is not the text that {source['id']} was curated from "
                           "(another fingerprint)")
    mine = {name: [row for row in old[name] if row["source"] == source["id"]] for name in
            ("sections", "observations", "set_aside")}
    draft.rows["sections"] += [] if mine["sections"] else draft_sections(layout, source["id"])
    accounts, strays = compare(article, mine["observations"], mine["set_aside"])
    draft.notes += [f"look at {stray}" for stray in strays]
    draft.notes += [f"look at {one.row}: {one.note}" for one in accounts if one.status == "mismatch"]
    left = {article.inside(one.numeral.start, one.numeral.end)[0] for one in accounts if one.status == "unaccounted"}
    task = _Task(find_spoken(article), left, {"region": region, "source": source["id"]},
                 find_sections(article, layout, mine["sections"]),
                 {name: Categories(descriptor[name]) for name in ("observations", "set_aside")}, draft)
    _observations(task, old["observations"])
    _set_aside(task, mine["set_aside"])
    _periods(old["periods"], draft)
    after, _ = compare(article, mine["observations"] + draft.rows["observations"],
                       mine["set_aside"] + draft.rows["set_aside"])
    draft.notes += [f"{numeral.text} at {numeral.start}-{numeral.end} could not be drafted: add its row by hand"
                    for numeral in (one.numeral for one in after if one.status == "unaccounted")]
    return draft


def _observations(task: _Task, old: list[dict]) -> None:
    """Draft a row for each quantity, and how criteria stand to what they sort."""
    words = task.words
    drafted: dict[int, dict] = {}
    new = [one for one in words.spoken if any(place in task.left for place in range(one.start, one.end))]
    labels = {row["label_zh"] for row in old}
    for one in sorted(new, key=lambda one: not is_criterion(words, one)):  # their words go into the others'
        criterion = next((drafted[c.start]["phrase"] for c in words.spoken if c.start in drafted
                          and criterion_of(words, c) is one and is_criterion(words, c)), "")
        phrase, reason = choose_phrase(words, one, criterion, bare=is_criterion(words, one))
        earlier = _said_before(words, one, phrase, drafted)
        if earlier:
            earlier["also"] = f"{earlier['also']} {phrase}".strip()
            continue
        row = _observation(task, one, phrase or GAP, criterion, labels)
        labels.add(row["label_zh"])
        drafted[one.start] = task.frame | row | {"reason": reason}
    pairs = [(drafted.get(one.start), drafted.get(about.start)) for one in new if is_criterion(words, one)
             if (about := criterion_of(words, one))]
    for criterion, other in pairs:
        if criterion and other:  # what a criterion is about is what it sorts
            criterion |= {name: other[name] for name in ("theme", "counted") if criterion[name] == GAP}
    _number(drafted, task.frame["region"], old, task.draft)
    task.draft.rows["relations"] += [_relation(one, other) for one, other in pairs if one and other]


def _observation(task: _Task, one: Spoken, phrase: str, criterion: str, labels: set[str]) -> dict:
    words, sorts = task.words, is_criterion(task.words, one)
    names = [f"“{phrase}”标准"] if sorts else labels_of(words, one, criterion)
    window = Window() if sorts else find_window(words.joined, one.start, one.end)
    row = {"section": task.section_at(one.start), "phrase": phrase, "also": "", "period": window.period,
           "period_basis": window.basis, "label_en": GAP,
           "label_zh": next((name for name in names if name not in labels), GAP)}
    if _GOAL.search(words.joined, words.clause(one.start)[0], one.start):
        row |= {"note_en": "A goal, not a result.", "note_zh": "这是目标，不是结果。"}
    noun = names[0].removesuffix(BEFORE) if names else ""
    return row | _reading(one) | task.categories["observations"].judge(words, one, noun)


def _reading(one: Spoken) -> dict[str, str]:
    if one.reading is None:
        return dict.fromkeys(("value", "unit", "hedge"), GAP)
    value = "" if one.reading.value is None else f"{one.reading.value}"
    return {"value": f"{one.reading.value:.12f}" if "e" in value else value, "unit": one.reading.unit or "",
            "hedge": one.reading.hedge}


def _said_before(words: Words, one: Spoken, phrase: str | None, drafted: dict[int, dict]) -> dict | None:
    """Find the row of the same quantity said before: in the same words, or the same number of the same noun."""
    noun, reading = words.joined[one.end:one.end + 2], _reading(one)
    if not phrase or one.reading is None:
        return None
    for start, row in drafted.items():
        about = words.joined[max(0, start - 8):start + len(phrase)]
        same = noun.isalpha() and noun in about and (one.reading.value or 0) >= 10
        if row["phrase"] == phrase or (same and start < one.start and reading.items() <= row.items()):
            return row
    return None


def _number(drafted: dict[int, dict], region: str, old: list[dict], draft: Draft) -> None:
    """Give the rows ids behind the highest number that a drafted id has, and say what to look at."""
    stems = [row["id"].removeprefix(f"{region}-") for row in old if row["id"].startswith(f"{region}-")]
    last = max([0, *(int(stem) for stem in stems if stem.isdigit())])
    for number, start in enumerate(sorted(drafted), last + 1):
        row = drafted[start]
        row["id"], reason = f"{region}-{number:02d}", row.pop("reason")
        draft.rows["observations"].append(row)
        said = [row["phrase"], *row["also"].split()]
        if len(said) > 1:
            draft.notes.append(f"{row['id']}: taken for one quantity said {len(said)} times: {', '.join(said)}")
        if row["phrase"] == GAP:
            draft.notes.append(f"{row['id']}: no phrase could be chosen: {reason}")
    for name in ("theme", "counted"):
        found = [row["id"] if row["label_zh"] == GAP else row["label_zh"] for row in draft.rows["observations"]
                 if row[name] == GAP]
        if found:
            draft.notes.append(f"{name}: the words decide no category for {', '.join(found)}: choose one, or add one "
                               f"to {DESCRIPTOR}")


def _relation(criterion: dict, other: dict) -> dict:
    words = criterion["phrase"]
    return {"region": criterion["region"], "observation": criterion["id"], "relation": "criterion_of",
            "other": other["id"], "basis": "stated", "note_en": f"A criterion, “{words}”: what is counted meets it.",
            "note_zh": f"“{words}”是标准，所计者均符合。"}


def _set_aside(task: _Task, known: list[dict]) -> None:
    """Draft a row for each other numeral, those of one phrase together, wherever the phrase stands."""
    done: set[int] = set()
    words, used = task.words, {row["phrase"] for row in known}
    held = {place for one in words.spoken for place in range(one.start, one.end)}
    for start, end, numeral in words.numerals:
        if start not in task.left or start in done or start in held:
            continue
        first, last = set_aside_phrase(words, start, end, used)
        phrase = words.joined[first:last]
        used.add(phrase)
        inside = [(a, n) for a, b, n in words.numerals if first <= a and b <= last and a not in held]
        for found in re.finditer(re.escape(phrase), words.joined):
            done.update(a - first + found.start() for a, _ in inside)
        reason_en, reason_zh = task.categories["set_aside"].reasons(numeral.kind)
        task.draft.rows["set_aside"].append({
            **task.frame, "section": task.section_at(first), "phrase": phrase,
            "numeral": " ".join("".join(n.text.split()) for _, n in inside),
            "occurrences": f"{words.joined.count(phrase)}", "kind": numeral.kind, "reason_en": reason_en,
            "reason_zh": reason_zh})


def _periods(known: list[dict], draft: Draft) -> None:
    """Draft the windows that no row of the table of periods has."""
    names = dict.fromkeys(row["period"] for row in draft.rows["observations"])
    new = [name for name in names if name not in {row["period"] for row in known}]
    for order, name in enumerate(new, next_order(known)):
        start, end = state_ends(name) or (GAP, GAP)
        draft.rows["periods"].append({"period": name, "label_en": GAP, "start": start, "end": end, "order": order})
