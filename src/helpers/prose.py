"""Hold the numerals of a notebook's prose against its data and outputs, for prose cannot compute."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

from .loading import load_observations
from .wording import NUMBER_WORDS

_TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9, "万": 1e4, "亿": 1e8}
_TEN = rf"(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(NUMBER_WORDS[1:10])}))?"
_WORD = "|".join([_TEN, *NUMBER_WORDS[2:]])  # one is no number here
_NUMERAL = re.compile(
    rf"(?<![\w.])(?:(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>{'|'.join(_SCALES)})?(?![a-z])"
    rf"|(?P<word>{_WORD})\b(?:\s(?P<times>thousand|million|billion))?)",
    re.IGNORECASE,
)
# A name may hold a numeral that counts nothing here: “three new”, `03-funding`, [the third](…).
_NAMES = re.compile(r"“[^”]*”|‘[^’]*’|`[^`]*`|\]\([^)]*\)|<[^>]*>")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n\s*(?=[-*|#])|\n\n+")


def numerals(text: str) -> list[tuple[str, float]]:
    """Find the numerals of a text, in digits or in English words, names left out.

    Returns
    -------
    list of (str, float)
        The numeral as written, and its value.

    Examples
    --------
    >>> numerals("Between 58 and 67 in “three new” fields, twenty-seven communities, 8.01bn yuan")
    [('58', 58.0), ('67', 67.0), ('twenty-seven', 27.0), ('8.01bn', 8010000000.0)]
    """
    found = []
    for match in _NUMERAL.finditer(_NAMES.sub(" ", text)):
        scale = _SCALES.get((match["scale"] or match["times"] or "").lower(), 1)
        value = float(match["digits"].replace(",", "")) if match["digits"] else _value_of(match["word"].lower())
        found.append((match[0], round(value * scale, 6)))
    return found


def stale_sentences(path: Path) -> list[str]:
    """List the sentences of a notebook's prose whose numerals its data and outputs do not hold.

    Parameters
    ----------
    path : Path
        A notebook with its outputs.

    Returns
    -------
    list of str
        The sentence, and the numerals in it that do not agree any more.
    """
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]
    known = _numbers_of(outputs)
    stale = []
    for cell in cells:
        if cell["cell_type"] != "markdown":
            continue
        for sentence in _SENTENCE.split("".join(cell["source"])):
            lost = [said for said, value in numerals(sentence) if value not in known]
            if lost:
                stale.append(f"{' '.join(sentence.split())} [not in the data or outputs: {', '.join(lost)}]")
    return stale


def _numbers_of(outputs: list[dict]) -> set[float]:
    """Return the numbers that outputs print, and those of every observation that they show."""
    data = [output.get("data", {}) for output in outputs]
    printed = "\n".join(
        [
            "".join(one.get("text/plain", "")) + "".join(output.get("text", ""))
            for one, output in zip(data, outputs, strict=True)
        ]
    )
    everything = printed + "".join(
        "".join(one.get(form, "")) for one in data for form in ("text/html", "image/svg+xml")
    )
    observations = load_observations()
    shown = observations[[name in everything or row["phrase"] in everything for name, row in observations.iterrows()]]
    numbers = {value for _, value in numerals(printed)}
    numbers |= set(pd.concat([shown["value"], shown["low"], shown["high"]]).dropna())
    return numbers | {value for phrase in shown["phrase"] for _, value in numerals(phrase)}


def _value_of(word: str) -> float:
    tens, _, rest = word.partition("-")
    if rest:
        return float(_TENS[tens] + NUMBER_WORDS.index(rest))
    return float(_TENS.get(tens) or NUMBER_WORDS.index(word))
