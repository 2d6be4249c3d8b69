"""Facts → what follows from them: rates, sums, verdicts, scores, total, grade.

Pure and total: whatever can be stored can be evaluated. Decimals are exact and unrounded except
scores, which have two places (domain.md "Amounts", "Scoring methods").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from indicators.domain.actuals import Actual, read_actual
from indicators.domain.evaluation import Verdict
from indicators.domain.evaluation import evaluate as judge
from indicators.domain.numbers import NumberProblem, decimals, parse_number, ratio, round_half_up
from indicators.domain.scoring import computed_score, grade
from indicators.domain.targets import Target, read_target
from reports.domain import facts
from reports.domain.rules import DEFAULT, Rules

#: Methods that go by a person's word on the criterion, not by an actual.
BY_HAND = ("checklist", "judgement")
ZERO = Decimal(0)
ONE = Decimal(1)
#: Readings kept from one save to the next: the rows a process works on in some minutes.
KEPT = 8192


@dataclass(frozen=True, slots=True)
class FundResult:
    """Amounts of one line in the form's unit (``None`` = blank) and their rate (``None`` = no rate)."""

    budget: Decimal | None
    actual: Decimal | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class FundsTotal:
    """Sums over the lines; ``score`` is computed by the rule, ``awarded`` is what counts in the total."""

    budget: Decimal | None
    actual: Decimal | None
    initial: Decimal | None
    received: Decimal | None
    rate: Decimal | None
    weight: Decimal | None
    score: Decimal | None
    awarded: Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One row: how target and actual were read, the verdict, and both scores."""

    target: Target
    actual: Actual
    verdict: Verdict
    weight: Decimal | None
    computed_score: Decimal | None
    awarded: Decimal | None

    @property
    def outcome(self) -> str:
        return self.verdict.outcome

    @property
    def score(self) -> Decimal | None:
        """The awarded score, else the computed one."""
        return self.computed_score if self.awarded is None else self.awarded


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything computed from one report's facts, in the order of its rows."""

    funds: tuple[FundResult, ...]
    total: FundsTotal
    indicators: tuple[IndicatorResult, ...]
    rules: Rules
    scored: bool
    weights: Decimal
    total_score: Decimal | None
    grade: str | None


@lru_cache(maxsize=KEPT)
def number(text: str | None, unit: str = "") -> Decimal | None:
    """A stored amount, weight or score; the doors let only numbers and blanks in, so anything else is blank."""
    try:
        return parse_number(text or "", unit)
    except NumberProblem:
        return None


def add(values: Iterable[Decimal | None]) -> Decimal | None:
    """Exact sum of what is filled; ``None`` where nothing is."""
    filled = [value for value in values if value is not None]
    return sum(filled, ZERO) if filled else None


def execution_rate(budget: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """Σspend / Σbudget; none where either is blank or the budget is not above zero (0/0 has no rate)."""
    if budget is None or actual is None or budget <= 0:
        return None
    return ratio(actual, budget)


def rate_agrees(printed: str, rate: Decimal) -> bool:
    """Whether the printed rate is the computed one at its printed places; without % a ratio or a percent."""
    text = printed.strip().replace("％", "%")
    try:
        value = parse_number(text.rstrip("%").strip())
    except NumberProblem:
        return False
    if value is None:
        return True
    places = decimals(value)
    percent = round_half_up(rate * 100, places) == value
    return percent or (not text.endswith("%") and round_half_up(rate, places) == value)


def rate_score(rate: Decimal | None, weight: Decimal | None) -> Decimal | None:
    """weight × min(rate, 1), two places, never below zero, on the total line alone."""
    if rate is None or not weight:
        return None
    return round_half_up(weight * max(ZERO, min(rate, ONE)), 2)


def evaluate_funds(report: facts.Report) -> tuple[tuple[FundResult, ...], FundsTotal]:
    """The lines' rates, and the total line computed from them."""
    unit = report.unit
    rows = []
    for line in report.funds:
        budget, actual = number(line.budget, unit), number(line.actual, unit)
        rows.append(FundResult(budget, actual, execution_rate(budget, actual)))
    budget, actual = add(r.budget for r in rows), add(r.actual for r in rows)
    rate = execution_rate(budget, actual)
    weight = number(report.execution_weight)
    score = rate_score(rate, weight)
    awarded = number(report.funds_total.score) if report.funds_total and weight else None
    total = FundsTotal(
        budget=budget,
        actual=actual,
        initial=add(number(line.initial, unit) for line in report.funds),
        received=add(number(line.received, unit) for line in report.funds),
        rate=rate,
        weight=weight or None,
        score=score,
        awarded=score if awarded is None else awarded,
    )
    return tuple(rows), total


@lru_cache(maxsize=KEPT)
def evaluate_row(
    name: str, target: str, actual: str, judgement: str, scoring: facts.Scoring, weight: str, score: str, year: int,
    criterion: bool, negative: str,
) -> IndicatorResult:  # fmt: skip
    """One row on its own texts, so that a save judges its row anew and finds the others as they were."""
    read = read_target(target, name)
    done = read_actual(actual, read, name)
    verdict = judge(
        read, done, direction=scoring.direction, judgement=judgement, year=year, base=scoring.base, criterion=criterion
    )
    points = number(weight)
    computed = computed_score(scoring, points, read, done, verdict, negative=negative)
    return IndicatorResult(read, done, verdict, points, computed, number(score) if points is not None else None)


def evaluate_indicator(row: facts.Indicator, report: facts.Report, scored: bool, rules: Rules) -> IndicatorResult:
    """``scored``: some row of the report has a weight."""
    criterion = report.form == "E" and row.scoring.method in BY_HAND
    weight = row.weight if scored else ""
    return evaluate_row(
        row.name, row.target, row.actual, row.judgement, row.scoring, weight, row.score, report.year, criterion,
        rules.negative,
    )  # fmt: skip


def evaluate(report: facts.Report, rules: Rules = DEFAULT) -> Evaluation:
    """The whole report. Without any weight there are no scores, no total and no grade (forms A, B)."""
    scored = any(number(row.weight) is not None for row in report.indicators)
    lines, total = evaluate_funds(report)
    rows = tuple(evaluate_indicator(row, report, scored, rules) for row in report.indicators)
    weights = sum((r.weight for r in rows if r.weight is not None), total.weight or ZERO)
    total_score = None
    if scored:
        points = [r.score for r in rows if r.weight is not None] + [total.awarded]
        total_score = add(points) or ZERO
    return Evaluation(
        funds=lines,
        total=total,
        indicators=rows,
        rules=rules,
        scored=scored,
        weights=weights,
        total_score=total_score,
        grade=grade(total_score, rules.bands) if total_score is not None else None,
    )
