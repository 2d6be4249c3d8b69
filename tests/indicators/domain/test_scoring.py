"""Worked examples of every scoring method."""

from decimal import Decimal

import pytest

from indicators.domain.actuals import read_actual
from indicators.domain.evaluation import evaluate
from indicators.domain.scoring import (
    QUOTIENT,
    computed_score,
    default_method,
    grade,
    in_tier,
    suggested_score,
    tier_bounds,
)
from indicators.domain.targets import read_target
from tests.indicators.domain.scoring_rules import Item, Rule


def scored(rule, weight, target, actual, *, judgement="", name="", **options):
    """The computed score as text, and the outcome."""
    wanted = read_target(target, name)
    read = read_actual(actual, wanted, name)
    verdict = evaluate(wanted, read, direction=rule.direction, base=rule.base, judgement=judgement, year=2022)
    score = computed_score(rule, None if weight is None else Decimal(weight), wanted, read, verdict, **options)
    return verdict.outcome, None if score is None else str(score)


PROPORTIONAL = [
    # target, actual, direction, weight, outcome, score
    ("≥90%", "95%", "", "10", "met", "10.00"),
    ("≥90%", "90%", "", "10", "met", "10.00"),
    ("≥90%", "45%", "", "10", "missed", "5.00"),
    ("≥90%", "-5%", "", "10", "missed", "0.00"),
    ("≥100%", "132.03%", "", "5", "met", "5.00"),
    ("8755", "8676", "", "15", "missed", "14.86"),
    ("≥3", "2", "", "10", "missed", "6.67"),
    ("≥67.5万人", "673022人", "", "10", "missed", "9.97"),
    ("≥3687711人", "368.77万人", "", "10", "met", "10.00"),
    (">95%", "95%", "", "10", "missed", "10.00"),
    ("<5%", "5%", "", "10", "missed", "10.00"),
    (">0", "0", "", "10", "missed", "0.00"),
    ("≤60分钟", "60", "", "10", "met", "10.00"),
    ("≤60分钟", "90", "", "10", "missed", "5.00"),
    ("≤60分钟", "1.5小时", "", "10", "missed", "5.00"),
    ("≤60分钟", "119", "", "10", "missed", "0.17"),
    ("≤60分钟", "120", "", "10", "missed", "0.00"),
    ("≤60分钟", "500", "", "10", "missed", "0.00"),
    ("60分钟", "90", "negative", "10", "missed", "5.00"),
    ("60分钟", "30", "negative", "10", "met", "10.00"),
    ("0", "0", "", "10", "met", "10.00"),
    ("0", "1", "", "10", "missed", "0.00"),
    ("0", "未发现", "", "10", "met", "10.00"),
    ("≤0", "1", "", "10", "missed", "0.00"),
    ("=100", "100", "", "10", "met", "10.00"),
    ("=100", "110", "", "10", "missed", "9.00"),
    ("=100", "90", "", "10", "missed", "9.00"),
    ("=100", "250", "", "10", "missed", "0.00"),
    ("100", "110", "standard", "10", "missed", "9.00"),
    ("6-9个月", "7", "", "10", "met", "10.00"),
    ("6-9个月", "3", "", "10", "missed", "5.00"),
    ("6-9个月", "12.5", "", "10", "missed", "6.11"),
    ("6-9个月", "18", "", "10", "missed", "0.00"),
    (">5%且<10%", "10%", "", "10", "missed", "10.00"),
    ("98%－102%", "97.27%", "", "5", "missed", "4.96"),
    ("A≥40% B≥70%", "A20%，B80%", "", "10", "missed", "7.50"),
    ("A≥40% B≥70%", "A20%，B35%", "", "10", "missed", "5.00"),
    ("A≥40% B≥70%", "A50%，B80%", "", "10", "met", "10.00"),
    ("A≥40% B≥70% C≤10%", "A40%，B70%，C15%", "", "9", "missed", "7.50"),
    ("A≥40% B≥70%", "A20%", "", "10", "missed", None),
    ("11月底完成100%", "12月完成100%", "", "10", "missed", None),
    ("11月底完成100%", "11月20日完成90%", "", "10", "missed", "9.50"),
    ("≥90%；9月30日前", "85%，9月20日", "", "9", "missed", "8.75"),
    ("≥90%；9月30日前", "85%，10月20日", "", "9", "missed", None),
    ("批准后60日内，覆盖率≥70%", "批准后45日，覆盖率35%", "", "10", "missed", "7.50"),
    ("5个乡镇12个村", "12个村4个乡镇", "", "10", "missed", "9.00"),
    ("≥10个", "新建3个，改造2个", "", "10", "missed", "5.00"),
    ("≥10个", "新建3，改造2", "", "10", "missed", "5.00"),
    ("≥10个", "新建约3个，改造2个", "", "10", "missed", None),
    ("≥70个", "约60个", "", "10", "missed", None),
    ("≥90%", "城镇45%、农村40%", "", "9", "missed", "4.25"),
    ("≥1/3", "1/4", "", "10", "missed", "7.50"),
    ("≤18/10万", "20.1/10万", "", "10", "missed", "8.83"),
    ("=1:2", "1:3", "", "10", "missed", None),
    ("70%左右", "69.5%", "", "10", "undecided", None),
    ("≥280元/人·年", "一档300元/人·年、二档450元/人·年", "", "5", "met", "5.00"),
    ("≥280元/人·年", "一档140元/人·年、二档70元/人·年", "", "8", "missed", "3.00"),
    ("9月30日前", "9月20日", "", "5", "met", "5.00"),
    ("9月30日前", "10月8日", "", "5", "missed", None),
    ("较上年减少≥2%", "较上年减少3%", "", "5", "met", "5.00"),
    ("较上年减少≥2%", "较上年减少1%", "", "5", "missed", None),
    ("人大批准后60日内", "45日", "", "5", "met", "5.00"),
    ("人大批准后60日内", "90日", "", "5", "missed", None),
    ("≥70%", "≥70%", "", "5", "claimed", None),
    ("≥70%", "≥60%", "", "5", "undecided", None),
    ("≥70%", "约75%", "", "5", "claimed", None),
    ("≥70%", "≤60%", "", "5", "missed", None),
    ("≥70%", "", "", "5", "blank", None),
    ("≥70%", "75元", "", "5", "undecided", None),
    ("≥-5%", "-8%", "", "5", "missed", "0.00"),
    ("≥0.5元", "0.25元", "", "10", "missed", "5.00"),
    ("≤0.5%", "0.75%", "", "10", "missed", "5.00"),
    (">0%且<10%", "0%", "", "10", "missed", "0.00"),
    (">-5%", "-5%", "", "10", "missed", "10.00"),
    ("医院40件、社区70件", "医院50件、社区35件", "", "10", "missed", "7.50"),
    ("医院40件、社区70件", "医院60件、社区70件", "negative", "10", "missed", "7.50"),
    ("批准后60日内，覆盖率≥70%", "批准后90日，覆盖率50%", "", "10", "missed", None),
    ("≥280元/人·年", "一档140元/人·年、二档约70元/人·年", "", "8", "missed", None),
]
BASE = [
    ("97.27%", "5", "4.86"),
    ("94.18%", "5", "4.71"),
    ("98.5%", "5", "4.93"),
    ("100%", "5", "5.00"),
    ("101%", "5", "5.00"),
    ("130%", "5", "5.00"),
]
DEDUCTION = [
    # target, actual, step, points, of, weight, score
    ("≥67.5万人", "673022人", "1", "5", "achievement", "10", "5.00"),
    ("≥67.5万人", "675000人", "1", "5", "achievement", "10", "10.00"),
    ("≥67.5万人", "668250人", "1", "5", "achievement", "10", "5.00"),
    ("≥67.5万人", "668249人", "1", "5", "achievement", "10", "0.00"),
    ("≥67.5万人", "600000人", "1", "5", "achievement", "10", "0.00"),
    ("6个月", "5.23个月", "1", "1", "value", "5", "4.00"),
    ("6个月", "5个月", "1", "1", "value", "5", "4.00"),
    ("6个月", "4.99个月", "1", "1", "value", "5", "3.00"),
    ("6个月", "6.5个月", "1", "1", "value", "5", "5.00"),
    (">6个月", "6个月", "1", "1", "value", "5", "5.00"),
    ("≥70%", "74.82%", "1", "1", "value", "5", "5.00"),
    ("≥70%", "69.9%", "1", "1", "value", "5", "4.00"),
    ("≥70%", "65%", "1", "1", "value", "5", "0.00"),
    ("≥70%", "60%", "1", "1", "", "5", "0.00"),
    ("≥70%", "69%", "", "", "", "5", "4.00"),
    ("≥70%", "69%", "0.5", "0.5", "value", "5", "4.00"),
    ("≥70%", "69%", "0.3", "0.5", "value", "5", "3.00"),
    ("≥70%", "69%", "1%", "2分", "value", "5", "3.00"),
    ("≥70%", "69%", "0", "1", "value", "5", "4.00"),
    ("≥70%", "69%", "半", "1", "value", "5", "4.00"),
    ("≥70%", "69%", "-1", "-1", "value", "5", "4.00"),
    ("≥70%", "69%", "1", "2X", "value", "5", "4.00"),
    ("≥70%", "69%", "1", "0", "value", "5", "5.00"),
    ("≤60分钟", "65", "5", "1", "value", "10", "9.00"),
    ("≤60分钟", "50", "5", "1", "value", "10", "10.00"),
    ("≤60分钟", "66", "5", "1", "value", "10", "8.00"),
    ("≤60分钟", "66", "5", "1", "achievement", "10", "8.00"),
    ("≤60分钟", "1.1小时", "5", "1", "value", "10", "8.00"),
    ("≤90万元", "915000元", "1", "1", "value", "10", "8.00"),
    ("6-9个月", "5.5", "1", "1", "value", "5", "4.00"),
    ("6-9个月", "11.2", "1", "1", "value", "5", "2.00"),
    ("6-9万人", "5.5万人", "1", "1", "value", "5", "4.00"),
    (">5%且<10%", "5%", "1", "1", "value", "5", "5.00"),
    ("=100", "98", "1", "1", "value", "5", "3.00"),
    ("=100", "102.5", "1", "1", "value", "5", "2.00"),
    ("0", "2起", "1", "2", "value", "5", "1.00"),
    ("0", "2起", "1", "2", "achievement", "5", "0.00"),
    ("≥3", "2", "1", "0.1", "achievement", "5", "1.60"),
]
CHECKLIST = [
    ((("建立基金相关管理办法", "5", True), ("无违反基金管理制度", "5", True)), "1", "1", "10", "9.00"),
    ((("一", "3", True), ("二", "2", True)), "", "", "5", "5.00"),
    ((("一", "3", True), ("二", "2", False)), "", "", "5", "3.00"),
    ((("一", "3", False),), "", "", "5", "0.00"),
    ((("一", "3", True),), "1", "4", "5", "0.00"),
    ((("一", "3", True),), "1", "", "5", "3.00"),
    ((("一", "9", True),), "", "", "5", "5.00"),
    ((("一", "2.5分", True), ("二", "其他", True)), "0.5", "2", "5", "1.50"),
    ((), "1", "1", "5", "0.00"),
]


