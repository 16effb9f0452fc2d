"""The fonts in the package have every character that a figure may show, in each weight and with each language's widths."""

import nbformat
import pytest
from conftest import NOTEBOOKS, ROOT
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from helpers import use
from helpers.style import FONTS

use("en")  # makes the fonts known to matplotlib
WEIGHTS = {"normal": 400, "medium": 500, "bold": 700}
LATIN, CHINESE = "Two Regions Latin", "Two Regions SC"


def font(family: str, weight: str) -> TTFont:
    """The font that matplotlib takes for a family and a weight; an error where it would take another family."""
    wanted = font_manager.FontProperties(family=[family], weight=weight)
    return TTFont(font_manager.findfont(wanted, fallback_to_default=False))


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_character_is_there(weight):
    """Protects a figure from an empty box, for our data and for those of any region that keeps to GB 2312."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "data").rglob("*.csv")]
    texts += [cell.source for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells]
    gb_2312 = {chr(code) for code in range(0x4E00, 0xA000) if chr(code).encode("gb2312", "ignore")}
    known = {chr(code) for family in (LATIN, CHINESE) for code in font(family, weight).getBestCmap()}
    assert len(gb_2312) == 6763
    assert not (gb_2312 | set("".join(texts)) - {"\n"}) - known


@pytest.mark.parametrize("family", [LATIN, CHINESE])
@pytest.mark.parametrize(("weight", "number"), WEIGHTS.items())
def test_matplotlib_finds_each_weight(family, weight, number):
    """Protects bold and medium text from being drawn in another weight, and mixed lines from moving up or down."""
    found = font(family, weight)
    assert (found["name"].getBestFamilyName(), found["OS/2"].usWeightClass) == (family, number)
    assert (found["hhea"].ascent, found["hhea"].descent, found["hhea"].lineGap) == (1160, -288, 0)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_punctuation_has_the_widths_of_its_language(weight):
    """Protects English from quotation marks as wide as a Han character, and Chinese from narrow ones."""
    latin, chinese = font(LATIN, weight), font(CHINESE, weight)
    for sign in "“”‘’·×±≥≤":
        assert latin["hmtx"][latin.getBestCmap()[ord(sign)]][0] < 700, sign
    for sign in "“”‘’…—·（，":
        assert chinese["hmtx"][chinese.getBestCmap()[ord(sign)]][0] == 1000, sign


def test_the_licence_is_beside_the_fonts():
    """Protects the rights of the fonts' makers: their licence and notices go with the files, a reserved name does not."""
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert licence.count("Adobe (http://www.adobe.com/)") == 2
    paths = sorted(FONTS.glob("*.[ot]tf"))
    assert len(paths) == 6
    for path in paths:
        names = TTFont(path)["name"]
        assert names.getDebugName(0).startswith("©") and "Open Font License" in names.getDebugName(13)
        assert not any("Source" in (names.getDebugName(number) or "") for number in (1, 3, 4, 6, 16))
