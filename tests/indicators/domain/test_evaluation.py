"""Verdicts: targets against actuals, year 2022, judged as an official would."""

from decimal import Decimal

import pytest

from indicators.domain.actuals import read_actual
from indicators.domain.evaluation import evaluate
from indicators.domain.targets import read_target

#: target, actual, outcome, flags
PAIRS = [
    ("≥90%", "95%", "met", ""),
    ("≥90%", "95", "met", ""),
    ("≥90%", "0.95", "undecided", ""),
    ("≥90%", "九成", "met", ""),
    ("≥90%", "90%以上", "claimed", "copied"),
    ("≥90%", "≥92%", "claimed", "approximate"),
    ("≥90%", "约92%", "claimed", "approximate"),
    ("≥90%", "近90%", "claimed", "approximate"),
    ("≥90%", "85%左右", "missed", "approximate"),
    ("≥90%", "≥85%", "undecided", "approximate"),
    ("≥90%", "≤85%", "missed", "approximate"),
    ("≥90%", "90%-95%", "claimed", "approximate"),
    ("≥90%", "85%-95%", "undecided", "approximate"),
    ("≥90%", "100%（16/16）", "met", ""),
    ("≥90%", "16/16", "met", ""),
    ("≥90%", "13/15", "missed", ""),
    ("≥90%", "达标", "undecided", ""),
    ("≥90%", "完成", "undecided", ""),
    ("≥90%", "无", "missed", ""),
    ("≥90%", "-", "blank", ""),
    ("≥90%", "92.5%，较上年提高2个百分点", "met", ""),
    ("≥90%", "较上年提高2个百分点，达到92.5%", "met", ""),
    ("≥90%", "目标90%，实际92%", "met", ""),
    ("≥90%", "满意度92%", "met", ""),
    ("≥90%", "2个百分点", "undecided", "unit_mismatch"),
    ("≥90%", "95分", "undecided", "unit_mismatch"),
    ("≥12种", "15种", "met", ""),
    ("≥12种", "15个", "met", ""),
    ("≥12种", "15", "met", ""),
    ("≥12种", "共15种，其中新增3种", "met", ""),
    ("≥12种", "12余种", "claimed", "approximate"),
    ("≥120万人", "1199999", "missed", ""),
    ("≥120万人", "119.9万人", "missed", ""),
    ("≥120万人", "1200000人", "met", ""),
    ("≥120万人", "120", "met", ""),
    ("≤90万元", "90", "met", ""),
    ("≤90万元", "900000元", "met", ""),
    ("≤90万元", "89.5万", "met", ""),
    ("≤90万元", "0.009亿元", "met", ""),
    ("≤90万元", "95万元", "missed", ""),
    ("≥3500000", "368.77万人", "met", ""),
    ("≥3687711人", "368.77万人", "met", ""),
    ("≥3687800人", "368.77万人", "missed", ""),
    ("=3687711人", "368.77万人", "met", ""),
    ("≥1000人", "1200人次", "undecided", "unit_mismatch"),
    ("≤60分钟", "1小时", "met", ""),
    ("≤60分钟", "0.5小时", "met", ""),
    ("≤1年", "10个月", "met", ""),
    ("≤1年", "365天", "met", ""),
    ("≤1年", "366天", "missed", ""),
    ("≤30日", "1个月", "met", ""),
    ("≤5个工作日", "3天", "met", ""),
    ("≤5个工作日", "3个工作日", "met", ""),
    ("≤30日", "30日内", "claimed", "copied"),
    ("≤30日", "20日内", "claimed", "approximate"),
    ("≤30日", "45日内", "undecided", "approximate"),
    ("0", "0", "met", ""),
    ("0", "0起", "met", ""),
    ("0", "无", "met", ""),
    ("0", "未发现", "met", ""),
    ("0", "未发生", "met", ""),
    ("0", "未发生重大事故", "met", ""),
    ("0", "无投诉", "met", ""),
    ("0", "1", "missed", ""),
    ("0", "1起", "missed", ""),
    ("0", "未完成", "undecided", ""),
    ("0发生", "零发生", "met", ""),
    ("≤3起", "未发生", "met", ""),
    ("≤3起", "无", "met", ""),
    ("6-9个月", "7", "met", ""),
    ("6-9个月", "6个月", "met", ""),
    ("6-9个月", "9.1个月", "missed", ""),
    ("6-9个月", "12.5", "missed", ""),
    ("98%-102%", "100%", "met", ""),
    (">95%", "95%", "missed", "boundary"),
    (">95%", "95.01%", "met", ""),
    ("<5%", "5%", "missed", "boundary"),
    ("=100%", "100%", "met", ""),
    ("=100%", "99%", "missed", ""),
    ("100%", "105%", "met", ""),
    ("2800元/人", "2800元", "met", ""),
    ("2800元/人", "2,800元/人", "met", ""),
    ("13万元/人", "13万/人", "met", ""),
    ("13万/人", "13", "met", ""),
    ("13万/人", "130000元/人", "met", ""),
    ("9月30日前", "9月20日", "met", ""),
    ("9月30日前", "9月", "met", ""),
    ("9月30日前", "10月8日", "missed", ""),
    ("9月30日前", "2022年9月20日", "met", ""),
    ("9月30日前", "2023年9月20日", "missed", ""),
    ("9月30日前", "9月底", "met", ""),
    ("9月30日前", "9月15日前", "claimed", "approximate"),
    ("9月30日前", "10月底前", "undecided", "approximate"),
    ("9月30日前", "已按时完成", "undecided", ""),
    ("9月15日前", "9月", "undecided", ""),
    ("12月底前", "12月完成", "met", ""),
    ("12月底前", "11月底前完成", "claimed", "approximate"),
    ("12月底前", "2022.11.20", "met", ""),
    ("年底前", "已完成", "undecided", ""),
    ("11月底完成100%", "11月20日完成100%", "met", ""),
    ("11月底完成100%", "100%", "undecided", ""),
    ("11月底完成100%", "12月完成100%", "missed", ""),
    ("医疗机构≥40% 病种≥70% 基金≥30%", "医疗机构45%、病种75%、基金35%", "met", ""),
    ("医疗机构≥40% 病种≥70% 基金≥30%", "医疗机构45%病种75%基金25%", "missed", ""),
    ("医疗机构≥40% 病种≥70% 基金≥30%", "医疗机构45%，病种75%", "undecided", ""),
    ("医疗机构≥40% 病种≥70% 基金≥30%", "45%、75%、35%", "met", ""),
    ("医疗机构≥40% 病种≥70% 基金≥30%", "病种75%、医疗机构覆盖率45%、基金支出35%", "met", ""),
    ("医疗机构≥40% 病种≥70% 基金≥30%", "80%", "undecided", ""),
    ("培训5次、300人", "培训6次、350人", "met", ""),
    ("培训5次、300人", "6次，350人", "met", ""),
    ("培训≥5次，参训≥300人", "开展培训8次，参训人数420人", "met", ""),
    ("人大审查批准后60日内", "45日", "met", ""),
    ("人大审查批准后60日内", "人大批准后30日内", "claimed", "approximate"),
    ("人大审查批准后60日内", "1月20日批准，3月1日下达", "met", ""),
    ("人大审查批准后60日内", "1月20日批准，5月1日下达", "missed", ""),
    ("收到申请后5个工作日内", "3个工作日", "met", ""),
    ("较上年减少≥2%", "较上年减少3%", "met", ""),
    ("较上年减少≥2%", "同比下降1%", "missed", ""),
    ("较上年减少≥2%", "下降2.5%", "met", ""),
    ("较上年减少≥2%", "增长1%", "missed", ""),
    ("较上年减少≥2%", "较上年减少≥2%", "claimed", "copied"),
    ("较上年提高5%", "较上年提高2个百分点", "undecided", "unit_mismatch"),
    ("不低于上年", "较上年提高3%", "met", ""),
    ("不低于上年", "95%", "undecided", ""),
    ("增长率≥5%", "同比增长6.2%", "met", ""),
    ("增长率≥5%", "下降3%", "missed", ""),
    ("增长率≥5%", "6.2%", "met", ""),
    ("收支平衡", "3.6个月", "undecided", ""),
    ("逐步推开", "已逐步推开", "undecided", ""),
    ("全覆盖", "100%", "undecided", ""),
    ("全覆盖", "全 覆盖。", "claimed", "copied"),
    ("XX%", "95%", "undecided", "placeholder_in_target"),
    ("≥70%", "不低于70%", "claimed", "copied"),
    ("≥70%", "70%以上", "claimed", "copied"),
    ("≥70%", "≥ 70.0%", "claimed", "copied"),
    ("≥70%", ">70%", "claimed", "approximate"),
    ("70%", "≥70%", "claimed", "approximate"),
    ("≥70%（城镇）", "≥70%", "claimed", "copied"),
    ("6个月", "6月", "met", ""),
    ("6个月", "6.5月", "met", ""),
    ("≥67.5", "673022人", "met", ""),
    ("≥580元", "580元/人·年", "met", ""),
    ("每人每年580元", "580元/人·年", "met", ""),
    ("780元/生/年", "780元/生·年", "met", ""),
    ("≥500公里", "520km", "met", ""),
    ("≥500㎡", "600平方米", "met", ""),
    ("≥1000亩", "1200亩", "met", ""),
    ("≥5次", "已开展6次", "met", ""),
    ("≥5次", "5场次", "met", ""),
    ("≥5次", "5家", "undecided", "unit_mismatch"),
    ("≥10万", "12万", "met", ""),
    ("≥10万", "120000", "met", ""),
    ("≥100%", "132.03%", "met", ""),
    ("≥5%", "120%", "met", ""),
    ("≥67.5万人", "67.4万人", "missed", ""),
    ("=3687711人", "368.78万人", "missed", ""),
    (">3687711人", "368.77万人", "missed", "boundary"),
    ("9月30日前", "2022年9月30日", "met", ""),
    ("2023年3月底前", "2023年3月31日", "met", ""),
    ("次年3月底前", "2023年4月1日", "missed", ""),
    ("2月底前", "2月28日", "met", ""),
    ("2月底前", "3月1日", "missed", ""),
    ("人大审查批准后60日内", "人大审查批准后60天内", "claimed", "copied"),
    ("按季度公布", "已按季度公布", "undecided", ""),
    ("98%－102%", "98%", "met", ""),
    ("98%－102%", "102%", "met", ""),
    ("98%－102%", "102.01%", "missed", ""),
    (">5%且<10%", "5%", "missed", "boundary"),
    (">5%且<10%", "5%-10%", "undecided", "approximate"),
    ("≥5%且≤10%", "≥5%且≤10%", "claimed", "copied"),
    ("±5%", "-3%", "met", ""),
    ("±5%", "6%", "missed", ""),
    ("0", "≥1", "missed", "approximate"),
    ("0", "≤0", "undecided", "approximate"),
    ("0", "XX", "undecided", "placeholder_in_actual"),
    ("≥90%（XX人）", "95%", "met", "placeholder_in_target"),
    ("XX%（目标人群应保尽保）", "目标人群应保尽保", "claimed", "copied placeholder_in_target"),
    ("XX%", "XX%", "undecided", "placeholder_in_target placeholder_in_actual"),
    ("待填", "已完成", "undecided", "placeholder_in_target"),
    ("培训5次、300人", "培训5次、300人", "met", ""),
    ("培训≥5次、≥300人", "培训≥5次、≥300人", "claimed", "copied"),
    ("开工率100%、竣工率≥80%", "开工率100%、竣工率≥80%", "claimed", "copied"),
    ("24小时内响应，48小时内解决", "12小时响应，40小时解决", "met", ""),
    ("一档≥280元、二档≥400元", "一档300元、二档390元", "missed", ""),
    ("≥280元/人·年", "一档300元/人·年、二档450元/人·年", "met", ""),
    ("≥280元/人·年", "一档200元/人·年、二档250元/人·年", "missed", ""),
    ("≥280元/人·年", "一档200元/人·年、二档450元/人·年", "undecided", ""),
    ("≥280元/人·年", "一档300元/人·年、二档约450元/人·年", "claimed", "approximate"),
    ("≤10元/人次", "8元/人", "undecided", "unit_mismatch"),
    ("≥5次/年", "6次", "met", ""),
    ("≥2.5人/千人", "2.8", "met", ""),
    ("≥5亩", "3333.4平方米", "met", ""),
    ("≥5亩", "3333.3平方米", "missed", ""),
    ("≤1小时30分钟", "90分钟", "met", ""),
    ("≤1小时30分钟", "1小时31分钟", "missed", ""),
    ("≤12个月", "1年", "met", ""),
    ("≤5个工作日", "9天", "undecided", ""),
    ("≤30日", "10个工作日", "met", ""),
    ("≤30日", "20个工作日", "undecided", ""),
    ("≤30日", "31个工作日", "missed", ""),
    ("100%", "1", "undecided", ""),
    ("0.5%", "0.4", "missed", ""),
    ("较上年增长5%左右", "同比增长5.1%", "met", ""),
    ("与上年持平", "与上年持平", "claimed", "copied"),
    ("较上年持平或略有下降", "较上年下降2%", "met", ""),
    ("较上年有所提高", "较上年提高3%", "met", ""),
    ("较上年有所提高", "较上年有所下降", "missed", ""),
    ("≥90%", "已完成95%", "met", ""),
    ("≥90%", "95%%", "met", ""),
    ("", "95%", "undecided", ""),
    ("10%", "1", "undecided", ""),
    ("9.9%", "1", "missed", ""),
    ("≥90%", "1.01", "missed", ""),
    ("≥90%", "0", "missed", ""),
    ("不低于上年", "不低于上年", "claimed", "copied"),
    ("不低于上年", "高于上年", "claimed", ""),
    ("不低于上年", "约95%", "undecided", "approximate"),
    ("高于上年", "不低于上年", "undecided", ""),
    ("高于上年", "较上年持平", "missed", ""),
    ("较上年增长≥5%", "较上年增长≥6%", "claimed", ""),
    ("较上年增长≥5%", "较上年增长≥4%", "undecided", ""),
    ("较上年增长5%", "较上年增长", "undecided", ""),
    ("较上年增长不超过5%", "较上年减少3%", "met", ""),
    ("较上年减少不超过5%", "较上年减少6%", "missed", ""),
    ("一季度≥5次、二季度≥6次", "6次、7次", "met", ""),
    ("一期≥5次、二期≥6次", "6次、5次", "missed", ""),
    ("A≥5次、B≥6人", "6次、7次", "undecided", ""),
    ("A≥5次、B≥6次", "C6次", "undecided", ""),
    ("≥100万元", "1千万元", "met", ""),
    ("≥100万元", "0.01亿元", "met", ""),
    ("≥3千人", "2999人", "missed", ""),
    ("≥5百人", "500人", "met", ""),
    ("≥1百万元", "100万元", "met", ""),
    ("≥1十亿元", "10亿元", "met", ""),
    ("≥1百亿元", "99亿元", "missed", ""),
    ("≥1千亿元", "1000亿元", "met", ""),
    ("≥1万亿元", "9999亿元", "missed", ""),
    ("≥1千万元", "1000万元", "met", ""),
    ("≥2十万元", "20万元", "met", ""),
    ("", "约3亿元", "undecided", ""),
    ("收支平衡", "约3.6个月", "undecided", ""),
    ("≥5次", "培训5次，参训约300人", "met", ""),
    ("≥ 3 687 711", "3 687\n712", "met", ""),
    ("", "", "blank", ""),
    ("12,34", "12", "undecided", ""),
]
FLAGS = ("copied", "approximate", "boundary", "unit_mismatch", "placeholder_in_target", "placeholder_in_actual")


