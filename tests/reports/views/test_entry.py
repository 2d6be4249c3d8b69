"""The clerk's page and its saving over HTTP."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import Report
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit) -> Report:
    return factories.started(unit)


@pytest.fixture
def clerk(unit, login):
    return login(unit.preparer)


def post(client, report, *rows):
    return client.post(
        reverse("report_save", args=[report.pk]),
        json.dumps({"rows": rows}),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def row(entry, version=None, confirmed=(), **cells):
    return {
        "row": f"{type(entry).__name__.lower().replace('fundline', 'fund')}:{entry.pk}",
        "version": entry.version if version is None else version,
        "cells": cells,
        "confirmed": list(confirmed),
    }


def test_page_holds_the_issued_words_and_an_input_for_each_cell(clerk, report):
    page = clerk.get(reverse("report_edit", args=[report.pk])).content.decode()
    for key in (
        "funds[0].budget",
        "goals[0].actual",
        "indicators[2].actual",
        "indicators[2].score",
        "narrative[1].body",
    ):
        assert f'id="in-{key}"' in page
    for word in ("第3项指标完成率", "≥90%", "巩固参保率。", "填实际数和单位", "– 未填", "提交审核"):
        assert word in page
    assert 'id="in-indicators[2].target"' not in page


def test_save_answers_with_figures_verdicts_and_findings(clerk, report):
    entry, line = report.entries.first(), report.fundlines.first()
    response = post(clerk, report, row(entry, actual="95%"), row(line, budget="65.66", actual="65.07"))
    answer = response.json()
    assert response.status_code == 200
    assert answer["rows"][f"entry:{entry.pk}"] == {"errors": {}, "asks": [], "version": 1, "values": {"actual": "95%"}}
    assert answer["verdicts"]["indicators[0]"] == {
        "outcome": "met",
        "text": "✓ 达成",
        "byHand": False,
        "computed": "30.00",
        "byRule": "",
    }
    assert answer["figures"]["funds_total.score"] == "9.91"
    assert answer["progress"]["indicators"] == "1/3"
    assert set(answer["found"]) <= {f"indicators[0].{name}" for name in ("actual", "score", "reason", "explanation")}
    assert "findings" not in answer, "the list is long: the page asks for it when its person pauses"
    listed = clerk.get(reverse("report_findings", args=[report.pk]), headers={"Accept": "application/json"}).json()
    assert "第2项指标完成率" in listed["findings"]
    assert listed["digest"] == answer["digest"]


def test_refused_cell_is_not_stored_and_the_good_ones_are(clerk, report):
    entry, line = report.entries.first(), report.fundlines.first()
    response = post(clerk, report, row(entry, actual="95%"), row(line, budget="12,34", actual="5"))
    assert response.status_code == 422
    assert response.json()["rows"][f"fund:{line.pk}"] == {
        "errors": {"budget": "全年预算数的千位分隔符位置不对，读到的是“12,34”。"},
        "asks": [],
        "version": 1,
        "values": {"actual": "5"},
    }
    line.refresh_from_db()
    assert (line.budget, line.actual, report.entries.first().actual) == ("", "5", "95%")


def test_normalised_text_is_shown_back(clerk, report):
    entry = report.entries.first()
    assert post(clerk, report, row(entry, actual="９５％")).json()["rows"][f"entry:{entry.pk}"]["values"] == {
        "actual": "95%"
    }


def test_stale_row_is_409_with_both_values(clerk, report):
    entry = report.entries.first()
    post(clerk, report, row(entry, actual="95%"))
    response = post(clerk, report, row(entry, version=0, actual="96%"))
    assert response.status_code == 409
    assert response.json()["rows"][f"entry:{entry.pk}"]["conflict"]["values"]["actual"] == "95%"
    assert report.entries.first().actual == "95%"


def test_save_after_submit_is_409_with_who_and_when(clerk, report, unit):
    factories.fill(report, unit.preparer)
    factories.advance(report, (unit.preparer, "submit"))
    response = post(clerk, report, row(report.entries.first(), actual="1%"))
    assert response.status_code == 409
    assert response.json()["message"].startswith("报告现在是“待审核”（tian某 ")
    assert report.entries.first().actual == "95%"


BROKEN = [
    b"", b"{", b"[]", b"null", b'{"rows": 5}', b'{"rows": [5]}', b'{"rows": [{"row": "entry:1"}]}',
    b'{"rows": [{"row": "entry:1", "version": "x", "cells": {}}]}',
    b'{"rows": [{"row": "entry:1", "version": 0, "cells": 7}]}',
    b'{"rows": [{"row": "entry:1", "version": 1e999, "cells": {}}]}',
    b"[" * 50_000,
    json.dumps({"rows": [{"row": "entry:1", "version": 0, "cells": {}}] * 501}).encode(),
]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_broken_message_is_400_and_changes_nothing(clerk, report, body):
    url = reverse("report_save", args=[report.pk])
    assert clerk.post(url, body, content_type="application/json").status_code == 400
    assert Report.objects.get().revision == 0


def test_markup_and_template_syntax_stay_text(clerk, report):
    entry = report.entries.first()
    hostile = '<script>alert(1)</script>"\'{{ secret }}{% now "Y" %}'
    post(clerk, report, row(entry, actual=hostile, reason=hostile))
    page = clerk.get(reverse("report_edit", args=[report.pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ secret }}" in page


def test_printed_totals_are_dropped_on_request(clerk, unit):
    report = factories.actions.import_facts(factories.fixture_facts(factories.RESIDENT))
    assert clerk.post(reverse("report_use_sums", args=[report.pk])).status_code == 302
    assert not report.fundlines.filter(is_total=True).exists()


def queries_of(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["report_edit", "report", "report_preview", "report_form_pdf"])
def test_queries_do_not_grow_with_rows(name, unit, clerk):
    """The same number at 20 and at 200 rows."""
    clerk.get(reverse("report_list"))  # the first request of a session writes its times
    reports = [
        factories.started(unit, factories.period(rows=rows, name=name)) for rows, name in ((20, "甲"), (200, "乙"))
    ]
    few, many = (queries_of(clerk, reverse(name, args=[report.pk])) for report in reports)
    assert few == many <= 25


def test_queries_of_the_list_do_not_grow_with_reports(unit, clerk):
    clerk.get(reverse("report_list"))
    counts = []
    years = iter(range(2001, 2100))
    for more in (2, 18):
        for _ in range(more):
            factories.started(unit, factories.period(rows=3, year=next(years)))
        counts.append(queries_of(clerk, reverse("report_list")))
    assert counts[0] == counts[1]


def test_report_that_is_under_review_opens_read_only(clerk, report, unit):
    factories.fill(report, unit.preparer)
    factories.advance(report, (unit.preparer, "submit"))
    response = clerk.get(reverse("report_edit", args=[report.pk]))
    assert (response.status_code, response.url) == (302, reverse("report", args=[report.pk]))


def test_a_save_of_one_row_takes_at_most_twelve_queries(clerk, unit):
    """Session, account, roles, report; lock, row, log, row, report; all rows, counts: the same at 200 rows."""
    clerk.get(reverse("report_list"))
    counts = []
    for rows in (3, 200):
        report = factories.started(unit, factories.period(rows=rows, name=f"{rows} 行"))
        change = row(report.entries.first(), actual="95%")
        with CaptureQueriesContext(connection) as captured:
            assert post(clerk, report, change).status_code == 200
        counts.append(sum(query["sql"].startswith(("SELECT", "INSERT", "UPDATE")) for query in captured))
    assert counts[0] == counts[1] <= 12


def test_findings_of_unchanged_sentences_are_settled_when_the_page_asks(clerk, report):
    """A save does not read the sentences again; what its figures mean for them comes with the list."""
    entry = report.entries.first()
    body = f"{entry.name}为91%。"
    first = post(clerk, report, row(entry, explanation=body, actual="91%")).json()
    assert first["digest"]
    entry.refresh_from_db()
    second = post(clerk, report, row(entry, actual="95%")).json()
    assert second["digest"] == ""
    listed = clerk.get(reverse("report_findings", args=[report.pk])).json()
    assert listed["digest"]
    assert "91%" in listed["findings"]
    assert "indicators[0].explanation" in listed["marks"]
