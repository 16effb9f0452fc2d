"""What the page shows, as plain words in the language in force: rows, parts, hedges, limits, themes."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from .. import notes
from ..loading import load_categories, load_tables
from ..report.collect import read_theme
from ..style import Setting, say
from ..wording import bounds, is_exact, label, listed, note, period, quantity
from .words import LIMITS, WORDS

ROW_COLUMNS = ["id", "region", "label_en", "label_zh", "phrase", "also", "value", "unit", "hedge", "low", "high",
               "low_open", "high_open", "measure", "period", "period_basis", "section", "note_en", "note_zh"]
PART_COLUMNS = ["id", "region", "parent", "order", "kind", "name_en", "name_zh", "observations", "section", "note_en",
                "note_zh"]


class Content:
    """The data in words of one language, each table read once.

    Parameters
    ----------
    drawn : dict of str to list
        For each observation the figures that draw it, as (number, name, title).
    """

    def __init__(self, drawn: dict[str, list[tuple[int, str, str]]]) -> None:
        self.tables, self.drawn = load_tables(), drawn
        self.language = Setting.language
        self.observations = self.tables["observations"]
        self.regions = self.tables["regions"].sort_values("order")
        self.sections = self.tables["sections"].set_index(["source", "section"])["label_en"]
        self.names = {field: load_categories("observations", field)[f"label_{self.language}"]
                      for field in ("theme", "measure", "counted")}

    def words(self) -> dict[str, str]:
        """Return the page's own words."""
        return {key: say(text) for key, text in WORDS.items()}

    def row(self, name: str) -> dict:
        """Return what is said of one observation."""
        row = self.observations.loc[name]
        before, found, after = row["phrase"].partition(row["words"])
        exact = is_exact(row)
        said = {
            "id": name, "label": label(row), "note": note(row), "also": row["also"],
            "phrase": (before, found, after) if found else (row["phrase"], "", ""),
            "value": quantity(row["value"], row["unit"]), "exact": exact,
            "bounds": "" if exact else bounds(row["low"], row["high"], row["low_open"], row["high_open"], row["unit"]),
            "period": period(row), "carried": row["period_basis"] == "carried",
            "section": self.section(row), "criterion": row["measure"] == "threshold",
            "region": row["region"], "place": self.regions.at[row["region"], f"short_{self.language}"],
            "theme": row["theme"], "drawn": self.drawn.get(name, []),
            **{f"{field}_name": names[row[field]] for field, names in self.names.items()}}
        searched = [name, row["phrase"], row["also"], said["value"], said["section"][0], said["section"][1],
                    *(row[f"{part}_{one}"] for part in ("label", "note") for one in ("en", "zh")),
                    row["period"], row["period_en"], said["theme_name"], said["measure_name"], said["place"]]
        return {**said, "search": " ".join(dict.fromkeys(filter(None, searched))).lower()}

    def section(self, row: pd.Series) -> tuple[str, str]:
        """Return a row's heading as printed, and in English on a page in English."""
        return row["section"], "" if self.language == "zh" else self.sections[row["source"], row["section"]]

    def part(self, name: str) -> dict:
        """Return what is said of one named part of a mechanism."""
        row = self.tables["mechanisms"].loc[name]
        stated = [label(self.observations.loc[one]) for one in row["observations"]]
        kinds = load_categories("mechanisms", "kind")[f"label_{self.language}"]
        return {"id": name, "name": row[f"name_{self.language}"], "printed": row["name_zh"], "kind": kinds[row["kind"]],
                "section": self.section(row), "stated": listed(stated) if stated else say(WORDS["none"]),
                "note": note(row)}

    def computed(self, marks: list[dict]) -> list[str]:
        """Say what a figure draws that no article prints, and from which rows it comes."""
        said = say(WORDS["computed_from"])
        found = [said.format(shown=mark["shown"], rows=listed(
            [label(self.observations.loc[one]) for one in mark["row"].split(" + ")]))
            for mark in marks if " + " in mark["row"]]
        return list(dict.fromkeys(found))

    def hedges(self) -> list[dict]:
        """Return every hedging word of the data: how it is read, and where it stands."""
        lead = "：" if self.language == "zh" else ": "
        open_rows = notes.hedged(self.observations)
        said = []
        for word, group in open_rows.groupby("hedge", sort=False):
            rule = notes.hedge_note(group).partition(lead)[2]
            said.append({"word": word, "rule": rule.removeprefix(word) if self.language == "zh" else rule,
                         "rows": [self.row(name) for name in group.index]})
        return said

    def limits(self) -> list[tuple[str, str]]:
        """Return what cannot be said, and why."""
        periods = self.observations["period"]
        used = self.tables["periods"][self.tables["periods"]["period"].isin(periods[periods != "none"])]
        closed = int(((used["start"] == "stated") & (used["end"] == "stated")).sum())
        none = "没有一种" if self.language == "zh" else "none"
        counts = {"periods": len(used), "undated": int((periods == "none").sum()),
                  "closed": none if not closed else f"{closed}种" if self.language == "zh" else closed}
        return [(say(head), say(body).format(**counts)) for head, body in LIMITS]

    def same_kinds(self) -> list[tuple[str, list[str]]]:
        """Return, for each kind that several articles count, what each of them counts: one text a region."""
        rows = self.observations[self.observations["measure"] != "threshold"]
        found = []
        for kind, group in rows.groupby("counted", observed=True):
            if group["region"].nunique() > 1:
                said = [listed([label(row) for _, row in group[group["region"] == region].iterrows()])
                        for region in self.regions.index]
                found.append((self.names["counted"][kind], said))
        return found

    def relations(self) -> list[dict]:
        """Return how observations stand to each other, criteria apart."""
        table = self.tables["relations"]
        names = load_categories("relations", "relation")[f"label_{self.language}"]
        basis = load_categories("relations", "basis")[f"label_{self.language}"]
        return [{"one": label(self.observations.loc[row["observation"]]), "relation": names[row["relation"]],
                 "other": label(self.observations.loc[row["other"]]), "basis": basis[row["basis"]],
                 "reason": row[f"note_{self.language}"]}
                for _, row in table[table["relation"].isin(["may_overlap", "part_of", "same_as"])].iterrows()]

    def aside(self) -> list[dict]:
        """Return the numerals that measure nothing."""
        kinds = load_categories("set_aside", "kind")[f"label_{self.language}"]
        return [{"place": self.regions.at[row["region"], f"short_{self.language}"], "phrase": row["phrase"],
                 "kind": kinds[row["kind"]], "reason": row[f"reason_{self.language}"], "section": self.section(row)}
                for _, row in self.tables["set_aside"].iterrows()]

    def articles(self) -> list[dict]:
        """Return the articles with the regions that they are about, in the order of the regions."""
        sources, said = self.tables["sources"].reset_index().set_index("region"), []
        for region, row in self.regions.iterrows():
            rows = self.observations[self.observations["region"] == region]
            counts = say(WORDS["stated_count"]).format(count=len(rows), hedged=len(notes.hedged(rows)))
            for _, source in sources.loc[[region]].iterrows():
                said.append({"region": region, "name": row[f"name_{self.language}"], "title": source["title_zh"],
                             "title_en": "" if self.language == "zh" else source["title_en"],
                             "place": row[f"place_{self.language}"], "about": row[f"about_{self.language}"],
                             "stated": counts, "not_known": source[f"not_known_{self.language}"]})
        return said

    def filters(self) -> dict[str, list[tuple[str, str]]]:
        """Return what the table can be narrowed to: value and words of each choice."""
        themes = [name for name in self.names["theme"].index if (self.observations["theme"] == name).any()]
        return {"region": list(self.regions[f"short_{self.language}"].items()),
                "theme": [(name, self.names["theme"][name]) for name in themes],
                "exactness": [("hedged", say(WORDS["hedged_only"])), ("exact", say(WORDS["exact_only"]))]}


