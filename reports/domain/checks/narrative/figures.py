"""narrative.figure_mismatch: text and table, or two places of the text, give different numbers for one thing.

exchange-format.md "Finding codes"; issue 3 "Checks". What is compared must surely be the same thing: the
same subject, dimension and year, not a part, a goal, a bound, an estimate or a difference. Each number
that contradicts another is reported once, where it first stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from indicators.domain.actuals import Value
from indicators.domain.targets import Comparison
from indicators.domain.units import NO_UNIT, Unit
from reports.domain import facts
from reports.domain.checks.finding import Finding, warning
from reports.domain.checks.narrative.table import Against, Table, differs, equal, same
from reports.domain.evaluate import Evaluation, IndicatorResult
from reports.domain.prose.places import Place, places_of
from reports.domain.prose.reading import Mention, read
from reports.domain.prose.subjects import Money, Rows, is_done, levels_of, money_of, own_words, subject_of, without_link
from reports.domain.prose.words import plain

#: What says that a number is of all the place and all the year, or of the one fund.
OVERALL = re.compile("[全我本](?:自治区|[省市州盟县区旗镇乡])|全年|基金")
ALL = re.compile("实际|全年|共|年度|执行|总")
CARRIED = re.compile("结转|结余|本年|当年|今年")
#: So many numbers before one are looked at.
NEAR = 6
ESTIMATED = ("以上", "以下", "以内", "左右", "上下", "余", "多", "-", "~")
ENDS = ",;。!?\n()[]【】"
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
    return (mention.typed.strip() or mention.lead.strip())[-40:]


def money_heading(place: Place) -> bool:
    """Whether a bare 支出… under it is the program's: 1.项目资金执行情况分析."""
    named = any(word in place.heading for word in ("资金", "预算", "经费"))
    return named and place.row is None and "基金" not in place.heading


def goal_heading(place: Place) -> bool:
    """Whether what stands under it is to be reached, not what was."""
    done = any(word in place.heading for word in ("完成", "实现", "偏离", "分析", "自评"))
    return place.row is None and "目标" in place.heading and not done


def of_the_year(mention: Mention, year: int) -> bool:
    """Whether a mention is a plain figure of the whole report year."""
    estimated = mention.after.startswith(ESTIMATED)
    exact = not (mention.ranged or mention.listed or mention.inside or estimated)
    return exact and mention.year in (None, year) and mention.whole


def unit_of(result: IndicatorResult) -> Unit:
    """What the row's actual is measured in: its own unit, its name's, its target's."""
    actual, target = result.actual, result.target
    if not isinstance(actual, Value):
        return NO_UNIT
    wanted = target.quantity.unit if isinstance(target, Comparison) else NO_UNIT
    return actual.quantity.unit or actual.hint[1] or wanted


@dataclass
class Comparing:
    """One pass over the report's texts; ``said`` keeps what the text says of things no table holds."""

    report: facts.Report
    evaluation: Evaluation
    said: dict[tuple[object, ...], tuple[Mention, Place]] = field(default_factory=dict)
    asked: dict[tuple[str, bool, str], Money | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own = own_words(self.report)
        pairs = zip(self.report.indicators, self.evaluation.indicators, strict=True)
        self.rows = Rows(((row.name, unit_of(result).dimension) for row, result in pairs), self.own)
        self.table = Table(self.report, self.evaluation)
        self.places = places_of(self.report)

    def conflicts(self, place: Place) -> Iterator[Conflict]:
        """Those of one text."""
        mentions = read(place.text)
        kinds: dict[int, str] = {}
        for at, mention in enumerate(mentions):
            subject = subject_of(mention, mentions[at - 1] if at else None)
            before = [m for m in mentions[max(0, at - NEAR) : at] if m.sentence == mention.sentence]
            money = self.money(mention, subject, place, kinds, before)
            if money:
                kinds[at] = money.kind
            against = None
            if subject and of_the_year(mention, self.report.year):
                if money:
                    against = self.of_money(money, mention, place, before)
                else:
                    against = self.of_row(mention, subject, place)
            if against:
                yield Conflict(place, mention, *against)
        if place.row is not None and (total := self.unnamed_total(place.row, mentions)):
            yield Conflict(place, *total)

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

    def of_money(self, money: Money, mention: Mention, place: Place, before: list[Mention]) -> Against | None:
        """The table's sum against a text's; a sum the table does not have, against the text's other places."""
        if mention.of is not None and not money.levels:
            return None
        if money.kind == "budget" and not money.levels and levels_of(plain(place.heading)):
            return None
        if not money.levels and mention.after[:1] not in ENDS and not mention.after.startswith(("全部", "已全")):
            return None
        if money.kind == "received" and any(CARRIED.search(m.typed) for m in (*before, mention)):
            return None
        against = self.table.against(money, mention.quantity)
        if against or money.levels or money.kind != "received" or self.table.knows(mention.quantity):
            return against
        return self.otherwise((money.kind,), mention, place)

    def of_row(self, mention: Mention, subject: str, place: Place) -> Against | None:
        """A row's actual against what the text says of it."""
        satisfied = subject.endswith("满意度") and mention.quantity.unit.dimension == "percent"
        part = mention.of is not None and not mention.loose
        if ((part or mention.sampled) and not satisfied) or mention.goal or goal_heading(place):
            return None
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
        if not apart or same(earlier.quantity, mention.quantity):
            return None
        return str(earlier.quantity), f"{where.label}写的“{quoted(earlier)}”"

    def unnamed_total(self, row: int, mentions: tuple[Mention, ...]) -> tuple[Mention, str, str] | None:
        """享受医疗救助的困难居民共计… in the explanation of 医疗救助总人次, if it gives the row's number nowhere."""
        named, result = self.rows.names[row], self.evaluation.indicators[row]
        value = result.actual
        if not isinstance(value, Value) or not named.stem:
            return None
        alike = [m for m in mentions if m.quantity.unit == unit_of(result) and not m.goal]
        if any(differs(value, m.quantity) is None for m in alike):
            return None
        for mention in alike:
            total = mention.words.endswith(("共", "共计", "总计", "合计")) and named.stem in without_link(mention.words)
            if total and mention.of is None and of_the_year(mention, self.report.year):
                name = self.report.indicators[row].name
                return mention, differs(value, mention.quantity) or "", f"表中“{name}”的完成值"
        return None
