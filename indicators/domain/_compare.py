"""The outcome of a target and an actual by their figures alone, by sets (domain.md "Judge by sets")."""

from dataclasses import replace
from decimal import Decimal

from indicators.domain._align import (
    HUNDRED,
    Numeric,
    added,
    adds_up,
    in_unit_of,
    least,
    limits,
    quantity_of,
    scaled,
    snapped,
)
from indicators.domain._answers import answers, pair_parts, parts_of
from indicators.domain._claims import is_progress, is_unfinished
from indicators.domain._compare_changes import compare_change
from indicators.domain._compare_dates import compare_dates, resolve
from indicators.domain._items import Quantity
from indicators.domain._sets import MISMATCH, UNDECIDED, Limits, Outcome, World, is_near, one_sided
from indicators.domain.actuals import Actual, Approximation, Bound, DateActual, SimpleActual, Value, Values
from indicators.domain.numbers import difference, product, ratio
from indicators.domain.targets import Comparison, Compound, Deadline, PeriodAfterEvent, Range, Relative, Target
from indicators.domain.units import RATIO, Unit

ZERO = Decimal(0)
WORKDAY = "workday"


def compare(target: Target, actual: Actual, world: World) -> Outcome:
    """met, missed, claimed or undecided by the figures; blank actuals are not asked about here."""
    if isinstance(target, Compound):
        return compare_parts(target, actual, world)
    if isinstance(target, Comparison | Range | PeriodAfterEvent):
        return compare_numbers(target, actual, world)
    if isinstance(target, Deadline):
        return compare_deadline(target, actual, world)
    if isinstance(target, Relative):
        return combine([compare_change(target, part, world) for _, part in parts_of(actual)])
    return UNDECIDED


def combine(found: list[Outcome], all_must_hold: bool = False) -> Outcome:
    """Several outcomes as one: the same, or a claim among met ones; otherwise undecided.

    ``all_must_hold``: the parts of a compound, of which one missed is enough.
    """
    if len(found) == 1:
        return found[0]
    outcomes = {each.outcome for each in found}
    if all_must_hold and "missed" in outcomes:
        return Outcome("missed", boundary=all(e.boundary for e in found if e.outcome == "missed"))
    if outcomes == {"missed"}:
        return Outcome("missed", boundary=all(each.boundary for each in found))
    if outcomes == {"met"}:
        return Outcome("met")
    return Outcome("claimed") if outcomes and outcomes <= {"met", "claimed"} else UNDECIDED


def compare_parts(target: Compound, actual: Actual, world: World) -> Outcome:
    """Every part must hold; one that the actual does not mention is undecided."""
    found = [
        compare(part, answer, world) if answer is not None else UNDECIDED
        for (_, part), answer in zip(target.parts, pair_parts(target, actual), strict=True)
    ]
    return replace(combine(found, all_must_hold=True), parts=tuple(each.outcome for each in found))


def compare_deadline(target: Deadline, actual: Actual, world: World) -> Outcome:
    """The day of completion; what was not finished then (12月20日完成80%, 尚未完成) is for a person to judge."""
    found = combine([compare_dates(target, part, world) for part in answers(target, actual)])
    if found.outcome in ("met", "claimed") and (is_unfinished(actual.text) or any(map(falls_short, parts_of(actual)))):
        return UNDECIDED
    return found


def falls_short(told: tuple[str, SimpleActual]) -> bool:
    """Whether a part of an actual is a progress below 100%."""
    name, part = told
    if not isinstance(part, Value | Approximation) or part.quantity.unit.dimension != "percent":
        return False
    return is_progress(name) and part.quantity.value < HUNDRED


# --- numbers ---


def compare_numbers(target: Numeric, actual: Actual, world: World) -> Outcome:
    """A number, a bound or several numbers against a set of numbers; a day after an event by its date."""
    found = answers(target, actual)
    if found:
        return compare_several(target, found, world) if len(found) > 1 else compare_number(target, found[0], world)
    if isinstance(target, PeriodAfterEvent):
        return compare_period(target, actual, world)
    numbers = [part for _, part in parts_of(actual) if isinstance(part, Value | Bound | Approximation)]
    return MISMATCH if numbers else UNDECIDED


def compare_several(target: Numeric, parts: list[SimpleActual], world: World) -> Outcome:
    """Several numbers against one set, where nobody says that each is meant: 新建3个，改造2个; 一档300元、二档450元.

    Missed only where even the least is too much or all together too little. Counts and amounts that each
    keep a limit may together exceed it. A number without a name beside parts of it (15种，新增3种) counts
    for them all where it meets a lower bound.
    """
    found = [compare_number(target, part, world) for part in parts]
    outcomes = {each.outcome for each in found}
    together, parted = added(parts), adds_up(target, parts)
    if outcomes == {"missed"}:
        too_much = all(compare_bound(target, least(part), world).outcome == "missed" for part in parts)
        too_little = together and compare_bound(target, Bound(None, together), world).outcome == "missed"
        return combine(found) if too_much or too_little else UNDECIDED
    if outcomes <= {"met", "claimed"}:
        inside = not together or compare_number(target, Value(together), world).outcome == "met"
        return combine(found) if inside or not parted else UNDECIDED
    whole = [each.outcome for part, each in zip(parts, found, strict=True) if not part.label and not part.noun]
    above = together and compare_bound(target, Bound(together, None), world).outcome == "claimed"
    return Outcome("met") if parted and above and whole == ["met"] else UNDECIDED


