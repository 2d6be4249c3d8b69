"""narrative.figure_mismatch: text and table, or two places of the text, give different numbers for one thing.

exchange-format.md "Finding codes"; issue 3 "Checks". What is compared must be surely the same thing: the
same subject, dimension and year, not a part, a goal, a bound, an estimate or a difference. Each number
that contradicts the table is reported once, where it first stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from indicators.domain._items import Quantity

from indicators.domain.actuals import Value, agrees, half_step
from indicators.domain.numbers import difference, format_rate, product
from indicators.domain.targets import Comparison
from indicators.domain.units import MULTIPLIERS, Unit, factors
from reports.domain import facts
from reports.domain.checks.finding import Finding, warning
from reports.domain.evaluate import Evaluation, IndicatorResult, add, number
from reports.domain.prose.places import Place, places_of
from reports.domain.prose.reading import Mention, read
from reports.domain.prose.subjects import Money, Rows, levels_of, money_of, subject_of
from reports.domain.prose.words import Own, plain

CODE = "narrative.figure_mismatch"
MOST_LINES = 8
YUAN, PERCENT, POINTS = Unit("元"), Unit("%"), Unit("分")
KINDS = {"budget": "全年预算数", "actual": "全年执行数", "received": "到位数", "rate": "预算执行率", "score": "总分"}
ESTIMATED = ("以上", "以下", "以内", "左右", "上下", "余", "多")
ENDS = ",;。!?\n()[]【】、"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A number of the text and what stands against it, both as printed, and where the other stands."""

    place: Place
    subject: str
    text: str
    other: str
    against: str
    key: str = ""


def own_words(report: facts.Report) -> Own:
    names = (report.program, report.title, report.organization, report.implementing_unit, report.local_department)
    return Own(names, report.organization)


