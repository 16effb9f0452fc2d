"""Arithmetic on observations carries bounds through, and refuses what the data do not bear out."""

from __future__ import annotations

import math

import pytest

from helpers import RefusedError, joint_growth, load_observations, new_share, ratio, share, total, union

NAME = "Name"
ROWS = load_observations()


def rows(*names: str):
    """Rows of one region by the last words of their ids."""
    return ROWS.loc[[next(i for i in ROWS.index if i.endswith(name)) for name in names]]


def one(name: str):
    return rows(name).iloc[0]


def test_kinds_listed_apart_may_be_added():
    got = total(rows("nonpublic-organisations", "social-organisations"), NAME)
    assert (got["low"], got["high"]) == (58, 58)


def test_what_may_overlap_is_refused_unless_said_why():
    """Protects against a total that counts the same organisation twice."""
    three = rows("nonpublic-organisations", "social-organisations", "newform-organisations")
    with pytest.raises(RefusedError, match="may overlap"):
        total(three, NAME)
    got = total(three, NAME, because="taken as three kinds")
    assert (got["low"], got["high"]) == (67, 67)


def test_what_is_not_declared_is_refused():
    """Protects against silence taken for permission."""
    with pytest.raises(RefusedError, match="not declared"):
        total(rows("committees-upgraded", "property-branches"), NAME)


@pytest.mark.parametrize(("names", "word"), [
    (("service-subsidies", "funds-in-place"), "region"),
    (("fund-invested", "equity-invested"), "money"),
    (("team-members", "members-checked-in"), "unit"),
    (("meetings", "problems-solved"), "unit"),
    (("growth-materials", "growth-equipment"), "growth rates"),
    (("problems-solved", "communities"), "counted"),
])
def test_unlike_things_are_not_added(names, word):
    with pytest.raises(RefusedError, match=word):
        total(rows(*names), NAME)


def test_thresholds_do_not_compute():
    """Protects against a criterion taken for a count."""
    with pytest.raises(RefusedError, match="threshold"):
        ratio(one("upgrade-threshold"), one("communities"), NAME)


def test_a_union_runs_from_all_inside_to_all_apart():
    got = union(rows("nonpublic-organisations", "social-organisations", "newform-organisations"), NAME)
    assert (got["low"], got["high"]) == (58, 67)


def test_problems_per_meeting_have_a_floor():
    """近300 is at most 299 and 400多 at least 401: by hand, 401/299 = 1.341… and 499/270 = 1.848…"""
    got = ratio(one("problems-solved"), one("chaoan-meetings"), NAME)
    assert got["low"] == pytest.approx(401 / 299)
    assert got["high"] == pytest.approx(499 / 270)
    assert math.isnan(got["value"])


def test_means_by_hand():
    assert ratio(one("funds-in-place"), one("projects-attracted"), NAME)["low"] == pytest.approx(445e6)
    assert ratio(one("fund-invested"), one("fund-projects"), NAME)["low"] == pytest.approx(78e6)
    graduates = ratio(one("campus-graduates"), one("campus-posts"), NAME, times=100)
    assert graduates["low"] == pytest.approx(100 * 181 / 899)
    assert graduates["high"] == pytest.approx(100 * 189 / 801)


def test_regions_are_not_divided():
    with pytest.raises(RefusedError, match="no indicator"):
        ratio(one("service-subsidies"), one("projects-attracted"), NAME)


def test_a_share_needs_stated_containment():
    assert share(one("committees-upgraded"), one("communities"), NAME)["low"] == pytest.approx(100 * 7 / 27)
    with pytest.raises(RefusedError, match="contained"):
        share(one("grid-members"), one("members-checked-in"), NAME)


def test_new_share_by_hand():
    """56.9 % growth makes 56.9/156.9 new."""
    assert new_share(one("growth-materials"))["low"] == pytest.approx(100 * 56.9 / 156.9)
    with pytest.raises(RefusedError, match="growth"):
        new_share(one("communities"))


def test_joint_growth_is_strictly_between():
    got = joint_growth(rows("growth-materials", "growth-electronics", "growth-equipment"), NAME)
    assert (got["low"], got["high"], got["low_open"], got["high_open"]) == (34.8, 134.5, True, True)


def test_a_result_names_its_rows():
    """Protects the trace of computed marks."""
    assert ratio(one("problems-solved"), one("chaoan-meetings"), NAME).name == "chaoan-problems-solved + chaoan-meetings"