@pytest.mark.parametrize(("target", "actual", "direction", "weight", "outcome", "score"), PROPORTIONAL)
def test_proportional(target, actual, direction, weight, outcome, score):
    assert scored(Rule(direction=direction), weight, target, actual) == (outcome, score)
    assert scored(Rule("proportional", direction=direction), weight, target, actual) == (outcome, score)


@pytest.mark.parametrize(("actual", "weight", "score"), BASE)
def test_base_is_the_divisor_even_inside_the_range(actual, weight, score):
    assert scored(Rule("proportional", base="100%"), weight, "98%－102%", actual)[1] == score


@pytest.mark.parametrize(("actual", "score"), [("60", "10.00"), ("90", "6.67"), ("120", "5.00"), ("600", "1.00")])
def test_variant_of_less_is_better(actual, score):
    assert scored(Rule(), "10", "≤60分钟", actual, negative=QUOTIENT)[1] == score


def test_variant_of_less_is_better_in_a_part_of_a_compound():
    target, actual = "医院≥40%、响应≤60分钟", "医院40%、响应90分钟"
    assert scored(Rule(), "10", target, actual) == ("missed", "7.50")
    assert scored(Rule(), "10", target, actual, negative=QUOTIENT) == ("missed", "8.33")


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [("≥580元", "580元", "5.00"), ("≥580元", "579.99元", "0.00"), (">95%", "95%", "0.00"), ("0", "未发现", "5.00")],
)
def test_all_or_nothing(target, actual, score):
    assert scored(Rule("all_or_nothing"), "5", target, actual)[1] == score


