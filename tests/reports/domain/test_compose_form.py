"""The 自评表 of the five forms: words, columns, computed figures, places of values."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain import facts
from reports.domain.compose import Labels
from reports.domain.compose.values import percent, plain
from reports.domain.document import Paragraph, Title
from tests.factories import MEDICAL, RESIDENT, SERVICE, fixture_facts
from tests.reports.composing import band, cells, form_of, report_of, rows, tables, texts, uncovered, value_of

JISHAN, PANZHIHUA = "jishan-2020-resident-insurance", "panzhihua-2021-finance-evaluation"
ALL = (RESIDENT, MEDICAL, SERVICE, JISHAN, PANZHIHUA)


def minimal(**more) -> facts.Report:
    base = facts.Report(form="A", year=2024, program="某补助", organization="某局", title="某报告")
    return replace(base, **more)


@pytest.mark.parametrize(
    ("name", "block", "head"),
    [
        (RESIDENT, "funds", ["项目资金（万元）", "", "全年预算数（A）", "全年执行数（B）", "预算执行率（B/A）"]),
        (RESIDENT, "goals", ["年度目标", "年初设定目标", "全年实际完成情况"]),
        (
            RESIDENT,
            "indicators",
            ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "全年完成值", "未完成原因和改进措施"],
        ),
        (SERVICE, "funds", ["资金投入情况（万元）", "", "全年预算数（A）", "全年执行数（B）", "预算执行率（B/A）"]),
        (SERVICE, "management", ["资金管理情况", "", "情况说明", "存在问题和改进措施"]),
        (SERVICE, "goals", ["总体目标完成情况", "总体目标", "全年实际完成情况"]),
        (
            SERVICE,
            "indicators",
            ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "全年实际完成值", "未完成原因和改进措施"],
        ),
        (
            MEDICAL,
            "funds",
            ["资金情况", "", "全年预算数（A）", "全年执行数（B）", "分值", "预算执行率（C=B/A*100%）", "得分"],
        ),
        (MEDICAL, "goals", ["总体目标完成情况", "总体目标", "全年实际完成情况"]),
        (
            MEDICAL,
            "indicators",
            [
                *("绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "全年实际完成值", "分值", "得分"),
                "未完成原因和改进措施",
            ],
        ),
        (
            JISHAN,
            "funds",
            ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ),
        (
            JISHAN,
            "indicators",
            [
                *("绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
                "偏差原因分析及改进措施",
            ],
        ),
        (PANZHIHUA, "indicators", ["分值", "一级指标", "二级指标", "三级指标", "评价要点及说明", "得分"]),
    ],
)
def test_block_has_the_forms_own_headings(name: str, block: str, head: list[str]) -> None:
    assert texts(band(form_of(fixture_facts(name)), block).head[0]) == head


def test_headers_of_the_three_forms() -> None:
    assert rows(band(form_of(fixture_facts(RESIDENT)), "header")) == [
        ["转移支付（项目）名称", "城乡居民医保补助资金"],
        ["中央主管部门", "国家医疗保障局"],
        ["地方主管部门", "上海市医疗保障局", "实施单位", "上海市医疗保险事业管理中心"],
    ]
    assert texts(band(form_of(fixture_facts(SERVICE)), "header").rows[2])[2] == "资金使用单位"
    assert rows(band(form_of(fixture_facts(MEDICAL)), "header")) == [
        ["专项转移支付名称", "城乡医疗救助专项补助"],
        ["市级主管部门", "市医疗保障局"],
    ]


def test_form_c_prints_the_central_department_where_it_is_filled() -> None:
    report = replace(fixture_facts(MEDICAL), central_department="国家医疗保障局")
    assert ["中央主管部门", "国家医疗保障局"] in rows(band(form_of(report), "header"))


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        (RESIDENT, ["header", "funds", "goals", "indicators"]),
        (SERVICE, ["header", "funds", "management", "goals", "indicators", "remarks"]),
        (MEDICAL, ["header", "funds", "goals", "indicators", "remarks"]),
        (JISHAN, ["header", "funds", "goals", "indicators"]),
        (PANZHIHUA, ["indicators"]),
    ],
)
def test_blocks_stand_in_the_forms_order(name: str, blocks: list[str]) -> None:
    assert [band.name for band in tables(form_of(fixture_facts(name)))[0].bands] == blocks


def test_remarks_on_a_form_without_that_row_are_not_lost() -> None:
    report = replace(fixture_facts(RESIDENT), remarks="另见附件")
    assert rows(band(form_of(report), "remarks")) == [["说明", "另见附件"]]


def test_funds_of_form_b_as_printed_with_computed_rates() -> None:
    assert rows(band(form_of(fixture_facts(SERVICE)), "funds"))[1:] == [
        ["年度资金总额：", "19114.20", "8170.98", "42.7%"],
        ["其中：中央财政资金", "10789.00", "456.96", "4.2%"],
        ["　　　地方资金", "0.00", "0.00", "—"],
        ["　　　其他资金", "8325.20", "7714.02", "92.7%"],
    ]


def test_funds_of_form_a_keep_two_places_and_blanks() -> None:
    assert rows(band(form_of(fixture_facts(RESIDENT)), "funds"))[1:] == [
        ["年度资金总额：", "21154", "21154", "100.00%"],
        ["其中：中央资金", "21154", "21154", "100.00%"],
        ["　　　地方资金", "", "", ""],
        ["　　　其他资金", "", "", ""],
    ]


def test_funds_of_form_c_score_the_total_line_alone() -> None:
    assert rows(band(form_of(fixture_facts(MEDICAL)), "funds"))[1:] == [
        ["年度资金总额", "25522", "25522", "10", "100%", "10"],
        ["其中：市对区转移支付", "25522", "25522", "-", "100%", "-"],
        ["　　　区级资金", "", "-", "-", "—", "-"],
        ["　　　其他资金", "", "-", "-", "—", "-"],
    ]


def test_total_line_is_summed_from_the_lines_not_copied() -> None:
    report = minimal(
        funds_total=facts.FundLine(budget="1", actual="1"),
        funds=(facts.FundLine("甲", "0.10", "-0.1"), facts.FundLine("乙", "0.20", "0.3")),
    )
    assert rows(band(form_of(report), "funds"))[1] == ["年度资金总额：", "0.30", "0.2", "66.67%"]


@pytest.mark.parametrize(
    ("rate", "places", "trim", "text"),
    [
        (Decimal("8170.98") / Decimal("19114.20"), 1, False, "42.7%"),
        (Decimal("8170.98") / Decimal("19114.20"), 2, False, "42.75%"),
        (Decimal("456.96") / Decimal("10789"), 1, False, "4.2%"),
        (Decimal("0.42750"), 1, False, "42.8%"),
        (Decimal(1), 2, True, "100%"),
        (Decimal("0.9910"), 2, True, "99.1%"),
        (Decimal(0), 2, True, "0%"),
        (Decimal("-0.00001"), 2, True, "0%"),
        (Decimal("1E+40"), 1, False, "1" + "0" * 42 + ".0%"),
        (None, 2, False, ""),
    ],
)
def test_rate_is_rounded_once_half_up(rate: Decimal | None, places: int, trim: bool, text: str) -> None:
    assert percent(rate, places, trim) == text


@pytest.mark.parametrize(
    ("value", "trim", "text"),
    [("5.00", True, "5"), ("5.00", False, "5.00"), ("100", True, "100"), ("1E+3", False, "1000"), ("-0", True, "0")],
)
def test_numbers_print_plainly(value: str, trim: bool, text: str) -> None:
    assert plain(Decimal(value), trim) == text


def test_awarded_score_prints_as_typed_else_the_computed_one() -> None:
    rows_ = (
        facts.Indicator("甲", target="≥100", actual="100", weight="50", score="49.50"),
        facts.Indicator("乙", target="≥100", actual="100", weight="40"),
    )
    report = minimal(form="C", indicators=rows_, execution_weight="10", funds=(facts.FundLine("资金", "100", "100"),))
    document = form_of(report)
    assert value_of(document, "indicators[0].score") == "49.50"
    assert value_of(document, "indicators[1].score") == "40"
    assert value_of(document, "funds_total.score") == "10"
    assert rows(band(document, "indicators"))[-1] == ["总分", "100", "99.5", ""]


def test_groups_of_equal_neighbours_share_one_cell() -> None:
    document = form_of(fixture_facts(MEDICAL))
    groups = [(cell.text, cell.rowspan) for cell in cells(document) if cell.key.endswith((".level1", ".level2"))]
    assert groups[:3] == [("产出指标", 8), ("数量指标", 1), ("质量指标", 2)]
    assert sum(span for text, span in groups if text in ("产出指标", "效果指标", "满意度指标")) == 19


def test_same_level_2_under_another_level_1_is_another_group() -> None:
    report = minimal(
        indicators=tuple(facts.Indicator(f"{i}", level1=level, level2="质量指标") for i, level in enumerate("甲乙"))
    )
    keys = [cell.key for cell in cells(form_of(report)) if cell.key.endswith("level2")]
    assert keys == ["indicators[0].level2", "indicators[1].level2"]


def expected_keys(report: facts.Report) -> set[str]:
    """Every value the form has a cell for."""
    fields = {"A": "target actual reason", "B": "target actual reason", "E": "criterion weight score"}.get(
        report.form, "target actual reason weight score"
    )
    keys = {f"indicators[{i}].{field}" for i in range(len(report.indicators)) for field in ("name", *fields.split())}
    if report.form in "CDE":
        keys.add("total_score")
    if report.form == "E":
        return keys
    money = ["budget", "actual", "rate"] + (["score"] if report.form in "CD" else [])
    money += ["initial"] if report.form == "D" else []
    keys |= {f"funds_total.{field}" for field in money} | {"program", "local_department"}
    keys |= {f"funds[{i}].{field}" for i in range(len(report.funds)) for field in ("source", *money)}
    keys |= {f"goals[{i}].{side}" for i in range(len(report.goals)) for side in ("target", "actual")}
    keys |= {"execution_weight"} if report.form in "CD" else set()
    keys |= {"implementing_unit"} if report.form in "ABD" else set()
    keys |= {"central_department"} if report.form in "AB" else set()
    keys |= {"remarks"} if report.form in "BC" else set()
    if report.form == "B":
        for i in range(len(report.management)):
            keys |= {f"management[{i}].{field}" for field in ("aspect", "statement", "problem")}
    return keys


@pytest.mark.parametrize("name", ALL)
def test_every_value_has_one_cell_with_its_place(name: str) -> None:
    report = fixture_facts(name)
    keys = [cell.key for cell in cells(report_of(report)) if cell.key]
    assert len(keys) == len(set(keys))
    form = {cell.key for cell in cells(form_of(report)) if cell.key and not cell.key.endswith((".level1", ".level2"))}
    assert form == expected_keys(report)


@pytest.mark.parametrize("name", ALL)
def test_every_place_of_every_grid_is_covered_once(name: str) -> None:
    for table in tables(report_of(fixture_facts(name))):
        assert uncovered(table) == []
        assert abs(sum(table.widths) - 100) < 0.01


def test_titles_setting_before_narrative_before_default() -> None:
    report = fixture_facts(RESIDENT)
    labels = Labels.for_form("A", table_title="某市自评表", subtitle="（{year}）")
    assert form_of(report).blocks[0] == Title("上海市转移支付区域（项目）绩效目标自评表", "（2022年度）", "form")
    assert form_of(report, labels).blocks[0] == Title("某市自评表", "（2022）", "form")
    assert form_of(replace(report, narrative=())).title == "转移支付区域（项目）绩效目标自评表（2022年度）"


def test_notes_stand_under_form_b_alone() -> None:
    notes = [block.text for block in form_of(fixture_facts(SERVICE)).blocks if isinstance(block, Paragraph)]
    assert [note[:6] for note in notes] == ["注：1.资金", "2.其他资金", "3.全年执行"]
    assert not any(isinstance(block, Paragraph) for block in form_of(fixture_facts(RESIDENT)).blocks)


def test_unit_other_than_wan_yuan_is_named_on_every_form() -> None:
    for form in "ABCD":
        head = band(form_of(minimal(form=form, unit="元")), "funds").head[0]
        assert head.cells[0].text.endswith("（元）")


def test_form_e_prints_target_and_actual_under_the_criterion() -> None:
    text = value_of(form_of(fixture_facts(PANZHIHUA)), "indicators[3].criterion")
    assert text.endswith("标准值：98%－102%　实际：97.27%")


def test_form_b_without_management_lines_prints_the_seven_blank() -> None:
    printed = rows(band(form_of(minimal(form="B")), "management"))
    assert [row[-3] for row in printed[1:]] == list(Labels.for_form("B").aspects)


TEXT = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["-", "—", "0", "12.50", "－1", "XX%", "无"]
)
OPTIONAL = st.none() | TEXT


@given(
    st.builds(
        facts.Report,
        form=st.sampled_from(facts.FORMS),
        year=st.integers(2000, 2100),
        program=TEXT,
        organization=TEXT,
        title=TEXT,
        unit=st.sampled_from(facts.UNITS),
        execution_weight=TEXT,
        funds_total=st.none() | st.builds(facts.FundLine, score=OPTIONAL),
        funds=st.lists(st.builds(facts.FundLine, TEXT, OPTIONAL, OPTIONAL, OPTIONAL, score=OPTIONAL), max_size=3).map(
            tuple
        ),
        management=st.lists(st.builds(facts.ManagementLine, TEXT, TEXT, TEXT), max_size=2).map(tuple),
        goals=st.lists(st.builds(facts.Goal, TEXT, TEXT), max_size=2).map(tuple),
        indicators=st.lists(
            st.builds(facts.Indicator, name=TEXT, level1=st.sampled_from("甲乙"), level2=TEXT, target=TEXT,
                      actual=TEXT, weight=TEXT, score=TEXT, explanation=TEXT),
            max_size=4,
        ).map(tuple),
        narrative=st.lists(st.builds(facts.Section, TEXT, TEXT, st.integers(1, 5)), max_size=3).map(tuple),
        allocations=st.lists(st.builds(facts.Allocation, TEXT, TEXT, TEXT, TEXT, TEXT), max_size=2).map(tuple),
        allocations_total=st.none() | st.builds(facts.Allocation, TEXT, OPTIONAL, OPTIONAL, OPTIONAL, OPTIONAL),
        total_score=TEXT,
        remarks=TEXT,
    )
)  # fmt: skip
def test_whatever_can_be_stored_composes_into_right_tables(report: facts.Report) -> None:
    document = report_of(report)
    assert [place for table in tables(document) for place in uncovered(table)] == []
    keys = [cell.key for cell in cells(document) if cell.key]
    assert len(keys) == len(set(keys))
