"""The one door for a row of the catalogue: the administration's pages and the workbook use it."""

import pytest

from indicators.forms import IndicatorForm

ROW = {"position": "0", "name": "参保率", "target": "≥95%", "weight": "5"}
VALID = [
    {},
    {"weight": ""},
    {"weight": "０"},
    {"weight": "2.5"},
    {"method": "deduction", "step": "1", "points": "5", "of": "value"},
    {"direction": "negative", "base": "100%"},
]
INVALID = [
    ({"name": " "}, "name", "这个字段是必填项。"),
    ({"weight": "五分"}, "weight", "分值应填数字，读到的是“五分”。"),
    ({"weight": "-5"}, "weight", "分值不能是负数，读到的是“-5”。"),
    ({"step": "1%"}, "step", "每差应填数字，不是百分数，读到的是“1%”。"),
    ({"points": "−1"}, "points", "扣分不能是负数，读到的是“−1”。"),
    ({"deduct": "1,00"}, "deduct", "每发现一项扣的千位分隔符位置不对，读到的是“1,00”。"),
    ({"method": "guess"}, "method", "选择一个有效的选项。 guess 不在可用的选项中。"),
]


@pytest.mark.parametrize("texts", VALID)
def test_row_is_taken(texts):
    assert IndicatorForm({**ROW, **texts}).errors == {}


@pytest.mark.parametrize(("texts", "cell", "sentence"), INVALID)
def test_cell_is_refused(texts, cell, sentence):
    assert IndicatorForm({**ROW, **texts}).errors == {cell: [sentence]}