@pytest.mark.parametrize(("target", "actual", "step", "points", "of", "weight", "score"), DEDUCTION)
def test_deduction_counts_started_steps(target, actual, step, points, of, weight, score):
    assert scored(Rule("deduction", step, points, of), weight, target, actual)[1] == score


def test_deduction_in_points_of_the_achievement_over_a_base():
    assert scored(Rule("deduction", "1", "1", "achievement", base="200"), "10", "≥100", "97")[1] == "8.00"


def test_deduction_from_a_bare_number_where_less_is_better():
    assert scored(Rule("deduction", "5", "1", direction="negative"), "10", "60分钟", "65") == ("missed", "9.00")


def test_deduction_of_what_has_no_single_number_is_none():
    assert scored(Rule("deduction"), "10", "A≥40% B≥70%", "A20%，B35%") == ("missed", None)
    assert scored(Rule("deduction"), "10", "9月30日前", "10月8日") == ("missed", None)
    assert scored(Rule("deduction"), "10", "较上年减少≥2%", "下降1%") == ("missed", None)
    assert scored(Rule("deduction"), "10", "批准后60日内", "90日") == ("missed", None)


def test_nothing_is_deducted_from_a_deadline_met():
    assert scored(Rule("deduction"), "10", "9月30日前", "9月20日") == ("met", "10.00")


