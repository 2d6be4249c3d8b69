"""The text around the form: title, headings by style or number, tables, and each indicator's paragraphs."""

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from reports.exchange.word.outline import numbered_level
from tests.reports.exchange.word import making
from tests.reports.exchange.word.making import table
from tests.reports.exchange.word.test_recognising import COLUMNS, THREE, read


def text(*lines: str):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def with_form(document):
    table(document, making.indicators(THREE, COLUMNS))
    return document


def sections(found) -> list[tuple[int, str, str]]:
    return [(part["level"], part["heading"], part["body"]) for part in found.value["narrative"]]


LEVELS = [
    ("一、绩效目标分解下达情况", 1),
    ("十二、其他", 1),
    ("第一部分 基本情况", 1),
    ("（一）资金投入情况分析", 2),
    ("(三)项目背景及情况。", 2),
    ("1.项目资金执行情况分析", 3),
    ("2、资金到位情况", 3),
    ("（1）数量指标", 4),
    ("(2)质量指标", 4),
    ("①参保人数", 5),
    ("1.5万人参保", 0),
    ("2023年参保情况", 0),
    ("1.参保情况。全市参保673022人，完成目标。", 0),
    ("（一）丰富宣传手段，提升宣传质量。各县（区）经办机构要参考米易县的做法。", 0),
    ("一是加强领导", 0),
    ("1.完成参保任务；", 0),
    ("目标值：100%", 0),
    ("", 0),
]


@pytest.mark.parametrize(("line", "level"), LEVELS)
def test_level_of_a_numbered_line(line, level):
    assert numbered_level(line) == level


def test_headings_by_number_with_their_bodies():
    document = text(
        "2022年度医疗救助绩效自评报告",
        "现将情况报告如下：",
        "一、基本情况",
        "（一）资金",
        "安排 100 万元。",
        "第二段。",
        "二、建议",
        "无。",
    )
    document.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    found = read(with_form(document))
    assert found.value["title"] == "2022年度医疗救助绩效自评报告"
    assert found.value["year"] == 2022
    assert sections(found) == [
        (1, "", "现将情况报告如下："),
        (1, "一、基本情况", ""),
        (2, "（一）资金", "安排 100 万元。\n\n第二段。"),
        (1, "二、建议", "无。"),
    ]


def test_headings_by_style_begin_at_the_first_level():
    """A file whose title is heading 1 has its chapters at heading 2."""
    document = docx.Document()
    document.add_paragraph("2022年度医疗救助绩效自评报告", style="Heading 1")
    for heading, level in (("基本情况", 2), ("资金", 3), ("建议", 2)):
        document.add_paragraph(heading, style=f"Heading {level}")
        document.add_paragraph(f"{heading}的内容。")
    found = read(with_form(document))
    assert found.value["title"] == "2022年度医疗救助绩效自评报告"
    assert sections(found) == [
        (1, "基本情况", "基本情况的内容。"),
        (2, "资金", "资金的内容。"),
        (1, "建议", "建议的内容。"),
    ]


def test_short_bold_lines_where_nothing_else_tells_a_heading():
    document = docx.Document()
    for heading in ("工作开展", "下步打算"):
        document.add_paragraph().add_run(heading).bold = True
        document.add_paragraph("内容是这样的。")
    assert sections(read(document)) == [(1, "工作开展", "内容是这样的。"), (1, "下步打算", "内容是这样的。")]


def test_a_title_of_several_lines_and_the_line_above_it():
    document = text(
        "附件1", "上海市医疗保障局", "2022年度中央转移支付资金", "绩效自评报告", "一、情况", "好。", "二、建议"
    )
    for paragraph in document.paragraphs[1:4]:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    found = read(document)
    assert found.value["title"] == "2022年度中央转移支付资金绩效自评报告"
    assert sections(found) == [(1, "", "上海市医疗保障局"), (1, "一、情况", "好。"), (1, "二、建议", "")]


DROPPED = [
    "— 3 —",
    "- 12 -",
    "－4－",
    "第 3 页",
    "第3页 共12页",
    "目  录",
    "一、基本情况........1",
    "（一）资金  ……  3",
]