def figure_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Text and table, or two places of the text, give different numbers for the same thing."""
    seen: set[tuple[str, str]] = set()
    for conflict in conflicts(report, evaluation):
        if (conflict.text, conflict.other) not in seen:
            seen.add((conflict.text, conflict.other))
            yield warning(
                CODE,
                conflict.place.where,
                f"{conflict.place.label}写“{conflict.subject}”为 {conflict.text}，{conflict.against}为"
                f" {conflict.other}，两处不一致，请核对后改正；口径确有不同的，请在正文写明。",
            )


def conflicts(report: facts.Report, evaluation: Evaluation) -> Iterator[Conflict]:
    """In the order of the texts."""
    own = own_words(report)
    rows = Rows(((row.name, dimension(result)) for row, result in zip(report.indicators, evaluation.indicators)), own)
    table = Table(report, evaluation)
    said: dict[tuple[object, ...], tuple[Mention, Place]] = {}
    for place in places_of(report):
        goals = "目标" in place.heading and not any(w in place.heading for w in ("完成", "实现", "偏离", "分析"))
        under = any(word in place.heading for word in ("资金", "预算", "经费")) and "基金" not in place.heading
        kinds: dict[int, str] = {}
        last = None
        mentions = read(place.text)
        for at, mention in enumerate(mentions):
            subject = subject_of(mention, last)
            last = mention
            if not subject:
                continue
            money = money_of(subject, own, under and place.row is None, kinds.get(mention.of, "") if mention.of is not None else "")
            if money:
                kinds[at] = money.kind
            if not of_the_year(mention, report.year):
                continue
            if money and (mention.of is None or money.levels):
                if found := table.against(money, mention.quantity):
                    yield Conflict(place, subject, str(mention.quantity), *found)
            elif not goals and not mention.goal and mention.of is None:
                match = rows.find(subject, mention.quantity, place.row)
                if match:
                    yield from row_conflicts(report, evaluation, match, mention, place, subject)


def of_the_year(mention: Mention, year: int) -> bool:
    """Whether a mention is a plain figure of the whole report year."""
    estimated = mention.after.startswith(ESTIMATED) or mention.after[:1] in "以-~"
    return (
        mention.year in (None, year) and mention.whole and not mention.ranged and not mention.listed and not estimated
        and not mention.inside
    )


def dimension(result: IndicatorResult) -> str:
    actual = result.actual
    if not isinstance(actual, Value):
        return ""
    return (actual.quantity.unit or actual.hint[1]).dimension


def row_conflicts(report, evaluation, match, mention, place, subject) -> Iterator[Conflict]:
    index, _ = match
    result = evaluation.indicators[index]
    if not isinstance(result.actual, Value):
        return
    value = result.actual
    printed = differs(value, mention.quantity)
    if printed is None:
        return
    target = result.target
    if isinstance(target, Comparison) and agrees(target.quantity, mention.quantity):
        return
    yield Conflict(place, subject, str(mention.quantity), printed, f"表中“{report.indicators[index].name}”的完成值")


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
    if any(same(quantity, other) for quantity in found):
        return None
    return str(found[0])


def same(one: Quantity, other: Quantity) -> bool:
    """Rounded, or cut off, to fewer digits."""
    if agrees(one, other):
        return True
    scale = factors(one.unit, other.unit)
    if scale is None:
        return False
    steps = product(half_step(one), scale[0]), product(half_step(other), scale[1])
    off = abs(difference(product(one.value, scale[0]), product(other.value, scale[1])))
    return steps[0] != steps[1] and off < 2 * max(steps)


class Table:
    """The report's sums of money, its rate and its score."""

    def __init__(self, report: facts.Report, evaluation: Evaluation) -> None:
        self.report, self.evaluation = report, evaluation
        self.multiplier = "万" if report.unit == "万元" else ""
        self.known = self._known()

    def _known(self) -> list[Quantity]:
        """Every amount that stands in the tables, and the sums of some of the lines."""
        unit = self.report.unit
        lines = self.report.funds[:MOST_LINES]
        sums: set[Decimal] = set()
        for column in ("budget", "actual", "initial", "received"):
            filled = [value for line in lines if (value := number(getattr(line, column), unit)) is not None]
            sums |= {sum(some, Decimal(0)) for size in range(1, len(filled) + 1) for some in combinations(filled, size)}
        for row in (*self.report.allocations, self.report.allocations_total or facts.Allocation()):
            for column in ("settlement", "advance", "audit", "proposed"):
                if (value := number(getattr(row, column), unit)) is not None:
                    sums.add(value)
        return [self.money(value) for value in sums]

    def money(self, value: Decimal) -> Quantity:
        return Quantity(value, self.multiplier, YUAN)

    def against(self, money: Money, quantity: Quantity) -> tuple[str, str] | None:
        """What the table has for a sum instead, and what that is; ``None`` where nothing contradicts."""
        total = self.evaluation.total
        if money.kind == "rate":
            return self._rate(quantity) if not money.levels else None
        if money.kind == "score":
            return self._score(quantity) if not money.levels else None
        if quantity.unit != YUAN or any(same(known, quantity) for known in self.known):
            return None
        if money.levels:
            return self._line(money, quantity)
        value = getattr(total, money.kind)
        if value is not None:
            return str(self.money(value)), f"表中{KINDS[money.kind]}"
        if money.kind == "received" and total.actual is not None and not self._carried():
            spent = self.money(total.actual)
            if quantity.value < spent.value:
                return str(spent), "表中全年执行数（不应大于到位数）"
        return None

    def _carried(self) -> bool:
        return any("结转" in line.source or "结余" in line.source for line in self.report.funds)

    def _line(self, money: Money, quantity: Quantity) -> tuple[str, str] | None:
        lines = [line for line in self.report.funds if levels_of(plain(line.source)) == money.levels]
        if len(lines) != 1:
            return None
        value = number(getattr(lines[0], money.kind, None), self.report.unit)
        if value is None:
            return None
        return str(self.money(value)), f"表中“{lines[0].source}”的{KINDS[money.kind]}"

    def _rate(self, quantity: Quantity) -> tuple[str, str] | None:
        """At its printed places; one unit of the last place may be cut off."""
        rates = [self.evaluation.total.rate, *(line.rate for line in self.evaluation.funds)]
        step = 2 * half_step(quantity)
        known = [rate for rate in rates if rate is not None]
        if quantity.unit != PERCENT or rates[0] is None:
            return None
        if any(abs(rate * 100 - quantity.number) < step for rate in known):
            return None
        return format_rate(rates[0], 2), "表中预算执行率"

    def _score(self, quantity: Quantity) -> tuple[str, str] | None:
        scores = [number(self.report.total_score), self.evaluation.total_score]
        known = [Quantity(score, "", POINTS) for score in scores if score is not None]
        if quantity.unit != POINTS or not known or any(same(score, quantity) for score in known):
            return None
        return str(known[0]), "表中总分"
