"""The command line: `two-regions figures`, `check`, …, or `python -m helpers`; `--help` lists it all."""

import argparse
import io
import os
import signal
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .errors import DataError, RefusedError
from .export import execute_notebooks, export_figures
from .files import trace
from .loading import load_tables
from .notebooks import find_project


def main(argv: list[str] | None = None) -> int:
    """Run a command, that of this process unless given, and return its exit status.

    1 where something is wrong with what was looked at; 2 where the command could not be done; 130 after Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] in (["phrase"], ["find"]):
        from chinese_quantities.__main__ import main as read
        return read(argv, prog="two-regions")
    given = _parser().parse_args(argv)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop_once)
    try:
        find_project()  # every command reads or writes its files
        status = COMMANDS[given.command][0](given)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read has read enough: … | head -1
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (DataError, RefusedError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"cannot write or read: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped; no file is left half-written", file=sys.stderr)
        return 130
    return 2


def _stop_once(*_: object) -> None:
    """Stop at the first Ctrl-C and ignore further ones, so that nothing is left half cleared up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _figures(given: argparse.Namespace) -> int:
    files, failures = export_figures(given.only, given.language, given.format, given.out)
    names = sorted({path.name.split(".")[0] for path in files})
    size = sum(path.stat().st_size for path in files) / 1e6
    where = f" in {files[0].parent}" if files else ""
    print(f"{_figures_in(len(names))}, {len(files)} files ({size:.1f} MB){where}", *names, sep="\n  ")
    return _tell(failures)


def _figures_in(count: int) -> str:
    return f"{count} figure{'s' * (count != 1)}"


def _execute(_: argparse.Namespace) -> int:
    return _tell(execute_notebooks())


def _tell(failures: dict[str, str]) -> int:
    for name, error in failures.items():
        print(f"FAILED {name}: {error}", file=sys.stderr)
    return 1 if failures else 0


def _report(given: argparse.Namespace) -> int:
    from .report import write_report
    language = (given.language or ["en"])[-1]
    path, count = write_report(given.command, given.only, language, given.out, tables=not given.no_tables)
    print(f"{_figures_in(count)} in {path} ({path.stat().st_size / 1e6:.1f} MB)")
    return 0


def _page(given: argparse.Namespace) -> int:
    from .page import write_page
    folder, count = write_page(given.out)
    print(f"{_figures_in(count)} on a page in two languages: {folder}")
    return 0


def _trace(given: argparse.Namespace) -> int:
    for (number, shown), marks in trace(given.figure, find_project() / "figures").groupby(["mark", "shown"]):
        print(f"{number}. {shown}")
        for row in marks.itertuples():
            when = "no period" if row.period == "none" else f"{row.period} ({row.period_basis})"
            print(f"   {row.phrase} | {row.section} | {row.bounds} | {when} | {row.observation}")
    return 0


def _check(_: argparse.Namespace) -> int:
    tables = load_tables(find_project() / "data")
    print("no fault: " + ", ".join(f"{len(table)} {name}" for name, table in tables.items()))
    return 0


def _curate(given: argparse.Namespace) -> int:
    from curation import commands
    if given.command == "audit":
        return commands.audit(given.article, given.region, as_json=given.json)
    if not given.region:
        raise RefusedError("draft needs --region ID: the region that the article is about, new or known")
    return commands.draft(given.article, given.region)


OPTIONS: dict[str, dict[str, Any]] = {
    "figure": {"metavar": "FIGURE", "help": "a figure's name, or a file of figures/"},
    "article": {"metavar": "ARTICLE", "type": Path, "help": "the article's words as a text file"},
    "--only": {"metavar": "NAME", "action": "append", "help": "only this figure (may be repeated)"},
    "--region": {"metavar": "ID", "help": "the region that the article is about"},
    "--language": {"metavar": "LANG", "action": "append", "help": "en or zh; unless given, figures in both, else en"},
    "--format": {"metavar": "LIST", "type": lambda text: text.split(","), "help": "of svg,pdf,png; all unless given"},
    "--out": {"metavar": "PATH", "type": Path, "help": "the folder to write; of deck and document the file"},
    "--no-tables": {"action": "store_true", "help": "leave out the tables of rows behind the figures"},
    "--json": {"action": "store_true", "help": "JSON lines; what is wrong goes to standard error"},
}
COMMANDS = {
    "figures": (_figures, "run the notebooks and export their figures", "--only --language --format --out"),
    "deck": (_report, "write figures as PowerPoint slides, with notes and rows", "--only --language --out --no-tables"),
    "document": (_report, "write figures as a Word file, with notes and rows", "--only --language --out --no-tables"),
    "page": (_page, "write the static page: findings, figures, every number", "--out"),
    "trace": (_trace, "lead from every mark of a figure to the words of the article", "figure"),
    "execute": (_execute, "run the notebooks and keep their outputs in them", ""),
    "check": (_check, "load all data and list every fault", ""),
    "audit": (_curate, "list every numeral of an article, and its row", "article --region --json"),
    "draft": (_curate, "write the rows of an article, with gaps for a person to fill", "article --region"),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="two-regions", description="Two regions in figures (两地数字)")
    parser.add_argument("--version", action="version", version=f"two-regions {version('two-regions-in-figures')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, said, options) in COMMANDS.items():
        command = commands.add_parser(name, help=said)
        for option in options.split():
            command.add_argument(option, **OPTIONS[option])
    commands.add_parser("phrase", help="read hedged quantities")  # these two as chinese_quantities does it
    commands.add_parser("find", help="list every numeral of a text, with its kind and bounds")
    return parser


if __name__ == "__main__":
    sys.exit(main())
