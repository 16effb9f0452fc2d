"""Read the phrases of the tests with a peer of chinese_quantities, and count what it gets right.

    python benchmarks/peers.py NAME

with an interpreter that has the peer: chinese_quantities, cn2an, jionlp, or recognizers (recognizers-text-suite with
emoji below 2).
"""

import argparse
import csv
import re
import warnings
from math import isclose
from pathlib import Path

PHRASES = Path(__file__).parents[1] / "tests" / "chinese_quantities" / "data" / "phrases.csv"
PEERS = ("chinese_quantities", "cn2an", "jionlp", "recognizers")
WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def read(peer: str, text: str) -> tuple[list[float], list | None]:
    """Return the values that a peer finds in a phrase, and the bounds, if it gives any."""
    if peer == "chinese_quantities":
        from chinese_quantities import read_phrase
        reading = read_phrase(text)
        return [] if reading.value is None else [reading.value], [reading.low, reading.high]
    if peer == "cn2an":  # it wants the numeral alone: the longest run of its characters is cut out
        from cn2an import cn2an
        runs = re.findall("[-0-9.零一二两三四五六七八九十百千万亿点分之]+", text.translate(WIDE))
        return [cn2an(max(runs, key=len), "smart")], None
    if peer == "jionlp":  # money only
        import jionlp
        found = [money["detail"]["num"] for money in jionlp.ner.extract_money(text)]
        if len(found) == 1 and isinstance(found[0], list):
            return [], [end and float(end) for end in found[0]]
        return [float(number) for number in found if isinstance(number, str)], None
    from recognizers_number import recognize_number, recognize_percentage
    found = recognize_percentage(text, "zh-cn") or recognize_number(text, "zh-cn")
    return [float(one.resolution["value"].rstrip("%")) for one in found if one.resolution], None


def same(number: float | None, cell: str, slack: float = 0) -> bool:
    """Compare a number with a cell of the table; an empty cell means no bound."""
    if not cell or number is None:
        return not cell and number is None
    return isclose(number, float(cell), rel_tol=1e-9, abs_tol=slack)


def main(peer: str) -> None:
    """Print how many values and bounds are right, of all phrases and of those about money."""
    answers = []
    for row in csv.DictReader(PHRASES.open(encoding="utf-8")):
        try:
            answers.append((row, *read(peer, row["phrase"])))
        except ValueError:
            answers.append((row, [], None))
    for group, rows in (("all", answers), ("money", [one for one in answers if one[0]["unit"].endswith("元")])):
        valued = [(numbers, row["value"]) for row, numbers, _ in rows if row["value"]]
        right = sum(len(numbers) == 1 and same(numbers[0], value) for numbers, value in valued)
        silent = sum(not numbers for numbers, _ in valued)
        hedged = [(row, ends) for row, _, ends in rows if row["hedge"] != "none" and row["flags"] != "contradiction"]
        bounds = sum(same(ends[0], row["low"], 1) and same(ends[1], row["high"], 1) for row, ends in hedged if ends)
        print(f"{peer}, {group}: of {len(valued)} values {right} right, {len(valued) - right - silent} wrong, "
              f"{silent} not read; of {len(hedged)} bounds {bounds} right")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description="Read the phrases of the tests with a package that is installed.")
    parser.add_argument("peer", choices=PEERS)
    main(parser.parse_args().peer)
