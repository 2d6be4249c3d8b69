"""The reviewer's queue: filters, order, the number of findings beside each report, the way to the next one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programs.choices import Role
from programs.models import Period
from reports import actions
from reports.models import Report
from reports.queries import judge_report
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(unit, settings, tmp_path) -> list[Report]:
    """Three reports that wait, by deadline: 2021 (overdue), 2022, 2023 (no deadline); with 4, 9 and 1 findings."""
    settings.MEDIA_ROOT = tmp_path
    today = timezone.localdate()
    found = []
    for year, days, findings in ((2023, None, 1), (2022, 3, 9), (2021, -3, 4)):
        issued = factories.period(year=year, name="医疗救助" if year == 2021 else "居民医保")
        Period.objects.filter(pk=issued.pk).update(deadline=days and today + timedelta(days=days))
        report = factories.started(unit, issued)
        factories.fill(report, unit.preparer)
        factories.advance(report, (unit.preparer, "submit"))
        Report.objects.filter(pk=report.pk).update(open_findings=findings)
        found.insert(0, report)
    return found


@pytest.fixture
def reviewer(unit, login):
    return login(unit.reviewer)


def listed(client, queue: list[Report], **query) -> list[int]:
    """The years of the reports that wait, as the page lists them."""
    content = client.get(reverse("report_list"), query).content.decode()
    waiting = content[content.index("待我审核") : content.index('<h2 id="all">')]
    places = {report.period.year: waiting.find(f'href="{reverse("report", args=[report.pk])}') for report in queue}
    return sorted((year for year, place in places.items() if place >= 0), key=places.__getitem__)


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ({}, [2021, 2022, 2023]),
        ({"order": "deadline"}, [2021, 2022, 2023]),
        ({"order": "risk"}, [2022, 2021, 2023]),
        ({"year": "2022"}, [2022]),
        ({"state": "submitted"}, [2021, 2022, 2023]),
        ({"state": "reviewing"}, []),
        ({"late": "1"}, [2021]),
        ({"risk": "1"}, [2021, 2022, 2023]),
        ({"risk": "5"}, [2022]),
        ({"risk": "10"}, []),
        ({"late": "1", "risk": "5"}, []),
        # What is no choice filters nothing.
        ({"late": "x", "risk": "many", "order": "random", "year": "x", "state": "gone"}, [2021, 2022, 2023]),
    ],
)
def test_filters_and_order(queue, reviewer, query, years):
    assert listed(reviewer, queue, **query) == years


def test_filter_by_program(queue, reviewer):
    program = queue[0].period.program_id
    assert listed(reviewer, queue, program=str(program)) == [2021]


def test_filtered_list_says_that_nothing_matches(queue, reviewer):
    content = reviewer.get(reverse("report_list"), {"risk": "10"}).content.decode()
    assert "没有符合筛选条件的待审核报告。" in content
    assert "没有符合筛选条件的报告。" in content
    assert "全部显示</a>" in content


def test_overdue_follows_the_day_a_return_has_set(queue, unit, reviewer):
    today = timezone.localdate()
    report = queue[0]
    factories.advance(report, (unit.reviewer, "return"))
    for day, late in ((today - timedelta(days=1), True), (today, False), (None, True)):
        Report.objects.filter(pk=report.pk).update(mend_by=day)
        content = reviewer.get(reverse("report_list"), {"late": "1"}).content.decode()
        assert (f'href="{reverse("report", args=[report.pk])}' in content) is late


def test_correction_is_not_overdue_by_the_years_deadline(queue, reviewer):
    Report.objects.filter(pk=queue[0].pk).update(state="correcting")
    content = reviewer.get(reverse("report_list"), {"late": "1"}).content.decode()
    assert "没有符合筛选条件的报告。" in content


def test_approved_report_is_not_overdue(queue, reviewer):
    Report.objects.filter(pk=queue[0].pk).update(state="approved")
    assert "没有符合筛选条件的报告。" in reviewer.get(reverse("report_list"), {"late": "1"}).content.decode()


def test_number_of_findings_is_told_once_a_report_is_handed_in(queue, unit, reviewer):
    content = reviewer.get(reverse("report_list"), {"year": "2022"}).content.decode()
    assert content.count('<td class="num" data-label="检查发现">9\n</td>') == 2
    Report.objects.filter(pk=queue[1].pk).update(state="returned")
    assert 'data-label="检查发现">9' not in reviewer.get(reverse("report_list")).content.decode()
    assert listed(reviewer, queue, risk="1") == [2021, 2023]


def test_list_judges_no_report(queue, reviewer, monkeypatch):
    reviewer.get(reverse("report_list"))
    with CaptureQueriesContext(connection) as captured:
        reviewer.get(reverse("report_list"), {"order": "risk"})
    assert [query["sql"] for query in captured if "reports_entry" in query["sql"]] == []


# --- the number that is stored ----------------------------------------------------------------------


def stored(report: Report) -> int:
    return Report.objects.get(pk=report.pk).open_findings


def expected(report: Report) -> int:
    return len(judge_report(Report.objects.get(pk=report.pk)).findings)


def test_number_of_findings_is_stored_with_every_save(unit):
    report = factories.started(unit)
    assert stored(report) == expected(report)
    factories.fill(report, unit.preparer)
    entry = report.entries.first()
    counts = []
    for version, actual in enumerate(("10%", "≥90%", "95%"), entry.version):
        change = actions.RowChange(f"entry:{entry.pk}", version, {"actual": actual})
        actions.save_rows(report.pk, unit.preparer, [change])
        assert stored(report) == expected(report)
        counts.append(stored(report))
    assert counts == [3, 2, 1]  # missed without a reason and far off; the target copied; neither


def test_answered_warning_is_a_finding_that_its_reviewer_reads(unit, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    before = stored(report)
    factories.advance(report, (unit.preparer, "submit"))
    assert stored(report) == before == expected(report) > 0


def test_submission_counts_once_more(unit, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    Report.objects.update(open_findings=77)
    factories.advance(report, (unit.preparer, "submit"))
    assert stored(report) == expected(report)


# --- the way to the next ----------------------------------------------------------------------------


def read(client, report: Report, query: str = "") -> str:
    return client.get(reverse("report", args=[report.pk]) + query).content.decode()


def link(report: Report, way: str, query: str = "") -> str:
    return f'rel="{way}" href="{reverse("report", args=[report.pk])}{query}"'


def test_next_and_last_of_the_queue(queue, reviewer):
    first, second, third = (read(reviewer, report) for report in queue)
    assert "待审核 1 / 3" in first
    assert link(queue[1], "next") in first
    assert 'rel="prev"' not in first
    assert link(queue[0], "prev") in second
    assert link(queue[2], "next") in second
    assert link(queue[1], "prev") in third
    assert 'rel="next"' not in third


def test_the_way_keeps_filter_and_order(queue, reviewer):
    query = "?order=risk&late=x"
    content = reviewer.get(reverse("report_list") + query).content.decode()
    assert f'href="{reverse("report", args=[queue[1].pk])}?order=risk&amp;late=x"' in content
    first = read(reviewer, queue[1], query)
    assert "待审核 1 / 3" in first
    assert link(queue[0], "next", "?order=risk&amp;late=x") in first


def test_report_outside_the_filter_has_no_neighbours(queue, reviewer):
    assert 'class="queue"' not in read(reviewer, queue[0], "?year=2022")
    assert 'class="queue"' not in read(reviewer, queue[1], "?year=2022")  # nothing else waits


def test_only_those_who_review_have_a_queue(queue, unit, login):
    assert 'class="queue"' not in read(login(unit.preparer), queue[0])
    top = factories.organisation("上海市财政局")
    unit.parent = top
    unit.save()
    assert 'class="queue"' not in read(login(factories.member(top, Role.SUPERVISOR, "cai")), queue[0])


def test_query_is_text_in_the_page(queue, reviewer):
    content = read(reviewer, queue[0], '?x="><script>alert(1)</script>')
    assert "<script>alert" not in content


def test_deadline_of_a_returned_report_is_the_day_it_should_be_mended(queue, unit, reviewer):
    factories.advance(queue[1], (unit.reviewer, "return"))
    Report.objects.filter(pk=queue[1].pk).update(mend_by=date(2024, 2, 29))
    content = reviewer.get(reverse("report_list"), {"year": "2022"}).content.decode()
    assert '2024年2月29日 <span class="late">已逾期</span>' in content
