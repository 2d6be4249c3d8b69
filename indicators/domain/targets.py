"""What a target means: the set of acceptable values, read from the text as typed.

``read_target`` never raises. ``str()`` of a target is its canonical wording, which reads back to an
equal target; ``reading`` says to the person who types it how it was read. Kinds and examples:
domain.md "Targets and actuals".
"""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar

from indicators.domain import _grammar as grammar
from indicators.domain._grammar import Date, Day, Figure, Part, Quantity, Scan, Span
from indicators.domain._readings import BLANKS, PLACEHOLDER, Reading, Words, name_unit, shorten, spaced
from indicators.domain._tokenizer import LIMIT, fold, squeeze
from indicators.domain.numbers import format_plain
from indicators.domain.units import Unit

#: Words that are the number 0 (domain.md "zero").
ZERO_WORDS = re.compile(r"无|没有|未发现|未发生|未出现|无发生|不发生|没有发生|未有发生|零|零(?!容忍|距离|散|星|售|件|基)[^0-9零]{1,4}")
_EVENT = re.compile(r"(?:后|之日起|日起|当日起|之日|之后|以后)(?:的|[^0-9]{0,2})$")
_DONE = re.compile("(?:前|内)?(?:全部|全面|基本|按时|按期)?(?:完成|竣工|完工|到位|下达|拨付|建成|投入|上线|公布|公开|形成|结束|开通|交付|报送)")
_DATE_LABEL = re.compile(r"(?:.{0,6}(?:时间|时限|期限|日期|时效))?(?:为|是|在|于|至|到|截至|截止|最晚|最迟)?")
_LOOKS = re.compile(r"[^0-9%‰≥≤<>=≧≦⩾⩽～~.,\-+/≮≯═OolI]")
_TIME = frozenset({"minute", "workday", "month"})
MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class Comparison(Reading):
    """``op`` ≥ ≤ > < = or "" for a bare number, whose direction the indicator decides."""

    kind: ClassVar[str] = "comparison"
    numeric: ClassVar[bool] = True
    op: str
    quantity: Quantity

    def __str__(self) -> str:
        return f"{self.op}{self.quantity}"

    @property
    def reading(self) -> str:
        shown = spaced(self.quantity, self.hint)
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
        if self.open_low or self.open_high:
            return f"{'>' if self.open_low else '≥'}{self.low}且{'<' if self.open_high else '≤'}{self.high}"
        alike = (self.low.unit, self.low.multiplier) == (self.high.unit, self.high.multiplier)
        low = format_plain(self.low.number) if alike and self.low.number <= self.high.number else str(self.low)
        return f"{low}{'~' if self.low.number < 0 or self.high.number < 0 else '-'}{self.high}"

    @property
    def reading(self) -> str:
        ends = "" if not (self.open_low or self.open_high) else "（不含" + "、".join(
            str(end) for end, left in ((self.low, self.open_low), (self.high, self.open_high)) if left
        ) + "）"
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
        return f"不晚于{'' if self.last.year or self.last.later else '当年'}{self.last}"


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

    def __str__(self) -> str:
        return f"较上年{self.way}{self.op}{self.quantity}" if self.quantity else f"较上年{self.way}" if self.way else f"{self.op}上年"

    @property
    def reading(self) -> str:
        amount = f" {self.op or '≥'} {spaced(self.quantity)}" if self.quantity else ""
        return f"与上年比：{self.way or self.op + ' 上年'}{amount}，需要上年数"


@dataclass(frozen=True, slots=True)
class Compound(Reading):
    """Named parts that must all hold."""

    kind: ClassVar[str] = "compound"
    numeric: ClassVar[bool] = True
    parts: "tuple[tuple[str, Simple], ...]"

    def __str__(self) -> str:
        return "；".join(f"{name}{part}" for name, part in self.parts)

    @property
    def reading(self) -> str:
        return "各项都要达到：" + "；".join(f"{name} {part.reading}".strip() for name, part in self.parts)


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
class Unreadable(Words):
    """Looks numeric and cannot be read. ``span``: where in ``words``; ``message``: why, in Chinese."""

    kind: ClassVar[str] = "unreadable"
    message: str = field(default="", compare=False)
    span: tuple[int, int] = field(default=(0, 0), compare=False)

    @property
    def reading(self) -> str:
        return f"读不懂：{self.message}"


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


def read_target(text: str, name: str = "") -> Target:
    """The target in a cell of an indicator called ``name``; never raises."""
    if len(text) > LIMIT:
        return Qualitative(squeeze(text), text=fold(text))
    return _read(text, name_unit(name[:LIMIT]))