def theme_of(notebook: Path) -> str:
    """Return a notebook's heading in the language in force."""
    return read_theme(notebook, Setting.language)


def dataset(content: Content, package: dict, files: list[tuple[str, str]], version: str) -> dict:
    """Describe the data for search engines, in the words of schema.org.

    Parameters
    ----------
    content : Content
    package : dict
        The data's descriptor.
    files : list of tuple of str
        Address and media type of each file offered.
    version : str
    """
    kind = "@type"
    described = {field["name"]: field["description"] for resource in package["resources"]
                 if resource["name"] == "observations" for field in resource["schema"]["fields"]}
    return {
        "@context": "https://schema.org", kind: "Dataset", "name": say(WORDS["name"]),
        "alternateName": say(WORDS["other_name"]),
        "description": f"{say(WORDS['claim'])}. {package['description']}", "version": version,
        "inLanguage": ["en", "zh-Hans"], "license": package["licenses"][0]["path"], "isAccessibleForFree": True,
        "creator": {kind: "Organization", "name": package["contributors"][0]["title"]},
        "keywords": [name for names in content.names.values() for name in dict.fromkeys(names)],
        "spatialCoverage": [{kind: "Place", "name": row["place"]} for row in content.articles()],
        "isBasedOn": [{kind: "Article", "headline": row["title"], "inLanguage": "zh-Hans"}
                      for row in content.articles()],
        "variableMeasured": [{kind: "PropertyValue", "name": name, "description": text}
                             for name, text in described.items()],
        "distribution": [{kind: "DataDownload", "contentUrl": href, "encodingFormat": media, "name": Path(href).name}
                         for href, media in files]}


def table_rows(content: Content, names: list[str]) -> list[list[object]]:
    """Return observations for a CSV, both languages, bounds computed."""
    rows = content.observations.loc[names].reset_index()[ROW_COLUMNS]
    return [[_plain(cell) for cell in row] for row in rows.itertuples(index=False, name=None)]


def table_parts(content: Content, names: list[str]) -> list[list[object]]:
    """Return parts of mechanisms for a CSV."""
    rows = content.tables["mechanisms"].loc[names].reset_index()[PART_COLUMNS]
    return [[_plain(cell) for cell in row] for row in rows.itertuples(index=False, name=None)]


def _plain(cell: object) -> object:
    """Write a cell as the data do: no needless decimals, lists parted by spaces, nothing where there is no bound."""
    if isinstance(cell, tuple):
        return " ".join(cell)
    if isinstance(cell, float):
        return "" if abs(cell) == float("inf") or cell != cell else f"{cell:.10g}"
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else cell


def read_package(data: Path) -> dict:
    """Return the data's descriptor."""
    return json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