@pytest.mark.parametrize("line", DROPPED)
def test_page_numbers_and_contents_are_no_text(line):
    assert sections(read(text("一、情况", "甲。", line, "乙。", "二、建议", "无。"))) == [
        (1, "一、情况", "甲。\n\n乙。"),
        (1, "二、建议", "无。"),
    ]


def test_a_written_table_becomes_lines():
    document = text("一、情况", "见下表。")
    table(document, [(("区", 1), ("金额|万元", 1)), (("黄浦", 1), ("1,754", 1)), ((None, 1), ("700", 1))])
    document.add_paragraph("二、建议")
    document.add_paragraph("无。")
    assert sections(read(with_form(document)))[0] == (
        1,
        "一、情况",
        "见下表。\n\n| 区 | 金额\\|万元 |\n| 黄浦 | 1,754 |\n|  | 700 |",
    )


def test_the_goal_table_of_the_text_stands_for_the_portals_own():
    document = text("一、情况", "指标见表2。")
    table(document, making.indicators(THREE, COLUMNS[:4]))
    document.add_paragraph("二、建议")
    found = read(with_form(document))
    assert sections(found)[0] == (1, "一、情况", "指标见表2。\n\n{{goal_table}}")
    assert (found.forms, len(found.value["indicators"])) == (1, 3)


def test_notes_below_the_form_are_the_forms():
    document = with_form(text("一、情况", "好。", "二、建议", "无。", "附表", "医疗救助绩效自评表", "（2022年度）"))
    for line in ("注：1.资金使用单位按项目绩效目标填报。", "2.其他资金包括自有资金。", "3.全年执行数是实际支出。"):
        document.add_paragraph(line)
    found = read(document)
    assert sections(found) == [(1, "一、情况", "好。"), (1, "二、建议", "无。")]
    assert (found.value["year"], found.value["title"]) == (2022, "医疗救助绩效自评表（2022年度）")


# --- what belongs to an indicator -------------------------------------------------------------------------

SECTION = ("一、情况", "好。", "二、绩效指标完成情况分析")


def explanations(*lines: str) -> list[str]:
    return [row["explanation"] for row in read(with_form(text(*SECTION, *lines))).value["indicators"]]


EXPLAINED = {
    "named": (
        ["指标1：参保人数", "目标值：≥90万人", "完成95万人。"],
        ["指标1：参保人数\n\n目标值：≥90万人\n\n完成95万人。", "", ""],
    ),
    "name and target in one line": (["指标1：参保人数≥90万人", "完成。"], ["指标1：参保人数≥90万人\n\n完成。", "", ""]),
    "another wording at the same place": (
        ["（1）质量指标", "指标1：全市综合参保率情况", "达到 94%。"],
        ["", "指标1：全市综合参保率情况\n\n达到 94%。", ""],
    ),
    "a heading that is the name": (["（1）参保人数", "完成95万人。"], ["完成95万人。", "", ""]),
    "another indicator's": (["指标1：森林覆盖面积", "完成。"], ["", "", ""]),
    "two": (
        ["1.数量指标", "指标1：参保人数", "甲。", "2.满意度指标", "指标1：群众满意度", "乙。"],
        ["指标1：参保人数\n\n甲。", "", "指标1：群众满意度\n\n乙。"],
    ),
    "a short numbered line inside": (
        ["指标1：参保人数", "主要做法：", "1.加强宣传", "各区都做了。"],
        ["指标1：参保人数\n\n主要做法：\n\n1.加强宣传\n\n各区都做了。", "", ""],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), EXPLAINED.values(), ids=EXPLAINED.keys())
def test_paragraphs_under_an_indicators_name(lines, expected):
    assert explanations(*lines) == expected


def test_what_belongs_to_no_indicator_stays_in_the_text():
    found = read(with_form(text(*SECTION, "总体较好。", "指标1：森林覆盖面积", "完成。", "三、建议")))
    assert sections(found)[1] == (1, "二、绩效指标完成情况分析", "总体较好。\n\n指标1：森林覆盖面积\n\n完成。")
