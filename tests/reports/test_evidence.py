"""Attaching and removing: bytes and row together or neither, counts and findings through the real load path, limits."""

import errno
import hashlib
import os
import re
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from programs.choices import Role
from programs.models import Period
from reports import actions, files
from reports.actions import Refused
from reports.domain.evidence import Limits
from reports.exchange.reading import read_json
from reports.forms.evidence import limits
from reports.models import Change, Event, Evidence, Report
from reports.queries import judge_report
from tests import factories
from tests.reports.attaching import jpg, pdf, png, upload

pytestmark = pytest.mark.django_db

LIMITS = Limits(size=20 * 1024 * 1024)


@pytest.fixture(autouse=True)
def disk(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def report(unit) -> Report:
    return factories.started(unit)


def on_disk(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.is_file()]


def first(report: Report) -> str:
    return f"entry:{report.entries.all()[0].pk}"


def attach(report: Report, person, row: str | None = None, limits: Limits = LIMITS, **file) -> Evidence:
    return actions.attach(report.pk, person, row or first(report), upload(**file), limits)


def refusal(status: int, act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.status == status
    return str(refused.value)


# --- attaching --------------------------------------------------------------------------------------


def test_attached_file_has_its_row_its_bytes_and_its_log(report, unit, disk):
    revision = report.revision
    made = attach(report, unit.preparer, content=pdf("一"))
    made.refresh_from_db()
    entry = report.entries.all()[0]
    assert (made.entry, made.subject, made.name, made.kind) == (entry, entry.name, "统计表.pdf", "pdf")
    assert (made.size, made.sha256) == (len(pdf("一")), hashlib.sha256(pdf("一")).hexdigest())
    assert (made.added_by, made.round, made.removed, made.handed_in) == (unit.preparer, 0, False, False)
    assert [path.read_bytes() for path in on_disk(disk)] == [pdf("一")]
    change = Change.objects.get()
    assert (change.row, change.field, change.old, change.new) == (first(report), "evidence", "", "统计表.pdf")
    report.refresh_from_db()
    assert report.revision == revision + 1


def test_stored_name_is_random_and_says_nothing(report, unit, disk):
    made = attach(report, unit.preparer)
    assert re.fullmatch(r"evidence/[0-9a-f]{2}/[0-9a-f]{38}\.bin", made.path)
    assert files.place(made.path) in on_disk(disk)
    assert files.place(made.path).stat().st_mode & 0o077 == 0


def test_file_of_the_whole_report(report, unit):
    made = attach(report, unit.preparer, f"report:{report.pk}")
    assert (made.entry, made.subject) == (None, "")
    assert Change.objects.get().row == f"report:{report.pk}"


def test_same_content_in_the_same_place_is_said_and_not_stored_twice(report, unit, disk):
    attach(report, unit.preparer)
    sentence = refusal(422, lambda: attach(report, unit.preparer, name="副本.pdf"))
    assert sentence == "“副本.pdf”与这里已有的“统计表.pdf”内容相同，没有重复保存。"
    assert (Evidence.objects.count(), len(on_disk(disk))) == (1, 1)


def test_same_content_may_stand_in_several_places(report, unit):
    for row in (*(f"entry:{entry.pk}" for entry in report.entries.all()), f"report:{report.pk}"):
        attach(report, unit.preparer, row)
    assert Evidence.objects.count() == 4


def test_removed_content_may_be_attached_again(report, unit):
    actions.remove(report.pk, unit.preparer, attach(report, unit.preparer).pk)
    attach(report, unit.preparer)
    assert [file.removed for file in Evidence.objects.all()] == [True, False]


@pytest.mark.parametrize(
    ("most", "sentence"),
    [
        (Limits(10**6, place=1), "“二.png”没有上传：这一处已有 1 个文件，请合并或移除一些后再上传。"),
        (Limits(10**6, report=1), "“二.png”没有上传：整份报告已有 1 个文件，请合并或移除一些后再上传。"),
    ],
)
def test_limits(most, sentence, report, unit, disk):
    attach(report, unit.preparer, limits=most)
    assert refusal(422, lambda: attach(report, unit.preparer, limits=most, name="二.png", content=png())) == sentence
    assert len(on_disk(disk)) == 1


def test_removed_files_count_among_those_kept(report, unit):
    most = Limits(10**6, kept=1)
    actions.remove(report.pk, unit.preparer, attach(report, unit.preparer, limits=most).pk)
    sentence = refusal(422, lambda: attach(report, unit.preparer, limits=most))
    assert sentence == "“统计表.pdf”没有上传：本报告先后上传的文件已达 1 个，请联系系统管理员。"


@pytest.mark.parametrize("row", ["", "entry:0", "entry:x", "fund:1", "report:0", "evidence:1"])
def test_place_that_is_not_in_the_report(row, report, unit, disk):
    with pytest.raises(Refused) as refused:
        actions.attach(report.pk, unit.preparer, row, upload(), LIMITS)
    assert (refused.value.status, str(refused.value)) == (
        409,
        "“统计表.pdf”没有上传：这项指标已不在报告中，请刷新页面。",
    )
    assert on_disk(disk) == []


def test_row_of_another_report_is_refused(report, unit):
    other = factories.started(unit, factories.period(year=2024))
    assert refusal(409, lambda: attach(report, unit.preparer, first(other))).endswith("请刷新页面。")


def test_fund_row_takes_no_files(report, unit):
    assert refusal(409, lambda: attach(report, unit.preparer, f"fund:{report.fundlines.first().pk}"))
    assert Evidence.objects.count() == 0


# --- nothing half -----------------------------------------------------------------------------------


def full(*args) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk_leaves_no_row_and_no_file(report, unit, disk, monkeypatch):
    monkeypatch.setattr(os, "fsync", full)
    before = report.revision
    sentence = refusal(503, lambda: attach(report, unit.preparer))
    assert sentence == "“统计表.pdf”没有上传：服务器暂时不能存放文件，请稍后再试；多次不成请联系系统管理员。"
    report.refresh_from_db()
    assert (Evidence.objects.count(), Change.objects.count(), report.revision) == (0, 0, before)
    assert on_disk(disk) == []


def test_folder_that_cannot_be_made(report, unit, tmp_path, settings):
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file"
    refusal(503, lambda: attach(report, unit.preparer))
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("step", ["create", "log_file", "grow"])
def test_failed_transaction_leaves_no_file(step, report, unit, disk, monkeypatch):
    monkeypatch.setattr(actions.evidence, step, lambda *args, **values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attach(report, unit.preparer)
    assert (Evidence.objects.count(), Change.objects.count(), on_disk(disk)) == (0, 0, [])


def test_refused_file_leaves_nothing(report, unit, disk):
    refusal(403, lambda: attach(report, unit.reviewer))
    assert on_disk(disk) == []


def test_file_stays_where_the_row_came_through(report, unit, disk, monkeypatch):
    """The commit's answer is lost, the commit is not."""
    entering = actions.evidence.attach_row

    def lost(*args):
        entering(*args)
        raise ConnectionError

    monkeypatch.setattr(actions.evidence, "attach_row", lost)
    with pytest.raises(ConnectionError):
        attach(report, unit.preparer)
    made = Evidence.objects.get()
    with files.open_checked(made.path, made.sha256) as file:
        assert file.read() == pdf()


# --- removing ---------------------------------------------------------------------------------------


def test_removed_file_keeps_row_and_bytes(report, unit, disk):
    made = attach(report, unit.preparer)
    report.refresh_from_db()
    revision = report.revision
    actions.remove(report.pk, unit.preparer, made.pk)
    made.refresh_from_db()
    report.refresh_from_db()
    assert (made.removed_by, made.removed_round, made.handed_in) == (unit.preparer, 0, False)
    assert (len(on_disk(disk)), report.revision) == (1, revision + 1)
    last = Change.objects.last()
    assert (last.row, last.field, last.old, last.new) == (first(report), "evidence", "统计表.pdf", "")


def test_removing_twice_says_who_did(report, unit):
    made = attach(report, unit.preparer)
    actions.remove(report.pk, unit.preparer, made.pk)
    made.refresh_from_db()
    when = f"{timezone.localtime(made.removed_at):%Y-%m-%d %H:%M}"
    sentence = refusal(409, lambda: actions.remove(report.pk, unit.preparer, made.pk))
    assert sentence == f"“统计表.pdf”已由 tian某 于 {when} 移除。"


def test_file_that_went_with_a_submission_is_told_from_one_that_did_not(report, unit):
    factories.fill(report, unit.preparer)
    early, late = attach(report, unit.preparer), attach(report, unit.preparer, name="后加.png", content=png())
    actions.remove(report.pk, unit.preparer, late.pk)
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "return"))
    actions.remove(report.pk, unit.preparer, early.pk)
    new = attach(report, unit.preparer, name="新.jpg", content=jpg())
    assert {file.name: file.handed_in for file in report.evidence.all()} == {
        "统计表.pdf": True,
        "后加.png": False,
        "新.jpg": False,
    }
    assert new.round == 1


STATES = {
    "draft": (),
    "submitted": ("submit",),
    "returned": ("submit", "return"),
    "approved": ("submit", "approve"),
    "voided": ("void",),
}


def brought(report: Report, unit, state: str) -> None:
    factories.fill(report, unit.preparer)
    hands = {"submit": unit.preparer, "void": unit.preparer}
    factories.advance(report, *((hands.get(act, unit.reviewer), act) for act in STATES[state]))
    assert report.state == state


@pytest.mark.parametrize("state", STATES)
def test_evidence_is_attached_and_removed_only_while_open(state, report, unit, disk):
    made = attach(report, unit.preparer)
    brought(report, unit, state)
    acts = (
        lambda: attach(report, unit.preparer, name="二.png", content=png()),
        lambda: actions.remove(report.pk, unit.preparer, made.pk),
    )
    if state in ("draft", "returned"):
        for act in acts:
            act()
        return
    for act in acts:
        sentence = refusal(409, act)
        assert sentence.startswith(f"报告现在是“{report.get_state_display()}”（")
        assert sentence.endswith("，内容不能修改。")
    assert len(on_disk(disk / "evidence")) == 1


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, None])
def test_only_the_preparer_attaches_and_removes(role, report, unit):
    made = attach(report, unit.preparer)
    person = factories.member(unit, role, "other") if role else factories.user("other")
    for act in (lambda: attach(report, person), lambda: actions.remove(report.pk, person, made.pk)):
        assert refusal(403, act) == "只有本单位填报人可以填报。"
    made.refresh_from_db()
    assert not made.removed


