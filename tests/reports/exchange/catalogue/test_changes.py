"""What a changed workbook would do: each change once, with how the target is read."""

import pytest

from indicators.catalogue import load_catalogue
from indicators.models import Target
from indicators.replacing import replace_catalogue
from programs.models import IssuedGoal, Period
from reports.exchange.catalogue.comparing import Change, beyond_limits, history, summary
from reports.exchange.workbook.layout import HEADING_ROW
from tests import factories
from tests.reports.exchange.catalogue.catalogues import adopted, changed, opened, proposed, put, saved, workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def period() -> Period:
    return adopted()


def changes_of(content: bytes, period: Period) -> list[Change]:
    proposal = proposed(content, period)
    assert proposal.checked.flaws == []
    return proposal.changes


TEN = [
    ("indicators", 1, {"level1": "决策"}),
    ("indicators", 2, {"level2": "过程"}),
    ("indicators", 3, {"name": "基金财务"}),
    ("indicators", 4, {"target": "98%－103%"}),
    ("indicators", 5, {"weight": "6"}),
    ("indicators", 9, {"direction": "正向（越大越好）"}),
    ("indicators", 10, {"method": "按比例"}),
    ("items", 1, {"points": "4"}),
    ("funds", 1, {"source": "中央资金"}),
    ("outline", 2, {"heading": "一、概况"}),
]


def test_ten_changed_cells_are_ten_changes(period):
    found = changes_of(changed(workbook_of(period), *TEN), period)
    assert [(change.kind, change.sheet, change.cell, change.new) for change in found] == [
        ("changed", "指标", "一级指标", "决策"),
        ("changed", "指标", "二级指标", "过程"),
        ("changed", "指标", "三级指标", "基金财务"),
        ("changed", "指标", "年度指标值", "98%－103%"),
        ("changed", "指标", "分值", "6"),
        ("changed", "指标", "方向", "正向（越大越好）"),
        ("changed", "指标", "评分方法", "按比例"),
        ("changed", "评分要点", "分值", "4"),
        ("changed", "资金来源", "资金来源", "中央资金"),
        ("changed", "报告提纲", "标题", "一、概况"),
    ]
    assert summary(found) == "改动 10 处"


def test_old_and_new_target_stand_beside_their_readings(period):
    [change] = changes_of(changed(workbook_of(period), ("indicators", 14, {"target": "不低于72％"})), period)
    assert (change.row, change.now, change.new) == ("参保人政策范围内住院报销比（%）", "≥70%", "不低于72％")
    assert change.readings == ("≥ 70 %", "≥ 72 %")


def test_numbers_typed_as_numbers_are_the_same_texts(period):
    cells = [("indicators", 1, {"weight": 5}), ("indicators", 3, {"weight": 10.0}), ("outline", 1, {"level": 1})]
    assert changes_of(changed(workbook_of(period), *cells), period) == []


def test_blanks_around_a_text_are_no_change(period):
    content = changed(workbook_of(period), ("indicators", 9, {"target": "  ≥67.5万人\n", "method": " 扣分 "}))
    assert changes_of(content, period) == []


def test_added_line_at_the_end(period):
    texts = {"level1": "产出指标", "name": "参保登记时限", "target": "30日内", "weight": "3"}
    [change] = changes_of(changed(workbook_of(period), ("indicators", 19, texts)), period)
    assert change == Change(
        "added",
        "指标",
        "参保登记时限",
        new="序号：19\n一级指标：产出指标\n三级指标：参保登记时限\n年度指标值：30日内\n分值：3".removeprefix(
            "序号：19\n"
        ),
        readings=("", "≤ 30 日"),
    )


def test_row_inserted_in_the_middle_shifts_nothing(period):
    """The numbers stay with their rows, so part-points stay with their indicators."""
    book = opened(workbook_of(period))
    book["指标"].insert_rows(HEADING_ROW + 2)
    put(book, "indicators", 2, number="100", name="新的决策指标", method="人工评判")
    found = changes_of(saved(book), period)
    assert [(change.kind, change.row) for change in found] == [("added", "新的决策指标")]
    names = [row.line.texts["name"] for row in proposed(saved(book), period).checked.catalogue.indicators]
    assert names[:3] == ["落实国家政策", "新的决策指标", "决策程序规范"]


def test_checklist_added_with_its_points(period):
    book = opened(workbook_of(period))
    put(book, "indicators", 19, name="档案管理", method="要点得分", weight="5")
    put(book, "items", 9, number="19", name="专人保管", points="5")
    found = changes_of(saved(book), period)
    assert [(change.kind, change.sheet, change.row) for change in found] == [
        ("added", "指标", "档案管理"),
        ("added", "评分要点", "档案管理·专人保管"),
    ]


def test_copied_row_is_a_new_one_and_the_original_stays(period):
    book = opened(workbook_of(period))
    sheet = book["指标"]
    for cell in sheet[HEADING_ROW + 10]:
        sheet.cell(HEADING_ROW + 19, cell.column).value = cell.value
    put(book, "indicators", 19, name="综合参保率（复核）", number="19")
    found = changes_of(saved(book), period)
    assert [(change.kind, change.row) for change in found] == [("added", "综合参保率（复核）")]


