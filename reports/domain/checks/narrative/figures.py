"""narrative.figure_mismatch: text and table, or two places of the text, give different numbers for one thing.

exchange-format.md "Finding codes"; issue 3 "Checks". What is compared must surely be the same thing: the
same subject, dimension and year, not a part, a goal, a bound, an estimate or a difference. Each number
that contradicts another is reported once, where it first stands.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from indicators.domain.actuals import Value, agrees
from indicators.domain.targets import Comparison
from reports.domain import facts
from reports.domain.checks.finding import Finding, warning
from reports.domain.checks.narrative.explained import ESTIMATED, of_the_year, own_figure, rows_of
from reports.domain.checks.narrative.slips import as_typed, digits, exchanged
from reports.domain.checks.narrative.table import PERCENT, YUAN, Against, Table, differs, equal
from reports.domain.evaluate import Evaluation
from reports.domain.prose.places import Place, places_of
from reports.domain.prose.reading import Mention, read
from reports.domain.prose.subjects import (
    Money,
    is_done,
    levels_of,
    money_of,
    own_words,
    subject_of,
    without_levels,
    without_link,
)
from reports.domain.prose.words import plain

#: What says that a number is of all the place and all the year, or of the one fund.
OVERALL = re.compile("[全我本](?:自治区|[省市州盟县区旗镇乡])|全年|基金")
ALL = re.compile("实际|全年|共|年度|执行|总")
CARRIED = re.compile("结转|结余|本年|当年|今年")
_CLAUSE = re.compile("[,;:]")
QUOTED = 40
#: So many numbers before one are looked at.
NEAR = 6
ENDS = ",;。!?\n()[]【】"
#: What an amount of the report's own money is called, whichever amount it is.
MONEYISH = re.compile(
    "合计|下达|安排|拨付|预算|建议|支出|执行|支付|使用|发放|到位|收入|收到|投入|投资|总额|承担|应|结转|结余|清算|预拨|预分配|预付|测算|"
    "划拨|审计|扣减|发现|多支付|多拨付|财政部|国家医保局|国家|医保局|分[两二三四]?[批次]|金额|数额|当年"
)
#: 支出63329万元，…，完成预算的94.18%.
OF_THE_BUDGET = re.compile("完成(?:年度|全年|调整)?预算(?:为|达|达到)?")
SIDE = re.compile("(?:收入|支出)$")
LONG = 5
#: Words beyond the report's own by which two places name the same thing that stands in no table.
LONGEST_GENERIC = 3


@dataclass(frozen=True, slots=True)
class Conflict:
    """A number of the text, and the other one with its place."""

    place: Place
    mention: Mention
    other: str
    against: str


def figure_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Text and table, or two places of the text, give different numbers for the same thing."""
    found: dict[tuple[str, str], list[Conflict]] = {}
    for place in (comparison := Comparing(report, evaluation)).places:
        for conflict in comparison.conflicts(place):
            found.setdefault((str(conflict.mention.quantity), conflict.other), []).append(conflict)
    for (text, other), same_pair in found.items():
        first = same_pair[0]
        against = "、".join(dict.fromkeys(conflict.against for conflict in same_pair))
        elsewhere = list(dict.fromkeys(c.place.label for c in same_pair if c.place != first.place))
        also = f"（{'、'.join(elsewhere)}也是这样写的）" if elsewhere else ""
        yield warning(
            "narrative.figure_mismatch",
            first.place.where,
            f"{first.place.label}写“{quoted(first.mention)}”{text}{also}，{against}为 {other}，两处不一致，"
            "请核对后改正；确因口径不同的，请在正文写明。",
        )


def quoted(mention: Mention) -> str:
    """The words before the number, as they stand."""
    if not without_link(mention.words) and mention.words:
        return _CLAUSE.split(mention.context)[-1][-QUOTED:]  # 限额由2500元调整为
    return (mention.typed.strip("-− ") or mention.lead.strip())[-QUOTED:]


def money_heading(place: Place) -> bool:
    """Whether a bare 支出… under it is the program's: 1.项目资金执行情况分析."""
    named = any(word in place.heading for word in ("资金", "预算", "经费"))
    return named and place.row is None and "基金" not in place.heading


def goal_heading(place: Place) -> bool:
    """Whether what stands under it is to be reached, not what was."""
    done = any(word in place.heading for word in ("完成", "实现", "偏离", "分析", "自评"))
    return place.row is None and "目标" in place.heading and not done


