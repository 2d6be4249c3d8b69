"""Comments: who may speak of a report when, what is stored and logged of it, and what it leaves alone."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from programs.choices import Role
from reports import actions, sealing
from reports.actions import BadComment, Refused, RowChange, commenting
from reports.models import Change, Comment, Event, Report
from reports.verifying import troubles_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit, settings, tmp_path) -> Report:
    settings.MEDIA_ROOT = tmp_path
    top = factories.organisation("上海市财政局")
    unit.parent = top
    unit.save()
    unit.supervisor = factories.member(top, Role.SUPERVISOR, "cai")
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    return report


@pytest.fixture
def submitted(report, unit) -> Report:
    return factories.advance(report, (unit.preparer, "submit"))


def entry_of(report: Report):
    return report.entries.first()


def say(report: Report, person, text: str = "请核对。", field: str = "actual", **more) -> Comment:
    return actions.comment(report.pk, person, text, row=f"entry:{entry_of(report).pk}", field=field, **more)


def save(report: Report, person, **values: str) -> None:
    entry = entry_of(report)
    actions.save_rows(report.pk, person, [RowChange(f"entry:{entry.pk}", entry.version, values)])
    report.refresh_from_db()


def refusal(act, *arguments, **more) -> tuple[int, str]:
    before = counts()
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    assert counts() == before
    return refused.value.status, str(refused.value)


def counts() -> tuple:
    return Change.objects.count(), Event.objects.count(), list(Comment.objects.values()), list(Report.objects.values())


# --- what is stored ---------------------------------------------------------------------------------


def test_comment_keeps_its_cell_in_words_and_the_text_that_stood_there(report, unit):
    made = say(report, unit.reviewer)
    made.refresh_from_db()
    assert (made.row, made.field, made.subject) == (
        f"entry:{entry_of(report).pk}",
        "actual",
        "第1项指标完成率 · 全年实际完成值",
    )
    assert (made.text_then, made.role, made.round, made.must_mend, made.parent) == ("95%", "reviewer", 0, False, None)


PLACES = [
    ("report", "", "整份报告", ""),
    ("fund", "budget", "中央资金 · 全年预算数", "100"),
    ("fund", "source", "中央资金 · 资金来源", "中央资金"),
    ("goal", "actual", "巩固参保率。 · 全年实际完成情况", "参保率 97%。"),
    ("entry", "target", "第1项指标完成率 · 指标值", "≥90%"),
    ("entry", "", "第1项指标完成率", "全年实际完成值：95%"),
    ("section", "body", "一、绩效目标分解下达情况 · 正文", "按要求分解下达。"),
]


@pytest.mark.parametrize(("kind", "field", "subject", "then"), PLACES)
def test_every_kind_of_place_can_be_spoken_of(kind, field, subject, then, report, unit):
    row = {
        "report": report, "fund": report.fundlines.first(), "goal": report.goals.first(),
        "entry": entry_of(report), "section": report.sections.first(),
    }[kind]  # fmt: skip
    made = actions.comment(report.pk, unit.reviewer, "请核对。", row=f"{kind}:{row.pk}", field=field)
    assert (made.subject, made.text_then) == (subject, then)


def test_head_of_the_form_can_be_spoken_of(report, unit):
    made = actions.comment(report.pk, unit.reviewer, "请改标题。", row=f"report:{report.pk}", field="title")
    assert (made.subject, made.text_then) == ("报告标题", report.title)
    assert report.title


@pytest.mark.parametrize(
    ("row", "field"),
    [("entry:999999", "actual"), ("ghost:1", "actual"), ("", ""), ("entry:x", ""), ("report:999999", "title")],
)
def test_place_that_is_not_in_the_report_cannot_be_spoken_of(row, field, report, unit):
    told = refusal(actions.comment, report.pk, unit.reviewer, "请核对。", row=row, field=field)
    assert told == (409, "这一格已不在报告中，请刷新页面。")


@pytest.mark.parametrize("field", ["state", "report_id", "version", "position", "actual_reading", "__class__"])
def test_column_that_is_no_cell_cannot_be_spoken_of(field, report, unit):
    assert refusal(say, report, unit.reviewer, field=field)[0] == 409


def test_row_of_another_report_cannot_be_spoken_of(report, unit):
    other = factories.started(unit, factories.period(year=2022))
    row = f"entry:{entry_of(other).pk}"
    assert refusal(actions.comment, report.pk, unit.reviewer, "请核对。", row=row, field="actual")[0] == 409


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "请写明意见。"),
        (" \n\t", "请写明意见。"),
        ("字" * 2001, "意见最多 2,000 字，现有 2,001 字，请删减。"),
        ("请核\ufffd。", "文字中有无法识别的字符（显示为“\ufffd”），请改正后再提交。"),
    ],
)
def test_comment_says_something_and_not_too_much(text, sentence, report, unit):
    assert refusal(say, report, unit.reviewer, text) == (422, sentence)
    with pytest.raises(BadComment):
        say(report, unit.reviewer, text)
    assert say(report, unit.reviewer, "字" * 2000).text == "字" * 2000


# --- who may speak ----------------------------------------------------------------------------------

#: state → who may write a comment.
SPEAKERS = {
    "draft": {"preparer", "reviewer"},
    "submitted": {"preparer", "reviewer", "supervisor"},
    "reviewing": {"preparer", "reviewer", "supervisor"},
    "escalated": {"preparer", "reviewer", "supervisor"},
    "examining": {"preparer", "reviewer", "supervisor"},
    "returned": {"preparer", "reviewer"},
    "approved": {"preparer", "reviewer", "supervisor"},
    "published": {"preparer", "reviewer", "supervisor"},
    "correcting": {"preparer", "reviewer"},
    "voided": set(),
}
PEOPLE = ("preparer", "reviewer", "supervisor", "stranger", "neighbour", "admin")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", SPEAKERS)
def test_who_may_speak_in_which_state(state, who, report, unit):
    elsewhere = factories.organisation("浦东新区医疗保障局")
    person = {
        "stranger": lambda: factories.user("stranger"),
        "neighbour": lambda: factories.member(elsewhere, Role.REVIEWER, "other"),
        "admin": lambda: factories.user("root", is_staff=True),
    }.get(who, lambda: getattr(unit, who, None))()
    Report.objects.filter(pk=report.pk).update(state=state)
    if who in SPEAKERS[state]:
        made = say(report, person)
        assert (made.author, made.role) == (person, who)
        assert actions.comment(report.pk, person, "再问。", thread=made.pk).parent == made
    else:
        told = refusal(say, report, person)
        unheard = state == "voided" and who in ("preparer", "reviewer")
        assert told[0] == (409 if unheard else 403)


def test_supervisor_of_another_branch_may_not_speak(submitted):
    other = factories.member(factories.organisation("江苏省财政厅"), Role.SUPERVISOR, "su")
    assert refusal(say, submitted, other)[0] == 403


def test_revoked_role_ends_the_right_to_speak(submitted, unit):
    unit.reviewer.memberships.all().delete()
    assert refusal(say, submitted, unit.reviewer)[0] == 403


# --- the mark 须改 ------------------------------------------------------------------------------------


def test_demand_is_a_reviewers_while_the_report_is_in_review(submitted, unit):
    made = say(submitted, unit.reviewer, must_mend=True)
    assert (made.must_mend, made.role) == (True, "reviewer")
    upper = say(submitted, unit.supervisor, must_mend=True)
    assert (upper.must_mend, upper.role) == (True, "supervisor")
    assert refusal(say, submitted, unit.preparer, must_mend=True) == (403, "只有审核人可以标“须改”。")


@pytest.mark.parametrize("state", ["approved", "published"])
def test_of_an_approved_report_only_who_can_send_it_back_demands(state, submitted, unit):
    Report.objects.filter(pk=submitted.pk).update(state=state)
    assert refusal(say, submitted, unit.reviewer, must_mend=True)[0] == 409
    assert say(submitted, unit.supervisor, must_mend=True).must_mend


@pytest.mark.parametrize("state", ["draft", "returned", "correcting"])
def test_nothing_is_demanded_of_a_report_that_is_open(state, report, unit):
    Report.objects.filter(pk=report.pk).update(state=state)
    assert refusal(say, report, unit.reviewer, must_mend=True)[0] == 409
    made = say(report, unit.reviewer)
    assert refusal(actions.demand, report.pk, unit.reviewer, made.pk, True)[0] == 409


def test_who_worked_on_the_report_demands_nothing_of_it_and_speaks_as_its_preparer(report, unit):
    both = factories.member(unit, Role.PREPARER, "both")
    both.memberships.create(organisation=unit, role=Role.REVIEWER)
    assert say(report, both).role == "reviewer"
    save(report, both, actual="96%")
    factories.advance(report, (unit.preparer, "submit"))
    assert say(report, both).role == "preparer"
    assert refusal(say, report, both, must_mend=True) == (403, "您参与了本次填报或审核，应由其他人审核。")


def test_mark_is_put_on_and_taken_off_and_logged(submitted, unit):
    made = say(submitted, unit.reviewer)
    for wanted in (True, True, False):
        actions.demand(submitted.pk, unit.reviewer, made.pk, wanted)
        made.refresh_from_db()
        assert made.must_mend == wanted
    logged = submitted.changes.filter(field="must_mend").values_list("row", "old", "new")
    assert list(logged) == [(f"comment:{made.pk}", "", "须改"), (f"comment:{made.pk}", "须改", "")]


def test_only_a_reviewers_words_can_be_marked(submitted, unit):
    made = say(submitted, unit.preparer)
    told = refusal(actions.demand, submitted.pk, unit.reviewer, made.pk, True)
    assert told == (409, "填报人写的意见不能标“须改”，请另写一条。")
    theirs = say(submitted, unit.reviewer)
    assert refusal(actions.demand, submitted.pk, unit.preparer, theirs.pk, True)[0] == 403
    assert refusal(actions.demand, submitted.pk, unit.reviewer, 999_999, True)[0] == 409


def test_marking_later_is_about_the_text_that_stands_then(report, unit):
    made = say(report, unit.reviewer)
    save(report, unit.preparer, actual="96%")
    factories.advance(report, (unit.preparer, "submit"))
    actions.demand(report.pk, unit.reviewer, made.pk, True)
    made.refresh_from_db()
    assert made.text_then == "96%"


# --- answers and closing ----------------------------------------------------------------------------


def test_answer_takes_the_place_of_its_thread(submitted, unit):
    root = say(submitted, unit.reviewer)
    reply = actions.comment(
        submitted.pk, unit.preparer, "已核对。", thread=root.pk, row=f"report:{submitted.pk}", field="title"
    )
    assert (reply.row, reply.field, reply.parent) == (root.row, root.field, root)


def test_answer_goes_to_a_thread_of_this_report(submitted, unit):
    root = say(submitted, unit.reviewer)
    reply = actions.comment(submitted.pk, unit.preparer, "已核对。", thread=root.pk)
    other = factories.started(unit, factories.period(year=2022))
    for report, thread in ((submitted, reply.pk), (submitted, 999_999), (other, root.pk)):
        told = refusal(actions.comment, report.pk, unit.preparer, "答复", thread=thread)
        assert told == (409, "这条意见已不在报告中，请刷新页面。")


def test_thread_is_closed_by_its_author_or_a_reviewer(submitted, unit):
    colleague = factories.member(unit, Role.PREPARER, "gao")
    for author, closer, done in (
        (unit.preparer, unit.preparer, True),
        (unit.preparer, unit.reviewer, True),
        (unit.preparer, unit.supervisor, True),
        (unit.reviewer, unit.reviewer, True),
        (unit.preparer, colleague, False),
        (unit.reviewer, unit.preparer, False),
    ):
        root = say(submitted, author)
        if done:
            assert actions.settle(submitted.pk, closer, root.pk).settled_by == closer
        else:
            told = refusal(actions.settle, submitted.pk, closer, root.pk)
            assert told == (403, "意见由写的人或审核人关闭。")


def test_what_was_demanded_is_closed_by_a_reviewer_alone(submitted, unit):
    root = say(submitted, unit.preparer)
    actions.comment(submitted.pk, unit.reviewer, "仍须改。", thread=root.pk, must_mend=True)
    assert refusal(actions.settle, submitted.pk, unit.preparer, root.pk) == (403, "“须改”的意见由审核人关闭。")
    actions.settle(submitted.pk, unit.reviewer, root.pk)
    status, sentence = refusal(actions.settle, submitted.pk, unit.supervisor, root.pk)
    assert (status, sentence.startswith("这条意见已由shen某于 ")) == (409, True)


def test_one_more_answer_opens_a_closed_thread(submitted, unit):
    root = say(submitted, unit.reviewer)
    actions.settle(submitted.pk, unit.reviewer, root.pk)
    actions.comment(submitted.pk, unit.preparer, "还有一点。", thread=root.pk)
    root.refresh_from_db()
    assert (root.settled_at, root.settled_by) == (None, None)
    logged = submitted.changes.filter(field="settled").values_list("row", "old", "new")
    assert list(logged) == [(f"comment:{root.pk}", "", "已关闭"), (f"comment:{root.pk}", "已关闭", "")]


# --- log, revision, what a comment leaves alone -----------------------------------------------------


def test_every_word_is_in_the_sealed_log(submitted, unit):
    root = say(submitted, unit.reviewer, "请核对。", must_mend=True)
    reply = actions.comment(submitted.pk, unit.preparer, "属实。", thread=root.pk)
    actions.settle(submitted.pk, unit.reviewer, root.pk)
    place = f"entry:{entry_of(submitted).pk}.actual"
    logged = submitted.changes.filter(row__startswith="comment:").values_list("actor", "row", "field", "old", "new")
    assert list(logged) == [
        (unit.reviewer.pk, f"comment:{root.pk}", place, "", "请核对。"),
        (unit.reviewer.pk, f"comment:{root.pk}", "must_mend", "", "须改"),
        (unit.preparer.pk, f"comment:{reply.pk}", place, "", "属实。"),
        (unit.reviewer.pk, f"comment:{root.pk}", "settled", "", "已关闭"),
    ]
    submitted.refresh_from_db()
    assert sealing.breaks_of(submitted) == []
    assert list(troubles_of(submitted)) == []


def test_a_comment_leaves_the_revision_that_an_approval_is_based_on(submitted, unit):
    seen = submitted.revision
    root = say(submitted, unit.reviewer)
    actions.comment(submitted.pk, unit.preparer, "属实。", thread=root.pk)
    actions.settle(submitted.pk, unit.reviewer, root.pk)
    assert actions.perform(submitted.pk, unit.reviewer, "approve", revision=seen).state == "approved"
    assert list(troubles_of(Report.objects.get(pk=submitted.pk))) == []


def test_to_speak_of_a_report_is_not_to_work_on_it(submitted, unit):
    say(submitted, unit.reviewer, must_mend=True)
    assert not actions.worked_on(submitted, unit.reviewer)
    assert actions.worked_on(submitted, unit.preparer)


def test_a_comment_whose_log_row_fails_is_rolled_back(submitted, unit, monkeypatch):
    def fail(*arguments):
        raise OSError("log")

    monkeypatch.setattr(commenting, "log", fail)
    with pytest.raises(OSError, match="log"):
        say(submitted, unit.reviewer)
    assert Comment.objects.count() == 0


def test_comments_are_no_change_of_a_cell(submitted, unit):
    """Neither in what was changed since submitting nor in who has changed a cell."""
    factories.advance(submitted, (unit.reviewer, "return"))
    say(submitted, unit.preparer)
    entry = entry_of(submitted)
    saved = actions.save_rows(submitted.pk, unit.preparer, [RowChange(f"entry:{entry.pk}", 99, {"actual": "1%"})])
    assert set(saved.conflicts[f"entry:{entry.pk}"]["by"]) == {"actual"}


def test_threads_survive_a_resubmission_and_an_import_that_replaces_the_rows(submitted, unit):
    root = say(submitted, unit.reviewer, must_mend=True)
    factories.advance(submitted, (unit.reviewer, "return"))
    save(submitted, unit.preparer, actual="96%")
    factories.advance(submitted, (unit.preparer, "submit"), (unit.preparer, "withdraw"))
    later = actions.comment(submitted.pk, unit.preparer, "已改。", thread=root.pk)
    assert (later.round, later.text_then) == (2, "96%")
    Report.objects.filter(pk=submitted.pk).update(state="draft")
    submitted.entries.all().delete()
    reply = actions.comment(submitted.pk, unit.reviewer, "行已替换。", thread=root.pk)
    assert (reply.subject, reply.text_then) == ("第1项指标完成率 · 全年实际完成值", "")


UNSAID, GONE = "与日志所记不符", "已不在，日志中没有删除它的记录"
TAMPERED = {
    "rewritten": (lambda comments: comments.filter(parent=None).update(text="很好。"), [UNSAID]),
    "moved to another cell": (lambda comments: comments.update(field="reason"), [UNSAID, UNSAID]),
    "unmarked": (lambda comments: comments.update(must_mend=False), [UNSAID]),
    "opened again": (lambda comments: comments.update(settled_at=None, settled_by=None), [UNSAID]),
    "removed": (lambda comments: comments.filter(parent__isnull=False).delete(), [GONE]),
}


@pytest.mark.parametrize(("tamper", "found"), TAMPERED.values(), ids=TAMPERED.keys())
def test_comment_that_is_not_as_the_log_has_it_is_found(tamper, found, submitted, unit):
    root = say(submitted, unit.reviewer, must_mend=True)
    actions.comment(submitted.pk, unit.preparer, "属实。", thread=root.pk)
    actions.settle(submitted.pk, unit.reviewer, root.pk)
    submitted.refresh_from_db()
    assert list(troubles_of(submitted)) == []
    tamper(submitted.comments)
    troubles = list(troubles_of(submitted))
    assert [trouble.message for trouble in troubles] == found
    assert all(trouble.place.startswith("意见") for trouble in troubles)


# --- the deadline -----------------------------------------------------------------------------------


def test_deadline_of_a_return_is_kept_in_the_log_after_the_column_is_cleared(submitted, unit):
    day = timezone.localdate()
    actions.perform(submitted.pk, unit.reviewer, "return", revision=submitted.revision, opinion="请改。", mend_by=day)
    submitted.refresh_from_db()
    assert submitted.mend_by == day
    save(submitted, unit.preparer, actual="96%")
    factories.advance(submitted, (unit.preparer, "submit"), (unit.reviewer, "approve"))
    assert submitted.mend_by is None
    logged = submitted.changes.filter(row__startswith="return:").values_list("row", "field", "new")
    assert list(logged) == [("return:1", "mend_by", day.isoformat())]
    assert list(troubles_of(submitted)) == []
    assert not actions.worked_on(submitted, unit.reviewer)


# --- the database itself ----------------------------------------------------------------------------

BROKEN = {
    "comment_role_known": {"role": "admin"},
    "comment_names_its_row": {"row": ""},
    "comment_says_something": {"text": ""},
    "comment_demand_by_a_reviewer": {"role": "preparer", "must_mend": True},
    "comment_settled_as_a_thread": {"settled_at": timezone.now()},
}


@pytest.mark.parametrize(("name", "values"), BROKEN.items())
def test_database_refuses_what_no_action_writes(name, values, report, unit):
    made = say(report, unit.reviewer)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Comment.objects.filter(pk=made.pk).update(**values)


def test_an_answer_is_not_settled_and_nothing_answers_itself(report, unit):
    root = say(report, unit.reviewer)
    reply = actions.comment(report.pk, unit.preparer, "属实。", thread=root.pk)
    for pk, values in (
        (reply.pk, {"settled_at": timezone.now(), "settled_by": unit.reviewer}),
        (root.pk, {"parent": root}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=pk).update(**values)
