"""The one door for text, one reading and one rounding of numbers."""

from decimal import Decimal, localcontext

import pytest

from indicators.domain import numbers
from indicators.domain.numbers import (
    NumberProblem,
    clean_text,
    decimals,
    format_amount,
    format_plain,
    format_rate,
    garbled,
    parse_number,
    ratio,
    round_half_up,
)

VALID = [
    ("0", "", "0"),
    ("-0", "", "0"),
    ("19114.20", "万元", "19114.20"),
    ("19,114.20", "万元", "19114.20"),
    ("1,234,567", "", "1234567"),
    ("１２３．４５", "", "123.45"),
    ("1，234", "", "1234"),
    (" 25522 ", "万元", "25522"),
    ("　25522　", "万元", "25522"),
    ("25522万元", "万元", "25522"),
    ("25522 万元", "万元", "25522"),
    ("25522万", "万元", "25522"),
    ("100元", "元", "100"),
    ("-759.58", "万元", "-759.58"),
    ("−759.58", "万元", "-759.58"),
    ("－759.58", "万元", "-759.58"),
    ("+5", "", "5"),
    ("007", "", "7"),
    ("9" * 18, "", "9" * 18),
    ("0." + "1" * 20, "", "0." + "1" * 20),
]
BLANK = ["", " ", "-", "－", "—", "–", "/", "／", "无", " 无 ", "\n"]
REFUSED = [
    ("字" * 40, "", f"应填数字，读到的是“{'字' * 40}”"),
    ("字" * 41, "", f"应填数字，读到的是“{'字' * 40}…”"),
    ("3.5亿", "万元", "应填数字，单位为万元，读到的是“3.5亿”"),
    ("100元", "万元", "应填数字，单位为万元，读到的是“100元”"),
    ("5万元", "元", "应填数字，单位为元，读到的是“5万元”"),
    ("5万元", "", "应填数字，读到的是“5万元”"),
    ("5万元万元", "万元", "应填数字，单位为万元，读到的是“5万元万元”"),
    ("12,34", "", "的千位分隔符位置不对，读到的是“12,34”"),
    ("12,34万元", "万元", "的千位分隔符位置不对，读到的是“12,34万元”"),
    ("1234,567", "", "的千位分隔符位置不对，读到的是“1234,567”"),
    (",123", "", "的千位分隔符位置不对，读到的是“,123”"),
    ("95%", "万元", "应填金额，不是百分数，读到的是“95%”"),
    ("９５％", "元", "应填金额，不是百分数，读到的是“９５％”"),
    ("95%", "", "应填数字，不是百分数，读到的是“95%”"),
    ("5%", "", "应填数字，不是百分数，读到的是“5%”"),
    ("95 %", "", "应填数字，不是百分数，读到的是“95 %”"),
    ("9x%", "", "应填数字，读到的是“9x%”"),
    ("1e5", "", "应填数字，读到的是“1e5”"),
    ("NaN", "", "应填数字，读到的是“NaN”"),
    ("Infinity", "", "应填数字，读到的是“Infinity”"),
    ("1_000", "", "应填数字，读到的是“1_000”"),
    (".5", "", "应填数字，读到的是“.5”"),
    ("5.", "", "应填数字，读到的是“5.”"),
    ("1 234", "", "应填数字，读到的是“1 234”"),
    ("- 5", "", "应填数字，读到的是“- 5”"),
    ("--5", "", "应填数字，读到的是“--5”"),
    ("1.2.3", "", "应填数字，读到的是“1.2.3”"),
    ("五", "", "应填数字，读到的是“五”"),
    ("1²", "", "应填数字，读到的是“1²”"),
    ("①", "", "应填数字，读到的是“①”"),
    ("½", "", "应填数字，读到的是“½”"),
    ("٣", "", "应填数字，读到的是“٣”"),
    ("万元", "万元", "应填数字，单位为万元，读到的是“万元”"),
    ("——", "", "应填数字，读到的是“——”"),
    ("9" * 19, "", f"最多 18 位整数、20 位小数，读到的是“{'9' * 19}”"),
    ("0." + "1" * 21, "", f"最多 18 位整数、20 位小数，读到的是“0.{'1' * 21}”"),
    ("9" * 100_000, "", f"应填数字，读到的是“{'9' * 40}…”"),
    ("9" * 120, "", f"最多 18 位整数、20 位小数，读到的是“{'9' * 40}…”"),
    ("9" * 121, "", f"应填数字，读到的是“{'9' * 40}…”"),
    ("1" + " " * 158 + "2", "", "应填数字，读到的是“1 2”"),
    ("1" + " " * 160 + "2", "", "应填数字，读到的是“1…”"),
    ("-" + " " * 119 + "5", "", "应填数字，读到的是“- 5”"),
    ("待\n补", "", "应填数字，读到的是“待 补”"),
]
CLEAN = [
    ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    ("a\tb", "a\tb"),
    ("a\x00b\x07c\x7fd\x85e", "abcde"),
    ("a\u200bb\ufeffc\u2060d\u200ee", "abcde"),
    ("a\u202eb\u2066c\u2069d", "abcd"),
    ("a\ud800b\udfffc", "abc"),
    ("a\ufffeb\U0001ffffc\ufdd0d", "abcd"),
    ("\r\u200b\n", "\n"),
    (" ９５％ ", " ９５％ "),
    ("𠮷😀", "𠮷😀"),
]


