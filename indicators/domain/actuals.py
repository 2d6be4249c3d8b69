"""What an actual says: a value, several, a claim, a date, or words.

``read_actual`` never raises. ``str()`` reads back to an equal actual. A bound (≥75%, 96%以上) and an
approximation (70%左右) are claims, not values (domain.md "Actuals").
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar

from indicators.domain import _grammar as grammar
from indicators.domain._grammar import Change, Date, Day, Figure, Part, Quantity, Span
from indicators.domain._readings import BLANKS, PLACEHOLDER, Reading, Words, name_unit, shorten, spaced
from indicators.domain._tokenizer import LIMIT, fold, squeeze
from indicators.domain.numbers import difference, format_plain, product
from indicators.domain.targets import MOST_PARTS, ZERO_WORDS, Target, name_of
from indicators.domain.units import MULTIPLIERS, Unit, factors

#: An indicator so named is itself a change against last year: its actual 同比增长6.2% is the value 6.2%.
_CHANGE = re.compile("增长|增幅|增速|降幅|下降|减少|降低|提高|变化")
#: 未发现虚报, 无投诉 … say 0 where the target is a number that should be small; 未完成 does not.
NONE_HAPPENED = re.compile(
    "(?:经[^0-9]{1,10})?(?:全年|本年度?|年内|当年)?(?:均|暂)?"
    "(?:未(?:发现|发生|出现|产生|收到|接到|有)|无(?!法|效|从|须|需|明显)|没有|不存在|零(?!容忍|距离|散|星|售))[^0-9]{0,16}"
)


@dataclass(frozen=True, slots=True)
class Value(Reading):
    """One number. ``whole``: the second number of 13/13件, of which the first is the value."""

    kind: ClassVar[str] = "value"
    numeric: ClassVar[bool] = True
    quantity: Quantity
    whole: Decimal | None = None

    def __str__(self) -> str:
        if self.whole is None:
            return str(self.quantity)
        return f"{format_plain(self.quantity.number)}/{format_plain(self.whole)}{self.quantity.unit}"

    @property
    def reading(self) -> str:
        shown = spaced(self.quantity, self.hint)
        return shown if self.whole is None else f"{format_plain(self.whole)} 中的 {shown}"


@dataclass(frozen=True, slots=True)
class Bound(Reading):
    """A claim: at least, at most, or between; ``low`` and ``high`` None where that side is open."""

    kind: ClassVar[str] = "bound"
    numeric: ClassVar[bool] = True
    low: Quantity | None
    high: Quantity | None
    open_low: bool = False
    open_high: bool = False

    def __str__(self) -> str:
        lower = f"{'>' if self.open_low else '≥'}{self.low}" if self.low else ""
        upper = f"{'<' if self.open_high else '≤'}{self.high}" if self.high else ""
        return f"{lower}且{upper}" if lower and upper else lower or upper

    @property
    def reading(self) -> str:
        lower = f"{'>' if self.open_low else '≥'} {spaced(self.low, self.hint)}" if self.low else ""
        upper = f"{'<' if self.open_high else '≤'} {spaced(self.high, self.hint)}" if self.high else ""
        return "只有界限：" + "，".join(filter(None, (lower, upper)))


@dataclass(frozen=True, slots=True)
class Approximation(Reading):
    """A claim: about so much."""

    kind: ClassVar[str] = "approximation"
    numeric: ClassVar[bool] = True
    quantity: Quantity

    def __str__(self) -> str:
        return f"约{self.quantity}"

    @property
    def reading(self) -> str:
        return f"约数：{spaced(self.quantity, self.hint)}"


@dataclass(frozen=True, slots=True)
class DateActual(Reading):
    """Done between two days, which are one where a day was named; ``before``: only claimed to be no later."""

    kind: ClassVar[str] = "date"
    first: Day
    last: Day
    before: bool = False

    def __str__(self) -> str:
        if self.before:
            return f"{self.last}前"
        return str(self.last) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def reading(self) -> str:
        return f"日期：{self}"


@dataclass(frozen=True, slots=True)
class ChangeActual(Reading):
    """Against last year: 提高, 减少 or 持平, by so much where a quantity is given."""

    kind: ClassVar[str] = "change"
    way: str
    op: str = ""
    quantity: Quantity | None = None

    def __str__(self) -> str:
        return f"较上年{self.way}{self.op}{self.quantity or ''}" if self.way else f"{self.op}上年"

    @property
    def reading(self) -> str:
        return f"与上年比：{self}"


@dataclass(frozen=True, slots=True)
class Values(Reading):
    """Several readings in one cell, each with the words by which it is told."""

    kind: ClassVar[str] = "values"
    numeric: ClassVar[bool] = True
    parts: "tuple[tuple[str, SimpleActual], ...]"

    def __str__(self) -> str:
        return "；".join(f"{name}{part}" for name, part in self.parts)

    @property
    def reading(self) -> str:
        return "；".join(f"{name} {part.reading}".strip() for name, part in self.parts)


@dataclass(frozen=True, slots=True)
class WordsActual(Words):
    """A text without a number: only a person can judge it."""

    kind: ClassVar[str] = "words"

    @property
    def reading(self) -> str:
        return f"文字：{shorten(self.words)}"


@dataclass(frozen=True, slots=True)
class PlaceholderActual(Words):
    """XX or ** is left where the value should stand."""

    kind: ClassVar[str] = "placeholder"

    @property
    def reading(self) -> str:
        return f"未填的占位符：{shorten(self.words)}"


@dataclass(frozen=True, slots=True)
class BlankActual(Reading):
    """Nothing filled in."""

    kind: ClassVar[str] = "blank"

    def __str__(self) -> str:
        return ""

    @property
    def reading(self) -> str:
        return "未填"


SimpleActual = Value | Bound | Approximation | DateActual | ChangeActual
Actual = SimpleActual | Values | WordsActual | PlaceholderActual | BlankActual


def read_actual(text: str, target: Target | None = None, name: str = "") -> Actual:
    """The actual in a cell; ``target`` decides only what 无 and 6月 mean. Never raises."""
    if len(text) > LIMIT:
        return WordsActual(squeeze(text), text=squeeze(text))
    change = _CHANGE.search(f"{name[:LIMIT]} {target.label if target else ''}") is not None
    wanted = Wanted(_wants_number(target), _accepts_zero(target), change, name_unit(name[:LIMIT]))
    return _read(text, wanted)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of target and name decides how an actual is read: a number, a 0, a rate of change; the name's unit."""

    number: bool
    zero: bool
    change: bool
    hint: tuple[str, Unit]


