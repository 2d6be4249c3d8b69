"""Tampering with the database or the disk is found, naming report and place; what the portal wrote is no tampering."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from programs.choices import Role
from reports import actions, files
from reports.actions import versions
from reports.domain.rechecking import Given
from reports.domain.sampling import Sampling
from reports.forms.evidence import limits
from reports.models import Change, Report
from reports.queries import judge_report
from reports.verifying import troubles_of
from tests import factories
from tests.access import world as inhabited
from tests.conftest import TRIGGERS
from tests.reports.attaching import pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit, settings, tmp_path, monkeypatch) -> Report:
    """A report in which everything has happened: returned, mended, approved, published, drawn and scored again, its
    correction under way.
    """
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(versions, "render_report_pdf", lambda judged: ("report.pdf", "application/pdf", b"%PDF-1.7"))
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    finance = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    waive_blank(report, unit)
    actions.attach(report.pk, unit.preparer, entry_of(report), upload("证明.pdf", pdf()), limits())
    report = factories.advance(report, (unit.preparer, "submit"))
    asked = actions.comment(report.pk, unit.reviewer, "请核对。", row=entry_of(report), field="actual", must_mend=True)
    perform(report, unit.reviewer, "return", mend_by=date(2099, 3, 10))
    actions.comment(report.pk, unit.preparer, "属实。", thread=asked.pk)
    report = factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))
    perform(report, finance, "publish")
    [drawn] = actions.draw_sample(report.period, finance, Sampling("年度抽查计划。", size=1, seed="2026"))
    actions.rescore(drawn.pk, finance, {0: Given("25", "未达到指标值", "现场核对。")}, revision=0, finish=True)
    perform(report, finance, "correct", mend_by=date(2099, 4, 10))
    save(report, unit.preparer, "94%")
    report.refresh_from_db()
    return report


def entry_of(report: Report) -> str:
    return f"entry:{report.entries.first().pk}"


def save(report: Report, person, text: str) -> None:
    entry = report.entries.first()
    actions.save_rows(report.pk, person, [actions.RowChange(entry_of(report), entry.version, {"actual": text})])


def waive_blank(report: Report, unit) -> None:
    save(report, unit.preparer, "")
    error = judge_report(report).errors[0]
    actions.waive(report.pk, unit.reviewer, error.code, error.where, "依法可以不填。")
    save(report, unit.preparer, "95%")


def perform(report: Report, person, act: str, **more) -> None:
    report.refresh_from_db()
    actions.perform(report.pk, person, act, revision=report.revision, opinion="按规定办理。", **more)


@pytest.fixture
def bare():
    """The database without its triggers: whoever tampers takes them down first."""
    TRIGGERS.unguard(connection)


def run(sql: str, *parameters) -> None:
    for word, meant in WORDS.items():
        sql = sql.replace(word, meant)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        assert cursor.rowcount > 0, "nothing was tampered with"


def verify(*arguments: str) -> tuple[int, list[str]]:
    out = StringIO()
    try:
        call_command("verify_log", *arguments, stdout=out)
    except SystemExit as stop:
        return stop.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def troubles(report: Report) -> list[str]:
    report = Report.objects.get(pk=report.pk)
    return [f"{found.place}：{found.message}" for found in troubles_of(report)]


def when(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


# --- what the portal wrote --------------------------------------------------------------------------


def test_what_the_portal_wrote_holds(report):
    assert verify() == (0, ["核对了 1 份报告，没有发现问题。"])


def test_reports_of_every_state_hold(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(versions, "render_report_pdf", lambda judged: ("report.pdf", "application/pdf", b"%PDF-1.7"))
    made = inhabited.populate(inhabited.inhabited())
    assert verify() == (0, [f"核对了 {len(made.standing)} 份报告，没有发现问题。"])


def test_the_demo_holds(settings, tmp_path):
    settings.MEDIA_ROOT, settings.DEBUG = tmp_path, True
    call_command("load_demo", stdout=StringIO())
    assert verify() == (0, [f"核对了 {Report.objects.count()} 份报告，没有发现问题。"])


def test_an_import_that_replaces_a_draft_holds(unit, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    given = factories.fixture_facts(factories.MEDICAL)
    report = actions.import_facts(given)
    unit.preparer.memberships.update(organisation=report.organisation)
    actions.attach(report.pk, unit.preparer, entry_of(report), upload("证明.pdf", pdf()), limits())
    report.refresh_from_db()
    row = actions.RowChange(f"report:{report.pk}", report.version, {"remarks": "另有说明。"})
    actions.save_rows(report.pk, unit.preparer, [row])
    actions.import_facts(given, replace=True)
    assert verify() == (0, ["核对了 1 份报告，没有发现问题。"])


def test_a_unit_and_a_program_may_be_renamed(report, unit):
    factories.advance(report, (unit.preparer, "submit"))
    unit.name = "上海市医疗保障管理局"
    unit.save()
    program = report.period.program
    program.name = "医疗救助"
    program.save()
    assert verify() == (0, ["核对了 1 份报告，没有发现问题。"])


def test_a_note_in_the_same_words_is_logged_once(report, unit):
    draft = factories.started(unit, factories.period(year=2024))
    factories.fill(draft, unit.preparer)
    factories.explain(draft, unit.preparer)
    before = list(draft.changes.values()), Report.objects.get(pk=draft.pk).revision
    factories.explain(draft, unit.preparer)
    assert (list(draft.changes.values()), Report.objects.get(pk=draft.pk).revision) == before
    assert [change for change in draft.changes.all() if change.old == change.new] == []


# --- rows, whoever has written them -----------------------------------------------------------------

ROW = "指标 · 第1项指标完成率"
UNSAID, ADDED, GONE = "与日志所记不符", "日志中没有写入它的记录", "已不在，日志中没有删除它的记录"
COMMENT = "意见 · 第1项指标完成率 · 全年实际完成值（shen某 {asked}）"
NOTE, WAIVER = "对检查结果的说明 · 整份报告", "豁免 · 第1项指标 · 全年实际完成值"
STATE = "是“{}”，最后一次办理之后应为“{}”"
#: Why it cannot stand in that state.
CONTENT = ("内容", "与提交的第2版不同，而报告审定，不能修改")
#: Somebody who did none of it, and another unit, in place of these words.
WORDS = {
    "OTHER": "(SELECT id FROM programs_user WHERE username = 'cai')",
    "FINANCE": "(SELECT id FROM programs_organisation WHERE name = '上海市财政局')",
    "REVIEWER": "(SELECT id FROM programs_user WHERE username = 'shen')",
}
#: What is done to the tables → the places that are named, each with its sentence.
ROWS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "publication deleted": ("DELETE FROM reports_publication", [("公开记录（cai某 {published} 登记）", GONE)]),
    "publication of another version": (
        "UPDATE reports_publication SET version_id = (SELECT id FROM reports_version WHERE number = 1)",
        [("公开记录 · 第1版", UNSAID)],
    ),
    "publication ended": ("UPDATE reports_publication SET ended_at = at", [("公开记录 · 第2版", UNSAID)]),
    "published by another": ("UPDATE reports_publication SET by_id = REVIEWER", [("公开记录 · 第2版", UNSAID)]),
    "comment by another": (
        "UPDATE reports_comment SET author_id = OTHER WHERE must_mend",
        [(COMMENT.replace("shen", "cai"), UNSAID)],
    ),
    "comment in another role": ("UPDATE reports_comment SET role = 'supervisor' WHERE must_mend", [(COMMENT, UNSAID)]),
    "comment of another round": ("UPDATE reports_comment SET round = 7 WHERE must_mend", [(COMMENT, UNSAID)]),
    "comment at another time": (
        "UPDATE reports_comment SET at = '2020-01-01 04:00:00+00:00' WHERE must_mend",
        [(COMMENT.replace("{asked}", "2020-01-01 12:00"), UNSAID)],
    ),
    "comment on another text": ("UPDATE reports_comment SET text_then = '1%' WHERE must_mend", [(COMMENT, UNSAID)]),
    "comment on another subject": (
        "UPDATE reports_comment SET subject = '总分' WHERE must_mend",
        [("意见 · 总分（shen某 {asked}）", UNSAID)],
    ),
    "comment rewritten": ("UPDATE reports_comment SET text = '很好。' WHERE must_mend", [(COMMENT, UNSAID)]),
    "comment unmarked": (
        "UPDATE reports_comment SET must_mend = (must_mend IS NULL) WHERE must_mend",
        [(COMMENT, UNSAID)],
    ),
    "answer deleted": (
        "DELETE FROM reports_comment WHERE parent_id IS NOT NULL",
        [("意见（tian某 {answered} 登记）", GONE)],
    ),
    "waiver by another": ("UPDATE reports_waiver SET by_id = OTHER", [(WAIVER, UNSAID)]),
    "waiver of another finding": ("UPDATE reports_waiver SET message = '无'", [(WAIVER, UNSAID)]),
    "waiver deleted": ("DELETE FROM reports_waiver", [(WAIVER + "（shen某 {waived} 登记）", GONE)]),
    "version by another": (
        "UPDATE reports_version SET by_id = OTHER WHERE number = 1",
        [("提交版本 · 第1版", UNSAID)],
    ),
    "version at another time": (
        "UPDATE reports_version SET at = '2020-01-01 04:00:00+00:00' WHERE number = 2",
        [("提交版本 · 第2版", UNSAID)],
    ),
    "version rewritten": (
        "UPDATE reports_version SET facts = replace(facts, '95%', '99%') WHERE number = 2",
        [("第2版", "内容与提交时的封签不符")],
    ),
    "version rewritten with its hash": (
        "UPDATE reports_version SET facts = '{{}}',"
        " sha256 = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a' WHERE number = 1",
        [("第1版", "内容与提交时的封签不符"), ("提交版本 · 第1版", UNSAID)],
    ),
    "new score": (
        "UPDATE reports_recheckscore SET score = '30'",
        [("抽查复核得分 · 第2版 · 第1项指标完成率", UNSAID)],
    ),
    "new score deleted": ("DELETE FROM reports_recheckscore", [("抽查复核得分（cai某 {rescored} 登记）", GONE)]),
    "verdict": ("UPDATE reports_recheck SET verdict = '一致'", [("抽查复核 · 第2版", UNSAID)]),
    "total": ("UPDATE reports_recheck SET rescored_total = '100'", [("抽查复核 · 第2版", UNSAID)]),
    "draw repeated with another seed": ("UPDATE reports_recheck SET seed = '1'", [("抽查复核 · 第2版", UNSAID)]),
    "evidence deleted": (
        "DELETE FROM reports_evidence",
        [("佐证材料 · 证明.pdf（tian某 {attached} 登记）", GONE)],
    ),
    "evidence renamed": ("UPDATE reports_evidence SET name = '批复.pdf'", [("佐证材料“批复.pdf”", UNSAID)]),
    "evidence of the whole report": (
        "UPDATE reports_evidence SET entry_id = NULL, subject = ''",
        [("佐证材料“证明.pdf”", UNSAID)],
    ),
    "note rewritten": (
        "UPDATE reports_note SET text = '无误。' WHERE id = (SELECT min(id) FROM reports_note)",
        [(NOTE, UNSAID)],
    ),
    "note deleted": (
        "DELETE FROM reports_note WHERE id = (SELECT min(id) FROM reports_note)",
        [(NOTE + "（tian某 {noted} 登记）", GONE)],
    ),
    "deadline": (
        "UPDATE reports_report SET mend_by = '2099-12-31'",
        [("修改期限", STATE.format("2099-12-31", "2099-04-10"))],
    ),
    "assignee": ("UPDATE reports_report SET assignee_id = OTHER", [("经办人", STATE.format("cai某", "tian某"))]),
    "holder": ("UPDATE reports_report SET holder_id = OTHER", [("审核经办人", STATE.format("cai某", "无"))]),
    "state": (
        "UPDATE reports_report SET state = 'approved'",
        [("状态", STATE.format("审定", "更正中")), CONTENT],
    ),
    "level": ("UPDATE reports_report SET level = 1", [("已通过的审核级数", STATE.format("1", "0"))]),
    "levels": ("UPDATE reports_report SET levels = 3", [("审核级数", STATE.format("3", "1"))]),
    "round": ("UPDATE reports_report SET round = 3", [("提交次数", STATE.format("3", "2"))]),
    "public version": ("UPDATE reports_report SET public_number = 1", [("公开的版本", STATE.format("1", "2"))]),
    "weight of the execution rate": (
        "UPDATE reports_report SET execution_weight = '20'",
        [("预算执行率分值", STATE.format("20", "10"))],
    ),
    "moved to another unit": (
        "UPDATE reports_report SET organisation_id = FINANCE",
        [("单位", STATE.format("上海市财政局", "上海市医疗保障局"))],
    ),
    "moved to another year": (
        "UPDATE reports_report SET period_id = (SELECT id FROM programs_period WHERE year = 2024)",
        [("项目年度", STATE.format("2024年度 城乡医疗救助专项补助", "2023年度 城乡医疗救助专项补助"))],
    ),
    "title": ("UPDATE reports_report SET title = title || '（新）'", [("表头", UNSAID)]),
    "weight": (
        "UPDATE reports_entry SET weight = '50' WHERE position = 1",
        [("指标 · 第2项指标完成率", UNSAID)],
    ),
    "target": ("UPDATE reports_entry SET target = '≥80%' WHERE position = 0", [(ROW, UNSAID)]),
    "cell that was never changed": ("UPDATE reports_entry SET reason = '无' WHERE position = 0", [(ROW, UNSAID)]),
    "cell that was changed": (
        "UPDATE reports_entry SET actual = '99%' WHERE position = 0",
        [(f"{ROW} · 全年实际完成值", "与日志中最后一次修改（第{last}条，tian某 {saved}）不同")],
    ),
    "amount": (
        "UPDATE reports_fundline SET budget = '1' WHERE position = 0",
        [("资金 · 中央资金 · 全年预算数", "与日志中最后一次修改（第2条，tian某 {saved}）不同")],
    ),
    "paragraph deleted": ("DELETE FROM reports_section WHERE position = 0", [("正文（tian某 {started} 登记）", GONE)]),
    "goal added": (
        "INSERT INTO reports_goal (report_id, position, version, target, actual)"
        " SELECT report_id, 9, 0, '另一个目标', '' FROM reports_goal",
        [("年度目标 · 另一个目标", ADDED)],
    ),
}


@pytest.mark.parametrize(("sql", "found"), ROWS.values(), ids=ROWS.keys())
def test_a_row_that_no_act_has_written_is_named(sql, found, report, unit, bare):
    factories.period(year=2024)
    at = {
        "published": report.publications.get().at,
        "asked": report.comments.get(must_mend=True).at,
        "answered": report.comments.get(must_mend=False).at,
        "waived": report.waivers.get().at,
        "rescored": report.events.get(act="rescore").at,
        "attached": report.evidence.get().added_at,
        "started": report.events.get(act="start").at,
        "noted": report.notes.first().at,
    }
    words = {name: when(moment) for name, moment in at.items()}
    last = report.changes.filter(row=entry_of(report), field="actual").last()
    words |= {"saved": when(last.at), "last": str(last.number)}
    if "DELETE FROM reports_comment" in sql:
        run("DELETE FROM reports_notice")
    run(sql.format())
    told = [f"{place}：{sentence}".format(**words) for place, sentence in found]
    assert troubles(report) == told
    title = Report.objects.get(pk=report.pk).title
    lines = [f"报告 {report.pk}《{title}》：{line}" for line in told]
    assert verify() == (1, [*lines, f"核对了 1 份报告，发现 {len(found)} 处问题。"])


# --- the log itself ---------------------------------------------------------------------------------

BROKEN = "内容、次序或时间与封签不符"


def change_words(report: Report) -> str:
    change = report.changes.filter(field="actual").last()
    who = f"{ROW.removeprefix('指标 · ')} · 全年实际完成值，tian某 {when(change.at)}"
    return f"日志第{change.number}条（{who}）：{BROKEN}"


def changed_text(report: Report) -> list[str]:
    run("UPDATE reports_change SET old = %s WHERE id = %s", "99%", report.changes.filter(field="actual").last().pk)
    return [change_words(report)]


def changed_name(report: Report) -> list[str]:
    change = report.changes.filter(field="actual").last()
    said = change_words(report).replace("tian某", "cai某")
    run("UPDATE reports_change SET actor_name = 'cai某' WHERE id = %s", change.pk)
    return [said]


def other_person(report: Report) -> list[str]:
    change = report.changes.filter(field="actual").last()
    run("UPDATE reports_change SET actor_id = OTHER WHERE id = %s", change.pk)
    return [change_words(report)]


def removed_event(report: Report) -> list[str]:
    event = report.events.filter(act="return").get()
    after = Change.objects.get(report=report, number=event.number + 1)
    run("DELETE FROM reports_event WHERE id = %s", event.pk)
    place = f"日志第{after.number}条（意见 · 第1项指标完成率 · 全年实际完成值，tian某 {when(after.at)}）"
    return [f"{place}：之前的第{event.number}条记录缺失", f"{place}：{BROKEN}"]


def other_time(report: Report) -> list[str]:
    run("UPDATE reports_event SET at = '2020-01-01 04:00:00+00:00' WHERE act = 'approve'")
    event = report.events.get(act="approve")
    return [f"日志第{event.number}条（审核通过，shen某 2020-01-01 12:00）：{BROKEN}"]


def cut_off_end(report: Report) -> list[str]:
    last = report.changes.last()
    run("DELETE FROM reports_change WHERE id = %s", last.pk)
    run("UPDATE reports_report SET log_count = %s", last.number - 1)
    told = report.changes.filter(row=entry_of(report), field="actual").last()
    said = f"与日志中最后一次修改（第{told.number}条，tian某 {when(told.at)}）不同"
    return [f"日志第{last.number - 1}条：报告上的封签与最后一条记录不符", f"{ROW} · 全年实际完成值：{said}"]


def forged_standing(report: Report) -> list[str]:
    event = report.events.last()
    run("UPDATE reports_event SET standing = '' WHERE id = %s", event.pk)
    return [f"日志第{event.number}条（退回更正，cai某 {when(event.at)}）：{BROKEN}"]


def other_pdf(report: Report) -> list[str]:
    path = files.place(report.versions.first().pdf_path)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\n")
    return ["第1版 PDF：文件被改动过"]


def lost_pdf(report: Report) -> list[str]:
    files.place(report.versions.last().pdf_path).unlink()
    return ["第2版 PDF：文件不在了"]


def lost_evidence(report: Report) -> list[str]:
    files.place(report.evidence.get().path).unlink()
    return ["佐证材料“证明.pdf”：文件不在了"]


LOG = (
    changed_text, changed_name, other_person, removed_event, other_time, cut_off_end, forged_standing, other_pdf,
    lost_pdf, lost_evidence,
)  # fmt: skip


@pytest.mark.parametrize("tamper", LOG, ids=lambda kind: kind.__name__)
def test_tampering_with_the_log_or_the_disk_is_named(tamper, report, bare):
    expected = tamper(report)
    assert troubles(report) == expected


def test_who_may_not_read_a_report_is_told_no_word_of_it(report, bare):
    run("UPDATE reports_entry SET actual = '99%', reason = '无' WHERE position = 0")
    run("UPDATE reports_evidence SET name = '批复.pdf'")
    run("UPDATE reports_comment SET text = '很好。', subject = '总分'")
    changed_text(report)
    report.refresh_from_db()
    last = report.changes.last()
    told = f"tian某 {when(last.at)}"
    assert [(found.place, found.message) for found in troubles_of(report, tells=False)] == [
        (f"日志第{last.number}条（指标 · 全年实际完成值，{told}）", BROKEN),
        ("指标", UNSAID),
        ("指标 · 全年实际完成值", f"与日志中最后一次修改（第{last.number}条，{told}）不同"),
        ("意见", UNSAID),
        ("意见", UNSAID),
        ("佐证材料", UNSAID),
    ]


def test_a_renamed_person_keeps_the_name_in_the_log(report, unit, login):
    save(report, unit.preparer, "93%")
    unit.preparer.name = "别人"
    unit.preparer.save()
    assert verify()[0] == 0
    page = login(unit.reviewer).get(reverse("report_log"), {"report": report.pk, "kind": "change"})
    assert {line.who for line in page.context["lines"]} == {"tian某", "shen某", "cai某"}


# --- ends kept elsewhere ----------------------------------------------------------------------------


@pytest.fixture
def ends(report, unit, tmp_path) -> Path:
    """The ends of two reports' logs."""
    factories.started(unit, factories.period(year=2024))
    path = tmp_path / "ends.txt"
    said = f"2 份报告的日志末端已写入 {path}，请存放在数据库和备份以外的地方。"
    assert verify("--write", str(path)) == (0, ["核对了 2 份报告，没有发现问题。", said])
    return path


