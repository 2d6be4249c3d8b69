"""The door for typed cells: what is taken, what is refused with which sentence, what is kept."""

import pytest

from reports.forms.entry import RowForm


def read(row: str, field: str, text, unit: str = "万元", confirmed=()) -> RowForm:
    return RowForm(row, 0, {field: text}, unit, frozenset(confirmed))


TAKEN = [
    ("fund:1", "budget", "25522", "25522"),
    ("fund:1", "budget", " 19,114.20 ", "19,114.20"),
    ("fund:1", "budget", "２５５２２", "25522"),
    ("fund:1", "budget", "0", "0"),
    ("fund:1", "budget", "", ""),
    ("fund:1", "budget", "-", "-"),
    ("fund:1", "budget", "25522万元", "25522万元"),
    ("fund:1", "actual", "0.000001", "0.000001"),
    ("entry:1", "actual", "９５％", "95%"),
    ("entry:1", "actual", "≥70%", "≥70%"),
    ("entry:1", "actual", "按季度\r\n公布", "按季度\n公布"),
    ("entry:1", "score", "4.86", "4.86"),
    ("entry:1", "judgement", "部分达成", "部分达成"),
    ("entry:1", "judgement", "", ""),
    ("entry:1", "reason", "<b>无</b>{{x}}", "<b>无</b>{{x}}"),
    ("allocation:1", "settlement", "-759.58", "-759.58"),
    ("report:1", "remarks", "无", "无"),
]


@pytest.mark.parametrize(("row", "field", "typed", "stored"), TAKEN)
def test_cell_is_taken(row, field, typed, stored):
    form = read(row, field, typed)
    assert (form.errors, form.values) == ({}, {field: stored})


REFUSED = [
    ("fund:1", "budget", "三万", "全年预算数应填数字，单位为万元，读到的是“三万”。"),
    ("fund:1", "budget", "3.5亿", "全年预算数应填数字，单位为万元，读到的是“3.5亿”。"),
    ("fund:1", "budget", "12,34", "全年预算数的千位分隔符位置不对，读到的是“12,34”。"),
    ("fund:1", "actual", "９５％", "全年执行数应填金额，不是百分数，读到的是“９５％”。"),
    ("fund:1", "budget", "0.0000001", "全年预算数最多精确到分，读到的是“0.0000001”。"),
    ("fund:1", "budget", "1" * 100, "全年预算数应填数字，读到的内容有 100 字。"),
    ("fund:1", "source", "别的资金", "这一格不能填写。"),
    ("entry:1", "target", "≥1%", "这一格不能填写。"),
    ("entry:1", "weight", "50", "这一格不能填写。"),
    ("entry:1", "score", "五", "得分应填数字，读到的是“五”。"),
    ("entry:1", "score", "-1", "得分不能小于 0，读到的是“-1”。"),
    ("entry:1", "score", "4.123", "得分最多两位小数，读到的是“4.123”。"),
    ("entry:1", "judgement", "基本达成", "完成判定应为达成、部分达成、未达成之一，读到的是“基本达成”。"),
    ("entry:1", "reason", "因" * 100_000, "未完成原因和改进措施最多 2,000 字，现有 100,000 字，请删减后再保存。"),
    ("entry:1", "actual", 5, "全年实际完成值应为文字。"),
    ("ghost:1", "actual", "5", "这一格不能填写。"),
    ("report:1", "title", "  ", "报告标题不能为空。"),
    ("report:1", "state", "approved", "这一格不能填写。"),
]


@pytest.mark.parametrize(("row", "field", "typed", "sentence"), REFUSED)
def test_cell_is_refused_with_its_sentence(row, field, typed, sentence):
    form = read(row, field, typed)
    assert (form.errors, form.values) == ({field: sentence}, {})


def test_negative_budget_is_asked_back_and_taken_when_confirmed():
    asked = read("fund:1", "budget", "-5")
    assert asked.errors == {"budget": "全年预算数是负数（-5）。确为负数请点“确认负数”，否则请更正。"}
    assert asked.asks == {"budget"}
    assert read("fund:1", "budget", "-5", confirmed=["budget"]).values == {"budget": "-5"}


def test_every_cell_of_a_row_is_read():
    form = RowForm("fund:1", 0, {"budget": "x", "actual": "y"}, "万元")
    assert sorted(form.errors) == ["actual", "budget"]


def test_yuan_form_takes_two_decimals():
    assert read("fund:1", "budget", "5.25", unit="元").valid
    assert not read("fund:1", "budget", "5.255", unit="元").valid
