"""Prose that agrees with the data: numerals in sentences, and the sentences that data and outputs have left behind."""

import json
import re
from pathlib import Path

import pandas as pd

from .loading import load_observations
from .wording import NUMBER_WORDS

_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9, "万": 1e4, "亿": 1e8}
_WORDS = {word: number for number, word in enumerate(NUMBER_WORDS) if number > 1}  # one is no number here
for _tens, _ten in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2):
    _WORDS |= {_ten: 10 * _tens} | {f"{_ten}-{NUMBER_WORDS[one]}": 10 * _tens + one for one in range(1, 10)}
_NUMERAL = re.compile(
    rf"(?<![\w.])(?:(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>{'|'.join(_SCALES)})?(?![a-z])"
    rf"|(?P<word>{'|'.join(sorted(_WORDS, reverse=True))})\b(?:\s(?P<times>thousand|million|billion))?)",
    re.IGNORECASE,
)
# A name may hold a numeral that counts nothing here: “three new”, `03-funding`, [the third](…).
_NAMES = re.compile(r"“[^”]*”|‘[^’]*’|`[^`]*`|\]\([^)]*\)|<[^>]*>")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n\s*(?=[-*|#])|\n\n+")


def numerals(text: str) -> list[tuple[str, float]]:
    """Return the numerals of a text, names left out: each as written, in digits or in English words, and its value.

    Examples
    --------
    >>> numerals("Between 58 and 67 in “three new” fields, twenty-seven communities, 8.01bn yuan")
    [('58', 58.0), ('67', 67.0), ('twenty-seven', 27.0), ('8.01bn', 8010000000.0)]
    """
    found = []
    for match in _NUMERAL.finditer(_NAMES.sub(" ", text)):
        scale = _SCALES.get((match["scale"] or match["times"] or "").lower(), 1)
        value = float(match["digits"].replace(",", "")) if match["digits"] else _WORDS[match["word"].lower()]
        found.append((match[0], round(float(value) * scale, 6)))
    return found


def stale_sentences(path: Path) -> list[str]:
    """List the sentences of a notebook's prose with numerals that its data and outputs do not hold, and these."""
    cells, stale = json.loads(path.read_text(encoding="utf-8"))["cells"], []
    known = _numbers_of([output for cell in cells for output in cell.get("outputs", [])])
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    for sentence in [one for text in prose for one in _SENTENCE.split(text)]:
        if lost := [said for said, value in numerals(sentence) if value not in known]:
            stale.append(f"{' '.join(sentence.split())} [not in the data or outputs: {', '.join(lost)}]")
    return stale


def _numbers_of(outputs: list[dict]) -> set[float]:
    """Return the numbers that outputs print, and those of every observation that they show."""
    printed = [text for output in outputs for text in (output.get("text"), output.get("data", {}).get("text/plain"))]
    shown, rows = json.dumps(outputs, ensure_ascii=False), load_observations()
    rows = rows[[name in shown or row["phrase"] in shown for name, row in rows.iterrows()]]
    numbers = set(pd.concat([rows["value"], rows["low"], rows["high"]]).dropna())
    said = "\n".join(["".join(text) for text in printed if text] + list(rows["phrase"]))
    return numbers | {value for _, value in numerals(said)}
