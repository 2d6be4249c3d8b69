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
]


@pytest.mark.parametrize(("target", "actual", "outcome"), CASES)
def test_change_is_measured_against_last_year(target, actual, outcome):
    wanted = read_target(target)
    assert evaluate(wanted, read_actual(actual, wanted), last_year=LAST).outcome == outcome


def test_bound_on_a_bare_number_is_a_claim_and_no_copy():
    wanted = read_target("90%")
    verdict = evaluate(wanted, read_actual("≥90%", wanted))
    assert (verdict.outcome, verdict.copied) == ("claimed", False)
