"""Notices: who is told of which act, in its transaction; reminders; the mails that send_notices writes."""

import email
from datetime import date, timedelta
from email import policy
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from programs.choices import Role
from programs.models import Membership, Period, User
from reports import actions
from reports.actions import mailing, noticing
from reports.actions.choosing import choose_notices, read_all_notices, read_notice
from reports.forms.notices import read_choices
from reports.models import Notice, Report
from tests import factories

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def report(unit, settings, tmp_path) -> Report:
    settings.MEDIA_ROOT = tmp_path / "media"
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.colleague = factories.member(unit, Role.PREPARER, "gao")
    unit.supervisor = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    for person in User.objects.all():
        person.email = f"{person.username}@example.test"
        person.save()
    unit.refresh_from_db()
    for person in (unit.preparer, unit.reviewer, unit.colleague, unit.supervisor):
        person.refresh_from_db()
    report = factories.started(unit, factories.period(levels=2))
    factories.fill(report, unit.preparer)
    return report


def told(**more) -> list[tuple[str, str, str]]:
    """(who, kind, text) of every notice, oldest first."""
    return [(n.person.username, n.kind, n.text) for n in Notice.objects.filter(**more).order_by("id")]


def open_notices() -> list[tuple[str, str]]:
    return [(n.person.username, n.kind) for n in Notice.objects.filter(read_at=None).order_by("id")]


# --- acts -------------------------------------------------------------------------------------------


def test_way_through_review_tells_each_in_turn(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    assert open_notices() == [("shen", "waiting")]
    factories.advance(report, (unit.reviewer, "forward"))
    assert open_notices() == [("cai", "waiting")]
    factories.advance(report, (unit.supervisor, "return"))
    assert open_notices() == [("tian", "returned")]
    factories.advance(report, (unit.preparer, "submit"))
    assert open_notices() == [("shen", "waiting")]
    factories.advance(report, (unit.reviewer, "forward"), (unit.supervisor, "approve"))
    assert open_notices() == [("tian", "approved")]
    for act in ("publish", "correct"):
        report.refresh_from_db()
        actions.perform(report.pk, unit.supervisor, act, revision=report.revision, opinion="依据公开要求。")
    assert open_notices() == [("tian", "correcting")]
    text = "cai某 公开了报告：依据公开要求。"
    assert told(kind="published") == [("tian", "published", text), ("shen", "published", text)]


def test_return_quotes_the_opinion_and_the_day(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    actions.perform(
        report.pk, unit.reviewer, "return", revision=report.revision, opinion="请补充。", mend_by=date(2026, 3, 5)
    )
    assert told(kind="returned") == [("tian", "returned", "shen某 退回修改，请不晚于2026年3月5日改好并提交：请补充。")]


def test_withdrawing_takes_the_reviewers_notice_back(report, unit):
    factories.advance(report, (unit.preparer, "submit"), (unit.preparer, "withdraw"))
    assert open_notices() == []


def test_everybody_prepares_a_report_that_is_nobodys_any_more(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    Membership.objects.filter(user=unit.preparer).delete()
    third = factories.member(unit, Role.PREPARER, "xin")
    User.objects.filter(pk=third.pk).update(is_active=False)
    factories.advance(report, (unit.reviewer, "return"))
    assert open_notices() == [("gao", "returned")]


def test_imported_report_is_whose_who_submits_it_first(report, unit):
    Report.objects.update(assignee=None)
    factories.advance(report, (unit.colleague, "submit"), (unit.reviewer, "return"))
    assert report.assignee == unit.colleague
    assert open_notices() == [("gao", "returned")]


def test_supervisors_are_the_nearest_that_there_are(report, unit):
    ministry = factories.organisation("国家医疗保障局")
    unit.parent.parent = ministry
    unit.parent.save()
    top = factories.member(ministry, Role.SUPERVISOR, "guo")
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "forward"))
    assert open_notices() == [("cai", "waiting")]
    factories.advance(report, (unit.supervisor, "return"), (unit.preparer, "submit"))
    Membership.objects.filter(user=unit.supervisor).delete()
    factories.advance(report, (unit.reviewer, "forward"))
    assert told(person=top) == [("guo", "waiting", "shen某 审核通过并报上级。")]


def test_each_further_level_is_waited_for_one_organisation_up(report, unit):
    Period.objects.update(review_levels=3)
    ministry = factories.organisation("国家医疗保障局")
    unit.parent.parent = ministry
    unit.parent.save()
    factories.member(ministry, Role.SUPERVISOR, "guo")
    factories.member(unit.parent, Role.SUPERVISOR, "wang")
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "forward"))
    assert open_notices() == [("cai", "waiting"), ("wang", "waiting")]
    factories.advance(report, (unit.supervisor, "forward"))
    assert open_notices() == [("guo", "waiting")]


