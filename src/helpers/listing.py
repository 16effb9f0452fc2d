"""Show a table in the language in force: headings and coded values, as the descriptor names them."""

from __future__ import annotations

import pandas as pd

from .descriptor import find_data, read_descriptor
from .loading import load_regions
from .style import Setting

_HEADINGS = {
    "id": "编号", "region": "地区", "source": "报道", "section": "小节", "theme": "主题", "stage": "类别",
    "counted": "所计", "phrase": "原文用语", "value": "数值", "unit": "单位", "hedge": "约数词", "measure": "计量",
    "period": "时段", "period_basis": "时段依据", "low": "下限", "high": "上限", "low_open": "不含下限",
    "high_open": "不含上限", "words": "数字原文", "label": "名称", "note": "说明", "stage_note": "归类说明",
    "reason": "理由", "description": "释义（英文）", "numeral": "数词", "kind": "种类", "observation": "数字",
    "relation": "关系", "other": "另一数字", "basis": "依据", "start": "起点", "end": "终点",
    "may_overlap": "可能重叠", "rows": "行数", "named": "所列名目", "with a number": "其中有数字的",
    "level": "层级",
}  # fmt: skip
_NONE = {"period": "未说明时段", "hedge": "无"}


def listing(table: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
    """Return a table to show: in English as it is, in Chinese with Chinese headings and coded values.

    Parameters
    ----------
    table : pandas.DataFrame or pandas.Series
        Rows of the project's tables, or counts of them. Choose `f"label_{language}"` and the
        like yourself: a table holds what was chosen.

    Returns
    -------
    pandas.DataFrame or pandas.Series
        Ids and words of the articles stay as they are; a column of English labels (`label_en`)
        beside the Chinese words that they translate is left out.
    """
    if Setting.language == "en":
        return table
    codes = _codes()
    if isinstance(table, pd.Series):
        shown = table.rename(index=_heading).map(_word) if table.name is None else table.rename(_heading(table.name))
        return shown.rename_axis(_heading(table.index.name))
    shown = table[[column for column in table.columns if not str(column).endswith("_en")]].copy()
    for column in shown.columns:
        known = codes.get(column, {})
        shown[column] = shown[column].astype(object).map(lambda value, known=known: _word(value, known))
    for axis in ("index", "columns"):
        known = codes.get(getattr(shown, axis).name, {})
        shown = shown.rename(**{axis: {value: _word(value, known) for value in getattr(shown, axis)}})
    return shown.rename(columns=_heading).rename_axis(index=_heading(table.index.name),
                                                      columns=_heading(table.columns.name))


def _heading(name: object) -> object:
    """Return a column's heading; the language at the end of its name goes without saying."""
    bare = name.removesuffix("_zh").removesuffix("_en") if isinstance(name, str) else name
    return _HEADINGS.get(bare, name) if isinstance(name, str) else name


def _word(value: object, known: dict | None = None) -> object:
    """Return a coded value in words; numbers and all other text stay."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return (known or {}).get(value, value) if isinstance(value, str) else value


def _codes() -> dict[str, dict[str, str]]:
    """Return what each coded value is called, by field."""
    found: dict[str, dict[str, str]] = {"region": load_regions()["short_zh"].to_dict()}
    for table in read_descriptor(find_data(None)).values():
        for field in table["schema"]["fields"]:
            for category in field.get("categories", ()):
                found.setdefault(field["name"], {})[category["value"]] = category["label_zh"]
    for field, word in _NONE.items():
        found.setdefault(field, {})["none"] = word
    return found
