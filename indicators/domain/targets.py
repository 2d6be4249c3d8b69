"""What a target means: the set of acceptable values, read from the text as typed.

``read_target`` never raises. ``str()`` of a target is its canonical wording, which reads back to an
equal target; ``reading`` says to the person who types it how it was read. Kinds and examples:
domain.md "Targets and actuals".
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from indicators.domain import _items as items
from indicators.domain._folding import LIMIT, fold, squeeze
from indicators.domain._grammar import Scan, scan
from indicators.domain._readings import (
    BLANKS,
    PLACEHOLDER,
    Unreadable,
    looks_numeric,
    name_unit,
    only_signs,
    shorten,
    unreadable,
)
from indicators.domain._target_kinds import (
    Blank,
    Comparison,
    Compound,
    Deadline,
    PeriodAfterEvent,
    Placeholder,
    Qualitative,
    Range,
    Recurring,
    Relative,
    Simple,
    Target,
)
from indicators.domain._terms import make_span
from indicators.domain.units import NO_UNIT, Unit

__all__ = [
    "Blank",
    "Comparison",
    "Compound",
    "Deadline",
    "PeriodAfterEvent",
    "Placeholder",
    "Qualitative",
    "Range",
    "Recurring",
    "Relative",
    "Simple",
    "Target",
    "Unreadable",
    "read_target",
]

#: Words that are the number 0 (domain.md "zero").
ZERO_WORDS = re.compile(
    r"无|没有|未发现|未发生|未出现|无发生|不发生|没有发生|未有发生|零|零(?!容忍|距离|散|星|售|件|基)[^0-9零]{1,4}"
)
_EVENT = re.compile(r"(?:后|之日起|日起|当日起|之日|之后|以后)(?:的|[^0-9]{0,2})$")
_DONE = re.compile(
    "(?:前|内)?(?:全部|全面|基本|按时|按期)?"
    "(?:完成|竣工|完工|到位|下达|拨付|建成|投入|上线|公布|公开|形成|结束|开通|交付|报送)"
)
_DATE_LABEL = re.compile(r"(?:.{0,6}(?:时间|时限|期限|日期|时效))?(?:为|是|在|于|至|到|截至|截止|最晚|最迟)?")
_HAN = re.compile("[一-龥]")
#: A number so introduced is a distance from another figure, not a value.
_DISTANCE = re.compile("(?:高于|低于|超过|超|优于|好于).*(?:平均|水平|标准)|(?:较|比|与|同)(?:上|去|前)一?年")
_TIME = frozenset({"minute", "workday", "month"})
MOST_PARTS = 20
LONGEST_NAME = 12


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
        return Comparison("", items.Quantity(Decimal(0)), text=line, hint=hint)
    if hint[1] and items.YEAR_MONTH.fullmatch(line):
        return Comparison("", items.Quantity(Decimal(line)), text=line, hint=hint)
    found = scan(line)
    common: dict[str, Any] = {"text": line, "notes": tuple(found.notes), "hint": hint}
    if PLACEHOLDER.search(found.main or line):
        return Placeholder(words, placeholder=True, **common)
    target = _assemble(found, line, words, common)
    if isinstance(target, Compound | PeriodAfterEvent) and not _reads_back(target):
        target = _renamed(target) or Qualitative(words, **common)
    return replace(target, placeholder=True) if PLACEHOLDER.search(line) else target


def _reads_back(target: Target) -> bool:
    """Whether the words kept as names leave the canonical wording readable."""
    line = fold(str(target))
    return not PLACEHOLDER.search(line) and _assemble(scan(line), "", "", {}) == target


def _renamed(target: Compound | PeriodAfterEvent) -> Target | None:
    """A compound without those names; ``None`` where that does not help either."""
    if isinstance(target, PeriodAfterEvent):
        return None
    bare = replace(target, parts=tuple(("", part) for _, part in target.parts))
    return bare if _reads_back(bare) else None


def _assemble(found: Scan, line: str, words: str, common: dict[str, Any]) -> Target:
    faults = [part.item for part in found.parts if isinstance(part.item, items.Fault)]
    if faults and (len(found.parts) == len(faults) or looks_numeric(line)):
        return unreadable(faults[0].piece, faults[0].message, words, common)
    parts = results([part for part in found.parts if judgeable(part)])
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
    if only_signs(line) or (found.dangling and not _HAN.search(line)):
        return unreadable(found.dangling or line, f"“{shorten(line, 20)}”里没有能读出的数", words, common)
    return Qualitative(words, **common)


def name_of(part: items.Part) -> str:
    """The words by which a part of a compound is told."""
    is_date = isinstance(part.item, items.Date)
    return part.label or ("" if is_date or len(part.note) > LONGEST_NAME else part.note)


def results(parts: list[items.Part]) -> list[items.Part]:
    """The parts without the one from which a change starts: 由80%提高到95% is 95%."""
    starts = len(parts) > 1 and parts[0].label in ("由", "从") and _is_reached(parts[1])
    return parts[1:] if starts else parts


def _is_reached(part: items.Part) -> bool:
    soft = isinstance(part.item, items.Figure | items.Span) and part.item.soft
    return soft or part.label.endswith(("到", "至", "为"))


def judgeable(part: items.Part) -> bool:
    """Whether an item is a value to judge by, or only a number that occurs in a text."""
    item = part.item
    if isinstance(item, items.Figure) and item.whole == 0:
        return False
    if isinstance(item, items.Fault) or (_DISTANCE.search(part.label) and not _is_reached(part)):
        return False
    if isinstance(item, items.Date):
        alone = not part.note and _DATE_LABEL.fullmatch(part.label) is not None
        return item.before or alone or (bool(_DONE.match(part.note)) and not _whole_year(item))
    if isinstance(item, items.Figure | items.Span) and ends_of(item)[-1].names_a_year:
        return False
    if isinstance(item, items.Span):
        return bool(item.high.unit) or not (item.low.number >= 1990 and item.high.number <= 2100)
    if isinstance(item, items.Figure) and not item.op and not item.quantity.unit and not item.quantity.multiplier:
        number = item.quantity.number
        if part.note.startswith("/") or ((part.label or part.note) and 1990 <= number <= 2100):
            return False
        return number == 0 or not part.note or (not part.label and len(part.note) <= 3)
    return True


def ends_of(item: items.Figure | items.Span) -> tuple[items.Quantity, ...]:
    """The numbers of an item."""
    return (item.low, item.high) if isinstance(item, items.Span) else (item.quantity,)


def _whole_year(date: items.Date) -> bool:
    return (date.first.month, date.last.month) == (1, 12)


def _simple(part: items.Part, common: dict[str, Any]) -> Simple:
    item = part.item
    common = {**common, "label": part.label, "noun": part.note}
    if isinstance(item, items.Span):
        return Range(item.low, item.high, item.open_low, item.open_high, **common)
    if isinstance(item, items.Date):
        return Deadline(item.last, **common)
    if isinstance(item, items.Change):
        return Relative(item.way, item.op, item.quantity, item.about, **common)
    assert isinstance(item, items.Figure)  # noqa: S101
    op = "≤" if item.soft and not item.op else item.op
    if op in ("", "≤", "<") and item.quantity.unit.dimension in _TIME and _EVENT.search(part.label):
        return PeriodAfterEvent(part.label, item.quantity, **common)
    counted = common.get("hint", ("", NO_UNIT))[1].dimension not in ("", "percent")
    return Comparison(op, item.quantity if counted else item.share, item.about, **common)


def _merge(simple: list[tuple[str, Simple]], common: dict[str, Any]) -> Range | None:
    """≥5且≤10 is one range: a lower and an upper bound of which only the first may be named."""
    (name, low), (other, high) = simple
    if not isinstance(low, Comparison) or not isinstance(high, Comparison) or other not in ("", name):
        return None
    if low.op in ("≤", "<"):
        low, high = high, low
    if low.op not in ("≥", ">") or high.op not in ("≤", "<"):
        return None
    span = make_span(low.quantity, high.quantity, low.op == ">", high.op == "<")
    if not isinstance(span, items.Span):
        return None
    return Range(span.low, span.high, span.open_low, span.open_high, **{**common, "label": name})
