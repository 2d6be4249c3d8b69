"""What the exchange format takes and refuses (exchange-format.md "In")."""

import copy
import json

import pytest

from reports.exchange.node import ExchangeProblem
from reports.exchange.reading import read_json, read_object

MINIMAL = {
    "format": "evalportal.report/1",
    "year": 2023,
    "program": "城乡医疗救助专项补助",
    "organization": "上海市医疗保障局",
    "title": "自评报告",
    "funds": [],
    "indicators": [],
}


def minimal(**changes):
    return {**copy.deepcopy(MINIMAL), **changes}


def problems(value) -> list[tuple[str, str]]:
    with pytest.raises(ExchangeProblem) as caught:
        read_object(value)
    return [(problem.place, problem.message) for problem in caught.value.problems]


def places(value) -> list[str]:
    return [place for place, _ in problems(value)]


def test_minimal_report_gets_the_defaults():
    report = read_object(minimal())
    assert (report.form, report.unit, report.funds_total, report.execution_weight) == ("A", "万元", None, "")


FORMS = [
    ({"indicators": [{"name": "甲", "weight": "5"}]}, "C"),
    ({"indicators": [{"name": "甲", "weight": "-"}], "management": [{"aspect": "分配科学性"}]}, "B"),
    ({"indicators": [{"name": "甲"}], "management": [{"aspect": "分配科学性"}]}, "B"),
    ({"indicators": [{"name": "甲", "weight": "0"}]}, "C"),
    ({"form": "A", "indicators": [{"name": "甲", "weight": "5"}]}, "A"),
    ({"form": "", "management": []}, "A"),
]


@pytest.mark.parametrize(("changes", "form"), FORMS)
def test_absent_form_follows_from_weights_and_management(changes, form):
    assert read_object(minimal(**changes)).form == form


@pytest.mark.parametrize("key", sorted(MINIMAL))
def test_missing_needed_key_is_named(key):
    value = minimal()
    del value[key]
    assert places(value) == [key]


@pytest.mark.parametrize("key", ["format", "program", "organization", "title"])
def test_blank_needed_text_is_refused(key):
    assert places(minimal(**{key: " "})) == [key]


REFUSED = [
    ({"surprise": 1}, "surprise"),
    ({"year": "2023"}, "year"),
    ({"year": True}, "year"),
    ({"year": 1999}, "year"),
    ({"year": 2101}, "year"),
    ({"year": 2023.0}, "year"),
    ({"title": 5}, "title"),
    ({"title": ["甲"]}, "title"),
    ({"title": None}, "title"),
    ({"form": "F"}, "form"),
    ({"unit": "亿元"}, "unit"),
    ({"format": "evalportal.report/2"}, "format"),
    ({"execution_weight": "十"}, "execution_weight"),
    ({"total_score": "12,34"}, "total_score"),
    ({"allocation_share": "一半"}, "allocation_share"),
    ({"funds": {}}, "funds"),
    ({"funds": [{"budget": "1"}]}, "funds[0].source"),
    ({"funds": [{"source": "甲", "budget": 5}]}, "funds[0].budget"),
    ({"funds": [{"source": "甲", "budget": "三万"}]}, "funds[0].budget"),
    ({"funds": [{"source": "甲", "budget": "12,34"}]}, "funds[0].budget"),
    ({"funds": [{"source": "甲", "actual": "5元"}]}, "funds[0].actual"),
    ({"funds": [{"source": "甲", "actual": "95%"}]}, "funds[0].actual"),
    ({"funds": [{"source": "甲", "note": ""}]}, "funds[0].note"),
    ({"funds_total": {"budget": "很多"}}, "funds_total.budget"),
    ({"funds_total": {"source": "合计"}}, "funds_total.source"),
    ({"indicators": [{"target": "100%"}]}, "indicators[0].name"),
    ({"indicators": [{"name": "甲"}, {"name": "乙", "weight": "五"}]}, "indicators[1].weight"),
    ({"indicators": [{"name": "甲", "judgement": "基本达成"}]}, "indicators[0].judgement"),
    ({"indicators": [{"name": "甲", "actual": 95}]}, "indicators[0].actual"),
    ({"indicators": ["甲"]}, "indicators[0]"),
    ({"indicators": [{"name": "甲", "scoring": {"method": "guess"}}]}, "indicators[0].scoring.method"),
    ({"indicators": [{"name": "甲", "scoring": {"direction": "up"}}]}, "indicators[0].scoring.direction"),
    ({"indicators": [{"name": "甲", "scoring": {"of": "weight"}}]}, "indicators[0].scoring.of"),
    (
        {"indicators": [{"name": "甲", "scoring": {"items": [{"name": "乙"}]}}]},
        "indicators[0].scoring.items[0].points",
    ),
    (
        {"indicators": [{"name": "甲", "scoring": {"items": [{"name": "乙", "points": "1", "given": "yes"}]}}]},
        "indicators[0].scoring.items[0].given",
    ),
    ({"narrative": [{"level": 6, "heading": "甲"}]}, "narrative[0].level"),
    ({"narrative": [{"level": "一"}]}, "narrative[0].level"),
    ({"series": [{"name": "甲", "points": [{"year": "2018", "value": "1"}]}]}, "series[0].points[0].year"),
    ({"allocations": [{"organization": "黄浦", "proposed": "x"}]}, "allocations[0].proposed"),
]


