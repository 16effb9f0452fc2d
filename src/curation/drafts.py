"""Draft the rows of an article: what its words say is filled in, what a person must decide is a gap.

Only what no row accounts for is drafted, so that drafting again adds what is new and nothing else.
"""

import re
from collections.abc import Callable
from pathlib import Path

from helpers.errors import RefusedError
from helpers.loading import read_descriptor
from helpers.rules import DESCRIPTOR, GAP

from .accounts import compare, mentions
from .articles import Article, Section, lay_out
from .periods import Window, find_window, state_ends
from .phrases import LONGEST, choose_phrase, choose_set_aside, name_parts
from .tables import read_rows
from .words import PUNCTUATION, Categories, Quantity, Words

Rows = dict[str, list[dict]]
TABLES = ("regions", "sources", "sections", "periods", "observations", "relations", "set_aside")
BEFORE = "（此前）"  # ends the label of a level before a change
_GOAL = re.compile("力争|预计|目标|有望|将达|将建|到20\\d\\d年|计划(?![”》])")
# Colours for further regions: at least 4.5:1 on white, as numerals have them too; apart from ink, from each other
# and from the first two regions', for readers with a colour vision deficiency too (a test holds the distances).
COLOURS = ("#00806A", "#815CC9", "#662200", "#AE0DFF")
_KINDS = {"街道": "Subdistrict", "区": "District", "县": "County", "市": "City", "镇": "Town", "乡": "Township",
          "州": "Prefecture", "旗": "Banner", "村": "Village", "省": "Province"}
_PLACE = re.compile("[^省市县区州旗]{1,8}?(?:自治区|自治州|自治县|新区|[省市县区州旗])|.+")


def make_draft(article: Article, folder: Path, region: str) -> tuple[Rows, list[str]]:
    """Draft the rows that the tables do not have of an article, and say what the curator should look at.

    Raises
    ------
    RefusedError
        Where `region` is no id, or the article belongs to another region.
    """
    descriptor, old = read_descriptor(folder), read_rows(folder)
    if not re.fullmatch("[a-z][a-z0-9]*", region):
        raise RefusedError(f"{region!r} is no id of a region: small letters and digits, a letter first, such as qingxi")
    rows: Rows = {name: [] for name in TABLES}
    notes: list[str] = []
    dateline, title, layout = lay_out(article)
    if region not in [row["id"] for row in old["regions"]]:
        rows["regions"] = [draft_region(region, dateline, old["regions"])]
    source = find_source(article, old["sources"], region)
    if not source:
        source = draft_source(article, region, old["sources"], dateline, title)
        rows["sources"] = [source]
    elif source["sha256"] != article.sha256:
        notes.append(f"look at sources.csv: {article.file} is not the text that {source['id']} was curated from "
                     "(another fingerprint)")
    known = {name: [row for row in old[name] if row["source"] == source["id"]]
             for name in ("sections", "observations", "set_aside")}
    rows["sections"] = [] if known["sections"] else draft_sections(layout, source["id"])
    headings = [row["section"] for row in known["sections"] or rows["sections"]]

    def place(at: int) -> dict:
        """Say where a row belongs whose words stand at a place of the text."""
        above = [one.name for one in layout if one.start <= at and one.name in headings]
        return {"region": region, "source": source["id"], "section": (above or headings or [GAP])[-1]}

    accounts = compare(article, known["observations"], known["set_aside"])
    notes += [f"look at {one['row']}: {one['note']}" for one in accounts if one["note"]]
    left = {article.inside(one["start"]) for one in accounts if one["status"] == "unaccounted"}
    words = Words(article)
    _observations(words, left, place, Categories(descriptor["observations"]), old["observations"], rows, notes)
    _set_aside(words, left, place, Categories(descriptor["set_aside"]), known["set_aside"], rows)
    names = dict.fromkeys(row["period"] for row in rows["observations"])
    new = [name for name in names if name not in [row["period"] for row in old["periods"]]]
    for order, name in enumerate(new, next_order(old["periods"])):
        start, end = state_ends(name) or (GAP, GAP)
        rows["periods"].append({"period": name, "label_en": GAP, "start": start, "end": end, "order": order})
    after = compare(article, *(known[name] + rows[name] for name in ("observations", "set_aside")))
    notes += [f"{one['text']} at {one['start']}-{one['end']} could not be drafted: no words around it stand apart in "
              f"{LONGEST} characters; add its row by hand" for one in after if one["status"] == "unaccounted"]
    return rows, notes


