"""Draft the rows of an article: what its words say is filled in, what a person must decide is a gap.

Only what no row accounts for is drafted, so that drafting again adds what is new and nothing else.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from helpers.errors import RefusedError, Row
from helpers.loading import read_descriptor
from helpers.rules import DESCRIPTOR, GAP

from .accounts import compare, mentions
from .articles import Article, lay_out
from .periods import Window, find_window, state_ends
from .phrases import LONGEST, choose_phrase, choose_set_aside, name_parts
from .tables import read_rows
from .words import PUNCTUATION, Categories, Quantity, Words

BEFORE = "（此前）"  # ends the label of a level before a change
_GOAL = re.compile("力争|预计|目标|有望|将达|将建|到20\\d\\d年|计划(?![”》])")
# Colours for further regions: at least 4.5:1 on white, as numerals have them too; apart from ink, from each other
# and from the first two regions', for readers with a colour vision deficiency too (a test holds the distances).
COLOURS = ("#00806A", "#815CC9", "#662200", "#AE0DFF")
_KINDS = {"街道": "Subdistrict", "区": "District", "县": "County", "市": "City", "镇": "Town", "乡": "Township",
          "州": "Prefecture", "旗": "Banner", "村": "Village", "省": "Province"}
_PLACE = re.compile("[^省市县区州旗]{1,8}?(?:自治区|自治州|自治县|新区|[省市县区州旗])|.+")


def make_draft(article: Article, folder: Path, region: str) -> tuple[dict[str, list[dict]], list[str]]:
    """Draft the rows that the tables do not have of an article, and say what the curator should look at.

    Raises
    ------
    RefusedError
        Where `region` is no id, or the article belongs to another region.
    """
    if not re.fullmatch("[a-z][a-z0-9]*", region):
        raise RefusedError(f"{region!r} is no id of a region: small letters and digits, a letter first, such as qingxi")
    descriptor, old = read_descriptor(folder), read_rows(folder)
    dateline, title, layout = lay_out(article)
    found = find_source(article, old["sources"], region)
    source = found or draft_source(article, region, old["sources"], dateline, title)
    known = {name: [row for row in old[name] if row["source"] == source["id"]]
             for name in ("sections", "observations", "set_aside")}
    sections = [] if known["sections"] else [
        {"source": source["id"], "section": one.name, "label_en": {"标题": "Title", "导语": "Lead"}.get(one.name, GAP),
         "level": one.level, "part": one.part, "order": order} for order, one in enumerate(layout)]
    headings = [row["section"] for row in known["sections"] or sections]

    def place(at: int) -> dict:
        """Say where a row belongs whose words stand at a place of the text."""
        above = [one.name for one in layout if one.start <= at and one.name in headings]
        return {"region": region, "source": source["id"], "section": (above or headings or [GAP])[-1]}

    accounts = compare(article, known["observations"], known["set_aside"])
    notes = [] if source["sha256"] == article.sha256 else [
        f"look at sources.csv: {article.file} is not the text that {source['id']} was curated from "
        "(another fingerprint)"]
    notes += [f"look at {one['row']}: {one['note']}" for one in accounts if one["note"]]
    left = {article.inside(one["start"]) for one in accounts if one["status"] == "unaccounted"}
    words = Words(article)
    observations, relations, more = _observations(
        words, left, place, Categories(descriptor["observations"]), old["observations"])
    aside = _set_aside(words, left, place, Categories(descriptor["set_aside"]))
    set_aside = [row for row in aside if row["phrase"] not in [one["phrase"] for one in known["set_aside"]]]
    after = compare(article, known["observations"] + observations, known["set_aside"] + set_aside)
    notes += more + [
        f"{one['text']} at {one['start']}-{one['end']} could not be drafted: no words around it stand apart in "
        f"{LONGEST} characters and read the same by themselves; add its row by hand"
        for one in after if one["status"] == "unaccounted"]
    names = {row["period"]: state_ends(row["period"]) for row in observations}
    new = [name for name in names if name not in [row["period"] for row in old["periods"]]]
    periods = [{"period": name, "label_en": GAP, "start": names[name][0], "end": names[name][1], "order": order}
               for order, name in enumerate(new, next_number(row["order"] for row in old["periods"]))]
    regions = [] if region in [row["id"] for row in old["regions"]] else [
        draft_region(region, dateline, old["regions"])]
    return {"regions": regions, "sources": [] if found else [source], "sections": sections,
            "periods": periods, "observations": observations, "relations": relations, "set_aside": set_aside}, notes


def _observations(words: Words, left: set[int], place: Callable[[int], dict], categories: Categories,
                  old: list[dict]) -> tuple[list[dict], list[dict], list[str]]:
    """Draft a row for each quantity, and how criteria stand to what they sort; say what to look at in them."""
    new = [one for one in words.quantities if not left.isdisjoint(range(one.start, one.end))]
    sorts = {one: words.sorted_by(one) for one in new if words.is_criterion(one)}
    criteria = {about: one for one, about in reversed(sorts.items())}
    region = place(0)["region"]
    first = next_number(row["id"].removeprefix(f"{region}-") for row in old)
    drafted: dict[Quantity, dict] = {}
    for one in new:
        span = choose_phrase(words, one, criteria.get(one))
        if not span:
            continue
        row = _observation(words, one, span, criteria.get(one), categories)
        if earlier := _said_before(words, one, row, list(drafted.values())):
            earlier["also"] = f"{earlier['also']} {row['phrase']}".strip()
            continue
        row |= {"id": f"{region}-{first + len(drafted):02d}", **place(one.start)}
        if row["label_zh"] in [other["label_zh"] for other in (*old, *drafted.values())]:
            row["label_zh"] = GAP
        drafted[one] = row
    relations = []
    for one, about in sorts.items():
        if one in drafted and about in drafted:
            row, other = drafted[one], drafted[about]
            row |= {name: other[name] for name in ("theme", "counted") if row[name] == GAP}
            relations.append({
                "region": region, "observation": row["id"], "relation": "criterion_of", "other": other["id"],
                "basis": "stated", "note_zh": f"“{row['phrase']}”是标准，所计者均符合。",
                "note_en": f"A criterion, “{row['phrase']}”: what is counted meets it."})
    rows = list(drafted.values())
    notes = [f"{row['id']}: taken for one quantity said {len(said)} times: {', '.join(said)}"
             for row in rows if len(said := mentions(row)) > 1]
    for name in ("theme", "counted"):
        found = [row["id"] if row["label_zh"] == GAP else row["label_zh"] for row in rows if row[name] == GAP]
        notes += [f"{name}: the words decide no category for {', '.join(found)}: choose one, or add one to "
                  f"{DESCRIPTOR}"] if found else []
    return rows, relations, notes


def _observation(words: Words, one: Quantity, span: tuple[int, int], criterion: Quantity | None,
                 categories: Categories) -> dict:
    """Draft the row of a quantity that a criterion may sort, with the words of a span as its phrase."""
    sorts, reading, phrase = words.is_criterion(one), one.reading, words.joined[slice(*span)]
    before, behind = name_parts(words, one, span, criterion)
    label = f"“{phrase}”标准" if sorts else before + behind
    ending = BEFORE if one in words.levels else ""
    fits = 2 <= len(label) <= LONGEST - len(ending) and not {*label} & {*PUNCTUATION}
    window = Window() if sorts else find_window(words.joined, one.start, one.end)
    row = {"phrase": phrase, "also": "", "label_en": GAP, "label_zh": label + ending if fits else GAP,
           "period": window.period, "period_basis": window.basis, "value": GAP, "unit": GAP, "hedge": GAP}
    if reading:
        value = "" if reading.value is None else f"{Decimal(str(reading.value)):f}"
        row |= {"value": value, "unit": one.unit, "hedge": reading.hedge}
    if _GOAL.search(words.joined, words.clause(one.start)[0], one.start):
        row |= {"note_en": "A goal, not a result.", "note_zh": "这是目标，不是结果。"}
    return row | categories.judge(words, one, before, behind)


def _said_before(words: Words, one: Quantity, row: dict, drafted: list[dict]) -> dict | None:
    """Find the row of the same quantity said before: in the same words, or the same number of the same noun."""
    noun = words.joined[one.end:one.end + 2]
    telling = noun.isalpha() and one.reading and (one.reading.value or 0) >= 10
    return next((earlier for earlier in drafted if earlier["phrase"] == row["phrase"]
                 or (telling and noun in earlier["phrase"]
                     and all(earlier[name] == row[name] for name in ("value", "unit", "hedge")))), None)


def _set_aside(words: Words, left: set[int], place: Callable[[int], dict], categories: Categories) -> list[dict]:
    """Draft a row for each other numeral, those of one phrase together, wherever the phrase stands."""
    rows: list[dict] = []
    held = {at for one in words.quantities for at in range(one.start, one.end)}
    others = [one for one in words.article.numerals if one[0] not in held]
    for start, end, numeral in others:
        span = choose_set_aside(words, start, end) if start in left else None
        if not span:
            continue
        phrase = words.joined[slice(*span)]
        inside = [(first, one) for first, last, one in others if span[0] <= first and last <= span[1]]
        left = left - {first - span[0] + found.start() for found in re.finditer(re.escape(phrase), words.joined)
                 for first, _ in inside}
        rows.append(place(span[0]) | categories.reasons(numeral.kind) | {
            "phrase": phrase, "numeral": " ".join("".join(one.text.split()) for _, one in inside),
            "occurrences": f"{words.joined.count(phrase)}", "kind": numeral.kind})
    return rows


def find_source(article: Article, sources: list[Row], region: str | None = None) -> Row | None:
    """Find the row of an article in `sources.csv`, by fingerprint, then by file name; refuse that of another region."""
    same = [row for row in sources if row["sha256"] == article.sha256]
    known = same or [row for row in sources if row["file"] == article.file]
    own = next((row for row in known if region in (None, row["region"])), None)
    if same and not own:
        raise RefusedError(f"{article.file} is the article of the region {same[0]['region']} already")
    return own


def next_number(cells: Iterable[str]) -> int:
    """Return the number behind all that stand in cells of a table."""
    return 1 + max([0, *(int(cell) for cell in cells if cell.isdigit())])


def draft_region(region: str, dateline: str, known: list[dict]) -> dict:
    """Draft a region: names from the dateline (某省云岭市清溪区), a colour and a shape that no other region has."""
    row = {"id": region} | dict.fromkeys(
        ("name_zh", "name_en", "short_zh", "short_en", "place_zh", "place_en", "about_zh", "about_en"), GAP)
    *above, name = _PLACE.findall(dateline) or [""]
    if above:
        kind = next((english for chinese, english in _KINDS.items() if name.endswith(chinese)), None)
        row |= {"short_zh": name, "short_en": region.capitalize(), "place_zh": "".join(above),
                "name_zh": name if above[-1].endswith("省") else above[-1] + name,
                "name_en": f"{region.capitalize()} {kind}" if kind else GAP}
    for field, choices in (("colour", COLOURS), ("marker", "oDs^vP")):
        row[field] = next((one for one in choices if one not in [other[field] for other in known]), GAP)
    return row | {"order": next_number(row["order"] for row in known)}


def draft_source(article: Article, region: str, known: list[dict], dateline: str, title: str) -> dict:
    """Draft the row of an article in `sources.csv`."""
    number = 1 + sum(row["region"] == region for row in known)
    dated = re.search(r"(?:19|20)\d\d年", article.joined)
    return {
        "id": f"{region}-article" + (f"-{number}" if number > 1 else ""), "region": region,
        "file": article.file, "sha256": article.sha256, "characters": len(article.text),
        "dateline_zh": dateline or GAP, "dateline_en": GAP, "title_zh": title or GAP, "title_en": GAP,
        "not_known_en": f"Publisher, date and page are not recorded here{'' if dated else '; no year is printed'}.",
        "not_known_zh": f"此处未载出版者、日期与版面{'' if dated else '；全文不印年份'}。"}