def test_a_log_that_has_grown_since_goes_on_from_its_end(report, unit, ends):
    save(report, unit.preparer, "93%")
    assert verify("--against", str(ends)) == (0, ["核对了 2 份报告，没有发现问题。"])


def test_a_report_deleted_with_its_log_is_found_by_its_end(report, ends, bare):
    pk, name = report.pk, f"{report.organisation} {report.period}"
    report.rechecks.all().delete()
    report.publications.all().delete()
    report.delete()
    assert verify() == (0, ["核对了 1 份报告，没有发现问题。"])
    said = f"报告 {pk}（{name}）：报告：已不在，当时日志有{report.log_count}条记录"
    assert verify("--against", str(ends)) == (1, [said, "核对了 1 份报告，发现 1 处问题。"])
    other = str(Report.objects.get().pk)
    assert verify(other, "--against", str(ends)) == (0, ["核对了 1 份报告，没有发现问题。"])


def test_a_report_brought_back_to_an_earlier_day_is_found_by_its_end(report, unit, tmp_path, bare):
    before = Report.objects.values("log_count", "log_last", "log_seal", "revision").get(pk=report.pk)
    save(report, unit.preparer, "93%")
    ends = str(tmp_path / "ends.txt")
    verify("--write", ends)
    run("DELETE FROM reports_change WHERE report_id = %s AND number > %s", report.pk, before["log_count"])
    run("UPDATE reports_entry SET actual = '94%' WHERE position = 0")
    Report.objects.filter(pk=report.pk).update(**before)
    assert verify()[0] == 0
    count, name = report.log_count + 1, f"报告 {report.pk}（{report.organisation} {report.period}）"
    said = f"{name}：日志：当时有{count}条记录，现有{count - 1}条"
    assert verify("--against", ends) == (1, [said, "核对了 1 份报告，发现 1 处问题。"])
    save(report, unit.preparer, "92%")
    assert verify()[0] == 0
    said = f"{name}：日志第{count}条：与当时的不是同一条"
    assert verify("--against", ends) == (1, [said, "核对了 1 份报告，发现 1 处问题。"])