def test_with_nobody_further_up_a_colleague_of_who_forwarded_is_told(report, unit):
    Period.objects.update(review_levels=3)
    factories.member(unit.parent, Role.SUPERVISOR, "wang")
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "forward"), (unit.supervisor, "forward"))
    assert open_notices() == [("wang", "waiting")]


def test_who_begins_settles_the_waiting_and_who_is_relieved_is_told(report, unit):
    other = factories.member(unit, Role.REVIEWER, "shao")
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "begin"))
    assert open_notices() == []
    factories.advance(report, (other, "begin"))
    assert told(read_at=None) == [("shen", "waiting", "shao某 接手审核，不必再由您办理。")]


def test_who_acts_is_not_told(report, unit):
    Membership.objects.create(user=unit.preparer, organisation=unit, role=Role.REVIEWER)
    factories.advance(report, (unit.preparer, "submit"))
    assert open_notices() == [("shen", "waiting")]


def test_act_that_is_rolled_back_leaves_nothing_in_the_outbox(report, unit):
    factories.explain(report, unit.preparer)
    report.refresh_from_db()

    class Gone(Exception):
        pass

    def submit_and_fail() -> None:
        with transaction.atomic():
            actions.perform(report.pk, unit.preparer, "submit", revision=report.revision)
            assert Notice.objects.outbox().count() == 1
            raise Gone

    with pytest.raises(Gone):
        submit_and_fail()
    assert Notice.objects.count() == 0


def test_notice_that_cannot_be_written_takes_the_act_back(report, unit, monkeypatch):
    factories.explain(report, unit.preparer)
    report.refresh_from_db()
    monkeypatch.setattr(noticing.notices, "act_text", lambda *_: None)  # the column refuses a missing text
    with pytest.raises(Exception, match="text"):
        actions.perform(report.pk, unit.preparer, "submit", revision=report.revision)
    assert (Report.objects.get().state, Notice.objects.count()) == ("draft", 0)


