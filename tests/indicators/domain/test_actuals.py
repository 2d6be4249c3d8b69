"""What actuals say: text, kind, canonical wording, read without a target."""

import pytest

from indicators.domain.actuals import agrees, read_actual
from indicators.domain.targets import read_target

VALID = [
    ("3月初", "date", "3月1日-3月10日"),
    ("3月上旬", "date", "3月1日-3月10日"),
    ("3月下旬", "date", "3月21日-3月底"),
    ("3月中", "date", "3月11日-3月20日"),
    ("3月-5月", "date", "3月1日-5月底"),
    ("2022年3-5月", "date", "2022年3月1日-2022年5月底"),
    ("≥90%以下", "unreadable", "≥90%以下"),
    ("95%", "value", "95%"),
    ("95.37％", "value", "95.37%"),
    ("９５％", "value", "95%"),
    ("3687711", "value", "3687711"),
    ("3,687,711", "value", "3687711"),
    ("3687711人", "value", "3687711人"),
    ("368.77万人", "value", "368.77万人"),
    ("368.77 万人", "value", "368.77万人"),
    ("约368万人", "approximation", "约368万人"),
    ("372.10 万人次", "value", "372.10万人次"),
    ("6.47亿元", "value", "6.47亿元"),
    ("6.47亿", "value", "6.47亿"),
    ("13万/人", "value", "13万/人"),
    ("130000元/人", "value", "130000元/人"),
    ("2800元", "value", "2800元"),
    ("580元/人·年", "value", "580元/人/年"),
    ("3.6个月", "value", "3.6个月"),
    ("5.23个月", "value", "5.23个月"),
    ("12.5", "value", "12.5"),
    ("-5%", "value", "-5%"),
    ("0", "value", "0"),
    ("0人", "value", "0人"),
    ("0起", "value", "0起"),
    ("0.00", "value", "0.00"),
    ("零", "value", "0"),
    ("无", "words", "无"),
    ("未发现", "words", "未发现"),
    ("未发生", "words", "未发生"),
    ("无此类情况", "words", "无此类情况"),
    ("未发现虚报参保", "words", "未发现虚报参保"),
    ("未完成", "words", "未完成"),
    ("未开展", "words", "未开展"),
    ("≥75%", "bound", "≥75%"),
    ("≥75.0%", "bound", "≥75.0%"),
    ("96%以上", "bound", "≥96%"),
    ("不低于96%", "bound", "≥96%"),
    ("大于95%", "bound", ">95%"),
    ("超过95%", "bound", ">95%"),
    ("超95%", "bound", ">95%"),
    ("95%及以上", "bound", "≥95%"),
    ("低于5%", "bound", "<5%"),
    ("不足5%", "bound", "<5%"),
    ("不到60%", "bound", "<60%"),
    ("控制在5%以内", "bound", "≤5%"),
    ("控制在4.8%", "value", "4.8%"),
    ("降至4.2%", "value", "4.2%"),
    ("30日内", "bound", "≤30日"),
    ("60分钟以内", "bound", "≤60分钟"),
    ("300余人", "bound", ">300人"),
    ("12余种", "bound", ">12种"),
    ("10多次", "bound", ">10次"),
    ("近300人", "approximation", "约300人"),
    ("约300人", "approximation", "约300人"),
    ("300人左右", "approximation", "约300人"),
    ("大约95%", "approximation", "约95%"),
    ("70%左右", "approximation", "约70%"),
    ("接近100%", "approximation", "约100%"),
    ("基本达到90%", "approximation", "约90%"),
    ("90%-95%", "bound", "≥90%且≤95%"),
    ("5-8次", "bound", "≥5次且≤8次"),
    ("13/13件", "value", "13/13件"),
    ("13/13", "value", "13/13"),
    ("16/16个", "value", "16/16个"),
    ("100%（16个）", "value", "100%"),
    ("100%（16/16）", "value", "100%"),
    ("95%（950/1000）", "value", "95%"),
    ("9月20日", "date", "9月20日"),
    ("2022年9月20日", "date", "2022年9月20日"),
    ("2022-09-20", "date", "2022年9月20日"),
    ("2022.9.20", "date", "2022年9月20日"),
    ("2022/9/20", "date", "2022年9月20日"),
    ("9月", "date", "9月1日-9月底"),
    ("9月底", "date", "9月底"),
    ("12月", "date", "12月1日-12月底"),
    ("11月中旬", "date", "11月11日-11月20日"),
    ("第三季度", "date", "7月1日-9月底"),
    ("上半年", "date", "1月1日-6月底"),
    ("年底", "date", "12月1日-12月底"),
    ("9月底前", "date", "9月底前"),
    ("9月30日前完成", "date", "9月30日前"),
    ("已于9月20日完成", "date", "9月20日"),
    ("截至12月31日", "date", "12月31日"),
    ("1-12月", "date", "1月1日-12月底"),
    ("2022年", "date", "2022年1月1日-2022年12月底"),
    ("一档300元/人·年、二档450元/人·年", "values", "一档300元/人/年；二档450元/人/年"),
    ("医疗机构45%、病种75%、基金35%", "values", "医疗机构45%；病种75%；基金35%"),
    ("医疗机构45%病种75%", "values", "医疗机构45%；病种75%"),
    ("45%、75%、35%", "values", "45%；75%；35%"),
    ("培训6次，350人", "values", "培训6次；350人"),
    ("共15种，其中新增3种", "values", "共15种；其中新增3种"),
    ("目标90%，实际92%", "values", "目标90%；实际92%"),
    ("完成12次，完成率120%", "values", "完成12次；完成率120%"),
    ("92.5%，较上年提高2个百分点", "values", "92.5%；较上年提高2个百分点"),
    ("较上年提高2个百分点", "change", "较上年提高2个百分点"),
    ("同比增长6.2%", "change", "较上年提高6.2%"),
    ("同比下降3%", "change", "较上年减少3%"),
    ("与上年持平", "change", "较上年持平"),
    ("较上年减少≥2%", "change", "较上年减少≥2%"),
    ("1月20日批准，3月1日下达", "values", "1月20日；3月1日"),
    ("11月20日完成100%", "values", "11月20日；完成100%"),
    ("达到95%", "value", "95%"),
    ("达95%", "value", "95%"),
    ("完成95%", "value", "95%"),
    ("满意度95%", "value", "95%"),
    ("满意率为95.2%", "value", "95.2%"),
    ("95分", "value", "95分"),
    ("九成", "value", "9成"),
    ("百分之九十五", "value", "95%"),
    ("3次", "value", "3次"),
    ("三次", "value", "3次"),
    ("已开展6次", "value", "6次"),
    ("完成6次培训", "value", "6次"),
    ("举办培训班6期，培训450人次", "values", "举办培训班6期；培训450人次"),
    ("已完成", "words", "已完成"),
    ("完成", "words", "完成"),
    ("达标", "words", "达标"),
    ("100%完成", "value", "100%"),
    ("100%消化", "value", "100%"),
    ("全覆盖", "words", "全覆盖"),
    ("普遍开展", "words", "普遍开展"),
    ("逐步推开", "words", "逐步推开"),
    ("按时按要求落实和执行", "words", "按时按要求落实和执行"),
    ("显著提升", "words", "显著提升"),
    ("目标人群应保尽保", "words", "目标人群应保尽保"),
    ("优", "words", "优"),
    ("是", "words", "是"),
    ("合格", "words", "合格"),
    ("XX%", "placeholder", "XX%"),
    ("**", "placeholder", "**"),
    ("待填", "placeholder", "待填"),
    ("95%（XX人）", "value", "95%"),
    ("见附件", "words", "见附件"),
    ("N/A", "words", "N/A"),
    ("DRG2.0已上线", "words", "DRG2.0已上线"),
    ("国办发〔2020〕10号", "words", "国办发〔2020〕10号"),
    ("12345", "value", "12345"),
    ("12,34", "unreadable", "12,34"),
    ("1.2.3", "unreadable", "1.2.3"),
    ("≥", "unreadable", "≥"),
    ("95%%", "value", "95%"),
    ("100.00%", "value", "100.00%"),
    ("1：15", "words", "1：15"),
    ("24小时", "value", "24小时"),
    ("0.5小时", "value", "0.5小时"),
    ("1小时30分钟", "value", "90分钟"),
    ("2天", "value", "2日"),
    ("5个工作日", "value", "5个工作日"),
    ("1年", "value", "1年"),
    ("1.2公里", "value", "1.2公里"),
    ("1200米", "value", "1200米"),
    ("3.5万平方米", "value", "3.5万平方米"),
    ("2台（套）", "value", "2台"),
    ("1", "value", "1"),
    ("1.0", "value", "1.0"),
    ("132.03%", "value", "132.03%"),
]
#: What the target makes of the same words: target, name, actual, kind, canonical wording.
BESIDE_A_TARGET = [
    ("≥5%", "财政收入增长率", "同比下降6.2%", "value", "-6.2%"),
    ("≥5%", "财政收入增长率", "下降6.2%", "value", "-6.2%"),
    ("≥5%", "财政收入增长率", "由8%下降到6.2%", "value", "6.2%"),
    ("≥5%", "能耗下降率", "同比下降6.2%", "value", "6.2%"),
    ("≥5%", "财政收入增长率", "同比增长≥6.2%", "change", "较上年提高≥6.2%"),
    ("较上年增长5%", "财政收入增长率", "同比增长6.2%", "change", "较上年提高6.2%"),
    ("0", "", "无", "value", "0"),
    ("0", "", "未发现", "value", "0"),
    ("0", "", "未发生重大事故", "value", "0"),
    ("0", "", "经核查未发现虚报", "value", "0"),
    ("0", "", "无投诉", "value", "0"),
    ("0", "", "未完成", "words", "未完成"),
    ("0", "", "无法统计", "words", "无法统计"),
    ("≤3起", "", "未发生", "value", "0"),
    ("≤3起", "", "无相关投诉", "value", "0"),
    ("≥3起", "", "无相关投诉", "words", "无相关投诉"),
    ("逐步推开", "", "无", "words", "无"),
    ("6个月", "", "6月", "value", "6个月"),
    ("6-9个月", "", "6月", "value", "6个月"),
    ("9月30日前", "", "6月", "date", "6月1日-6月底"),
    ("6个月", "", "6月底", "date", "6月底"),
    ("≥5%", "财政收入增长率", "同比增长6.2%", "value", "6.2%"),
    ("增长率≥5%", "", "较上年增长6.2%", "value", "6.2%"),
    ("≥5%", "合格率", "同比增长6.2%", "change", "较上年提高6.2%"),
]
AGREE = [
    ("368.77万人", "3687711人", True),
    ("368.77万人", "3687711", True),
    ("368.77万人", "3687649人", False),
    ("368.77万人", "3687650人", True),
    ("368.77万人", "3687750人", True),
    ("368.77万人", "3687751人", False),
    ("8171", "8170.98", True),
    ("8171", "8171.51", False),
    ("67.3万", "673022", True),
    ("67.3万人", "673022人次", False),
    ("42.7%", "42.75%", True),
    ("42.7%", "42.76%", False),
    ("42.8%", "42.75%", True),
    ("13万/人", "130000元/人", True),
    ("1小时", "60分钟", True),
    ("5.5", "5", True),
    ("5.51", "5", False),
    ("0", "0", True),
    ("-5", "5", False),
]


