"""Texts → mentions: what is read, and that any text is read in work that grows with its length."""
# ruff: noqa: E501  a sentence of the tables stands on one line

import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.checks.narrative import CHECKS, foreign, targets, wording
from reports.domain.evaluate import evaluate
from reports.domain.prose.places import places_of
from reports.domain.prose.reading import BEFORE, read
from reports.domain.prose.subjects import bases_of
from reports.domain.prose.tokens import folded
from reports.domain.prose.words import plain
from tests import factories
from tests.reports.domain.checks.worlds import JOBS, explained, found, with_text

FIXTURES = (
    *factories.SHANGHAI,
    "panzhihua-2021-finance-evaluation",
)
#: Text → its quantities with the words before them.
READ = [
    ("参保人数673,022人。", [("673022人", "参保人数")]),
    ("参保人数为 67.3 万人。", [("67.3万人", "参保人数为")]),
    ("２０２２年支出１２．５万元", [("12.5万元", "支出")]),
    ("结转补助资金-5451.09万元；预拨31124万元", [("-5451.09万元", "结转补助资金"), ("31124万元", "预拨")]),
    ("标准为580元/人·年。", [("580元/人/年", "标准为")]),
    ("标准1000元/生.年，", [("1000元/生/年", "标准")]),
    ("7岁以下儿童健康管理率93.4%", [("93.4%", "7岁以下儿童健康管理率")]),
    ("0-6岁儿童覆盖率95%", [("95%", "06岁儿童覆盖率")]),
    ("根据《关于2022年30项任务的通知》（财社〔2022〕39号）下达50万元", [("50万元", "下达")]),
    ("第8批集采，共12个", [("12个", "共")]),
    ("截至2021年12月31日，到位39,035万元", [("39035万元", "到位")]),
    ("开展报道50余次", []),
    ("1.项目资金情况", []),
    ("见{{表5个}}。", []),
    ("| 参保 | 5人 |", []),
    ("12393热线", []),
]


@pytest.mark.parametrize(("text", "mentions"), READ)
def test_text_is_read(text, mentions):
    assert [(str(m.quantity), m.words) for m in read(text) if m.words or m.quantity.unit] == mentions


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021年支出5万元，参保3人。", [2021, 2021]), ("支出5万元。", [None]), ("2020年5人，2021年6人。", [2020, 2021]),
        ("较2020年增加5人。", [None]), ("上年5人，本年6人。", [BEFORE, None]), ("2020年5人。\n6人。", [2020, None]),
        ("上年结转5万元，支出6万元。", [BEFORE, None]), ("自2018年整合以来，共5人。", [None]), ("到2025年，5人。", [2025]), ("到2025年底，5人，6人。", [2025, 2025]),
        ("提高到2020年的5人。", [None]),
    ],
)  # fmt: skip
def test_year_of_a_mention(text, years):
    assert [mention.year for mention in read(text)] == years


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("上半年支出5万元。", False), ("截至2021年6月底，支出5万元。", False), ("截至2021年12月31日，支出5万元。", True),
        ("一季度5人。", False), ("1-12月支出5万元。", True), ("1-9月支出5万元。", False), ("2021-2023年共5人。", False), ("月均5人。", False),
        ("十三五期间5人。", False), ("全年5人。", True),
    ],
)  # fmt: skip
def test_part_of_a_year(text, whole):
    assert [mention.whole for mention in read(text)] == [whole]


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("目标值：≥95%。", [True]), ("绩效目标为：参保率95%；满意度85%。", [True, True]), ("目标值95%，实际完成97%。", [True, False]),
        ("达到了年初目标值，参保率97%。", [False]), ("目标如下：参保率95%。满意度85%。\n参保率97%。", [True, True, False]),
        ("高于标准值（95%）2个百分点。", [True, False]),
    ],
)  # fmt: skip
def test_goals(text, goals):
    assert [mention.goal for mention in read(text)] == goals


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("共5万元，其中甲3万元、乙2万元。", [None, 0, 0]), ("共5万元（其中甲3万元），乙2万元。", [None, 0, None]),
        ("共5万元（甲3万元、乙2万元）。", [None, 0, 0]), ("共5万元。其中：甲3万元。", [None, 0]), ("其中：甲3万元。", [None]),
        ("共5万元，其中甲3万元。乙2万元。", [None, 0, None]),
        ("共5万元，包括甲3万元、乙2万元。", [None, 0, 0]), ("共5万元，对象包括甲3万元。", [None, None]), ("包括甲3万元。", [None]),
        ("共5万元，由甲3万元和乙2万元组成，丙1万元。", [None, 0, 0, None]), ("由甲3万元和乙2万元组成。", [None, None]),
        ("共5万元，分别为：甲3万元，乙2万元。", [None, 0, 0]), ("共5万元，分别增长3万元。", [None, None]),
    ],
)  # fmt: skip
def test_parts(text, parts):
    assert [mention.of for mention in read(text)] == parts


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("甲、乙分别为1%和2%；丙3%。", [True, True, False]), ("甲、乙分别为1%和2%，丙的比例为3%。", [True, True, False]),
        ("分别为：甲县1%，乙县2%。", [True, True]), ("甲、乙、丙分别为1%、2%，3%。", [True, True, True]), ("甲分别为1%。乙2%。", [True, False]),
    ],
)  # fmt: skip
def test_list_ends_where_words_begin_anew(text, listed):
    assert [mention.listed for mention in read(text)] == listed


