"""抽查复核: the rows of a version with what was approved, the re-score of each, and how far the totals are apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.numbers import NumberProblem, decimals, garbled, parse_number, quote
from reports.domain import facts
from reports.domain.compose.values import percent, plain
from reports.domain.evaluate import Evaluation

#: The class of a difference: up to the program-year's bounds (``Rules.recheck``), either way, the bound included.
AGREEING = "一致", "基本一致"
CLASSES = *AGREEING, "偏差较大"
BEYOND = "严重偏差"
#: Commonly named grounds of a deduction; a person may write another.
RULES = (
    "完成值与佐证材料不一致",
    "完成值没有佐证材料",
    "未达到指标值",
    "统计口径与指标不符",
    "评分方法使用有误",
    "未说明未完成原因",
)
RULE_LIMIT, TEXT_LIMIT, PLACES = 200, 1000, 2
EXECUTION = "预算执行率"


@dataclass(frozen=True, slots=True)
class Row:
    """One scored row of the version as approved; ``position``: its place, the execution rate's after the last."""

    position: int
    level: str
    name: str
    target: str
    actual: str
    rule: str
    weight: Decimal
    awarded: Decimal


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed for one row."""

    score: str = ""
    rule: str = ""
    text: str = ""

    @property
    def blank(self) -> bool:
        return not (self.score or self.rule or self.text)


@dataclass(frozen=True, slots=True)
class Rescored:
    """A row that was looked at again."""

    row: Row
    score: Decimal
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The totals and how far they are apart (re-scored minus approved)."""

    approved: Decimal
    rescored: Decimal
    verdict: str

    @property
    def difference(self) -> Decimal:
        return self.rescored - self.approved


def rows_of(report: facts.Report, evaluation: Evaluation) -> tuple[Row, ...]:
    """Every row that has a weight; a row nobody scored counts 0, as it does in the total."""
    found = []
    for position, (fact, result) in enumerate(zip(report.indicators, evaluation.indicators, strict=True)):
        if result.weight is not None:
            level = "·".join(filter(None, (fact.level1, fact.level2)))
            found.append(
                Row(
                    position, level, fact.name, fact.target, fact.actual, rule_of(fact), result.weight,
                    result.score or Decimal(0),
                )
            )  # fmt: skip
    total = evaluation.total
    if evaluation.scored and total.weight:
        rate = percent(total.rate, 2)
        rule = "分值×执行率，不超过分值"
        position = len(report.indicators)
        found.append(Row(position, "资金", EXECUTION, "100%", rate, rule, total.weight, total.awarded or Decimal(0)))
    return tuple(found)


METHODS = {
    "proportional": "按完成比例",
    "all_or_nothing": "直接赋分",
    "tiers": "分档评分",
    "deduction": "按差额扣分",
    "checklist": "按要点评分",
    "judgement": "判定评分",
}


def rule_of(fact: facts.Indicator) -> str:
    """How the row was to be scored, in words."""
    scoring = fact.scoring
    told = METHODS.get(scoring.method, "按指标值")
    if scoring.method == "deduction" and scoring.points:
        told += f"，每差 {scoring.step or '1'} 扣 {scoring.points} 分"
    if scoring.deduct:
        told += f"，每发现一项扣 {scoring.deduct} 分"
    return f"{told}；{fact.criterion}" if fact.criterion else told


def read(row: Row, given: Given) -> tuple[Rescored | None, str]:
    """(what was typed as figures, "") or (None, what is wrong); a blank row is neither: (None, "")."""
    if given.blank:
        return None, ""
    if len(given.rule) > RULE_LIMIT or len(given.text) > TEXT_LIMIT:
        return None, f"扣分依据最多 {RULE_LIMIT} 字，说明最多 {TEXT_LIMIT:,} 字。"
    if problem := garbled(given.rule + given.text):
        return None, problem
    try:
        score = parse_number(given.score)
    except NumberProblem as problem:
        return None, f"复核得分{problem}。"
    if score is None:
        return None, "请填写复核得分；这一项不复核，请把依据和说明也清空。"
    if decimals(score) > PLACES and score != round(score, PLACES):
        return None, f"复核得分最多 {PLACES} 位小数，读到的是{quote(given.score)}。"
    if not 0 <= score <= row.weight:
        return None, f"复核得分应在 0 至 {plain(row.weight, trim=True)} 之间，读到的是{quote(given.score)}。"
    if score < row.awarded and not given.rule:
        return None, "低于自评得分，请写明扣分依据。"
    if score > row.awarded and not given.text:
        return None, "高于自评得分，请在说明中写明原因。"
    return Rescored(row, score, given.rule, given.text), ""


def outcome(rows: Sequence[Row], scores: Mapping[int, Decimal], bounds: Sequence[Decimal]) -> Outcome:
    """The totals: a row without a new score keeps the approved one."""
    approved = sum((row.awarded for row in rows), Decimal(0))
    rescored = sum((scores.get(row.position, row.awarded) for row in rows), Decimal(0))
    return Outcome(approved, rescored, class_of(rescored - approved, bounds))


def class_of(difference: Decimal, bounds: Sequence[Decimal]) -> str:
    """``bounds``: of each class in ``CLASSES``, in rising order."""
    return next((name for bound, name in zip(bounds, CLASSES, strict=True) if abs(difference) <= bound), BEYOND)
