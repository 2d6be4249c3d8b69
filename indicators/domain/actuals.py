"""What an actual says: a value, several, a claim, a date, or words.

``read_actual`` never raises. ``str()`` reads back to an equal actual. A bound (≥75%, 96%以上) and an
approximation (70%左右) are claims, not values (domain.md "Actuals").
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from indicators.domain._actual_kinds import (
    Actual,
    Approximation,
    BlankActual,
    Bound,
    ChangeActual,
    DateActual,
    PlaceholderActual,
    SimpleActual,
    Value,
    Values,
    WordsActual,
)
from indicators.domain._claims import is_difference, is_goal, is_level, is_planned, is_spared, is_undone
from indicators.domain._directions import way_of
from indicators.domain._folding import LIMIT, fold, squeeze
from indicators.domain._grammar import Scan, scan
from indicators.domain._items import YEAR_MONTH, Change, Date, Day, Fault, Figure, Part, Quantity, Span
from indicators.domain._readings import (
    BLANKS,
    PLACEHOLDER,
    looks_numeric,
    only_signs,
    unreadable,
)
from indicators.domain._terms import day_of_year, make_span
from indicators.domain._wanted import Wanted, in_full, wanted_by
from indicators.domain.numbers import difference, product
from indicators.domain.targets import (
    MOST_PARTS,
    ZERO_WORDS,
    Target,
    ends_of,
    name_of,
    results,
)
from indicators.domain.units import MULTIPLIERS, Unit, factors

__all__ = [
    "Actual",
    "Approximation",
    "BlankActual",
    "Bound",
    "ChangeActual",
    "DateActual",
    "PlaceholderActual",
    "Quantity",
    "SimpleActual",
    "Value",
    "Values",
    "WordsActual",
    "agrees",
    "half_step",
    "read_actual",
]

_RATES = frozenset("percent point times score money dollar minute month workday quarter celsius ratio".split()) | {""}
#: A line with no other figure than so many months.
_MONTHS = re.compile("[^0-9]*[0-9]{1,2}月(?![底末初份上中下])[^0-9年季]*")
#: 未发现虚报, 无投诉 … say 0 where the target is a number that should be small; 未完成 and 无数据 do not.
NONE_HAPPENED = re.compile(
    "(?!.*(?:无|没有|未有|未收到|不存在)(?:相关|有关|此类|此项|该项|具体|完整|统计|监测|调查|可比)*(?:数据|统计|资料|信息|记录)$)"
    "(?:经[^0-9]{1,10})?(?:全年|本年度?|年内|当年|截至目前|目前|至今)?(?:均|暂|尚|仍|还|从|并)?"
    "(?:未(?:发现|发生|出现|产生|收到|接到|有)|无(?!法|效|从|须|需|明显)|没有|不存在|零(?!容忍|距离|散|星|售))[^0-9]{0,16}"
)
#: 12.20 beside a deadline, after these words at most.
_MONTH_DAY = re.compile("([0-9]{1,2})[./]([0-9]{1,2})")
_ON = re.compile("(?:已|实际|于|在|至|到|截至|截止|日期|时间|完成|为)*")
#: 95%以上（实际96.5%）, ≥95%（96.2%）: the figure itself stands in brackets.
_ACTUALLY = re.compile("(?:实际|完成|达到?|为|已|全年|数|值|[:])*")


def read_actual(text: str, target: Target | None = None, name: str = "") -> Actual:
    """The actual in a cell; ``target`` decides only what 无 and 6月 mean. Never raises."""
    if len(text) > LIMIT:
        return WordsActual(squeeze(text), text=squeeze(text))
    return _read(text, wanted_by(target, name[:LIMIT]))


@lru_cache(maxsize=8192)
def _read(text: str, wanted: Wanted) -> Actual:
    line, words = fold(text), squeeze(text)
    if line in BLANKS:
        return BlankActual(text=line)
    if len(line) > LIMIT:
        return WordsActual(words, text=line)
    common: dict[str, Any] = {"text": line, "hint": wanted.hint}
    if ZERO_WORDS.fullmatch(line) if wanted.number else line == "零":
        return Value(Quantity(Decimal(0)), **common)
    if wanted.zero and NONE_HAPPENED.fullmatch(line):
        return Value(Quantity(Decimal(0)), **common)
    if wanted.number and YEAR_MONTH.fullmatch(line):
        return Value(Quantity(Decimal(line)), **common)
    found = scan(in_full(line, wanted))
    common["notes"] = tuple(found.notes)
    common["placeholder"] = PLACEHOLDER.search(line) is not None
    if PLACEHOLDER.search(found.main or line):
        return PlaceholderActual(words, **common)
    faults = [part.item for part in found.parts if isinstance(part.item, Fault)]
    if faults and looks_numeric(line):
        return unreadable(faults[0].piece, faults[0].message, words, common)
    if only_signs(line) and not found.parts:
        return unreadable(line, f"“{line[:20]}”里没有能读出的数", words, common)
    actual = _assemble(found, wanted, words, common)
    if isinstance(actual, Values) and not _reads_back(actual, wanted):
        bare = Values(tuple(("", part) for _, part in actual.parts), **common)
        return bare if _reads_back(bare, wanted) else WordsActual(words, **common)
    return actual


def _assemble(found: Scan, wanted: Wanted, words: str, common: dict[str, Any]) -> Actual:
    simple = [(name_of(part), reading) for part in results(found.parts) if (reading := _simple(part, wanted, common))]
    if not simple or len(simple) > MOST_PARTS:
        return WordsActual(words, **common)
    merged = _merge(simple, common) if len(simple) == 2 else None
    if merged is not None:
        return merged
    return _noted(simple[0][1], found, wanted, common) if len(simple) == 1 else Values(tuple(simple), **common)


def _noted(claim: SimpleActual, found: Scan, wanted: Wanted, common: dict[str, Any]) -> SimpleActual:
    """A claim with its figure in brackets is that figure: 95%以上（实际96.5%）."""
    if not isinstance(claim, Bound | Approximation):
        return claim
    bound = claim.quantity if isinstance(claim, Approximation) else claim.low or claim.high
    for note in found.notes:
        parts = scan(note).parts
        value = _simple(parts[0], wanted, common) if len(parts) == 1 and _ACTUALLY.fullmatch(parts[0].label) else None
        if isinstance(value, Value) and bound and (parts[0].label or value.quantity.unit):
            same = value.quantity.unit.dimension in ("", bound.unit.dimension)
            return value if same else claim
    return claim


def _reads_back(actual: Values, wanted: Wanted) -> bool:
    """Whether the words kept as names leave the canonical wording readable."""
    line = fold(str(actual))
    return not PLACEHOLDER.search(line) and _assemble(scan(in_full(line, wanted)), wanted, "", {"text": line}) == actual


def _simple(part: Part, wanted: Wanted, common: dict[str, Any]) -> SimpleActual | None:
    """One item as an actual; ``None`` for a number that only occurs in a text, a plan, and what was not done."""
    item, common = part.item, {**common, "label": part.label, "noun": part.note}
    if is_planned(part.label, part.note) or (is_undone(part.label, part.note) and not wanted.lack):
        return None
    if isinstance(item, Date):
        if wanted.number and _bare_month(item, common["text"]):
            return Value(Quantity(Decimal(item.last.month), "", Unit("个月")), **common)
        return DateActual(item.last if item.before else item.first, item.last, item.before, **common)
    if isinstance(item, Change):
        if wanted.way and item.quantity and not item.op and not item.about:
            return Value(_signed(item.quantity, item.way, wanted.way), **common)
        return ChangeActual(item.way, item.op, item.quantity, item.about, **common)
    if isinstance(item, Figure | Span) and ends_of(item)[-1].names_a_year:
        return None
    if isinstance(item, Span):
        return Bound(item.low, item.high, item.open_low, item.open_high, **common)
    if wanted.day and isinstance(item, Figure) and (day := _month_day(item)):
        return DateActual(day, day, **common) if _ON.fullmatch(part.label) else None
    if not isinstance(item, Figure) or _in_passing(item, part) or _no_level(item, part, wanted):
        return None
    return _figure(replace(item, quantity=_signed(item.quantity, way_of(part.label), wanted.way)), common)


def _month_day(item: Figure) -> Day | None:
    """12.20 or 12/20 beside a deadline, which is a day."""
    bare = item.op in ("", "=") and not (item.about or item.more)
    match = _MONTH_DAY.fullmatch(str(Value(item.quantity, item.whole))) if bare else None
    return day_of_year(int(match[1]), int(match[2])) if match else None


def _no_level(item: Figure, part: Part, wanted: Wanted) -> bool:
    """Whether a figure is the goal, how far something went where a level is wanted, or the other way round."""
    if not item.op and is_goal(part.label, part.note if part.label else ""):
        return True
    if not wanted.number:
        return False
    if wanted.way:
        return wanted.gone and (item.soft or is_level(part.label))
    counted = item.quantity.unit.dimension not in _RATES
    return is_difference(part.label, counted) or (is_spared(part.label) and not wanted.spared)


def _signed(quantity: Quantity, way: str, wanted: str) -> Quantity:
    """下降3% of a growth is −3%."""
    if way and wanted and way != wanted and quantity.over is None:
        return replace(quantity, number=difference(Decimal(0), quantity.number))
    return quantity


def _figure(item: Figure, common: dict[str, Any]) -> SimpleActual:
    op = ">" if item.more else item.op
    if op in ("≥", ">"):
        return Bound(item.share, None, open_low=op == ">", **common)
    if op in ("≤", "<"):
        return Bound(None, item.share, open_high=op == "<", **common)
    if item.about:
        return Approximation(item.share, **common)
    return Value(item.quantity, item.whole, **common)


def _bare_month(date: Date, line: str) -> bool:
    """6月 alone, where a number is wanted, is six months."""
    return _MONTHS.fullmatch(line) is not None and date.first.month == date.last.month


def _in_passing(item: Figure, part: Part) -> bool:
    """A bare number without a unit between words, or one that is a year, measures nothing."""
    if item.op or item.about or item.more or item.quantity.unit or item.quantity.multiplier or item.whole:
        return False
    if part.note.startswith("/") or ((part.label or part.note) and 1990 <= item.quantity.number <= 2100):
        return True
    return bool(item.quantity.number and part.note and (part.label or len(part.note) > 3))


def _merge(simple: list[tuple[str, SimpleActual]], common: dict[str, Any]) -> Bound | None:
    """≥90%且<95% is one claim."""
    (name, one), (other, two) = simple
    if not isinstance(one, Bound) or not isinstance(two, Bound) or other not in ("", name):
        return None
    low, high = (one, two) if one.low else (two, one)
    if low.high or high.low or low.low is None or high.high is None:
        return None
    span = make_span(low.low, high.high, low.open_low, high.open_high)
    if not isinstance(span, Span):
        return None
    return Bound(span.low, span.high, span.open_low, span.open_high, **{**common, "label": name})


def agrees(a: Quantity | Value, b: Quantity | Value) -> bool:
    """Whether two numbers may be the same one, rounded: within half of the coarser one's last digit.

    368.77万人 agrees with 3687711; 8171 with 8170.98. Different dimensions never agree.
    """
    one, two = (x.quantity if isinstance(x, Value) else x for x in (a, b))
    scale = factors(one.unit, two.unit)
    if scale is None:
        return False
    first, second = product(one.value, scale[0]), product(two.value, scale[1])
    half = max(product(half_step(one), scale[0]), product(half_step(two), scale[1]))
    return abs(difference(first, second)) <= half


def half_step(quantity: Quantity) -> Decimal:
    """Half of the last typed digit, in the quantity's unit: 368.77万 → 50."""
    exponent = int(quantity.number.as_tuple().exponent)
    return product(Decimal((0, (5,), exponent - 1)), MULTIPLIERS[quantity.multiplier])
