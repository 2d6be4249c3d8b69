"""What a line is made of: quantities, days, and the items the grammar finds."""

from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.numbers import format_plain, product
from indicators.domain.units import MULTIPLIERS, NO_UNIT, Unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as typed with the multiplier and the unit beside it. ``str()`` reads back to an equal one."""

    number: Decimal
    multiplier: str = ""
    unit: Unit = NO_UNIT

    def __str__(self) -> str:
        return f"{format_plain(self.number)}{self.multiplier}{self.unit}"

    @property
    def value(self) -> Decimal:
        """The number times its multiplier, in the unit as typed."""
        return product(self.number, MULTIPLIERS[self.multiplier])


@dataclass(frozen=True, slots=True)
class Day:
    """One end of a date. ``year`` None = the report's, ``later`` years after it; ``day`` 0 = the month's last."""

    month: int
    day: int
    year: int | None = None
    later: int = 0

    def __str__(self) -> str:
        head = f"{self.year}年" if self.year else "次年" if self.later else ""
        return f"{head}{self.month}月{f'{self.day}日' if self.day else '底'}"


@dataclass(frozen=True, slots=True)
class Figure:
    """``op``: "" for a bare number; ``about``: 约, 左右; ``soft``: after 控制在, 缩短到; ``more``: 300余;
    ``whole``: the second number of 13/13."""

    quantity: Quantity
    op: str = ""
    about: bool = False
    soft: bool = False
    more: bool = False
    whole: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From low to high; ``open_low``, ``open_high``: that end itself is outside; ``soft``: as in a figure."""

    low: Quantity
    high: Quantity
    open_low: bool = False
    open_high: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    """From ``first`` to ``last`` (one day, a month, a quarter …); ``before``: on or before ``last``."""

    first: Day
    last: Day
    before: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Against an earlier year: ``way`` 提高, 减少 or 持平; without a quantity only that way, or ``op`` 上年."""

    way: str = ""
    op: str = ""
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Looks like a figure and cannot be read: the piece of text, and why, in Chinese."""

    piece: str
    message: str


Item = Figure | Span | Date | Change | Fault


@dataclass(frozen=True, slots=True)
class Part:
    """An item, the words before it and the words or the note after it."""

    item: Item
    label: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        return self.label or self.note