def test_nothing_is_mailed_by_an_act(report, unit, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        factories.advance(report, (unit.preparer, "submit"))
    assert (callbacks, mail.outbox) == ([], [])


# --- comments ---------------------------------------------------------------------------------------


def comment(report: Report, person: User, text: str):
    return actions.comment(report.pk, person, text, row=f"entry:{report.entries.first().pk}", field="actual")


def test_reviewers_comments_make_one_notice(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    for text in ("请核对。", "还有这里。", "口径？"):
        comment(report, unit.reviewer, text)
    notice = Notice.objects.get(kind="commented")
    assert (notice.person, notice.times) == (unit.preparer, 3)
    assert notice.text.startswith("shen某 在“")
    assert notice.text.endswith("”写道：口径？（共 3 条新消息）")


def test_comment_after_the_notice_was_read_makes_another(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    comment(report, unit.reviewer, "请核对。")
    Notice.objects.update(read_at=timezone.now())
    comment(report, unit.reviewer, "还有这里。")
    assert [notice.times for notice in Notice.objects.filter(kind="commented")] == [1, 1]


def test_preparers_answer_is_heard_by_who_reviews(report, unit):
    other = factories.member(unit, Role.REVIEWER, "fu")
    factories.advance(report, (unit.preparer, "submit"))
    comment(report, unit.preparer, "谁来审？")
    assert [who for who, *_ in told(kind="commented")] == ["shen", "fu"]
    Notice.objects.all().delete()
    factories.advance(report, (other, "begin"))
    comment(report, unit.preparer, "已说明。")
    assert [who for who, *_ in told(kind="commented")] == ["fu"]


def test_waiver_and_its_withdrawal_are_heard_by_who_prepares(report, unit):
    entry = report.entries.first()
    change = actions.RowChange(f"entry:{entry.pk}", entry.version, {"actual": "80%", "score": "20"})
    actions.save_rows(report.pk, unit.preparer, [change])
    Notice.objects.all().delete()
    error = "indicator.reason_missing", "indicators[0].reason"
    actions.waive(report.pk, unit.reviewer, *error, "按文件暂停实施。")
    message = report.waivers.get().message.removesuffix("。")
    assert told() == [("tian", "commented", f"shen某 豁免了“{message}”，理由：按文件暂停实施。")]
    actions.take_back(report.pk, unit.reviewer, *error)
    back = f"shen某 撤回了对“{message}”的豁免，这一项须改正。"
    assert told() == [("tian", "commented", f"{back}（共 2 条新消息）")]
    Notice.objects.update(read_at=timezone.now())
    actions.waive(report.pk, unit.reviewer, *error, "按文件暂停实施。")
    assert [notice.times for notice in Notice.objects.order_by("id")] == [2, 1]


# --- choices ----------------------------------------------------------------------------------------


def choose(person: User, *boxes: str) -> None:
    """Everything off but these ("portal-waiting", "mail-waiting")."""
    choose_notices(person, read_choices(dict.fromkeys(boxes, "on")))


@pytest.mark.parametrize(
    ("boxes", "written"),
    [
        (["portal-waiting", "mail-waiting"], [(True, True)]),
        (["portal-waiting"], [(True, False)]),
        (["mail-waiting"], [(False, True)]),
        ([], []),
        (["portal-returned"], []),
    ],
)
def test_each_turns_kinds_off(report, unit, boxes, written):
    choose(unit.reviewer, *boxes)
    factories.advance(report, (unit.preparer, "submit"))
    assert [(notice.in_portal, notice.by_mail) for notice in Notice.objects.all()] == written


def test_notice_without_an_address_waits_for_one(report, unit):
    """By the timer of any day: only what is still unread then, and wanted."""
    User.objects.update(email="")
    choose(unit.reviewer, "mail-waiting")
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "return"))
    assert [(n.person, n.in_portal, n.by_mail) for n in Notice.objects.order_by("id")] == [
        (unit.reviewer, False, True), (unit.preparer, True, True),
    ]  # fmt: skip
    assert (Notice.objects.outbox().count(), send()[0], mail.outbox) == (0, 0, [])
    User.objects.filter(pk=unit.preparer.pk).update(email="tian@example.test")
    assert send()[0] == 0
    assert [message.to for message in mail.outbox] == [["tian@example.test"]]
    assert "shen某 退回修改" in mail.outbox[0].body


def test_mail_turned_off_before_there_is_an_address_stays_off(report, unit):
    User.objects.update(email="")
    factories.advance(report, (unit.preparer, "submit"))
    choose(unit.reviewer, "portal-waiting")
    User.objects.update(email="shen@example.test")
    assert Notice.objects.outbox().count() == 0


def test_auditor_with_another_role_is_told_of_nothing(report, unit):
    """Such an account is made past the administration alone; what it holds beside the audit counts for nothing."""
    Membership.objects.create(user=unit.reviewer, organisation=unit.parent, role=Role.AUDITOR)
    other = factories.member(unit, Role.REVIEWER, "fu")
    factories.advance(report, (unit.preparer, "submit"))
    assert [notice.person for notice in Notice.objects.all()] == [other]


def test_turning_mail_off_empties_the_outbox_of_this_kind(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    choose(unit.reviewer, "portal-waiting", "mail-returned")
    assert Notice.objects.outbox().count() == 0
    assert Notice.objects.unread().count() == 1


def test_turning_off_what_is_only_mailed_removes_it(report, unit):
    choose(unit.reviewer, "mail-waiting")
    factories.advance(report, (unit.preparer, "submit"))
    choose(unit.reviewer)
    assert Notice.objects.count() == 0


def test_reading_is_ones_own(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    notice = Notice.objects.get()
    assert read_notice(unit.preparer, notice.pk) is None
    assert read_all_notices(unit.preparer, notice.pk) == 0
    assert Notice.objects.unread().count() == 1
    assert read_notice(unit.reviewer, notice.pk) == notice
    assert Notice.objects.unread().count() == 0


def test_all_read_is_what_the_page_has_shown(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    seen = Notice.objects.get().pk
    comment(report, unit.preparer, "补充一句。")
    assert read_all_notices(unit.reviewer, seen) == 1
    assert open_notices() == [("shen", "commented")]


# --- the command ------------------------------------------------------------------------------------


def send(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("send_notices", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def deadline(day: date) -> None:
    Period.objects.update(deadline=day)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 3, 10), []),
        (date(2026, 3, 9), [("tian", "due", "2026年3月9日截止，还有5个工作日。")]),
        (MONDAY, [("tian", "due", "今天（2026年3月2日）截止，请尽快提交。")]),
        (date(2026, 2, 27), [("tian", "overdue", "截止日期是2026年2月27日，已经逾期，请尽快提交。")]),
    ],
)
def test_reminders_of_the_day(report, day, found):
    deadline(day)
    assert send("--today", "2026-03-02")[0] == 0
    assert told() == found


def test_days_of_the_reminder_are_a_setting(report, settings):
    settings.DUE_DAYS = 1
    deadline(date(2026, 3, 4))
    send("--today", "2026-03-02")
    assert told() == []
    send("--today", "2026-03-03")
    assert [kind for _, kind, _ in told()] == ["due"]


def test_each_day_due_is_told_once(report):
    deadline(date(2026, 3, 5))
    outcomes = [send("--today", f"2026-03-0{day}")[1] for day in (2, 2, 3, 6, 6, 9)]
    assert outcomes == [
        "新的截止提醒 1 条；发出邮件 1 封，含通知 1 条。\n",
        "新的截止提醒 0 条；发出邮件 0 封，含通知 0 条。\n",
        "新的截止提醒 0 条；发出邮件 0 封，含通知 0 条。\n",
        "新的截止提醒 1 条；发出邮件 1 封，含通知 1 条。\n",
        "新的截止提醒 0 条；发出邮件 0 封，含通知 0 条。\n",
        "新的截止提醒 0 条；发出邮件 0 封，含通知 0 条。\n",
    ]
    assert [kind for _, kind, _ in told()] == ["due", "overdue"]
    assert len(mail.outbox) == 2


def test_later_deadline_is_told_anew(report):
    for day in (date(2026, 3, 5), date(2026, 3, 6)):
        deadline(day)
        send("--today", "2026-03-02")
    assert [n.due for n in Notice.objects.order_by("id")] == [date(2026, 3, 5), date(2026, 3, 6)]


def test_returned_report_is_due_when_it_should_be_mended(report, unit):
    deadline(date(2026, 1, 1))
    factories.advance(report, (unit.preparer, "submit"))
    actions.perform(
        report.pk, unit.reviewer, "return", revision=report.revision, opinion="请补充。", mend_by=date(2026, 3, 4)
    )
    send("--today", "2026-03-02")
    assert told(kind="due") == [("tian", "due", "2026年3月4日截止，还有2个工作日。")]
    assert told(kind="overdue") == []


def test_report_that_is_handed_in_is_not_reminded_of(report, unit):
    deadline(date(2026, 3, 4))
    send("--today", "2026-03-02")
    factories.advance(report, (unit.preparer, "submit"))
    assert open_notices() == [("shen", "waiting")]
    send("--today", "2026-03-09")
    assert told(kind="overdue") == []


def test_one_mail_for_each_person_with_everything_open(report, unit, settings):
    settings.PORTAL_URL, settings.NOTICE_FROM = "https://jx.example.test/", "jx@example.test"
    deadline(date(2026, 3, 4))
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "return"))
    assert send("--today", "2026-03-02")[1] == "新的截止提醒 1 条；发出邮件 1 封，含通知 2 条。\n"
    message = mail.outbox[0]
    assert (message.to, message.from_email) == (["tian@example.test"], "jx@example.test")
    assert message.subject == "绩效自评：临近截止 1 件，退回修改 1 件"
    address = f"https://jx.example.test/reports/{report.pk}/"
    assert message.body == (
        "tian某：\n\n【临近截止】\n2023年度 城乡医疗救助专项补助 · 上海市医疗保障局\n"
        f"  2026年3月4日截止，还有2个工作日。\n  {address}\n\n"
        "【退回修改】\n2023年度 城乡医疗救助专项补助 · 上海市医疗保障局\n"
        f"  shen某 退回修改：请补充说明。\n  {address}\n\n"
        "不想收到哪一类邮件，请在这里设置：https://jx.example.test/reports/notices/settings/\n"
    )


