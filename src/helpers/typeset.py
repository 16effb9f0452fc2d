"""Measure and break text, Chinese and Latin mixed, in layout millimetres."""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from math import fsum

from .style import INK, Setting, font_path

POINT = 25.4 / 72  # millimetres in a point
LEADING = 1.36  # line height as a multiple of the text size
_WIDOW = 4.0  # ems that the last line of several has at least, where it can
_CENTRE = 0.345  # from the middle of a line down to its baseline, likewise
_NO_START = "，。、；：？！）》”’」』】〕%％—…·)]},.;:?!*" + "".join(map(chr, range(0x24D0, 0x24EA)))  # and ⓐ to ⓩ
_NO_END = "（《“‘「『【〔([{"
_LOOSE = re.compile(r"（[^（） ]{1,16}）|[A-Za-z0-9À-ÿ'’\-–+./%&¥≥≤,:;!?)(“”\"]+|\s+|.", re.S)
_ATOM = re.compile(
    r"\*\w+|[“\"]\w+ \+[”\"]|\([^() ]{1,14}\)|[0-9.,]+ (?:bn|m|k)\b(?: yuan)?[).,;]*|" + _LOOSE.pattern, re.S)
_MOST_EMPTY = 1.5  # that a line is moved to the left, at most, in millimetres: less than a box leaves around it
_PAUSE = re.compile(r"(?<=[，；：])")
_OPENING = "“‘《〈「『（【"  # whose left half is empty in a Chinese font
_HAN = re.compile(r"(?:(?<=[A-Za-z0-9%()])[\u4e00-\u9fff]|[\u4e00-\u9fff](?=[A-Za-z0-9%()]))")


@cache
def _font():
    from matplotlib.ft2font import FT2Font
    font = FT2Font(str(font_path()))
    font.set_size(100.0, 72)
    return font


