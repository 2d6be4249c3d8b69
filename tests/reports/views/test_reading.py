"""The reading page: what its buttons are while somebody holds the review, what stands beside a cell."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.issuing import issue, open_year
from programs.choices import Role
from programs.models import Period
from reports import actions
from reports.actions import RowChange
from reports.models import Report
from tests import factories
from tests.reports.attaching import pdf

pytestmark = pytest.mark.django_db

ACTUAL = "indicators[0].actual"


@pytest.fixture
def report(unit, settings, tmp_path) -> Report:
    """Submitted for 2023; the unit has a supervisor above it."""
    settings.MEDIA_ROOT = tmp_path
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.supervisor = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    return factories.advance(report, (unit.preparer, "submit"))


def page(client, report: Report) -> str:
    return client.get(reverse("report", args=[report.pk])).content.decode()


def buttons(shown: str) -> list[str]:
    foot = shown.partition('<div class="reading-foot">')[2].partition("</aside>")[0]
    return re.findall(r"<button[^>]*formaction[^>]*>([^<]+)</button>", foot)


# --- buttons ----------------------------------------------------------------------------------------


def test_review_that_nobody_holds_may_be_begun_or_done_at_once(unit, login, report):
    assert buttons(page(login(unit.reviewer), report)) == ["开始审核", "退回修改", "审核通过"]


def test_holder_does_not_begin_again(unit, login, report):
    factories.advance(report, (unit.reviewer, "begin"))
    assert buttons(page(login(unit.reviewer), report)) == ["退回修改", "审核通过"]


def test_another_reviewer_is_told_who_holds_it_and_may_take_it_over(unit, login, report):
    factories.advance(report, (unit.reviewer, "begin"))
    shown = page(login(factories.member(unit, Role.REVIEWER, "other")), report)
    assert buttons(shown) == ["开始审核"]
    assert f"{unit.reviewer}正在审核。要由您办理，请点“开始审核”接手。" in shown
    assert 'id="opinion"' not in shown


def test_label_of_the_opinion_names_the_acts_that_need_one(unit, login, report):
    assert "意见（退回修改时必填）" in page(login(unit.reviewer), report)
    factories.advance(report, (unit.reviewer, "approve"))
    assert "意见（公开、退回更正时必填）" in page(login(unit.supervisor), report)


# --- what stands beside a cell ----------------------------------------------------------------------


@pytest.fixture
def later(unit, report) -> Report:
    """The report of the next year, submitted, whose predecessor says 88%."""
    period = open_year(report.period, 2024)
    issue(period)
    made = factories.started(unit, Period.objects.get(pk=period.pk))
    factories.fill(made, unit.preparer)
    return factories.advance(made, (unit.preparer, "submit"))


def beside(client, report: Report, place: str = ACTUAL) -> str:
    answer = client.get(reverse("report_comments", args=[report.pk]), {"place": place}).json()["cell"]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.partition('<div class="reading-cell-body">')[0]).split())


def test_reviewer_reads_last_year_and_files_beside_the_cell(unit, login, report):
    factories.advance(report, (unit.reviewer, "return"))
    entry = report.entries.first()
    assert beside(login(unit.reviewer), report) == f"{entry.name} · 全年实际完成值 收起"
    upload = {"row": f"entry:{entry.pk}", "files": [SimpleUploadedFile("统计表.pdf", pdf())]}
    assert login(unit.preparer).post(reverse("report_evidence", args=[report.pk]), upload).status_code == 302
    shown = beside(login(unit.reviewer), report)
    assert shown.startswith(f"{entry.name} · 全年实际完成值 收起 佐证 统计表.pdf")
    assert "统计表.pdf" not in beside(login(unit.reviewer), report, "indicators[1].actual")


def test_unit_reads_an_earlier_draft_beside_the_cell_and_those_above_do_not(unit, login, report, later):
    line = "2023年 95% 指标值 ≥90%"
    assert line in beside(login(unit.reviewer), later)
    assert line in beside(login(unit.supervisor), later)
    factories.advance(report, (unit.reviewer, "return"))
    entry = report.entries.first()
    actions.save_rows(report.pk, unit.preparer, [RowChange(f"entry:{entry.pk}", entry.version, {"actual": "88%"})])
    assert "2023年 88% 指标值 ≥90%" in beside(login(unit.reviewer), later)
    assert "2023年" not in beside(login(unit.supervisor), later)


# --- last year beside this one ----------------------------------------------------------------------


def test_reading_page_shows_last_year_only_when_asked(unit, login, report, later):
    section = report.sections.first()
    client, url = login(unit.reviewer), reverse("report", args=[later.pk])
    plain = client.get(url, {"order": "risk"}).content.decode()
    assert 'href="?order=risk&amp;before=1"' in plain
    assert ("2023年 95%" in plain, 'class="doc-earlier"' in plain) == (False, False)
    shown = client.get(url, {"order": "risk", "before": "1"}).content.decode()
    assert 'href="?order=risk"' in shown
    assert shown.count("<small class=\"doc-note\">✓ 达成\n2023年 95%</small>") == report.entries.count()
    folded = f'<details class="doc-earlier"><summary>2023年</summary><p>{section.body}</p></details>'
    assert shown.count(folded) == report.sections.count()
    for name in ("report_preview", "report_pdf"):
        response = client.get(reverse(name, args=[later.pk]), {"before": "1"})
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"doc-earlier" not in content


def test_earlier_text_tells_the_figures_of_its_own_report(unit, login, report, later):
    factories.advance(report, (unit.reviewer, "return"))
    section = report.sections.first()
    body = "执行率{{执行率}}。\n\n{{goal_table}}\n\n{{没有}}"
    actions.save_rows(report.pk, unit.preparer, [RowChange(f"section:{section.pk}", section.version, {"body": body})])
    factories.advance(report, (unit.preparer, "submit"))
    line = later.fundlines.first()
    factories.advance(later, (unit.reviewer, "return"))
    actions.save_rows(later.pk, unit.preparer, [RowChange(f"fund:{line.pk}", line.version, {"actual": "50"})])
    shown = login(unit.reviewer).get(reverse("report", args=[later.pk]), {"before": "1"}).content.decode()
    assert "<p>执行率95%。\n\n（绩效目标表）\n\n{{没有}}</p></details>" in shown


def test_draft_of_last_year_is_nobodys_measure(unit, login, report, later):
    factories.advance(report, (unit.reviewer, "return"))
    shown = login(unit.reviewer).get(reverse("report", args=[later.pk]), {"before": "1"}).content.decode()
    assert ("2023年 95%" in shown, "对照上年" in shown, 'class="doc-earlier"' in shown) == (False, False, False)


def test_first_report_has_nothing_to_be_read_beside(unit, login, report):
    assert "对照上年" not in page(login(unit.reviewer), report)
