"""The command line: `python -m helpers figures`, `check`, …; `--help` lists it all."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path

from .environment import settle
from .errors import DataError, RefusedError


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m helpers", description="Two regions in figures (两地数字)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_add_figures, _add_reports, _add_trace, _add_phrase, _add_execute, _add_check, _add_audit, _add_draft,
                _add_site):
        add(commands)
    arguments = parser.parse_args(argv)
    settle()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop_once)
    try:
        return arguments.run(arguments)
    except (DataError, RefusedError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"cannot write or read: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; what was there is as it was", file=sys.stderr)
        return 130


def _stop_once(*_) -> None:
    """Stop at the first Ctrl-C and ignore further ones, so that nothing is left half cleared up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _add_figures(commands) -> None:
    parser = commands.add_parser("figures", help="run the notebooks and export their figures")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this figure (may be repeated)")
    parser.add_argument("--region", metavar="ID", help="only the profile of this region")
    parser.add_argument("--language", action="append", metavar="LANG", help="en or zh; both unless given")
    parser.add_argument("--format", type=lambda text: text.split(","), metavar="LIST",
                        help="of svg,pdf,png; all unless given")
    parser.add_argument("--size", default="page", help="page (170 mm), column (85 mm) or slide (16:9)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="target folder; figures/ unless given")
    parser.add_argument("--workers", type=int, metavar="N", help="notebooks run at a time")
    parser.set_defaults(run=_figures)


def _figures(arguments) -> int:
    from .export import export_figures
    outcome = export_figures(arguments.only, arguments.language, arguments.format, arguments.size, arguments.out,
                             workers=arguments.workers, region=arguments.region)
    size = sum((outcome.folder / name).stat().st_size for name in outcome.files) / 1e6
    print(f"{len(outcome.figures)} figures, {len(outcome.files)} files ({size:.1f} MB) in {outcome.folder}, "
          f"{outcome.seconds:.0f} s")
    for name in outcome.figures:
        print(f"  {name}")
    for label, error in outcome.failures.items():
        print(f"FAILED {label}: {error}", file=sys.stderr)
    return 1 if outcome.failures else 0


def _add_reports(commands) -> None:
    for kind, said in {"deck": "a PowerPoint file, a figure a slide",
                       "document": "a Word file, a figure a section"}.items():
        parser = commands.add_parser(kind, help=f"write figures with their notes and data as {said}")
        parser.add_argument("--language", default="en", metavar="LANG", help="en (unless given) or zh")
        parser.add_argument("--only", action="append", metavar="NAME", help="only this figure (may be repeated)")
        parser.add_argument("--out", type=Path, metavar="FILE", help="target file; in figures/ unless given")
        parser.add_argument("--workers", type=int, metavar="N", help="notebooks run at a time")
        parser.set_defaults(run=_report)


def _report(arguments) -> int:
    from .report import IncompleteError, write_report
    try:
        path, count = write_report(arguments.command, arguments.only, arguments.language, arguments.out,
                                   workers=arguments.workers)
    except IncompleteError as error:
        print(f"{error}\nno {arguments.command} written", file=sys.stderr)
        return 1
    print(f"{count} figures in {path} ({path.stat().st_size / 1e6:.1f} MB)")
    return 0


def _add_trace(commands) -> None:
    parser = commands.add_parser("trace", help="lead from every mark of a figure to the words of the article")
    parser.add_argument("figure", metavar="FIGURE", help="a figure's name, or a file of figures/")
    parser.set_defaults(run=_trace)


def _trace(arguments) -> int:
    from .notebooks import find_notebooks
    from .trace import trace_file
    table = trace_file(arguments.figure, find_notebooks().parent / "figures")
    for number, marks in table.groupby("mark"):
        print(f"{number}. {marks['shows'].iloc[0]} – {marks['what'].iloc[0]}")
        for _, row in marks.iterrows():
            print(f"   {row['phrase']} | {row['section']} | {row['bounds']} | {row['period']} ({row['basis']}) "
                  f"| {row['observation']}")
    return 0


def _add_phrase(commands) -> None:
    parser = commands.add_parser("phrase", help="read hedged quantities, one JSON object a line")
    parser.add_argument("phrases", nargs="+", metavar="PHRASE", help="a phrase; - reads one a line from standard input")
    parser.add_argument("--json", action="store_true", help="JSON lines (also the default)")
    parser.set_defaults(run=_phrase)


def _phrase(arguments) -> int:
    from chinese_quantities.phrases import PhraseError, read_phrase
    for given in arguments.phrases:
        for text in (line.rstrip("\r\n") for line in sys.stdin) if given == "-" else [given]:
            try:
                answer = read_phrase(text).as_dict()
            except PhraseError as error:
                answer = {"phrase": text, "error": error.reason}
            print(json.dumps(answer, ensure_ascii=False))
    return 0


def _add_execute(commands) -> None:
    parser = commands.add_parser("execute", help="run the notebooks and keep their outputs in them")
    parser.set_defaults(run=_execute)


def _execute(arguments) -> int:
    from .notebooks import find_notebooks, run_in_place
    failures = run_in_place(find_notebooks())
    for name, error in failures.items():
        print(f"FAILED {name}: {error}", file=sys.stderr)
    return 1 if failures else 0


def _add_check(commands) -> None:
    parser = commands.add_parser("check", help="load all data and list every fault")
    parser.set_defaults(run=_check)


def _check(arguments) -> int:
    from .loading import load_tables
    tables = load_tables()
    print("no fault: " + ", ".join(f"{len(table)} {name}" for name, table in tables.items()))
    return 0


def _add_audit(commands) -> None:
    parser = commands.add_parser("audit", help="list every numeral of an article, and which row accounts for it")
    parser.add_argument("article", type=Path, metavar="ARTICLE", help="the article's words as a text file")
    parser.add_argument("--region", metavar="ID", help="compare with the rows of this region")
    parser.add_argument("--json", action="store_true", help="JSON lines; what is wrong goes to standard error")
    parser.set_defaults(run=_audit)


def _audit(arguments) -> int:
    from curation.commands import audit
    return audit(arguments.article, arguments.region, as_json=arguments.json)


def _add_draft(commands) -> None:
    parser = commands.add_parser("draft", help="write the rows of an article, with gaps for what a person must decide")
    parser.add_argument("article", type=Path, metavar="ARTICLE", help="the article's words as a text file")
    parser.add_argument("--region", metavar="ID", required=True, help="the region that it is about, new or known")
    parser.set_defaults(run=_draft)


def _draft(arguments) -> int:
    from curation.commands import draft
    return draft(arguments.article, arguments.region)


def _add_site(commands) -> None:
    parser = commands.add_parser("site", help="write the static page: figures, observations and notebooks to read")
    parser.add_argument("--out", type=Path, metavar="DIR", help="target folder; site/ unless given")
    parser.add_argument("--figures", type=Path, metavar="DIR", help="exported figures; figures/ unless given")
    parser.add_argument("--no-column", action="store_true",
                        help="draw no charts for phones, which takes the most time; they then scroll the wide ones")
    parser.add_argument("--workers", type=int, metavar="N", help="notebooks run at a time")
    parser.set_defaults(run=_site)


def _site(arguments) -> int:
    from .site import write_site
    folder, count = write_site(arguments.out, arguments.figures, not arguments.no_column, workers=arguments.workers)
    print(f"{count} figures on a page in two languages: {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