def judged(target, actual, name="", **world):
    wanted = read_target(target, name)
    return evaluate(wanted, read_actual(actual, wanted, name), **world)


@pytest.mark.parametrize(("target", "actual", "outcome", "flags"), PAIRS)
def test_outcome(target, actual, outcome, flags):
    verdict = judged(target, actual, year=2022)
    assert (verdict.outcome, " ".join(flag for flag in FLAGS if getattr(verdict, flag))) == (outcome, flags)
    assert verdict.figures == outcome


@pytest.mark.parametrize(
    ("target", "actual", "direction", "outcome"),
    [
        ("5%", "6%", "", "met"),
        ("5%", "6%", "positive", "met"),
        ("5%", "6%", "negative", "missed"),
        ("5%", "6%", "standard", "missed"),
        ("5%", "4%", "", "missed"),
        ("5%", "4%", "negative", "met"),
        ("5%", "4%", "standard", "missed"),
        ("5%", "5%", "standard", "met"),
        ("5%", "5%", "negative", "met"),
        ("=100%", "105%", "", "missed"),
        ("=100%", "105%", "positive", "met"),
        ("=100%", "95%", "negative", "met"),
        ("0", "1", "positive", "missed"),
        ("0起", "1起", "negative", "missed"),
        ("≥5%", "6%", "negative", "met"),
        ("≤5%", "6%", "positive", "missed"),
        ("5%", "≥6%", "negative", "missed"),
        ("5%", "≤4%", "negative", "claimed"),
        ("5%", "约4%", "negative", "claimed"),
    ],
)
def test_direction_decides_only_bare_numbers(target, actual, direction, outcome):
    assert judged(target, actual, direction=direction).outcome == outcome
    assert judged(target, actual, direction=direction or None).outcome == outcome


