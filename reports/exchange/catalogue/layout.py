"""The sheets of a catalogue's workbook and their columns, in the words of the administration's pages.

All cells but the computed ones are open; rows are told by their hidden first column, so they may be added, removed
and put in another order. Part-points and own targets name their indicator by the number that stands before it.
"""

from dataclasses import dataclass

from indicators.models import Direction, Measure, Method
from reports.exchange.workbook.layout import Column

FORMAT = "evalportal.catalogue/1"
#: Hidden sheets: which catalogue this is; the organisations to choose from.
IDENTITY, ORGANISATIONS = "_identity", "_organisations"
COVER = "说明"
#: Blank lines below the last one, ready to be filled.
SPARE = {"indicators": 10, "items": 10, "targets": 16, "funds": 4, "goals": 4, "outline": 8}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a list of the catalogue, row by row."""

    title: str
    key: str
    columns: tuple[Column, ...]
    advice: str = ""

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def at(self, key: str) -> int:
        """Where a column stands; the hidden one with the row's name is the first."""
        return 2 + [column.key for column in self.columns].index(key)


def words(choices: list[tuple[str, str]]) -> dict[str, str]:
    return dict(choices)


INDICATORS = Sheet(
    "指标",
    "indicators",
    (
        Column("number", "序号", 9, hint="其他表按它对应，不能重复"),
        Column("level1", "一级指标", 12, hint="例如 产出指标"),
        Column("level2", "二级指标", 13, hint="例如 数量指标"),
        Column("name", "三级指标", 26, hint="必填"),
        Column("target", "年度指标值", 22, hint="照公文写，例如 ≥95%、不超过30日、9月30日前；下达前不能留 XX"),
        Column("reading", "读作", 20, computed=True, hint="系统读出的意思，上传后更新"),
        Column("weight", "分值", 8, hint="填数字；不计分的留空"),
        Column("method", "评分方法", 13, words(Method.choices), hint="从列表中选；留空按指标值确定"),
        Column("direction", "方向", 19, words(Direction.choices), hint="从列表中选；留空按指标值的符号"),
        Column("step", "每差", 8, hint="扣分法：每差多少"),
        Column("points", "扣分", 8, hint="扣分法：扣几分"),
        Column("of", "计量", 16, words(Measure.choices), hint="扣分法：“每差”的单位"),
        Column("deduct", "每发现一项扣", 13, hint="要点得分：每发现一个问题扣几分"),
        Column("base", "比值的分母", 12, hint="不是指标值时填，例如 100%"),
        Column("criterion", "评价要点及说明", 44, hint="绩效评价指标体系（表式 E）用"),
    ),
    "可以增、删、调换行；新增的行接在表后或插在中间都可以",
)
ITEMS = Sheet(
    "评分要点",
    "items",
    (
        Column("number", "指标序号", 10, hint="“指标”表中的序号"),
        Column("indicator", "三级指标", 34, computed=True, hint="供对照，不用填"),
        Column("name", "要点", 60, hint="必填"),
        Column("points", "分值", 10, hint="填数字"),
    ),
    "评分方法为“要点得分”的指标，每个要点一行",
)
TARGETS = Sheet(
    "分单位指标值",
    "targets",
    (
        Column("number", "指标序号", 10, hint="“指标”表中的序号"),
        Column("indicator", "三级指标", 34, computed=True, hint="供对照，不用填"),
        Column("organisation", "单位", 30, hint="从列表中选"),
        Column("target", "年度指标值", 26, hint="这个单位自己的指标值"),
        Column("reading", "读作", 26, computed=True, hint="系统读出的意思，上传后更新"),
    ),
    "只填与“指标”表不同的单位；没有列出的单位用“指标”表中的指标值",
)
FUNDS = Sheet("资金来源", "funds", (Column("source", "资金来源", 50, hint="例如 中央资金；合计行由系统计算，不用列"),))
GOALS = Sheet("年度目标", "goals", (Column("target", "年初设定目标", 100, hint="每个目标一行"),))
OUTLINE = Sheet(
    "报告提纲",
    "outline",
    (
        Column("level", "级别", 8, hint="1 至 5"),
        Column("heading", "标题", 70, hint="照写序号，例如 一、整体情况；第一行留空是标题前的开头部分"),
    ),
)
SHEETS = (INDICATORS, ITEMS, TARGETS, FUNDS, GOALS, OUTLINE)
BY_KEY = {sheet.key: sheet for sheet in SHEETS}
