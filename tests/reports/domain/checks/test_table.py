"""Each check of the table: what raises it, at which cell, and what must stay silent."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.domain import facts
from reports.domain.checks import find_all
from reports.domain.checks.blanks import says_nothing
from reports.domain.evaluate import evaluate
from reports.domain.facts import Allocation, FundLine, Goal, Indicator, ManagementLine, Scoring, Section
from reports.domain.rules import Rules


def scored(level1: str, weight: str, **more: str) -> Indicator:
    """A row that is met and has full marks unless told otherwise."""
    row = {"name": f"{level1}完成率", "target": "≥90%", "actual": "95%", "level2": "二级", **more}
    return Indicator(level1=level1, weight=weight, **row)


ROWS = (scored("产出指标", "50"), scored("效益指标", "30"), scored("满意度指标", "10"))
CLEAN = facts.Report(
    form="C",
    year=2023,
    program="医疗救助",
    organization="某局",
    title="报告",
    execution_weight="10",
    funds=(FundLine("中央资金", "100", "95"),),
    goals=(Goal("巩固参保率。", "参保率 97%。"),),
    indicators=ROWS,
)


def first(**changes: object) -> tuple[Indicator, ...]:
    """The clean rows with the first one changed."""
    return (replace(ROWS[0], **changes), *ROWS[1:])


def funds(*lines: FundLine) -> dict[str, object]:
    return {"funds": lines}


def found(report: facts.Report, rules: Rules = Rules()) -> list[tuple[str, str]]:  # noqa: B008 - immutable
    return [(finding.code, finding.where) for finding in find_all(report, evaluate(report, rules))]


def test_clean_report_has_no_finding():
    assert found(CLEAN) == []


LINE = FundLine("中央资金", "100", "95")
TIERS = {"target": "逐步推开", "actual": "已在全部地市推开", "judgement": "部分达成", "reason": "尚有两市未推开。"}
PRINTED = {"funds_total": FundLine(budget="100", actual="95")}
RAISED = [
    ("funds.total_mismatch", "funds_total.budget", {"funds_total": FundLine(budget="101", actual="95")}),
    ("funds.total_mismatch", "funds_total.actual", {"funds_total": FundLine(budget="100", actual="95.000001")}),
    ("funds.total_mismatch", "funds_total.budget", {"funds_total": FundLine(budget="", actual="95")}),
    ("funds.total_mismatch", "funds_total.budget", {"funds_total": FundLine(budget=None, actual="95")}),
    ("funds.total_mismatch", "funds_total.initial", {**PRINTED, "funds_total": FundLine("", "100", "95", "90")}),
    ("funds.rate_mismatch", "funds[0].rate", funds(replace(LINE, rate="96%"))),
    ("funds.rate_mismatch", "funds[0].rate", funds(replace(LINE, rate="0.96"))),
    ("funds.rate_mismatch", "funds_total.rate", {"funds_total": FundLine("", "100", "95", rate="9.5%")}),
    ("funds.blank_line", "funds[1].budget", funds(LINE, FundLine("地方资金", "", "-"))),
    ("funds.low_execution", "funds_total.rate", funds(FundLine("中央资金", "100", "89.99"))),
    ("funds.no_budget", "funds[1].budget", funds(LINE, FundLine("地方资金", "0", "1"))),
    ("goal.copied", "goals[0].actual", {"goals": (Goal("巩固参保率。", " 巩固参保率。\n"),)}),
    ("goal.copied", "goals[0].actual", {"goals": (Goal("巩固参保率", "巩固参保率。"),)}),
    ("goal.copied", "goals[0].actual", {"goals": (Goal("目标1：巩固参保率，提高待遇。", "巩固参保率、提高待遇；"),)}),
    ("goal.copied", "goals[0].actual", {"goals": (Goal("巩固参保率。", "已完成。巩固参保率。"),)}),
    (
        "weight.split",
        "indicators",
        {"indicators": (replace(ROWS[0], weight="40"), replace(ROWS[1], weight="40"), ROWS[2])},
    ),
    ("score.over_weight", "indicators[0].score", {"indicators": first(score="50.01", reason="按规定加分。")}),
    ("score.over_weight", "indicators[0].score", {"indicators": first(score="-1", reason="倒扣。")}),
    ("score.over_weight", "funds_total.score", {"funds_total": replace(LINE, source="", score="11")}),
    ("score.differs_from_rule", "funds_total.score", {"funds_total": replace(LINE, source="", score="9")}),
    ("score.total_mismatch", "total_score", {"total_score": "99"}),
    ("indicator.blank_actual", "indicators[0].actual", {"indicators": first(actual=" ")}),
    ("indicator.copied_target", "indicators[0].actual", {"indicators": first(actual="不低于90%")}),
    ("indicator.approximate", "indicators[0].actual", {"indicators": first(actual="95%左右")}),
    ("indicator.boundary", "indicators[0].actual", {"indicators": first(target=">95%", reason="恰好持平。")}),
    ("indicator.unit_mismatch", "indicators[0].actual", {"indicators": first(target="≥90人", actual="95%")}),
    ("indicator.deviation", "indicators[0].actual", {"indicators": first(target="≥100%", actual="132.03%")}),
    ("indicator.placeholder", "indicators[0].target", {"indicators": first(target="XX%")}),
    ("indicator.placeholder", "indicators[0].actual", {"indicators": first(actual="XX%")}),
    ("indicator.undecided", "indicators[0].judgement", {"indicators": first(target="收支平衡", actual="3.6个月")}),
    ("indicator.duplicate", "indicators[1].name", {"indicators": (ROWS[0], ROWS[0], *ROWS[1:])}),
    ("indicator.no_figure", "indicators[2].actual", {"indicators": (*ROWS[:2], replace(ROWS[2], actual="满意"))}),
    ("allocation.row_mismatch", "allocations[0].proposed", {"allocations": (Allocation("黄浦", "1", "2", "0", "4"),)}),
    (
        "allocation.total_mismatch",
        "allocations_total.advance",
        {"allocations": (Allocation("黄浦", "1", "2", "0", "3"),), "allocations_total": Allocation(advance="3")},
    ),
]


@pytest.mark.parametrize(
    ("code", "where", "changes"), RAISED, ids=[f"{code}-{i}" for i, (code, _, _) in enumerate(RAISED)]
)
def test_finding_is_raised_at_its_cell(code, where, changes):
    assert (code, where) in found(replace(CLEAN, **changes))


ALONE = [
    ("funds.over_execution", {**funds(FundLine("中央资金", "100", "101"))}),
    ("indicator.reason_missing", {"indicators": first(actual="80%")}),
    ("indicator.reason_missing", {"indicators": first(score="49"), "funds": (LINE,)}),
    ("weight.total", {"indicators": (*ROWS[:2], replace(ROWS[2], weight="9"))}),
]


@pytest.mark.parametrize(("code", "changes"), ALONE, ids=range(len(ALONE)))
def test_finding_is_among_those_of_the_report(code, changes):
    assert code in {name for name, _ in found(replace(CLEAN, **changes))}


SILENT = [
    ("funds.total_mismatch", {"funds_total": None}),
    ("funds.total_mismatch", PRINTED),
    ("funds.total_mismatch", {"funds_total": FundLine("", "100.00", "95.0000", None, None, "95%", "9.5")}),
    ("funds.rate_mismatch", funds(replace(LINE, rate="95%"))),
    ("funds.rate_mismatch", funds(replace(LINE, rate="95.00％"))),
    ("funds.rate_mismatch", funds(replace(LINE, rate="0.95"))),
    ("funds.rate_mismatch", funds(replace(LINE, rate="95"))),
    ("funds.rate_mismatch", funds(replace(LINE, rate=""))),
    ("funds.rate_mismatch", funds(LINE, FundLine("地方资金", "0", "0", rate="0.0%"))),
    ("funds.blank_line", funds(LINE, FundLine("地方资金", "0", ""))),
    ("funds.low_execution", funds(FundLine("中央资金", "100", "90"))),
    (
        "funds.low_execution",
        {
            **funds(FundLine("中央资金", "100", "42")),
            "management": (ManagementLine("执行准确性", "", "项目延期，已调整。"),),
        },
    ),
    (
        "funds.low_execution",
        {**funds(FundLine("中央资金", "100", "42")), "narrative": (Section("资金执行", "因疫情影响，招标推迟。"),)},
    ),
    ("funds.no_budget", funds(LINE, FundLine("地方资金", "0", "0"))),
    ("weight.split", {"form": "E"}),
    ("weight.split", {"indicators": (ROWS[0], replace(ROWS[1], level1="效果指标（30分）"), ROWS[2])}),
    ("score.differs_from_rule", {"indicators": first(score="45", reason="审计提出问题，酌情扣分。")}),
    ("score.differs_from_rule", {"indicators": first(**TIERS, score="35")}),
    ("indicator.copied_target", {"indicators": first(target="100%", actual="100%")}),
    ("indicator.copied_target", {"indicators": first(target="0", actual="0")}),
    ("indicator.reason_missing", {"indicators": first(actual="80%", reason="受疫情影响，正在整改。")}),
    ("indicator.deviation", {"indicators": first(target="≥100%", actual="132.03%", reason="参保扩面。")}),
    ("indicator.undecided", {"indicators": first(**TIERS)}),
    ("indicator.no_figure", {"indicators": (*ROWS[:2], replace(ROWS[2], actual="94.01%"))}),
    (
        "allocation.row_mismatch",
        {"allocation_share": "0.5", "allocations": (Allocation("黄浦", "-759.58", "1754", "-1.25", "994"),)},
    ),
]


@pytest.mark.parametrize(("code", "changes"), SILENT, ids=[f"{code}-{i}" for i, (code, _) in enumerate(SILENT)])
def test_finding_stays_silent(code, changes):
    assert code not in {name for name, _ in found(replace(CLEAN, **changes))}


@pytest.mark.parametrize(
    "goal", [Goal("巩固参保率。", "巩固参保率，达 97%。"), Goal("", "已完成。"), Goal("巩固。", "已巩固参保率。")]
)
def test_goal_with_words_of_its_own_is_no_copy(goal):
    assert found(replace(CLEAN, goals=(goal,))) == []


NOTHING = ["", "无", "暂无", "0", "-", " 无 ", "无。", "无；", "暂无。", "（无）", "——", "／", "没有。", "\n无 ", "０"]
SOMETHING = ["无疫情影响", "1", "人口减少", "0.5个百分点", "无法统计。", "系" + "无" * 3]


@pytest.mark.parametrize("reason", NOTHING)
def test_no_reason_is_none(reason):
    codes = [code for code, _ in found(replace(CLEAN, indicators=first(actual="80%", reason=reason)))]
    assert "indicator.reason_missing" in codes
    assert says_nothing(reason)


@pytest.mark.parametrize("reason", SOMETHING)
def test_reason_is_one(reason):
    codes = [code for code, _ in found(replace(CLEAN, indicators=first(actual="80%", reason=reason)))]
    assert "indicator.reason_missing" not in codes


@pytest.mark.parametrize(("problem", "flagged"), [("无。", True), ("无", True), ("项目延期。", False)])
def test_low_execution_is_explained_by_words_only(problem, flagged):
    line = ManagementLine("执行准确性", "按预算。", problem)
    report = replace(CLEAN, funds=(FundLine("中央资金", "100", "80"),), management=(line,))
    assert ("funds.low_execution" in {code for code, _ in found(report)}) is flagged


def test_score_outside_its_tier_is_pointed_out():
    rows = first(**{**TIERS, "reason": ""}, score="45")
    assert ("score.differs_from_rule", "indicators[0].score") in found(replace(CLEAN, indicators=rows))


@pytest.mark.parametrize(("limit", "flagged"), [("0.30", True), ("0.35", False)])
def test_deviation_limit_is_a_setting(limit, flagged):
    report = replace(CLEAN, indicators=first(target="≥100%", actual="132.03%"))
    codes = {code for code, _ in found(report, Rules(deviation=Decimal(limit)))}
    assert ("indicator.deviation" in codes) is flagged


def test_low_execution_limit_and_split_are_settings():
    report = replace(CLEAN, funds=(FundLine("中央资金", "100", "85"),))
    assert "funds.low_execution" not in {code for code, _ in found(report, Rules(low_execution=Decimal("0.85")))}
    odd = replace(CLEAN, indicators=(replace(ROWS[0], weight="40"), replace(ROWS[1], weight="40"), ROWS[2]))
    assert "weight.split" not in {code for code, _ in found(odd, Rules(split=None))}


def test_without_weights_no_score_is_checked():
    rows = tuple(replace(row, weight="", score="999") for row in ROWS)
    assert found(replace(CLEAN, indicators=rows, total_score="5", execution_weight="")) == []


def test_memo_row_is_outside_weights_but_not_outside_its_target():
    memo = Indicator("其中：城镇", "产出指标", "二级", "≥90%", "80%")
    codes = found(replace(CLEAN, indicators=(*ROWS, memo)))
    assert codes == [("indicator.reason_missing", "indicators[3].reason")]


def test_checklist_criterion_of_form_e_needs_no_actual():
    row = Indicator("制度", weight="90", criterion="建立制度得 90 分", score="90", scoring=Scoring(method="judgement"))
    assert found(replace(CLEAN, form="E", indicators=(row,))) == []


@pytest.mark.parametrize(("asked", "files", "flagged"), [(True, 0, True), (True, 1, False), (False, 0, False)])
def test_claim_needs_evidence_only_where_the_year_asks(asked, files, flagged):
    report = replace(CLEAN, indicators=first(actual="95%以上", evidence=files))
    assert ("indicator.no_evidence" in {code for code, _ in found(report, Rules(evidence=asked))}) is flagged


def test_drafted_text_is_a_finding_until_it_is_somebodys_own():
    sections = (
        Section("一、概况", "草拟的话。", drafted=True),
        Section("二、分析", "", drafted=True),
        Section("三", "写的。"),
    )
    report = replace(CLEAN, narrative=sections, indicators=first(explanation="草拟。", drafted=True))
    assert found(report) == [("narrative.draft", "narrative[0].body"), ("narrative.draft", "indicators[0].explanation")]
