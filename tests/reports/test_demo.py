"""The demo data: made by the real operations, and only once."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from programs.models import User
from reports.domain.comparison import compare
from reports.management.commands.load_demo import CORRECTED, PUBLISHED
from reports.models import Change, Event, Report
from reports.versioning import facts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(capsys) -> str:
    call_command("load_demo")
    return capsys.readouterr().out


def test_demo_names_its_accounts(demo):
    for username in ("tianbao", "shenhe", "caizheng", "pudong", "guanli"):
        assert username in demo
        assert User.objects.get(username=username).check_password("Shanghai-2025")


def test_demo_reports_stand_in_every_state_a_newcomer_wants_to_see(demo):
    states = {(report.period.year, report.period.program.short_name): report.state for report in Report.objects.all()}
    assert states == {
        (2022, "居民医保补助"): "returned",
        (2022, "服务能力提升"): "published",
        (2023, "医疗救助"): "submitted",
        (2025, "医疗救助"): "draft",
    }


def test_demo_is_made_by_logged_operations(demo):
    acts = list(Event.objects.order_by("id").values_list("act", flat=True))
    upward = ["begin", "forward", "begin", "approve", "publish"]
    assert acts == ["import"] * 3 + ["submit"] * 3 + upward + ["return", "correct", "submit"] + upward + ["start"]
    assert Change.objects.filter(row__startswith="note:").exists()
    call_command("verify_log")


def test_demo_report_comes_back_with_two_items_and_ten_days(demo):
    report = Report.objects.get(state="returned")
    assert list(report.comments.values_list("subject", "must_mend")) == [
        ("实现门诊统筹 · 完成情况分析", True),
        ("地方资金 · 全年预算数", True),
    ]
    assert report.mend_by == timezone.localdate() + timedelta(days=10)


def test_demo_correction_is_a_second_version_that_is_public(demo):
    report = Report.objects.get(state="published")
    first, second = report.versions.order_by("number")
    found = [(item.section, item.cell, item.old, item.new) for item in compare(facts_of(first), facts_of(second))]
    assert [line[:2] for line in found] == [("绩效指标", "实际完成值"), ("报告正文", "正文第1段")]
    assert found[0][2:] == ("95%", "≥90%")
    assert (PUBLISHED in found[1][2], CORRECTED in found[1][3]) == (True, True)
    assert [publication.version for publication in report.publications.filter(ended_at=None)] == [second]


def test_demo_reviewer_and_preparer_have_something_to_read(demo):
    unread = {
        person.username: sorted(person.notices.filter(read_at=None).values_list("kind", flat=True))
        for person in User.objects.exclude(notices=None)
    }
    assert unread == {
        "tianbao": ["approved", "commented", "published", "returned"],
        "shenhe": ["published", "waiting"],
        "caizheng": [],
    }


def test_demo_year_holds_the_issued_indicators(demo):
    report = Report.objects.get(period__year=2025)
    last = Report.objects.get(period__year=2023)
    issued = [(row.name, row.target, row.weight) for row in report.entries.all()]
    assert issued == [(row.name, row.target.replace("XX%", "100%"), row.weight) for row in last.entries.all()]
    assert {row.actual for row in report.entries.all()} == {""}
    assert report.title == "2025年度市对区专项转移支付城乡医疗救助专项补助项目绩效自评报告"


def test_second_load_changes_nothing(demo):
    before = list(Report.objects.values())
    call_command("load_demo")
    assert list(Report.objects.values()) == before
