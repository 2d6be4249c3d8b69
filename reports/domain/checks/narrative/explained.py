"""What an explanation that gives its row's number nowhere gives instead, otherwise worded.

Elsewhere a number belongs to a row by the row's name. In the row's own explanation less is enough, if it is the
only one of its kind there: the total of what is counted, the one amount of a standard, a rate below 100% where all
was reached, a count of what did not happen.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Protocol

from indicators.domain.actuals import Quantity, Value
from indicators.domain.targets import Comparison
from indicators.domain.units import NO_UNIT, Unit
from reports.domain import facts
from reports.domain.checks.narrative.table import PERCENT, comparable, differs, equal
from reports.domain.evaluate import Evaluation, IndicatorResult
from reports.domain.prose.places import Place
from reports.domain.prose.reading import Mention
from reports.domain.prose.subjects import Named, Rows, beside, without_link
from reports.domain.prose.words import COUNTING, Own, plain

ESTIMATED = ("以上", "以下", "以内", "左右", "上下", "余", "多", "-", "~")
TOTALS = ("共", "共计", "总计", "合计")
#: A row whose number is one for each person, and whom its explanation may speak of instead of all.
STANDARD = re.compile("(?:标准|限额|定额|单价)$")
PERSONS = re.compile(
    "(?:低保|低收入|特困|救助|参保|补助|保障|服务|资助|困难|受助)?(?:对象|人员|家庭|群众|居民|患者|学生)|个人|每人|人均|自负|自付|"
    "费用|每年|统一|最高|当年"
)
#: Beside a number that is no result of the whole: what must be, what was, a change, a share.
NO_RESULT = re.compile(
    "[≥≤><]|不低于|不高于|不少于|不超过|不大于|不小于|大于|小于|低于|高于|超过|至少|要求|规定|比|较|占|增|减|提高|提升|上升|下降|降低|由|从|起付|"
    "中央|省级|市级|县级|区级|国家|全国|全省|门槛|原|一次|首次|初次|抽检"
)
HAPPENED = re.compile("收到|接到|发现|发生|出现|存在|查实|查出|产生|有关|相关|共")
ALLEGED = re.compile("疑似|涉嫌|未|无|没有|清理|整改|避免|防止|减少|处理")
#: After what was found: it no longer is.
MENDED = re.compile(
    "[,;]?(?:均?已|现已|全部|及时)[^。]{0,8}(?:处理|清退|核减|退|整改|注销|追回|纠正|终止|停保|剔除|清理)"
)
HUNDRED = Decimal(100)
#: So many characters at the end of a rate's name say what it is: 合格率.
HEAD = 3
Other = tuple[Mention, str, str]


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


def rows_of(report: facts.Report, evaluation: Evaluation, own: Own, places: Iterable[Place]) -> Rows:
    """The table's rows with what they count, if only by their names: …发生数."""
    pairs = zip(report.indicators, evaluation.indicators, strict=True)
    names = [
        (row.name, unit_of(result).dimension or ("count" if COUNTING.search(plain(row.name)) else ""))
        for row, result in pairs
    ]
    return Rows(names, own, (place.text for place in places))


class Comparing(Protocol):
    """What of the pass over a report's texts is looked at here."""

    report: facts.Report
    evaluation: Evaluation
    own: Own
    rows: Rows


def own_figure(comparing: Comparing, row: int, mentions: tuple[Mention, ...]) -> Other | None:
    """The first number that must be the row's and is another, with the row's number and its place."""
    value = comparing.evaluation.indicators[row].actual
    if not isinstance(value, Value):
        return None
    named = comparing.rows.names[row]
    for mention in (*unnamed_total(comparing, named, value, mentions), *others(comparing, named, value, mentions)):
        other = differs(value, mention.quantity)
        if other:
            return mention, other, f"表中“{comparing.report.indicators[row].name}”的完成值"
    return None


def unnamed_total(comparing: Comparing, named: Named, value: Value, mentions: tuple[Mention, ...]) -> Iterator[Mention]:
    """享受医疗救助的困难居民共计… in the explanation of 医疗救助总人次, if it gives the row's number nowhere."""
    unit = unit_of(comparing.evaluation.indicators[named.row])
    alike = [m for m in mentions if m.quantity.unit == unit and not m.goal] if named.stem else []
    if any(differs(value, m.quantity) is None for m in alike):
        return
    for mention in alike:
        total = mention.words.endswith(TOTALS) and named.stem in without_link(mention.words)
        if total and mention.of is None and of_the_year(mention, comparing.report.year):
            yield mention


def others(comparing: Comparing, named: Named, value: Value, mentions: tuple[Mention, ...]) -> Iterator[Mention]:
    """The one amount of a standard, a rate below 100%, a count of what the table says did not happen."""
    target = comparing.evaluation.indicators[named.row].target
    alike = [m for m in mentions if m.paragraph and comparable(value, m.quantity) and not m.goal and is_result(m)]
    known = [value.quantity, *([target.quantity] if isinstance(target, Comparison) else [])]
    if any(differs(value, m.quantity) is None or any(equal(q, m.quantity) for q in known) for m in alike):
        return
    alone = len({mention.quantity.value for mention in alike}) == 1
    for mention in alike:
        subject = without_link(mention.words)
        if not of_the_year(mention, comparing.report.year):
            continue
        if STANDARD.search(named.core):
            found = alone and subject[-2:] == named.core[-2:] and says_no_more(comparing, subject, named.core)
        elif value.quantity == Quantity(HUNDRED, "", PERCENT):
            found = mention.quantity.number < HUNDRED and subject[-HEAD:] == named.core[-HEAD:]
        else:
            found = not value.quantity.number and mention.quantity.number > 0 and happened(comparing, named, mention)
        if found:
            yield mention


def is_result(mention: Mention) -> bool:
    return not (mention.sampled or NO_RESULT.search(mention.words))


def says_no_more(comparing: Comparing, subject: str, core: str) -> bool:
    """Whether words say no more than the name and whom it is about."""
    left, _ = beside(subject, core)
    return not comparing.own.rest(PERSONS.sub("", left))


def happened(comparing: Comparing, named: Named, mention: Mention) -> bool:
    """收到有责违规事件2起 under 有责违规事件发生数."""
    stem, words = (HAPPENED.sub("", text) for text in (named.stem, without_link(mention.words)))
    said = stem != "" and words.endswith(stem) and not comparing.own.rest(words.removesuffix(stem))
    return said and not ALLEGED.search(mention.typed) and not MENDED.match(mention.after)
