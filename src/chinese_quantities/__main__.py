"""The command line: ``python -m chinese_quantities phrase 近600万元`` and ``… find article.txt``."""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from .reader import Numeral, PhraseError, find_numerals, read_phrase
from .readings import describe

__all__ = ["EncodingError", "find", "main", "phrase"]

_BAD_INPUT = 2


class EncodingError(ValueError):
    """Input that is not UTF-8."""


def phrase(phrases: Iterable[str], as_json: bool = False) -> int:
    """Read phrases and print a line for each.

    Parameters
    ----------
    phrases : iterable of str
        ``"-"`` stands for standard input, a phrase on each line.
    as_json : bool
        Print JSON lines: the fields of a reading, or the phrase and its ``error``.

    Returns
    -------
    int
        The exit status: 0, also where phrases are refused; 2 where standard input is not UTF-8.

    Examples
    --------
    >>> phrase(["近600万元", "近年"])
    近600万元: 6000000 元, hedge 近, from 5400000 to below 6000000
    近年: not read: no quantity
    0
    """
    def line(text: str) -> str:
        try:
            reading = read_phrase(text)
        except PhraseError as error:
            return _json({"phrase": text, "error": error.reason}) if as_json else f"{text}: not read: {error.reason}"
        return _json(reading.as_dict()) if as_json else f"{text}: {describe(reading.as_dict())}"
    return _print(line(text) for text in _given(phrases))


def find(path: str, as_json: bool = False) -> int:
    """Find the numerals of a text file and print a line for each.

    Parameters
    ----------
    path : str
        ``"-"`` stands for standard input.
    as_json : bool
        Print JSON lines: the fields of a numeral.

    Returns
    -------
    int
        The exit status: 0, or 2 where the text cannot be read.
    """
    def lines() -> Iterator[str]:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        for numeral in find_numerals(_decoded(raw, "standard input" if path == "-" else path)):
            yield _json(numeral.as_dict()) if as_json else _listed(numeral)
    return _print(lines())


def _given(phrases: Iterable[str]) -> Iterator[str]:
    for given in phrases:
        if given == "-":
            for line in sys.stdin.buffer:
                yield _decoded(line, "standard input").rstrip("\r\n")
        else:
            yield _decoded(os.fsencode(given), "an argument")


def _json(fields: dict) -> str:
    return json.dumps(fields, ensure_ascii=False)


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EncodingError(f"{name} is not UTF-8 (perhaps GBK, GB18030 or UTF-16): save it as UTF-8, "
                            "or convert it: iconv -f GB18030 -t UTF-8") from None


def _listed(numeral: Numeral) -> str:
    words = "".join(numeral.text.split())
    return f"{numeral.start}-{numeral.end}\t{words}\t{numeral.kind}\t{describe(numeral.as_dict())}".rstrip()


def _print(lines: Iterator[str]) -> int:
    """Print in UTF-8 whatever the locale; a reader that goes away early (… | head -1) is no error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it exits
    except (EncodingError, OSError) as error:
        reason = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else error
        print(f"error: {reason}", file=sys.stderr)
        return _BAD_INPUT
    return 0


def main(arguments: list[str] | None = None, prog: str = "chinese_quantities") -> int:
    """Run the command line; see ``--help``, which calls it by the name of `prog`."""
    parser = argparse.ArgumentParser(prog=prog, description="Read hedged quantities in Chinese text.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("phrase", help="read phrases that carry one quantity each")
    one.add_argument("phrases", nargs="+", metavar="PHRASE", help="a phrase; - reads one per line from standard input")
    every = commands.add_parser("find", help="list every numeral of a text with its kind and what it leaves open")
    every.add_argument("file", metavar="FILE", help="a text file in UTF-8; - reads standard input")
    for command in (one, every):
        command.add_argument("--json", action="store_true", help="JSON lines, for programs")
    given = parser.parse_args(arguments)
    return phrase(given.phrases, given.json) if given.command == "phrase" else find(given.file, given.json)


if __name__ == "__main__":
    raise SystemExit(main())
