"""Load the curated tables as typed pandas frames, checked whole: what is wrong is listed at once.

`data/datapackage.json` is the only schema: names, types, allowed values and keys are read from it. A file that is
no table of ours, as after a spreadsheet saved it, is told in one sentence.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pandas as pd

from .errors import DataError, Fault, RefusedError
from .rules import DESCRIPTOR, check_cells, check_keys, check_sense, named_values, read_again, typed
from .wording import get_language

NAME = "two-regions-in-figures"
_SAVE = "a CSV file in UTF-8: in a spreadsheet save as “CSV UTF-8 (comma delimited)”"
# By what bytes a file is known that is no table of ours, what it is, and what to do.
_NO_TABLE = [
    (rb"\Aversion https://git-lfs", "a pointer of Git LFS, not the file itself", "the file itself: run `git lfs pull`"),
    (rb"\A(PK\x03\x04|\xd0\xcf\x11\xe0|%PDF)", "an Excel, zipped or PDF file", _SAVE),
    (rb"\A[\xfe\xff]|\0", "text in UTF-16, or no text at all", _SAVE),
    (rb"\A(?=(\xef\xbb\xbf)?\s*\Z)", "an empty file", "a CSV file with a header row"),
    (rb"\A(?=(\xef\xbb\xbf)?\s*<[!?a-z])", "a web page, not a table", "the CSV file itself: download it as “raw”"),
    (rb"(?m)^(<<<<<<<|>>>>>>>) ", "the marks of a merge that is not finished (<<<<<<<)", "one of the two versions"),
    (rb'\A(\xef\xbb\xbf)?"?sep=', "a first line “sep=”, which only Excel understands", "no such line: delete it"),
    (rb"\A[^\n]*\r[^\n]*\Z", "lines that end as on old Macs (CR alone)", _SAVE + ", not “CSV (Macintosh)”"),
    *((rb"\A[^,\n]*" + re.escape(mark.encode()), f"cells separated by {said}", f"cells separated by commas: {_SAVE}")
      for mark, said in [("\t", "tabs"), (";", "semicolons"), ("|", "bars"), ("，", "full-width commas")]),
]
_SPOILT = [
    (rb"(?<=\n)(,*\r?(?=\n)|,+\Z)", "a row without any content", "no empty row: delete all that hold nothing"),
    (rb"\A(?=,|[^\n]*(,,|,\r?\n))", "a column without a name", "no empty column: delete those that hold nothing"),
    (rb'\A(("([^"]|"")*+"\r?|[^",\n]*+)(,|\n|\Z))*+(?!\Z)',
     "a quotation mark that is never closed, or stands within a cell",
     "a cell in quotation marks from end to end, those inside it doubled"),
]
_SYMMETRIC = {"same_as", "may_overlap", "separate_from"}


def find_data(folder: str | Path | None = None) -> Path:
    """Find the data folder: the one that is named, or `data/` in it.

    Where none is named: this project's `data/` at or above the working directory, else that of this checkout, else
    the tables that were installed with the package. DataError where there is none.
    """
    package, here = Path(__file__).resolve().parent, Path.cwd()
    near = [above / "data" for above in (here, *here.parents) if _is_ours(above / "data")]
    own = [*near, package.parents[1] / "data", package / "data"]
    candidates = own if folder is None else [Path(folder), Path(folder) / "data"]
    if found := next((place for place in candidates if (place / DESCRIPTOR).is_file()), None):
        return found
    raise DataError([Fault(str(Path(folder or "data") / DESCRIPTOR), None, "", "no such file",
                           f"a folder with {DESCRIPTOR}; run from the checkout or name the folder")])


def _is_ours(folder: Path) -> bool:
    path = folder / DESCRIPTOR
    return path.is_file() and NAME in path.read_text(encoding="utf-8", errors="replace")


@contextmanager
def _descriptor_blamed() -> Iterator[None]:
    """Blame the descriptor for what it lacks; a DataError says already what is wrong."""
    try:
        yield
    except DataError:
        raise
    except (OSError, LookupError, TypeError, AttributeError, ValueError, re.error) as error:
        allowed = "a Data Package descriptor: UTF-8 JSON with every table, field and key of this project"
        raise DataError([Fault(DESCRIPTOR, None, "", f"{type(error).__name__}: {error}", allowed)]) from error


def read_descriptor(folder: Path) -> dict[str, dict]:
    """Return the tables of the descriptor by name; DataError where it is no Data Package in UTF-8 JSON."""
    with _descriptor_blamed():
        tables = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
        return {table["name"]: table for table in tables if table["path"] and table["schema"]["fields"]}


def read_table(folder: Path, table: dict, faults: list[Fault]) -> pd.DataFrame:
    """Read every file of one table as text.

    `faults` receives what is wrong. Beside the cells, in the columns of the descriptor, each row has its `_file`
    and its `_row` as a spreadsheet numbers it: the header is row 1.
    """
    paths = [table["path"]] if isinstance(table["path"], str) else table["path"]
    names = [field["name"] for field in table["schema"]["fields"]]
    beside = {path.relative_to(folder).as_posix() for sub in {Path(path).parent for path in paths} - {Path()}
              for path in (folder / sub).glob("[!.]*.csv")}
    faults += [Fault(path, None, "", "a file that the descriptor does not list",
                     f"add it to the table's path in {DESCRIPTOR}, or move it away")
               for path in sorted(beside - set(paths))]
    parts = []
    for path in paths:
        try:
            part = _parse((folder / path).read_bytes(), path, names)
            parts.append(part.assign(_file=path, _row=range(2, len(part) + 2)))
        except DataError as error:
            faults += error.faults
        except OSError as error:
            faults.append(Fault(path, None, "", f"{error.strerror}".lower(), f"the file that {DESCRIPTOR} lists"))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _parse(content: bytes, path: str, names: list[str]) -> pd.DataFrame:
    """Return the cells of a file as text; what is no table with these columns is told once, with its cause."""
    first, columns = content.partition(b"\n")[0], f"the columns {', '.join(names)}"
    named = rb'\A(\xef\xbb\xbf)?([^\n]*,)?"?(' + "|".join(map(re.escape, names)).encode() + rb')"?(,|\r?\n|\Z)'
    headless = [(rb"\A(?!" + named + rb")", f"no header, but {first.decode('utf-8', 'replace')[:60]}",
                 f"a first row with {columns}")]
    for sign, found, allowed in [*_NO_TABLE, *headless, *_SPOILT]:
        if match := re.search(sign, content):
            row = content.count(b"\n", 0, match.end()) + 1
            raise DataError([Fault(path, row if row > 1 else None, "", found, allowed)])
    try:  # this engine leaves nan where a row is short; there is room for a cell more than the header has
        cells = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", engine="python", header=None, index_col=False,
                            names=range(first.count(b",") + 2), dtype=str, keep_default_na=False,
                            skip_blank_lines=False)
    except ValueError as error:
        found = "text that is not in UTF-8, but perhaps in GBK" if isinstance(error, UnicodeDecodeError) else str(error)
        raise DataError([Fault(path, None, "", found, _SAVE)]) from None
    widths, cells = cells.notna().sum(axis=1), cells.fillna("")
    header = cells.iloc[0, :widths[0]].tolist()
    if sorted(header) != sorted(names):
        odd, lacking = Counter(header) - Counter(names), Counter(names) - Counter(header)
        found = "; ".join([*map("no column {}".format, lacking), *(f"a column {name[:30]} too many" for name in odd)])
        raise DataError([Fault(path, 1, "", found, columns)])
    wrong = [(at, f"{width} cell{'s' * (width > 1)}", f"{len(header)} cells, as in the header")
             for at, width in widths.items() if width != len(header)]
    again = cells.index[1:][(cells.iloc[1:, :len(header)] == header).all(axis=1)]
    if wrong := wrong + [(at, "the header again", "one table with one header: delete the other") for at in again]:
        raise DataError([Fault(path, at + 1, "", found, allowed) for at, found, allowed in wrong])
    return cells.iloc[1:, :len(header)].set_axis(header, axis="columns")[names]


@lru_cache(maxsize=1)
def _load(folder: Path, _stamp: tuple) -> dict[str, pd.DataFrame]:
    """Load each version of the tables once; the stamp tells one from the next."""
    descriptor = read_descriptor(folder)
    faults: list[Fault] = []
    texts = {name: read_table(folder, table, faults) for name, table in descriptor.items()}
    rows = {name: text.to_dict("records") for name, text in texts.items()}
    faults += [fault for name, table in descriptor.items() for fault in check_cells(rows[name], table)]
    if not faults and not (faults := check_keys(rows, descriptor)):  # each needs what comes before it
        bounds, faults = read_again(rows["observations"], rows["relations"])
        faults += check_sense(rows)
    if faults:
        raise DataError(sorted(faults, key=lambda fault: (fault.file, fault.row or 0)))
    tables = {name: typed(text, descriptor[name]) for name, text in texts.items()}
    for name in ("regions", "periods"):
        tables[name] = tables[name].sort_values("order")
    names = {"label_en": "period_en", "short_en": "period_short_en"}
    english = tables["periods"].set_index("period")[[*names]].rename(columns=names)
    related = _related(tables["relations"], tables["observations"].index)
    tables["observations"] = tables["observations"].join([bounds, related]).join(english, on="period")
    tables["categories"] = named_values(descriptor)
    return tables


def _related(pairs: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """Give each observation the ids that it stands to in each relation, both ways where symmetric."""
    found: dict[str, dict[str, tuple]] = {name: dict.fromkeys(ids, ()) for name in pairs["relation"].cat.categories}
    for pair in pairs.itertuples():
        found[pair.relation][pair.observation] += (pair.other,)
        if pair.relation in _SYMMETRIC:
            found[pair.relation][pair.other] += (pair.observation,)
    return pd.DataFrame(found, ids, dtype=object)


def load_tables(folder: str | Path | None = None) -> dict[str, pd.DataFrame]:
    """Load and check every table, by name; `data/datapackage.json` describes their columns.

    They are: `regions`, `sources`, `sections`, `periods`, `relations`, `set_aside`, `mechanisms` and
    `observations`; a column `id` becomes the index. `categories` are the allowed values of fields with their
    names, indexed by field (mechanisms.kind) and value. `folder` is the data folder, or the checkout around it.

    Raises
    ------
    DataError
        Listing every fault of every table by file, row, field, found, allowed: first those of files and cells,
        where there are none those of keys, and where there are none those of sense and of double entry.

    Examples
    --------
    >>> load_tables()["regions"]["name_zh"].to_dict()
    {'chaoan': '潮州市潮安区', 'jiangnan': '皖江江南新兴产业集中区'}
    """
    folder = find_data(folder)
    files = sorted([*folder.rglob("*.csv"), folder / DESCRIPTOR])
    stamp = tuple((path.as_posix(), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    with _descriptor_blamed():
        return {name: table.copy(deep=False) for name, table in _load(folder, stamp).items()}


def load_table(name: str, folder: str | Path | None = None) -> pd.DataFrame:
    """Load one table, as `load_tables` does; RefusedError where there is none of this name."""
    tables = load_tables(folder)
    if name not in tables:
        raise RefusedError(f"no table {name!r}; there are: {', '.join(tables)}")
    return tables[name]


def load_observations(region: str | None = None, theme: str | None = None, *,
                      folder: str | Path | None = None) -> pd.DataFrame:
    """Load the observations: every quantity that the articles state.

    Parameters
    ----------
    region, theme : str, optional
        Keep only these rows.
    folder : str or Path, optional
        The data folder, or the checkout around it.

    Returns
    -------
    pandas.DataFrame
        Index `id`; the columns that `data/datapackage.json` describes, and `low`, `high` (bounds in base units;
        infinite where the hedge sets none), `low_open`, `high_open` (whether an end itself is excluded), `words`
        (numeral, hedge and measure word as printed), a column of ids for each kind of relation (`part_of`,
        `may_overlap`, …), `period_en` and `period_short_en`, and `label` (for charts: the short label, else the
        label, in the language in force).

    Raises
    ------
    DataError
        Listing every fault of the data.
    RefusedError
        Where no observation has this region or theme.

    Examples
    --------
    >>> nearly = load_observations().query("hedge == '近'")
    >>> bool((nearly["low"] < nearly["value"]).all())
    True
    """
    rows, language = load_table("observations", folder), get_language()
    for column, wanted in (("region", region), ("theme", theme)):
        known = sorted(set(rows[column]))
        if wanted not in (None, *known):
            raise RefusedError(f"no {column} {wanted!r} in this table; there are: {', '.join(known)}")
        rows = rows if wanted is None else rows[rows[column] == wanted]
    short = rows[f"short_{language}"]
    return rows.assign(label=short.where(short != "", rows[f"label_{language}"]))
