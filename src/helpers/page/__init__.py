"""The page: findings, figures with their caveats and rows, and every observation, in both languages.

It is made of plain files: it opens from a folder, without a server, without JavaScript, and asks no other host.
"""

import os
import shutil
import tempfile
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from ..errors import RefusedError
from ..export import draw_whole
from ..files import WRITERS
from ..listing import readable
from ..loading import load_observations, load_table
from ..notebooks import find_project
from ..wording import LANGUAGES, get_language, in_language, say

__all__ = ["write_page"]
_FILES = {"en": "index.html", "zh": "index.zh.html"}


def write_page(out: Path | None = None) -> tuple[Path, int]:
    """Draw every figure and write the page; what was there stays unless all of it is made.

    Parameters
    ----------
    out : Path, optional
        The folder; `site/` beside the notebooks unless given. It is replaced, so it must be empty, missing,
        or an earlier page.

    Returns
    -------
    tuple of Path and int
        The folder, and the number of figures.

    Raises
    ------
    RefusedError
        For a folder that holds something else, and where a notebook failed.
    """
    out = Path(out or find_project() / "site").resolve()
    if out.exists() and any(out.iterdir()) and not (out / _FILES["en"]).is_file():
        raise RefusedError(f"{out} holds something else than a page: name an empty folder or one that is not there yet")
    out.parent.mkdir(parents=True, exist_ok=True)
    notebooks = Path(os.path.relpath(find_project() / "notebooks", out))
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
        draft = Path(folder, "page")
        (draft / "figures").mkdir(parents=True)
        records = draw_whole(draft / "figures")
        for name in ("page.css", "page.js"):
            shutil.copyfile(Path(__file__).parent / name, draft / name)
        for language in LANGUAGES:
            with in_language(language):
                mine = [record for record in records if record["language"] == language]
                (draft / _FILES[language]).write_text(render(mine, notebooks.as_posix()), encoding="utf-8")
        if out.exists():
            shutil.rmtree(out)
        draft.rename(out)
    return out, len(records) // len(LANGUAGES)


def render(records: list[dict], notebooks: str) -> str:
    """Return the page in the language in force: the figures in their order, as an export records them.

    `notebooks` is the way from the page to their folder.
    """
    environment = Environment(loader=PackageLoader("helpers.page", "."), autoescape=select_autoescape(),
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    observations, regions = load_observations(), load_table("regions")
    return environment.get_template("page.html").render(
        say=say, language=get_language(), files=_FILES, formats=WRITERS,
        figures=records, notebooks=notebooks, observations=observations, readable=readable,
        articles=[(regions.loc[source["region"]], source) for _, source in load_table("sources").iterrows()],
    )
