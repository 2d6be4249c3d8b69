"""Names: what is the same one otherwise worded, and which words beside it change its meaning."""
# ruff: noqa: E501  a sentence of the tables stands on one line

import pytest

from reports.domain.prose.reading import read
from reports.domain.prose.subjects import Money, Rows, beside, levels_of, money_of, own_words, subject_of
from reports.domain.prose.words import plain
from tests.reports.domain.checks.worlds import ASSISTANCE, HEALTH, SCHOOLS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("城乡居民基本医疗保险参保人数（人）", "城乡居民医保参保人数"), ("以户籍人口为基数计算的参保率", "以户籍人口为基础计算参保率"),
        ("参保人政策范围内住院费用报销比例", "参保人政策范围内住院报销比(%)"), ("指标1：全县参合人数", "全县参合人数"),
        ("2022年度本市参保人数", "参保人数"), ("“一站式”结算率", "一站式结算率"),
    ],
)  # fmt: skip
def test_same_name_otherwise_worded(one, other):
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("report", "sentence", "row"),
    [
        (ASSISTANCE, "全县享受医疗救助人次为1人次", 0), (ASSISTANCE, "2023年全县实施医疗救助1人次", 0), (ASSISTANCE, "救助对象满意度达到1%", 5),
        (ASSISTANCE, "满意度达1%", 5), (ASSISTANCE, "患者满意度达1%", None), (ASSISTANCE, "资助特困人员参保1人", None), (ASSISTANCE, "全省享受医疗救助1人次", None),
        (ASSISTANCE, "门诊医疗救助1人次", None), (ASSISTANCE, "新增医疗救助1人次", None), (SCHOOLS, "我州义务教育巩固率提高到1%", 2),
        (SCHOOLS, "学前教育巩固率1%", None), (SCHOOLS, "巩固率较上年提高1%", None), (HEALTH, "65岁老年人8万人，健康管理率1%", 3),
        (HEALTH, "健康管理率1%", None), (HEALTH, "辖区高血压患者管理人数共计1人", 1), (HEALTH, "高血压患者规范管理人数1人", None),
    ],
)  # fmt: skip
def test_row_of_a_sentence(report, sentence, row):
    own = own_words(report)
    rows = Rows(((each.name, "visit" if "人次" in each.name else "person") for each in report.indicators), own)
    mentions = read(sentence)
    found = rows.find(subject_of(mentions[-1], None), mentions[-1])
    assert (found[0] if found else None) == row


@pytest.mark.parametrize(
    ("one", "other", "left"),
    [
        ("年末累计基金结余", "基金累计结余", ("年末", "")), ("住院救助限额", "全年住院医疗救助最高限额", ("", "全年 医疗 最高")),
        ("管理2型糖尿病患者", "2型糖尿病患者管理", ("", "")), ("甲乙", "丙丁", ("甲乙", "丙丁")), ("", "甲乙", ("", "甲乙")),
    ],
)  # fmt: skip
def test_what_two_names_have_not_in_common(one, other, left):
    assert beside(one, other) == left


@pytest.mark.parametrize(
    ("name", "sentence", "row"),
    [
        ("基金累计结余", "年末滚存基金结余1万元", 0), ("基金累计结余", "年末基金结余1万元", 0), ("基金累计结余", "当期基金结余1万元", None),
        ("基金累计结余", "年末当期基金结余1万元", None), ("全年住院医疗救助最高限额", "住院救助限额1元", 0), ("全年住院医疗救助最高限额", "门诊救助限额1元", None),
        ("全年住院医疗救助最高限额", "精神病住院救助限额1元", None), ("各级财政补助标准", "财政人均补助标准1元", 0), ("各级财政补助标准", "个人补助标准1元", None),
        ("各级财政补助标准", "国家财政补助标准1元", None),
    ],
)  # fmt: skip
def test_name_in_other_words(name, sentence, row):
    rows = Rows([(name, "money")], own_words(ASSISTANCE))
    mention = read(sentence)[-1]
    found = rows.find(subject_of(mention, None), mention)
    assert (found[0] if found else None) == row


def test_change_up_to_a_number_is_of_what_it_was_before():
    mentions = read("补助标准由84元提高到89元，增加5元。")
    assert [subject_of(m, mentions[i - 1] if i else None) for i, m in enumerate(mentions)] == [
        "补助标准由",
        "补助标准",
        "增加",
    ]


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("中央和省级补助资金", {"中央", "省"}), ("县级配套资金", {"县"}), ("自治区财政资金", {"省"}), ("市级资金", {"市"}), ("当年财政拨款", set()),
        ("上年结转资金", {"结转"}), ("省教育厅", set()), ("彩票公益金", {"彩票"}), ("其他资金", {"其他"}),
    ],
)  # fmt: skip
def test_levels_of_government(words, levels):
    assert levels_of(words) == levels


@pytest.mark.parametrize(
    ("words", "money"),
    [
        ("城乡义务教育补助经费项目支出", Money("actual")), ("全年支出", None), ("项目预算", Money("budget")), ("预算执行率", Money("rate")),
        ("补助经费全年收入", Money("received")), ("共下达城乡义务教育补助经费", Money("budget")), ("综合自评得分", Money("score")),
        ("中央资金执行", Money("actual", frozenset({"中央"}))), ("就业补助资金支出", None), ("幼儿园项目支出", None), ("年初预算", None),
        ("产出指标自评得分", None), ("基金支出", None), ("第一批项目支出", None),
    ],
)  # fmt: skip
def test_money_of_a_clause(words, money):
    assert money_of(plain(words), own_words(SCHOOLS), under=False) == money


def test_bare_spending_counts_under_a_heading_on_money():
    assert money_of("支出", own_words(SCHOOLS), under=True) == Money("actual")
