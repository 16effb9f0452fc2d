"""Figures in a column and on a slide do not change unnoticed; their pages are held to figures/ elsewhere."""

from __future__ import annotations

import pytest
from sizes import cases, kept, today

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=["-".join(filter(None, case)) for case in CASES])
def test_other_sizes_are_as_they_were_looked_at(case):
    """Protects who pastes a figure into a column or a slide: a change there is seen, as one on the page is."""
    committed = kept()
    now = today(*case)
    changed = [name for name, digest in now.items() if committed.get(name) != digest]
    assert not changed, f"{', '.join(changed)} changed: look at it, then run `make notebooks`"


def test_no_digest_is_left_over():
    """Protects the list from figures that nobody draws any more."""
    from conftest import ROOT

    from helpers.notebooks import list_figures
    names = {f"{name}.{language}.{size}" for name in list_figures(ROOT / "notebooks") for _, language, size, _ in CASES}
    assert set(kept()) == names