# --- the stamped original ---------------------------------------------------------------------------


def stamp(report: Report, person, name: str = "盖章.pdf", content: bytes | None = None) -> Evidence:
    return actions.attach_stamped(report.pk, person, upload(name, content, "stamped"), LIMITS)


@pytest.mark.parametrize("state", STATES)
def test_scan_is_attached_once_approved(state, report, unit):
    brought(report, unit, state)
    if state == "approved":
        made = stamp(report, unit.preparer)
        newer = stamp(report, unit.reviewer, "新盖章.png", png())
        assert [(file.purpose, file.entry, file.removed) for file in (made, newer)] == [("stamped", None, False)] * 2
        assert [(event.act, event.opinion, event.done) for event in report.events.all()][-2:] == [
            ("stamp", "盖章.pdf", "上传盖章扫描件"),
            ("stamp", "新盖章.png", "上传盖章扫描件"),
        ]
    else:
        assert refusal(409, lambda: stamp(report, unit.preparer)).endswith("，审定以后才能上传盖章扫描件。")
        assert Evidence.objects.count() == 0


def test_scan_grows_the_revision_and_makes_nobody_a_party_to_the_content(report, unit):
    brought(report, unit, "approved")
    revision = report.revision
    stamp(report, unit.reviewer)
    report.refresh_from_db()
    assert (report.revision, report.state) == (revision + 1, "approved")
    assert not actions.worked_on(report, unit.reviewer)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, None])
