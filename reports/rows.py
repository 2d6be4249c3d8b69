"""Which rows and cells of a report a preparer fills, and how they are named.

A row's name on the page is ``kind:pk``; its place in the exchange format is what findings speak of.
This table is the only list of what a client may write: everything else comes from the issue or is
computed.
"""

from dataclasses import dataclass
from typing import Literal

from django.db.models import Model

from reports import models
from reports.models.rows import ReportRow

#: A row with cells that a preparer fills; each carries a version.
Row = models.Report | ReportRow | models.EntryItem


@dataclass(frozen=True, slots=True)
class CellRule:
    """One kind of cell: its heading, what it takes, how long it may be, and the 填报说明 beside it.

    ``hint`` says what the validator says.
    """

    label: str
    takes: Literal["amount", "score", "text", "choice"]
    hint: str
    limit: int = 60
    negative: bool = False
    needed: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowRule:
    """A kind of row: its model, the cells a preparer fills, and the way from the row to its report."""

    model: type[Row]
    cells: dict[str, CellRule]
    owner: str = "report"


AMOUNT_HINT = "填数字，单位{unit}，最多精确到分；没有这项资金填 0。"
ROWS: dict[str, RowRule] = {
    "report": RowRule(
        models.Report,
        {
            "title": CellRule("报告标题", "text", "报告封面和 PDF 的标题。", 200, needed=True),
            "implementing_unit": CellRule("实施单位", "text", "使用资金的单位，多个单位用顿号分开。", 500),
            "remarks": CellRule("说明", "text", "没有需要说明的填“无”。", 2000),
        },
        owner="pk",
    ),
    "fund": RowRule(
        models.FundLine,
        {
            "initial": CellRule("年初预算数", "amount", AMOUNT_HINT),
            "budget": CellRule("全年预算数", "amount", AMOUNT_HINT),
            "actual": CellRule("全年执行数", "amount", AMOUNT_HINT + "执行率由系统计算。"),
        },
    ),
    "management": RowRule(
        models.ManagementLine,
        {
            "statement": CellRule("情况说明", "text", "对照该项要求，写明实际做法。", 2000),
            "problem": CellRule(
                "存在问题和改进措施", "text", "没有问题填“无”；执行率低于 90% 在“执行准确性”写明原因。", 2000
            ),
        },
    ),
    "goal": RowRule(
        models.Goal,
        {"actual": CellRule("全年实际完成情况", "text", "写实际做到了什么，不要照抄年初目标。", 4000)},
    ),
    "entry": RowRule(
        models.Entry,
        {
            "actual": CellRule(
                "全年实际完成值",
                "text",
                "填实际数和单位，例如 92.7%；不要照抄指标值（≥85%）；定性指标写完成情况。",
                500,
            ),
            "judgement": CellRule(
                "完成判定",
                "choice",
                "数字能比较的由系统判定；不能比较时由您选择。",
                choices=("", "达成", "部分达成", "未达成"),
            ),
            "score": CellRule("得分", "score", "0 至分值，最多两位小数；留空按规则计算。"),
            "reason": CellRule(
                "未完成原因和改进措施",
                "text",
                "未达成、部分达成或得分低于分值时必填，写明原因和措施；否则可填“无”。",
                2000,
            ),
            "found": CellRule("发现问题项数", "score", "评价要点中按项扣分的，填发现的项数。"),
            "explanation": CellRule("完成情况分析", "text", "写在报告正文的绩效指标分析中；段落之间空一行。", 20_000),
        },
    ),
    "item": RowRule(
        models.EntryItem,
        {"award": CellRule("要点得分", "choice", "符合该要点选“得分”。", choices=("", "得分"))},
        owner="entry__report",
    ),
    "section": RowRule(
        models.Section,
        {
            "body": CellRule(
                "正文", "text", "段落之间空一行；表格每行写成 | 一列 | 二列 |；{{goal_table}} 代表绩效目标表。", 50_000
            )
        },
    ),
    "allocation": RowRule(
        models.Allocation,
        {
            "settlement": CellRule("清算数", "amount", AMOUNT_HINT, negative=True),
            "advance": CellRule("预分配数", "amount", AMOUNT_HINT, negative=True),
            "audit": CellRule("审计扣减", "amount", AMOUNT_HINT, negative=True),
            "proposed": CellRule("建议下达数", "amount", AMOUNT_HINT, negative=True),
        },
    ),
}
KINDS: dict[type[Model], str] = {rule.model: kind for kind, rule in ROWS.items()}


def row_key(row: Row) -> str:
    """A row's name on the page."""
    return f"{KINDS[type(row)]}:{row.pk}"


def find_row(report: models.Report, key: str) -> Row | None:
    """The row of this report with that name; ``None`` where there is none (it may have been replaced)."""
    kind, _, pk = key.partition(":")
    rule = ROWS.get(kind)
    if rule is None or not pk.isdecimal() or len(pk) > 18:
        return None
    return rule.model._default_manager.filter(**{rule.owner: report.pk}).filter(pk=int(pk)).first()