@pytest.mark.parametrize(
    ("target", "actual", "judgement", "outcome", "figures"),
    [
        ("逐步推开", "逐步推开", "", "claimed", "claimed"),
        ("逐步推开", "逐步推开", "达成", "met", "claimed"),
        ("逐步推开", "逐步推开", "部分达成", "partial", "claimed"),
        ("逐步推开", "逐步推开", "未达成", "missed", "claimed"),
        ("逐步推开", "已推开", "部分达成", "partial", "undecided"),
        ("≥70%", "≥70%", "达成", "met", "claimed"),
        ("≥70%", "65%", "达成", "missed", "missed"),
        ("≥70%", "75%", "未达成", "met", "met"),
        ("≥70%", "", "达成", "blank", "blank"),
        ("≥70%", "75%", "其他", "met", "met"),
        ("逐步推开", "已推开", "其他", "undecided", "undecided"),
    ],
)
def test_judgement_decides_what_figures_cannot(target, actual, judgement, outcome, figures):
    verdict = judged(target, actual, judgement=judgement)
    assert (verdict.outcome, verdict.figures) == (outcome, figures)


@pytest.mark.parametrize(
    ("target", "actual", "base", "achievement"),
    [
        ("≥100%", "132.03%", "", "1.3203"),
        ("≤60分钟", "90", "", "1.5"),
        ("≤60分钟", "1小时", "", "1"),
        ("≥67.5万人", "673022人", "", "0.9970696296296296296296296296296296296296"),
        ("98%－102%", "97.27%", "100%", "0.9727"),
        ("98%－102%", "97.27%", "", None),
        ("98%－102%", "97.27%", "0", None),
        ("98%－102%", "97.27%", "全部", None),
        ("≥98%", "97.27%", "100%", "0.9727"),
        ("0", "0", "", None),
        ("≥70%", "≥75%", "", None),
        ("≥70%", "约75%", "", None),
        ("≥70%", "13/15", "", None),
        ("≥12种", "共15种，其中新增3种", "", "1.25"),
        ("≥280元", "一档300元、二档450元", "", None),
        ("≥1000人", "1200人次", "", None),
        ("9月30日前", "9月20日", "", None),
        ("逐步推开", "75%", "", None),
        ("医疗机构≥40%、病种≥70%", "医疗机构45%、病种75%", "", None),
    ],
)
def test_achievement_is_actual_over_target(target, actual, base, achievement):
    found = judged(target, actual, base=base).achievement
    if (target, actual) == ("≥70%", "13/15"):
        assert round(found, 6) == Decimal("1.238095")
        return
    assert (None if found is None else str(found)) == achievement