def _observations(words: Words, left: set[int], place: Callable[[int], dict], categories: Categories,
                  old: list[dict], rows: Rows, notes: list[str]) -> None:
    """Draft a row for each quantity, and how criteria stand to what they sort."""
    region = place(0)["region"]
    new = [one for one in words.quantities if not left.isdisjoint(range(one.start, one.end))]
    sorts = {one: words.sorted_by(one) for one in new if words.is_criterion(one)}
    stems = [row["id"].removeprefix(f"{region}-") for row in old]
    number = max([0, *(int(stem) for stem in stems if stem.isdigit())])
    labels = {row["label_zh"] for row in old}
    drafted: dict[Quantity, dict] = {}
    for one in new:
        criterion = next((other for other, about in sorts.items() if about == one), None)
        row, reason = _observation(words, one, criterion, categories)
        if earlier := _said_before(words, one, row, list(drafted.values())):
            earlier["also"] = f"{earlier['also']} {row['phrase']}".strip()
            continue
        number += 1
        row |= {"id": f"{region}-{number:02d}", **place(one.start)}
        row["label_zh"] = GAP if row["label_zh"] in labels else row["label_zh"]
        labels.add(row["label_zh"])
        drafted[one] = row
        notes += [f"{row['id']}: no phrase could be chosen: {reason}"] if reason else []
    rows["observations"] = list(drafted.values())
    for one, about in sorts.items():
        if one in drafted and about in drafted:
            drafted[one] |= {name: drafted[about][name] for name in ("theme", "counted") if drafted[one][name] == GAP}
            said = drafted[one]["phrase"]
            rows["relations"].append({
                "region": region, "observation": drafted[one]["id"], "relation": "criterion_of",
                "other": drafted[about]["id"], "basis": "stated", "note_zh": f"“{said}”是标准，所计者均符合。",
                "note_en": f"A criterion, “{said}”: what is counted meets it."})
    notes += [f"{row['id']}: taken for one quantity said {len(all_said)} times: {', '.join(all_said)}"
              for row in rows["observations"] if len(all_said := mentions(row)) > 1]
    for name in ("theme", "counted"):
        found = [row["id"] if row["label_zh"] == GAP else row["label_zh"] for row in rows["observations"]
                 if row[name] == GAP]
        notes += [f"{name}: the words decide no category for {', '.join(found)}: choose one, or add one to "
                  f"{DESCRIPTOR}"] if found else []


def _observation(words: Words, one: Quantity, criterion: Quantity | None, categories: Categories) -> tuple[dict, str]:
    """Draft the row of a quantity that a criterion may sort; say why it has no phrase, if it has none."""
    sorts, reading = words.is_criterion(one), one.reading
    around = choose_phrase(words, criterion, bare=True)[0] if criterion else None
    span, reason = choose_phrase(words, one, around, bare=sorts)
    phrase = words.joined[slice(*span)] if span else GAP
    before, behind = name_parts(words, one, span, criterion) if span else ("", "")
    label = f"“{phrase}”标准" if sorts else before + behind
    if not span or len(label) < 2 or {*label} & {*PUNCTUATION}:
        label = GAP
    elif words.level_before(one) is one:
        label += BEFORE
    window = Window() if sorts else find_window(words.joined, one.start, one.end)
    value = f"{reading.value}" if reading and reading.value is not None else ""
    row = {"phrase": phrase, "also": "", "period": window.period, "period_basis": window.basis, "label_en": GAP,
           "label_zh": label if len(label) <= LONGEST else GAP,
           "value": f"{float(value):.12f}" if "e" in value else value if reading else GAP,
           "unit": one.unit if reading else GAP, "hedge": reading.hedge if reading else GAP}
    if _GOAL.search(words.joined, words.clause(one.start)[0], one.start):
        row |= {"note_en": "A goal, not a result.", "note_zh": "这是目标，不是结果。"}
    return row | categories.judge(words, one, before, behind), reason


def _said_before(words: Words, one: Quantity, row: dict, drafted: list[dict]) -> dict | None:
    """Find the row of the same quantity said before: in the same words, or the same number of the same noun."""
    if row["phrase"] == GAP or not one.reading:
        return None
    noun = words.joined[one.end:one.end + 2]
    telling = noun.isalpha() and (one.reading.value or 0) >= 10
    return next((earlier for earlier in drafted if earlier["phrase"] == row["phrase"]
                 or (telling and noun in earlier["phrase"]
                     and all(earlier[name] == row[name] for name in ("value", "unit", "hedge")))), None)


def _set_aside(words: Words, left: set[int], place: Callable[[int], dict], categories: Categories,
               known: list[dict], rows: Rows) -> None:
    """Draft a row for each other numeral, those of one phrase together, wherever the phrase stands."""
    used = {row["phrase"] for row in known}
    held = {at for one in words.quantities for at in range(one.start, one.end)}
    others = [one for one in words.article.numerals if one[0] not in held]
    left = left - held
    for start, end, numeral in others:
        span = choose_set_aside(words, start, end, used) if start in left else None
        if not span:
            continue
        phrase = words.joined[slice(*span)]
        used.add(phrase)
        inside = [(first, one) for first, last, one in others if span[0] <= first and last <= span[1]]
        left -= {first - span[0] + found.start() for found in re.finditer(re.escape(phrase), words.joined)
                 for first, _ in inside}
        reason_en, reason_zh = categories.reasons(numeral.kind)
        rows["set_aside"].append(place(span[0]) | {
            "phrase": phrase, "numeral": " ".join("".join(one.text.split()) for _, one in inside),
            "occurrences": f"{words.joined.count(phrase)}", "kind": numeral.kind, "reason_en": reason_en,
            "reason_zh": reason_zh})


def find_source(article: Article, sources: list[dict], region: str | None = None) -> dict[str, str] | None:
    """Find the row of an article in `sources.csv`, by fingerprint, then by file name; refuse that of another region."""
    for field, value in (("sha256", article.sha256), ("file", article.file)):
        found = [row for row in sources if row[field] == value]
        own = [row for row in found if region in (None, row["region"])]
        if own:
            return own[0]
        if found and field == "sha256":
            raise RefusedError(f"{article.file} is the article of the region {found[0]['region']} already")
    return None


def next_order(rows: list[dict]) -> int:
    """Return the place behind all rows of a table."""
    return 1 + max([0, *(int(row["order"]) for row in rows if row["order"].isdigit())])


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
    return row | {"order": next_order(known)}


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


def draft_sections(layout: list[Section], source: str) -> list[dict]:
    """Draft the headings of an article."""
    labels = {"标题": "Title", "导语": "Lead"}
    return [{"source": source, "section": one.name, "label_en": labels.get(one.name, GAP), "level": one.level,
             "part": one.part, "order": place} for place, one in enumerate(layout)]