def _wants_number(target: Target | None) -> bool:
    return target is not None and target.kind in ("comparison", "range")


def _accepts_zero(target: Target | None) -> bool:
    """Whether a sentence that nothing happened answers the target with a 0."""
    if target is None or target.kind != "comparison":
        return False
    return target.op in ("≤", "<") or target.quantity.number == 0  # type: ignore[union-attr]


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
    found = grammar.scan(line)
    common["notes"] = tuple(found.notes)
    common["placeholder"] = PLACEHOLDER.search(line) is not None
    if PLACEHOLDER.search(found.main):
        return PlaceholderActual(words, **common)
    simple = [(name_of(part), reading) for part in found.parts if (reading := _simple(part, wanted, common))]
    if not simple or len(simple) > MOST_PARTS:
        return WordsActual(words, **common)
    merged = _merge(simple, common) if len(simple) == 2 else None
    if merged is not None:
        return merged
    return simple[0][1] if len(simple) == 1 else Values(tuple(simple), **common)


def _simple(part: Part, wanted: Wanted, common: dict[str, Any]) -> SimpleActual | None:
    """One item as an actual; ``None`` for a number that only occurs in a text."""
    item, common = part.item, {**common, "label": part.label}
    if isinstance(item, Date):
        if wanted.number and _bare_month(item, part):
            return Value(Quantity(Decimal(item.last.month), "", Unit("个月")), **common)
        return DateActual(item.first, item.last, item.before, **common)
    if isinstance(item, Change):
        if wanted.number and wanted.change and item.quantity and not item.op and item.way != "持平":
            return Value(item.quantity, **{**common, "label": item.way})
        return ChangeActual(item.way, item.op, item.quantity, **common)
    if isinstance(item, Span):
        return Bound(item.low, item.high, item.open_low, item.open_high, **common)
    if not isinstance(item, Figure) or _in_passing(item, part):
        return None
    return _figure(item, common)


def _figure(item: Figure, common: dict[str, Any]) -> SimpleActual:
    op = ">" if item.more else item.op
    if op in ("≥", ">"):
        return Bound(item.quantity, None, open_low=op == ">", **common)
    if op in ("≤", "<"):
        return Bound(None, item.quantity, open_high=op == "<", **common)
    if item.about:
        return Approximation(item.quantity, **common)
    return Value(item.quantity, item.whole, **common)


def _bare_month(date: Date, part: Part) -> bool:
    """6月 alone, where a number is wanted, is six months."""
    first, last = date.first, date.last
    return (first.month, first.day, last.day, last.year, last.later) == (last.month, 1, 0, None, 0) and not part.note


def _in_passing(item: Figure, part: Part) -> bool:
    """A bare number without a unit between words, or one that is a year, measures nothing."""
    if item.op or item.about or item.more or item.quantity.unit or item.quantity.multiplier or item.whole:
        return False
    if (part.label or part.note) and 1990 <= item.quantity.number <= 2100:
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
    span = grammar.make_span(low.low, high.high, low.open_low, high.open_high)
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

