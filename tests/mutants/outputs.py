"""What nbval and the tests of stale figures see, for mutmut: each notebook's words, tables and charts, in this process.

The Chinese drawings are left to part 2, and so is 06, which takes as long as all others. No test run
collects this file unless it is named.
"""

from __future__ import annotations

import matplotlib as mpl
import pytest
import replay

RUNS = [run for run in replay.settings() if run[0] != "06-mechanisms"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("stem", "region"), RUNS)
def test_outputs_are_the_committed_ones(stem, region, language):
    """Protects every printed number, table, title, note and mark from a change of the code that composes them."""
    with mpl.rc_context(), replay.at(replay.ROOT / "notebooks"):
        run = replay.Replay(stem, language, region=region, svg_too=language == "en")
        for cell in run.steps():
            run.run(cell)
