"""The attack itself: that its faults are faults, and that what it excuses is still there."""

from __future__ import annotations

import csv
import importlib.util
import sys
from argparse import Namespace

import pytest
from conftest import ROOT

MUTANTS = ROOT / "tests" / "mutants"


@pytest.fixture(autouse=True)
def _its_folder(monkeypatch):
    monkeypatch.syspath_prepend(str(MUTANTS))
    yield
    for name in [n for n, module in sys.modules.items() if str(MUTANTS) in (getattr(module, "__file__", "") or "")]:
        del sys.modules[name]


def known() -> list[dict[str, str]]:
    with (MUTANTS / "known.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_slip_changes_its_file_and_has_its_own_name():
    """Protects the count: a slip that changes nothing would be a survivor for ever, or a kill that proves nothing."""
    import cells
    data = ROOT / "data"
    found = list(cells.slips(data))
    assert len({slip.name for slip in found}) == len(found)
    fields = {(slip.file, slip.field) for slip in found}
    wanted = {(file, field["name"]) for file, resource in cells.tables(data).items() for field in resource["schema"]["fields"]}
    assert wanted <= fields, "a field that is never attacked"
    for slip in found[::37]:
        assert cells.changed(data, slip) != cells.write(cells.rows_of(data, slip.file)), slip.name


def test_every_kind_of_change_is_made():
    """Protects the attack on charts: colour, number, word, order, condition, hedged as exact, each at its place."""
    from drawing import changes
    source = ('def form(ax, row):\n    colour = "#12436D" if is_exact(row) else PAPER\n'
              '    ax.plot([1, 2], width=0.5, marker="o", log=True, say=Text("One word", "一个词"))\n    return -1 + len(row)\n')
    made = changes(source, "example")
    kinds = {change.kind for change in made}
    assert kinds >= {"colour", "number", "word", "order", "switch", "languages swapped", "argument left out", "call left out",
                     "always the first", "always the other", "hedged as exact", "operator", "sign lost"}
    assert len({change.name for change in made}) == len(made)
    for change in made:
        assert change.apply(source) != source
        compile(change.apply(source), "changed", "exec")
    swapped = next(change for change in made if change.kind == "languages swapped")
    assert 'Text("一个词", "One word")' in swapped.apply(source)


def test_a_sample_is_the_same_whatever_else_changes():
    """Protects the list of explained survivors: what is added elsewhere does not reshuffle the sample."""
    from drawing import sample
    names = [f"change {number}" for number in range(300)]
    first, second = sample(names, str, 20, 1, set()), sample([*names, "another"], str, 20, 1, set())
    assert len(set(first) - set(second)) <= 1
    assert "change 299" in sample(names, str, 1, 1, {"change 299"})


def test_jobs_that_fail_die_or_hang_are_told():
    """Protects the count: no job is lost, however it ends."""
    import os
    import time

    import forks

    def work(job):
        if job == "raise":
            raise ValueError("said")
        if job == "die":
            os._exit(3)
        if job == "hang":
            time.sleep(60)
        return job
    ended = dict(forks.run(["raise", "die", "hang", "fine"], work, workers=2, patience=3))
    assert ended["fine"] == "fine" and "said" in str(ended["raise"])
    assert isinstance(ended["die"], RuntimeError) and isinstance(ended["hang"], TimeoutError)


def test_what_is_excused_has_a_reason_and_is_still_there():
    """Protects from excuses that nobody needs any more; `make mutants` also tells those that die."""
    import draw_forms
    import draw_notebooks
    names = {"notebooks": {change.name for _, _, change in draw_notebooks.every_change()},
             "forms": {change.name for _, change in draw_forms.every_change()}}
    for row in known():
        assert len(row["reason"]) > 15 and row["part"] in ("data", "notebooks", "forms", "code")
        assert row["mutant"] in names.get(row["part"], {row["mutant"]}), f"no change any more: {row['mutant']}"


@pytest.mark.parametrize(("part", "known", "seen", "holds", "said"), [
    ("data", {}, {"a": "loading", "b": "rules"}, True, "0 survived"),
    ("data", {"b": "nobody can see it"}, {"a": "loading", "b": ""}, True, "1 survived, 1 of them explained"),
    ("data", {}, {"a": "loading", "b": ""}, False, "survived, and not explained:\n    b"),
    ("data", {"a": "nobody can see it"}, {"a": "loading"}, False, "dies; take it off:\n    a"),
    ("data", {"c": "nobody can see it"}, {"a": "loading"}, False, "no change any more; take it off:\n    c"),
    ("code", {}, {**dict.fromkeys("abcdefghij", "mutmut: killed"), "k": ""}, True, "survived, and not explained:\n    k"),
    ("code", {"k": "equal"}, {**dict.fromkeys("abcdefghi", "mutmut: killed"), "k": ""}, False, "1 survived"),
])
def test_what_survives_and_what_dies_is_held_against_the_list(part, known, seen, holds, said, monkeypatch, capsys):
    """Protects from a list that grows stale: what it excuses must survive, and what survives must be in it."""
    spec = importlib.util.spec_from_file_location("attack", MUTANTS / "__main__.py")
    main = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(main)
    monkeypatch.setattr(main, "rows", lambda: [{"part": part, "mutant": name, "reason": why} for name, why in known.items()])
    monkeypatch.setattr(main, "results", lambda *_: iter(seen.items()))
    assert main.attack(part, Namespace(all=False, seed=1)) is holds
    assert said in capsys.readouterr().out


def test_a_change_of_code_is_named_by_what_it_changes():
    """Protects the list of explained survivors: mutmut's own numbers move with every edit of a function."""
    from helpers_code import _difference
    before = "def x_f__mutmut_orig(a):\n    b = g(a, 'near', 3)\n    return b if a <= 3 else 0\n"
    for was, now, name in [("'near'", "'XXnearXX'", "g(a, 'near', → g(a, 'XXnearXX',"), ("<= 3", "< 3", "a <= 3 → a < 3"),
                           (", 'near'", "", "g(a, 'near', 3) → g(a, 3)")]:
        assert _difference(before, before.replace("orig", "7").replace(was, now)) == name
