"""Verdicts and rates of the three Shanghai reports: every row, against values written by hand from the seeds."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain import facts
from reports.domain.evaluate import evaluate
from tests import factories

#: Outcome and achievement (six places, None where there is no single numeric comparison) of each row.
RESIDENT = [
    ("参保人数（人）", "met", "1.053632"),
    ("以户籍人口为基数计算的基本医保综合参保率", "met", "1.320300"),
    ("以常住人口为基数计算的基本医保综合参保率", "met", "1.220154"),
    ("重复参保人数（人）", "met", None),
    ("虚报参保人数（人）", "met", None),
    ("参保人政策范围内住院费用报销比例", "met", "1.004933"),
    ("参保人住院费用实际报销比例", "met", "1.125833"),
    ("实行按病种（组）、按人头付费等支付方式改革", "claimed", None),
    ("实现门诊统筹", "met", "1.000000"),
    ("基金滚存结余可支配月数（月）", "undecided", None),
    ("医疗费用即时结算率", "met", "1.045158"),
    ("参保对象满意度", "met", "1.106000"),
]
MEDICAL = [
    ("医疗救助总人次", "undecided", None),
    ("专项转移支付区级覆盖率", "met", "1.000000"),
    ("资金结算准确率", "met", "1.000000"),
    ("当年专项转移支付资金下达及时性", "claimed", None),
    ("次年专项转移支付分配方案形成及时性", "claimed", None),
    ("事后医疗救助及时率", "met", "1.000000"),
    ("全年门急诊医疗救助最高限额", "met", "1.000000"),
    ("全年住院医疗救助最高限额", "met", "1.000000"),
    ("低保对象、低收入对象自负医疗费用年度限额内住院救助比例", "claimed", None),
    ("救助对象类型覆盖率", "met", "1.000000"),
    ("医疗救助对象看病就医可及性", "claimed", None),
    ("有责违规事件发生数", "met", None),
    ("城乡医疗救助资金使用情况信息公示", "claimed", None),
    ("部门联动协作机制（与人社、民政、卫生等）", "claimed", None),
    ("医疗保障制度体系建设", "claimed", None),
    ("资助符合条件的低保对象居民医保参保率", "claimed", None),
    ("监督检查机制执行情况（审计、清理、对账）", "claimed", None),
    ("医疗救助对象对相关政策的知晓程度", "claimed", None),
    ("医疗救助对象对经办便捷程度的满意度", "claimed", None),
]
SERVICE = [
    ("召开医保新闻发布会、政策吹风会次数", "claimed", None),
    ("召开医保工作政府信息公开省级工作会", "claimed", None),
    ("医保规范性文件和政策措施的合法性审查、公平竞争审查", "claimed", None),
    ("推行DRG/DIP医保支付方式改革", "claimed", None),
    ("医保信息系统正常运行率", "claimed", None),
    ("医保人才培养合格率", "met", "1.000000"),
    ("门诊慢特病相关治疗费用跨省直接结算统筹地区覆盖率", "met", "1.000000"),
    ("医疗服务价格动态调整与深化医疗服务价格改革试点执行情况", "claimed", None),
    ("医药价格和招采信用评价制度建立和实施情况", "claimed", None),
    ("国谈药等相关药品落地及统计监测情况", "claimed", None),
    ("原各省份自行增补纳入医保支付药品的消化情况", "met", "1.000000"),
    ("集中采购落实情况", "claimed", None),
    ("医保信息系统重大安全事件响应时间", "claimed", None),
    ("医保信息系统运行维护响应时间", "claimed", None),
    ("医保法治建设能力", "claimed", None),
    ("基金预警和风险控制能力", "claimed", None),
    ("医保经办服务能力", "claimed", None),
    ("医保综合监管能力", "claimed", None),
    ("医保宣传能力", "claimed", None),
    ("医保标准化水平", "claimed", None),
    ("参保人员对医保服务的满意度", "claimed", None),
]
BY_HAND = {factories.RESIDENT: RESIDENT, factories.MEDICAL: MEDICAL, factories.SERVICE: SERVICE}
ROWS = [(name, index, row) for name, rows in BY_HAND.items() for index, row in enumerate(rows)]


def six(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.6f}"


@pytest.fixture(scope="module")
def judged():
    reports = {name: factories.fixture_facts(name) for name in BY_HAND}
    return {name: (report, evaluate(report)) for name, report in reports.items()}


@pytest.mark.parametrize(("name", "index", "row"), ROWS, ids=[f"{n[9:13]}-{r[0][:12]}" for n, _, r in ROWS])
def test_row_is_judged_as_by_hand(judged, name, index, row):
    report, evaluation = judged[name]
    result = evaluation.indicators[index]
    assert (report.indicators[index].name, result.outcome, six(result.verdict.achievement)) == row


def test_there_are_52_rows(judged):
    assert len(ROWS) == 52 == sum(len(report.indicators) for report, _ in judged.values())


RATES = {
    factories.RESIDENT: (["1.000000", None, None], "1.000000", "21154", "21154"),
    factories.MEDICAL: (["1.000000", None, None], "1.000000", "25522", "25522"),
    factories.SERVICE: (["0.042354", None, "0.926587"], "0.427482", "19114.20", "8170.98"),
}


@pytest.mark.parametrize("name", RATES)
def test_rates_and_sums_are_as_by_hand(judged, name):
    _, evaluation = judged[name]
    lines, rate, budget, actual = RATES[name]
    assert [six(line.rate) for line in evaluation.funds] == lines
    assert (six(evaluation.total.rate), str(evaluation.total.budget), str(evaluation.total.actual)) == (
        rate,
        budget,
        actual,
    )


def test_scored_report_adds_to_its_printed_total(judged):
    _, evaluation = judged[factories.MEDICAL]
    assert (evaluation.total_score, evaluation.grade, evaluation.weights) == (100, "优", 100)
    assert evaluation.total.score == Decimal("10.00")


@pytest.mark.parametrize("name", [factories.RESIDENT, factories.SERVICE])
def test_report_without_weights_has_no_scores(judged, name):
    _, evaluation = judged[name]
    assert (evaluation.scored, evaluation.total_score, evaluation.grade) == (False, None, None)
    assert {row.computed_score for row in evaluation.indicators} == {None}


def funds(*lines: tuple[str, str], weight: str = "10", total: facts.FundLine | None = None) -> facts.Report:
    return facts.Report(
        form="C",
        year=2023,
        program="甲",
        organization="乙",
        title="丙",
        execution_weight=weight,
        funds_total=total,
        funds=tuple(facts.FundLine("资金", budget, actual) for budget, actual in lines),
        indicators=(facts.Indicator("指标", target="100%", actual="100%", weight="90"),),
    )


SCORES = [
    ((("65.66", "65.07"),), "9.91"),
    ((("100", "100"),), "10.00"),
    ((("100", "120"),), "10.00"),
    ((("100", "0"),), "0.00"),
    ((("0", "0"),), None),
    ((("", ""),), None),
    ((("100", ""),), None),
    ((("100", "50"), ("100", "100")), "7.50"),
    ((("100", "-5"),), "0.00"),
]


@pytest.mark.parametrize(("lines", "score"), SCORES)
def test_rate_is_scored_on_the_total_line(lines, score):
    evaluation = evaluate(funds(*lines))
    assert evaluation.total.score == (None if score is None else Decimal(score))


@pytest.mark.parametrize("weight", ["", "0", "-"])
def test_rate_without_weight_is_not_scored(weight):
    assert evaluate(funds(("100", "50"), weight=weight)).total.score is None


def test_printed_score_of_the_rate_counts_in_the_total():
    printed = facts.FundLine(score="9")
    evaluation = evaluate(funds(("65.66", "65.07"), total=printed))
    assert (evaluation.total.score, evaluation.total.awarded, evaluation.total_score) == (
        Decimal("9.91"),
        Decimal(9),
        Decimal(99),
    )


def test_memo_row_has_no_score():
    report = funds(("100", "100"))
    memo = facts.Indicator("其中", target="≥5", actual="3")
    result = evaluate(replace(report, indicators=(*report.indicators, memo))).indicators[1]
    assert (result.outcome, result.computed_score, result.score) == ("missed", None, None)


def test_awarded_score_stands_beside_the_computed_one():
    row = facts.Indicator("指标", target="≥100", actual="50", weight="90", score="80")
    result = evaluate(replace(funds(), indicators=(row,))).indicators[0]
    assert (result.computed_score, result.awarded, result.score) == (Decimal("45.00"), Decimal(80), Decimal(80))


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=6).map(lambda value: f"{value:f}")


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=20))
def test_sums_are_exact(lines):
    total = evaluate(funds(*lines)).total
    assert total.budget == sum(Decimal(budget) for budget, _ in lines)
    assert total.actual == sum(Decimal(actual) for _, actual in lines)


texts = st.text(max_size=30)


@given(st.builds(facts.FundLine, source=texts, budget=texts, actual=texts), texts, texts, texts)
def test_whatever_is_stored_can_be_evaluated(line, target, actual, weight):
    row = facts.Indicator("甲", target=target, actual=actual, weight=weight)
    report = replace(funds(), funds=(line,), indicators=(row,))
    assert len(evaluate(report).indicators) == 1
