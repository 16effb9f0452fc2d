"""Every mark leads back to the words of the article."""

from __future__ import annotations

import pytest
from conftest import ROOT

from helpers import Chart, RefusedError, Text, dots, load_observations, trace, use
from helpers.trace import trace_file

WORDS = Text("Words", "文字")
FIGURES = ROOT / "figures"


def test_a_mark_leads_to_its_words():
    """Protects the trace in a notebook: phrase, section, bounds with their unit and open ends, period, whether it is carried."""
    use("en")
    rows = load_observations("chaoan").loc[["chaoan-service-subsidies"]]
    chart = Chart("name", rows=rows, title=WORDS, measure=WORDS, alt=WORDS)
    dots(chart.plot(left=60, right=40), rows)
    (line,) = trace(chart).to_dict("records")
    row = rows.iloc[0]
    assert line["mark"] == 1
    assert (line["observation"], line["phrase"], line["section"]) == (row.name, row["phrase"], row["section"])
    assert (line["period"], line["basis"]) == (row["period"], row["period_basis"])
    assert line["bounds"] == "3.6 to under 4 m yuan", "近400万元: at most a tenth less, and less than printed"
    assert "nearly 4 m yuan" in line["shows"]


def test_a_computed_mark_leads_to_all_it_comes_from():
    """Protects the trace of quotients: a line for each observation, under one number."""
    lines = trace_file("one-average-community", FIGURES)
    computed = lines[lines["mark"] == 1]
    assert len(computed) == 2
    assert "chaoan-communities" in set(computed["observation"])
    assert list(dict.fromkeys(lines["mark"])) == list(range(1, lines["mark"].max() + 1)), "marks are numbered from 1"


@pytest.mark.parametrize("said", ["meetings-and-problems", "meetings-and-problems.zh.svg", "figures/meetings-and-problems.en.svg",
                                  "meetings-and-problems.en.slide.png"])
def test_a_figure_or_any_file_of_it_is_found(said):
    """Protects `trace FIGURE`: by name, by file, and for a file that is made on demand."""
    assert {"chaoan-meetings", "chaoan-problems-solved"} == set(trace_file(said, FIGURES)["observation"])


@pytest.mark.parametrize("said", ["meetings", "meetings-and-problems.gif", "meetings.png"])
def test_an_unknown_figure_names_the_known(said):
    """Protects who mistypes a name: the error lists the names there are."""
    with pytest.raises(RefusedError, match=r"meetings.*there are: .*funding-sums, .*meetings-and-problems"):
        trace_file(said, FIGURES)


def test_without_a_manifest_it_says_what_to_do(tmp_path):
    """Protects from a traceback where nothing was exported yet."""
    with pytest.raises(RefusedError, match=rf"no manifest\.json in {tmp_path.name}/.*make figures"):
        trace_file("meetings-and-problems", tmp_path)
