"""Judging 200 rows; timed with --benchmark-enable -n0."""

from decimal import Decimal

from indicators.domain.actuals import read_actual
from indicators.domain.evaluation import evaluate
from indicators.domain.scoring import computed_score
from indicators.domain.targets import read_target
from tests.indicators.domain.scoring_rules import Rule

KINDS = (("≥{0}.5%", "{1}.3%"), ("{0}-{1}个月", "{0}"), ("9月30日前", "9月20日"), ("逐步推开", "逐步推开"))
ROWS = [tuple(text.format(n, n + 1) for text in KINDS[n % len(KINDS)]) for n in range(200)]


def judge_all():
    rule = Rule()
    outcomes = []
    for number, (wanted, reached) in enumerate(ROWS):
        target = read_target(wanted, f"指标{number}")
        actual = read_actual(reached, target, f"指标{number}")
        verdict = evaluate(target, actual, year=2022)
        computed_score(rule, Decimal(5), target, actual, verdict)
        outcomes.append(verdict.outcome)
    return outcomes


def test_judging_two_hundred_rows(benchmark):
    outcomes = benchmark(judge_all)
    assert (outcomes.count("met"), outcomes.count("claimed")) == (150, 50)
