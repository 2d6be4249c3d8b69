"""The outcome of a target and an actual by their figures alone, by sets (domain.md "Judge by sets")."""

from decimal import Decimal

from indicators.domain._align import answers, limits, pair_parts, parts_of, quantity_of, scaled, snapped
from indicators.domain._compare_changes import compare_change
from indicators.domain._compare_dates import compare_dates, resolve
from indicators.domain._items import Quantity
from indicators.domain._sets import MISMATCH, UNDECIDED, Limits, Outcome, World, one_sided
from indicators.domain.actuals import Actual, Approximation, Bound, DateActual, SimpleActual, Value, Values
from indicators.domain.numbers import difference, product, ratio
from indicators.domain.targets import Comparison, Compound, Deadline, PeriodAfterEvent, Range, Relative, Target
from indicators.domain.units import Unit

ZERO = Decimal(0)
WORKDAY = "workday"


def compare(target: Target, actual: Actual, world: World) -> Outcome:
    """met, missed, claimed or undecided by the figures; blank actuals are not asked about here."""
    if isinstance(target, Compound):
        return compare_parts(target, actual, world)
    if isinstance(target, Comparison | Range | PeriodAfterEvent):
        return compare_numbers(target, actual, world)
    if isinstance(target, Deadline):
        return combine([compare_dates(target, part, world) for part in answers(target, actual)])
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
    return combine(
        [
            compare(part, answer, world) if answer is not None else UNDECIDED
            for (_, part), answer in zip(target.parts, pair_parts(target, actual), strict=True)
        ],
        all_must_hold=True,
    )


# --- numbers ---


def compare_numbers(target: Comparison | Range | PeriodAfterEvent, actual: Actual, world: World) -> Outcome:
    """A number, a bound or several numbers against a set of numbers; a day after an event by its date."""
    found = answers(target, actual)
    if found:
        return combine([compare_number(target, part, world) for part in found])
    if isinstance(target, PeriodAfterEvent):
        return compare_period(target, actual, world)
    numbers = [part for _, part in parts_of(actual) if isinstance(part, Value | Bound | Approximation)]
    return MISMATCH if numbers else UNDECIDED


def compare_number(target: Comparison | Range | PeriodAfterEvent, part: SimpleActual, world: World) -> Outcome:
    """One number or bound of the target's dimension."""
    if isinstance(part, Bound):
        return compare_bound(target, part, world)
    quantity = quantity_of(target, part) if isinstance(part, Value | Approximation) else None
    if quantity is None:
        return UNDECIDED
    acceptable, value = acceptable_set(target, quantity, world.direction)
    inside = acceptable.holds(value)
    if isinstance(part, Approximation):
        return Outcome("claimed" if inside else "missed")
    if WORKDAY in (limits(target)[-1].unit.dimension, quantity.unit.dimension) and not by_calendar(
        limits(target)[-1], quantity, inside
    ):
        return UNDECIDED
    boundary = not inside and acceptable.at_open_end(value)
    return Outcome("met" if inside else "missed", deviation(target, acceptable, value), boundary)


def by_calendar(limit: Quantity, value: Quantity, inside: bool) -> bool:
    """Whether days against working days settle it: n days hold at most n working days, n of those at least n days.

    [ours] Twice the working days is taken for the most days they last.
    """
    if limit.unit.dimension == value.unit.dimension or not (limit.unit and value.unit):
        return True
    if limit.unit.dimension == WORKDAY:
        return inside
    return not inside or product(value.value, Decimal(2)) <= limit.value


def acceptable_set(
    target: Comparison | Range | PeriodAfterEvent, value: Quantity, direction: str
) -> tuple[Limits, Decimal]:
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


def deviation(target: Comparison | Range | PeriodAfterEvent, acceptable: Limits, value: Decimal) -> Decimal | None:
    """|a − t| / |t|; of a range off its nearer end, 0 inside; none where t is 0."""
    low, high = acceptable.low, acceptable.high
    if isinstance(target, Range) and acceptable.covers(Limits(value, value)):
        return ZERO
    end = high if high is not None and (low is None or value >= high) else low or ZERO
    if value == end:
        return ZERO if end else None
    return ratio(abs(difference(value, end)), abs(end))


def compare_bound(target: Comparison | Range | PeriodAfterEvent, claim: Bound, world: World) -> Outcome:
    """A claimed set: inside the target claimed, apart from it missed, overlapping undecided."""
    sides: dict[str, Decimal] = {}
    acceptable = Limits()
    for side, end in (("low", claim.low), ("high", claim.high)):
        if end is not None:
            acceptable, sides[side] = acceptable_set(target, end, world.direction)
    claimed = Limits(sides.get("low"), sides.get("high"), claim.open_low, claim.open_high)
    if acceptable.covers(claimed):
        return Outcome("claimed")
    return Outcome("missed") if acceptable.apart(claimed) else UNDECIDED


def compare_period(target: PeriodAfterEvent, actual: Actual, world: World) -> Outcome:
    """The days between two dates of an actual (1月20日批准，3月1日下达)."""
    days = [part for _, part in parts_of(actual) if isinstance(part, DateActual)]
    if not isinstance(actual, Values) or len(days) != 2 or any(day.first != day.last or day.before for day in days):
        return UNDECIDED
    first, second = (resolve(day.last, world.year or target_year(days)) for day in days)
    if second < first or target.limit.unit.dimension == "workday":
        return UNDECIDED
    taken = Value(Quantity(Decimal((second - first).days), "", Unit("日")))
    return compare_number(target, taken, world)


def target_year(days: list[DateActual]) -> int | None:
    return next((day.last.year for day in days if day.last.year), None)
