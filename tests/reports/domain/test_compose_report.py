"""The full report: narrative, tables in it, explanations in their places, the form behind it."""

from dataclasses import replace

import pytest

from reports.domain import facts
from reports.domain.compose import compose_form, compose_report
from reports.domain.document import Chart, Heading, PageBreak, Paragraph, Title
from reports.domain.evaluate import evaluate
from tests.factories import MEDICAL, RESIDENT, SERVICE, fixture_facts
from tests.reports.composing import band, cells, prose, report_of, rows, tables

NAMES = (RESIDENT, MEDICAL, SERVICE)


def report_with(body: str = "", **more) -> facts.Report:
    section = facts.Section("一、概况", body)
    base = facts.Report(
        form="A", year=2023, program="某补助", organization="某局", title="某报告", narrative=(section,)
    )
    return replace(base, **more)


def row(name: str, level1: str = "", level2: str = "", explanation: str = "说明", target: str = "") -> facts.Indicator:
    return facts.Indicator(name, level1, level2, target, explanation=explanation)


def sections(*headings: tuple[int, str]) -> tuple[facts.Section, ...]:
    return tuple(facts.Section(heading, "", level) for level, heading in headings)


def parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def body(report: facts.Report) -> list[tuple[str, str]]:
    """The narrative's lines, without title and form."""
    document = report_of(report)
    end = document.blocks.index(PageBreak())
    return prose(replace(document, blocks=document.blocks[:end]))


def test_order_is_title_narrative_new_page_form() -> None:
    document = report_of(fixture_facts(RESIDENT))
    blocks = document.blocks
    assert blocks[0] == Title(document.title)
    at = blocks.index(PageBreak())
    assert blocks[at + 1] == Paragraph("附表", style="flush")
    assert blocks[at + 2] == Title("上海市转移支付区域（项目）绩效目标自评表", "（2022年度）", "form")
    assert ("body", "附表：上海市转移支付区域（项目）绩效目标自评表（2022年度）") in prose(document)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_of_the_narrative_prints_once_and_in_order(name: str) -> None:
    report = fixture_facts(name)
    printed = [text for _, text in body(report)]
    explained = [part for row in report.indicators for part in parts(row.explanation)]
    own = [part for section in report.narrative for part in parts(section.body)]
    for part in explained:
        assert printed.count(part) == explained.count(part) + own.count(part), part
    at = printed.index(explained[0])
    headings = {section.heading for section in report.narrative}
    assert [text for text in printed[at:] if text in explained and text not in headings] == explained
    headings = [text for kind, text in body(report) if kind.startswith("h")]
    assert headings == [section.heading for section in report.narrative if section.heading]
    for section in report.narrative:
        for paragraph in parts(section.body):
            assert paragraph in printed or paragraph.startswith(("|", "{{"))


@pytest.mark.parametrize(
    ("name", "heading", "first"),
    [
        (RESIDENT, "（2）质量指标", "指标1：以户籍人口为基础计算的基本医保综合参保率(%)"),
        (RESIDENT, "（1）服务对象满意度", "指标1：参保对象满意度"),
        (MEDICAL, "6.可持续影响指标", "指标1：城乡医疗救助资金使用情况信息公示"),
        (SERVICE, "(1)社会效益", "指标1：医保法治建设能力有所提高"),
    ],
)
def test_explanations_stand_under_the_heading_that_names_their_level(name: str, heading: str, first: str) -> None:
    printed = [text for _, text in body(fixture_facts(name))]
    assert printed[printed.index(heading) + 1] == first


def test_explanation_without_lead_lines_gets_them_numbered_within_its_level_2() -> None:
    report = report_with(
        narrative=sections((1, "二、绩效指标完成情况分析"), (2, "数量指标"), (1, "三、其他")),
        indicators=(
            row("甲", "产出指标", "数量指标", "指标1：甲\n\n已完成。"),
            row("乙", "产出指标", "数量指标", "已完成，\n见附件。\n\n第二段", "≥5"),
        ),
    )
    assert body(report)[2:-1] == [
        *(("body", text) for text in ("指标1：甲", "已完成。", "指标2：乙", "目标值：≥5")),
        ("body", "已完成，\n见附件。"),
        ("body", "第二段"),
    ]


def test_explanation_falls_back_to_level_1_then_to_the_sections_end() -> None:
    report = report_with(
        narrative=sections(
            (1, "二、绩效指标分析"), (2, "1.产出指标"), (3, "（1）数量指标"), (2, "2.效益指标"), (1, "三、其他")
        ),
        indicators=(
            row("末", "满意度指标", "服务"),
            row("成本", "产出指标", "成本指标"),
            row("量", "产出", "数量指标"),
        ),
    )
    texts = [text for _, text in body(report) if not text.startswith("说明")]
    assert texts == [
        *("二、绩效指标分析", "1.产出指标", "指标1：成本", "（1）数量指标", "指标1：量", "2.效益指标"),
        *("指标1：末", "三、其他"),
    ]


def test_same_level_2_name_goes_under_the_heading_of_its_own_level_1() -> None:
    report = report_with(
        narrative=sections((1, "绩效指标完成情况"), (2, "产出指标"), (3, "质量指标"), (2, "效益指标"), (3, "质量指标")),
        indicators=(row("后", "效益指标", "质量指标"), row("前", "产出指标", "质量指标")),
    )
    assert [text for _, text in body(report)] == [
        *("绩效指标完成情况", "产出指标", "质量指标", "指标1：前", "说明"),
        *("效益指标", "质量指标", "指标1：后", "说明"),
    ]


