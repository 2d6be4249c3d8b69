"""The demo data: made by the real operations, and only once."""

import pytest
from django.core.management import call_command

from programs.models import User
from reports.models import Change, Event, Report

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
        (2022, "服务能力提升"): "approved",
        (2023, "医疗救助"): "submitted",
        (2025, "医疗救助"): "draft",
    }


def test_demo_is_made_by_logged_operations(demo):
    acts = list(Event.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["import"] * 3 + ["submit"] * 3 + ["approve", "return", "start"]
    assert Change.objects.filter(row__startswith="note:").exists()


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
