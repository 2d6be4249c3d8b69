"""The report's sums of money, its rate and its score, as a text may quote them."""

from decimal import Decimal
from itertools import combinations

from indicators.domain.actuals import Quantity, Value, agrees, half_step
from indicators.domain.numbers import difference, format_rate, product
from indicators.domain.units import Unit, factors
from reports.domain import facts
from reports.domain.evaluate import Evaluation, number
from reports.domain.prose.subjects import Money, levels_of
from reports.domain.prose.words import plain

#: Of more fund lines than these no sums of some are formed.
MOST_LINES = 8
YUAN, PERCENT, POINTS = Unit("元"), Unit("%"), Unit("分")
KINDS = {"budget": "全年预算数", "actual": "全年执行数", "received": "到位数"}
COLUMNS = ("budget", "actual", "initial", "received")
Against = tuple[str, str]


def same(one: Quantity, other: Quantity) -> bool:
    """One number, rounded or cut off to fewer digits on one side."""
    if agrees(one, other):
        return True
    scale = factors(one.unit, other.unit)
    if scale is None:
        return False
    steps = product(half_step(one), scale[0]), product(half_step(other), scale[1])
    off = abs(difference(product(one.value, scale[0]), product(other.value, scale[1])))
    return steps[0] != steps[1] and off < 2 * max(steps)


def equal(one: Quantity, other: Quantity) -> bool:
    """Exactly one number."""
    scale = factors(one.unit, other.unit)
    return scale is not None and product(one.value, scale[0]) == product(other.value, scale[1])


def variants(value: Value, other: Quantity) -> list[Quantity]:
    """The table's number with the units it may have left out: its name's, or the other side's."""
    quantity, (multiplier, unit) = value.quantity, value.hint
    if quantity.unit:
        return [quantity]
    unit = unit or other.unit
    if quantity.multiplier:
        return [Quantity(quantity.number, quantity.multiplier, unit)]
    return [Quantity(quantity.number, each, unit) for each in dict.fromkeys((multiplier, "", other.multiplier))]


def differs(value: Value, other: Quantity) -> str | None:
    """The table's number as printed if it is of the same dimension and cannot be the other one rounded."""
    found = variants(value, other)
    if bool(other.unit) != bool(found[0].unit) or factors(found[0].unit, other.unit) is None:
        return None
    return None if any(same(quantity, other) for quantity in found) else str(found[0])


class Table:
    """The sums and what contradicts them; each answer is the other number and its place in the table."""

    def __init__(self, report: facts.Report, evaluation: Evaluation) -> None:
        self.report, self.evaluation = report, evaluation
        self.multiplier = "万" if report.unit == "万元" else ""
        self.asked: dict[Quantity, bool] = {}
        self.known = [self.money(value) for value in self._known()]

    def _known(self) -> set[Decimal]:
        """Every amount that stands in the tables, and the sums of some of the lines."""
        unit, sums = self.report.unit, set()
        for column in COLUMNS:
            values = [number(getattr(line, column), unit) for line in self.report.funds[:MOST_LINES]]
            filled = [value for value in values if value is not None]
            sums |= {sum(some, Decimal(0)) for size in range(1, len(filled) + 1) for some in combinations(filled, size)}
        for row in (*self.report.allocations, self.report.allocations_total or facts.Allocation()):
            values = [number(text, unit) for text in (row.settlement, row.advance, row.audit, row.proposed)]
            sums |= {value for value in values if value is not None}
        return sums

    def money(self, value: Decimal) -> Quantity:
        return Quantity(value, self.multiplier, YUAN)

    def knows(self, quantity: Quantity) -> bool:
        """Whether an amount stands in the tables, or is the sum of some lines."""
        if quantity not in self.asked:
            self.asked[quantity] = any(same(known, quantity) for known in self.known)
        return self.asked[quantity]

    def against(self, money: Money, quantity: Quantity) -> Against | None:
        """What the table has instead; ``None`` where nothing contradicts."""
        if money.kind == "rate":
            return None if money.levels else self._rate(quantity)
        if money.kind == "score":
            return None if money.levels else self._score(quantity)
        if quantity.unit != YUAN or self.knows(quantity):
            return None
        return self._line(money, quantity) if money.levels else self._total(money, quantity)

    def _total(self, money: Money, quantity: Quantity) -> Against | None:
        total = self.evaluation.total
        value = getattr(total, money.kind)
        if value is not None:
            return str(self.money(value)), f"表中{KINDS[money.kind]}"
        carried = any("结转" in line.source or "结余" in line.source for line in self.report.funds)
        if total.actual is not None and not carried and quantity.value < self.money(total.actual).value:
            return str(self.money(total.actual)), "表中全年执行数（到位数不应小于它）"
        return None

    def _line(self, money: Money, quantity: Quantity) -> Against | None:
        """中央资金… against the one line of that level."""
        lines = [line for line in self.report.funds if levels_of(plain(line.source)) == money.levels]
        value = number(getattr(lines[0], money.kind), self.report.unit) if len(lines) == 1 else None
        if value is None:
            return None
        return str(self.money(value)), f"表中“{lines[0].source}”的{KINDS[money.kind]}"

    def _rate(self, quantity: Quantity) -> Against | None:
        """At its printed places; one unit of the last place may be cut off."""
        total = self.evaluation.total.rate
        rates = [total, *(line.rate for line in self.evaluation.funds)]
        step = 2 * half_step(quantity)
        if quantity.unit != PERCENT or total is None:
            return None
        if any(rate is not None and abs(rate * 100 - quantity.number) < step for rate in rates):
            return None
        return format_rate(total, 2), "按表中数计算的预算执行率"

    def _score(self, quantity: Quantity) -> Against | None:
        scores = [number(self.report.total_score), self.evaluation.total_score]
        known = [Quantity(score, "", POINTS) for score in scores if score is not None]
        if quantity.unit != POINTS or not known or any(same(score, quantity) for score in known):
            return None
        return str(known[0]), "表中总分"