@cache
def _wide_font():
    import matplotlib
    from matplotlib.ft2font import FT2Font
    font = FT2Font(f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans.ttf")
    font.set_size(100.0, 72)
    return font


def _forget_fonts() -> None:
    """Close the fonts: a forked process must not read from the same place of an open file as its parent."""
    _font.cache_clear()
    _wide_font.cache_clear()


if hasattr(os, "register_at_fork"):  # Linux and macOS; matplotlib does the same with its own
    os.register_at_fork(after_in_child=_forget_fonts)


@lru_cache(maxsize=100_000)
def _advance(character: str) -> float:
    """Advance of one character as a multiple of the text size."""
    return _measure(_font(), character)


@lru_cache(maxsize=100_000)
def _widest(character: str) -> float:
    """Advance in the wider of our font and one that few fonts of an office program exceed."""
    known = _wide_font().get_char_index(ord(character))
    return max(_advance(character), _measure(_wide_font(), character) if known else 0.0)


def _measure(font, character: str) -> float:
    from matplotlib.ft2font import LoadFlags
    return font.load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100


def empty_half(text: str, points: float = 9.0) -> float:
    """Return how much room a text leaves empty before its opening quotation mark or bracket, in millimetres.

    Text that begins a line is moved to the left by it, so that what is seen stands at the margin.
    """
    return min(_bearing(text[0]) * points * POINT, _MOST_EMPTY) if text and text[0] in _OPENING else 0.0


@lru_cache(maxsize=100)
def _bearing(character: str) -> float:
    from matplotlib.ft2font import LoadFlags
    glyph = _font().load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return min(glyph.horiBearingX / 64 / 100, 0.5)


def width(text: str, points: float = 9.0, office: bool = False) -> float:
    """Return the width of the widest line of a text in millimetres; as `office` text, at most."""
    return max((_office_sum(line) if office else fsum(map(_advance, line)) for line in text.split("\n")),
               default=0.0) * points * POINT


def height(text: str, points: float = 9.0) -> float:
    """Return the height of a text of one or more lines in millimetres."""
    return (text.count("\n") + 1) * points * POINT * LEADING


def wrap(text: str, room: float, points: float = 9.0, balance: bool = False, office: bool = False) -> str:
    """Break a text into lines of at most `room` millimetres.

    Latin words stay whole; Chinese breaks between any two characters, but no line begins
    with closing or ends with opening punctuation. With `balance`, as many lines as needed
    anyway are made about equally long, so that no word stands alone. With `office`, into no
    fewer lines than an office program needs, whichever of the usual fonts it has.
    """
    if office:
        return "\n".join(line for part in text.split("\n") for line in _break(part, room / (points * POINT), True))
    if balance:
        lines = wrap(text, room, points).count("\n")
        clauses = [part for part in _PAUSE.split(text) if part]
        paused = wrap_parts(clauses, "", room, points)
        if len(clauses) > 1 and paused.count("\n") == lines and all(width(one, points) <= room for one in clauses):
            return paused
        while room > 10 and wrap(text, room - 2, points).count("\n") == lines and width(
                wrap(text, room - 2, points), points) <= room - 2:
            room -= 2
    return "\n".join(line for part in plain_quotes(text).split("\n") for line in _break(part, room / (points * POINT)))


def wrap_parts(parts: list[str], between: str, room: float, points: float = 9.0) -> str:
    """Break a line of several parts, rather between than within them.

    Parameters
    ----------
    parts : list of str
    between : str
        What stands between two parts of one line.
    room, points : float
        As for `wrap`.
    """
    lines: list[str] = []
    for part in parts:
        if lines and width(lines[-1] + between + part, points) <= room:
            lines[-1] += between + part
            continue
        lines += wrap(part, room, points).split("\n")
    return "\n".join(lines)


def _break(text: str, room: float, office: bool = False) -> list[str]:
    def measure(piece: str) -> float:
        return _office_sum(piece) if office else fsum(map(_advance, piece))

    lines, line, used = [], [], 0.0
    before: list[str] = []  # the line above the one being filled
    for atom in _atoms(text, room if office else None):
        size = measure(atom)
        reach = measure("".join([*line, atom])) if office else used + size
        if line and reach > room and not atom.isspace():
            carried = []
            while len(line) > 1 and line[-1][-1] in _NO_END:
                carried.insert(0, line.pop())
            lines.append("".join(line).rstrip())
            before, line = line, carried
            used = measure("".join(line))
        if line or not atom.isspace():
            line.append(atom)
            used += size
    if before and not office:
        lines[-1], line = _no_widow(before, line, room)
    return [*lines, "".join(line).rstrip()]


def _no_widow(before: list[str], line: list[str], room: float) -> tuple[str, list[str]]:
    """Move words down to a last line that is shorter than a word or two, as long as the line above stays the longer."""
    least = min(_WIDOW, room * 0.3)
    before, line = list(before), list(line)
    while fsum(map(_advance, "".join(line))) < least and len(before) > 1:
        last = len(before) - 1
        while last > 0 and (before[last].isspace() or before[last - 1][-1] in _NO_END):
            last -= 1
        moved = "".join(before[last:])
        if not last or fsum(map(_advance, "".join(before[:last]))) < fsum(map(_advance, moved + "".join(line))):
            break
        before, line = before[:last], [moved, *line]
    return "".join(before).rstrip(), line


def _office_sum(text: str) -> float:
    """Width in an office program, at most: it sets up to a quarter of an em between Chinese and Latin."""
    return fsum(map(_widest, text)) + 0.25 * len(_HAN.findall(text))


def _atoms(text: str, room: float | None = None) -> list[str]:
    """Split a text into pieces that are never broken; closing punctuation clings to its word.

    With `room`, as an office program does: a pair of brackets is no such piece, and one that
    is wider than the room is broken anywhere.
    """
    atoms: list[str] = []
    for piece in (_ATOM if room is None else _LOOSE).findall(text):
        if atoms and piece[0] in _NO_START and not atoms[-1].isspace():
            atoms[-1] += piece
        else:
            atoms.append(piece)
    return [part for atom in atoms for part in (atom if room and _office_sum(atom) > room else [atom])]


def write(target, x: float, y: float, text: str, *, points: float = 9.0, colour: str = INK, ha: str = "left",
          va: str = "top", dx: float = 0.0, dy: float = 0.0, transform=None, **keywords) -> list:
    """Write a text line by line, so that every line stands exactly where it should.

    Parameters
    ----------
    target : matplotlib.axes.Axes or matplotlib.figure.Figure
    x, y : float
        Where the block stands, in the coordinates of `transform` (data coordinates unless given).
    text : str
        Lines parted by line breaks; break it with `wrap` first.
    points : float
        Text size on a page; larger on a slide.
    colour, ha : str
        Colour, and left, center or right.
    va : {"top", "center", "bottom"}
        Which edge of the block `y` is.
    dx, dy : float
        Shift to the right and downwards in layout millimetres.
    **keywords
        As for `matplotlib.text.Text`.

    Returns
    -------
    list of matplotlib.text.Text
        One a line.
    """
    from matplotlib.transforms import ScaledTranslation
    figure = getattr(target, "figure", target)
    base = transform if transform is not None else getattr(target, "transData", figure.transFigure)
    lines = plain_quotes(text).split("\n")
    em, inch = points * POINT, Setting.size.scale / 25.4
    down = dy + {"top": 0.0, "center": -0.5, "bottom": -1.0}[va] * len(lines) * em * LEADING
    return [target.text(x, y, line, fontsize=points * Setting.size.scale, color=colour, ha=ha, va="baseline",
                        transform=base + ScaledTranslation(
                            (dx - (empty_half(line, points) if ha == "left" else 0.0)) * inch,
                            -(down + em * (LEADING * (0.5 + place) + _CENTRE)) * inch,
                            figure.dpi_scale_trans), **keywords)
            for place, line in enumerate(lines)]


def plain_quotes(text: str) -> str:
    """In English, set straight quotation marks: those of the Chinese font are a whole character wide."""
    return text if Setting.language == "zh" else text.replace("“", '"').replace("”", '"')
