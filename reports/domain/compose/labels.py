"""The words of the five paper forms, and how their rates print.

domain.md "The paper forms". Everything is a default: a program-year sets its own words with
``Labels.for_form(form, table_title="…")`` or ``dataclasses.replace``. "{unit}" and "{year}" in a
word are replaced when the form is composed.
"""

from dataclasses import dataclass, replace
from typing import Any

from reports.domain.facts import MANAGEMENT_ASPECTS

#: outcome → sign and word; never colour alone (ui.md).
VERDICTS = {
    "met": ("✓", "达成"),
    "missed": ("✗", "未达成"),
    "partial": ("◐", "部分达成"),
    "claimed": ("◇", "自报"),
    "undecided": ("?", "待判定"),
    "blank": ("–", "未填"),
}

NOTES_B = (
    "注：1.资金使用单位按项目绩效目标填报，主管部门汇总时按区域绩效目标填报。",
    "2.其他资金包括与中央财政资金、地方财政资金共同投入到同一项目的自有资金、社会资金，以及以前年度的结转结余资金等。",
    "3.全年执行数是指按照国库集中支付制度要求所形成的实际支出。",
)


@dataclass(frozen=True, slots=True)
class Labels:
    """Words and number settings of one form; the defaults of the fields are those of form A.

    ``table_title`` "" lets the report's own "附表：…" line give the title, else ``default_title``.
    ``optional``: header fields that are printed only where they are filled.
    ``rate_places`` with ``rate_trim``: at most so many places, trailing zeros dropped.
    ``not_scored``: what fund lines print under 分值 and 得分, which belong to the total line alone.
    """

    form: str = "A"
    table_title: str = ""
    default_title: str = "转移支付区域（项目）绩效目标自评表"
    subtitle: str = "（{year}年度）"
    appendix: str = "附表"
    program: str = "转移支付（项目）名称"
    central: str = "中央主管部门"
    local: str = "地方主管部门"
    implementing: str = "实施单位"
    optional: tuple[str, ...] = ()
    funds: str = "项目资金（{unit}）"
    initial: str = "年初预算数"
    budget: str = "全年预算数（A）"
    spent: str = "全年执行数（B）"
    rate: str = "预算执行率（B/A）"
    funds_total: str = "年度资金总额："
    first_line: str = "其中："
    management: str = "资金管理情况"
    aspects: tuple[str, ...] = MANAGEMENT_ASPECTS
    statement: str = "情况说明"
    problem: str = "存在问题和改进措施"
    goals: str = "年度目标"
    goal_target: str = "年初设定目标"
    goal_actual: str = "全年实际完成情况"
    indicators: str = "绩效指标"
    level1: str = "一级指标"
    level2: str = "二级指标"
    name: str = "三级指标"
    criterion: str = "评价要点及说明"
    target: str = "年度指标值"
    actual: str = "全年完成值"
    weight: str = "分值"
    score: str = "得分"
    reason: str = "未完成原因和改进措施"
    total_score: str = "总分"
    remarks: str = "说明"
    notes: tuple[str, ...] = ()
    rate_places: int = 2
    rate_trim: bool = False
    no_rate: str = "—"
    not_scored: str = ""

    @classmethod
    def for_form(cls, form: str, **changes: Any) -> "Labels":
        """The form's own words, with ``changes`` to single ones."""
        return replace(DEFAULTS.get(form, DEFAULTS["A"]), **changes)


DEFAULTS = {
    "A": Labels(),
    "B": Labels(
        form="B",
        appendix="附件",
        implementing="资金使用单位",
        funds="资金投入情况（{unit}）",
        goals="总体目标完成情况",
        goal_target="总体目标",
        target="指标值",
        actual="全年实际完成值",
        notes=NOTES_B,
        rate_places=1,
    ),
    "C": Labels(
        form="C",
        default_title="专项转移支付整体绩效目标自评表",
        appendix="附件",
        program="专项转移支付名称",
        local="市级主管部门",
        optional=("central_department", "implementing_unit"),
        funds="资金情况",
        rate="预算执行率（C=B/A*100%）",
        funds_total="年度资金总额",
        goals="总体目标完成情况",
        goal_target="总体目标",
        target="指标值",
        actual="全年实际完成值",
        rate_trim=True,
        not_scored="-",
    ),
    "D": Labels(
        form="D",
        default_title="项目支出绩效自评表",
        program="项目名称",
        central="上级主管部门",
        local="主管部门",
        optional=("central_department",),
        funds="项目资金（{unit}）",
        budget="全年预算数",
        spent="全年执行数",
        rate="执行率",
        funds_total="年度资金总额",
        goals="年度总体目标",
        goal_target="预期目标",
        goal_actual="实际完成情况",
        actual="实际完成值",
        reason="偏差原因分析及改进措施",
        rate_trim=True,
        not_scored="—",
    ),
    "E": Labels(form="E", default_title="绩效评价指标体系", total_score="总分", rate_trim=True),
}
