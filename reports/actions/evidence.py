"""Attaching and removing files: the bytes come to the disk first, the row follows; neither stays without the other."""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from programs.access import Access, access_of
from programs.choices import Role
from programs.models import User
from reports import files, models, sealing
from reports.actions.common import (
    CONFLICT,
    FORBIDDEN,
    Refused,
    discard_unless_kept,
    grow,
    guard_entry,
    lock,
    record,
    standing,
)
from reports.actions.common import log as log_cells
from reports.domain import workflow
from reports.domain.evidence import EVIDENCE, STAMPED, Limits, refused_count
from reports.forms.evidence import Upload
from reports.rows import find_row, row_key

INVALID, UNAVAILABLE = 422, 503
#: The folder below MEDIA_ROOT, and what the log calls the list of files of a row.
FOLDER, FILES = "evidence", "evidence"
#: The event of a stamped scan.
STAMP = "stamp"

log = logging.getLogger(__name__)


class BadFile(Refused):
    """One file cannot be attached here; others may."""

    def __init__(self, message: str) -> None:
        super().__init__(INVALID, message)


def guard_files(report: models.Report, access: Access, purpose: str = EVIDENCE) -> None:
    """Evidence: the unit's preparers while the report is open; a stamped scan: its reviewers too, once approved."""
    if purpose == EVIDENCE:
        guard_entry(report, access)
        return
    if not access.roles_in(report.organisation_id) & {Role.PREPARER, Role.REVIEWER}:
        raise Refused(FORBIDDEN, "只有本单位的填报人和审核人可以上传盖章扫描件。")
    if report.state not in workflow.SETTLED:
        raise Refused(CONFLICT, standing(report) + "，审定以后才能上传盖章扫描件。")


def attach(report_id: int, actor: User, row: str, upload: Upload, limits: Limits) -> models.Evidence:
    """Attach a file to an indicator ("entry:5") or to the whole report ("report:3"); logged as a change of that row."""
    return kept(upload, lambda stored: attach_row(report_id, actor, row, upload, stored, limits))


def attach_stamped(report_id: int, actor: User, upload: Upload, limits: Limits) -> models.Evidence:
    """Attach the scan of the stamped original; the newest one counts, older ones stay. Logged as an event."""
    return kept(upload, lambda stored: attach_scan(report_id, actor, upload, stored, limits))


def kept(upload: Upload, write: Callable[[files.Stored], models.Evidence]) -> models.Evidence:
    """Store the bytes, then the row; without its row the file goes, without the disk there is no row."""
    try:
        stored = files.store(FOLDER, upload.file.chunks())
    except OSError as error:
        log.error("a file cannot be stored below MEDIA_ROOT: %s", error)
        raise Refused(
            UNAVAILABLE, f"“{upload.name}”没有上传：服务器暂时不能存放文件，请稍后再试；多次不成请联系系统管理员。"
        ) from error
    try:
        return write(stored)
    except BaseException:
        discard_unless_kept(stored.path, models.Evidence.objects.filter(path=stored.path))
        raise


@transaction.atomic
def attach_row(
    report_id: int, actor: User, row: str, upload: Upload, stored: files.Stored, limits: Limits
) -> models.Evidence:
    report = lock(report_id)
    guard_files(report, access_of(actor))
    owner = find_row(report, row)
    if not isinstance(owner, models.Entry | models.Report):
        raise Refused(CONFLICT, f"“{upload.name}”没有上传：这项指标已不在报告中，请刷新页面。")
    entry = owner if isinstance(owner, models.Entry) else None
    present = report.evidence.filter(models.PRESENT, purpose=EVIDENCE)
    here = present.filter(entry=entry) if entry else present.filter(models.WHOLE)
    refuse_again(here, upload, stored)
    if problem := refused_count(upload.name, here.count, present.count, report.evidence.count, limits):
        raise BadFile(problem)
    made = create(report, actor, upload, stored, purpose=EVIDENCE, entry=entry, subject=entry.name if entry else "")
    log_file(report, actor, row, ("", made.name), made)
    grow(report)
    return made


@transaction.atomic
def attach_scan(report_id: int, actor: User, upload: Upload, stored: files.Stored, limits: Limits) -> models.Evidence:
    report = lock(report_id)
    guard_files(report, access_of(actor), STAMPED)
    scans = report.evidence.filter(models.PRESENT, purpose=STAMPED)
    refuse_again(scans, upload, stored)
    if problem := refused_count(upload.name, scans.count, scans.count, report.evidence.count, limits):
        raise BadFile(problem)
    made = create(report, actor, upload, stored, purpose=STAMPED)
    grow(report)
    record(report, actor, STAMP, report.state, made.name, witness=sealing.witness(made))
    return made


def refuse_again(here: QuerySet[models.Evidence], upload: Upload, stored: files.Stored) -> None:
    same = here.filter(sha256=stored.sha256).first()
    if same is not None:
        raise BadFile(f"“{upload.name}”与这里已有的“{same.name}”内容相同，没有重复保存。")


def create(
    report: models.Report, actor: User, upload: Upload, stored: files.Stored, **more: models.Entry | str | None
) -> models.Evidence:
    return models.Evidence.objects.create(
        report=report,
        name=upload.name,
        kind=upload.kind,
        size=stored.size,
        sha256=stored.sha256,
        path=stored.path,
        added_by=actor,
        added_at=timezone.now(),
        round=report.round,
        **more,
    )


@transaction.atomic
def remove(report_id: int, actor: User, file_id: int) -> models.Evidence:
    """Take a file off its row. Row and bytes stay: they prove what went with an earlier submission."""
    report = lock(report_id)
    guard_files(report, access_of(actor))
    file = report.evidence.select_related("entry", "removed_by").filter(pk=file_id, purpose=EVIDENCE).first()
    if file is None:
        raise Refused(CONFLICT, "这个文件已不在报告中，请刷新页面。")
    if file.removed_at:
        when = f"{timezone.localtime(file.removed_at):%Y-%m-%d %H:%M}"
        raise Refused(CONFLICT, f"“{file.name}”已由 {file.removed_by} 于 {when} 移除。")
    file.removed_by, file.removed_at, file.removed_round = actor, timezone.now(), report.round
    file.save(update_fields=["removed_by", "removed_at", "removed_round"])
    log_file(report, actor, row_key(file.entry or report), (file.name, ""), file)
    grow(report)
    return file


def log_file(
    report: models.Report, actor: User, row: str, names: tuple[str, str], file: models.Evidence
) -> None:
    """One Change of the row's list of files, from the one name to the other, in the caller's transaction."""
    log_cells(report, actor, [(row, FILES, *names)], sealing.witness(file))
