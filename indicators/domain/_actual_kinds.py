"""The kinds of actual: values, claims, dates, words. ``str()`` reads back to an equal actual."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from indicators.domain._items import Day, Quantity
from indicators.domain._readings import Reading, Unreadable, Words, shorten, spaced
from indicators.domain.numbers import format_plain


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
        lower = f"{'>' if self.open_low else '≥'}{self.low.after_sign}" if self.low else ""
        upper = f"{'<' if self.open_high else '≤'}{self.high.after_sign}" if self.high else ""
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
        return f"约{self.quantity.after_sign}"

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
    """Against last year: 提高, 减少 or 持平, by so much where a quantity is given, or ``about`` so much."""

    kind: ClassVar[str] = "change"
    way: str
    op: str = ""
    quantity: Quantity | None = None
    about: bool = False

    def __str__(self) -> str:
        if not self.way:
            return f"{self.op}上年"
        return f"较上年{self.way}{self.op}{'约' if self.about else ''}{self.quantity or ''}"

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
Actual = SimpleActual | Values | WordsActual | PlaceholderActual | Unreadable | BlankActual
