"""起草: what the figures already say, in the words of the official reports, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain import facts
from reports.domain.checks import find_all
from reports.domain.drafting import draft_explanation, draft_section
from reports.domain.evaluate import evaluate
from reports.domain.figures import filled
from reports.domain.rules import DEFAULT
from tests.factories import MEDICAL, REPORTS, RESIDENT, SERVICE, fixture_facts
from tests.reports.domain.checks import worlds

NAMES = sorted(path.stem for path in REPORTS.glob("*.json"))
PANZHIHUA = "panzhihua-2021-finance-evaluation"
BASE = facts.Report(
    form="B", year=2023, program="医疗救助补助资金", organization="霍岳县医疗保障局", title="霍岳县绩效自评报告"
)


def row(target: str = "≥75%", actual: str = "75.37%", name: str = "住院费用报销比例", **more) -> facts.Indicator:
    return facts.Indicator(name, level1="产出指标", level2="质量指标", target=target, actual=actual, **more)


def with_rows(*rows: facts.Indicator) -> facts.Report:
    return replace(BASE, indicators=rows)


def explained(report: facts.Report, index: int = 0) -> str:
    """The draft as it prints."""
    evaluation = evaluate(report)
    rows = list(report.indicators)
    rows[index] = replace(rows[index], explanation=draft_explanation(report, evaluation, index))
    return filled(replace(report, indicators=tuple(rows)), evaluation).indicators[index].explanation


def said(heading: str, report: facts.Report = BASE, **rules) -> str:
    """The draft of a section as it prints."""
    report = replace(report, narrative=(facts.Section(heading, level=2),))
    evaluation = evaluate(report, replace(DEFAULT, **rules))
    body = draft_section(report, evaluation, 0)
    drafted = replace(report, narrative=(facts.Section(heading, body, 2),))
    return filled(drafted, evaluation).narrative[0].body


def drafted(report: facts.Report) -> facts.Report:
    """The report with nothing but drafts for its texts."""
    evaluation = evaluate(report)
    rows = (
        replace(row, explanation=draft_explanation(report, evaluation, i), drafted=True)
        for i, row in enumerate(report.indicators)
    )
    sections = (
        replace(section, body=draft_section(report, evaluation, i), drafted=True)
        for i, section in enumerate(report.narrative)
    )
    return replace(report, indicators=tuple(rows), narrative=tuple(sections))


def emptied(report: facts.Report) -> facts.Report:
    rows = (replace(row, explanation="") for row in report.indicators)
    sections = (replace(section, body="") for section in report.narrative)
    return replace(report, indicators=tuple(rows), narrative=tuple(sections))


def places(report: facts.Report) -> set[tuple[str, str]]:
    return {(finding.code, finding.where) for finding in find_all(report, evaluate(report))}


# --- explanations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        (row(), "2023年度，住院费用报销比例目标值为≥75%，实际完成值为75.37%，达到了年初设定的绩效目标值。"),
        (
            row(actual="74.1%"),
            "2023年度，住院费用报销比例目标值为≥75%，实际完成值为74.1%，未达到年初设定的绩效目标值，相差0.9个百分点。"
            "\n\n原因分析：\n\n改进措施：",
        ),
        (
            row("98%－102%", "103.5%", "收入预算完成率"),
            "2023年度，收入预算完成率目标值为98%－102%，实际完成值为103.5%，未达到年初设定的绩效目标值，相差1.5个百分点。"
            "\n\n原因分析：\n\n改进措施：",
        ),
        (
            row(">95%", "95%", "即时结算率"),
            "2023年度，即时结算率目标值为>95%，实际完成值为95%，未达到年初设定的绩效目标值。\n\n原因分析：\n\n改进措施：",
        ),
        (
            row("9月30日前", "10月20日", "方案形成时间"),
            "2023年度，方案形成时间目标值为9月30日前，实际完成值为10月20日，未达到年初设定的绩效目标值。"
            "\n\n原因分析：\n\n改进措施：",
        ),
        (
            row("逐步推开", "三个区推开", judgement="部分达成"),
            "2023年度，住院费用报销比例目标值为逐步推开，实际完成情况为三个区推开，部分达成，尚未完全达到年初设定的绩效目标值。"
            "\n\n原因分析：\n\n改进措施：",
        ),
        (
            row("逐步推开", "已在全市推开。", judgement="达成"),
            "2023年度，住院费用报销比例目标值为逐步推开，实际完成情况为已在全市推开。该项指标达到了年初设定的绩效目标值。",
        ),
        (
            row("≥70%", "≥70%"),
            "2023年度，住院费用报销比例目标值为≥70%，填报的完成值为≥70%。\n\n完成情况说明：",
        ),
        (
            row("逐步推开", "三个区推开"),
            "2023年度，住院费用报销比例目标值为逐步推开，填报的完成情况为三个区推开。\n\n完成情况说明：",
        ),
        (row("", "34232万元"), "2023年度，住院费用报销比例填报的完成值为34232万元。\n\n完成情况说明："),
        (
            row("", "34232万元", judgement="达成"),
            "2023年度，住院费用报销比例实际完成值为34232万元，判定为达成。",
        ),
        (row(actual="不适用"), "2023年度，住院费用报销比例对本单位不适用。\n\n完成情况说明："),
        (row(actual=""), ""),
        (row(actual=" - "), ""),
        (
            row("8755", "8676", "指标1：全县参合人数"),
            "2023年度，全县参合人数目标值为8755，实际完成值为8676，未达到年初设定的绩效目标值，相差79。"
            "\n\n原因分析：\n\n改进措施：",
        ),
    ],
)
def test_draft_says_target_actual_and_verdict(drawn, text):
    assert explained(with_rows(drawn)) == text


def test_draft_follows_the_table():
    report = with_rows(row())
    text = draft_explanation(report, evaluate(report), 0)
    changed = with_rows(row(actual="80%", explanation=text))
    assert "实际完成值为80%" in filled(changed, evaluate(changed)).indicators[0].explanation


def test_draft_that_no_longer_holds_is_found():
    report = with_rows(row())
    text = draft_explanation(report, evaluate(report), 0)
    assert ("narrative.contradiction", "indicators[0].explanation") in places(
        with_rows(row(actual="70%", explanation=text))
    )


def test_row_without_a_name_of_its_own_is_quoted_as_it_stands():
    report = with_rows(row(), row(actual="76%"))
    text = draft_explanation(report, evaluate(report), 1)
    assert text == "2023年度，住院费用报销比例目标值为≥75%，实际完成值为76%，达到了年初设定的绩效目标值。"


def test_names_and_values_bring_no_figures_of_their_own():
    report = with_rows(row("{{goal_table}}", "1", "{{执行率}}"), row("甲|乙", "2", "{{执行率}}"))
    assert "{" not in draft_explanation(report, evaluate(report), 0)
    assert "｛｛执行率｝｝目标值为甲｜乙" in draft_explanation(report, evaluate(report), 1)


@pytest.mark.parametrize(("name", "blank"), [(RESIDENT, 0), (MEDICAL, 0), (SERVICE, 0), (PANZHIHUA, 7)])
def test_every_filled_indicator_of_a_fixture_gets_a_draft(name, blank):
    texts = [row.explanation for row in drafted(fixture_facts(name)).indicators]
    assert texts.count("") == blank


# --- sections ---------------------------------------------------------------------------------------

FUNDS = (
    facts.FundLine("中央财政资金", "10789.00", "456.96"),
    facts.FundLine("其中：其他资金", "8325.20", "8325.20"),
    facts.FundLine("地方资金", "", "-"),
)
SPENT = replace(BASE, funds=(FUNDS[1], facts.FundLine("地方资金", "100", "99")))


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        (
            "（一）资金投入情况分析",
            "2023年度，项目资金全年预算数8425.20万元，其中：其他资金8325.20万元，地方资金100万元。"
            "全年执行数8424.20万元，其中：其他资金8325.20万元，地方资金99万元。"
            "预算执行率100.0%，其中：其他资金100.0%，地方资金99.0%。",
        ),
        (
            "1.项目资金到位情况分析",
            "2023年度，项目资金全年预算数8425.20万元，其中：其他资金8325.20万元，地方资金100万元。",
        ),
        (
            "2.项目资金 执行情况分析",
            "2023年度，项目资金全年预算数8425.20万元，全年执行数8424.20万元，其中：其他资金8325.20万元，地方资金99万元。"
            "预算执行率100.0%，其中：其他资金100.0%，地方资金99.0%。",
        ),
    ],
)
def test_section_on_money_says_budget_spending_and_rate_by_source(heading, text):
    assert said(heading, SPENT) == text


def test_one_source_is_not_told_twice():
    report = replace(BASE, funds=(facts.FundLine("中央资金", "100", "99"), facts.FundLine("地方资金", "", "-")))
    assert said("预算执行情况", report) == "2023年度，项目资金全年预算数100万元，全年执行数99万元，预算执行率99.0%。"


def test_money_received_is_told_where_the_form_has_it():
    funds = (facts.FundLine("中央资金", "100", "99", received="98"), facts.FundLine("地方资金", "1", "1", received="1"))
    assert said("资金到位情况", replace(BASE, funds=funds)) == (
        "2023年度，项目资金全年预算数101万元，其中：中央资金100万元，地方资金1万元。"
        "实际到位资金99万元，其中：中央资金98万元，地方资金1万元。"
    )


def test_low_and_over_execution_leave_room():
    low = replace(BASE, funds=FUNDS)
    assert said("资金执行情况", low).endswith("\n\n预算执行率低于90%，情况说明：")
    assert "低于" not in said("资金执行情况", low, low_execution=DEFAULT.partial_from / 2)
    over = replace(BASE, funds=(facts.FundLine("中央资金", "100", "120"),))
    assert said("资金执行情况", over).endswith("\n\n全年执行数超过全年预算数，情况说明：")


@pytest.mark.parametrize("source", ["上年结转资金", "因病致贫救助资金"])
def test_draft_never_seems_to_give_the_cause_of_low_execution(source):
    report = replace(BASE, funds=(facts.FundLine(source, "100", "10"), facts.FundLine("中央资金", "100", "99")))
    report = replace(report, narrative=(facts.Section("资金执行情况"),))
    done = drafted(report)
    assert done.narrative[0].body.startswith("2023年度，项目资金")
    assert ("funds.low_execution", "funds_total.rate") in places(done)


def test_money_in_yuan_is_told_in_yuan():
    report = replace(BASE, funds=(facts.FundLine("中央资金", "100元", "99"),), unit="元")
    assert "全年预算数100元，全年执行数99元" in said("资金执行情况", report)


def test_goals_section_counts_the_verdicts():
    rows = (
        row(),
        row("≥75%", "70%", "甲率"),
        row("逐步推开", "推开", "乙", judgement="部分达成"),
        row("全覆盖", "好", "丙"),
    )
    assert said("（二）总体绩效目标完成情况分析", with_rows(*rows)) == (
        "2023年度共设绩效指标4项，其中：达成1项，部分达成1项，未达成1项，未作判定1项。"
        "未达成或部分达成的有：甲率（目标值≥75%，完成值70%）；乙（目标值逐步推开，完成值推开）。"
    )


def test_goals_section_gives_the_total_once_every_row_has_its_score():
    scored = with_rows(row(weight="60"), row("全覆盖", "好", "丙", weight="40", score="38", judgement="达成"))
    assert said("总体绩效目标完成情况", scored).endswith("未达成0项。自评总分98分。")
    assert "总分" not in said(
        "总体绩效目标完成情况", with_rows(row(weight="60"), row("全覆盖", "好", "丙", weight="40"))
    )


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "一、绩效目标分解下达情况",
        "（一）中央下达专项转移支付预算和绩效目标情况",
        "3.项目资金管理情况分析",
        "（三）绩效指标完成情况分析",
        "三、偏离绩效目标的原因和下一步改进措施",
        "四、绩效自评结果拟应用和公开情况",
        "五、其他需要说明的问题",
    ],
)
def test_nothing_is_invented_for_other_sections(heading):
    assert said(heading, replace(SPENT, indicators=(row(),))) == ""


@pytest.mark.parametrize("heading", ["资金投入情况", "总体绩效目标完成情况"])
def test_blank_tables_give_no_draft(heading):
    blank = replace(BASE, funds=(facts.FundLine("中央资金", "", "-"),), indicators=(row(actual=""),))
    assert said(heading, blank) == ""


def test_section_with_sub_headings_is_left_to_them():
    sections = (facts.Section("（一）资金投入情况分析", level=2), facts.Section("1.资金执行情况", level=3))
    report = replace(SPENT, narrative=sections)
    assert [bool(draft_section(report, evaluate(report), i)) for i in range(2)] == [False, True]


# --- the drafts and the checks ----------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_drafts_of_a_fixture_bring_no_finding_but_that_they_are_drafts(name):
    report = fixture_facts(name)
    done, blank = drafted(report), emptied(report)
    assert {(code, where) for code, where in places(done) if code != "narrative.draft"} == places(blank)
    texts = [row.explanation for row in done.indicators] + [section.body for section in done.narrative]
    assert sum(code == "narrative.draft" for code, _ in places(done)) == sum(bool(text) for text in texts) > 0


SHANGHAI_HEADS = ("资金投入情况分析", "项目资金到位情况分析", "项目资金执行情况分析", "总体绩效目标完成情况分析")
WORLDS = (worlds.ASSISTANCE, worlds.SCHOOLS, worlds.FARMLAND, worlds.JOBS, worlds.HEALTH)
TARGETS = (
    "≥3500000;>95%;≤60分钟;2800元/人;13万/人;100%;0;6-9个月;98%－102%;医疗机构≥40%，病种≥70%，基金≥30%;11月底完成100%;"
    "9月30日前;按季度公布;逐步推开;全覆盖;100%（16个）;XX%（目标人群应保尽保）;较上年减少≥2%;≥2.9万人;完成任务，达到国家要求。"
).split(";")
ACTUALS = (
    "3687711;3400000;95%;94.99%;70分钟;2700元/人;12万/人;100%;99.71%;1;未发现;3.6个月;103%;医疗机构45% 病种71% 基金28%;"
    "10月20日;已按季度公布;逐步推开;≥95%;95%左右;16个区全部覆盖，覆盖率100%。;减少3%;2.85万人;不适用;-"
).split(";")
TITLES = (
    "参保人数（人）;综合参保率;参保对象满意度;补贴发放准确率(%);新增就业人数;政府采购、招标合规率;2023年培训人次;指标1：参合人数;"
    "基金预算执行率;资金到位率;因病致贫率;年度目标任务完成率;支出预算完成率;总得分"
).split(";")
SOURCES = "中央资金;省级资金;市级资金;县级配套资金;地方资金;其他资金;上年结转资金;自有资金;福利彩票公益金".split(";")
invented = st.builds(
    row,
    st.sampled_from(TARGETS),
    st.sampled_from(ACTUALS),
    st.sampled_from(TITLES),
    judgement=st.sampled_from(["", *facts.JUDGEMENTS]),
    weight=st.sampled_from(["", "10"]),
)
amounts = st.sampled_from(["", "0", "-", "100", "829.30", "1,234.56", "25522"])
lines = st.builds(facts.FundLine, st.sampled_from(SOURCES), amounts, amounts, received=st.none() | amounts)


@given(
    world=st.sampled_from(WORLDS),
    rows=st.lists(invented, min_size=1, max_size=6),
    funds=st.lists(lines, max_size=4, unique_by=lambda line: line.source),
)
def test_drafts_of_any_report_neither_bring_nor_silence_a_finding(world, rows, funds):
    sections = tuple(facts.Section(heading, level=2) for heading in SHANGHAI_HEADS)
    report = replace(world, indicators=tuple(rows), funds=tuple(funds), narrative=sections, total_score="")
    assert {place for place in places(drafted(report)) if place[0] != "narrative.draft"} == places(report)
