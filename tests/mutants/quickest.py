"""A plugin of pytest for mutmut: a true map of which test calls what, and the quickest tests first."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

COSTLY = ("helpers.typeset", "helpers.style")  # what they keep is of fonts


def pytest_collection_modifyitems(items: list) -> None:
    """Sort the tests by the seconds that they took unchanged, so that a change is seen early."""
    kept = Path("mutmut-stats.json")
    if kept.is_file():
        took = json.loads(kept.read_text(encoding="utf-8"))["duration_by_test"]
        items.sort(key=lambda item: took.get(item.nodeid, 0.0))


def pytest_runtest_setup(item) -> None:
    """Forget, while the map is made, what an earlier test has computed: each is to call all that it rests on."""
    if os.environ.get("MUTANT_UNDER_TEST") != "stats":
        return
    ours = [module for name, module in sys.modules.items() if name.startswith("helpers.") and name not in COSTLY]
    for module in (item.module, *ours):
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()
