"""The command line: `python -m helpers figures`, `check`, …; `--help` lists it all."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .faults import DataError, RefusedError


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m helpers", description="Two regions in figures (两地数字)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_add_figures, _add_trace, _add_phrase, _add_execute, _add_check):
        add(commands)
    arguments = parser.parse_args(argv)
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


def _add_figures(commands) -> None:
    parser = commands.add_parser("figures", help="run the notebooks and export their figures")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this figure (may be repeated)")
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
                             workers=arguments.workers)
    size = sum((outcome.folder / name).stat().st_size for name in outcome.files) / 1e6
    print(f"{len(outcome.figures)} figures, {len(outcome.files)} files ({size:.1f} MB) in {outcome.folder}, "
          f"{outcome.seconds:.0f} s")
    for name in outcome.figures:
        print(f"  {name}")
    for label, error in outcome.failures.items():
        print(f"FAILED {label}: {error}", file=sys.stderr)
    return 1 if outcome.failures else 0


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
    from .phrases import PhraseError, read_phrase
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
    for path in run_in_place(find_notebooks()):
        print(f"ran {path.name}")
    return 0


def _add_check(commands) -> None:
    parser = commands.add_parser("check", help="load all data and list every fault")
    parser.set_defaults(run=_check)


def _check(arguments) -> int:
    from .tables import load_tables
    tables = load_tables()
    print("no fault: " + ", ".join(f"{len(table)} {name}" for name, table in tables.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