def test_what_was_read_in_the_portal_is_not_mailed(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    read_notice(unit.reviewer, Notice.objects.get().pk)
    send()
    assert mail.outbox == []


def test_person_without_the_role_any_more_is_not_mailed(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    Membership.objects.filter(user=unit.reviewer).delete()
    send()
    assert mail.outbox == []
    assert Notice.objects.outbox().count() == 0


def test_mail_goes_to_a_folder(report, unit, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    factories.advance(report, (unit.preparer, "submit"))
    assert send()[0] == 0
    assert send()[0] == 0
    assert [person for person, _, body in letters(tmp_path / "mail")] == ["shen@example.test"]
    (_, subject, body), *_ = letters(tmp_path / "mail")
    assert subject == "绩效自评：等待审核 1 件"
    assert "tian某 提交审核。" in body


def letters(folder: Path) -> list[tuple[str, str, str]]:
    found = []
    for file in sorted(folder.iterdir()):
        for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            if raw.strip():
                message = email.message_from_bytes(raw, policy=policy.default)
                found.append((message["To"], message["Subject"], message.get_content()))
    return found


def test_mail_server_that_is_gone_keeps_everything_in_the_outbox(report, unit, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2  # nobody listens there
    factories.advance(report, (unit.preparer, "submit"))
    status, out, err = send()
    assert (status, out) == (1, "新的截止提醒 0 条；发出邮件 0 封，含通知 0 条。\n")
    assert "发给 shen某（shen@example.test）的邮件没有发出：" in err
    assert "发件箱还有 1 条通知，下次运行时再发。" in err
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send()[:2] == (0, "新的截止提醒 0 条；发出邮件 1 封，含通知 1 条。\n")


def test_folder_that_cannot_be_written_is_said(report, unit, settings, tmp_path):
    (tmp_path / "mail").write_text("no folder")
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    factories.advance(report, (unit.preparer, "submit"))
    with pytest.raises(CommandError, match="邮件没有发出，通知仍留在发件箱"):
        send()
    assert Notice.objects.outbox().count() == 1


class Picky:
    """A mail server that refuses some people."""

    refused: set[str] = set()
    tried: list[str] = []

    def __init__(self, *arguments, **more) -> None:
        pass

    def send_messages(self, messages):
        for message in messages:
            Picky.tried += message.to
            if set(message.to) & Picky.refused or not Picky.refused:
                raise OSError("550 no such mailbox")
        return len(messages)

    def close(self) -> None:
        pass


@pytest.fixture
def picky(settings, monkeypatch):
    monkeypatch.setattr(mailing, "get_connection", Picky)
    Picky.refused, Picky.tried = set(), []
    return Picky


def test_refused_address_does_not_keep_the_others_from_their_mail(report, unit, picky):
    picky.refused = {"shen@example.test"}
    factories.member(unit, Role.REVIEWER, "fu")
    User.objects.filter(username="fu").update(email="fu@example.test")
    factories.advance(report, (unit.preparer, "submit"))
    status, out, err = send()
    assert (status, out) == (1, "新的截止提醒 0 条；发出邮件 1 封，含通知 1 条。\n")
    assert "发给 shen某（shen@example.test）的邮件没有发出：550 no such mailbox" in err
    assert [notice.person.username for notice in Notice.objects.outbox()] == ["shen"]


def test_after_three_failures_the_rest_is_left_for_the_next_run(report, unit, picky):
    for name in ("f1", "f2", "f3", "f4", "f5"):
        factories.member(unit, Role.REVIEWER, name)
    User.objects.filter(username__startswith="f").update(email="f@example.test")
    factories.advance(report, (unit.preparer, "submit"))
    status, _, err = send()
    assert (status, len(picky.tried)) == (1, mailing.PATIENCE)
    assert "发件箱还有 6 条通知，下次运行时再发。" in err


def test_two_senders_mail_each_notice_once(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    first = mailing.claim(unit.reviewer)
    assert [notice.kind for notice in first] == ["waiting"]
    assert mailing.claim(unit.reviewer) == []
    send()
    assert mail.outbox == []


def test_notice_of_a_sender_that_was_killed_is_sent_later(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    mailing.claim(unit.reviewer)
    Notice.objects.update(claimed_at=timezone.now() - mailing.CLAIM - timedelta(seconds=1))
    send()
    assert len(mail.outbox) == 1


def test_name_with_a_line_break_is_no_header(report, unit):
    """The subject is made of our own words alone."""
    User.objects.filter(pk=unit.preparer.pk).update(name="张\nBcc: x@example.test")
    unit.preparer.refresh_from_db()
    factories.advance(report, (unit.preparer, "submit"))
    assert send()[0] == 0
    assert mail.outbox[0].recipients() == ["shen@example.test"]
