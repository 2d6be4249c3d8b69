"""How long judging takes: ./test --benchmark-enable -n0 tests/reports/domain/test_benchmark.py

To reach: 200 rows without text in 30 ms, a narrative of 30 000 characters in 60 ms, both linear.
Never asserted as a time: a busy machine is no defect.
"""

import re
from dataclasses import replace

import pytest

from indicators.domain import actuals, targets
from reports.domain.checks import CHECKS, find_all
from reports.domain.evaluate import evaluate
from tests.factories import MEDICAL, RESIDENT, SERVICE, fixture_facts
from tests.reports.domain.checks.worlds import with_text

NARRATIVE = tuple(check for check in CHECKS if ".narrative" in check.__module__)
NUMBER, TEXTS = re.compile(r"\d+"), ("target", "actual")
TABLE = tuple(check for check in CHECKS if check not in NARRATIVE)


def rows(count: int):
    """A report of ``count`` different rows made from the real ones, without any text."""
    real = [row for name in (MEDICAL, RESIDENT, SERVICE) for row in fixture_facts(name).indicators]
    made = [varied(real[i % len(real)], i) for i in range(count)]
    return replace(fixture_facts(MEDICAL), indicators=tuple(made), narrative=())


def varied(row, index: int):
    """The row with every number moved on, so that no text is read twice."""
    move = {name: NUMBER.sub(lambda found: str(int(found[0]) + index), getattr(row, name)) for name in TEXTS}
    return replace(row, **move, name=f"{row.name}{index}", explanation="", weight="0.45")


def forget() -> None:
    """Drop the cached readings, so that every round reads its texts."""
    for module in (targets, actuals):
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


@pytest.mark.parametrize("count", [200, 400])
def test_judging_rows(benchmark, count):
    report = rows(count)

    def judge():
        evaluation = evaluate(report)
        return [finding for check in TABLE for finding in check(report, evaluation)]

    benchmark.pedantic(judge, setup=forget, rounds=20, warmup_rounds=2)
    assert len(evaluate(report).indicators) == count


@pytest.mark.parametrize("times", [1, 2])
def test_reading_a_narrative(benchmark, times):
    """Each round reads a text it has not seen: a number changes in every paragraph."""
    medical = fixture_facts(MEDICAL)
    text = "\n\n".join(section.body for section in medical.narrative) + "\n\n".join(
        row.explanation for row in medical.indicators
    )
    unit = text * (30_000 // len(text) + 1)
    turn = iter(range(10_000))

    def setup():
        fresh = (unit[:30_000] * times).replace("2023年", f"2023年{next(turn)}")
        report = replace(medical, narrative=(replace(medical.narrative[0], body=fresh),))
        return (report, evaluate(report)), {}

    def read(report, evaluation):
        return [finding for check in NARRATIVE for finding in check(report, evaluation)]

    benchmark.pedantic(read, setup=setup, rounds=10, warmup_rounds=1)


@pytest.mark.parametrize("size", [20_000, 40_000])
@pytest.mark.parametrize("piece", ["1元1元", "（1万元", "指标1：", "2011年底"])
def test_reading_repetition(benchmark, piece, size):
    """What a regular expression that goes back again and again would be slow at."""
    turn = iter(range(10_000))

    def setup():
        report = with_text(fixture_facts(MEDICAL), f"{next(turn)}。" + (piece * size)[:size])
        return (report, evaluate(report)), {}

    def read(report, evaluation):
        return [finding for check in NARRATIVE for finding in check(report, evaluation)]

    benchmark.group = piece
    benchmark.pedantic(read, setup=setup, rounds=5, warmup_rounds=1)


def test_checks_are_whole():
    """The two halves measured above are all there are."""
    report = fixture_facts(MEDICAL)
    evaluation = evaluate(report)
    parts = [finding for check in CHECKS for finding in check(report, evaluation)]
    assert tuple(parts) == find_all(report, evaluation)
