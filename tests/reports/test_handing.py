"""Handing over: who may, what is refused, what the log and the new preparer are told; and whose review counts."""

import pytest

from programs.choices import Role
from programs.models import Membership, User
from reports import actions
from reports.actions import BadHandover, Refused
from reports.models import Change, Event, Notice, Report
from reports.verifying import troubles_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit) -> Report:
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.colleague = factories.member(unit, Role.PREPARER, "gao")
    unit.supervisor = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    return factories.started(unit)


def hand(actor: User, to: User | None, *reports: Report, reason: str = "岗位调整。") -> actions.Handed:
    chosen = {report.pk: report.assignee_id for report in reports}
    return actions.hand_over(reports[0].organisation_id, actor, chosen, to and to.pk, reason)


def refusal(kind: type[Refused], *arguments, **more) -> tuple[int, str]:
    before = list(Report.objects.values()), Event.objects.count(), Notice.objects.count()
    with pytest.raises(kind) as refused:
        hand(*arguments, **more)
    assert (list(Report.objects.values()), Event.objects.count(), Notice.objects.count()) == before
    return refused.value.status, str(refused.value)


def test_a_started_report_is_its_starters(report, unit):
    assert report.assignee == unit.preparer


@pytest.mark.parametrize("who", ["preparer", "colleague", "reviewer", "supervisor", "administrator"])
def test_who_may_hand_over(report, unit, who):
    unit.administrator = factories.user("guan", is_staff=True)
    actor = getattr(unit, who)
    assert hand(actor, unit.colleague, report).count == 1
    report.refresh_from_db()
    assert report.assignee == unit.colleague
    event = report.events.last()
    assert (event.actor, event.act, event.done, event.from_state, event.to_state, event.opinion) == (
        actor, "handover", "移交", "draft", "draft", "tian某 → gao某：岗位调整。",
    )  # fmt: skip
    told = [("gao", f"{actor} 把报告移交给您：岗位调整。")] if actor != unit.colleague else []
    assert [(n.person.username, n.text) for n in Notice.objects.filter(kind="assigned")] == told
    assert list(troubles_of(report)) == []


def test_who_may_not(report, unit):
    elsewhere = factories.organisation("浦东新区医疗保障局")
    people = [factories.user("nobody"), *(factories.member(elsewhere, role, f"other-{role}") for role in Role.values)]
    former = factories.member(unit, Role.PREPARER, "former")
    Membership.objects.filter(user=former).delete()
    for person in [*people, former]:
        assert refusal(Refused, person, unit.colleague, report) == (
            403, "只有本单位填报人、审核人和主管部门可以移交报告。",
        )  # fmt: skip


def test_several_at_once_have_one_event_each(report, unit):
    second = factories.started(unit, factories.period(year=2024))
    assert hand(unit.reviewer, unit.colleague, report, second).count == 2
    assert [event.report for event in Event.objects.filter(act="handover")] == [report, second]
    assert Notice.objects.filter(person=unit.colleague, kind="assigned").count() == 2


def test_all_of_them_or_none(report, unit):
    second = factories.started(unit, factories.period(year=2024))
    Report.objects.filter(pk=second.pk).update(state="submitted")
    status, sentence = refusal(Refused, unit.reviewer, unit.colleague, report, second)
    assert status == 409
    assert sentence.startswith("“2024年度 城乡医疗救助专项补助”没有移交：报告现在是“待审核”（tian某 ")
    assert sentence.endswith("），只有填报中、被退回和更正中的报告可以移交。")


@pytest.mark.parametrize("state", ["draft", "returned", "correcting"])
def test_open_reports_are_handed_over(report, unit, state):
    Report.objects.update(state=state)
    assert hand(unit.reviewer, unit.colleague, report).to == unit.colleague


@pytest.mark.parametrize(
    "state", ["submitted", "reviewing", "escalated", "examining", "approved", "published", "voided"]
)
def test_others_are_not(report, unit, state):
    Report.objects.update(state=state)
    assert refusal(Refused, unit.reviewer, unit.colleague, report)[0] == 409


def test_receiver_prepares_in_this_unit(report, unit):
    other = factories.member(factories.organisation("浦东新区医疗保障局"), Role.PREPARER, "pu")
    gone = factories.member(unit, Role.PREPARER, "gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for person in (None, other, gone, unit.reviewer, unit.supervisor):
        assert refusal(BadHandover, unit.preparer, person, report) == (422, "请选择接手的填报人。")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (" \n", "请写明移交原因。"),
        ("因" * 501, "移交原因最多 500 字，现有 501 字，请删减。"),
        ("岗位\ufffd整。", "文字中有无法识别的字符（显示为“\ufffd”），请改正后再提交。"),
    ],
)
def test_reason_is_needed(report, unit, reason, sentence):
    assert refusal(BadHandover, unit.preparer, unit.colleague, report, reason=reason) == (422, sentence)