@pytest.mark.parametrize(("changes", "place"), REFUSED, ids=[str(changes)[:60] for changes, _ in REFUSED])
def test_refused_value_is_named_at_its_place(changes, place):
    assert places(minimal(**changes)) == [place]


def test_every_problem_of_a_file_is_reported():
    value = minimal(year=1, funds=[{"source": "", "budget": "x"}], extra="")
    assert sorted(places(value)) == ["extra", "funds[0].budget", "funds[0].source", "year"]


ACCEPTED_AMOUNTS = ["", "-", "—", "–", "/", "无", "25522", "25522万元", "25522万", "1,234,567.89", "-3.50", "１２３"]


@pytest.mark.parametrize("text", ACCEPTED_AMOUNTS)
def test_amount_is_kept_as_typed(text):
    report = read_object(minimal(funds=[{"source": "甲", "budget": text}]))
    assert report.funds[0].budget == text


def test_yuan_form_takes_yuan_and_not_wan():
    assert read_object(minimal(unit="元", funds=[{"source": "甲", "budget": "5元"}])).funds[0].budget == "5元"
    assert places(minimal(unit="元", funds=[{"source": "甲", "budget": "5万元"}])) == ["funds[0].budget"]


def test_result_is_accepted_and_ignored():
    assert read_object(minimal(result={"anything": [1, None]})) == read_object(minimal())


def test_optional_keys_of_a_fund_line_are_absent_or_blank():
    report = read_object(minimal(funds=[{"source": "甲"}, {"source": "乙", "rate": "", "initial": "5"}]))
    assert [(line.rate, line.initial, line.score) for line in report.funds] == [(None, None, None), ("", "5", None)]


def test_absent_total_line_differs_from_a_blank_one():
    assert read_object(minimal(funds_total={})).funds_total is None
    blank = read_object(minimal(funds_total={"budget": "", "actual": "", "rate": ""})).funds_total
    assert (blank.budget, blank.actual, blank.rate, blank.score) == ("", "", "", None)


UNREADABLE = [b"", b"{", b"[1]", b"\xff\xfe{}", b'"text"', b"nul", b"[" * 100_000, b'{"year": ' + b"9" * 5000 + b"}"]


@pytest.mark.parametrize("content", UNREADABLE, ids=range(len(UNREADABLE)))
def test_unreadable_file_is_a_problem_not_an_error(content):
    with pytest.raises(ExchangeProblem):
        read_json(content)


def test_byte_order_mark_is_accepted():
    assert read_json(b"\xef\xbb\xbf" + json.dumps(MINIMAL).encode()).title == "自评报告"


def test_invisible_characters_are_dropped_with_a_notice():
    notices = []
    assert read_object(minimal(title="自\u202e评\x00报\ud800告", remarks="一\r\n二"), notices).title == "自评报告"
    assert [(notice.place, notice.message) for notice in notices] == [("title", "去掉了不能显示的字符")]