@pytest.mark.parametrize(("items", "deduct", "found", "weight", "score"), CHECKLIST)
@pytest.mark.parametrize("actual", ["", "34232万元"])
def test_checklist_is_always_computed(items, deduct, found, weight, score, actual):
    rule = Rule("checklist", items=tuple(Item(*item) for item in items), deduct=deduct, found=found)
    assert scored(rule, weight, "", actual)[1] == score


@pytest.mark.parametrize("method", ["tiers", "judgement"])
@pytest.mark.parametrize("actual", ["95%", "50%", "优"])
def test_a_person_gives_the_score(method, actual):
    assert scored(Rule(method), "10", "≥90%", actual, judgement="达成")[1] is None


@pytest.mark.parametrize("method", ["", "proportional", "all_or_nothing", "deduction", "checklist", "tiers"])
def test_memo_row_has_no_score(method):
    assert scored(Rule(method), None, "≥90%", "95%") == ("met", None)


@pytest.mark.parametrize(
    ("method", "judgement", "outcome", "score"),
    [
        ("proportional", "达成", "met", "5.00"),
        ("proportional", "部分达成", "partial", None),
        ("proportional", "未达成", "missed", None),
        ("all_or_nothing", "达成", "met", "5.00"),
        ("all_or_nothing", "部分达成", "partial", "0.00"),
        ("all_or_nothing", "未达成", "missed", "0.00"),
        ("deduction", "达成", "met", "5.00"),
        ("deduction", "未达成", "missed", None),
        ("all_or_nothing", "", "claimed", None),
    ],
)
def test_judged_claim(method, judgement, outcome, score):
    assert scored(Rule(method), "5", "≥70%", "≥70%", judgement=judgement) == (outcome, score)


