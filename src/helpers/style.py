"""The look of every figure: `use` sets fonts, colours, language and matplotlib's settings."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib import font_manager

from .language import say, set_language
from .loading import load_table

INK, MUTED, HAIR, PALE, PAPER = "#1D222B", "#545B67", "#C8CDD5", "#EEF0F3", "#FFFFFF"
TITLE, MEASURE, TEXT, SMALL = 14, 10, 9, 8  # points; only note and source are small
DASHED, EDGE, FAINT = (0, (2.2, 1.6)), 1.3, 0.1  # of what a hedge leaves open; of open marks: points, share of colour
BASELINE = -3.1  # points from the middle of a mark down to the baseline of a label of 9 points beside it
STYLE_SHEET = Path(__file__).parent / "two_regions.mplstyle"
FONTS = Path(__file__).parent / "fonts"
FAMILIES = {"en": ["Two Regions Latin", "Two Regions SC"], "zh": ["Two Regions SC", "Two Regions Latin"]}
EXPORT = "TWO_REGIONS_EXPORT"  # the variable through which an export asks the notebooks that it runs for files


def use(language: str = "en") -> None:
    """Set the language and the look of all figures that follow.

    Everything begins from matplotlib's defaults, so that the settings of a user's matplotlibrc do not
    change a figure. An export that is under way decides the language itself.

    Parameters
    ----------
    language : {"en", "zh"}

    Raises
    ------
    RefusedError
        For any other language.

    Examples
    --------
    >>> use("zh")
    >>> plt.rcParams["font.family"]
    ['Two Regions SC', 'Two Regions Latin']
    >>> use("en")
    """
    language = export_request().get("language", language)
    set_language(language)
    _register_fonts()
    plt.style.use(["default", STYLE_SHEET])
    mpl.rcParams.update({"font.family": FAMILIES[language], "text.language": say("en", "zh-Hans")})
    # Powers of ten on a log axis are set as formulas, in a font of their own unless told otherwise.
    mpl.rc("mathtext", fontset="custom", **dict.fromkeys(("rm", "it", "bf", "sf", "tt", "cal"), FAMILIES["en"][0]))
    pd.set_option("display.float_format", "{:,.10g}".format)  # 8,010,000,000 and not 8.01e+09
    pd.set_option("display.max_colwidth", 120)


def colour(region: str) -> str:
    """Return the colour of a region's marks, as `data/regions.csv` has it.

    Examples
    --------
    >>> colour("chaoan")
    '#12436D'
    """
    return load_table("regions").at[region, "colour"]


def tint(colour: str, share: float = 0.45) -> str:
    """Mix a colour with white; `share` of it stays.

    Examples
    --------
    >>> tint("#000000", 0.5)
    '#808080'
    """
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * part + (1 - share) * 255):02X}" for part in parts)


def export_request() -> dict:
    """Return what an export that is under way asks of this process; empty where none is."""
    return json.loads(os.environ.get(EXPORT, "{}"))


@cache
def _register_fonts() -> None:
    """Make the package's own fonts known to matplotlib, so that no figure depends on the machine's."""
    for path in sorted(FONTS.glob("*.[ot]tf")):
        font_manager.fontManager.addfont(path)
