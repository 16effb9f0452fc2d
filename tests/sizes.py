"""How every figure looks in a column and on a slide, kept as digests.

Page-size figures are committed as SVG. The other sizes would be three times as much again, so of
them only a digest is kept: it tells that a figure changed, and the person who changed it looks at
it (`python -m helpers figures --only NAME --size column --out build`) before renewing the list
with `make notebooks`.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

FILE = Path(__file__).parent / "data" / "sizes.json"
SIZES = ("column", "slide")
DIGITS = 12  # of a digest: enough to tell, and short enough to read a diff


def digest(chart) -> str:
    """Return the digest of a chart's SVG, its coordinates cut to two decimals as in nbval."""
    from helpers.files import svg
    return hashlib.sha256(re.sub(r"(\d+\.\d\d)\d+", r"\1", svg(chart)).encode()).hexdigest()[:DIGITS]


def key(chart) -> str:
    """Return a figure's name with its language and size."""
    return f"{chart.name}.{chart.language}.{chart.size.name}"


def kept() -> dict[str, str]:
    """Return the committed digests."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def today(notebook: str, language: str, size: str, region: str | None) -> dict[str, str]:
    """Return the digests of the charts of one notebook as they are drawn now."""
    from conftest import charts_of
    # Drawn anew: the charts that tests share may have been drawn at other resolutions, which moves what is laid out.
    drawn = charts_of.__wrapped__(notebook, language, size, region=region)
    return {key(chart): digest(chart) for chart in drawn}


def cases() -> list[tuple[str, str, str, str | None]]:
    """Return every notebook with every language, size and region that it is run for."""
    from conftest import ROOT

    from helpers.notebooks import list_runs
    from helpers.style import LANGUAGES
    runs = dict.fromkeys(list_runs(ROOT / "notebooks").values())
    return [(run.notebook, language, size, run.region) for run in runs for language in LANGUAGES for size in SIZES]


def renew() -> int:
    """Write today's digests; say which figures changed, so that a person looks at them."""
    before, after = kept() if FILE.is_file() else {}, {}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for found in pool.map(today, *zip(*cases(), strict=True)):
            after |= found
    text = json.dumps(dict(sorted(after.items())), indent=0) + "\n"
    fresh = FILE.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(FILE)
    changed = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    print(f"column and slide: {len(after)} figures, {len(changed)} changed" + "".join(f"\n  {name}" for name in changed))
    return 0


if __name__ == "__main__":
    sys.exit(renew())
