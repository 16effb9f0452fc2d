"""The table of measurements in both READMEs, made from results.json; run alone, it writes it anew."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START, END = "<!-- measured by make bench -->", "<!-- end of what make bench measured -->"

# What is measured, its floor, the aim in words, and how the number that the aim is about is computed.
WORDS = {
    "en": {
        "head": ("Work", "Floor", "Ours", "Best of the others", "Ours to floor", "Ours to best other", "Aim"),
        "notebooks": ("every notebook under strict nbval", "all their cells in one process",
                      "1.2 × floor, 0.7 × best other"),
        "figures": ("all figures, two languages, three formats", "the savefig calls alone", "2 × floor"),
        "import": ("`import helpers`", "`import pandas`", "1.1 × floor"),
        "observations": ("`load_observations()`", "bare `read_csv` of the same files", "30 ms more than floor"),
        "clone": ("empty clone to the first figure, packages cached", "unpacking the packages", "0.5 × pip"),
        "loading": ("{} observations loaded and checked", "bare `read_csv` of the same files",
                    "3 × floor, memory 2 ×"),
        "large": "the large one alone",
        "foot": "Medians of {rounds} rounds or more in one run, done in turn, on {processors} processors, "
                "Python {python}. Noise, half the range between the quartiles of the floors: up to {noise:.0%}. "
                "The ratios of loading are medians of those of each round.",
        "none": "–", "more": "{:+.0f} ms", "memory": "{:.2f} ×, memory {:.2f} ×"},
    "zh": {
        "head": ("工作", "下限", "本项目", "其他工具中最快者", "与下限之比", "与最快者之比", "目标"),
        "notebooks": ("以 strict nbval 检查全部笔记本", "在一个进程里运行全部单元格", "下限的 1.2 倍，最快者的 0.7 倍"),
        "figures": ("全部图表，两种语言、三种格式", "仅 savefig 调用", "下限的 2 倍"),
        "import": ("`import helpers`", "`import pandas`", "下限的 1.1 倍"),
        "observations": ("`load_observations()`", "仅用 `read_csv` 读同样的文件", "比下限多 30 毫秒"),
        "clone": ("从空的克隆到第一张图，软件包已缓存", "解开软件包", "pip 的 0.5 倍"),
        "loading": ("读入并检查 {} 条观测", "仅用 `read_csv` 读同样的文件", "下限的 3 倍，内存 2 倍"),
        "large": "仅读其中的大文件",
        "foot": "同一次运行中轮流测量，每项至少 {rounds} 轮，取中位数；{processors} 个处理器，"
                "Python {python}。噪声（各下限四分位距的一半）至多 {noise:.0%}。"
                "载入之比为各轮之比的中位数。",
        "none": "–", "more": "{:+.0f} 毫秒", "memory": "{:.2f} ×，内存 {:.2f} ×"},
}
FILES = {"en": "README.md", "zh": "README.zh-CN.md"}


def render(results: dict, language: str) -> str:
    """Return the table in one language."""
    words = WORDS[language]
    lines = [words["head"], ["---"] * len(words["head"])]
    for name, row in results["rows"].items():
        floor, ours = row["floor"]["seconds"], row["ours"]["seconds"]
        best = min(row["peers"].items(), key=lambda peer: peer[1]["seconds"], default=None)
        what, least, aim = words[name]
        ratio = words["more"].format((ours - floor) * 1e3) if name == "observations" else f"{ours / floor:.2f} ×"
        lines.append((what, f"{least}: {seconds(floor)}", seconds(ours),
                      f"{best[0]}: {seconds(best[1]['seconds'])}" if best else words["none"], ratio,
                      f"{ours / best[1]['seconds']:.2f} ×" if best else words["none"], aim))
    lines += [_loading(size, kinds, words) for size, kinds in _by_size(results.get("loading", [])).items()]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    foot = words["foot"].format(rounds=min(row["rounds"] for row in results["rows"].values()), **results["machine"],
                                noise=max(row["floor"]["noise"] for row in results["rows"].values()))
    return f"{table}\n\n{foot}"


def _by_size(records: list[dict]) -> dict[int, dict[str, dict]]:
    """Return what `measure_loading` measured, by number of rows and by kind."""
    sizes: dict[int, dict[str, dict]] = {}
    for record in records:
        sizes.setdefault(record["rows"], {})[record["kind"]] = record
    return sizes


def _loading(size: int, kinds: dict[str, dict], words: dict) -> tuple[str, ...]:
    """Return the line of one size of table; Parquet is another input and no peer."""
    what, least, aim = words["loading"]
    ours = kinds["load"]
    best = min((kinds[name] for name in ("pandera", "frictionless") if name in kinds), key=lambda one: one["seconds"],
               default=None)
    told = words["memory"] if kinds["read_csv"]["memory_mb"] >= 1 else "{:.2f} ×"  # less cannot be measured
    floor = (f"{least}: {seconds(kinds['read_csv']['seconds'])} "
             f"({words['large']}: {seconds(kinds['large_file']['seconds'])})")
    return (what.format(f"{size:,}"), floor, seconds(ours["seconds"]),
            f"{best['kind']}: {seconds(best['seconds'])}" if best else words["none"],
            told.format(ours["ratio_seconds"], ours["ratio_memory"]),
            f"{ours['seconds'] / best['seconds']:.2f} ×" if best else words["none"], aim)


def seconds(value: float) -> str:
    """Return a time with two or three digits that mean something."""
    return f"{value * 1e3:.0f} ms" if value < 0.2 else f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def write_tables(results: dict, root: Path = ROOT) -> str:
    """Put the table between its marks in both READMEs; return the English one."""
    for language, name in FILES.items():
        text = (root / name).read_text(encoding="utf-8")
        table = render(results, language)
        text = re.sub(f"(?s){re.escape(START)}.*{re.escape(END)}", lambda _, t=table: f"{START}\n{t}\n{END}", text)
        (root / name).write_text(text, encoding="utf-8")
    return render(results, "en")


if __name__ == "__main__":
    print(write_tables(json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))))
