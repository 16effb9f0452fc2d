"""Draft the rows about an article as a whole: its region, its source, its sections."""

import re

from helpers.errors import RefusedError
from helpers.loading import GAP

from .articles import Article, Section

# Colours for further regions: at least 4.5:1 on white, as numerals have them too; apart from ink, from each other
# and from the first two regions', for readers with a colour vision deficiency too (a test holds the distances).
COLOURS = ("#00806A", "#815CC9", "#662200", "#AE0DFF")
_KINDS = {"街道": "Subdistrict", "区": "District", "县": "County", "市": "City", "镇": "Town", "乡": "Township",
          "州": "Prefecture", "旗": "Banner", "村": "Village", "省": "Province"}
_PLACE = re.compile("[^省市县区州旗]{1,8}?(?:自治区|自治州|自治县|新区|[省市县区州旗])|.+")


def find_source(article: Article, sources: list[dict], region: str | None = None) -> dict[str, str] | None:
    """Find the row of `sources.csv` that an article belongs to, by fingerprint, then by file name.

    Raises
    ------
    RefusedError
        Where the article belongs to another region.
    """
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