@pytest.mark.parametrize(
    ("target", "method"),
    [
        ("≥90%", "proportional"),
        ("100%", "proportional"),
        ("6-9个月", "proportional"),
        ("A≥40% B≥70%", "proportional"),
        ("9月30日前", "proportional"),
        ("批准后60日内", "proportional"),
        ("较上年减少≥2%", "proportional"),
        ("逐步推开", "tiers"),
        ("按季度公布", "tiers"),
        ("XX%", "tiers"),
        ("12,34", "tiers"),
        ("", "tiers"),
    ],
)
def test_default_method(target, method):
    assert default_method(read_target(target)) == method


@pytest.mark.parametrize(
    ("outcome", "weight", "bounds"),
    [
        ("met", "10", ("8.00", "10.00")),
        ("partial", "10", ("6.00", "8.00")),
        ("missed", "10", ("0.00", "6.00")),
        ("met", "4", ("3.20", "4.00")),
        ("claimed", "10", None),
        ("undecided", "10", None),
        ("blank", "10", None),
    ],
)
def test_tier_bounds(outcome, weight, bounds):
    found = tier_bounds(outcome, Decimal(weight))
    assert (None if found is None else tuple(map(str, found))) == bounds
    assert tier_bounds(outcome, None) is None


@pytest.mark.parametrize(
    ("score", "outcome", "inside"),
    [
        ("8", "met", True),
        ("10", "met", True),
        ("10.01", "met", False),
        ("7.99", "met", False),
        ("8", "partial", False),
        ("7.99", "partial", True),
        ("6", "partial", True),
        ("5.99", "partial", False),
        ("6", "missed", False),
        ("5.99", "missed", True),
        ("0", "missed", True),
        ("-1", "missed", False),
        ("8", "claimed", False),
    ],
)
def test_lower_bound_belongs_to_the_tier(score, outcome, inside):
    assert in_tier(Decimal(score), outcome, Decimal(10)) == inside


def test_tier_with_other_bounds():
    tiers = {"met": (Decimal("0.9"), Decimal(1))}
    assert not in_tier(Decimal("8.5"), "met", Decimal(10), tiers)
    assert in_tier(Decimal(9), "met", Decimal(10), tiers)
    assert not in_tier(Decimal(9), "partial", Decimal(10), tiers)


@pytest.mark.parametrize(
    ("total", "name"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
        ("-1", "差"),
    ],
)
def test_grade(total, name):
    assert grade(Decimal(total)) == name


def test_grade_with_other_bands():
    assert grade(Decimal(94), (("优", Decimal(95)), ("良", Decimal(85)), ("差", Decimal(0)))) == "良"


@pytest.mark.parametrize(
    ("target", "actual", "suggestion"),
    [
        ("9月30日前", "10月8日", "3.50"),
        ("批准后60日内", "90日", "3.50"),
        ("9月30日前", "9月8日", None),
        ("9月30日前", "9月30日前", None),
        ("≥90%", "50%", None),
    ],
)
def test_suggestion_for_what_came_late(target, actual, suggestion):
    wanted = read_target(target)
    verdict = evaluate(wanted, read_actual(actual, wanted), year=2022)
    found = suggested_score(Decimal(5), wanted, verdict)
    assert (None if found is None else str(found)) == suggestion
    assert suggested_score(None, wanted, verdict) is None
