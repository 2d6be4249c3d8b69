"""An error that is wrong in a lawful case: who lets it stand, what that does, how it is shown and taken back."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from programs.choices import Role
from reports import actions, sealing
from reports.actions import Incomplete, Refused, RowChange
from reports.models import Change, Report, Waiver
from reports.queries import judge_report
from reports.verifying import troubles_of
from tests import factories

pytestmark = pytest.mark.django_db

CODE, WHERE = "indicator.reason_missing", "indicators[0].reason"
REASON = "按沪医保规〔2022〕3号，本项指标本年度暂停实施。"


@pytest.fixture
def report(unit, settings, tmp_path) -> Report:
    """A draft with one error, a miss without a reason, and everything else answered."""
    settings.MEDIA_ROOT = tmp_path
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.supervisor = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    save(report, unit.preparer, actual="80%", score="20")
    factories.explain(report, unit.preparer)
    report.refresh_from_db()
    assert [(finding.code, finding.where) for finding in judge_report(report).blocking] == [(CODE, WHERE)]
    return report


def save(report: Report, person, **values: str) -> None:
    entry = report.entries.first()
    actions.save_rows(report.pk, person, [RowChange(f"entry:{entry.pk}", entry.version, values)])
    report.refresh_from_db()


def refused(act, *arguments) -> tuple[int, str]:
    before = list(Waiver.objects.values()), Change.objects.count(), list(Report.objects.values())
    with pytest.raises(Refused) as problem:
        act(*arguments)
    assert (list(Waiver.objects.values()), Change.objects.count(), list(Report.objects.values())) == before
    return problem.value.status, str(problem.value)


def submit(report: Report, person) -> Report:
    report.refresh_from_db()
    return actions.perform(report.pk, person, "submit", revision=report.revision)


# --- what it does -----------------------------------------------------------------------------------


def test_waived_error_lets_the_report_be_submitted(report, unit):
    with pytest.raises(Incomplete):
        submit(report, unit.preparer)
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    judged = judge_report(report)
    assert (judged.blocking, judged.errors) == ([], [])
    assert CODE in {finding.code for finding in judged.findings}, "it is found all the same"
    assert submit(report, unit.preparer).state == "submitted"


def test_waiver_counts_while_the_error_says_the_same(report, unit):
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    save(report, unit.preparer, actual="不适用", score="")
    assert {finding.where for finding in judge_report(report).blocking} >= {WHERE}
    save(report, unit.preparer, actual="80%", score="20")
    assert judge_report(report).blocking == []


def test_one_waiver_covers_one_error_only(report, unit):
    second = report.entries.all()[1]
    actions.save_rows(
        report.pk, unit.preparer, [RowChange(f"entry:{second.pk}", second.version, {"actual": "80%", "score": "20"})]
    )
    factories.explain(report, unit.preparer)
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    assert [(finding.code, finding.where) for finding in judge_report(report).blocking] == [
        (CODE, "indicators[1].reason")
    ]


def test_waiver_makes_a_new_revision_and_is_in_the_sealed_log(report, unit):
    seen = report.revision
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, "另有文件。")
    actions.take_back(report.pk, unit.reviewer, CODE, WHERE)
    report.refresh_from_db()
    assert report.revision == seen + 3
    logged = report.changes.filter(row__startswith="waiver:").values_list("actor", "row", "field", "old", "new")
    row = f"waiver:{CODE}"
    assert list(logged) == [
        (unit.reviewer.pk, row, WHERE, "", REASON),
        (unit.reviewer.pk, row, WHERE, REASON, "另有文件。"),
        (unit.reviewer.pk, row, WHERE, "另有文件。", ""),
    ]
    assert sealing.breaks_of(report) == []
    assert list(troubles_of(report)) == []
    assert [waiver.withdrawn_by for waiver in report.waivers.all()] == [unit.reviewer, unit.reviewer]


def test_who_waives_may_approve(report, unit):
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    submit(report, unit.preparer)
    assert factories.advance(report, (unit.reviewer, "approve")).state == "approved"


# --- what can be waived -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "where"),
    [("weight.split", "indicators"), (CODE, "indicators[1].reason"), ("ghost", WHERE), (CODE, ""), ("", "")],
)
def test_only_an_error_that_is_found_now_can_be_waived(code, where, report, unit):
    told = refused(actions.waive, report.pk, unit.reviewer, code, where, REASON)
    assert told == (409, "这一项已有变化，或者不能豁免，请刷新页面。")


def test_character_that_no_paper_shows_cannot_be_waived(report, unit):
    save(report, unit.preparer, reason="𠮷祥")
    found = {(finding.code, finding.where) for finding in judge_report(report).blocking}
    assert found == {("report.unprintable", WHERE)}
    assert refused(actions.waive, report.pk, unit.reviewer, "report.unprintable", WHERE, REASON)[0] == 409


def test_what_is_missing_cannot_be_waived(report, unit):
    report.sections.update(body="")
    told = refused(actions.waive, report.pk, unit.reviewer, "report.missing", "narrative[0].body", REASON)
    assert told == (409, "这一项已有变化，或者不能豁免，请刷新页面。")
    assert [finding.code for finding in judge_report(report).blocking] == ["report.missing", CODE]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "请写明豁免的理由，不少于5个字。"),
        (" \n", "请写明豁免的理由，不少于5个字。"),
        ("同意豁免", "请写明豁免的理由，不少于5个字。"),
        ("同 意\n豁 免", "请写明豁免的理由，不少于5个字。"),
        ("同意\ufffd豁免。", "文字中有无法识别的字符（显示为“\ufffd”），请改正后再提交。"),
        ("字" * 501, "豁免理由最多 500 字，现有 501 字，请删减。"),
    ],
)
def test_waiver_gives_a_reason(reason, sentence, report, unit):
    assert refused(actions.waive, report.pk, unit.reviewer, CODE, WHERE, reason) == (422, sentence)


# --- who may ----------------------------------------------------------------------------------------

OPEN = ("draft", "returned", "correcting")
#: state → who may waive in it.
WAIVERS = {
    **{state: {"reviewer"} for state in OPEN},
    **{state: {"reviewer", "supervisor"} for state in ("submitted", "reviewing", "escalated", "examining")},
    **{state: set() for state in ("approved", "published", "voided")},
}


@pytest.mark.parametrize("who", ["preparer", "reviewer", "supervisor", "stranger"])
@pytest.mark.parametrize("state", WAIVERS)
def test_who_may_waive_in_which_state(state, who, report, unit):
    person = factories.user("stranger") if who == "stranger" else getattr(unit, who)
    Report.objects.filter(pk=report.pk).update(state=state)
    if who in WAIVERS[state]:
        actions.waive(report.pk, person, CODE, WHERE, REASON)
        assert report.waivers.get().by == person
        return
    entitled = who == "reviewer" or (who == "supervisor" and state in ("approved", "published"))
    assert refused(actions.waive, report.pk, person, CODE, WHERE, REASON)[0] == (409 if entitled else 403)


def test_who_worked_on_the_report_waives_nothing_of_it(report, unit):
    unit.preparer.memberships.create(organisation=unit, role=Role.REVIEWER)
    told = refused(actions.waive, report.pk, unit.preparer, CODE, WHERE, REASON)
    assert told == (403, "您参与了本次填报或审核，应由其他人豁免。")


@pytest.mark.parametrize("state", WAIVERS)
def test_waiver_is_taken_back_only_while_the_report_is_open(state, report, unit):
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    Report.objects.filter(pk=report.pk).update(state=state)
    if state not in OPEN:
        assert refused(actions.take_back, report.pk, unit.reviewer, CODE, WHERE)[0] == 409
        return
    actions.take_back(report.pk, unit.reviewer, CODE, WHERE)
    assert [finding.code for finding in judge_report(report).blocking] == [CODE]
    told = refused(actions.take_back, report.pk, unit.reviewer, CODE, WHERE)
    assert told == (409, "这一项已没有豁免，请刷新页面。")


def test_submission_prepared_before_a_waiver_was_taken_back_is_refused(report, unit):
    """What was judged before the lock is of another revision."""
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    report.refresh_from_db()
    seen = report.revision
    actions.take_back(report.pk, unit.reviewer, CODE, WHERE)
    with pytest.raises(Refused) as problem:
        actions.perform(report.pk, unit.preparer, "submit", revision=seen)
    assert problem.value.status == 409
    assert Report.objects.get(pk=report.pk).state == "draft"


BROKEN = {
    "waiver_gives_its_reason": {"reason": ""},
    "waiver_withdrawn_by_somebody": {"withdrawn_at": timezone.now()},
}


@pytest.mark.parametrize(("name", "values"), BROKEN.items())
def test_database_refuses_what_no_action_writes(name, values, report, unit):
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Waiver.objects.update(**values)


def test_database_holds_one_waiver_of_a_finding_that_counts(report, unit):
    made = actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_waiver_that_nobody_has_given_is_found(report, unit):
    made = actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    report.refresh_from_db()
    assert list(troubles_of(report)) == []
    Waiver.objects.update(reason="另一个理由。")
    place = "豁免 · 第1项指标 · 未完成原因和改进措施"
    assert [(trouble.place, trouble.message) for trouble in troubles_of(report)] == [(place, "与日志所记不符")]
    Waiver.objects.update(reason=REASON)
    actions.take_back(report.pk, unit.reviewer, CODE, WHERE)
    report.refresh_from_db()
    assert list(troubles_of(report)) == []
    Waiver.objects.filter(pk=made.pk).update(withdrawn_at=None, withdrawn_by=None)
    assert [(trouble.place, trouble.message) for trouble in troubles_of(report)] == [(place, "与日志所记不符")]


# --- the pages --------------------------------------------------------------------------------------


def post(client, report, **data):
    return client.post(reverse("report_waive", args=[report.pk]), {"code": CODE, "where": WHERE, **data})


def page(client, report, name: str = "report") -> str:
    response = client.get(reverse(name, args=[report.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_reviewer_waives_on_the_page_of_a_draft_and_takes_it_back(report, unit, login):
    client = login(unit.reviewer)
    assert page(client, report).count("豁免…</summary>") == 1
    assert post(client, report, reason=REASON).url == reverse("report", args=[report.pk])
    shown = page(client, report)
    assert f"shen某豁免：{REASON}" in shown
    assert (shown.count("已豁免</b>"), shown.count("豁免…</summary>"), shown.count("撤回豁免")) == (1, 0, 1)
    assert post(client, report, withdraw="1").status_code == 302
    assert page(client, report).count("豁免…</summary>") == 1


def test_preparer_sees_the_waiver_on_the_desk_and_in_the_cell(report, unit, login):
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    client = login(unit.preparer)
    desk = page(client, report, "report_edit")
    assert f"shen某豁免：{REASON}" in desk
    assert "申请豁免…" not in desk
    assert 'id="errors" class="">0<' in desk
    assert "mark-error" not in desk
    cell = client.get(
        reverse("report_cell", args=[report.pk]), {"row": f"entry:{report.entries.first().pk}", "field": "reason"}
    ).content.decode()
    assert f"shen某豁免：{REASON}" in cell
    assert "已豁免" in cell


def test_preparer_asks_for_a_waiver_by_a_comment_on_the_cell(report, unit, login):
    client = login(unit.preparer)
    desk = page(client, report, "report_edit")
    assert desk.count("申请豁免…") == 1
    client.post(reverse("report_comment", args=[report.pk]), {"place": WHERE, "text": "申请豁免：本年度暂停实施。"})
    assert "申请豁免：本年度暂停实施。" in page(login(unit.reviewer), report)
    assert report.comments.get().field == "reason"


def test_outdated_waiver_says_so(report, unit, login):
    """The reason is missing for another cause: the old waiver is shown beside it and does not count."""
    actions.waive(report.pk, unit.reviewer, CODE, WHERE, REASON)
    save(report, unit.preparer, actual="95%", score="20")
    assert (CODE, WHERE) in {(finding.code, finding.where) for finding in judge_report(report).blocking}
    shown = page(login(unit.reviewer), report)
    assert f'shen某豁免：{REASON}<span class="late">（内容有变化，豁免不再有效）</span>' in shown
    assert shown.count("豁免…</summary>") == 1
    assert "已豁免</b>" not in shown


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"reason": ""}, 422),
        ({"reason": "同意。"}, 422),
        ({"reason": "字" * 501}, 422),
        ({"reason": REASON, "code": ""}, 422),
        ({"reason": REASON, "code": "x" * 41}, 422),
        ({"reason": REASON, "where": "indicators[9].reason"}, 409),
        ({"withdraw": "1"}, 409),
        ({"reason": "\x00\u200b"}, 422),
    ],
)
def test_bad_post_is_refused_and_nothing_is_stored(data, status, report, unit, login):
    client = login(unit.reviewer)
    assert post(client, report, **data).status_code == status
    answer = client.post(
        reverse("report_waive", args=[report.pk]),
        {"code": CODE, "where": WHERE, **data},
        headers={"accept": "application/json"},
    )
    assert (answer.status_code, list(answer.json())) == (status, ["message"])
    assert not Waiver.objects.exists()


def test_script_is_told_to_read_the_page_anew(report, unit, login):
    answer = login(unit.reviewer).post(
        reverse("report_waive", args=[report.pk]),
        {"code": CODE, "where": WHERE, "reason": REASON},
        headers={"accept": "application/json"},
    )
    assert (answer.status_code, answer.json()) == (200, {"reload": True})


@pytest.mark.parametrize(("who", "status"), [("preparer", 403), ("supervisor", 403)])
def test_who_may_not_waive_a_draft_is_refused(who, status, report, unit, login):
    assert post(login(getattr(unit, who)), report, reason=REASON).status_code == status
    assert not Waiver.objects.exists()
