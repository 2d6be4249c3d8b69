"""Who acts on what has changed meanwhile is told who has changed it, and when; nothing happens."""

import re

import pytest

from programs.choices import Role
from programs.models import User
from reports import actions
from reports.actions import Refused, RowChange
from reports.models import Event, Report
from tests import factories

pytestmark = pytest.mark.django_db
TOLD = re.compile(r"打开页面之后报告内容有了变化（(\w+) \d{4}-\d\d-\d\d \d\d:\d\d (\w+)），请核对后再操作。")


@pytest.fixture
def report(unit, settings, tmp_path) -> Report:
    settings.MEDIA_ROOT = tmp_path
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.colleague = factories.member(unit, Role.PREPARER, "gao")
    unit.second = factories.member(unit, Role.REVIEWER, "shao")
    report = factories.started(unit, factories.period(levels=2))
    factories.fill(report, unit.preparer)
    factories.explain(report, unit.preparer)
    report.refresh_from_db()
    return report


def told(report: Report, actor: User, act: str, seen: int) -> tuple[int, str, str]:
    """Status, and who has done what, as the sentence has it."""
    events = Event.objects.count()
    with pytest.raises(Refused) as refused:
        actions.perform(report.pk, actor, act, revision=seen, opinion="请核对。")
    assert Event.objects.count() == events
    [(who, what)] = TOLD.findall(str(refused.value))
    return refused.value.status, who, what


def save(report: Report, person: User, text: str) -> None:
    entry = report.entries.first()
    actions.save_rows(report.pk, person, [RowChange(f"entry:{entry.pk}", entry.version, {"reason": text})])


def test_submission_of_what_a_colleague_has_changed(report, unit):
    seen = report.revision
    save(report, unit.colleague, "受汛期影响。")
    assert told(report, unit.preparer, "submit", seen) == (409, "gao某", "修改")


def test_comment_is_no_change(report, unit):
    seen = report.revision
    save(report, unit.colleague, "受汛期影响。")
    actions.comment(report.pk, unit.reviewer, "请核对。", row=f"entry:{report.entries.first().pk}", field="actual")
    assert told(report, unit.preparer, "submit", seen) == (409, "gao某", "修改")


def test_act_comes_after_the_cells(report, unit):
    report = factories.advance(report, (unit.preparer, "submit"))
    seen = report.revision
    report = factories.advance(report, (unit.second, "begin"))
    for act in ("begin", "return", "forward"):
        assert told(report, unit.reviewer, act, seen) == (409, "shao某", "开始审核")


def test_report_that_is_another_levels_now(report, unit):
    """To the reviewer who wanted to return it this is news, and no wrong role."""
    report = factories.advance(report, (unit.preparer, "submit"))
    seen = report.revision
    report = factories.advance(report, (unit.second, "forward"))
    assert told(report, unit.reviewer, "return", seen) == (409, "shao某", "审核通过并报上级")
    with pytest.raises(Refused) as refused:
        actions.perform(report.pk, unit.reviewer, "return", revision=report.revision, opinion="请核对。")
    assert refused.value.status == 403
