"""The outcome of a target and an actual by their figures alone, by sets (domain.md "Judge by sets")."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.domain._align import answers, limits, pair_parts, parts_of, quantity_of, scaled, snapped
from indicators.domain._grammar import Day, Quantity
from indicators.domain.actuals import Actual, Approximation, Bound, ChangeActual, DateActual, SimpleActual, Value, Values
from indicators.domain.numbers import difference, product, ratio
from indicators.domain.targets import Comparison, Compound, Deadline, PeriodAfterEvent, Range, Relative, Simple, Target

ZERO = Decimal(0)
WORKDAY = "workday"
_DOWN = re.compile("减少|下降|降低|降幅|压减|缩短|下调|负增长")
_UP = re.compile("增长|提高|提升|上升|增加|增幅|增速|净增")


@dataclass(frozen=True, slots=True)
class World:
    """What is not in the two texts: the indicator's direction, the report's year, last year's value."""

    direction: str = ""
    year: int | None = None
    last_year: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``deviation`` unrounded; ``mismatch``: another dimension than the target's."""

    outcome: str
    deviation: Decimal | None = None
    boundary: bool = False
    mismatch: bool = False


UNDECIDED = Outcome("undecided")
MISMATCH = Outcome("undecided", mismatch=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """A set of numbers: from ``low`` to ``high``, ``None`` = without end, open = that end not inside."""

    low: Decimal | None = None
    high: Decimal | None = None
    open_low: bool = False
    open_high: bool = False

    def holds(self, value: Decimal) -> bool:
        above = self.low is None or value > self.low or (value == self.low and not self.open_low)
        below = self.high is None or value < self.high or (value == self.high and not self.open_high)
        return above and below

    def at_open_end(self, value: Decimal) -> bool:
        return (self.open_low and value == self.low) or (self.open_high and value == self.high)

    def covers(self, other: "Limits") -> bool:
        """Whether all of the other set lies inside."""
        low = self.low is None or (
            other.low is not None
            and (other.low > self.low or (other.low == self.low and (other.open_low or not self.open_low)))
        )
        high = self.high is None or (
            other.high is not None
            and (other.high < self.high or (other.high == self.high and (other.open_high or not self.open_high)))
        )
        return low and high

    def apart(self, other: "Limits") -> bool:
        """Whether no number lies in both."""
        return _beyond(self, other) or _beyond(other, self)


def _beyond(lower: Limits, upper: Limits) -> bool:
    if lower.high is None or upper.low is None:
        return False
    return lower.high < upper.low or (lower.high == upper.low and (lower.open_high or upper.open_low))


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
    quantity = turned(target, part, quantity)
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


def turned(target: Simple, part: SimpleActual, quantity: Quantity) -> Quantity:
    """下降3% against a growth is −3%."""
    if _DOWN.search(part.label) and _UP.search(target.label):
        return Quantity(quantity.number.copy_negate(), quantity.multiplier, quantity.unit)
    return quantity


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


def one_sided(op: str, bound: Decimal, direction: str) -> Limits:
    """The set of a comparison; of a bare number or = as the direction says, of 0 only 0."""
    if op in ("", "="):
        standard = op == "=" or not bound
        direction = (direction if bound else "") or ("standard" if standard else "positive")
        op = {"positive": "≥", "negative": "≤"}.get(direction, "=")
    if op in ("≥", ">"):
        return Limits(low=bound, open_low=op == ">")
    if op in ("≤", "<"):
        return Limits(high=bound, open_high=op == "<")
    return Limits(bound, bound)


def deviation(target: Comparison | Range | PeriodAfterEvent, acceptable: Limits, value: Decimal) -> Decimal | None:
    """|a − t| / |t|; of a range off its nearer end, 0 inside; none where t is 0."""
    if isinstance(target, Range):
        low, high = acceptable.low or ZERO, acceptable.high or ZERO
        end = low if value < low else high if value > high else value
    else:
        low, high = acceptable.low, acceptable.high
        end = low if low is not None else high if high is not None else ZERO
    if value == end:
        return ZERO if end or isinstance(target, Range) else None
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


# --- dates ---


def resolve(day: Day, year: int | None) -> date:
    """A day of the calendar, in the report's year where it has none (2000 where that is unknown too)."""
    in_year = day.year or (year or 2000) + day.later
    last = calendar.monthrange(in_year, day.month)[1]
    return date(in_year, day.month, min(day.day or last, last))


def compare_dates(target: Deadline, part: SimpleActual, world: World) -> Outcome:
    """On or before the deadline; a month is inside, outside or, where the deadline falls in it, undecided."""
    if not isinstance(part, DateActual):
        return UNDECIDED
    year = world.year or target.last.year or part.last.year
    due, first, last = (resolve(day, year) for day in (target.last, part.first, part.last))
    if last <= due:
        return Outcome("claimed" if part.before else "met")
    return Outcome("missed") if first > due and not part.before else UNDECIDED


def compare_period(target: PeriodAfterEvent, actual: Actual, world: World) -> Outcome:
    """The days between two dates of an actual (1月20日批准，3月1日下达)."""
    days = [part for _, part in parts_of(actual) if isinstance(part, DateActual)]
    if not isinstance(actual, Values) or len(days) != 2 or any(day.first != day.last or day.before for day in days):
        return UNDECIDED
    first, second = (resolve(day.last, world.year or target_year(days)) for day in days)
    if second < first or target.limit.unit.dimension == "workday":
        return UNDECIDED
    taken = Value(Quantity(Decimal((second - first).days), "", type(target.limit.unit)("日")))
    return compare_number(target, taken, world)


def target_year(days: list[DateActual]) -> int | None:
    return next((day.last.year for day in days if day.last.year), None)


# --- against last year ---


def compare_change(target: Relative, part: SimpleActual, world: World) -> Outcome:
    """A change against a wanted change, or a value against last year's where that is known."""
    wanted = wanted_change(target)
    if isinstance(part, ChangeActual):
        return compare_stated(target, part, wanted)
    if not isinstance(part, Value):
        return UNDECIDED
    if _DOWN.search(part.label) or _UP.search(part.label):
        way = "减少" if _DOWN.search(part.label) else "提高"
        return compare_stated(target, ChangeActual(way, "", part.quantity), wanted)
    if world.last_year is None:
        return UNDECIDED
    change = measured_change(target, part.quantity, world.last_year)
    return UNDECIDED if change is None else Outcome("met" if wanted.holds(change) else "missed")


def wanted_change(target: Relative) -> Limits:
    """The acceptable change, an increase positive, in the target's own measure."""
    if target.quantity is None:
        if target.way == "持平":
            return Limits(ZERO, ZERO)
        if target.way:
            return Limits(low=ZERO, open_low=True) if target.way == "提高" else Limits(high=ZERO, open_high=True)
        return one_sided(target.op, ZERO, "positive") if target.op else Limits()
    wanted = one_sided(target.op or "≥", target.quantity.value, "")
    if target.way != "减少":
        return wanted
    low, high = (None if end is None else end.copy_negate() for end in (wanted.high, wanted.low))
    return Limits(low, high, wanted.open_high, wanted.open_low)


def compare_stated(target: Relative, part: ChangeActual, wanted: Limits) -> Outcome:
    """较上年减少3% against 较上年减少≥2%; a stated way without a number, or a bound, is a claim."""
    if part.quantity is None:
        stated = wanted_change(Relative(part.way, part.op, None))
        if wanted.covers(stated):
            return Outcome("claimed")
        return Outcome("missed") if wanted.apart(stated) else UNDECIDED
    if target.quantity is not None and scaled(target.quantity, part.quantity, target.hint) is None:
        return MISMATCH
    if part.op:
        stated = wanted_change(Relative(part.way, part.op, part.quantity))
        return Outcome("claimed") if wanted.covers(stated) else UNDECIDED
    change = part.quantity.value
    change = change.copy_negate() if part.way == "减少" else change
    return Outcome("met" if wanted.holds(change) else "missed")


def measured_change(target: Relative, value: Quantity, last: Decimal) -> Decimal | None:
    """What the value changed against last year's, in the measure of the target."""
    change = difference(value.value, last)
    if target.quantity is None or target.quantity.unit.dimension != "percent":
        return change
    share = ratio(change, abs(last))
    return None if share is None else product(share, Decimal(100))
