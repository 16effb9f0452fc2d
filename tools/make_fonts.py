"""Make the fonts of the figures; src/helpers/fonts/README.md says from which sources, and how to install them.

    python tools/make_fonts.py FOLDER_OF_NOTO_SANS_CJK

The same sources and the same versions of the packages give the same bytes: the dates in the fonts are their sources'.
"""

import sys
from importlib.resources import as_file, files
from pathlib import Path

import cffsubr
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import OverlapMode, instantiateVariableFont

FONTS = Path(__file__).parents[1] / "src" / "helpers" / "fonts"
# Each weight, and the weight of Source Sans whose stems, once enlarged, are as thick as those of Noto's own Latin.
WEIGHTS = {"Regular": (400, 400), "Medium": (500, 517), "Bold": (700, 655)}
SCALE = 1117  # thousandths: Noto's Latin is Source Sans enlarged, so that a digit is 555 units wide instead of 497
LATIN = {*range(0x20, 0x180), *range(0x2C6, 0x2DE), *range(0x2000, 0x20C0), *range(0x2100, 0x2300),
         *range(0x25A0, 0x2600)}
GB_2312 = {code for code in range(0x4E00, 0xA000) if chr(code).encode("gb2312", "ignore")}
MORE = set(map(ord, "瞭啰镕喆堃犇昇祎翀珺琎玥赟垚堉炘晞彧婳瑄璟锜劼"))  # of today's words and names, not in GB 2312
CHINESE = {*LATIN, *range(0x391, 0x3CA), *range(0x2460, 0x2500), 0x2605, 0x2606, *range(0x3000, 0x3020), *GB_2312,
           *MORE, *range(0x338E, 0x33A7), *range(0xFE50, 0xFE6C), *range(0xFF01, 0xFF5F), *range(0xFFE0, 0xFFE7)}


def write(font: TTFont, characters: set[int], family: str, style: str) -> None:
    """Keep these characters with their kerning, give the font our names and metrics, and write it."""
    font.recalcTimestamp = False
    options = Options(layout_features=["ccmp", "kern"], hinting=False, notdef_outline=True, recalc_bounds=True,
                      name_IDs=[0, 3, 7, 8, 9, 10, 11, 12, 13, 14], name_languages=[0x409])
    options.drop_tables += ["BASE", "GDEF", "STAT", "VORG", "gasp", "prep", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)

    plain = style in ("Regular", "Bold")  # older programs know no other weight in a family
    postscript = f"{family.replace(' ', '')}-{style}"
    names = {1: family if plain else f"{family} {style}", 2: style if plain else "Regular", 3: postscript,
             4: f"{family} {style}", 5: f"Version {font['head'].fontRevision:.3f}", 6: postscript}
    for number, text in (names if plain else names | {16: family, 17: style}).items():
        font["name"].setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        cffsubr.subroutinize(font)  # 5 % smaller
        cff = font["CFF "].cff
        top = cff.topDictIndex[0]
        cff.fontNames, top.FullName, top.FamilyName, top.Weight = [postscript], names[4], family, style
        for part in top.FDArray:
            part.FontName = f"{postscript}-{part.FontName.rpartition('-')[2]}"

    # One set of metrics, Noto's, so that a line does not move where it falls back from one family to the other.
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = 1160, -288, 0
    os2 = font["OS/2"]
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap, os2.usWinAscent, os2.usWinDescent = 880, -120, 0, 1160, 288
    os2.usWeightClass, os2.fsSelection = WEIGHTS[style][0], 1 << 5 if style == "Bold" else 1 << 6
    font["head"].macStyle = int(style == "Bold")
    font.save(FONTS / f"{postscript}.{'otf' if 'CFF ' in font else 'ttf'}")


def main(noto: Path) -> None:
    """Make three weights of each family."""
    for style, (_, weight) in WEIGHTS.items():
        fonts = TTCollection(noto / f"NotoSansCJK-{style}.ttc", lazy=True).fonts
        chinese = next(font for font in fonts if font["name"].getDebugName(1).startswith("Noto Sans CJK SC"))
        for table in chinese["cmap"].tables:
            if 0x2015 in table.cmap:  # the full-width dash of Chinese, which the font joins to one like it
                table.cmap[0x2014] = table.cmap[0x2015]
        write(chinese, CHINESE, "Two Regions SC", style)
        with as_file(files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf") as path:
            latin = instantiateVariableFont(TTFont(path), {"wght": weight}, overlap=OverlapMode.REMOVE)
        scale_upem(latin, SCALE)
        latin["head"].unitsPerEm = 1000
        write(latin, LATIN, "Two Regions Latin", style)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