@pytest.mark.parametrize(("text", "unit", "value"), VALID)
def test_number_is_read(text, unit, value):
    assert str(parse_number(text, unit)) == value


@pytest.mark.parametrize("text", BLANK)
def test_blank_is_none(text):
    assert parse_number(text, "万元") is None


@pytest.mark.parametrize(("text", "unit", "clause"), REFUSED)
def test_refusal_says_why(text, unit, clause):
    with pytest.raises(NumberProblem) as problem:
        parse_number(text, unit)
    assert str(problem.value) == clause


def test_number_without_a_unit_is_only_a_number():
    with pytest.raises(NumberProblem, match=r"^应填数字，读到"):
        parse_number("五")


@pytest.mark.parametrize(("typed", "clean"), CLEAN)
def test_clean_text(typed, clean):
    assert clean_text(typed) == clean
    assert clean_text(clean) == clean


@pytest.mark.parametrize(("text", "lost"), [("", False), ("𠮷 祥\n?", False), ("\ufffd", True), ("请核\ufffd。", True)])
def test_text_that_has_lost_a_character(text, lost):
    sentence = "文字中有无法识别的字符（显示为“\ufffd”），请改正后再提交。"
    assert garbled(text) == (sentence if lost else "")


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("0.0049999", 2, "0.00"),
        ("-0.001", 2, "0.00"),
        ("9.995", 2, "10.00"),
        ("2.5", 0, "3"),
        ("994.13", 0, "994"),
        ("5", 2, "5.00"),
        ("123456789012345678901234567890.125", 2, "123456789012345678901234567890.13"),
    ],
)
def test_round_half_up(value, places, rounded):
    with localcontext(prec=5):
        assert str(round_half_up(Decimal(value), places)) == rounded


@pytest.mark.parametrize(
    ("value", "places"),
    [("0", 0), ("100", 0), ("1E+2", 0), ("19114.20", 2), ("-0.5", 1), ("0.000", 3), ("1E-7", 7)],
)
def test_decimals(value, places):
    assert decimals(Decimal(value)) == places


def test_ratio_has_forty_digits_whatever_the_context():
    with localcontext(prec=3):
        assert str(ratio(Decimal(1), Decimal(3))) == "0." + "3" * 40
        assert str(numbers.product(Decimal("1234.5678"), Decimal(2))) == "2469.1356"
        assert str(numbers.difference(Decimal("1234.5678"), Decimal(1))) == "1233.5678"
        assert str(numbers.total([Decimal("1234.5"), Decimal("0.07")])) == "1234.57"
    assert ratio(Decimal(1), Decimal(0)) is None
    assert ratio(Decimal(0), Decimal(0)) is None


def test_printed_forms():
    assert format_plain(Decimal("19114.20")) == "19114.20"
    assert format_plain(Decimal("1E+3")) == "1000"
    assert format_amount(Decimal("1234567.005")) == "1,234,567.01"
    assert format_amount(Decimal("25522"), 0) == "25,522"
    assert format_amount(Decimal("-5451.09")) == "-5,451.09"


@pytest.mark.parametrize(
    ("spend", "budget", "one", "two"),
    [
        ("8170.98", "19114.20", "42.7%", "42.75%"),
        ("456.96", "10789", "4.2%", "4.24%"),
        ("65.07", "65.66", "99.1%", "99.10%"),
        ("0", "0", "—", "—"),
        ("0", "5", "0.0%", "0.00%"),
        ("25522", "25522", "100.0%", "100.00%"),
    ],
)
def test_format_rate_rounds_once(spend, budget, one, two):
    rate = ratio(Decimal(spend), Decimal(budget))
    with localcontext(prec=4):
        assert (format_rate(rate), format_rate(rate, 2)) == (one, two)
