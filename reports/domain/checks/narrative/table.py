"""The report's sums of money, its rate and its score, as a text may quote them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from indicators.domain.actuals import Quantity, Value, agrees, half_step
from indicators.domain.numbers import decimals, format_rate, product, round_half_up
from indicators.domain.units import Unit, factors
from reports.domain import facts
from reports.domain.checks.allocations import COLUMNS as ALLOCATED
from reports.domain.checks.narrative.slips import DIGITS, as_typed, cut_off, digits, exchanged, one_digit
from reports.domain.evaluate import Evaluation, number
from reports.domain.prose.subjects import Money, levels_of
from reports.domain.prose.words import plain

#: Of more fund lines than these no sums of some are formed.
MOST_LINES = 8
YUAN, PERCENT, POINTS = Unit("元"), Unit("%"), Unit("分")
KINDS = {"budget": "全年预算数", "actual": "全年执行数", "received": "到位数", "initial": "年初预算数"}
COLUMNS = ("budget", "actual", "initial", "received")
#: One digit typed wrong is told from another number only where so many digits are the same.
LONG = 5
HUNDRED = Decimal(100)
Against = tuple[str, str]
#: What the names of lines have in common.
_FUND = re.compile("财政|资金|补助|配套|拨款|安排|经费|其他|其它|本年|当年|专项|项目|转移支付|地方")


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of the tables with its place. ``levels``: those of its line, empty for a total."""

    quantity: Quantity
    label: str
    levels: frozenset[str] = frozenset()
    allocated: bool = False


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
    if not comparable(value, other):
        return None
    found = variants(value, other)
    return None if any(agrees(quantity, other) for quantity in found) else str(found[0])


def comparable(value: Value, other: Quantity) -> bool:
    """Whether a row's number and a text's are of one dimension; 13万/人 is money."""
    unit = variants(value, other)[0].unit
    if unit and not unit.head and other.unit.head and other.unit.dimension != "money":
        return False
    return bool(other.unit) == bool(unit) and factors(unit, other.unit) is not None


