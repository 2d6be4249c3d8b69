"""What a scoring rule gives for one indicator, and the grade of a total (domain.md "Scoring methods").

All scores are ``Decimal`` in points with two places, rounded half up once, between 0 and the weight.
``None`` = the rule gives none: a person's figure, a memo row, or nothing measured.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from indicators.domain._align import Numeric, added, adds_up, limits, quantity_of, scaled
from indicators.domain._answers import answers, pair_parts
from indicators.domain._compare import acceptable_set
from indicators.domain._items import Quantity
from indicators.domain._sets import Limits
from indicators.domain.actuals import Actual, SimpleActual, Value
from indicators.domain.evaluation import Verdict, read_base
from indicators.domain.numbers import NumberProblem, difference, parse_number, product, ratio, round_half_up, total
from indicators.domain.targets import Comparison, Compound, Deadline, PeriodAfterEvent, Range, Target
from indicators.domain.units import RATIO

ZERO, ONE, TWO, HUNDRED = Decimal(0), Decimal(1), Decimal(2), Decimal(100)
PLACES = 2
METHODS = ("proportional", "all_or_nothing", "tiers", "deduction", "checklist", "judgement")
#: Lower bounds of the grades in percent of 100 points, best first; the lower bound belongs to the grade.
Bands = Sequence[tuple[str, Decimal]]
DEFAULT_BANDS: Bands = (("优", Decimal(90)), ("良", Decimal(80)), ("中", Decimal(60)), ("差", ZERO))
#: Tier of each judged outcome as shares of the weight; the lower bound belongs to the tier.
Tiers = dict[str, tuple[Decimal, Decimal]]
DEFAULT_TIERS: Tiers = {
    "met": (Decimal("0.8"), ONE),
    "partial": (Decimal("0.6"), Decimal("0.8")),
    "missed": (ZERO, Decimal("0.6")),
}
#: Share of the weight suggested for what was done late.
LATE_SHARE = Decimal("0.7")
#: Less is better, t < a < 2t: w·(1 − (a−t)/t) is the rule, w·t/a the variant.
DIFFERENCE, QUOTIENT = "difference", "quotient"


class Item(Protocol):
    """A part-point of a checklist; ``points`` as typed."""

    @property
    def name(self) -> str: ...
    @property
    def points(self) -> str: ...
    @property
    def given(self) -> bool: ...


class Scoring(Protocol):
    """A scoring method with its parameters as typed; "" = the rule's default."""

    @property
    def method(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def points(self) -> str: ...
    @property
    def of(self) -> str: ...
    @property
    def items(self) -> Sequence[Item]: ...
    @property
    def deduct(self) -> str: ...
    @property
    def found(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def base(self) -> str: ...


def number(text: str, default: Decimal) -> Decimal:
    """A parameter as typed (5, 5分, 1%); the default where it is blank, unreadable or negative."""
    try:
        value = parse_number(text.strip().rstrip("分%％个百点"))
    except NumberProblem:
        return default
    return default if value is None or value < 0 else value


def default_method(target: Target) -> str:
    """Proportional for a target that is a number, tiers for one that a person judges."""
    return "proportional" if target.numeric or target.kind in ("deadline", "period", "relative") else "tiers"


def computed_score(
    scoring: Scoring,
    weight: Decimal | None,
    target: Target,
    actual: Actual,
    verdict: Verdict,
    *,
    negative: str = DIFFERENCE,
) -> Decimal | None:
    """The rule's score, two places; ``None`` for memo rows (no weight), tiers, judgement, and what is not decided.

    ``negative``: the program's rule for less-is-better, ``DIFFERENCE`` or ``QUOTIENT``. A checklist is
    always computed from its items. A late deadline is ``None``: see ``suggested_score``.
    """
    if weight is None:
        return None
    method = scoring.method or default_method(target)
    if method == "checklist":
        return within(weight, checklist(scoring))
    if method in ("tiers", "judgement") or verdict.outcome not in ("met", "missed", "partial"):
        return None
    if method == "all_or_nothing":
        return within(weight, weight if verdict.outcome == "met" else ZERO)
    if verdict.figures not in ("met", "missed"):
        return within(weight, weight) if verdict.outcome == "met" else None
    if method == "deduction":
        return deduction(scoring, weight, target, actual, verdict)
    share = achieved_share(scoring, target, actual, verdict, negative)
    return None if share is None else within(weight, product(weight, share))


def within(weight: Decimal, score: Decimal) -> Decimal:
    """A score of at most the weight and at least 0, with two places."""
    return round_half_up(max(ZERO, min(score, weight)), PLACES)


def checklist(scoring: Scoring) -> Decimal:
    """The points of the items given, minus ``deduct`` for each finding."""
    given = total(number(item.points, ZERO) for item in scoring.items if item.given)
    return difference(given, product(number(scoring.deduct, ZERO), number(scoring.found, ZERO)))


# --- proportional ---


def achieved_share(
    scoring: Scoring, target: Target, actual: Actual, verdict: Verdict, negative: str = DIFFERENCE
) -> Decimal | None:
    """Between 0 and 1: what part of the weight a proportional rule gives."""
    if verdict.achievement is not None and read_base(scoring.base) is not None:
        return max(ZERO, min(verdict.achievement, ONE))
    if verdict.figures == "met":
        return ONE
    if isinstance(target, Compound):
        return compound_share(target, actual, verdict.parts, scoring.direction, negative)
    if isinstance(target, Comparison | Range):
        found = answers(target, actual)
        figures = all(isinstance(part, Value) for part in found)
        if len(found) > 1 and figures and adds_up(target, found) and (together := added(found)):
            found = [Value(together)]
        return mean([part_share(target, part, scoring.direction, negative) for part in found])
    return None


def compound_share(
    target: Compound, actual: Actual, outcomes: Sequence[str], direction: str, negative: str
) -> Decimal | None:
    """The mean over the parts; ``None`` where one of them cannot be measured, as a deadline that was missed."""
    shares: list[Decimal | None] = []
    for (_, part), answer, outcome in zip(target.parts, pair_parts(target, actual), outcomes, strict=True):
        if isinstance(part, Comparison | Range):
            shares.append(part_share(part, answer, direction, negative))
        else:
            shares.append(ONE if outcome == "met" else None)
    return mean(shares)


def mean(shares: Sequence[Decimal | None]) -> Decimal | None:
    known = [share for share in shares if share is not None]
    return ratio(total(known), Decimal(len(known))) if len(known) == len(shares) else None


def part_share(
    target: Numeric, part: SimpleActual | None, direction: str, negative: str = DIFFERENCE
) -> Decimal | None:
    """One number against one set: a/t below it, the reverse rule above it, 1 inside; a claim or none has no share."""
    quantity = quantity_of(target, part) if isinstance(part, Value) else None
    if quantity is None:
        return None
    acceptable, value = acceptable_set(target, quantity, direction)
    if acceptable.holds(value) or (acceptable.at_open_end(value) and value):
        return ONE
    if quantity.unit == RATIO:
        return None
    end = nearer_end(acceptable, value)
    return above(value, end, negative) if value > end else below(value, end)


def below(value: Decimal, bound: Decimal) -> Decimal:
    """a/t; nothing where t is not above 0 or a is below it."""
    share = ratio(value, bound) if bound > 0 else None
    return ZERO if share is None else max(ZERO, min(share, ONE))


def above(value: Decimal, bound: Decimal, negative: str = DIFFERENCE) -> Decimal:
    """1 − (a−t)/t, nothing from 2t on, or the variant t/a; nothing where t is not above 0."""
    if bound <= 0:
        return ZERO
    share = ratio(bound, value) if negative == QUOTIENT else difference(TWO, ratio(value, bound) or ZERO)
    return max(ZERO, min(share or ZERO, ONE))


# --- deduction ---


def deduction(scoring: Scoring, weight: Decimal, target: Target, actual: Actual, verdict: Verdict) -> Decimal | None:
    """``points`` off per started ``step`` short of the standard, counted exactly, floor 0."""
    if verdict.figures == "met":
        return within(weight, weight)
    found = answers(target, actual) if isinstance(target, Comparison | Range) else []
    if len(found) != 1 or not isinstance(found[0], Value):
        return None
    assert isinstance(target, Comparison | Range)  # noqa: S101
    quantity = quantity_of(target, found[0])
    if quantity is None:
        return None
    short = shortfall(scoring, target, quantity)
    step = number(scoring.step, ONE) or ONE
    lost = product(started_steps(short[0], product(short[1], step)), number(scoring.points, ONE))
    return within(weight, difference(weight, lost))


def shortfall(scoring: Scoring, target: Comparison | Range, value: Quantity) -> tuple[Decimal, Decimal]:
    """How far outside, as a numerator and a denominator, so that it stays exact.

    ``of`` value: in the unit the target was typed in; achievement: in percentage points of a/t or a/base.
    """
    acceptable, number_ = acceptable_set(target, value, scoring.direction)
    end = nearer_end(acceptable, number_)
    off = abs(difference(number_, end))
    if scoring.of == "achievement":
        return product(off, HUNDRED), _divisor(scoring, target, value) or abs(end) or ONE
    scale = scaled(_typed_unit(target, value), value, target.hint)
    return off, scale[0] if scale else ONE


def nearer_end(acceptable: Limits, value: Decimal) -> Decimal:
    if acceptable.low is not None and value <= acceptable.low:
        return acceptable.low
    return acceptable.high if acceptable.high is not None else value


def _typed_unit(target: Comparison | Range, value: Quantity) -> Quantity:
    end = limits(target)[-1]
    return Quantity(ONE, end.multiplier, end.unit or value.unit)


def _divisor(scoring: Scoring, target: Comparison | Range, value: Quantity) -> Decimal | None:
    base = read_base(scoring.base)
    pair = scaled(base, value, target.hint) if base else None
    return pair[0] if pair else None


def started_steps(amount: Decimal, step: Decimal) -> Decimal:
    """How many steps are begun: 0.77 of a month is one."""
    whole = ratio(amount, step) or ZERO
    floor = Decimal(int(whole))
    return floor if product(floor, step) == amount else floor + ONE


# --- tiers, suggestions, grades ---


def tier_bounds(outcome: str, weight: Decimal | None, tiers: Tiers = DEFAULT_TIERS) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest score of the tier a judged outcome belongs to; ``None`` where there is no tier."""
    if weight is None or outcome not in tiers:
        return None
    low, high = tiers[outcome]
    return round_half_up(product(weight, low), PLACES), round_half_up(product(weight, high), PLACES)


def in_tier(score: Decimal, outcome: str, weight: Decimal | None, tiers: Tiers = DEFAULT_TIERS) -> bool:
    """Whether a score lies in its tier: the lower bound does, the upper only in the best one."""
    bounds = tier_bounds(outcome, weight, tiers)
    if bounds is None:
        return False
    return bounds[0] <= score < bounds[1] or (score == bounds[1] and tiers[outcome][1] == ONE)


def suggested_score(weight: Decimal | None, target: Target, verdict: Verdict) -> Decimal | None:
    """0.7 of the weight for what was done after its deadline, for a person to accept or change; else ``None``."""
    late = isinstance(target, Deadline | PeriodAfterEvent) and verdict.figures == "missed"
    return within(weight, product(weight, LATE_SHARE)) if late and weight is not None else None


def grade(total: Decimal, bands: Bands = DEFAULT_BANDS) -> str:
    """The grade of a total out of 100; the worst one below every bound."""
    return next((name for name, lowest in bands if total >= lowest), bands[-1][0])
