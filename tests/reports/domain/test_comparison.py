"""Two versions of a report side by side."""

from dataclasses import replace

import pytest

from reports.domain import facts
from reports.domain.comparison import Difference, compare
from tests import factories

MEDICAL = factories.fixture_facts(factories.MEDICAL)


@pytest.mark.parametrize("name", [*factories.SHANGHAI, factories.JISHAN, factories.PANZHIHUA])
def test_a_version_equals_itself(name):
    report = factories.fixture_facts(name)
    assert compare(report, report) == ()


def changed(index: int, **values) -> facts.Report:
    rows = list(MEDICAL.indicators)
    rows[index] = replace(rows[index], **values)
    return replace(MEDICAL, indicators=tuple(rows))


def test_a_changed_cell_is_one_difference():
    row = MEDICAL.indicators[0]
    name = f"{row.level1}·{row.level2}·{row.name}"
    new = changed(0, actual="362.42万人次")
    assert compare(MEDICAL, new) == (Difference("绩效指标", name, "实际完成值", row.actual, "362.42万人次"),)
    assert compare(new, MEDICAL) == (Difference("绩效指标", name, "实际完成值", "362.42万人次", row.actual),)


def test_heads_totals_and_parameters_are_cells():
    row = MEDICAL.indicators[1]
    name = f"{row.level1}·{row.level2}·{row.name}"
    new = replace(
        changed(1, scoring=replace(row.scoring, direction="negative")),
        remarks="已核对",
        funds_total=replace(MEDICAL.funds_total, actual="25521"),
    )
    assert compare(MEDICAL, new) == (
        Difference("表头", "", "说明", MEDICAL.remarks, "已核对"),
        Difference("资金", "合计（表上）", "全年执行数", "25522", "25521"),
        Difference("绩效指标", name, "方向", row.scoring.direction, "negative"),
    )


def test_rows_come_and_go_and_may_move():
    first, second, *rest = MEDICAL.indicators
    moved = replace(MEDICAL, indicators=(second, first, *rest))
    assert compare(MEDICAL, moved) == ()
    gone = replace(MEDICAL, indicators=(second, *rest))
    kinds = [(found.kind, found.row.rpartition("·")[2]) for found in compare(MEDICAL, gone)]
    assert kinds == [("removed", first.name)]
    assert [found.kind for found in compare(gone, MEDICAL)] == ["added"]


def test_text_is_compared_by_paragraphs():
    def section(body: str) -> facts.Report:
        return replace(MEDICAL, narrative=(facts.Section("一、整体情况", body),))

    old, new = section("甲。\n\n乙。\n\n丙。"), section("甲。\n\n乙改。\n\n丙。\n\n丁。")
    assert compare(old, new) == (
        Difference("报告正文", "一、整体情况", "正文第2段", "乙。", "乙改。"),
        Difference("报告正文", "一、整体情况", "正文第4段", "", "丁。", "added"),
    )
    assert compare(section("甲。\n\n乙。"), section("乙。")) == (
        Difference("报告正文", "一、整体情况", "正文第1段", "甲。", "", "removed"),
    )
    assert compare(section("甲。\n\n乙。"), section("甲。\n\n\n乙。")) == (
        Difference("报告正文", "一、整体情况", "正文的分段和空行", "甲。\n\n乙。", "甲。\n\n\n乙。"),
    )


def test_part_points_and_yearly_figures():
    report = factories.fixture_facts(factories.PANZHIHUA)
    at, row = next((i, row) for i, row in enumerate(report.indicators) if row.scoring.items)
    item = row.scoring.items[0]
    items = (replace(item, given=not item.given), *row.scoring.items[1:])
    rows = list(report.indicators)
    rows[at] = replace(row, scoring=replace(row.scoring, items=items))
    point = replace(report.series[0].points[0], value="1")
    series = replace(report.series[0], points=(point, *report.series[0].points[1:]))
    new = replace(report, indicators=tuple(rows), series=(series, *report.series[1:]))
    words = ("得分", "") if item.given else ("", "得分")
    assert compare(report, new) == (
        Difference("绩效指标·评分要点", item.name, "要点得分", *words),
        Difference(f"历年数据·{series.name}", f"{point.year}年", "数值", report.series[0].points[0].value, "1"),
    )
