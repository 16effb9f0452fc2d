"""What the tests of curation share: an invented article beside a copy of the data, and what is drafted from it."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, SOURCES, contents, read_csv

from curation.articles import Article, read_article
from helpers import load_table
from helpers.__main__ import main

DATA = ROOT / "tests" / "curation" / "data"
HEAD = "某省云岭市清溪区：服务站建到家门口\n\n"


def curated(source: str) -> tuple[pd.Series, Article]:
    """Return the row of a curated article, and the article."""
    row = load_table("sources", folder=ROOT / "data").loc[source]
    return row, read_article(SOURCES / row["file"])


class Place:
    """A copy of the project's data, without notebooks, for an article beside it."""

    def __init__(self, folder: Path):
        self.folder, self.data, self.article = folder, folder / "data", folder / "qingxi.txt"
        shutil.copytree(ROOT / "data", self.data)
        (folder / "notebooks").mkdir()
        shutil.copy(ROOT / "pyproject.toml", folder)

    def write(self, text: str) -> None:
        self.article.write_text(text, encoding="utf-8")

    def draft(self, text: str | None = None) -> list[dict]:
        """Draft the article, or one with these words under a title; return its observations."""
        if text is not None:
            self.write(HEAD + text)
        assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 0
        return self.rows("observations")

    def rows(self, table: str) -> list[dict]:
        return read_csv(self.data / table / "qingxi.csv")

    def files(self) -> dict[str, bytes]:
        return contents(self.data)


@pytest.fixture(name="place")
def a_place(tmp_path, monkeypatch) -> Place:
    monkeypatch.chdir(tmp_path)
    return Place(tmp_path)
