"""Text is measured in the fonts that draw it, or in the wider of those that may."""

from __future__ import annotations

import os

import pytest

from helpers import typeset
from helpers.typeset import width, wrap


def test_lines_for_an_office_program_fit_in_the_wider_font():
    """Protects a slide from words that run out of their box where the program has another font than ours."""
    text = "WIMMOWMMW MMWWO communities coordinating MWWWM organisations " * 3
    lines = wrap(text, 60.0, office=True).split("\n")
    assert max(width(line, office=True) for line in lines) <= 60.0
    assert max(width(line, office=True) for line in wrap(text, 60.0).split("\n")) > 60.0, "the text puts it to the test"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes are forked here")
def test_a_fork_reads_the_font_anew():
    """Protects two forks that measure text at once: they shared the place in the open font, and read broken glyphs."""
    typeset.width("社区")
    assert typeset._font.cache_info().currsize == 1
    child = os.fork()
    if not child:
        os._exit(typeset._font.cache_info().currsize)
    assert os.waitpid(child, 0)[1] == 0
