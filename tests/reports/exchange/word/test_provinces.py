"""Forms as provinces and agencies vary them: the year, the unit, columns nobody knows, groups in rows of their own."""

import docx
import pytest

from reports.exchange.office.guarded import run_guarded
from reports.exchange.word.found import Unrecognised
from reports.exchange.word.guardedly import recognised
from reports.exchange.word.recognising import Recognised
from tests.reports.exchange.word.making import centred, saved, table
from tests.reports.exchange.word.test_recognising import COLUMNS, THREE, making, read, short


def under(*lines: str) -> Recognised:
    """A plain form below these lines."""
    document = docx.Document()
    for text in lines:
        centred(document, text)
    table(document, making.indicators(THREE, COLUMNS))
    return read(document)


def drawn(*rows: str) -> Recognised:
    """A table of lines of "a|b|c"."""
    document = docx.Document()
    table(document, [[(text, 1) for text in row.split("|")] for row in rows])
    return read(document)


def told(found: Recognised) -> list[tuple[str, ...]]:
    return [row.texts for row in found.unrecognised]


FILED = "填报单位：某县医疗保障局          填报日期：2025年3月12日           单位：万元"
YEARS = {
    "filed later": (("2024年度项目支出绩效自评表", FILED), 2024),
    "filed with dots": (("2024年度项目支出绩效自评表", "填报日期：2025.3.12"), 2024),
    "filed in a year": (("2024年度项目支出绩效自评表", "填报日期：2025年"), 2024),
    "date below the title": (("2023年度绩效自评表", "填报时间：2024年1月20日"), 2023),
    "date in brackets": (("2023年度绩效自评表", "（截至2024年1月31日填报）"), 2023),
    "subtitle": (("绩效自评表", "（2023年度）", "填报日期：2024-01-20"), 2023),
    "subtitle and unit": (("绩 效 自 评 表", "（2025年）  单位：元"), 2025),
    "letter and form agree": (("关于报送2023年度绩效自评的通知", "2023年度绩效自评表"), 2023),
    "two years, one with 年度": (("2024年中央资金2023年度绩效自评表",), 2023),
    "date alone": (("绩效自评表", "填报日期：2024年1月20日"), None),
}


@pytest.mark.parametrize(("lines", "year"), YEARS.values(), ids=YEARS.keys())
def test_the_year_is_the_titles_and_never_a_date(lines, year):
    found = under(*lines)
    assert (found.value["year"], found.warnings) == (year, [])


def test_years_that_disagree_are_told_and_give_none():
    found = under("关于报送2024年度绩效自评的通知", "", "2023年度绩效自评表")
    assert (found.value["year"], found.warnings) == (
        None,
        ["文件里写着不同的年度（2023、2024），系统不能确定是哪一年的报告，请核对。"],
    )


UNITS = {
    "beside the year": (("绩 效 自 评 表", "（2025年）  单位：元"), "元"),
    "beside the office": (("绩效自评表", "填报单位：某局　单位：元"), "元"),
    "above what nobody knows": (("绩效自评表", "单位：元", "某市某区医疗保障局关于本表的有关情况说明。"), "元"),
    "none": (("绩效自评表",), "万元"),
    "万元": (("绩效自评表", "单位：万元"), "万元"),
}


@pytest.mark.parametrize(("lines", "unit"), UNITS.values(), ids=UNITS.keys())
def test_the_unit_of_the_lines_above(lines, unit):
    assert under(*lines).value["unit"] == unit


def test_a_title_with_blanks_between_its_characters():
    assert under("绩 效 自 评 表", "（2025年）  单位：元").value["title"] == "绩效自评表（2025年）"


def test_amounts_in_yuan_without_a_name_are_the_whole():
    found = drawn("项目名称|能力提升|", "预算（元）|执行（元）|", "100000|99999.5|", "指标名称|计划完成值|实际完成值")
    assert (found.value["unit"], found.value["funds"]) == ("元", [])
    assert found.value["funds_total"] == {"budget": "100000", "actual": "99999.5"}


def test_of_columns_with_one_heading_the_one_beside_the_name_counts():
    found = drawn(
        "一级指标|分值|二级指标|分值|三级指标|分值|评分标准|得分",
        "决策|20|项目立项|10|依据充分性|5|有依据得5分|4",
    )
    names = ("level1", "level2", "name", "weight", "criterion", "score")
    assert short(found, *names) == [("决策", "项目立项", "依据充分性", "5", "有依据得5分", "4")]
    assert told(found) == [("“分值”一栏没有读", "第2行 20"), ("“分值”一栏没有读", "第2行 10")]


def test_two_figures_under_one_heading_are_not_joined():
    document = docx.Document()
    heading = [("三级指标", 1), ("指标值", 1), ("完成值", 1), ("分值", 2)]
    table(document, [heading, [("参保率", 1), ("95%", 1), ("96%", 1), ("20", 1), ("10", 1)]])
    found = read(document)
    assert short(found, "name", "weight") == [("参保率", "20")]
    assert found.warnings == ["第1个表第2行第1格“参保率”：同一栏下有 “20”、“10”，请核对读得对不对。"]