def near(mentions: tuple[Mention, ...], at: int) -> Iterator[Mention]:
    """The last numbers of the paragraph before one."""
    return (mentions[i] for i in range(max(0, at - NEAR), at) if mentions[i].paragraph == mentions[at].paragraph)


@dataclass
class Comparing:
    """One pass over the report's texts; ``said`` keeps what the text says of things no table holds."""

    report: facts.Report
    evaluation: Evaluation
    said: dict[tuple[object, ...], tuple[Mention, Place]] = field(default_factory=dict)
    asked: dict[tuple[str, bool, str], Money | None] = field(default_factory=dict)
    moneyish: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own = own_words(self.report)
        self.places = places_of(self.report)
        self.rows = rows_of(self.report, self.evaluation, self.own, self.places)
        self.table = Table(self.report, self.evaluation)

    def conflicts(self, place: Place) -> Iterator[Conflict]:
        """Those of one text."""
        mentions = read(place.text)
        kinds: dict[int, str] = {}
        found = False
        for at, mention in enumerate(mentions):
            subject = subject_of(mention, mentions[at - 1] if at else None)
            before = [m for m in mentions[max(0, at - NEAR) : at] if m.sentence == mention.sentence]
            money = self.money(mention, subject, place, kinds, before)
            if money:
                kinds[at] = money.kind
            against = None
            if subject and of_the_year(mention, self.report.year):
                if OF_THE_BUDGET.fullmatch(mention.words):
                    against = self.of_budget(mention, place, mentions, at, kinds)
                elif money:
                    of_line = money.kind == "rate" and self.of_line(place, mentions, at)
                    against = self.of_money(money, mention, place, before, of_line)
                else:
                    against = self.of_row(mention, subject, place)
            if against := against or self.slip(mention, subject, money):
                yield Conflict(place, mention, *against)
                found = True
        if place.row is not None and not found and (other := own_figure(self, place.row, mentions)):
            yield Conflict(place, *other)

    def money(
        self, mention: Mention, subject: str, place: Place, kinds: dict[int, str], before: list[Mention]
    ) -> Money | None:
        """The sum of money a clause names; a bare 支出… only at the beginning of a sentence on the money."""
        if mention.quantity.unit.dimension not in ("money", "percent", "score"):
            return None
        whole = kinds.get(mention.of, "") if mention.of is not None else ""
        bare = not (before or mention.lead) or ALL.search(mention.typed) is not None
        key = subject, bare and money_heading(place), whole
        if key not in self.asked:
            self.asked[key] = money_of(subject, self.own, *key[1:])
        return self.asked[key]

    def of_money(
        self, money: Money, mention: Mention, place: Place, before: list[Mention], of_line: bool
    ) -> Against | None:
        """The table's sum against a text's; a sum the table does not have, against the text's other places."""
        if mention.of is not None and not money.levels:
            return None
        if money.kind == "budget" and not money.levels and levels_of(plain(place.heading)):
            return None
        if not money.levels and mention.after[:1] not in ENDS and not mention.after.startswith(("全部", "已全")):
            return None
        if money.kind == "received" and any(CARRIED.search(m.typed) for m in (*before, mention)):
            return None
        against = self.table.against(money, mention.quantity, mention.words, of_line)
        if against or money.levels or money.kind != "received" or self.table.knows(mention.quantity):
            return against
        return self.otherwise((money.kind,), mention, place)

    def of_line(self, place: Place, mentions: tuple[Mention, ...], at: int) -> bool:
        """Whether the heading or a clause shortly before speaks of one line of the funds."""
        return self.table.names_line(plain(place.heading)) or any(
            self.names_line(m) for m in (mentions[at], *near(mentions, at))
        )

    def names_line(self, mention: Mention) -> bool:
        """Whether the clause of a mention names a line of the funds."""
        return self.table.names_line(plain(mention.typed)) or self.table.names_line(plain(mention.lead))

    def of_budget(
        self, mention: Mention, place: Place, mentions: tuple[Mention, ...], at: int, kinds: dict[int, str]
    ) -> Against | None:
        """支出63329万元，…完成预算的94.18% beside 支出预算完成率, or beside the rate of the program's own money."""
        if mention.quantity.unit != PERCENT:
            return None
        first = next((i for i in range(max(0, at - NEAR), at) if mentions[i].sentence == mention.sentence), None)
        if first is None or mentions[first].quantity.unit != YUAN or mentions[first].of is not None:
            return None
        spent = kinds.get(first) == "actual" or self.table.is_spent(mentions[first].quantity)
        if spent and not self.names_line(mentions[first]):
            return self.table.against(Money("rate"), mention.quantity)
        side = SIDE.search(without_link(mentions[first].words))
        return self.of_row(mention, f"{side.group()}预算完成率", place) if side else None

    def slip(self, mention: Mention, subject: str, money: Money | None) -> Against | None:
        """A number of the tables with two neighbours exchanged, whatever year is named beside it."""
        quantity = mention.quantity
        exact = not (mention.ranged or mention.listed or mention.after.startswith(ESTIMATED))
        if not exact or mention.goal or (quantity.unit != YUAN and not self.long_rows):
            return None
        if len(digits(quantity.number)) >= LONG and subject:
            for index in self.long_rows.get(subject[-2:], ()):
                value = self.evaluation.indicators[index].actual
                assert isinstance(value, Value)  # noqa: S101
                if differs(value, quantity) and exchanged(*as_typed(quantity, value.quantity.value)):
                    return str(value.quantity), f"表中“{self.report.indicators[index].name}”的完成值"
        levels = money.levels if money else levels_of(subject)
        part = mention.of is not None and not levels
        if quantity.unit != YUAN or not subject or part or not self.is_money(subject):
            return None
        return self.table.slip(quantity, levels, allocated=not of_the_year(mention, self.report.year))

    @cached_property
    def long_rows(self) -> dict[str, list[int]]:
        """The rows whose number has many digits, by the end of their names."""
        found: dict[str, list[int]] = defaultdict(list)
        for named, result in zip(self.rows.names, self.evaluation.indicators, strict=True):
            if isinstance(result.actual, Value) and len(digits(result.actual.quantity.number)) >= LONG:
                found[named.core[-2:]].append(named.row)
        return found

    def is_money(self, subject: str) -> bool:
        """Whether words name nothing but money of the report's own."""
        if subject not in self.moneyish:
            bare = without_levels(subject)
            some = bare != subject or MONEYISH.search(subject) is not None
            self.moneyish[subject] = some and not self.own.rest(MONEYISH.sub("", bare))
        return self.moneyish[subject]

    def of_row(self, mention: Mention, subject: str, place: Place) -> Against | None:
        """A row's actual against what the text says of it."""
        satisfied = subject.endswith("满意度") and mention.quantity.unit.dimension == "percent"
        part = mention.of is not None and not mention.loose
        if ((part or mention.sampled) and not satisfied) or mention.goal or goal_heading(place):
            return None
        if place.row is not None:
            subject = subject.replace("好评率", "满意度")
        found = self.rows.find(subject, mention, place.row)
        if found is None and place.row is not None and is_done(mention):
            found = place.row, True
        if found is None:
            return self.of_nothing(mention, subject, place) if mention.of is None else None
        index, by_name = found
        if mention.loose and not by_name:
            return None
        result, name = self.evaluation.indicators[index], self.report.indicators[index].name
        value, target = result.actual, result.target
        if not isinstance(value, Value):
            unit = mention.quantity.unit
            return self.otherwise((index, unit), mention, place) if by_name and unit else None
        printed = differs(value, mention.quantity)
        if printed is None or (isinstance(target, Comparison) and equal(target.quantity, mention.quantity)):
            return None
        return printed, f"表中“{name}”的完成值"

    def of_nothing(self, mention: Mention, subject: str, place: Place) -> Against | None:
        """The same long words twice, with two numbers."""
        unit = mention.quantity.unit
        overall = OVERALL.search(mention.typed) and len(self.own.rest(subject)) > LONGEST_GENERIC
        if not overall or not unit or unit.per or mention.after[:1] not in ENDS:
            return None
        return self.otherwise((subject, unit), mention, place)

    def otherwise(self, key: tuple[object, ...], mention: Mention, place: Place) -> Against | None:
        """What an earlier paragraph says of the same thing, if it is another number."""
        earlier, where = self.said.setdefault(key, (mention, place))
        apart = where != place or earlier.paragraph != mention.paragraph
        if not apart or agrees(earlier.quantity, mention.quantity):
            return None
        return str(earlier.quantity), f"{where.label}写的“{quoted(earlier)}”"
