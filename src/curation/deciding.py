"""What the words of an article decide about a row: theme, stage, what is counted, measure.

The words that decide for a value stand with it in `data/datapackage.json`, as `words` of a
category; a new category brings its own, and no code changes.
"""

from __future__ import annotations

from helpers.loading import GAP

from .periods import is_level_before
from .spoken import Spoken, Words, changed_from, is_criterion, is_rate

__all__ = ["Categories"]


class Categories:
    """The categories of a table's fields.

    Parameters
    ----------
    resource : dict
        The table's part of the descriptor.
    """

    def __init__(self, resource: dict):
        self.fields = {field["name"]: field["categories"] for field in resource["schema"]["fields"]
                       if "categories" in field}

    def decide(self, field: str, *texts: str, first: bool = False, tail: int | None = None) -> str:
        """Give the value whose word stands in the first text that holds any; a gap where none does.

        Of several words the last decides, since the head of a Chinese noun comes last (重点项目企业 are
        firms), or the first, where a verb leads the clause (投入改造资金). With `tail`, words that end
        farther from the end of the text do not count.
        """
        for text in texts:
            found = [(text.rfind(word) + len(word), len(word), one["value"]) for one in self.fields[field]
                     for word in one.get("words", ()) if word in text]
            if found:
                best = min(found, key=lambda one: (one[0] - one[1], -one[1])) if first else max(found)
                return best[2] if tail is None or len(text) - best[0] <= tail else GAP
        return GAP

    def only(self, field: str, text: str) -> str:
        """Give the one value whose words stand in a text; a gap where none or several have any."""
        found = {one["value"] for one in self.fields[field] for word in one.get("words", ()) if word in text}
        return found.pop() if len(found) == 1 else GAP

    def counted(self, unit: str, noun: str) -> str:
        """Give what is counted: by the measure word where it decides (人, 元, %), else by the noun."""
        if is_rate(unit):
            return "rate"
        of_unit = [one["value"] for one in self.fields["counted"] if unit in one.get("units", ())]
        return of_unit[0] if of_unit else self.decide("counted", noun, tail=2)

    def reasons(self, kind: str) -> tuple[str, str]:
        """Give why a numeral of a kind measures nothing, in English and Chinese."""
        one = next((one for one in self.fields["kind"] if one["value"] == kind), None)
        return (one["description"], f"{one['label_zh']}，不计量。") if one else (GAP, GAP)

    def judge(self, words: Words, one: Spoken, noun: str) -> dict[str, str]:
        """Fill in what the words of a quantity's clause decide."""
        if one.reading is None:
            return dict.fromkeys(("theme", "stage", "counted", "measure"), GAP)
        unit, sorts = one.reading.unit or "", is_criterion(words, one)
        changes = is_level_before(words.joined, one.start, one.end)
        begin, stop = words.clause(one.start)
        before = words.joined[begin:stop if changes else one.start]
        # Both ends of a change say how many there were, unless the noun is of something that flows.
        ends = changes or changed_from(words, one)
        measure = self.decide("measure", noun) if ends else self.decide("measure", before, noun)
        measure = "stock" if ends and measure == GAP else measure
        return {"theme": self.only("theme", noun), "counted": self.counted(unit, noun),
                "stage": "" if sorts else self.decide("stage", before, noun, first=True),
                "measure": "threshold" if sorts else "rate" if is_rate(unit) else measure}