def test_section_on_completion_is_preferred_to_an_earlier_mention() -> None:
    report = report_with(
        narrative=sections((1, "一、绩效指标设定"), (1, "二、绩效指标完成情况分析")), indicators=(row("甲"),)
    )
    assert [text for _, text in body(report)][1:3] == ["二、绩效指标完成情况分析", "指标1：甲"]


def test_without_such_a_section_explanations_follow_under_a_heading_of_their_own() -> None:
    assert body(report_with("正文", indicators=(row("甲"), row("乙", explanation=" ")))) == [
        *(("h1", "一、概况"), ("body", "正文"), ("h1", "绩效指标完成情况分析")),
        *(("body", "指标1：甲"), ("body", "说明")),
    ]


def test_written_table_merges_leading_blanks_and_keeps_escaped_bars() -> None:
    report = report_with("表1 某表\n| 级 | 名 | 值 |\n| 产出 | 甲\\|乙 | 1 |\n|  | 丙 |  |\n|  |  | 3 |\n后文")
    document = report_of(report)
    written = band(document, "written")
    assert rows(written) == [["级", "名", "值"], ["产出", "甲|乙", "1"], ["丙", ""], ["3"]]
    assert [cell.rowspan for cell in written.rows[0].cells] == [3, 1, 1]
    assert [cell.rowspan for cell in written.rows[1].cells] == [2, 1]
    assert body(report)[1:] == [("caption", "表1 某表"), ("table", "written"), ("body", "后文")]


def test_written_table_of_ragged_lines_is_filled_up() -> None:
    written = band(report_of(report_with("| a | b | c |\n| |\n| d |")), "written")
    assert rows(written) == [["a", "b", "c"], ["", "", ""], ["d", "", ""]]


def test_service_report_prints_its_22_rows_with_three_groups() -> None:
    written = band(report_of(fixture_facts(SERVICE)), "written")
    assert len(written.rows) == 22
    assert [row.cells[0].text for row in written.rows if len(row.cells) == 4] == ["产出指标", "效益指标", "满意度指标"]
    assert [row.cells[0].rowspan for row in written.rows if len(row.cells) == 4] == [14, 7, 1]


def test_goal_table_has_the_indicators_with_their_targets() -> None:
    table = band(report_of(fixture_facts(MEDICAL)), "goal_table")
    assert rows(table)[0] == ["一级指标", "二级指标", "三级指标", "年度指标值"]
    assert rows(table)[1] == ["产出指标", "数量指标", "医疗救助总人次", "目标人群基本覆盖（按年度实际数据填列）"]
    assert len(table.rows) == 19


def test_allocation_table_names_the_years_and_ends_with_the_total() -> None:
    table = band(report_of(fixture_facts(MEDICAL)), "allocations")
    assert rows(table)[0] == ["区", "2021年清算数", "2023年预分配数", "2021年审计发现多支付资金", "建议下达数"]
    assert rows(table)[1] == ["黄浦", "-759.58", "1754", "-1.25", "994"]
    assert rows(table)[-1] == ["合计", "-5451.09", "31124", "-305.18", "25522"]


def test_allocation_total_without_a_printed_one_is_the_sum() -> None:
    lines = (facts.Allocation("甲", "-1.10", "2", "", "1"), facts.Allocation("乙", "0.05", "3", "", "3"))
    table = band(report_of(report_with("{{allocation_table}}", allocations=lines)), "allocations")
    assert rows(table)[-1] == ["合计", "-1.05", "5", "", "4"]


def test_table_asked_for_twice_has_its_places_once() -> None:
    lines = (facts.Allocation("甲", "1", "2", "3", "4"),)
    document = report_of(report_with("{{allocation_table}}\n\n{{allocation_table}}", allocations=lines))
    assert len(tables(document)) == 3
    assert [cell.key for cell in cells(document)].count("allocations[0].audit") == 1


def test_chart_stands_for_its_series_and_an_unknown_figure_prints_literally() -> None:
    series = (facts.Series("参保人数", "人", (facts.Point(2018, "708326"),)),)
    document = report_of(report_with("{{chart:参保人数}}\n\n{{chart:无}}\n\n共{{x}}人\n\n{{goal}}", series=series))
    assert Chart("参保人数", "人", ((2018, "708326"),)) in document.blocks
    assert [text for kind, text in prose(document) if kind == "body"] == ["{{chart:无}}", "共{{x}}人", "{{goal}}"]


def test_section_without_heading_prints_its_body_alone() -> None:
    document = report_of(report_with(narrative=(facts.Section("", "引言"),)))
    assert not any(isinstance(block, Heading) for block in document.blocks)
    assert ("body", "引言") in prose(document)


def test_hostile_lines_are_read_in_no_time() -> None:
    bodies = (
        "附表：" + "自评表 " * 20_000,
        "{{chart:" + " " * 60_000,
        "\n \n" * 30_000,
        "|" * 50_000,
        "| a " * 9_000 + "|",
    )
    for text in bodies:
        report_of(report_with(text))


def test_report_without_narrative_is_the_form_alone():
    report = fixture_facts("jishan-2020-resident-insurance")
    evaluation = evaluate(report)
    whole, form = compose_report(report, evaluation), compose_form(report, evaluation)
    assert whole.blocks[0] == Title("稷山县项目支出绩效自评表", "（2020年度）", "form")
    assert [block.bands for block in whole.blocks[1:]] == [block.bands for block in form.blocks[1:]]
