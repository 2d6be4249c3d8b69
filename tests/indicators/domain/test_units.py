"""Which units compare, and by what factor."""

from decimal import Decimal

import pytest

from indicators.domain.units import DIMENSIONS, NO_UNIT, Unit, factors, read_unit

SAME = [
    ("人", "名", "1"),
    ("户", "个", "1"),
    ("人", "个", "1"),
    ("家", "个", "1"),
    ("家", "所", "1"),
    ("次", "场", "1"),
    ("公里", "km", "1"),
    ("公里", "米", "1000"),
    ("平方米", "m2", "1"),
    ("公斤", "kg", "1"),
    ("吨", "公斤", "1000"),
    ("百分比", "%", "1"),
    ("成", "%", "10"),
    ("年", "月", "12"),
    ("年", "个月", "12"),
    ("年", "日", "365"),
    ("月", "天", "30"),
    ("小时", "分钟", "60"),
    ("日", "小时", "24"),
    ("公顷", "亩", "15"),
    ("元/人", "元/人", "1"),
    ("元/人", "元", "1"),
    ("元/生/年", "元/生·年", "1"),
    ("元/生/年", "元/年/生", "1"),
    ("元/人年", "元/人/年", "1"),
    ("/人", "元/人", "1"),
    ("元", "", "1"),
    ("", "", "1"),
    ("元/人", "元/人·年", "1"),
    ("元/月", "元/人/月", "1"),
    ("元/人·次", "元/人次", "1"),
    ("元/次/人", "元/人次", "1"),
    ("元/人.天", "元/人·日", "1"),
    ("张/千人", "张/千人口", "1"),
    ("/10万", "/十万人", "1"),
    ("张床位", "张", "1"),
    ("支队伍", "支", "1"),
    ("千瓦", "kw", "1"),
    ("兆瓦", "KW", "1000"),
    ("g", "μg", "1000000"),
]
APART = [
    ("人", "人次"),
    ("%", "百分点"),
    ("%", "人"),
    ("元", "人"),
    ("元", "%"),
    ("元/人", "元/户"),
    ("元/月", "元/年"),
    ("种", "次"),
    ("家", "次"),
    ("公里", "平方米"),
    ("分", "分钟"),
    ("人次", "个"),
    ("小时", "元"),
    ("元/人·年", "元/人·月"),
    ("元/人次", "元/人"),
    ("/10万", "/万"),
    ("户", "户次"),
    ("床位", "张"),
]


@pytest.mark.parametrize(("one", "other", "times"), SAME)
def test_units_convert(one, other, times):
    first, second = factors(read_unit(one), read_unit(other))
    assert first / second == Decimal(times)
    second, first = factors(read_unit(other), read_unit(one))
    assert first / second == Decimal(times)


@pytest.mark.parametrize(("one", "other"), APART)
def test_units_of_other_dimensions_never_compare(one, other):
    assert factors(read_unit(one), read_unit(other)) is None
    assert factors(read_unit(other), read_unit(one)) is None


@pytest.mark.parametrize(
    "word", sorted(word.partition("=")[0] for words in DIMENSIONS.values() for word in words.split())
)
def test_every_unit_reads_and_prints(word):
    unit = read_unit(word)
    assert unit != NO_UNIT
    assert read_unit(str(unit)) == unit
    assert factors(unit, unit) == (1, 1)


@pytest.mark.parametrize("text", ["", "消化", "发生", "成立", "人民", "方案", "/"])
def test_other_words_are_no_unit(text):
    assert read_unit(text) == NO_UNIT


def test_unit_prints_whom_before_how_long():
    assert str(read_unit("元/年·人")) == "元/人/年"
    assert str(Unit("元", ("人",))) == "元/人"
