"""The sheets of a report's workbook and their columns: every key of exchange-format.md in the form's words.

Which cells a preparer fills, and the hint in each heading, come from ``reports.rows``: the workbook offers what the
page offers. All other cells are locked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.models import Direction, Measure, Method
from programs.choices import Form
from reports.domain import facts
from reports.models import AWARDED
from reports.rows import ROWS, CellRule

FORMAT = "evalportal.workbook/1"
#: The sheet that says which report and which version this is; Excel does not list it.
IDENTITY = "_identity"
#: An optional cell that is on the form and blank; an empty cell there is none of the form's.
BLANK = "（空白）"
#: Who has typed just that gets a pair of brackets more around it.
TYPED_BLANK = re.compile("（+空白）+")
#: The first column, hidden: which row of the report this is.
ROW_KEY = "行标识"
CONTINUED = "（续{n}）"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the exchange format (with a dot inside ``scoring``) and its heading.

    ``words``: the form's word for each of the format's codes. ``optional``: absent is not blank. ``computed``:
    shown for the reader, never read. ``align``: as on the paper form, "" = to the left.
    """

    key: str
    heading: str
    width: float = 14
    words: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False
    computed: bool = False
    hint: str = ""
    align: str = ""


@dataclass(frozen=True, slots=True)
class SheetRule:
    """One sheet: a list of the exchange format, row by row; ``kind``: the rows' kind on the page (reports.rows)."""

    title: str
    key: str
    columns: tuple[Column, ...]
    kind: str = ""
    total: str = ""
    hint: str = ""

    def rule(self, column: Column) -> CellRule | None:
        """The rule of a cell that a preparer fills; none where it is locked."""
        rule = ROWS.get(self.kind)
        name = "award" if column.key == "given" else column.key.removeprefix("scoring.")
        return rule.cells.get(name) if rule and not column.computed else None

    def column(self, heading: str) -> Column | None:
        return next((column for column in self.columns if column.heading == heading), None)


METHODS = dict(Method.choices)
DIRECTIONS = dict(Direction.choices)
MEASURES = dict(Measure.choices)
FORMS = dict(Form.choices)

#: 基本信息 has one line for each head of the report.
HEADS = (
    Column("title", "报告标题"),
    Column("year", "年度"),
    Column("program", "转移支付（项目）名称"),
    Column("organization", "填报单位"),
    Column("form", "表式", words=FORMS),
    Column("central_department", "中央主管部门"),
    Column("local_department", "地方主管部门"),
    Column("implementing_unit", "实施单位"),
    Column("unit", "金额单位"),
    Column("execution_weight", "预算执行率分值"),
    Column("allocation_share", "审计扣减市级比例"),
    Column("total_score", "总分（表上）"),
    Column("remarks", "说明"),
)
HEAD_SHEET = "基本信息"

FUNDS = SheetRule(
    "资金",
    "funds",
    (
        Column("source", "资金来源", 34),
        Column("initial", "年初预算数", 16, optional=True, align="right"),
        Column("budget", "全年预算数", 16, align="right"),
        Column("received", "到位数", 16, optional=True, align="right"),
        Column("actual", "全年执行数", 16, align="right"),
        Column("rate", "执行率（表上）", 14, optional=True, align="right"),
        Column("score", "得分（表上）", 12, optional=True, align="center"),
        Column("computed_rate", "执行率（计算）", 14, computed=True, align="right"),
    ),
    kind="fund",
    total="funds_total",
)
MANAGEMENT = SheetRule(
    "资金管理情况",
    "management",
    (Column("aspect", "方面", 18), Column("statement", "情况说明", 60), Column("problem", "存在问题和改进措施", 50)),
    kind="management",
)
GOALS = SheetRule(
    "年度目标",
    "goals",
    (Column("target", "年初设定目标", 60), Column("actual", "全年实际完成情况", 60)),
    kind="goal",
)
INDICATORS = SheetRule(
    "绩效指标",
    "indicators",
    (
        Column("number", "序号", 6, computed=True, align="center"),
        Column("level1", "一级指标", 11, align="center"),
        Column("level2", "二级指标", 12, align="center"),
        Column("name", "三级指标", 24),
        Column("target", "年度指标值", 20),
        Column("actual", "全年实际完成值", 22),
        Column("weight", "分值", 7, align="center"),
        Column("score", "得分", 9, align="center"),
        Column("judgement", "完成判定", 13, {word: word for word in facts.JUDGEMENTS}, align="center"),
        Column("reason", "未完成原因和改进措施", 28),
        Column("explanation", "完成情况分析", 44),
        Column("verdict", "系统判定", 11, computed=True, align="center"),
        Column("computed_score", "规则得分", 10, computed=True, align="center"),
        Column("criterion", "评价要点及说明", 40),
        Column("scoring.method", "评分方法", 12, METHODS, align="center"),
        Column("scoring.direction", "方向", 18, DIRECTIONS, align="center"),
        Column("scoring.step", "每差", 7, align="center"),
        Column("scoring.points", "扣分", 7, align="center"),
        Column("scoring.of", "计量", 16, MEASURES, align="center"),
        Column("scoring.deduct", "每发现一项扣", 12, align="center"),
        Column("scoring.found", "发现问题项数", 12, align="center"),
        Column("scoring.base", "比值的分母", 11, align="center"),
    ),
    kind="entry",
)
ITEMS = SheetRule(
    "评分要点",
    "items",
    (
        Column("number", "指标序号", 9, align="center"),
        Column("indicator", "三级指标", 30, computed=True),
        Column("name", "要点", 50),
        Column("points", "分值", 9, align="center"),
        Column("given", "要点得分", 11, {"true": AWARDED}, align="center"),
    ),
    kind="item",
)
NARRATIVE = SheetRule(
    "报告正文",
    "narrative",
    (Column("level", "级别", 6, align="center"), Column("heading", "标题", 34), Column("body", "正文", 100)),
    kind="section",
)
ALLOCATIONS = SheetRule(
    "资金分配",
    "allocations",
    (
        Column("organization", "区", 18),
        Column("settlement", "清算数", 16, align="right"),
        Column("advance", "预分配数", 16, align="right"),
        Column("audit", "审计扣减", 16, align="right"),
        Column("proposed", "建议下达数", 16, align="right"),
    ),
    kind="allocation",
    total="allocations_total",
)
SERIES = SheetRule(
    "历年数据",
    "series",
    (
        Column("name", "名称", 30),
        Column("unit", "单位", 12, align="center"),
        Column("year", "年度", 10, align="center"),
        Column("value", "数值", 18, align="right"),
    ),
)
SHEETS = (FUNDS, MANAGEMENT, GOALS, INDICATORS, ITEMS, NARRATIVE, ALLOCATIONS, SERIES)
#: What stands in the hidden first column of the two lines 合计.
PRINTED_TOTAL, OWN_TOTAL = "total", "sum"
#: Headings stand in this row of every sheet, the title and its advice over it.
HEADING_ROW = 2