def test_to_the_one_who_has_it_already(report, unit):
    assert refusal(BadHandover, unit.reviewer, unit.preparer, report) == (
        422, "“2023年度 城乡医疗救助专项补助”已由tian某经办，请取消勾选或选择其他人。",
    )  # fmt: skip


def test_nothing_chosen(report, unit):
    with pytest.raises(BadHandover, match="请勾选要移交的报告"):
        actions.hand_over(unit.pk, unit.preparer, {}, unit.colleague.pk, "岗位调整。")


def test_colleague_was_quicker(report, unit):
    third = factories.member(unit, Role.PREPARER, "xin")
    stale = Report.objects.get(pk=report.pk)
    hand(unit.reviewer, unit.colleague, report)
    assert refusal(Refused, unit.preparer, third, stale) == (
        409, "“2023年度 城乡医疗救助专项补助”刚刚已移交给gao某，请刷新页面后再办理。",
    )  # fmt: skip


def test_report_of_another_unit_is_not_handed_over_here(report, unit):
    other = factories.organisation("浦东新区医疗保障局")
    other.preparer = factories.member(other, Role.PREPARER, "pu")
    foreign = factories.started(other, report.period)
    status, sentence = refusal(Refused, unit.preparer, unit.colleague, report, foreign)
    assert (status, sentence) == (409, "所选的报告已不在这个单位，请刷新页面。")
    with pytest.raises(Refused):
        actions.hand_over(unit.pk, unit.preparer, {10**9: None}, unit.colleague.pk, "岗位调整。")


def test_imported_report_is_nobodys_at_first(report, unit):
    Report.objects.update(assignee=None)
    report.refresh_from_db()
    hand(unit.reviewer, unit.colleague, report)
    assert report.events.last().opinion == "（无经办人） → gao某：岗位调整。"


def test_whoever_is_typing_goes_on(report, unit):
    """Handing over is no change of the content: neither the revision nor a row's version grows."""
    entry = report.entries.first()
    hand(unit.reviewer, unit.colleague, report)
    saved = actions.save_rows(
        report.pk, unit.preparer, [actions.RowChange(f"entry:{entry.pk}", entry.version, {"actual": "95%"})]
    )
    assert saved.conflicts == {}
    factories.fill(report, unit.colleague)
    assert factories.advance(report, (unit.colleague, "submit")).state == "submitted"


def test_former_preparer_is_not_reminded_any_more(report, unit):
    factories.fill(report, unit.preparer)
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "return"))
    hand(unit.reviewer, unit.colleague, report)
    assert [(n.person.username, n.kind) for n in Notice.objects.unread()] == [("gao", "assigned")]


# --- nobody reviews what they prepared --------------------------------------------------------------


def test_who_prepared_it_does_not_review_it_after_changing_posts(report, unit):
    hand(unit.preparer, unit.colleague, report)
    factories.fill(report, unit.colleague)
    for person in (unit.preparer, unit.colleague):
        Membership.objects.create(user=person, organisation=unit, role=Role.REVIEWER)
    factories.advance(report, (unit.colleague, "submit"))
    for person in (unit.preparer, unit.colleague):  # one has begun it, the other has typed and submitted
        with pytest.raises(Refused, match="您参与了本次填报或审核"):
            actions.perform(report.pk, person, "approve", revision=report.revision)
    assert factories.advance(report, (unit.reviewer, "approve")).state == "approved"


def test_who_was_only_given_a_report_may_review_it(report, unit):
    hand(unit.preparer, unit.colleague, report)
    hand(unit.reviewer, unit.preparer, Report.objects.get())
    Membership.objects.create(user=unit.colleague, organisation=unit, role=Role.REVIEWER)
    factories.fill(report, unit.preparer)
    assert Change.objects.filter(actor=unit.colleague).count() == 0
    factories.advance(report, (unit.preparer, "submit"))
    assert factories.advance(report, (unit.colleague, "approve")).state == "approved"


def test_first_reviewer_forwards_the_next_version_too(unit):
    """A report returned from above comes back to the same unit, which may have a single reviewer."""
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.supervisor = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    report = factories.started(unit, factories.period(levels=2))
    factories.fill(report, unit.preparer)
    for _ in range(2):
        factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "forward"))
        Membership.objects.get_or_create(user=unit.reviewer, organisation=unit.parent, role=Role.SUPERVISOR)
        with pytest.raises(Refused, match="您参与了本次填报或审核"):  # but never at both levels
            actions.perform(report.pk, unit.reviewer, "approve", revision=report.revision)
        factories.advance(report, (unit.supervisor, "return"))