def test_parts_that_are_all_are_known():
    assert [m.complete for m in read("共5万元，由甲3万元和乙2万元组成，丙1万元。")] == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("二〇一九年底", "2019年底"),
        ("一九九八年", "1998年"),
        ("二零二一年", "2021年"),
        ("二〇一九", "二〇一九"),
        ("二月", "二月"),
    ],
)
def test_year_in_chinese_numerals(text, same):
    assert folded(text) == same


def test_places_are_bodies_and_explanations():
    report = explained(with_text(JOBS, "甲", " "), 2, "乙")
    assert [(place.where, place.row) for place in places_of(report)] == [
        ("narrative[0].body", None),
        ("indicators[2].explanation", 2),
    ]


PIECES = st.sampled_from(
    [
        "2022年", "参保人数", "为", "67.3万人", "（", "）", "其中", "，", "。", "；", "：", "、", "%", "万元", "1,", "-", "目标值", "{{", "}}",
        "《", "》", "|", "\n", "截至", "≥", "各项指标均", "完成", "补助资金", "合计", "对", "绩效自评", "3", ".", "5", " ", "\x00", "元元", "①",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


@given(TEXTS)
def test_any_text_is_read(text):
    assert all(mention.quantity.number.is_finite() for mention in read(text))
    assert folded(folded(text)) is not None


@given(TEXTS, TEXTS)
def test_checks_never_raise(body, explanation):
    for finding in found(explained(with_text(JOBS, body), 0, explanation)):
        assert finding.message.endswith("。")
        assert finding.where in ("narrative[0].body", "indicators[0].explanation")


@given(TEXTS)
def test_findings_do_not_depend_on_what_was_read_before(text):
    report = with_text(JOBS, text)
    first = found(report)
    read.cache_clear()
    assert found(report) == first


HOSTILE = [
    "1", "9,", "1,000", "1万元", "其中", "1万元其中", "（", "（1万元", "）", "2011年底", "截至2011年", "目标值：\n", "目标值", "指标1：", "|", "| a |\n", "{{", "{{x}}",
    "《", "》", "-", "1-", ".", "1.", "各项指标均", "全部完成", "年度", "补助资金", "对补助资金", "项目", "万", "万万", "元元", "1元1元", " ", "\n", "\n\n", "1元、",
    "享受职业培训补贴人员数量1人次，", "满意度1%，", "就业补助资金支出1万元，", "百", "分别", "上年", "如下", "参保人数", "比", "①", "目标如下：1%。", "〔2022〕1号", "1公里、其中",
    "年度", "年初", "由", "由1元组成", "1元包括", "分别为1%，", "共计", "1元，共计", "标准值（1%", "高于目标值（1%）", "1%的目标", "绩效", "圆满完成", "达到目标值，",
    "本项目为", "补助资金支出1", "以人口为基数计算的", "完成预算的1%，", "由1元调整为2元，", "二〇", "中央资金12345万元，", "目标值：1%\n", "指标1：参保\n目标值：1%\n",
]  # fmt: skip


def calls(*texts: str) -> int:
    """How many calls judging a report of these texts makes, nothing kept from before.

    Counted rather than timed, so that a busy machine changes nothing. What a regular expression does inside one call is
    seen by the benchmarks and by ``test_long_repetition_is_read``, which would not end.
    """
    report = explained(with_text(JOBS, texts[0]), 0, texts[-1])
    evaluation = evaluate(report)
    for kept in (
        read,
        folded,
        plain,
        foreign.claimed,
        targets.written,
        wording.claims,
        wording.row_claims,
        bases_of,
        wording.cut_offs,
        wording.doubled,
    ):
        kept.cache_clear()
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        for check in CHECKS:
            list(check(report, evaluation))
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
def test_repetition_is_read_in_linear_work(piece):
    short, long = ((piece * size)[:size] for size in (1_000, 8_000))
    assert calls(long) < 10 * calls(short)


@pytest.mark.parametrize("piece", HOSTILE[::6])
def test_long_repetition_is_read(piece):
    text = (piece * 300_000)[:300_000]
    assert all(finding.message for finding in found(with_text(JOBS, text)))


def prose(size: int) -> str:
    """The text of the five fixtures, again and again."""
    texts = [place.text for name in FIXTURES for place in places_of(factories.fixture_facts(name))]
    return ("\n\n".join(texts) * (1 + size // 20_000))[:size]


def test_work_grows_with_the_text():
    assert calls(prose(120_000), "") < 5 * calls(prose(30_000), "")


def test_text_that_has_not_changed_is_not_read_again():
    text = prose(30_000)
    report = with_text(JOBS, text)
    found(report)
    read_before = read.cache_info().misses
    found(replace(report, total_score="1"))
    assert read.cache_info().misses == read_before
