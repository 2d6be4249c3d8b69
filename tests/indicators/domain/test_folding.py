"""Typed text on one plain line: what is folded, to what, and what stays as typed."""

import pytest

from indicators.domain._folding import LIMIT, fold

FOLDED = [
    # numbers in characters
    ("百分之95.5", "95.5%"),
    ("达百分之95", "达95%"),
    ("百分之九十五", "95%"),
    ("不低于百分之九十五", "不低于95%"),
    ("不低于百分之九十五以上", "不低于95%以上"),
    ("百分之九十九点五", "99.5%"),
    ("≥百分之九十九点九零", "≥99.90%"),
    ("参保率为百分之九十五", "参保率为95%"),
    ("百分之一百", "100%"),
    ("千分之五", "5‰"),
    ("三分之二以上", "2/3以上"),
    ("十二分之一", "1/12"),
    ("一百二十五个", "125个"),
    ("一百零五个", "105个"),
    ("两百个", "200个"),
    ("二百五十人", "250人"),
    ("十人", "10人"),
    ("五百m2", "500m2"),
    ("二十三日", "23日"),
    ("一点五倍", "1.5倍"),
    ("不少于三次", "不少于3次"),
    ("三十五人以上", "35人以上"),
    ("三件左右", "3件左右"),
    ("一百%", "100%"),
    ("满意度≥九成", "满意度≥9成"),
    ("每年不少于三次且每次至少两人", "每年不少于3次且每次至少2人"),
    ("不少于一百二十五个百分点以上左右", "不少于125个百分点以上左右"),
    # intervals as in mathematics
    ("[90,95]", "≥90且≤95"),
    ("(90,95]", ">90且≤95"),
    ("[90%,95%)", "≥90%且<95%"),
    ("[90万人,95万人]", "≥90万人且≤95万人"),
    # lists
    ("1、91%;2、92%", "91%;;92%"),
    ("1)完成2)按时", "完成;按时"),
    ("1.完成;2.上报", "完成;;上报"),
    ("1、a2、b3、c", "a;b;c"),
    ("1、a3、b2、c", "a3、b;c"),
    ("1、2、c", "c"),
    ("①完成②上报", "完成;上报"),
    ("2.完成", "完成"),
    ("(1)3", "3"),
    # brackets, ratios, edges
    ("90%(含)以上", "90%以上"),
    ("90(含)%以上", "90%以上"),
    ("元/(人·天)", "元/人·天"),
    ("元/人•天", "元/人·天"),
    ("1.2比1", "1.2:1"),
    ("。90%、", "90%"),
    ("；９０ ％\n。", "90%"),
]
KEPT = [
    "(90,95)",  # a pair, not an interval
    "三季度",
    "第三季度",
    "一二人",
    "一二三分之一",
    "一二分之三",
    "零分之三",
    "不少于一二次",
    "二〇二二年",
    "三次3",
    "百分之",
    "百",
    "十二",
    "五五开",
    "1、91%",
    "1、5",
    "1、12、3",
    "1.5%",
    "三点五分之一",
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_text_is_folded(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("text", KEPT)
def test_text_is_kept(text):
    assert fold(text) == text


def test_prose_is_only_squeezed():
    """A cell of 1000 characters is still folded, a longer one is prose; also when folding made it longer."""
    assert fold("９" * LIMIT) == "9" * LIMIT
    assert fold("９" * (LIMIT + 1)) == "９" * (LIMIT + 1)
    assert fold("㋿" + "字" * (LIMIT - 3) + "。") == "令和" + "字" * (LIMIT - 3)
    assert fold("㋿" + "字" * (LIMIT - 2) + "。") == "令和" + "字" * (LIMIT - 2) + "。"
