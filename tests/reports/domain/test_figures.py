"""Live figures: the texts that stand between double braces, and the report with them filled in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain import facts
from reports.domain.checks import find_all
from reports.domain.document import Chart
from reports.domain.evaluate import evaluate
from reports.domain.figures import figures_of, filled
from tests.factories import MEDICAL, REPORTS, RESIDENT, SERVICE, fixture_facts
from tests.reports.composing import report_of, tables

NAMES = sorted(path.stem for path in REPORTS.glob("*.json"))
JISHAN, PANZHIHUA = "jishan-2020-resident-insurance", "panzhihua-2021-finance-evaluation"


def row(name: str = "参保率", target: str = "≥95%", actual: str = "97.2%", **more) -> facts.Indicator:
    return facts.Indicator(name, target=target, actual=actual, **more)


def report(body: str = "", **more) -> facts.Report:
    base = facts.Report(
        form="C",
        year=2023,
        program="某补助",
        organization="某局",
        title="某报告",
        funds=(facts.FundLine("中央资金", "1,200.50", "600万元"), facts.FundLine("其中：地方资金", "", "-")),
        indicators=(row(),),
        narrative=(facts.Section("一、概况", body),),
    )
    return replace(base, **more)


def figures(given: facts.Report) -> dict[str, str]:
    return figures_of(given, evaluate(given))


def printed(body: str, **more) -> str:
    given = report(body, **more)
    return filled(given, evaluate(given)).narrative[0].body


def messages(given: facts.Report) -> list[str]:
    return [f.message for f in find_all(given, evaluate(given)) if f.code == "narrative.unknown_figure"]


def cells(given: facts.Report) -> dict[str, str]:
    """Place → text of every keyed cell of the printed form."""
    return {
        cell.key: cell.text
        for table in tables(report_of(given))
        for band in table.bands
        for line in (*band.head, *band.rows)
        for cell in line.cells
        if cell.key
    }


# --- the table of figures ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_figures_are_the_texts_of_the_printed_form(name):
    given = fixture_facts(name)
    found, form = figures(given), cells(given)
    pairs = [("预算数", "funds_total.budget"), ("执行数", "funds_total.actual"), ("执行率", "funds_total.rate")]
    for i, line in enumerate(given.funds):
        pairs.append((f"资金.{line.source}.执行率", f"funds[{i}].rate"))
    for i, entry in enumerate(given.indicators):
        pairs += [(f"指标.{entry.name}.指标值", f"indicators[{i}].target")]
        pairs += [(f"指标.{entry.name}.完成值", f"indicators[{i}].actual")]
        pairs += [(f"指标.{entry.name}.得分", f"indicators[{i}].score")]
    compared = [(found[figure], form[key]) for figure, key in pairs if figure in found and key in form]
    assert len(compared) >= len(given.indicators)
    assert [one for one, _ in compared] == [other for _, other in compared]


@pytest.mark.parametrize(
    ("name", "figure", "text"),
    [
        (JISHAN, "执行率", "99%"),
        (JISHAN, "资金.当年财政拨款.执行数", "65.07"),
        (JISHAN, "资金.上年结转资金.执行数", ""),
        (JISHAN, "指标.指标1：全县参合人数.判定", "未达成"),
        (JISHAN, "指标.指标1：全县参合人数.差距", "79"),
        (PANZHIHUA, "总分", "90.5"),
        (PANZHIHUA, "指标.参保人数（万人）.完成值", "673022人"),
        (PANZHIHUA, "指标.参保人数（万人）.差距", "1978人"),
        (PANZHIHUA, "指标.收入预算完成率.差距", "0.73个百分点"),
        (PANZHIHUA, "指标.落实国家政策.完成值", ""),
        (RESIDENT, "年度", "2022"),
        (RESIDENT, "单位", "上海市医疗保障局"),
        (RESIDENT, "执行率", "100.00%"),
        (RESIDENT, "指标总数", "12"),
        (RESIDENT, "达成指标数", "10"),
        (RESIDENT, "未判定指标数", "2"),
        (RESIDENT, "指标.参保人数（人）.差距", ""),
        (SERVICE, "预算数", "19114.20"),
        (SERVICE, "执行率", "42.7%"),
        (SERVICE, "资金.中央财政资金.预算数", "10789.00"),
        (SERVICE, "资金.地方资金.执行率", "—"),
        (MEDICAL, "总分", "100"),
        (MEDICAL, "等级", "优"),
        (MEDICAL, "指标.资金结算准确率.分值", "5"),
        (MEDICAL, "指标.医疗救助总人次.判定", ""),
    ],
)
def test_figures_of_the_fixtures(name, figure, text):
    assert figures(fixture_facts(name))[figure] == text


def test_figures_stand_in_the_order_of_the_form():
    assert list(figures(report())) == [
        *("年度", "单位", "项目", "预算数", "执行数", "执行率"),
        *("指标总数", "达成指标数", "部分达成指标数", "未达成指标数", "未判定指标数"),
        *(
            f"资金.{source}.{column}"
            for source in ("中央资金", "地方资金")
            for column in ("预算数", "执行数", "执行率")
        ),
        *(f"指标.参保率.{column}" for column in ("指标值", "完成值", "判定", "差距")),
    ]


def test_columns_the_form_does_not_have_are_no_figures():
    plain = figures(report())
    scored = figures(report(indicators=(row(weight="50", score=""),)))
    assert {"总分", "等级", "指标.参保率.分值", "指标.参保率.得分"} == scored.keys() - plain.keys()
    assert (scored["总分"], scored["指标.参保率.得分"]) == ("50", "50")
    more = figures(report(funds=(facts.FundLine("中央资金", "10", "9", initial="", received="9.5"),)))
    assert {name: more[name] for name in more.keys() - plain.keys()} == {
        "年初预算数": "",
        "到位数": "9.5",
        "资金.中央资金.年初预算数": "",
        "资金.中央资金.到位数": "9.5",
    }


def test_awarded_total_prints_as_typed():
    given = report(indicators=(row(weight="100"),), total_score="98.50")
    assert figures(given)["总分"] == "98.50"


@pytest.mark.parametrize(
    ("typed", "unit", "text"),
    [
        ("25522", "万元", "25522"),
        ("25522万元", "万元", "25522"),
        ("25522 万", "万元", "25522"),
        ("19,114.20", "万元", "19,114.20"),
        (" -5 ", "万元", "-5"),
        ("300元", "元", "300"),
        ("-", "万元", ""),
        ("无", "万元", ""),
        ("", "元", ""),
    ],
)
def test_amount_is_the_number_of_its_cell_without_the_unit(typed, unit, text):
    given = report(funds=(facts.FundLine("中央资金", typed, "1"),), unit=unit)
    assert figures(given)["资金.中央资金.预算数"] == text


# --- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "资金.地方资金.执行率",
        "资金.其中：地方资金.执行率",
        "资金.其中:地方资金.执行率",
        " 资金 . 地方资金 . 执行率 ",
        "资金．地方资金．执行率",
    ],
)
def test_source_is_named_with_and_without_its_lead_and_blanks(name):
    assert printed(f"率{{{{{name}}}}}") == "率—"


def test_name_is_read_whatever_the_width_of_its_signs_and_blanks():
    rows = (row("参保 人数（人）", "≥1", "5"),)
    assert printed("{{指标.参保人数(人).完成值}}", indicators=rows) == "5"
    assert "指标.参保 人数（人）.完成值" in figures(report(indicators=rows))


def test_name_with_dots_is_one_name():
    assert printed("{{指标.DRG.DIP.完成值}}", indicators=(row("DRG.DIP"),)) == "97.2%"


def test_same_name_is_told_apart_by_level_two():
    rows = (row(level2="数量指标", actual="96%"), row(level2="质量指标", actual="98%"), row("满意度"))
    given = report("{{指标.参保率.完成值}}，{{指标.质量指标.参保率.完成值}}。", indicators=rows)
    assert filled(given, evaluate(given)).narrative[0].body == "{{指标.参保率.完成值}}，98%。"
    (message,) = messages(given)
    assert "{{指标.参保率.完成值}}" in message
    assert "同名" in message


def test_rows_that_nothing_tells_apart_have_no_figures():
    rows = (row(level2="数量指标"), row(level2="数量指标"), row("满意度"))
    found = figures(report(indicators=rows))
    assert {name.split(".")[1] for name in found if name.startswith("指标.")} == {"满意度"}


def test_level_two_never_takes_the_name_of_another_row():
    rows = (row("率", level2="甲", actual="1%"), row("率", level2="乙", actual="2%"), row("甲.率", actual="3%"))
    found = figures(report(indicators=rows))
    assert "指标.甲.率.完成值" not in found
    assert found["指标.乙.率.完成值"] == "2%"


def test_two_lines_of_one_source_have_no_figures():
    funds = (facts.FundLine("中央资金", "1", "1"), facts.FundLine("其中：中央资金", "2", "2"))
    given = report("{{资金.中央资金.预算数}}", funds=funds)
    assert not [name for name in figures(given) if name.startswith("资金.")]
    assert "同名" in messages(given)[0]


@pytest.mark.parametrize("name", ["{{执行率}}", "a}}b", "{", "长" * 200])
def test_name_that_cannot_stand_between_braces_has_no_figures(name):
    funds = (facts.FundLine(name, "1", "1"),)
    found = figures(report(indicators=(row(name),), funds=funds))
    assert not [figure for figure in found if figure.startswith(("指标.", "资金."))]


# --- filling ----------------------------------------------------------------------------------------


def test_figures_are_filled_in_bodies_and_explanations():
    given = report(
        "预算{{预算数}}万元，执行{{执行数}}万元，执行率{{执行率}}。",
        indicators=(row(explanation="完成{{指标.参保率.完成值}}。", reason="{{执行率}}"),),
    )
    done = filled(given, evaluate(given))
    assert done.narrative[0].body == "预算1200.50万元，执行600万元，执行率49.98%。"
    assert (done.indicators[0].explanation, done.indicators[0].reason) == ("完成97.2%。", "{{执行率}}")


@pytest.mark.parametrize(
    "body",
    [
        "没有花括号。",
        "{{goal_table}}",
        "{{allocation_table}}\n\n{{chart:参保人数}}",
        "{{未知}}",
        "{{资金.地方资金.预算数}}",
        "{{}}",
        "{{执行率}",
        "{{执\n行率}}",
        "{执行率}",
    ],
)
def test_nothing_to_fill_gives_the_same_report(body):
    given = report(body)
    assert filled(given, evaluate(given)) is given


@pytest.mark.parametrize("name", NAMES)
def test_fixtures_have_nothing_to_fill(name):
    given = fixture_facts(name)
    assert filled(given, evaluate(given)) is given


def test_texts_that_do_not_change_stay_the_same_objects():
    sections = (facts.Section("一", "甲"), facts.Section("二", "{{年度}}"))
    given = report(narrative=sections)
    done = filled(given, evaluate(given))
    assert done.narrative[0] is sections[0]
    assert done.indicators is given.indicators


def test_filled_text_is_never_read_for_figures_again():
    rows = (row("甲", actual="{{执行率}}"), row("乙", actual="{{goal_table}}"), row("丙", actual="| a | b |"))
    bodies = "{{指标.甲.完成值}}\n\n{{指标.乙.完成值}}\n\n{{指标.丙.完成值}}"
    assert printed(bodies, indicators=rows) == "｛｛执行率｝｝\n\n｛｛goal_table｝｝\n\n｜ a ｜ b ｜"
    assert len(tables(report_of(report(bodies, indicators=rows)))) == len(
        tables(report_of(report("无", indicators=rows)))
    )


def test_value_of_several_lines_stays_in_its_sentence():
    assert printed("完成{{指标.参保率.完成值}}。", indicators=(row(actual="医疗机构45%\n\n病种71%"),)) == (
        "完成医疗机构45% 病种71%。"
    )


def test_outer_braces_stay_outside():
    assert printed("{{{执行率}}}") == "{49.98%}"


def test_figure_stands_in_a_written_table():
    given = report("| 来源 | 执行率 |\n| 合计 | {{执行率}} |")
    (written, *_) = tables(report_of(given))
    assert [cell.text for cell in written.bands[0].rows[0].cells] == ["合计", "49.98%"]


def test_report_prints_figures_tables_and_charts():
    series = (facts.Series("参保人数", "人", (facts.Point(2022, "5"),)),)
    document = report_of(report("{{chart:参保人数}}\n\n执行率{{执行率}}，见{{未知}}。", series=series))
    assert any(isinstance(block, Chart) for block in document.blocks)
    assert any(getattr(block, "text", "") == "执行率49.98%，见{{未知}}。" for block in document.blocks)


# --- checks -----------------------------------------------------------------------------------------


def test_figures_never_contradict_the_table_they_come_from():
    body = (
        "项目资金全年预算数{{预算数}}万元，全年执行数{{执行数}}万元，执行率{{执行率}}，参保率{{指标.参保率.完成值}}。"
    )
    given = report(body)
    assert [f.code for f in find_all(given, evaluate(given)) if f.code.startswith("narrative.")] == []
    other = report(body.replace("{{预算数}}", "1300"))
    assert "narrative.figure_mismatch" in [f.code for f in find_all(other, evaluate(other))]


def test_unit_typed_twice_behind_a_figure_is_found():
    given = report("执行数{{执行数}}万元万元。")
    assert "narrative.repeated_unit" in [f.code for f in find_all(given, evaluate(given))]


def test_unknown_blank_and_misplaced_figures_are_named():
    found = messages(report("甲{{goal_table}}乙{{资金.地方资金.预算数}}丙{{指标.没有.完成值}}丁{{执行率}}。"))
    assert [message.split("“")[2].split("，")[0] for message in found] == [
        "{{goal_table}}”应单独成一段",
        "{{资金.地方资金.预算数}}”在表中还没有内容",
        "{{指标.没有.完成值}}”不是已有的表、图或数据名称",
    ]


def test_explanation_with_an_unknown_figure_is_named():
    given = report(indicators=(row(explanation="{{完成值}}"),))
    (finding,) = [f for f in find_all(given, evaluate(given)) if f.code == "narrative.unknown_figure"]
    assert finding.where == "indicators[0].explanation"


# --- properties -------------------------------------------------------------------------------------

pieces = st.sampled_from(
    ["{{", "}}", "{", "}", "执行率", "资金.", "指标.", "参保率", ".完成值", "|", "\n", "。", "其中："]
)
texts = st.lists(pieces | st.text(max_size=4), max_size=12).map("".join)


@given(body=texts, name=texts, source=texts, actual=texts)
def test_filling_never_raises_and_only_replaces_known_figures(body, name, source, actual):
    given = report(body, indicators=(row(name, actual=actual),), funds=(facts.FundLine(source, "2", "1"),))
    evaluation = evaluate(given)
    done = filled(given, evaluation)
    if "{{" not in body:
        assert done is given
    known = [text for text in figures_of(given, evaluation).values() if text]
    if done is not given:
        assert known
        assert done.narrative[0].body != body
    find_all(given, evaluation)


@given(name=st.text(st.characters(exclude_characters="{}\n"), max_size=30).filter(lambda text: "执行率" not in text))
def test_unknown_names_stay_as_written(name):
    given = report(f"甲{{{{没有{name}}}}}乙")
    assert filled(given, evaluate(given)) is given


@given(actual=texts)
def test_a_value_brings_no_braces_bars_or_lines(actual):
    given = report("{{指标.参保率.完成值}}", indicators=(row(actual=actual),))
    text = filled(given, evaluate(given)).narrative[0].body
    assert text == "{{指标.参保率.完成值}}" or not set(text) & set("{}|\n")