@pytest.mark.parametrize(
    ("target", "actual", "deviation"),
    [
        ("≥100%", "132.03%", "0.3203"),
        ("≥100%", "70%", "0.3"),
        ("≤60分钟", "90", "0.5"),
        ("6-9个月", "12", "0.3333333333333333333333333333333333333333"),
        ("6-9个月", "4.5", "0.25"),
        ("6-9个月", "7", "0"),
        ("6-9个月", "9", "0"),
        ("100%", "100%", "0"),
        ("0", "1", None),
        ("0", "0", None),
        ("≥70%", "≥90%", None),
        ("≥70%", "约90%", None),
        ("≥1000人", "1200人次", None),
        ("逐步推开", "75%", None),
    ],
)
def test_deviation_is_off_the_target_either_way(target, actual, deviation):
    found = judged(target, actual).deviation
    assert (None if found is None else str(found)) == deviation


@pytest.mark.parametrize(
    ("target", "actual", "last_year", "outcome"),
    [
        ("不低于上年", "95%", None, "undecided"),
        ("不低于上年", "95%", "94", "met"),
        ("不低于上年", "95%", "96", "missed"),
        ("高于上年", "95%", "95", "missed"),
        ("较上年减少≥2%", "98", "100", "met"),
        ("较上年减少≥2%", "98.1", "100", "missed"),
        ("较上年减少2件", "8件", "10", "met"),
        ("较上年提高2个百分点", "95%", "93", "met"),
        ("较上年提高2个百分点", "95%", "93.1", "missed"),
        ("与上年持平", "10", "10", "met"),
        ("较上年增长5%", "5", "0", "undecided"),
        ("较上年增长不超过5%", "104", "100", "met"),
        ("较上年增长不超过5%", "106", "100", "missed"),
    ],
)
def test_relative_target_needs_last_year(target, actual, last_year, outcome):
    last = None if last_year is None else Decimal(last_year)
    assert judged(target, actual, last_year=last).outcome == outcome


