"""Changes against last year (domain.md "relative")."""

from decimal import Decimal

from indicators.domain._align import scaled
from indicators.domain._directions import way_of
from indicators.domain._items import Quantity
from indicators.domain._sets import MISMATCH, UNDECIDED, Limits, Outcome, World, is_near, one_sided
from indicators.domain.actuals import ChangeActual, SimpleActual, Value
from indicators.domain.numbers import difference, product, ratio
from indicators.domain.targets import Relative

ZERO = Decimal(0)


def compare_change(target: Relative, part: SimpleActual, world: World) -> Outcome:
    """A change against a wanted change, or a value against last year's where that is known."""
    wanted = wanted_change(target)
    if isinstance(part, ChangeActual):
        return compare_stated(target, part, wanted)
    if not isinstance(part, Value):
        return UNDECIDED
    if way := way_of(part.label):
        return compare_stated(target, ChangeActual(way, "", part.quantity), wanted)
    if world.last_year is None:
        return UNDECIDED
    change = measured_change(target, part.quantity, world.last_year)
    return UNDECIDED if change is None else compare_measured(target, wanted, change)


def compare_measured(target: Relative, wanted: Limits, change: Decimal) -> Outcome:
    """Inside or outside; what is near a change of about so much is neither."""
    if wanted.holds(change):
        return Outcome("met")
    return UNDECIDED if target.about and is_near(wanted, change) else Outcome("missed")


def wanted_change(target: Relative) -> Limits:
    """The acceptable change, an increase positive, in the target's own measure."""
    if target.quantity is None:
        if target.way == "持平":
            return Limits(ZERO, ZERO)
        if target.way:
            return Limits(low=ZERO, open_low=True) if target.way == "提高" else Limits(high=ZERO, open_high=True)
        return one_sided(target.op, ZERO, "")
    wanted = one_sided(target.op or "≥", target.quantity.value, "")
    if target.way != "减少":
        return wanted
    low, high = (None if end is None else end.copy_negate() for end in (wanted.high, wanted.low))
    return Limits(low, high, wanted.open_high, wanted.open_low)


def compare_stated(target: Relative, part: ChangeActual, wanted: Limits) -> Outcome:
    """较上年减少3% against 较上年减少≥2%; a stated way without a number, or a bound, is a claim."""
    if part.quantity is None:
        stated = wanted_change(Relative(part.way, part.op))
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
    found = compare_measured(target, wanted, change)
    return Outcome("claimed") if part.about and found.outcome == "met" else found


def measured_change(target: Relative, value: Quantity, last: Decimal) -> Decimal | None:
    """What the value changed against last year's, in the measure of the target."""
    change = difference(value.value, last)
    if target.quantity is None or target.quantity.unit.dimension != "percent":
        return change
    share = ratio(change, abs(last))
    return None if share is None else product(share, Decimal(100))
