"""A sample that anybody can draw again: which of the numbered reports a seed chooses.

Each number's lot is the SHA-256 of seed and number, and the lowest lots are drawn. The same seed and the same reports
give the same sample on every machine; nobody can steer it but by choosing the seed, which is kept and shown.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

HUNDRED = Decimal(100)
REASON_LIMIT, SEED_LIMIT = 500, 40


class BadSample(ValueError):
    """What was asked for cannot be drawn; ``str()`` is the sentence."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to draw: so many reports or a percentage of them, by a seed (blank: one by chance), and why."""

    reason: str
    size: int | None = None
    percent: Decimal | None = None
    seed: str = ""


def lot(seed: str, number: int) -> str:
    """The number's lot in this draw (64 hexadecimal digits)."""
    return hashlib.sha256(f"{seed}\n{number}".encode()).hexdigest()


def draw(seed: str, numbers: Iterable[int], size: int) -> tuple[int, ...]:
    """The ``size`` numbers with the lowest lots, lowest first; all of them where there are fewer."""
    return tuple(sorted(set(numbers), key=lambda number: lot(seed, number))[: max(0, size)])


def share(percent: Decimal, of: int) -> int:
    """How many a percentage makes: a begun report counts in full, so that a small year is sampled too."""
    return int((percent * of / HUNDRED).to_integral_value(ROUND_CEILING))


def size_of(how: Sampling, of: int) -> int:
    """How many to draw from so many; raises BadSample."""
    if not how.reason:
        raise BadSample("请写明抽查原因。")
    if len(how.reason) > REASON_LIMIT or len(how.seed) > SEED_LIMIT:
        raise BadSample(f"抽查原因最多 {REASON_LIMIT} 字，抽样种子最多 {SEED_LIMIT} 字。")
    if not of:
        raise BadSample("这个项目年度没有可以抽查的报告：要抽查的报告须已审定、有分值，且同一版本没有抽查过。")
    if how.percent is not None and not 0 < how.percent <= HUNDRED:
        raise BadSample("抽查比例应大于 0，不超过 100。")
    size = how.size if how.percent is None else share(how.percent, of)
    if size is None or size < 1:
        raise BadSample("请填写抽查份数或抽查比例。")
    if size > of:
        raise BadSample(f"可以抽查的报告只有 {of} 份，请减少份数。")
    return size
