"""What the words of an article decide about a row: theme, stage, what is counted, measure.

The words that decide for a value stand with it in `data/datapackage.json`, as `words` of a
category; a new category brings its own, and no code changes.
"""

from helpers.loading import GAP

from .words import Quantity, Words, is_rate


class Categories:
    """The categories of a table's fields, by its part of the descriptor."""

    def __init__(self, resource: dict):
        self.fields = {field["name"]: field["categories"] for field in resource["schema"]["fields"]
                       if "categories" in field}

    def reasons(self, kind: str) -> tuple[str, str]:
        """Give why a numeral of a kind measures nothing, in English and Chinese."""
        one = next((one for one in self.fields["kind"] if one["value"] == kind), None)
        return (one["description"], f"{one['label_zh']}，不计量。") if one else (GAP, GAP)

    def judge(self, words: Words, one: Quantity, before: str, behind: str) -> dict[str, str]:
        """Fill in what the words of a quantity's clause decide, and those beside it that name what is counted."""
        if one.reading is None:
            return dict.fromkeys(("theme", "stage", "counted", "measure"), GAP)
        noun, sorts, level = before + behind, words.is_criterion(one), words.level_before(one)
        begin, stop = words.clause(one.start)
        clause = words.joined[begin:stop if level is one else one.start]
        # Both ends of a change say how many there were, unless the noun is of something that flows.
        measure = self._decide("measure", noun) if level else self._decide("measure", clause, noun)
        measure = "stock" if level and measure == GAP else measure
        return {"theme": self._theme(noun), "counted": self._counted(one.unit, before, behind),
                "stage": "" if sorts else self._decide("stage", clause, noun, first=True),
                "measure": "threshold" if sorts else "rate" if is_rate(one.unit) else measure}

    def _found(self, field: str, text: str) -> list[tuple[int, int, str]]:
        """Give where the words of a field's categories stand in a text: (end, length, value)."""
        return [(text.rfind(word) + len(word), len(word), one["value"]) for one in self.fields[field]
                for word in one.get("words", ()) if word in text]

    def _decide(self, field: str, *texts: str, first: bool = False) -> str:
        """Give the value whose word stands in the first text that holds any; a gap where none does.

        Of several words the last decides, since the head of a Chinese noun comes last (重点项目企业 are
        firms), or the first, where a verb leads the clause (投入改造资金).
        """
        found = next((found for text in texts if (found := self._found(field, text))), [])
        if first and found:
            return min(found, key=lambda one: (one[0] - one[1], -one[1]))[2]
        return max(found)[2] if found else GAP

    def _theme(self, noun: str) -> str:
        """Give the one theme whose words stand in a noun; a gap where none or several have any."""
        themes = {value for _, _, value in self._found("theme", noun)}
        return themes.pop() if len(themes) == 1 else GAP

    def _counted(self, unit: str, before: str, behind: str) -> str:
        """Give what is counted: by the measure word where it decides (人, 元, %), else by a noun that surely ends.

        A noun before the quantity ends there, one behind it where the phrase does, unless a verb stands in it.
        """
        if is_rate(unit):
            return "rate"
        of_unit = [one["value"] for one in self.fields["counted"] if unit in one.get("units", ())]
        found = max(self._found("counted", behind or before), default=(0, 0, GAP))
        left = len(behind or before) - found[0]
        if of_unit or left > (0 if behind else 2):
            return of_unit[0] if of_unit else GAP
        rest = behind[:found[0] - found[1]]
        verbs = [value for field in ("stage", "measure") for _, _, value in self._found(field, rest)]
        return GAP if verbs or len(rest) > 4 else found[2]
