"""Workbooks that are not taken, each with its sentence at its cell; and what is only worth a second look."""

import pytest

from indicators.access import CatalogueScope
from indicators.models import Indicator, Target
from programs.models import Period
from reports.exchange.catalogue.layout import IDENTITY
from reports.exchange.catalogue.reading import FOREIGN, OTHERS, VERSION
from reports.exchange.office.guarded import FileProblem
from reports.exchange.workbook.layout import HEADING_ROW
from reports.exchange.workbook.reading import WorkbookProblem
from tests import factories
from tests.reports.exchange.catalogue.catalogues import (
    WHOLE,
    adopted,
    changed,
    opened,
    proposed,
    put,
    saved,
    workbook_of,
)

pytestmark = pytest.mark.django_db
UNIT = "攀枝花市财政局"


@pytest.fixture
def period() -> Period:
    """Panzhihua's catalogue with one own target (of line 10)."""
    made = adopted()
    target = {"indicator": made.indicators.get(name="综合参保率（%）"), "text": "≥90%"}
    Target.objects.create(organisation=factories.organisation("东区医疗保障局"), **target)
    return made


REFUSED = [
    ("indicators", 1, {"name": ""}, "E3", "三级指标没有填。请填写名称，或删除这一行。"),
    ("indicators", 1, {"weight": "五分"}, "H3", "分值应填数字，读到的是“五分”。"),
    ("indicators", 1, {"weight": "12,34"}, "H3", "分值的千位分隔符位置不对，读到的是“12,34”。"),
    ("indicators", 1, {"weight": "-5"}, "H3", "分值不能是负数，读到的是“-5”。"),
    (
        "indicators", 1, {"method": "随意打分"}, "I3",
        "评分方法应为按比例、直接赋分、三档评分、扣分、要点得分、人工评判之一，或留空，读到的是“随意打分”。",
    ),
    (
        "indicators", 1, {"direction": "越大越好"}, "J3",
        "方向应为正向（越大越好）、反向（越小越好）、标准（等于为好）之一，或留空，读到的是“越大越好”。",
    ),
    ("indicators", 9, {"step": None}, "K11", "评分方法为“扣分”的指标要填“每差”，例如每差 1 扣 5。"),
    ("indicators", 9, {"points": ""}, "L11", "评分方法为“扣分”的指标要填“扣分”，例如每差 1 扣 5。"),
    ("indicators", 9, {"points": "5分"}, "L11", "扣分应填数字，读到的是“5分”。"),
    (
        "indicators", 1, {"method": "要点得分"}, "I3",
        "评分方法为“要点得分”的指标，请在“评分要点”表中按它的序号至少列一个要点。",
    ),
    ("indicators", 3, {"deduct": "-1"}, "N5", "每发现一项扣不能是负数，读到的是“-1”。"),
    ("items", 1, {"number": "77"}, "B3", "“指标”表中没有序号为“77”的指标。请填“指标”表中的序号，或删除这一行。"),
    ("items", 1, {"number": ""}, "B3", "指标序号没有填。请填“指标”表中的序号。"),
    ("items", 1, {"name": ""}, "D3", "要点没有填。请填写要点，或删除这一行。"),
    ("items", 1, {"points": "5分"}, "E3", "分值应填数字，读到的是“5分”。"),
    ("items", 1, {"points": "-"}, "E3", "要点的分值没有填。"),
    ("items", 1, {"points": "-2"}, "E3", "分值不能是负数，读到的是“-2”。"),
    ("targets", 1, {"number": "x"}, "B3", "“指标”表中没有序号为“x”的指标。请填“指标”表中的序号，或删除这一行。"),
    ("targets", 1, {"organisation": "火星局"}, "D3", "没有名为“火星局”的单位，或它不在您的范围内。请从列表中选择。"),
    ("targets", 1, {"organisation": None}, "D3", "单位没有填。请从列表中选择。"),
    ("targets", 1, {"target": ""}, "E3", "年度指标值没有填。这个单位没有自己的指标值的，请删除这一行。"),
    (
        "targets", 2, {"number": "10", "organisation": "东区医疗保障局", "target": "≥80%"}, "D4",
        "“东区医疗保障局”的这项指标已在上面列过，请删除多出的一行。",
    ),
    ("funds", 1, {"source": "资" * 101}, "B3", "资金来源最多 100 个字，现有 101 个字。"),
    ("indicators", 1, {"base": "1" * 101}, "O3", "比值的分母最多 100 个字，现有 101 个字。"),
    ("indicators", 1, {"weight": "1" * 131}, "H3", "分值最多 130 个字，现有 131 个字。"),
    ("outline", 1, {"level": "第一级"}, "B3", "级别应为 1 至 5，读到的是“第一级”。"),
    ("outline", 1, {"level": "6"}, "B3", "级别应为 1 至 5，读到的是“6”。"),
    ("outline", 1, {"heading": "题" * 201}, "C3", "标题最多 200 个字，现有 201 个字。"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "row", "texts", "cell", "sentence"), REFUSED, ids=[each[4][:20] for each in REFUSED])
def test_cell_is_refused_with_its_sentence(period, key, row, texts, cell, sentence):
    proposal = proposed(changed(workbook_of(period), (key, row, texts)), period)
    assert [(flaw.at.cell, flaw.message) for flaw in proposal.checked.flaws if flaw.at] == [(cell, sentence)]
    assert proposal.changes == []


