"""The language in force: `say` picks between English and Chinese words, `use` of `helpers.style` sets it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .errors import RefusedError

LANGUAGES = ("en", "zh")
_in_force = "en"


def get_language() -> str:
    """Return the language in force, "en" or "zh"."""
    return _in_force


def set_language(language: str) -> None:
    """Put a language in force.

    Raises
    ------
    RefusedError
        For a language other than en and zh.
    """
    global _in_force
    if language not in LANGUAGES:
        raise RefusedError(f"no language {language!r}; there are: {', '.join(LANGUAGES)}")
    _in_force = language


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Put a language in force for as long as a `with` block runs."""
    before = _in_force
    set_language(language)
    try:
        yield
    finally:
        set_language(before)


def say(en: str, zh: str) -> str:
    """Return the words in the language in force.

    Parameters
    ----------
    en, zh : str
        The same words in English and in Chinese.

    Examples
    --------
    >>> say("Growth", "增速")
    'Growth'
    """
    return zh if _in_force == "zh" else en
