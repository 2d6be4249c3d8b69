"""Which number of an actual answers a target, and both on one scale."""

import re
from collections.abc import Sequence
from decimal import Decimal

from indicators.domain._items import Quantity
from indicators.domain.actuals import (
    Actual,
    Approximation,
    Bound,
    ChangeActual,
    DateActual,
    SimpleActual,
    Value,
    Values,
    half_step,
)
from indicators.domain.numbers import difference, product, ratio
from indicators.domain.targets import Comparison, Compound, Deadline, PeriodAfterEvent, Range, Simple
from indicators.domain.units import MULTIPLIERS, PERCENT, Unit, factors

Numeric = Comparison | Range | PeriodAfterEvent
HUNDRED = Decimal(100)
#: A part of an actual so named is not the result: 目标10次，实际完成12次; 12次，其中市级5次.
_NOT_RESULT = re.compile("目标|计划|任务|应|原定|年初|指标值|其中|上年|去年|预算|比上|较上")
_FILLER = re.compile("(?:实际|全年|已|均|都|分别|达到|达|为|完成|比例|共计|共|累计|约)+")


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
    """Whether an actual rounded to 万 or 亿 agrees with a bound typed more finely (368.77万人, 3687711)."""
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
        return target.low, target.high
    return (target.limit,) if isinstance(target, PeriodAfterEvent) else (target.quantity,)


def quantity_of(target: Numeric, actual: Value | Approximation) -> Quantity | None:
    """The actual's number as the target wants it: 13/13 is 100% of a percentage, 13 of a count.

    ``None`` where it cannot be told: 0.95 without a unit against 90% may be 95% or 0.95% [ours].
    """
    end = limits(target)[-1]
    percent = (end.unit or target.hint[1]).dimension == "percent"
    if not isinstance(actual, Value) or actual.whole is None:
        number = actual.quantity.number
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


def parts_of(actual: Actual) -> list[tuple[str, SimpleActual]]:
    """The parts of an actual with the words by which they are told; none of words or a blank."""
    if isinstance(actual, Values):
        return list(actual.parts)
    if isinstance(actual, Value | Bound | Approximation | DateActual | ChangeActual):
        return [(actual.label, actual)]
    return []


def answers(target: Simple, actual: Actual) -> list[SimpleActual]:
    """The parts of an actual that answer one target: of its dimension, named like it where any is."""
    found = [(name, part) for name, part in parts_of(actual) if fits(target, part)]
    results = [(name, part) for name, part in found if not _NOT_RESULT.match(name)] or found
    named = [part for name, part in results if alike(name, target.label)]
    return named or [part for _, part in results]


def alike(name: str, other: str) -> bool:
    """Whether two names are the same, or one holds the other."""
    name, other = (_FILLER.sub("", text) or text for text in (name, other))
    return bool(name and other) and (name in other or other in name)


def pair_parts(target: Compound, actual: Actual) -> list[SimpleActual | None]:
    """For each part of a compound its answer: by name, else the only one of its kind, else by position."""
    given = parts_of(actual)
    paired: list[SimpleActual | None] = [None] * len(target.parts)
    left = dict(enumerate(given))
    for index, (name, part) in enumerate(target.parts):
        for at, (said, answer) in left.items():
            if name and said and alike(name, said) and fits(part, answer):
                paired[index] = answer
                del left[at]
                break
    rest = [index for index, answer in enumerate(paired) if answer is None]
    unnamed = {at: answer for at, (said, answer) in left.items() if not _named_otherwise(said, target, rest)}
    if len(rest) == len(unnamed) == len(target.parts):
        return [
            answer if fits(part, answer) else None
            for (_, part), answer in zip(target.parts, unnamed.values(), strict=True)
        ]
    for index in rest:
        paired[index] = _only(
            target.parts[index][1], [target.parts[other][1] for other in rest], list(unnamed.values())
        )
    return paired


def _named_otherwise(said: str, target: Compound, rest: Sequence[int]) -> bool:
    """Whether an answer bears a name of its own while the parts it could answer all bear others."""
    return (
        bool(_FILLER.sub("", said))
        and all(target.parts[index][0] for index in rest)
        and not any(alike(said, target.parts[index][0]) for index in rest)
    )


def _only(part: Simple, rivals: Sequence[Simple], answers_left: Sequence[SimpleActual]) -> SimpleActual | None:
    """The one answer that fits this part, if it fits no other part."""
    fitting = [answer for answer in answers_left if fits(part, answer)]
    if len(fitting) != 1 or sum(fits(rival, fitting[0]) for rival in rivals) != 1:
        return None
    return fitting[0]