def test_others_attach_no_scan(role, report, unit):
    brought(report, unit, "approved")
    person = factories.member(unit, role, "other") if role else factories.user("other")
    assert refusal(403, lambda: stamp(report, person)) == "只有本单位的填报人和审核人可以上传盖章扫描件。"


def test_scan_is_not_removed(report, unit):
    brought(report, unit, "approved")
    made = stamp(report, unit.preparer)
    Report.objects.update(state="returned")
    assert (
        refusal(409, lambda: actions.remove(report.pk, unit.preparer, made.pk)) == "这个文件已不在报告中，请刷新页面。"
    )


# --- facts and findings -----------------------------------------------------------------------------


def test_counts_come_with_the_report_in_one_query(report, unit, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [row.evidence for row in judge_report(report).facts.indicators] == [0, 0, 0]
    entries = list(report.entries.all())
    attach(report, unit.preparer, f"entry:{entries[0].pk}")
    attach(report, unit.preparer, f"entry:{entries[2].pk}")
    attach(report, unit.preparer, f"entry:{entries[2].pk}", name="图.png", content=png())
    gone = attach(report, unit.preparer, f"entry:{entries[2].pk}", name="误.jpg", content=jpg())
    actions.remove(report.pk, unit.preparer, gone.pk)
    attach(report, unit.preparer, f"report:{report.pk}")
    with django_assert_num_queries(1):
        assert [row.evidence for row in judge_report(report).facts.indicators] == [1, 0, 2]


def test_files_of_another_report_are_not_counted(report, unit):
    other = factories.started(unit, factories.period(year=2024))
    attach(other, unit.preparer)
    assert [row.evidence for row in judge_report(report).facts.indicators] == [0, 0, 0]


@pytest.fixture
def claimed(report, unit) -> Report:
    """Its first row only says that the target was reached; the program-year asks for evidence."""
    Period.objects.update(evidence_required=True)
    entry = report.entries.all()[0]
    actions.save_rows(
        report.pk, unit.preparer, [actions.RowChange(first(report), entry.version, {"actual": "95%以上"})]
    )
    return Report.objects.select_related("organisation", "period__program").get(pk=report.pk)


def wanting(report: Report) -> list[tuple[str, str]]:
    return [
        (finding.where, finding.message)
        for finding in judge_report(report).findings
        if finding.code == "indicator.no_evidence"
    ]


def test_claim_without_a_file_is_a_finding_until_one_is_attached(claimed, unit):
    name = claimed.entries.all()[0].name
    found = [
        (
            "indicators[0].actual",
            f"“{name}”的完成值是自报的，本年度要求附佐证材料；没有附件请说明依据存于何处。",
        )
    ]
    assert wanting(claimed) == found
    attach(claimed, unit.preparer, f"report:{claimed.pk}")
    attach(claimed, unit.preparer, f"entry:{claimed.entries.all()[1].pk}")
    assert wanting(claimed) == found
    made = attach(claimed, unit.preparer)
    assert wanting(claimed) == []
    actions.remove(claimed.pk, unit.preparer, made.pk)
    assert wanting(claimed) == found


def test_year_that_asks_for_no_evidence_has_no_such_finding(claimed):
    Period.objects.update(evidence_required=False)
    assert wanting(Report.objects.select_related("organisation", "period__program").get()) == []


# --- importing over a draft -------------------------------------------------------------------------


@pytest.fixture
def imported(unit) -> Report:
    return actions.import_facts(read_json(factories.fixture_bytes(factories.MEDICAL)))


def test_replaced_draft_keeps_its_files_with_the_same_indicators(imported, unit, disk):
    entries = list(imported.entries.all())
    attach(imported, unit.preparer, f"entry:{entries[1].pk}")
    attach(imported, unit.preparer, f"entry:{entries[4].pk}")
    attach(imported, unit.preparer, f"report:{imported.pk}")
    removed = attach(imported, unit.preparer, f"entry:{entries[1].pk}", name="误.png", content=png())
    actions.remove(imported.pk, unit.preparer, removed.pk)
    actions.import_facts(read_json(factories.fixture_bytes(factories.MEDICAL)), replace=True)
    anew = list(imported.entries.all())
    assert {entry.pk for entry in anew}.isdisjoint({entry.pk for entry in entries})
    present = [file.entry for file in imported.evidence.filter(removed_at=None)]
    assert present == [anew[1], anew[4], None]
    removed.refresh_from_db()
    assert (removed.entry, removed.subject) == (None, entries[1].name)
    assert len(on_disk(disk)) == 4


def test_file_of_an_indicator_that_is_gone_stays_on_the_report(imported, unit):
    entry = imported.entries.all()[0]
    twin = imported.entries.all()[1]
    attach(imported, unit.preparer, f"entry:{entry.pk}")
    attach(imported, unit.preparer, f"entry:{twin.pk}")  # the same content: both lose their rows at once
    type(entry).objects.filter(pk__in=[entry.pk, twin.pk]).update(name="改名的指标")
    Evidence.objects.update(subject="改名的指标")
    actions.import_facts(read_json(factories.fixture_bytes(factories.MEDICAL)), replace=True)
    assert [(file.entry, file.subject, file.removed) for file in imported.evidence.all()] == [
        (None, "改名的指标", False)
    ] * 2
    attach(imported, unit.preparer, f"report:{imported.pk}")


def test_two_files_of_one_content_are_not_joined_to_one_row(imported, unit):
    entries = list(imported.entries.all())
    attach(imported, unit.preparer, f"entry:{entries[0].pk}")
    attach(imported, unit.preparer, f"entry:{entries[1].pk}")
    Evidence.objects.update(subject=entries[0].name)
    actions.import_facts(read_json(factories.fixture_bytes(factories.MEDICAL)), replace=True)
    anew = imported.entries.all()[0]
    assert [file.entry for file in imported.evidence.all()] == [anew, None]


# --- what the database refuses ----------------------------------------------------------------------

WRONG = [
    {"purpose": "other"},
    {"kind": "exe"},
    {"size": 0},
    {"purpose": "stamped"},
    {"removed_at": timezone.now()},
    {"removed_round": 1},
]


@pytest.mark.parametrize("values", WRONG, ids="-".join)
def test_database_refuses_wrong_rows(values, report, unit):
    made = attach(report, unit.preparer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=made.pk).update(**values)


def test_database_refuses_the_same_content_twice_in_one_place(report, unit):
    one, two = attach(report, unit.preparer), attach(report, unit.preparer, content=pdf("二"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=two.pk).update(sha256=one.sha256)


def test_attaching_locks_the_report_first(report, unit):
    with CaptureQueriesContext(connection) as caught:
        attach(report, unit.preparer)
    read = next(query["sql"] for query in caught if '"reports_report"' in query["sql"])
    assert ("FOR UPDATE" in read) is (connection.vendor == "postgresql")


# --- the disk ---------------------------------------------------------------------------------------


def test_altered_missing_and_sound_files(disk):
    stored = files.store("evidence", [b"one ", b"two"])
    assert (stored.size, stored.sha256) == (7, hashlib.sha256(b"one two").hexdigest())
    with files.open_checked(stored.path, stored.sha256) as file:
        assert file.read() == b"one two"
    files.place(stored.path).write_bytes(b"one TWO")
    with pytest.raises(files.Altered):
        files.open_checked(stored.path, stored.sha256)
    files.discard(stored.path)
    with pytest.raises(files.Missing):
        files.open_checked(stored.path, stored.sha256)


def test_broken_upload_leaves_no_file(disk):
    def chunks():
        yield b"one"
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        files.store("evidence", chunks())
    assert on_disk(disk) == []


def test_limit_of_the_settings(report):
    with override_settings(EVIDENCE_MAX_MB=3):
        assert limits() == Limits(size=3 * 1024 * 1024, place=20, report=200, kept=1000)


def test_event_of_a_scan_is_the_only_event(report, unit):
    attach(report, unit.preparer)
    assert [event.act for event in Event.objects.all()] == ["start"]
