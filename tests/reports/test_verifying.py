"""Tampering with the database or the disk is found, naming report and place."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from reports import files
from reports.models import Change, Entry, Event, Report, Version
from tests import factories
from tests.conftest import TRIGGERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    factories.explain(report, unit.preparer)
    return factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))


@pytest.fixture
def bare():
    """The database without its triggers: whoever tampers takes them down first."""
    TRIGGERS.unguard(connection)


def verify() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_log", stdout=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


def test_what_the_portal_wrote_holds(report):
    assert verify() == (0, "核对了 1 份报告，没有发现问题。\n")


def changed_text(report: Report) -> str:
    change = report.changes.filter(field="actual").first()
    Change.objects.filter(pk=change.pk).update(new="99%")
    return f"日志第{change.number}条 修改记录 {change.row}.actual：内容、次序或时间与封签不符"


def removed_event(report: Report) -> str:
    event = report.events.get(act="submit")
    event.delete()
    return f"办理经过 {report.events.last().at:%Y-%m-%d %H:%M} approve：之前的第{event.number}条记录缺失"


def added_event(report: Report) -> str:
    last = report.events.last()
    last.pk, last.number, last.act = None, last.number + 1, "publish"
    last.save()
    return f"日志第{last.number - 1}条：应有{last.number - 1}条记录，现有{last.number}条"


def cut_off_end(report: Report) -> str:
    last = report.events.last()
    last.delete()
    Report.objects.update(log_count=last.number - 1, state="submitted")
    return "报告上的封签与最后一条记录不符"


def other_time(report: Report) -> str:
    event = report.events.get(act="approve")
    Event.objects.filter(pk=event.pk).update(at=event.at.replace(year=2020))
    return "approve：内容、次序或时间与封签不符"


def rewritten_version(report: Report) -> str:
    version = report.versions.get()
    Version.objects.filter(pk=version.pk).update(facts=version.facts.replace("95%", "99%"))
    return "第1版：内容与提交时的封签不符"


def other_pdf(report: Report) -> str:
    path: Path = files.place(report.versions.get().pdf_path)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\n")
    return "第1版 PDF：文件被改动过"


def lost_pdf(report: Report) -> str:
    files.place(report.versions.get().pdf_path).unlink()
    return "第1版 PDF：文件不在了"


def changed_content(report: Report) -> str:
    Entry.objects.filter(report=report, position=0).update(actual="100%")
    return "内容：与提交的第1版不同，而报告审定，不能修改"


def changed_state(report: Report) -> str:
    Report.objects.update(state="published")
    return "状态：是“公开”，最后一次办理之后应为“审定”"


KINDS = (
    changed_text, removed_event, added_event, cut_off_end, other_time,
    rewritten_version, other_pdf, lost_pdf, changed_content, changed_state,
)  # fmt: skip


@pytest.mark.parametrize("tamper", KINDS, ids=lambda kind: kind.__name__)
def test_tampering_is_found(report, bare, tamper):
    sentence = tamper(report)
    status, out = verify()
    assert status == 1
    assert f"报告 {report.pk}《{report.title}》：" in out
    assert sentence in out