def test_removed_row_goes_with_its_parts(period):
    book = opened(workbook_of(period))
    book["指标"].delete_rows(HEADING_ROW + 3)
    book["评分要点"].delete_rows(HEADING_ROW + 1, 2)
    [change] = changes_of(saved(book), period)
    assert (change.kind, change.row, change.new) == ("removed", "基金财务、业务管理", "")
    assert change.now.endswith("\n（连同 2 个评分要点）")


def test_emptied_row_is_a_removed_one(period):
    blank = dict.fromkeys(("number", "level1", "level2", "name", "target", "weight", "method", "criterion"))
    [change] = changes_of(changed(workbook_of(period), ("indicators", 11, blank)), period)
    assert (change.kind, change.row) == ("removed", "虚报参保人数（人）")


def test_moved_row_is_told_once(period):
    book = opened(workbook_of(period))
    sheet = book["指标"]
    first = [cell.value for cell in sheet[HEADING_ROW + 1]]
    sheet.delete_rows(HEADING_ROW + 1)
    sheet.insert_rows(HEADING_ROW + 4)
    for at, value in enumerate(first, 1):
        sheet.cell(HEADING_ROW + 4, at).value = value
    [change] = changes_of(saved(book), period)
    assert change == Change("moved", "指标", "落实国家政策", "第 1 行", "第 4 行")


def test_part_point_under_another_indicator_is_a_new_one_there(period):
    found = changes_of(changed(workbook_of(period), ("items", 2, {"number": "6"})), period)
    assert [(change.kind, change.row) for change in found] == [
        ("removed", "基金财务、业务管理·无违反基金管理制度"),
        ("added", "支付方式改革·无违反基金管理制度"),
    ]


def test_own_targets_added_changed_and_removed(period):
    indicator = period.indicators.get(name="综合参保率（%）")
    units = [factories.organisation(name) for name in ("东区医疗保障局", "西区医疗保障局", "仁和区医疗保障局")]
    for unit in units[:2]:
        Target.objects.create(indicator=indicator, organisation=unit, text="≥90%")
    content = changed(
        workbook_of(period),
        ("targets", 1, {"target": "≥91%"}),
        ("targets", 2, {"organisation": "仁和区医疗保障局"}),
    )
    assert changes_of(content, period) == [
        Change(
            "changed",
            "分单位指标值",
            "综合参保率（%）·东区医疗保障局",
            "≥90%",
            "≥91%",
            "年度指标值",
            ("≥ 90 %", "≥ 91 %"),
        ),
        Change("added", "分单位指标值", "综合参保率（%）·仁和区医疗保障局", "", "≥90%", readings=("", "≥ 90 %")),
        Change("removed", "分单位指标值", "综合参保率（%）·西区医疗保障局", "≥90%"),
    ]


def test_goals_and_outline_take_new_lines(period):
    IssuedGoal.objects.create(period=period, target="巩固参保率。")
    content = changed(
        workbook_of(period),
        ("goals", 2, {"target": "新的目标。"}),
        ("outline", 18, {"level": "2", "heading": "（一）新"}),
    )
    assert [(change.kind, change.sheet, change.row) for change in changes_of(content, period)] == [
        ("added", "年度目标", "新的目标。"),
        ("added", "报告提纲", "（一）新"),
    ]


def test_history_tells_every_change_as_far_as_there_is_room(period):
    found = changes_of(changed(workbook_of(period), *TEN[:2]), period)
    assert history(found) == (
        "上传指标目录工作簿：改动 2 处。\n"
        "“指标”落实国家政策·一级指标：决策指标→决策\n"
        "“指标”决策程序规范·二级指标：决策过程→过程"
    )
    assert len(history(found * 200)) < 3010


def test_only_own_targets_are_within_a_districts_limits(period):
    own = Change("added", "分单位指标值", "x", new="≥1")
    assert beyond_limits([own]) == []
    flaws = beyond_limits([own, *changes_of(changed(workbook_of(period), *TEN), period)])
    assert [(flaw.at, flaw.message.partition("。")[0]) for flaw in flaws] == [
        (None, "工作表“指标”与系统中的目录有 7 处不同"),
        (None, "工作表“评分要点”与系统中的目录有 1 处不同"),
        (None, "工作表“资金来源”与系统中的目录有 1 处不同"),
        (None, "工作表“报告提纲”与系统中的目录有 1 处不同"),
    ]


def test_rows_deleted_meanwhile_would_be_added_again(period):
    content = workbook_of(period)
    period.indicators.filter(name="综合参保率（%）").delete()
    [change] = changes_of(content, period)
    assert (change.kind, change.row) == ("added", "综合参保率（%）")
    assert len(load_catalogue(period).indicators) == 17


def test_workbook_sent_again_brings_its_new_rows_once(period):
    """They have no hidden names in it; their own names tell them."""
    book = opened(workbook_of(period))
    put(book, "indicators", 19, number="19", name="档案管理", method="要点得分", weight="5")
    put(book, "items", 9, number="19", name="专人保管", points="5")
    put(book, "funds", 4, source="其他资金")
    put(book, "outline", 18, level="1", heading="七、附件")
    content = saved(book)
    administrator = factories.user("guan", is_staff=True, is_superuser=True)
    seen = load_catalogue(period).digest
    replace_catalogue(period, proposed(content, period).checked.catalogue, administrator, "", seen=seen)
    assert changes_of(content, period) == []
    [change] = changes_of(changed(content, ("items", 9, {"points": "4"})), period)
    assert (change.kind, change.row, change.new) == ("changed", "档案管理·专人保管", "4")