@pytest.mark.parametrize(
    ("target", "actual", "name", "outcome"),
    [
        ("≥67.5", "673022", "参保人数（万人）", "missed"),
        ("≥67.5", "673022人", "参保人数（万人）", "missed"),
        ("≥67.5", "67.6", "参保人数（万人）", "met"),
        ("≥3500000", "368.77万人", "参保人数（人）", "met"),
        ("≥3500000", "3687711", "参保人数（人）", "met"),
        ("≥90", "95%", "满意度（%）", "met"),
        ("≥90", "95分", "满意度（%）", "met"),
        ("≥5", "同比增长6.2%", "财政收入增长率（%）", "met"),
        ("≥5", "同比下降6.2%", "财政收入增长率（%）", "missed"),
        ("≥675000", "673022人", "参保人数（万人）", "missed"),
        ("≥670000", "673022人", "参保人数（万人）", "met"),
        ("≥3%", "增长1%", "能耗下降率", "missed"),
        ("≥3%", "下降3.5%", "能耗下降率", "met"),
    ],
)
def test_unit_in_the_brackets_of_the_name(target, actual, name, outcome):
    assert judged(target, actual, name).outcome == outcome


def test_date_without_year_is_the_reports():
    assert judged("9月30日前", "2022年10月1日", year=2022).outcome == "missed"
    assert judged("9月30日前", "2022年10月1日", year=2023).outcome == "met"
    assert judged("2月底前", "2月29日", year=2024).outcome == "met"


def test_blank_criterion_of_form_e_is_undecided():
    assert judged("", "", criterion=True).outcome == "undecided"
    assert judged("", "", criterion=True, judgement="达成").outcome == "met"
    assert judged("", "").outcome == "blank"
