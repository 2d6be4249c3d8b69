"""What a program sets for a year: thresholds of the checks, bands of the grades, bounds of the scores.

The defaults are the norms of domain.md; every one of them is a setting of the program-year.
"""

from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.scoring import DIFFERENCE, Bands, Tiers


@dataclass(frozen=True, slots=True)
class Rules:
    """Shares are ratios (0.9 = 90 %), points are out of 100.

    ``split``: the norm of the level 1 weights (产出, 效益, 满意度, 执行率), ``None`` = not checked.
    ``negative``: the rule for less-is-better between the target and twice the target.
    ``evidence``: a claim needs an evidence file. ``recheck``: up to so many points, either way, a re-check is 一致,
    基本一致 or 偏差较大. No rule is published for it; 2 points are rounding and taste, 10 points a whole grade.
    """

    low_execution: Decimal = Decimal("0.9")
    deviation: Decimal = Decimal("0.3")
    good: Decimal = Decimal(90)
    fair: Decimal = Decimal(80)
    passing: Decimal = Decimal(60)
    met_from: Decimal = Decimal("0.8")
    partial_from: Decimal = Decimal("0.6")
    split: tuple[Decimal, Decimal, Decimal, Decimal] | None = (Decimal(50), Decimal(30), Decimal(10), Decimal(10))
    negative: str = DIFFERENCE
    evidence: bool = False
    recheck: tuple[Decimal, Decimal, Decimal] = (Decimal(2), Decimal(5), Decimal(10))

    @property
    def bands(self) -> Bands:
        """Lowest total of each grade, best first."""
        return (("优", self.good), ("良", self.fair), ("中", self.passing), ("差", Decimal(0)))

    @property
    def tiers(self) -> Tiers:
        """Lowest and highest share of the weight for each judged outcome."""
        return {
            "met": (self.met_from, Decimal(1)),
            "partial": (self.partial_from, self.met_from),
            "missed": (Decimal(0), self.partial_from),
        }


DEFAULT = Rules()
