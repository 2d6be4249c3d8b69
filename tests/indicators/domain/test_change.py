"""Targets against last year, judged by last year's value (domain.md "relative"); equal is no 提高."""

from decimal import Decimal

import pytest

from indicators.domain.actuals import read_actual
from indicators.domain.evaluation import evaluate
from indicators.domain.targets import read_target

LAST = Decimal(1000)
CASES = [
    ("较上年增长≥2%", "1019.9人", "missed"),
    ("较上年增长≥2%", "1020人", "met"),
    ("较上年提高", "1000人", "missed"),
    ("较上年提高", "1000.1人", "met"),
    ("不低于上年", "1000人", "met"),
    ("不低于上年", "999人", "missed"),
    ("较上年减少", "1000人", "missed"),
    ("较上年减少", "999.9人", "met"),
    ("与上年持平", "999人", "missed"),
    ("等于上年", "999人", "missed"),
    ("等于上年", "1000人", "met"),
]
#: What the actual itself says of the change; a stated bound is a claim.
STATED = [
    ("较上年减少>2%", "较上年减少2%", "missed"),
    ("较上年减少>2%", "较上年减少2.1%", "met"),
    ("较上年减少低于5%", "较上年减少5%", "missed"),
    ("较上年减少低于5%", "较上年减少4.9%", "met"),
    ("较上年减少≥2%", "较上年减少≥3%", "claimed"),
    ("较上年减少≥2%", "较上年减少≥1%", "undecided"),
    ("较上年增长≥5%", "较上年增长不超过6%", "undecided"),
    ("较上年增长不超过5%", "较上年增长不超过4%", "claimed"),
]


@pytest.mark.parametrize(("target", "actual", "outcome"), CASES)
def test_change_is_measured_against_last_year(target, actual, outcome):
    wanted = read_target(target)
    assert evaluate(wanted, read_actual(actual, wanted), last_year=LAST).outcome == outcome


@pytest.mark.parametrize(("target", "actual", "outcome"), STATED)
def test_change_is_stated_by_the_actual(target, actual, outcome):
    wanted = read_target(target)
    assert evaluate(wanted, read_actual(actual, wanted)).outcome == outcome


def test_bound_on_a_bare_number_is_a_claim_and_no_copy():
    wanted = read_target("90%")
    verdict = evaluate(wanted, read_actual("≥90%", wanted))
    assert (verdict.outcome, verdict.copied) == ("claimed", False)


#: Changes in words → canonical wording, and what 下降2%, 增长1% and 持平 (each 较上年) come to.
WORDED = [
    ("较上年不增长", "≤上年", ("met", "missed", "claimed")),
    ("较上年不减少", "≥上年", ("missed", "met", "claimed")),
    ("较上年不降", "≥上年", ("missed", "met", "claimed")),
    ("较上年不上涨", "≤上年", ("met", "missed", "claimed")),
    ("较上年持平", "较上年持平", ("missed", "missed", "claimed")),
    ("与上年相当", "较上年持平", ("missed", "missed", "claimed")),
    ("较上年持平或略有上升", "≥上年", ("missed", "met", "claimed")),
    ("较上年持平或下降", "≤上年", ("met", "missed", "claimed")),
    ("较上年有所提高", "较上年提高", ("missed", "met", "missed")),
    ("较上年下降", "较上年减少", ("met", "missed", "missed")),
    ("较上年升降互现", "较上年升降互现", ("undecided", "undecided", "undecided")),
]


@pytest.mark.parametrize(("target", "wording", "outcomes"), WORDED)
def test_change_in_words(target, wording, outcomes):
    wanted = read_target(target, "住院率")
    assert str(wanted) == wording
    said = ("较上年下降2%", "较上年增长1%", "较上年持平")
    assert tuple(evaluate(wanted, read_actual(actual, wanted, "住院率")).outcome for actual in said) == outcomes