def test_formula_without_its_result(period):
    proposal = proposed(changed(workbook_of(period), ("indicators", 1, {"name": "=A1&B1"})), period)
    assert [(flaw.at.cell, flaw.message) for flaw in proposal.checked.flaws] == [
        ("E3", "这一格是公式，文件里没有它的计算结果。请在 Excel 或 WPS 中打开并保存一次，或改填数值。")
    ]


def test_number_that_stands_twice_cannot_be_referred_to(period):
    proposal = proposed(changed(workbook_of(period), ("indicators", 4, {"number": "3"})), period)
    assert [(flaw.at.cell, flaw.message) for flaw in proposal.checked.flaws] == [
        ("B6", "序号“3”在“指标”表中有两行，评分要点或分单位指标值对应哪一行无法确定。请给其中一行另一个序号。")
    ]


def test_number_that_stands_twice_and_names_nothing_is_no_matter(period):
    proposal = proposed(changed(workbook_of(period), ("indicators", 2, {"number": "1"})), period)
    assert (proposal.checked.flaws, proposal.changes) == ([], [])


def test_everything_wrong_is_told_at_once(period):
    cells = [each[:3] for each in (REFUSED[1], REFUSED[13], REFUSED[18])]
    proposal = proposed(changed(workbook_of(period), *cells), period)
    assert [flaw.at.sheet for flaw in proposal.checked.flaws] == ["指标", "评分要点", "分单位指标值"]


WORTH_A_LOOK = [
    ("indicators", 10, {"target": "XX%"}, "F12", "年度指标值“XX%”留有未填的占位符，下达前须改好。"),
    ("targets", 1, {"target": "≥XX%"}, "E3", "年度指标值“≥XX%”留有未填的占位符，下达前须改好。"),
    (
        "indicators", 11, {"name": "综合参保率（%）"}, "E13", "同一二级指标下已有名为“综合参保率（%）”的指标。",
    ),
    ("indicators", 1, {"weight": "6"}, None, "分值合计为 101，应为 100（含预算执行率分值），下达前须改好。"),
    (
        "indicators", 3, {"method": "人工评判"}, "I5", "列了评分要点，但评分方法不是“要点得分”，要点不会用来计分。",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "row", "texts", "cell", "sentence"), WORTH_A_LOOK, ids=[each[4][:20] for each in WORTH_A_LOOK]
)
def test_warning_does_not_keep_anybody_from_writing(period, key, row, texts, cell, sentence):
    proposal = proposed(changed(workbook_of(period), (key, row, texts)), period)
    assert proposal.checked.flaws == []
    assert [(flaw.at and flaw.at.cell, flaw.message) for flaw in proposal.checked.warnings] == [(cell, sentence)]
    assert len(proposal.changes) == 1


def test_fixture_has_no_warning(period):
    assert proposed(workbook_of(period), period).checked.warnings == []


# --- whole files ------------------------------------------------------------------------------------


def refusal(content: bytes, period: Period, scope: CatalogueScope = WHOLE) -> str:
    with pytest.raises(FileProblem) as caught:
        proposed(content, period, scope)
    return str(caught.value)


def test_workbook_of_something_else(period):
    book = opened(workbook_of(period))
    del book[IDENTITY]
    assert refusal(saved(book), period) == FOREIGN


def test_workbook_of_another_version(period):
    book = opened(workbook_of(period))
    book[IDENTITY]["B1"] = "evalportal.catalogue/9"
    assert refusal(saved(book), period) == VERSION


def test_workbook_of_another_year(period):
    other = adopted(factories.MEDICAL)
    assert refusal(workbook_of(other), period) == (
        "这是“2023年度 城乡医疗救助专项补助”的目录工作簿，不是“2021年度 城乡居民基本医疗保险补助资金”的。"
        "请选择正确的文件，或在本页重新下载。"
    )


def test_year_that_got_another_form_since(period):
    content = workbook_of(period)
    period.form = "C"
    assert refusal(content, period) == "下载以后项目年度的年度或表式改过，这份工作簿已不适用。请在本页重新下载。"


def test_workbook_made_for_other_organisations(period):
    """One that shows a district's targets only would delete everybody else's."""
    district = factories.organisation("东区财政局")
    scope = CatalogueScope(frozenset({district.pk}), (district.pk,))
    assert refusal(workbook_of(period, scope), period) == OTHERS
    assert refusal(workbook_of(period), period, scope) == OTHERS


def structure(content: bytes, period: Period) -> list[str]:
    with pytest.raises(WorkbookProblem) as caught:
        proposed(content, period)
    return [flaw.message for flaw in caught.value.flaws]


def test_sheet_taken_out(period):
    book = opened(workbook_of(period))
    del book["评分要点"]
    assert structure(saved(book), period) == [
        "工作簿缺少工作表“评分要点”。请不要删除工作表或改名，重新下载工作簿填写。"
    ]


def test_heading_changed(period):
    book = opened(workbook_of(period))
    book["指标"].cell(HEADING_ROW, 8).value = "权重"
    assert structure(saved(book), period) == ["工作表“指标”缺少“分值”一列。请不要改动表头，重新下载工作簿填写。"]


def test_more_rows_than_any_catalogue_has(period):
    book = opened(workbook_of(period))
    for row in range(1, 502):
        put(book, "indicators", row, name=f"指标{row}")
    assert structure(saved(book), period) == ["工作表“指标”有 501 行，超过 500 行，请删去多余的行。"]


def test_no_indicators_left_is_worth_a_look(period):
    Indicator.objects.filter(period=period).delete()
    found = proposed(workbook_of(period), period)
    assert [flaw.message for flaw in found.checked.warnings] == ["“指标”表中没有指标，写入后目录将没有指标。"]
