"""A target's and an actual's number on one scale, and several numbers as one."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from indicators.domain._items import Quantity
from indicators.domain.actuals import Approximation, Bound, DateActual, SimpleActual, Value, half_step
from indicators.domain.numbers import difference, product, ratio, total
from indicators.domain.targets import Comparison, Deadline, PeriodAfterEvent, Range, Simple
from indicators.domain.units import MULTIPLIERS, PERCENT, SHARE, Unit, factors

Numeric = Comparison | Range | PeriodAfterEvent
HUNDRED = Decimal(100)
#: The dimensions whose numbers may be parts of one whole: 新建3个，改造2个.
_ADDED = frozenset("person visit household money dollar metre area volume mass energy power data".split()) | {""}


def read_as(quantity: Quantity, other: Quantity, hint: tuple[str, Unit]) -> Quantity:
    """The quantity with the unit it lacks: from the name's brackets, else from the other side.

    The multiplier comes along, unless the two numbers as typed then differ by a factor of 100 or
    more (≤90万元 against 90; ≥120万人 against 1199999: only 人 is taken). domain.md "Targets and actuals".
    Of the brackets it is dropped where the other side, typed without one, is of the same size [ours].
    """
    if quantity.unit.head:
        return quantity
    multiplier, unit = other.multiplier, other.unit
    far = far_apart(quantity.number, other.number)
    if hint[1] and (not other.unit or factors(hint[1], other.unit)):
        multiplier, unit = hint
        far = bool(other.unit) and not other.multiplier and not far
    kept = quantity.multiplier or ("" if far or quantity.unit else multiplier)
    return Quantity(quantity.number, kept, Unit(unit.head, quantity.unit.per or unit.per))


def far_apart(a: Decimal, b: Decimal) -> bool:
    """Whether two numbers differ by a factor of 100 or more; 0 is far from none."""
    low, high = sorted((abs(a), abs(b)))
    return bool(low) and high >= product(low, HUNDRED)


def align(bound: Quantity, value: Quantity, hint: tuple[str, Unit]) -> tuple[Quantity, Quantity]:
    """Both with the units they lack: the target's first, the actual's after it."""
    bound = read_as(bound, value, hint)
    return bound, read_as(value, bound, ("", Unit()))


def scaled(bound: Quantity, value: Quantity, hint: tuple[str, Unit]) -> tuple[Decimal, Decimal] | None:
    """Target and actual on one scale; ``None`` where their dimensions differ."""
    bound, value = align(bound, value, hint)
    scale = factors(bound.unit, value.unit)
    return (product(bound.value, scale[0]), product(value.value, scale[1])) if scale else None


def snapped(bound: Quantity, value: Quantity, hint: tuple[str, Unit]) -> bool:
    """Whether an actual rounded to 万 or 亿 agrees with a bound typed more finely (368.77万人, 3687711).

    33.3% agrees with 1/3, which nobody can type as a percentage.
    """
    if bound.unit != SHARE or value.unit != PERCENT:
        if not value.multiplier:
            return False
        bound, value = align(bound, value, hint)
        if MULTIPLIERS[value.multiplier] <= MULTIPLIERS[bound.multiplier]:
            return False
    pair = scaled(bound, value, hint)
    scale = factors(bound.unit, value.unit)
    return pair is not None and scale is not None and abs(difference(*pair)) <= product(half_step(value), scale[1])


def limits(target: Numeric) -> tuple[Quantity, ...]:
    """The numbers a target is made of."""
    if isinstance(target, Range):
        return target.low, in_unit_of(target.low, target.high)
    return (target.limit,) if isinstance(target, PeriodAfterEvent) else (target.quantity,)


def in_unit_of(low: Quantity, high: Quantity) -> Quantity:
    """The high end of 1小时-90分钟 as 1.5小时: both ends on one scale."""
    scale = factors(high.unit, low.unit)
    if high.unit.head == low.unit.head or scale is None:
        return high
    number = ratio(product(high.value, scale[0]), scale[1])
    return high if number is None else Quantity(number, "", low.unit)


def quantity_of(target: Numeric, actual: Value | Approximation) -> Quantity | None:
    """The actual's number as the target wants it: 13/13 is 100% of a percentage, 13 of a count.

    ``None`` where it cannot be told: 0.95 without a unit against 90% may be 95% or 0.95% [ours]; only
    1:2 answers 1:2.
    """
    end = limits(target)[-1]
    if "ratio" in (end.unit.dimension, actual.quantity.unit.dimension) and end.unit != actual.quantity.unit:
        return None
    percent = (end.unit or target.hint[1]).dimension == "percent"
    if not isinstance(actual, Value) or actual.whole is None:
        number = actual.quantity.number
        if end.unit == SHARE and not actual.quantity.unit:
            return Quantity(product(number, HUNDRED), "", PERCENT) if 0 <= number <= 1 else None
        bare = percent and not actual.quantity.unit and 0 < number <= 1 and end.number >= 10
        return None if bare else actual.quantity
    if not percent:
        return actual.quantity
    share = ratio(product(actual.quantity.number, HUNDRED), actual.whole)
    return None if share is None else Quantity(share, "", PERCENT)


def fits(target: Simple, part: SimpleActual) -> bool:
    """Whether a part of an actual is of the target's kind and dimension."""
    if isinstance(target, Deadline):
        return isinstance(part, DateActual)
    if not isinstance(target, Comparison | Range | PeriodAfterEvent):
        return not isinstance(part, DateActual)
    if isinstance(part, Bound):
        number = part.low or part.high
    elif isinstance(part, Value | Approximation):
        number = quantity_of(target, part) or part.quantity
    else:
        return False
    return number is not None and scaled(limits(target)[-1], number, target.hint) is not None


def adds_up(target: Numeric, parts: Sequence[SimpleActual]) -> bool:
    """Whether the numbers may be parts of one whole, as counts and amounts may; shares and rates are told apart."""
    if not all(isinstance(part, Value | Approximation) for part in parts):
        return False
    units = [part.quantity.unit for part in parts if isinstance(part, Value | Approximation)]
    unit = units[0] or limits(target)[-1].unit or target.hint[1]
    return not unit.per and (unit.dimension in _ADDED or unit.dimension.startswith("count"))


def least(part: SimpleActual) -> Bound:
    """So much or more; anything where a part names no lower end."""
    return Bound(part.low if isinstance(part, Bound) else getattr(part, "quantity", None), None)


def added(parts: Sequence[SimpleActual]) -> Quantity | None:
    """The sum of several numbers of one unit; ``None`` where they are not."""
    ends = [part.high if isinstance(part, Bound) else getattr(part, "quantity", None) for part in parts]
    found = [end for end in ends if end is not None and end.number >= 0 and end.over is None]
    if len(found) < len(parts) or len({end.unit for end in found}) > 1:
        return None
    if len({end.multiplier for end in found}) > 1:  # 2万人 and 4000人 are 24000人
        return Quantity(total(end.value for end in found), "", found[0].unit) if found[0].unit else None
    return replace(found[0], number=total(end.number for end in found))
