"""What a line is made of: quantities, days, and the items the grammar finds."""

import re
from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.numbers import format_plain, product, ratio
from indicators.domain.units import MULTIPLIERS, NO_UNIT, SHARE, Unit

#: A month, or an amount where one is wanted: as an amount it is printed with a sign.
YEAR_MONTH = re.compile(r"(?:19|20)[0-9]{2}\.(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as typed with the multiplier and the unit beside it. ``str()`` reads back to an equal one.

    ``over``, never 0: the second number of 1/3, whose unit is ``SHARE``, and of 1:1.5, whose is ``RATIO``.
    """

    number: Decimal
    multiplier: str = ""
    unit: Unit = NO_UNIT
    over: Decimal | None = None

    def __str__(self) -> str:
        if self.over is not None:
            return f"{format_plain(self.number)}{self.unit.head}{format_plain(self.over)}"
        digits = format_plain(self.number)
        alone = not (self.multiplier or self.unit) and YEAR_MONTH.fullmatch(digits)
        return f"{'+' if alone else ''}{digits}{self.multiplier}{self.unit}"

    @property
    def after_sign(self) -> str:
        """As it is printed after an operator, where it can be no month."""
        return str(self).removeprefix("+")

    @property
    def value(self) -> Decimal:
        """The number times its multiplier, in the unit as typed."""
        if self.over is not None:
            return ratio(self.number, self.over) or Decimal(0)
        return product(self.number, MULTIPLIERS[self.multiplier])

    @property
    def names_a_year(self) -> bool:
        """2022年 that was not read as a date (02022年) is no duration either."""
        return self.unit.head == "年" and 1900 <= self.number < 2100


@dataclass(frozen=True, slots=True)
class Day:
    """One end of a date. ``year`` None = the report's, ``later`` years after it; ``day`` 0 = the month's last.

    ``month`` 0 = the month in question, or ``later`` months after it: 次月10日.
    """

    month: int
    day: int
    year: int | None = None
    later: int = 0

    def __str__(self) -> str:
        day = f"{self.day}日" if self.day else "底"
        if not self.month:
            return f"{'次' if self.later else '当'}月{day}"
        head = f"{self.year}年" if self.year else "次年" if self.later else ""
        return f"{head}{self.month}月{day}"


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

    @property
    def share(self) -> Quantity:
        """1/3 as so much of a whole; where it has a unit (13/13件) or no whole, the first number."""
        if not self.whole or self.quantity.unit:
            return self.quantity
        return Quantity(self.quantity.number, "", SHARE, self.whole)


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
    """Against an earlier year: ``way`` 提高, 减少 or 持平; without a quantity only that way, or ``op`` 上年.

    ``about``: 约, 左右.
    """

    way: str = ""
    op: str = ""
    quantity: Quantity | None = None
    about: bool = False


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