def compare_number(target: Numeric, part: SimpleActual, world: World) -> Outcome:
    """One number or bound of the target's dimension."""
    if isinstance(part, Bound):
        return compare_bound(target, part, world)
    quantity = quantity_of(target, part) if isinstance(part, Value | Approximation) else None
    if quantity is None:
        return UNDECIDED
    acceptable, value = acceptable_set(target, quantity, world.direction)
    inside = acceptable.holds(value)
    if is_vague(target, acceptable, value):
        return UNDECIDED
    if isinstance(part, Approximation):
        return Outcome("claimed" if inside else "missed")
    if WORKDAY in (limits(target)[-1].unit.dimension, quantity.unit.dimension) and not by_calendar(
        limits(target)[-1], quantity, inside
    ):
        return UNDECIDED
    boundary = not inside and acceptable.at_open_end(value)
    return Outcome("met" if inside else "missed", deviation(target, acceptable, value), boundary)


def is_vague(target: Numeric, acceptable: Limits, value: Decimal) -> bool:
    """Whether the target does not settle it: 69.5% is about 70%; 1:1.6 is more than 1:1.5 or less, as one counts."""
    if not isinstance(target, Comparison):
        return False
    if target.quantity.unit == RATIO:
        return acceptable.low != acceptable.high and value not in (acceptable.low, acceptable.high)
    return target.about and not acceptable.holds(value) and is_near(acceptable, value)


def by_calendar(limit: Quantity, value: Quantity, inside: bool) -> bool:
    """Whether days against working days settle it: n days hold at most n working days, n of those at least n days.

    [ours] Twice the working days is taken for the most days they last.
    """
    if limit.unit.dimension == value.unit.dimension or not (limit.unit and value.unit):
        return True
    if limit.unit.dimension == WORKDAY:
        return inside
    pair = scaled(limit, value, ("", Unit()))
    return not inside or (pair is not None and product(pair[1], Decimal(2)) <= pair[0])


def acceptable_set(target: Numeric, value: Quantity, direction: str) -> tuple[Limits, Decimal]:
    """The target's set and the actual on one scale; a rounded actual that agrees with an end lies on it."""
    ends = [scaled(end, value, target.hint) or (end.value, value.value) for end in limits(target)]
    number = ends[0][1]
    for end, (bound, _) in zip(limits(target), ends, strict=True):
        if snapped(end, value, target.hint):
            number = bound
    if isinstance(target, Range):
        return Limits(ends[0][0], ends[1][0], target.open_low, target.open_high), number
    op = target.op if isinstance(target, Comparison) else "≤"
    return one_sided(op, ends[0][0], direction), number


def deviation(target: Numeric, acceptable: Limits, value: Decimal) -> Decimal | None:
    """|a − t| / |t|; of a range off its nearer end, 0 inside; none where t is 0."""
    low, high = acceptable.low, acceptable.high
    if isinstance(target, Range) and acceptable.covers(Limits(value, value)):
        return ZERO
    end = high if high is not None and (low is None or value >= high) else low or ZERO
    if value == end:
        return ZERO if end else None
    return ratio(abs(difference(value, end)), abs(end))


def compare_bound(target: Numeric, claim: Bound, world: World) -> Outcome:
    """A claimed set: inside the target claimed, apart from it missed, overlapping undecided."""
    sides: dict[str, Decimal] = {}
    acceptable = Limits()
    high = in_unit_of(claim.low, claim.high) if claim.low and claim.high else claim.high
    for side, end in (("low", claim.low), ("high", high)):
        if end is not None:
            acceptable, sides[side] = acceptable_set(target, end, world.direction)
    claimed = Limits(sides.get("low"), sides.get("high"), claim.open_low, claim.open_high)
    if any(is_vague(target, acceptable, end) for end in sides.values()):
        return UNDECIDED
    if acceptable.covers(claimed):
        return Outcome("claimed")
    return Outcome("missed") if acceptable.apart(claimed) else UNDECIDED


def compare_period(target: PeriodAfterEvent, actual: Actual, world: World) -> Outcome:
    """The days between two dates of an actual (1月20日批准，3月1日下达)."""
    days = [part for _, part in parts_of(actual) if isinstance(part, DateActual)]
    if not isinstance(actual, Values) or len(days) != 2 or any(day.first != day.last or day.before for day in days):
        return UNDECIDED
    first, second = (resolve(day.last, world.year or target_year(days)) for day in days)
    if not all(day.last.month for day in days) or second < first or target.limit.unit.dimension == "workday":
        return UNDECIDED
    taken = Value(Quantity(Decimal((second - first).days), "", Unit("日")))
    return compare_number(target, taken, world)


def target_year(days: list[DateActual]) -> int | None:
    return next((day.last.year for day in days if day.last.year), None)
