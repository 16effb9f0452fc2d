"""The command line: `two-regions figures`, `check`, …, or `python -m helpers`; `--help` lists it all."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from importlib.metadata import version
from pathlib import Path

from .errors import DataError, RefusedError
from .notebooks import find_project


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit status.

    Parameters
    ----------
    argv : list of str, optional
        The command and its options; those of this process unless given.

    Returns
    -------
    int
        0; 1 where something is wrong with what was looked at; 2 where the command could not be done; 130
        after Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese
    arguments = _parser().parse_args(argv)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop_once)
    try:
        if arguments.command not in ("phrase", "find"):  # all others read or write this project's files
            find_project()
        status = arguments.run(arguments)
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
        print("stopped; what was there is as it was", file=sys.stderr)
        return 130
    return 2


def _stop_once(*_: object) -> None:
    """Stop at the first Ctrl-C and ignore further ones, so that nothing is left half cleared up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="two-regions", description="Two regions in figures (两地数字)")
    parser.add_argument("--version", action="version", version=f"two-regions {version('two-regions-in-figures')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    figures = commands.add_parser("figures", help="run the notebooks and export their figures")
    _add_only(figures)
    figures.add_argument("--region", metavar="ID", help="only the figures that are drawn for each region, for this one")
    figures.add_argument("--language", action="append", metavar="LANG", help="en or zh; both unless given")
    figures.add_argument("--format", type=lambda text: text.split(","), metavar="LIST",
                         help="of svg,pdf,png; all unless given")
    figures.add_argument("--out", type=Path, metavar="DIR", help="target folder; figures/ unless given")
    figures.add_argument("--workers", type=int, metavar="N", help="notebooks run at a time; two unless given")
    figures.set_defaults(run=_figures)

    for kind, said in {"deck": "a PowerPoint file, a figure a slide",
                       "document": "a Word file, a figure a section"}.items():
        report = commands.add_parser(kind, help=f"write figures with their notes and rows as {said}")
        _add_only(report)
        report.add_argument("--language", default="en", metavar="LANG", help="en (unless given) or zh")
        report.add_argument("--out", type=Path, metavar="FILE", help="target file; in figures/ unless given")
        report.add_argument("--no-tables", action="store_true", help="leave out the tables of rows behind the figures")
        report.set_defaults(run=_report)

    page = commands.add_parser("page", help="write the static page: findings, figures, every number")
    page.add_argument("--out", type=Path, metavar="DIR", help="target folder; site/ unless given")
    page.set_defaults(run=_page)

    trace = commands.add_parser("trace", help="lead from every mark of a figure to the words of the article")
    trace.add_argument("figure", metavar="FIGURE", help="a figure's name, or a file of figures/")
    trace.set_defaults(run=_trace)

    phrase = commands.add_parser("phrase", help="read hedged quantities")
    phrase.add_argument("phrases", nargs="+", metavar="PHRASE", help="a phrase; - reads one a line from standard input")
    find = commands.add_parser("find", help="list every numeral of a text, with its kind and bounds")
    find.add_argument("file", metavar="FILE", help="a text file in UTF-8; - reads standard input")
    for command in (phrase, find):
        command.add_argument("--json", action="store_true", help="JSON lines, for programs")
        command.set_defaults(run=_read)

    execute = commands.add_parser("execute", help="run the notebooks and keep their outputs in them")
    execute.set_defaults(run=_execute)
    check = commands.add_parser("check", help="load all data and list every fault")
    check.set_defaults(run=_check)

    audit = commands.add_parser("audit", help="list every numeral of an article, and which row accounts for it")
    audit.add_argument("--region", metavar="ID", help="compare with the rows of this region")
    audit.add_argument("--json", action="store_true", help="JSON lines; what is wrong goes to standard error")
    draft = commands.add_parser("draft", help="write the rows of an article, with gaps for what a person must decide")
    draft.add_argument("--region", metavar="ID", required=True, help="the region that it is about, new or known")
    for command in (audit, draft):
        command.add_argument("article", type=Path, metavar="ARTICLE", help="the article's words as a text file")
        command.set_defaults(run=_curate)
    return parser


def _add_only(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", action="append", metavar="NAME", help="only this figure (may be repeated)")


def _figures(arguments: argparse.Namespace) -> int:
    from .export import export_figures
    outcome = export_figures(arguments.only, arguments.language, arguments.format, arguments.out, arguments.region,
                             arguments.workers)
    size = sum((outcome.folder / name).stat().st_size for name in outcome.files) / 1e6
    print(f"{len(outcome.figures)} figures, {len(outcome.files)} files ({size:.1f} MB) in {outcome.folder}, "
          f"{outcome.seconds:.0f} s")
    for name in outcome.figures:
        print(f"  {name}")
    for label, error in outcome.failures.items():
        print(f"FAILED {label}: {error}", file=sys.stderr)
    return 1 if outcome.failures else 0


def _report(arguments: argparse.Namespace) -> int:
    from .report import write_report
    path, count = write_report(arguments.command, arguments.only, arguments.language, arguments.out,
                               tables=not arguments.no_tables)
    print(f"{count} figures in {path} ({path.stat().st_size / 1e6:.1f} MB)")
    return 0


def _page(arguments: argparse.Namespace) -> int:
    from .page import write_page
    folder, count = write_page(arguments.out)
    print(f"{count} figures on a page in two languages: {folder}")
    return 0


def _trace(arguments: argparse.Namespace) -> int:
    from .trace import trace
    for number, marks in trace(arguments.figure, find_project() / "figures").groupby("mark"):
        print(f"{number}. {marks['shown'].iloc[0]}")
        for _, row in marks.iterrows():
            print(f"   {row['phrase']} | {row['section']} | {row['bounds']} | {row['period']} ({row['period_basis']}) "
                  f"| {row['observation']}")
    return 0


def _read(arguments: argparse.Namespace) -> int:
    from chinese_quantities.__main__ import find, phrase
    if arguments.command == "phrase":
        return phrase(arguments.phrases, arguments.json)
    return find(arguments.file, arguments.json)


def _execute(_: argparse.Namespace) -> int:
    from .notebooks import run_in_place
    wrong = run_in_place(find_project() / "notebooks")
    for name, error in wrong.items():
        print(f"FAILED {name}: {error}", file=sys.stderr)
    return 1 if wrong else 0


def _check(_: argparse.Namespace) -> int:
    from .loading import load_tables
    tables = load_tables(find_project() / "data")
    print("no fault: " + ", ".join(f"{len(table)} {name}" for name, table in tables.items()))
    return 0


def _curate(arguments: argparse.Namespace) -> int:
    from curation.commands import audit, draft
    if arguments.command == "audit":
        return audit(arguments.article, arguments.region, as_json=arguments.json)
    return draft(arguments.article, arguments.region)


if __name__ == "__main__":
    sys.exit(main())
