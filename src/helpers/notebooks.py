"""The project's notebooks, as they stand: which figures each draws, and whether its prose agrees with its data."""

import ast
import json
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from .errors import RefusedError
from .loading import NAME, load_observations
from .wording import NUMBER_WORDS

_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9, "万": 1e4, "亿": 1e8}
_WORDS = {word: number for number, word in enumerate(NUMBER_WORDS) if number > 1}  # one is no number here
for _tens, _ten in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2):
    _WORDS |= {_ten: 10 * _tens} | {f"{_ten}-{NUMBER_WORDS[one]}": 10 * _tens + one for one in range(1, 10)}
_NUMERAL = re.compile(
    rf"(?<![\w.])(?:(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>{'|'.join(_SCALES)})?(?![a-z])"
    rf"|(?P<word>{'|'.join(sorted(_WORDS, reverse=True))})\b(?:\s(?P<times>thousand|million|billion))?)",
    re.IGNORECASE,
)
# A name may hold a numeral that counts nothing here: “three new”, `03-funding`, [the third](…).
_NAMES = re.compile(r"“[^”]*”|‘[^’]*’|`[^`]*`|\]\([^)]*\)|<[^>]*>")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n\s*(?=[-*|#])|\n\n+")


def find_project() -> Path:
    """Find this project's folder at or above the working directory.

    Raises
    ------
    RefusedError
        Where there is none, so that no command reads or writes the files of another project.
    """
    here = Path.cwd().resolve()
    nearest = next((folder for folder in (here, *here.parents) if (folder / "pyproject.toml").is_file()), here)
    with suppress(OSError, ValueError, KeyError, TypeError):
        about = tomllib.loads((nearest / "pyproject.toml").read_text(encoding="utf-8"))
        if about["project"]["name"] == NAME and (nearest / "notebooks").is_dir():
            return nearest
    raise RefusedError(f"{here} is not in the project {NAME}: go to its folder, the one with notebooks/ and data/, "
                       "and run the command there")


@dataclass(frozen=True)
class Notebook:
    """A notebook and the figures that it draws.

    Attributes
    ----------
    path : Path
    figures : dict
        The names of its figures in the order of its cells, by the region that it is run for; None where it
        is run once, for its parameters have no region.
    error : str
        Why it cannot be run; empty where it can.
    """

    path: Path
    figures: dict[str | None, list[str]] = field(default_factory=dict)
    error: str = ""

    @property
    def names(self) -> list[str]:
        """The names of its figures, for all regions."""
        return [name for names in self.figures.values() for name in names]


def list_paths(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in order, without checkpoints and files whose names begin with a dot."""
    return [path for path in sorted(folder.glob("*.ipynb"))
            if not path.name.startswith(".") and not path.stem.endswith("-checkpoint")]


def read_notebooks(project: Path) -> list[Notebook]:
    """Read which figures each notebook of a project draws, without running any.

    Raises
    ------
    RefusedError
        Where a figure is drawn twice, naming both notebooks.
    """
    notebooks = [read_notebook(path) for path in list_paths(project / "notebooks")]
    drawn: dict[str, str] = {}
    for book in notebooks:
        for name in book.names:
            if name in drawn:
                both = " and ".join(dict.fromkeys([drawn[name], book.path.name]))
                raise RefusedError(f"the figure {name} is drawn twice, in {both}: rename or remove one")
            drawn[name] = book.path.name
    return notebooks


def read_notebook(path: Path) -> Notebook:
    """Read which figures a notebook draws; what is no notebook, or breaks off, is told in `error`.

    The names are those that stand in the calls `finish(..., name=...)` of its code cells: a text, or an
    f-string of `region` where the parameters cell has one.
    """
    try:
        cells = [cell for cell in json.loads(path.read_bytes())["cells"] if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in cells]
        parameters = [source for source, cell in zip(sources, cells, strict=True) if is_parameters(cell)]
    except (ValueError, KeyError, TypeError) as error:
        return Notebook(path, error=f"no notebook, or one with marks of a merge: {type(error).__name__}: {error}")
    regional = re.search(r"^region\s*=", "\n".join(parameters), re.M)
    regions = pd.read_csv(path.parents[1] / "data" / "regions.csv")["id"] if regional else [None]
    figures: dict[str | None, list[str]] = {region: [] for region in regions}
    for number, source in enumerate(sources, 1):
        try:
            for region, names in figures.items():
                names += [_name_of(value, region) for value in _names_given(source)]
        except (SyntaxError, RefusedError) as error:
            return Notebook(path, error=f"code cell {number}: {error}")
    return Notebook(path, figures)


def is_parameters(cell: dict) -> bool:
    """Tell whether a cell is the one whose values an export sets."""
    return "parameters" in cell["metadata"].get("tags", [])


def _names_given(source: str) -> list[ast.expr]:
    """Return what the calls of `finish` in a cell give as names; lines of IPython are no Python."""
    tree = ast.parse("" if source.startswith("%%") else re.sub(r"^\s*[%!].*$", "", source, flags=re.M))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)
             and getattr(node.func, "attr", getattr(node.func, "id", "")) == "finish"]
    return [word.value for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset))
            for word in call.keywords if word.arg == "name"]


def _name_of(value: ast.expr, region: str | None) -> str:
    """Return a name that is a text, or an f-string whose only expression is `region`."""
    written = ast.unparse(value)
    with suppress(ValueError, SyntaxError):
        name = ast.literal_eval(written.removeprefix("f").replace("{region}", region or "{region}"))
        if isinstance(name, str) and "{" not in name:
            return name
    allowed = 'a text such as "growth-rates"' + (' or f"profile-{region}"' if region else "")
    raise RefusedError(f"finish(..., name={written}): the name must be {allowed}, "
                       "so that an export knows it before it runs the notebook")


def numerals(text: str) -> list[tuple[str, float]]:
    """Find the numerals of a text, in digits or in English words, names left out.

    Returns
    -------
    list of (str, float)
        The numeral as written, and its value.

    Examples
    --------
    >>> numerals("Between 58 and 67 in “three new” fields, twenty-seven communities, 8.01bn yuan")
    [('58', 58.0), ('67', 67.0), ('twenty-seven', 27.0), ('8.01bn', 8010000000.0)]
    """
    found = []
    for match in _NUMERAL.finditer(_NAMES.sub(" ", text)):
        scale = _SCALES.get((match["scale"] or match["times"] or "").lower(), 1)
        value = float(match["digits"].replace(",", "")) if match["digits"] else _WORDS[match["word"].lower()]
        found.append((match[0], round(float(value) * scale, 6)))
    return found


def stale_sentences(path: Path) -> list[str]:
    """List the sentences of a notebook's prose whose numerals its data and outputs do not hold.

    Parameters
    ----------
    path : Path
        A notebook with its outputs.

    Returns
    -------
    list of str
        The sentence, and the numerals in it that do not agree any more.
    """
    cells, stale = json.loads(path.read_text(encoding="utf-8"))["cells"], []
    known = _numbers_of([output for cell in cells for output in cell.get("outputs", [])])
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    for sentence in [one for text in prose for one in _SENTENCE.split(text)]:
        if lost := [said for said, value in numerals(sentence) if value not in known]:
            stale.append(f"{' '.join(sentence.split())} [not in the data or outputs: {', '.join(lost)}]")
    return stale


def _numbers_of(outputs: list[dict]) -> set[float]:
    """Return the numbers that outputs print, and those of every observation that they show."""
    def joined(*kinds: str) -> str:
        shown = [output.get("data", {}) | {"text": output.get("text", "")} for output in outputs]
        return "\n".join("".join(one.get(kind, "")) for one in shown for kind in kinds)

    printed, drawn = joined("text/plain", "text"), joined("text/html", "image/svg+xml")
    rows = load_observations()
    rows = rows[[name in printed + drawn or row["phrase"] in printed + drawn for name, row in rows.iterrows()]]
    numbers = set(pd.concat([rows["value"], rows["low"], rows["high"]]).dropna())
    return numbers | {value for _, value in numerals("\n".join([printed, *rows["phrase"]]))}
