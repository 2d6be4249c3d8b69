"""What must hold for every text and every number."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.domain._folding import fold
from indicators.domain.actuals import Value, read_actual
from indicators.domain.evaluation import evaluate
from indicators.domain.numbers import (
    NumberProblem,
    clean_text,
    format_amount,
    format_plain,
    parse_number,
    round_half_up,
)
from indicators.domain.scoring import DIFFERENCE, QUOTIENT, computed_score
from indicators.domain.targets import read_target
from tests.indicators.domain.scoring_rules import Rule

#: Pieces of which officials' wordings are made; the texts are their chance sequences.
PIECES = [
    *"≥ ≤ > < = 不低于 以上 以内 以下 90 % 5 0 1,200 12,34 3.5 万 亿 元 人 人次 次 个 月 日 年 2022 9 30 12".split(),
    *"前 底".split(),
    *"- ~ 至 、 ， ； 。 （ ） ( ) 覆盖率 医疗机构 满意度 较上年 同比 增长 减少 提高 上年 不低于上年 约".split(),
    *"左右 近 余".split(),
    *"XX ** 每 按季度 按 和 且 ± / · * 完成 后 内 之日起 无 未发现 零 ① 1. 百分之 三 十 DRG X 第 季度".split(),
    *"控制在 达到".split(),
    *"由 从 到 ： （含） 年底 当年 工作日 天 其中 目标 + × . A ½ ２ ㎡ 小时 分钟".split(),
    *"未达 没有 不足 （1） 1、 2、 节约 签约 新建 每期 各 其中 共 升高 持平 发生率 （不含） （含90%） 1:1.5".split(),
    *"1/3 10万 / 次月 24时 2023.12 12.31 预计 计划 拟 目标值 未完成 实际 无数据 乡镇 村 • ﹒ 张床位 （次）".split(),
    *"kw 三分之 降至 × 的目标".split(),
    *(" ", "\n", "\u00a8", "\u0301"),
]
WORDINGS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=30)
NUMBERS = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False)
POSITIVE = st.decimals(min_value=Decimal("0.01"), max_value=10**7, places=2)
WEIGHTS = st.decimals(min_value=0, max_value=100, places=2)
OPERATORS = {
    "≥": lambda a, t: a >= t,
    "≤": lambda a, t: a <= t,
    ">": lambda a, t: a > t,
    "<": lambda a, t: a < t,
    "=": lambda a, t: a == t,
}
MANY = settings(max_examples=400, deadline=None)


def score_of(rule, weight, target, actual, negative=DIFFERENCE):
    wanted = read_target(target)
    read = read_actual(actual, wanted)
    return computed_score(rule, weight, wanted, read, evaluate(wanted, read), negative=negative)


@MANY
@given(WORDINGS)
def test_folding_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@MANY
@given(WORDINGS, WORDINGS)
def test_target_never_raises_and_reads_back(text, name):
    target = read_target(text, name)
    assert read_target(str(target), name) == target
    assert isinstance(target.reading, str)


@MANY
@given(WORDINGS, WORDINGS, WORDINGS)
def test_actual_never_raises_and_reads_back(text, wanted, name):
    target = read_target(wanted, name)
    actual = read_actual(text, target, name)
    assert read_actual(str(actual), target, name) == actual
    assert isinstance(actual.reading, str)


@MANY
@given(
    WORDINGS, WORDINGS, st.sampled_from(["", "positive", "negative", "standard"]), st.sampled_from(["", "100%", "全部"])
)
def test_judging_never_raises(text, wanted, direction, base):
    target = read_target(wanted)
    actual = read_actual(text, target)
    verdict = evaluate(target, actual, direction=direction, base=base, year=2022)
    assert verdict.outcome in ("met", "missed", "claimed", "undecided", "blank")
    for method in ("", "proportional", "all_or_nothing", "deduction"):
        rule = Rule(method, direction=direction, base=base)
        score = computed_score(rule, Decimal(10), target, actual, verdict)
        assert score is None or 0 <= score <= 10


@MANY
@given(WORDINGS)
def test_a_text_repeated_is_never_missed(text):
    target = read_target(text)
    assert evaluate(target, read_actual(text, target), year=2022).figures != "missed"


@MANY
@given(st.sampled_from(sorted(OPERATORS)), NUMBERS, NUMBERS)
def test_met_is_membership(operator, wanted, reached):
    target = read_target(f"{operator}{wanted}元")
    outcome = evaluate(target, read_actual(f"{reached}元", target)).outcome
    assert outcome == ("met" if OPERATORS[operator](reached, wanted) else "missed")


@MANY
@given(NUMBERS, NUMBERS, NUMBERS)
def test_range_is_membership(one, other, reached):
    low, high = sorted((one, other))
    target = read_target(f"{low}-{high}元")
    assert evaluate(target, read_actual(f"{reached}元", target)).outcome == (
        "met" if low <= reached <= high else "missed"
    )


@MANY
@given(st.sampled_from(["≥", "≤", ">", "<", "="]), st.sampled_from(["≥", "≤", ">", "<"]), NUMBERS, NUMBERS, NUMBERS)
def test_a_claim_is_decided_only_where_all_of_it_is(operator, claim, wanted, bound, true):
    """If the claim holds for a value, the verdict on the claim does not contradict the verdict on the value."""
    if not OPERATORS[claim](true, bound):
        return
    target = read_target(f"{operator}{wanted}元")
    outcome = evaluate(target, read_actual(f"{claim}{bound}元", target)).outcome
    value = evaluate(target, read_actual(f"{true}元", target)).outcome
    assert (outcome, value) not in [("claimed", "missed"), ("missed", "met")]
    assert outcome != "met"


@MANY
@given(POSITIVE, NUMBERS, NUMBERS, WEIGHTS)
def test_more_is_never_worse_where_more_is_better(wanted, one, other, weight):
    low, high = sorted((one, other))
    scores = [score_of(Rule(), weight, f"≥{wanted}元", f"{reached}元") for reached in (low, high)]
    assert 0 <= scores[0] <= scores[1] <= round_half_up(weight, 2)


@MANY
@given(POSITIVE, NUMBERS, NUMBERS, WEIGHTS, st.sampled_from([DIFFERENCE, QUOTIENT]))
def test_less_is_never_worse_where_less_is_better(wanted, one, other, weight, negative):
    low, high = sorted((one, other))
    scores = [score_of(Rule(), weight, f"≤{wanted}元", f"{reached}元", negative) for reached in (low, high)]
    assert 0 <= scores[1] <= scores[0] <= round_half_up(weight, 2)


@MANY
@given(POSITIVE, NUMBERS, NUMBERS, st.sampled_from(["value", "achievement"]))
def test_a_deduction_never_grows_with_the_result(wanted, one, other, of):
    low, high = sorted((one, other))
    rule = Rule("deduction", "1", "1", of)
    scores = [score_of(rule, Decimal(10), f"≥{wanted}元", f"{reached}元") for reached in (low, high)]
    assert 0 <= scores[0] <= scores[1] <= 10
    assert (scores[1] == 10) == (high >= wanted)


@MANY
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6), st.integers(0, 5))
def test_rounding_is_half_up(value, places):
    rounded = round_half_up(value, places)
    assert rounded == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert abs(rounded - value) <= Decimal(5).scaleb(-places - 1)


@MANY
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_a_printed_number_reads_back(value):
    value = value + 0
    assert parse_number(format_plain(value)) == value
    assert parse_number(format_amount(value, 6)) == value
    assert parse_number(f"{format_amount(value, 6)}万元", "万元") == value


@MANY
@given(st.text(max_size=60))
def test_a_number_is_read_or_refused(text):
    try:
        value, clause = parse_number(text, "万元"), ""
    except NumberProblem as problem:
        value, clause = None, str(problem)
    assert value is None or value.is_finite()
    assert len(clause) <= 80
    assert not clause or clause.endswith("”")


@MANY
@given(st.text(max_size=200))
def test_cleaning_is_idempotent_and_only_drops(text):
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert "\r" not in clean
    kept = iter(text.replace("\r", "\n"))
    assert all(char in kept for char in clean)


@MANY
@given(NUMBERS)
def test_a_value_keeps_its_digits(value):
    actual = read_actual(f"{value}元")
    assert isinstance(actual, Value)
    assert str(actual) == f"{format_plain(value)}元"


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_operators_at_equality(operator):
    target = read_target(f"{operator}5")
    outcome = evaluate(target, read_actual("5", target)).outcome
    assert outcome == ("met" if operator in "≥≤=" else "missed")
