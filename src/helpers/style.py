"""What every figure shares: sizes, fonts, colours, the language, and matplotlib's settings.

Lengths are in layout millimetres: millimetres of a printed page. A slide is set larger and
seen from further away, so there one layout millimetre is 14/9 of a real one, as its text is.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .errors import RefusedError

LANGUAGES = ("en", "zh")
FORMATS = ("svg", "pdf", "png")
INK, MUTED, QUIET, HAIR, PALE, PAPER = "#1D222B", "#545B67", "#767D89", "#C8CDD5", "#EEF0F3", "#FFFFFF"
EXPORT = "TWO_REGIONS_EXPORT"
FONT = "Noto Sans SC"


class Text(NamedTuple):
    """The same words in both languages; `Text("Growth", "增速")["zh"]` picks one."""

    en: str
    zh: str

    def __getitem__(self, key):  # a language, or a position as in any tuple
        return getattr(self, key) if key in LANGUAGES else tuple.__getitem__(self, key)


@dataclass(frozen=True, slots=True)
class Size:
    """A format that figures are made for.

    Attributes
    ----------
    name : str
        page, column or slide.
    width, height : float
        In layout millimetres; the height is the least one where `fixed` is false.
    text : float
        The smallest text in points at final size.
    fixed : bool
        Whether the height stays as it is, as on a slide.
    margin : float
        Empty border in layout millimetres.
    """

    name: str
    width: float
    height: float
    text: float = 9.0
    fixed: bool = False
    margin: float = 5.0

    @property
    def scale(self) -> float:
        """Real millimetres in a layout millimetre."""
        return self.text / 9.0

    @property
    def inner(self) -> float:
        """Width inside the margins, in layout millimetres."""
        return self.width - 2 * self.margin


_SLIDE = 14.0 / 9.0
SIZES = {
    "page": Size("page", 170.0, 70.0),
    "column": Size("column", 85.0, 70.0, margin=3.5),
    "slide": Size("slide", 338.667 / _SLIDE, 190.5 / _SLIDE, text=14.0, fixed=True, margin=6.0),
}


class Setting:
    """The language and size in force; set by `use`, read by everything that draws."""

    language = "en"
    size = SIZES["page"]


def use(language: str = "en", size: str | None = None) -> None:
    """Set the language and size of all figures that follow, and the settings of matplotlib and pandas.

    Parameters
    ----------
    language : {"en", "zh"}
    size : {"page", "column", "slide"}, optional
        Without it: the size that an export under way asks for, else page.

    Raises
    ------
    RefusedError
        For any other language or size, naming those that there are.
    """
    if language not in LANGUAGES:
        raise RefusedError(f"no language {language!r}; there are: {', '.join(LANGUAGES)}")
    size = size or export_request().get("size", "page")
    if size not in SIZES:
        raise RefusedError(f"no size {size!r}; there are: {', '.join(SIZES)}")
    Setting.language, Setting.size = language, SIZES[size]
    import matplotlib
    import pandas as pd
    pd.set_option("display.float_format", "{:,.10g}".format)  # 8,010,000,000, never 8.01e+09
    register_fonts()
    matplotlib.rcParams.update(settings(language))


def say(text: Text | str) -> str:
    """Return a text in the language in force."""
    return text if isinstance(text, str) else text[Setting.language]


def export_request() -> dict:
    """Return what an export under way asks of this process; empty where none is."""
    return json.loads(os.environ.get(EXPORT, "{}"))


def settings(language: str) -> dict:
    """Return matplotlib's settings: reproducible files, Chinese fonts, quiet axes."""
    return {
        "font.family": [FONT], "font.size": 9.0, "text.parse_math": False, "text.hinting": "none",
        "text.language": "zh-Hans" if language == "zh" else "en",
        "svg.fonttype": "path", "pdf.fonttype": 3, "savefig.bbox": "standard", "savefig.facecolor": PAPER,
        "figure.dpi": 100, "savefig.dpi": 300, "path.simplify": False,
        "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": QUIET, "axes.linewidth": 0.6,
        "axes.labelcolor": MUTED, "text.color": INK, "xtick.color": MUTED, "ytick.color": MUTED,
        "lines.linewidth": 1.0, "hatch.linewidth": 0.6,
    }


@cache
def register_fonts() -> tuple[str, ...]:
    """Make the bundled Chinese font known to matplotlib; no font of the machine is used."""
    from matplotlib import font_manager
    path = font_path()
    font_manager.fontManager.addfont(path)
    return (str(path),)


@cache
def font_path() -> Path:
    """Return the file of Noto Sans SC, from the package that carries it."""
    import pylopdf_fonts_zh_cn
    return Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"


def blend(colour: str, share: float) -> str:
    """Mix a colour with the paper; `share` of it stays. Solid mixtures print as they look."""
    parts = [int(colour[i:i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * p + (1 - share) * 255):02X}" for p in parts)
