"""The language that words are said in: English or Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .errors import RefusedError

LANGUAGES = ("en", "zh")
_in_force = "en"


def set_language(language: str) -> None:
    """Say everything that follows in this language.

    Parameters
    ----------
    language : {"en", "zh"}

    Raises
    ------
    RefusedError
        For any other language, naming those that there are.
    """
    global _in_force
    if language not in LANGUAGES:
        raise RefusedError(f"no language {language!r}; there are: {', '.join(LANGUAGES)}")
    _in_force = language


def get_language() -> str:
    """Return the language in force, English at first."""
    return _in_force


def say(en: str, zh: str) -> str:
    """Return the words of the language in force.

    Examples
    --------
    >>> say("Growth", "增速")
    'Growth'
    >>> with in_language("zh"):
    ...     say("Growth", "增速")
    '增速'
    """
    return zh if _in_force == "zh" else en


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Say what is inside the `with` in this language, and what follows in the one before."""
    before = get_language()
    set_language(language)
    try:
        yield
    finally:
        set_language(before)