def test_nothing_is_written_of_a_database_with_troubles(report, tmp_path, bare):
    run("UPDATE reports_evidence SET name = '批复.pdf'")
    assert verify("--write", str(tmp_path / "ends.txt"))[0] == 1
    assert not (tmp_path / "ends.txt").exists()


def changed(text: bytes) -> bytes:
    return text.replace(b"\t", b"1\t", 1)


def cut(text: bytes) -> bytes:
    return text.partition(b"\n")[2]


SPOILT = (changed, cut, lambda text: b"", lambda text: b"1\n", lambda text: text + b"\n\xff")


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_file_of_ends_that_was_changed_is_refused(spoil, ends):
    ends.write_bytes(spoil(ends.read_bytes()))
    with pytest.raises(CommandError, match="不是用本系统的 AUDIT_KEY 写出的日志末端，或者已被改动。"):
        verify("--against", str(ends))


def test_a_file_of_ends_written_with_another_key_is_refused(ends, settings):
    settings.AUDIT_KEY = "another"
    with pytest.raises(CommandError, match="不是用本系统的 AUDIT_KEY 写出"):
        verify("--against", str(ends))


def test_a_file_that_cannot_be_read_or_written_is_said(report, tmp_path):
    for option, said in (("--against", "不能读取"), ("--write", "不能写入")):
        with pytest.raises(CommandError, match=said):
            verify(option, str(tmp_path / "nowhere" / "ends.txt"))