@pytest.mark.parametrize(("text", "kind", "canonical"), VALID)
def test_actual_reads_as(text, kind, canonical):
    actual = read_actual(text)
    assert (actual.kind, str(actual)) == (kind, canonical)


@pytest.mark.parametrize("text", [text for text, _, _ in VALID])
def test_canonical_wording_reads_back(text):
    actual = read_actual(text)
    assert read_actual(str(actual)) == actual


@pytest.mark.parametrize(("target", "name", "text", "kind", "canonical"), BESIDE_A_TARGET)
def test_actual_beside_a_target(target, name, text, kind, canonical):
    actual = read_actual(text, read_target(target, name), name)
    assert (actual.kind, str(actual)) == (kind, canonical)


@pytest.mark.parametrize("text", ["", "  ", "-", "—", "–", "——", "/", "－", "\u200b"])
def test_blank_actual(text):
    assert read_actual(text).kind == "blank"


@pytest.mark.parametrize(("one", "other", "same"), AGREE)
def test_rounded_numbers_agree(one, other, same):
    first, second = read_actual(one), read_actual(other)
    assert agrees(first, second) == same
    assert agrees(second, first) == same


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("368.77万人", "368.77 万人"),
        ("13/13件", "13 中的 13 件"),
        ("≥75%", "只有界限：≥ 75 %"),
        ("90%-95%", "只有界限：≥ 90 %，≤ 95 %"),
        ("70%左右", "约数：70 %"),
        ("9月底", "日期：9月底"),
        ("同比增长6%", "与上年比：较上年提高6%"),
        ("医疗机构45%、病种75%", "医疗机构 45 %；病种 75 %"),
        ("逐步推开", "文字：逐步推开"),
        ("XX%", "未填的占位符：XX%"),
        ("", "未填"),
    ],
)
def test_actual_shows_how_it_was_read(text, reading):
    assert read_actual(text).reading == reading


def test_actual_takes_its_unit_from_the_name():
    assert read_actual("67.3", None, "参保人数（万人）").reading == "67.3 万人"


@pytest.mark.parametrize("text", ["9" * 100_000, "95%、" * 20_000, "完成" * 50_000])
def test_hostile_actual_is_only_words(text):
    assert read_actual(text).kind == "words"
