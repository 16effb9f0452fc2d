"""The command line of the curator: `python -m curation audit ARTICLE`, `… draft ARTICLE --region ID`."""

from __future__ import annotations

import argparse
import sys

from helpers.errors import DataError, RefusedError

from .commands import audit, draft


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m curation", description="Audit an article, or draft its rows.")
    parser.add_argument("command", choices=["audit", "draft"])
    parser.add_argument("article", metavar="ARTICLE", help="the article's words as a text file")
    parser.add_argument("--region", metavar="ID", help="the region that it is about; draft needs it")
    parser.add_argument("--json", action="store_true", help="audit: one JSON object a line")
    given = parser.parse_args(argv)
    if given.command == "draft" and not given.region:
        parser.error("draft needs --region ID: the region that the article is about, new or known")
    try:
        if given.command == "draft":
            return draft(given.article, given.region)
        return audit(given.article, given.region, as_json=given.json)
    except (DataError, RefusedError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
