"""Scoring a version again: what may be typed, the totals, the class of the difference."""

from decimal import Decimal

import pytest

from reports.domain import facts
from reports.domain.evaluate import evaluate
from reports.domain.rechecking import Given, Row, class_of, outcome, read, rows_of
from reports.domain.rules import DEFAULT
from tests.factories import MEDICAL, RESIDENT, fixture_facts

ROW = Row(0, "产出指标·质量指标", "参保率", "≥95%", "96%", "按指标值", Decimal(10), Decimal("9.5"))


def report(**more) -> facts.Report:
    indicators = (
        facts.Indicator("参保率", "产出指标", "质量指标", target="≥95%", actual="96%", weight="60"),
        facts.Indicator("备查", "产出指标", target="≥1", actual="1"),
        facts.Indicator("满意度", "满意度指标", target="≥80%", actual="90%", weight="30", score="28.5"),
    )
    return facts.Report(
        form="C", year=2023, program="p", organization="o", title="t", execution_weight="10",
        funds=(facts.FundLine("中央资金", "100", "95"),), indicators=indicators, **more,
    )  # fmt: skip


def rows(of: facts.Report) -> tuple[Row, ...]:
    return rows_of(of, evaluate(of))


def test_rows_are_what_counts_in_the_total():
    assert [(row.position, row.name, row.weight, row.awarded) for row in rows(report())] == [
        (0, "参保率", Decimal(60), Decimal("60.00")),
        (2, "满意度", Decimal(30), Decimal("28.5")),
        (3, "预算执行率", Decimal(10), Decimal("9.50")),
    ]


def test_row_says_what_its_score_stands_on():
    first, *_, rate = rows(report())
    assert (first.level, first.target, first.actual, first.rule) == ("产出指标·质量指标", "≥95%", "96%", "按指标值")
    assert (rate.target, rate.actual, rate.rule) == ("100%", "95.00%", "分值×执行率，不超过分值")


@pytest.mark.parametrize(
    ("scoring", "criterion", "rule"),
    [
        (facts.Scoring(), "", "按指标值"),
        (facts.Scoring(method="deduction", step="1%", points="5"), "", "按差额扣分，每差 1% 扣 5 分"),
        (facts.Scoring(method="checklist", deduct="1"), "制度健全", "按要点评分，每发现一项扣 1 分；制度健全"),
    ],
)
def test_rule_in_words(scoring, criterion, rule):
    fact = facts.Indicator("x", weight="90", target="≥1", actual="1", scoring=scoring, criterion=criterion)
    found = facts.Report(form="C", year=2023, program="p", organization="o", title="t", indicators=(fact,))
    assert rows(found)[0].rule == rule


def test_totals_of_a_real_report_are_its_total():
    found = fixture_facts(MEDICAL)
    assert outcome(rows(found), {}, DEFAULT.recheck).approved == evaluate(found).total_score


def test_form_without_scores_has_no_rows():
    assert rows(fixture_facts(RESIDENT)) == ()


@pytest.mark.parametrize(
    ("given", "score"),
    [
        (Given("9.5"), "9.5"),
        (Given("９", "口径不符"), "9"),
        (Given("0", "没有佐证材料", "查无此项"), "0"),
        (Given("10", "", "漏计一次"), "10"),
        (Given("8.250", "口径不符"), "8.25"),
    ],
)
def test_score_that_is_taken(given, score):
    item, problem = read(ROW, given)
    assert (problem, item.score, item.rule, item.text) == ("", Decimal(score), given.rule, given.text)


def test_blank_row_is_not_looked_at():
    assert read(ROW, Given()) == (None, "")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (Given("9"), "低于自评得分，请写明扣分依据。"),
        (Given("9", text="口径不符"), "低于自评得分，请写明扣分依据。"),
        (Given("10"), "高于自评得分，请在说明中写明原因。"),
        (Given("10", "口径不符"), "高于自评得分，请在说明中写明原因。"),
        (Given("10.01", "a", "b"), "复核得分应在 0 至 10 之间，读到的是“10.01”。"),
        (Given("-1", "a"), "复核得分应在 0 至 10 之间，读到的是“-1”。"),
        (Given("9.123", "a"), "复核得分最多 2 位小数，读到的是“9.123”。"),
        (Given("", "口径不符"), "请填写复核得分；这一项不复核，请把依据和说明也清空。"),
        (Given("9", "长" * 201), "扣分依据最多 200 字，说明最多 1,000 字。"),
        (Given("9", "a", "长" * 1001), "扣分依据最多 200 字，说明最多 1,000 字。"),
        (Given("9", "口径\ufffd符"), "文字中有无法识别的字符（显示为“\ufffd”），请改正后再提交。"),
        (Given("9", "a", "\ufffd"), "文字中有无法识别的字符（显示为“\ufffd”），请改正后再提交。"),
    ],
)
def test_score_that_is_refused(given, sentence):
    assert read(ROW, given) == (None, sentence)


def test_refused_word_is_quoted():
    item, problem = read(ROW, Given("九分", "a"))
    assert item is None
    assert problem.startswith("复核得分")
    assert "读到的是“九分”" in problem


@pytest.mark.parametrize(
    ("difference", "verdict"),
    [
        ("0", "一致"), ("-2", "一致"), ("2", "一致"),
        ("-2.01", "基本一致"), ("5", "基本一致"),
        ("5.01", "偏差较大"), ("-10", "偏差较大"),
        ("-10.01", "严重偏差"), ("40", "严重偏差"),
    ],
)  # fmt: skip
def test_class_of_a_difference(difference, verdict):
    assert class_of(Decimal(difference), DEFAULT.recheck) == verdict


def test_classes_are_the_program_years():
    bounds = Decimal("0.5"), Decimal("0.5"), Decimal(20)
    assert [class_of(Decimal(text), bounds) for text in ("-0.5", "0.51", "-20", "20.01")] == [
        "一致", "偏差较大", "偏差较大", "严重偏差",
    ]  # fmt: skip


def test_row_without_a_new_score_keeps_the_approved_one():
    found = outcome(rows(report()), {0: Decimal(54)}, DEFAULT.recheck)
    assert (found.approved, found.rescored, found.difference, found.verdict) == (
        Decimal("98.00"), Decimal("92.00"), Decimal("-6.00"), "偏差较大",
    )  # fmt: skip
