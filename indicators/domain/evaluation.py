"""Target × actual → verdict, by sets: met = inside, missed = outside, a bound that only overlaps = undecided.

A claim (a bound, an approximation, the target's own words) is ``claimed``, never ``met``, until a
person judges it. Rules: domain.md "Targets and actuals", exchange-format.md "Out".
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from indicators.domain._align import quantity_of, scaled
from indicators.domain._answers import answers, pair_parts, same_bound
from indicators.domain._compare import compare
from indicators.domain._folding import LIMIT
from indicators.domain._items import Quantity
from indicators.domain._readings import PLACEHOLDER
from indicators.domain._sets import Outcome, World
from indicators.domain.actuals import Actual, Approximation, Bound, Value, read_actual
from indicators.domain.numbers import ratio
from indicators.domain.targets import Comparison, Compound, Range, Simple, Target
from indicators.domain.units import RATIO

DECIDED = {"达成": "met", "部分达成": "partial", "未达成": "missed"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of one row. Ratios are unrounded; ``None`` = not applicable.

    ``outcome``: met, missed, partial, claimed, undecided, blank. ``figures``: the outcome by the
    figures alone; ``parts``: that of each part of a compound.
    """

    outcome: str
    figures: str
    achievement: Decimal | None = None
    deviation: Decimal | None = None
    copied: bool = False
    approximate: bool = False
    boundary: bool = False
    unit_mismatch: bool = False
    placeholder_in_target: bool = False
    placeholder_in_actual: bool = False
    parts: tuple[str, ...] = ()


def evaluate(
    target: Target,
    actual: Actual,
    *,
    direction: str | None = None,
    judgement: str = "",
    year: int | None = None,
    base: str | None = None,
    last_year: Decimal | None = None,
    criterion: bool = False,
) -> Verdict:
    """The verdict on one row; never raises.

    ``direction``: positive, negative, standard, or none. ``judgement``: 达成, 部分达成, 未达成 or "".
    ``year``: the report's. ``base``: the divisor where it is not the target, as typed. ``last_year``:
    last year's value in the target's unit. ``criterion``: one of form E that a person or a checklist scores.
    """
    found = figures(target, actual, World(direction or "", year, last_year), criterion)
    copied = found.outcome == "claimed" and is_copied(target, actual)
    return Verdict(
        outcome=decided(found.outcome, judgement),
        figures=found.outcome,
        achievement=achievement(target, actual, base or ""),
        deviation=found.deviation,
        copied=copied,
        approximate=not copied and is_claim(target, actual),
        boundary=found.boundary,
        unit_mismatch=found.mismatch,
        placeholder_in_target=target.placeholder,
        placeholder_in_actual=actual.placeholder,
        parts=found.parts,
    )


def figures(target: Target, actual: Actual, world: World, criterion: bool) -> Outcome:
    """The outcome by the figures alone; the target's own words are a claim, a criterion's blank is undecided.

    A placeholder's words repeated are a claim too: 目标人群应保尽保 would meet XX%（目标人群应保尽保） if true,
    while a number against XX% is undecided, because it cannot be assessed.
    """
    if actual.kind == "blank":
        return Outcome("undecided" if criterion else "blank")
    found = compare(target, actual, world)
    # The target's own words cannot miss it: several numbers in them may pair up oddly.
    repeated = found.outcome == "missed" and plain(actual.text) == plain(target.text)
    if repeated or (found.outcome == "undecided" and is_copied(target, actual)):
        return replace(found, outcome="claimed")
    return found


def decided(outcome: str, judgement: str) -> str:
    """A judgement decides wherever the outcome would else be claimed or undecided (exchange-format.md "Out")."""
    return DECIDED.get(judgement.strip(), outcome) if outcome in ("claimed", "undecided") else outcome


def is_claim(target: Target, actual: Actual) -> bool:
    """Whether what answers a target with figures is a bound or an approximation (左右, 约, 近, 以上, 前)."""
    if isinstance(target, Compound):
        found = [part for part in pair_parts(target, actual) if part is not None]
    elif isinstance(target, Simple):
        found = answers(target, actual)
    else:
        found = []
    return any(
        isinstance(part, Bound | Approximation) or getattr(part, "before", False) or getattr(part, "about", False)
        for part in found
    )


def is_copied(target: Target, actual: Actual) -> bool:
    """Whether the actual repeats a bound or a phrase of the target, in the same or only otherwise written signs.

    The target's phrases are its whole text, its text without the notes, and each note: 目标人群应保尽保
    repeats XX%（目标人群应保尽保）. Whether a repeated number is a value is decided by the figures.
    """
    if actual.kind == "placeholder":
        return False
    text = plain(actual.text)
    if len(target.text) > LIMIT:  # prose is not worth remembering
        return text == plain(target.text)
    return text in _phrases(target.text, target.notes) or (isinstance(actual, Bound) and same_bound(target, actual))


@lru_cache(maxsize=4096)
def _phrases(text: str, notes: tuple[str, ...]) -> frozenset[str]:
    """What an actual would repeat of a target."""
    without = text
    for note in notes:
        without = without.replace(f"({note})", "")
    found = {plain(text), plain(without), *(plain(note) for note in notes if len(note) > 2)}
    return frozenset(phrase for phrase in found if phrase and not PLACEHOLDER.fullmatch(phrase))


def plain(text: str) -> str:
    """A folded text without the marks that make no difference when it is repeated."""
    return text.translate(_MARKS)


_MARKS = str.maketrans({"≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", **dict.fromkeys(";,、。:\"“”'", None)})


def achievement(target: Target, actual: Actual, base: str = "") -> Decimal | None:
    """actual / target for one numeric comparison, or actual / base; ``None`` where that is 0 or they do not compare.

    1:1.6 is more than 1:1.5 or less, as one counts.
    """
    divisor = read_base(base)
    if divisor is None and isinstance(target, Comparison):
        divisor = target.quantity
    value = the_value(target, actual)
    if divisor is None or value is None:
        return None
    pair = scaled(divisor, value, target.hint)
    told = pair is not None and (divisor.unit != RATIO or pair[0] == pair[1])
    return ratio(pair[1], pair[0]) if pair and told else None


@lru_cache(maxsize=512)
def read_base(text: str) -> Quantity | None:
    """The divisor typed as base; ``None`` where it is blank or no number."""
    reading = read_actual(text)
    return reading.quantity if isinstance(reading, Value) else None


def the_value(target: Target, actual: Actual) -> Quantity | None:
    """The one number of the actual that answers a comparison or a range; ``None`` for claims and several."""
    if not isinstance(target, Comparison | Range):
        return None
    found = answers(target, actual)
    if len(found) != 1 or not isinstance(found[0], Value):
        return None
    return quantity_of(target, found[0])
