"""Units of measure: which compare with which, and by what factor (domain.md "Targets and actuals").

A unit is a head (元, 人, %) and what it is per (/人, /年). Two units compare when their heads are of
one dimension and what one is per the other is per too; a part that is missing fits any (元/人 beside
元/人·年). The classifier 个 fits every count, 张 a 张床位. What is no known unit is a note beside the
number and never read as one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from indicators.domain._unit_words import DIMENSIONS, NOT_BEFORE, ONE_PER, PER_ONLY, SAME_HEAD, SAME_PER, TWO_PER

ONE = Decimal(1)
#: Words for powers of ten between a number and its unit.
MULTIPLIERS = {
    "": ONE,
    "百": Decimal(10) ** 2,
    "千": Decimal(10) ** 3,
    "万": Decimal(10) ** 4,
    "十万": Decimal(10) ** 5,
    "百万": Decimal(10) ** 6,
    "千万": Decimal(10) ** 7,
    "亿": Decimal(10) ** 8,
    "十亿": Decimal(10) ** 9,
    "百亿": Decimal(10) ** 10,
    "千亿": Decimal(10) ** 11,
    "万亿": Decimal(10) ** 12,
}
_PERIODS = frozenset("年 学年 学期 季 月 周 日 次".split())
_KNOWN = {
    word: (dimension, Decimal(factor or 1))
    for dimension, words in DIMENSIONS.items()
    for word, _, factor in (each.partition("=") for each in words.split())
}
_DAYS = {"月": Decimal(30), "个月": Decimal(30), "年": Decimal(365), "周年": Decimal(365)}
_DAY_SECONDS = Decimal(86400)


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LATIN = [word for word in _KNOWN if word.isascii() and word[-1].isalnum()]
_HAN = [word for word in _KNOWN if word not in _LATIN]
_NOT_BEFORE = dict(pair.split(":") for pair in NOT_BEFORE.split())
_GUARDED = "|".join(
    re.escape(word) + (f"(?![{_NOT_BEFORE[word]}])" if _NOT_BEFORE.get(word) else "")
    for word in sorted(_HAN, key=len, reverse=True)
)
_HEAD = f"(?:{_GUARDED}|(?:{alternatives(_LATIN)})(?![A-Za-z0-9]))"
_PER = f"(?:{alternatives([*_KNOWN, *PER_ONLY.split()])})"
#: 100元每人, but not 3期每期200人.
_EVERY = f"每(?!{_PER}[^0-9]{{0,3}}[0-9])"
#: A unit directly after a number: 元, 万元 (without its multiplier), 元/人·年, 元/人.年, /人, /10万.
UNIT = f"(?:{_HEAD}(?:(?:[/·*×]|{_EVERY}){_PER}(?:(?:[/·*×.]|{_EVERY}){_PER})*)?|[/·]{_PER}(?:[/·.]{_PER})*)"
_WHOLE = re.compile(UNIT)
_SPLIT = re.compile(r"[/·*×每.]")


@dataclass(frozen=True, slots=True)
class Unit:
    """``head`` is "" where only what it is per was said (13万/人). ``str()`` reads back to an equal unit."""

    head: str = ""
    per: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.head + "".join(f"/{word}" for word in self.per)

    def __bool__(self) -> bool:
        return bool(self.head or self.per)

    @property
    def dimension(self) -> str:
        """The head's dimension, "" for none."""
        return _KNOWN[self.head][0] if self.head else ""


NO_UNIT = Unit()
PERCENT = Unit("%")
#: The units of 1/3, which is so much of a whole, and of 1:1.5; only a ``Quantity`` prints them.
SHARE, RATIO = Unit("/"), Unit(":")
_KNOWN |= {SHARE.head: ("percent", Decimal(100)), RATIO.head: ("ratio", ONE)}


@lru_cache(maxsize=512)
def read_unit(text: str) -> Unit:
    """A unit as the tokenizer found it; an unknown text is no unit."""
    if not text or not _WHOLE.fullmatch(text):
        return NO_UNIT
    head, *per = _SPLIT.split(text)
    words = {SAME_PER.get(part, part) for word in per for part in TWO_PER.get(word, (word,))}
    for parts, whole in ONE_PER.items():
        words = words - set(parts) | {whole} if words >= set(parts) else words
    told = tuple(sorted(words, key=_per_order))
    return Unit(SAME_HEAD.get(head, head), told)


def _per_order(word: str) -> tuple[bool, str]:
    """Whom before how long: 元/人/年."""
    return word in _PERIODS, word


def complete(unit: Unit, other: Unit) -> Unit:
    """The unit with what it lacks taken from the other side (13万/人 beside 元/人; 人 beside nothing)."""
    if unit.head and unit.per:
        return unit
    return Unit(unit.head or other.head, unit.per or other.per)


def factors(a: Unit, b: Unit) -> tuple[Decimal, Decimal] | None:
    """What a number in ``a`` and one in ``b`` must be multiplied by to be compared; ``None``: they never compare.

    A month against days counts 30 of them and a year 365, but a year is twelve months. A working day
    against days counts one, which settles only what ``_compare.by_calendar`` says.
    """
    a, b = complete(a, b), complete(b, a)
    if not (set(a.per) <= set(b.per) or set(b.per) <= set(a.per)):
        return None
    if a.head == b.head:
        return ONE, ONE
    (one, first), (other, second) = _KNOWN[a.head], _KNOWN[b.head]
    if one == other:
        return first, second
    if {one, other} == {"workday", "minute"}:
        return (_DAY_SECONDS if one == "workday" else first), (_DAY_SECONDS if other == "workday" else second)
    if {one, other} == {"month", "minute"}:
        return _seconds(a.head, first), _seconds(b.head, second)
    counted = all(d.partition(":")[0] in ("count", "person", "household") for d in (one, other))
    return (ONE, ONE) if counted and ("count" in (one, other) or _with_noun(a.head, b.head)) else None


def _with_noun(one: str, other: str) -> bool:
    """Whether one head is the other with its noun (张床位, 张); 户次 counts something else than 户."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and not long.endswith("次")


def _seconds(head: str, factor: Decimal) -> Decimal:
    return _DAYS[head] * _DAY_SECONDS if head in _DAYS else factor