class Table:
    """The sums and what contradicts them; each answer is the other number and its place in the table."""

    def __init__(self, report: facts.Report, evaluation: Evaluation) -> None:
        self.report, self.evaluation = report, evaluation
        self.multiplier = "万" if report.unit == "万元" else ""
        self.asked: dict[Quantity, bool] = {}
        self.known = [self.money(value) for value in self._known()]
        self.amounts = list(self._amounts())
        sources = (plain(line.source) for line in report.funds)
        self.sources = [core for source in sources if len(core := _FUND.sub("", source)) > 1]

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

    def _amounts(self) -> Iterator[Amount]:
        """Each amount that stands in the tables as one: lines, totals, totals of the allocation."""
        total = self.evaluation.total
        for line in self.report.funds:
            for column in COLUMNS:
                value = number(getattr(line, column), self.report.unit)
                if value:
                    label = f"表中“{line.source}”的{KINDS[column]}"
                    yield Amount(self.money(value), label, levels_of(plain(line.source)))
        for column in COLUMNS:
            if value := getattr(total, column):
                yield Amount(self.money(value), f"表中{KINDS[column]}")
        printed = self.report.allocations_total
        for column, words in ALLOCATED.items() if printed else ():
            if value := number(getattr(printed, column), self.report.unit):
                yield Amount(self.money(value), f"分配表中{words}的合计", allocated=True)

    def money(self, value: Decimal) -> Quantity:
        return Quantity(value, self.multiplier, YUAN)

    def knows(self, quantity: Quantity) -> bool:
        """Whether an amount stands in the tables, or is the sum of some lines."""
        if quantity not in self.asked:
            self.asked[quantity] = any(agrees(known, quantity) for known in self.known)
        return self.asked[quantity]

    def slip(self, quantity: Quantity, levels: frozenset[str], allocated: bool) -> Against | None:
        """The amount of which this is a slip of the pen; ``allocated``: only among those of the allocation.

        Two neighbours exchanged are one anywhere, one digit only in a long number of the same line.
        """
        if quantity.unit != YUAN or self.knows(quantity) or len(digits(quantity.number)) < DIGITS:
            return None
        for amount in self.amounts:
            if (allocated and not amount.allocated) or (levels and amount.levels and levels != amount.levels):
                continue
            typed, right = as_typed(quantity, amount.quantity.value)
            sure = levels and levels == amount.levels and len(digits(quantity.number)) >= LONG
            if exchanged(typed, right) or exchanged(typed, cut_off(quantity, amount.quantity.value)):
                return str(amount.quantity), amount.label
            if sure and one_digit(typed, right):
                return str(amount.quantity), amount.label
        return None

    def is_spent(self, quantity: Quantity) -> bool:
        """Whether an amount is all that was spent."""
        spent = self.evaluation.total.actual
        return spent is not None and agrees(self.money(spent), quantity)

    def names_line(self, words: str) -> bool:
        """Whether words speak of one line of the funds: 中央资金, 车购税."""
        return bool(levels_of(words)) or any(source in words for source in self.sources)

    def against(self, money: Money, quantity: Quantity, subject: str = "", of_line: bool = False) -> Against | None:
        """What the table has instead; ``None`` where nothing contradicts. ``of_line``: a line was named before."""
        if money.kind == "rate":
            return None if money.levels else self._rate(quantity, of_line)
        if money.kind == "score":
            return None if money.levels else self._score(quantity)
        if quantity.unit != YUAN or self.knows(quantity):
            return None
        if found := self.slip(quantity, money.levels, allocated=False):
            return found
        return self._line(money, quantity, "使用" in subject) if money.levels else self._total(money, quantity)

    def _total(self, money: Money, quantity: Quantity) -> Against | None:
        total = self.evaluation.total
        value = getattr(total, money.kind)
        if value is not None:
            return str(self.money(value)), f"表中{KINDS[money.kind]}"
        carried = any("结转" in line.source or "结余" in line.source for line in self.report.funds)
        if total.actual is not None and not carried and quantity.value < self.money(total.actual).value:
            return str(self.money(total.actual)), "表中全年执行数（到位数不应小于它）"
        return None

    def _line(self, money: Money, quantity: Quantity, either: bool) -> Against | None:
        """中央资金… against the one line of that level; 使用… may be what was to be spent or what was."""
        lines = [line for line in self.report.funds if levels_of(plain(line.source)) == money.levels]
        if len(lines) != 1:
            return None
        kinds = ("actual", "budget") if either and money.kind == "actual" else (money.kind,)
        values = [(number(getattr(lines[0], kind), self.report.unit), kind) for kind in kinds]
        near = [
            (abs(self.money(value).value - quantity.value), value, kind) for value, kind in values if value is not None
        ]
        if not near:
            return None
        _, value, kind = min(near)
        return str(self.money(value)), f"表中“{lines[0].source}”的{KINDS[kind]}"

    def _rate(self, quantity: Quantity, of_line: bool) -> Against | None:
        """At its printed places; 99.996% may be cut off to 99.99%, for it is not all."""
        total = self.evaluation.total.rate
        rates = [total, *(line.rate for line in self.evaluation.funds if of_line)]
        if quantity.unit != PERCENT or total is None:
            return None
        if any(rate is not None and prints(rate, quantity) for rate in rates):
            return None
        return format_rate(total, 2), "按表中数计算的预算执行率"

    def _score(self, quantity: Quantity) -> Against | None:
        scores = [number(self.report.total_score), self.evaluation.total_score]
        known = [Quantity(score, "", POINTS) for score in scores if score is not None]
        # A score is exact: 91分 is not 90.5分 rounded, 98.3分 may be 98.25分.
        exact = quantity.number == quantity.number.to_integral_value()
        close = equal if exact else agrees
        if quantity.unit != POINTS or not known or any(close(score, quantity) for score in known):
            return None
        return str(known[0]), "表中总分"


def prints(rate: Decimal, quantity: Quantity) -> bool:
    """Whether a rate in percent is the number at its places."""
    exact = product(rate, HUNDRED)
    off = abs(exact - quantity.number)
    cut = quantity.number < exact < HUNDRED <= round_half_up(exact, decimals(quantity.number))
    return off <= half_step(quantity) or (cut and off < 2 * half_step(quantity))