HEADINGS = {
    "year first": ("2023年目标值", "2023年实际完成值", "分值", "得分"),
    "年度": ("2023年度指标值", "2023年度完成值", "满分值", "自评分"),
    "until a day": ("年初目标值", "截至12月底完成值", "分值", "自评得分"),
    "planned": ("计划完成值", "实际完成值", "权重", "自评分"),
    "绩效": ("绩效指标值", "绩效完成值", "满分值", "得分值"),
    "short": ("目标", "完成", "权重", "评分"),
}


@pytest.mark.parametrize("words", HEADINGS.values(), ids=HEADINGS.keys())
def test_more_headings_of_targets_actuals_and_points(words):
    found = drawn("|".join(("三级指标", *words)), "参保率|≥95%|96%|10|9")
    assert short(found, "name", "target", "actual", "weight", "score") == [("参保率", "≥95%", "96%", "10", "9")]
    assert told(found) == []


def test_a_column_that_nobody_knows_is_shown_with_its_cells():
    found = drawn("三级指标|指标值|完成值|完成率|得分", "参保率|95%|96%|101%|9", "满意度|90%|91%||9")
    assert short(found, "name", "actual", "score") == [("参保率", "96%", "9"), ("满意度", "91%", "9")]
    assert [str(row.place) for row in found.unrecognised] == ["第1个表第1行第4格"]
    assert told(found) == [("“完成率”一栏没有读", "第2行 101%")]


def test_a_column_of_the_funds_that_nobody_knows_is_shown():
    found = drawn("资金来源|全年预算数|调剂数|全年执行数", "中央资金|10|2|9")
    assert found.value["funds"] == [{"source": "中央资金", "budget": "10", "actual": "9"}]
    assert told(found) == [("“调剂数”一栏没有读", "第2行 2")]


def test_a_column_of_the_management_that_nobody_knows_is_shown():
    found = drawn("资金管理情况|情况说明|存在问题和改进措施|整改时限", "分配科学性|按因素法分配|无|年底前")
    rows = [{"aspect": "分配科学性", "statement": "按因素法分配", "problem": "无"}]
    assert (found.value["management"], told(found)) == (rows, [("“整改时限”一栏没有读", "第2行 年底前")])


def test_numbered_groups_across_the_form():
    document = docx.Document()
    heading = "序号|绩效指标|年初目标值|完成值|分值|自评分".split("|")
    rows = ["1|参保率|≥95%|96%|20|20", "2|到位率|100%|98%|30|29"]
    plain = [[(text, 1) for text in row.split("|")] for row in rows]
    table(
        document,
        [
            [(text, 1) for text in heading],
            [("一", 1), ("产出指标（50分）", 5)],
            plain[0],
            [("二", 1), ("效益指标（30分）", 5)],
            plain[1],
            [(text, 1) for text in "|合计|||50|49".split("|")],
        ],
    )
    found = read(document)
    assert short(found, "level1", "name", "score") == [
        ("产出指标（50分）", "参保率", "20"),
        ("效益指标（30分）", "到位率", "29"),
    ]
    assert (found.value["total_score"], found.unrecognised) == ("49", [])


def test_numbered_groups_that_are_not_merged():
    found = drawn("序号|绩效指标|目标值|完成值|分值|得分", "一|产出指标||||", "1|参保率|95%|96%|20|20")
    assert short(found, "level1", "name") == [("产出指标", "参保率")]


def test_kinds_of_indicators_are_the_first_level():
    found = drawn(
        "指标类型|指标名称|计划完成值|实际完成值|自评得分|权重", "产出|培训场次|5场|6场|9|10", "加权合计||||9|10"
    )
    names = ("level1", "name", "target", "actual", "score", "weight")
    assert short(found, *names) == [("产出", "培训场次", "5场", "6场", "9", "10")]
    assert found.value["total_score"] == "9"


def test_the_guarded_process_gives_the_same():
    document = docx.Document()
    centred(document, "2023年度绩效自评表")
    rows = ("三级指标|指标值|完成值|完成率|得分", "参保率|95%|96%|101%|9")
    table(document, [[(text, 1) for text in row.split("|")] for row in rows])
    found = read(document)
    assert [type(row) for row in found.unrecognised] == [Unrecognised]
    assert recognised(run_guarded("recognise_docx", saved(document), {"which": 1})) == found


def test_more_headings_than_any_report_has():
    document = docx.Document()
    for at in range(520):
        document.add_paragraph(f"标题{at}", style="Heading 1")
    found = read(document)
    assert len(found.value["narrative"]) == 500
    assert found.warnings[-1] == "正文标题超过 500 行，后面的 20 行没有读，请核对文件。"
