"""The look of every figure: `use` sets fonts, colours, language and matplotlib's settings; text is set in them.

Lines of mixed Chinese and Latin text are measured and broken here, for matplotlib itself breaks at spaces only.
"""

import json
import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation

from .errors import RefusedError
from .loading import load_table
from .wording import get_language, say, set_language

INK, MUTED, HAIR, PALE, PAPER = "#1D222B", "#545B67", "#C8CDD5", "#EEF0F3", "#FFFFFF"
TITLE, MEASURE, TEXT, SMALL = 14, 10, 9, 8  # points; only note and source are small
DASHED, EDGE, FAINT = (0, (2.2, 1.6)), 1.3, 0.1  # of what a hedge leaves open; of open marks: points, share of colour
BASELINE = -3.1  # points from the middle of a mark down to the baseline of a label of 9 points beside it
STYLE_SHEET = Path(__file__).parent / "two_regions.mplstyle"
FONTS = Path(__file__).parent / "fonts"
FAMILIES = {"en": ["Two Regions Latin", "Two Regions SC"], "zh": ["Two Regions SC", "Two Regions Latin"]}
EXPORT = "TWO_REGIONS_EXPORT"  # the variable through which an export asks the notebooks that it runs for files
_CJK = r"\u2e80-\u9fff\uff00-\uffef"
# A Chinese character with the punctuation that clings to it, a Latin word likewise, or spaces.
_PIECE = re.compile(rf"[“‘（《「]*[{_CJK}][，。、；：？！）》」”’…%]*|[^\s{_CJK}]+[，。、；：？！）》」]*|\s+")


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


@lru_cache(maxsize=20_000)
def _advance(character: str, families: tuple[str, ...], weight: str) -> float:
    """Return the width of a character in ems, in the first font that has it."""
    for family in families:
        font = get_font(findfont(FontProperties(family=family, weight=weight)))
        if font.get_char_index(ord(character)):
            break
    font.set_size(100, 72)
    return font.load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100


def text_width(text: str, points: float = TEXT, weight: str = "normal") -> float:
    """Return the width of one line of text in inches, in the fonts in force."""
    families = tuple(plt.rcParams["font.family"])
    return sum(_advance(one, families, weight) for one in text) * points / 72


def wrap(text: str, inches: float, points: float = TEXT, weight: str = "normal") -> str:
    """Break a text into lines of at most `inches`; line breaks in it stay.

    Latin words stay whole; Chinese breaks between any two characters, but no line begins with closing
    punctuation or ends with an opening bracket.

    Examples
    --------
    >>> print(wrap("Private firms and social organisations", 1.2))
    Private firms and
    social organisations
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _PIECE.findall(paragraph):
            if line and text_width((line + piece).rstrip(), points, weight) > inches:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    return "\n".join(lines)


def wrap_evenly(text: str, inches: float, points: float = TEXT, weight: str = "normal") -> list[str]:
    """Break a text into no more lines than `wrap` does, of much the same length, so that no word is left alone."""
    tries = [wrap(text, share * inches, points, weight).split("\n") for share in (0.6, 0.7, 0.8, 0.9, 1)]
    return next(lines for lines in tries if len(lines) == len(tries[-1]))


def hang(line: str, points: float = TEXT) -> float:
    """Return by how many points a line hangs out: an opening mark of a Chinese font is empty in its left half."""
    return 0.45 * points if get_language() == "zh" and line.startswith(tuple("“‘《「（")) else 0


class Piece(NamedTuple):
    """Words of one size in points, one weight and one colour."""

    text: str
    size: float = TEXT
    weight: str = "normal"
    color: str = INK

    @property
    def width(self) -> float:
        """Their width in millimetres."""
        return text_width(self.text, self.size, self.weight) * 25.4


def line_width(pieces: list[Piece]) -> float:
    """Return the width in millimetres of pieces that stand one after the other, with the room after each."""
    return sum(piece.width + (0.4 if get_language() == "zh" else 0.7) for piece in pieces)


def write_line(ax: Axes, pieces: list[Piece], x: float, base: float) -> list[Text]:
    """Write pieces one after the other from `x`, on axes that measure millimetres."""
    x -= 0.45 * Piece("“").width if pieces and hang(pieces[0].text) else 0
    written = []
    for piece in pieces:
        written.append(ax.text(x, base, piece.text, size=piece.size, weight=piece.weight, color=piece.color))
        x += line_width([piece])
    return written


def set_on_baseline(text: Text) -> None:
    """Put a single line on the baseline of its row in a chart, whatever letters hang below."""
    if "\n" not in text.get_text():
        text.set_verticalalignment("baseline")
        shift(text, up=BASELINE)


def shift(text: Text, right: float = 0, up: float = 0) -> None:
    """Move a text by so many points."""
    fig = text.get_figure(root=True)
    assert fig is not None  # what is moved has been drawn
    text.set_transform(text.get_transform() + ScaledTranslation(right / 72, up / 72, fig.dpi_scale_trans))


@contextmanager
def no_missing_glyph() -> Iterator[None]:
    """Refuse a character that the fonts lack, which matplotlib would draw as an empty box."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing from")
        try:
            yield
        except UserWarning as missing:
            if not (found := re.search(r"Glyph (\d+)", str(missing))):
                raise
            which = repr(chr(int(found[1])))
            raise RefusedError(f"the figure's fonts have no character {which}: write it in another way") from None
