"""Write the gallery of the exported figures, from their manifest: `python docs/gallery.py`."""

import json
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).parent
HEAD = """\
# Gallery

Every figure in both languages. A picture leads to its SVG in full size; `make figures` writes PDF and PNG beside it.
The name in front is what `--only` takes: `.venv/bin/python -m helpers figures --only people-by-act`.

This page is written by `python docs/gallery.py` from `figures/manifest.json`; run it again after `make figures`.
"""


def gallery(records: list[dict]) -> str:
    """Return the page.

    Parameters
    ----------
    records : list of dict
        The manifest: a record for each figure and language.
    """
    lines = [HEAD]
    order = sorted(records, key=lambda one: (one["notebook"], one["name"], one["language"]))
    for notebook, figures in groupby(order, key=lambda one: one["notebook"]):
        lines += [f"## {notebook}", "", f"[Open the notebook](../notebooks/{notebook}.ipynb)", ""]
        lines += ["| Figure | English | 中文 |", "|---|---|---|"]
        for name, pair in groupby(figures, key=lambda one: one["name"]):
            lines.append(f"| `{name}` | " + " | ".join(picture(one) for one in pair) + " |")
        lines.append("")
    return "\n".join(lines)


def picture(record: dict) -> str:
    """Return a picture with its alt text, as a link to itself."""
    path = f"../figures/{record['name']}.{record['language']}.svg"
    alt = record["alt"].replace("|", "\\|").replace("[", "\\[").replace("]", "\\]").replace("\n", " ")
    return f"[![{alt}]({path})]({path})"


if __name__ == "__main__":
    manifest = json.loads((HERE.parent / "figures" / "manifest.json").read_text(encoding="utf-8"))
    (HERE / "gallery.md").write_text(gallery(manifest), encoding="utf-8", newline="\n")