@lru_cache(maxsize=8192)
def _read(text: str, hint: tuple[str, Unit]) -> Target:
    line, words = fold(text), squeeze(text)
    if line in BLANKS:
        return Blank(text=line)
    if len(line) > LIMIT:
        return Qualitative(words, text=line)
    if ZERO_WORDS.fullmatch(line):
        return Comparison("", Quantity(Decimal(0)), text=line, hint=hint)
    found = grammar.scan(line)
    common = {"text": line, "notes": tuple(found.notes), "hint": hint}
    if PLACEHOLDER.search(found.main):
        return Placeholder(words, placeholder=True, **common)
    target = _assemble(found, line, words, common)
    return replace(target, placeholder=True) if PLACEHOLDER.search(line) else target


def _assemble(found: Scan, line: str, words: str, common: dict[str, Any]) -> Target:
    faults = [part.item for part in found.parts if isinstance(part.item, grammar.Fault)]
    if faults and (len(found.parts) == len(faults) or _looks_numeric(line)):
        return _unreadable(faults[0].piece, faults[0].message, words, common)
    parts = [part for part in found.parts if judgeable(part)]
    if len(parts) > 1 and parts[0].label in ("由", "从") and _is_reached(parts[1]):
        parts = parts[1:]
    if len(parts) > MOST_PARTS:
        return Qualitative(words, **common)
    simple = [(name_of(part), _simple(part, common)) for part in parts]
    merged = _merge(simple, common) if len(simple) == 2 else None
    if merged is not None:
        return merged
    if len(simple) == 1:
        return simple[0][1]
    if simple:
        return Compound(tuple(simple), **common)
    if found.every:
        return Recurring(words, **common)
    if found.dangling and _looks_numeric(line) or _only_signs(line):
        return _unreadable(found.dangling or line, f"“{shorten(line, 20)}”里没有能读出的数", words, common)
    return Qualitative(words, **common)


def _looks_numeric(line: str) -> bool:
    return len(_LOOKS.findall(line)) <= 3


def _only_signs(line: str) -> bool:
    return not _LOOKS.search(line)


def _unreadable(piece: str, message: str, words: str, common: dict[str, Any]) -> Unreadable:
    start = words.find(piece)
    span = (start, start + len(piece)) if start >= 0 else (0, len(words))
    return Unreadable(words, message=message, span=span, **common)


def name_of(part: Part) -> str:
    """The words by which a part of a compound is told."""
    return part.label or (part.note if len(part.note) <= 12 else "")


def _is_reached(part: Part) -> bool:
    """由80%提高到95%: the first number is where it starts, the second the target."""
    soft = isinstance(part.item, Figure) and part.item.soft
    return soft or part.label.endswith(("到", "至", "为"))


def judgeable(part: Part) -> bool:
    """Whether an item is a value to judge by, or only a number that occurs in a text."""
    item = part.item
    if isinstance(item, grammar.Fault):
        return False
    if isinstance(item, Date):
        alone = not part.note and _DATE_LABEL.fullmatch(part.label) is not None
        return item.before or alone or bool(_DONE.match(part.note)) and not _whole_year(item)
    if isinstance(item, Span):
        return bool(item.high.unit) or not (1990 <= item.low.number and item.high.number <= 2100)
    if isinstance(item, Figure) and not item.op and not item.quantity.unit and not item.quantity.multiplier:
        number = item.quantity.number
        if (part.label or part.note) and 1990 <= number <= 2100:
            return False
        return number == 0 or not part.note or (not part.label and len(part.note) <= 3)
    return True


def _whole_year(date: Date) -> bool:
    return (date.first.month, date.last.month) == (1, 12)


def _simple(part: Part, common: dict[str, Any]) -> Simple:
    item = part.item
    common = {**common, "label": part.label}
    if isinstance(item, Span):
        return Range(item.low, item.high, item.open_low, item.open_high, **common)
    if isinstance(item, Date):
        return Deadline(item.last, **common)
    if isinstance(item, grammar.Change):
        return Relative(item.way, item.op, item.quantity, **common)
    assert isinstance(item, Figure)  # noqa: S101
    op = "≤" if item.soft else item.op
    if op in ("", "≤", "<") and item.quantity.unit.dimension in _TIME and _EVENT.search(part.label):
        return PeriodAfterEvent(part.label, item.quantity, **common)
    return Comparison(op, item.quantity, **common)


def _merge(simple: list[tuple[str, Simple]], common: dict[str, Any]) -> Range | None:
    """≥5且≤10 is one range: a lower and an upper bound of which only the first may be named."""
    (name, low), (other, high) = simple
    if not isinstance(low, Comparison) or not isinstance(high, Comparison) or other not in ("", name):
        return None
    if low.op in ("≤", "<"):
        low, high = high, low
    if low.op not in ("≥", ">") or high.op not in ("≤", "<"):
        return None
    span = grammar.make_span(low.quantity, high.quantity, low.op == ">", high.op == "<")
    if not isinstance(span, Span):
        return None
    return Range(span.low, span.high, span.open_low, span.open_high, **{**common, "label": name})
