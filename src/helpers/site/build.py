"""Put the page together: files first, then one page a language and one a notebook."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .. import notes
from ..descriptor import DESCRIPTOR
from ..errors import RefusedError
from ..notebooks import list_figures
from ..style import LANGUAGES, Setting
from . import MARK, assets
from .content import PART_COLUMNS, ROW_COLUMNS, Content, dataset, read_package, table_parts, table_rows, theme_of
from .ipynb import read_notebook
from .markup import mark_chinese

_HERE = Path(__file__).parent
TAGS = {"en": "en", "zh": "zh-Hans"}
PAGES = {"en": "index.html", "zh": "zh.html"}
ALL_ROWS = "data/observations-with-bounds.csv"


@contextmanager
def speaking(language: str):
    """Set the language of words for a while; nothing is drawn, so nothing else is set."""
    before = Setting.language
    Setting.language = language
    try:
        yield
    finally:
        Setting.language = before


def environment() -> Environment:
    """Return the templates' surroundings: everything is escaped, and a missing name is an error."""
    env = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined,
                      trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "indent": 1}
    env.filters["say"] = lambda text: mark_chinese(text) if Setting.language == "en" else text
    return env


def build(out: Path, root: Path, figures: Path, columns: Path | None) -> int:
    """Write the whole page into an empty folder; return how many figures it shows.

    Parameters
    ----------
    out : Path
    root : Path
        Holds `data/` and `notebooks/`.
    figures : Path
        Exported figures with their manifest.
    columns : Path or None
        What `draw_columns` drew.

    Raises
    ------
    RefusedError
        Where a figure is lacking in a language.
    """
    records = assets.read_records(figures)
    names = list(list_figures(root / "notebooks"))
    lost = [f"{name} ({language})" for name in names for language in LANGUAGES if (name, language) not in records]
    if lost:
        raise RefusedError(f"no figure {', '.join(lost)} in {figures.name}/: run `make figures`")
    for folder in ("figures", "notebooks", "data"):
        (out / folder).mkdir()
    env, package = environment(), read_package(root / "data")
    tables = _copy_data(package, root / "data", out / "data")
    for language in LANGUAGES:
        with speaking(language):
            content = Content(_drawn(records, names, language))
            shown = [_figure(content, records[name, language], number, figures, columns, out)
                     for number, name in enumerate(names, 1)]
            _write_page(env, out, language, content, shown, package, tables, root)
    with speaking("en"):
        _write_notebooks(env, out, root / "notebooks")
    _copy_static(out, content.regions["colour"])
    return len(names)


def _drawn(records: dict, names: list[str], language: str) -> dict[str, list[tuple[int, str, str]]]:
    """Return the figures that draw each observation."""
    drawn: dict[str, list[tuple[int, str, str]]] = {}
    for number, name in enumerate(names, 1):
        record = records[name, language]
        for row in record["rows"]:
            drawn.setdefault(row, []).append((number, name, record["title"]))
    return drawn


def _figure(content: Content, record: dict, number: int, figures: Path, columns: Path | None, out: Path) -> dict:
    """Bring together all that is shown of one figure, and write its files."""
    folder, name = out / "figures", record["name"]
    downloads, lost = assets.take_exports(record, figures, folder)
    words = content.words()
    for key, header, rows in (("rows", ROW_COLUMNS, table_rows(content, record["rows"])),
                              ("parts", PART_COLUMNS, table_parts(content, record["mechanisms"]))):
        if rows:
            path = folder / f"{name}.{key}.csv"
            assets.write_csv(path, header, rows)
            downloads.append(assets.Download(f"figures/{path.name}", words[f"{key}_csv"], assets.size_of(path)))
    about = [content.observations.loc[record["rows"]], content.tables["mechanisms"].loc[record["mechanisms"]]]
    present = {region for rows in about for region in notes.regions_of(rows)}
    return {**record, "number": number, "body": assets.take_body(record, figures, folder),
            "column": assets.take_column(name, record["language"], columns, folder),
            "row_views": [content.row(one) for one in record["rows"]],
            "part_views": [content.part(one) for one in record["mechanisms"]],
            "computed": content.computed(record["marks"]), "downloads": downloads, "lost": lost,
            "regions": [region for region in content.regions.index if region in present]}


def _copy_data(package: dict, data: Path, out: Path) -> list[tuple[str, str]]:
    """Copy the tables and their description; return address and name of each file."""
    shutil.copyfile(data / DESCRIPTOR, out / DESCRIPTOR)
    files = [(f"data/{DESCRIPTOR}", "application/json")]
    for resource in package["resources"]:
        for name in [resource["path"]] if isinstance(resource["path"], str) else resource["path"]:
            assets.copy_table(data / name, out / name)
            files.append((f"data/{name}", "text/csv"))
    return files


def _write_page(env: Environment, out: Path, language: str, content: Content, shown: list[dict], package: dict,
                tables: list[tuple[str, str]], root: Path) -> None:
    """Write the page of one language."""
    rows = [content.row(name) for name in content.observations.index]
    assets.write_csv(out / ALL_ROWS, ROW_COLUMNS, table_rows(content, list(content.observations.index)))
    stems = sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))
    themes = [{"stem": stem, "name": theme_of(root / "notebooks" / f"{stem}.ipynb"),
               "figures": [figure for figure in shown if figure["notebook"] == stem]} for stem in stems]
    files = [(ALL_ROWS, "text/csv"), *tables]
    release = _version()
    values = {
        "t": content.words(), "lang": TAGS[language], "language": language, "pages": PAGES, "tags": TAGS,
        "generator": MARK, "base": "", "themes": themes, "rows": rows, "hedges": content.hedges(),
        "hedged_count": len(notes.hedged(content.observations)), "limits": content.limits(),
        "same_kinds": content.same_kinds(), "relations": content.relations(), "aside": content.aside(),
        "articles": content.articles(), "filters": content.filters(), "tables": tables, "all_rows": ALL_ROWS,
        "regions": list(content.regions[f"short_{language}"]), "licence": package["licenses"][0], "version": release,
        "dataset": dataset(content, package, files, release)}
    text = env.get_template("index.html").render(values)
    (out / PAGES[language]).write_text(text, encoding="utf-8")


def _write_notebooks(env: Environment, out: Path, notebooks: Path) -> None:
    """Write a page for each notebook."""
    paths = sorted(notebooks.glob("*.ipynb"))
    stems = {path.stem for path in paths}
    known = {hashlib.sha256(path.read_bytes()).hexdigest(): f"figures/{path.name}"
             for path in sorted((out / "figures").glob("*.en.svg"))}
    words = Content({}).words()
    pages = [read_notebook(path, stems, known, out / "notebooks") for path in paths]
    for page in pages:
        text = env.get_template("notebook.html").render(
            {"t": words, "lang": "en", "language": "en", "pages": PAGES, "tags": TAGS, "generator": MARK,
             "base": "../", "page": page, "all_pages": pages})
        (out / "notebooks" / f"{page.stem}.html").write_text(text, encoding="utf-8")


def _copy_static(out: Path, colours) -> None:
    """Copy style, script and icon; the regions' colours come from the data, where their form is checked."""
    for path in sorted((_HERE / "static").iterdir()):
        shutil.copyfile(path, out / path.name)
    rules = [f".region-{region} {{ --region: {colour}; }}" for region, colour in colours.items()]
    with (out / "site.css").open("a", encoding="utf-8") as stream:
        stream.write("\n/* the regions, from the data */\n" + "\n".join(rules) + "\n")


def _version() -> str:
    try:
        return version("two-regions-in-figures")
    except PackageNotFoundError:
        return "0"
