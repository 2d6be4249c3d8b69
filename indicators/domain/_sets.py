"""Sets of numbers, outcomes, and what is not in the two texts."""

from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.numbers import difference, product

#: Within this share of a number another one is about it [ours].
NEAR = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class World:
    """What is not in the two texts: the indicator's direction, the report's year, last year's value."""

    direction: str = ""
    year: int | None = None
    last_year: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``deviation`` unrounded; ``mismatch``: another dimension than the target's; ``parts``: those of a compound."""

    outcome: str
    deviation: Decimal | None = None
    boundary: bool = False
    mismatch: bool = False
    parts: tuple[str, ...] = ()


UNDECIDED = Outcome("undecided")
MISMATCH = Outcome("undecided", mismatch=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """A set of numbers: from ``low`` to ``high``, ``None`` = without end, open = that end not inside."""

    low: Decimal | None = None
    high: Decimal | None = None
    open_low: bool = False
    open_high: bool = False

    def holds(self, value: Decimal) -> bool:
        above = self.low is None or value > self.low or (value == self.low and not self.open_low)
        below = self.high is None or value < self.high or (value == self.high and not self.open_high)
        return above and below

    def at_open_end(self, value: Decimal) -> bool:
        return (self.open_low and value == self.low) or (self.open_high and value == self.high)

    def covers(self, other: "Limits") -> bool:
        """Whether all of the other set lies inside."""
        low = self.low is None or (
            other.low is not None
            and (other.low > self.low or (other.low == self.low and (other.open_low or not self.open_low)))
        )
        high = self.high is None or (
            other.high is not None
            and (other.high < self.high or (other.high == self.high and (other.open_high or not self.open_high)))
        )
        return low and high

    def apart(self, other: "Limits") -> bool:
        """Whether no number lies in both."""
        return _beyond(self, other) or _beyond(other, self)


def _beyond(lower: Limits, upper: Limits) -> bool:
    if lower.high is None or upper.low is None:
        return False
    return lower.high < upper.low or (lower.high == upper.low and (lower.open_high or upper.open_low))


def one_sided(op: str, bound: Decimal, direction: str) -> Limits:
    """The set of a comparison; of a bare number or = as the direction says, of 0 only 0."""
    if op in ("", "="):
        standard = op == "=" or not bound
        direction = (direction if bound else "") or ("standard" if standard else "positive")
        op = {"positive": "≥", "negative": "≤"}.get(direction, "=")
    if op in ("≥", ">"):
        return Limits(low=bound, open_low=op == ">")
    if op in ("≤", "<"):
        return Limits(high=bound, open_high=op == "<")
    return Limits(bound, bound)


def is_near(wanted: Limits, value: Decimal) -> bool:
    """Whether a number is about an end of the set: 69.5% is about 70%."""
    ends = [end for end in (wanted.low, wanted.high) if end is not None]
    return any(abs(difference(value, end)) <= product(abs(end), NEAR) for end in ends)
