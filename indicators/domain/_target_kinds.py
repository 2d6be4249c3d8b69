"""The kinds of target: each a set of acceptable values. ``str()`` reads back to an equal target."""

from dataclasses import dataclass
from typing import ClassVar

from indicators.domain._items import Day, Quantity
from indicators.domain._readings import Reading, Unreadable, Words, shorten, spaced


@dataclass(frozen=True, slots=True)
class Comparison(Reading):
    """``op`` ≥ ≤ > < = or "" for a bare number, whose direction the indicator decides; ``about``: 70%左右."""

    kind: ClassVar[str] = "comparison"
    numeric: ClassVar[bool] = True
    op: str
    quantity: Quantity
    about: bool = False

    def __str__(self) -> str:
        signs = f"{self.op}{'约' if self.about else ''}"
        return f"{signs}{self.quantity.after_sign}" if signs else str(self.quantity)

    @property
    def reading(self) -> str:
        shown = f"{'约 ' if self.about else ''}{spaced(self.quantity, self.hint)}"
        if not self.op and self.quantity.number:
            return f"{shown}（未写符号，按指标方向判定）"
        return f"{self.op or '='} {shown}"


@dataclass(frozen=True, slots=True)
class Range(Reading):
    """Both ends inside unless open."""

    kind: ClassVar[str] = "range"
    numeric: ClassVar[bool] = True
    low: Quantity
    high: Quantity
    open_low: bool = False
    open_high: bool = False

    def __str__(self) -> str:
        if self.open_low or self.open_high or self.low.over or self.high.over:
            low, high = self.low.after_sign, self.high.after_sign
            return f"{'>' if self.open_low else '≥'}{low}且{'<' if self.open_high else '≤'}{high}"
        alike = (self.low.unit, self.low.multiplier) == (self.high.unit, self.high.multiplier)
        first = Quantity(self.low.number) if alike else self.low
        return f"{first}{'~' if self.low.number < 0 else '-'}{self.high}"

    @property
    def reading(self) -> str:
        ends = (
            ""
            if not (self.open_low or self.open_high)
            else "（不含"
            + "、".join(str(end) for end, left in ((self.low, self.open_low), (self.high, self.open_high)) if left)
            + "）"
        )
        return f"{spaced(self.low, self.hint)} 至 {spaced(self.high, self.hint)}{ends}"


@dataclass(frozen=True, slots=True)
class Deadline(Reading):
    """On or before ``last``; the report's year where it has none."""

    kind: ClassVar[str] = "deadline"
    last: Day

    def __str__(self) -> str:
        return f"{self.last}前"

    @property
    def reading(self) -> str:
        told = self.last.year or self.last.later or not self.last.month
        return f"不晚于{'' if told else '当年'}{self.last}"


@dataclass(frozen=True, slots=True)
class PeriodAfterEvent(Reading):
    """So long at most after a named event."""

    kind: ClassVar[str] = "period"
    event: str
    limit: Quantity

    def __str__(self) -> str:
        return f"{self.event}{self.limit}内"

    @property
    def reading(self) -> str:
        return f"{self.event} ≤ {spaced(self.limit)}"


@dataclass(frozen=True, slots=True)
class Relative(Reading):
    """Against last year: ``way`` 提高, 减少, 持平, or ``op`` and no way: ≥ last year's value."""

    kind: ClassVar[str] = "relative"
    way: str
    op: str = ""
    quantity: Quantity | None = None
    about: bool = False

    def __str__(self) -> str:
        return (
            f"较上年{self.way}{self.op}{'约' if self.about else ''}{self.quantity}"
            if self.quantity
            else f"较上年{self.way}"
            if self.way
            else f"{self.op}上年"
        )

    @property
    def reading(self) -> str:
        about = "约 " if self.about else ""
        amount = f" {self.op or '≥'} {about}{spaced(self.quantity)}" if self.quantity else ""
        return f"与上年比：{self.way or self.op + ' 上年'}{amount}，需要上年数"


@dataclass(frozen=True, slots=True)
class Compound(Reading):
    """Named parts that must all hold."""

    kind: ClassVar[str] = "compound"
    numeric: ClassVar[bool] = True
    parts: "tuple[tuple[str, Simple], ...]"

    def __str__(self) -> str:
        return "；".join(f"{name}{part}" for name, part in self._told())

    @property
    def reading(self) -> str:
        return "各项都要达到：" + "；".join(f"{name} {part.reading}".strip() for name, part in self._told())

    def _told(self) -> "list[tuple[str, Simple]]":
        """The parts with their names; a period names its event itself."""
        return [("" if isinstance(part, PeriodAfterEvent) else name, part) for name, part in self.parts]


@dataclass(frozen=True, slots=True)
class Qualitative(Words):
    """Three tiers, judged by a person."""

    kind: ClassVar[str] = "qualitative"

    @property
    def reading(self) -> str:
        return f"定性：{shorten(self.words)}，由人判定"


@dataclass(frozen=True, slots=True)
class Recurring(Words):
    """Something due every so often: judged by a person."""

    kind: ClassVar[str] = "recurring"

    @property
    def reading(self) -> str:
        return f"定期事项：{shorten(self.words)}，由人判定"


@dataclass(frozen=True, slots=True)
class Placeholder(Words):
    """XX or ** stands where the value should: not assessable."""

    kind: ClassVar[str] = "placeholder"

    @property
    def reading(self) -> str:
        return f"未填的占位符：{shorten(self.words)}，无法考核"


@dataclass(frozen=True, slots=True)
class Blank(Reading):
    """No target."""

    kind: ClassVar[str] = "blank"

    def __str__(self) -> str:
        return ""

    @property
    def reading(self) -> str:
        return "未填"


Simple = Comparison | Range | Deadline | PeriodAfterEvent | Relative
Target = Simple | Compound | Qualitative | Recurring | Placeholder | Unreadable | Blank
