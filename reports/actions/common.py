"""What every act shares: the refusal, the lock, the guard, the log."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from programs.access import Access
from programs.models import User
from reports import files, models, sealing
from reports.domain import workflow
from reports.domain.mending import COMMENT, RETURN
from reports.domain.progress import progress
from reports.queries import Judged, judge_report
from reports.rows import Row, row_key

FORBIDDEN, CONFLICT = 403, 409

logger = logging.getLogger(__name__)


class Refused(Exception):
    """An act that may not happen now; ``status`` is its HTTP meaning, ``str()`` the sentence to show."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def allows(guard: Callable[..., Any], *arguments: Any) -> bool:
    """Whether a guard lets this person pass now: what the page asks before it shows a button."""
    try:
        guard(*arguments)
    except Refused:
        return False
    return True


def lock(report_id: int, seen: models.Report | None = None) -> models.Report:
    """The report's row, locked for this transaction (SQLite's IMMEDIATE transaction locks the database).

    ``seen``: as this request has read it, so that its organisation and program-year need not be read again.
    """
    locked = models.Report.objects.select_for_update(of=("self",))
    if seen is None:
        return locked.select_related("organisation", "period__program").get(pk=report_id)
    report = locked.get(pk=report_id)
    report.organisation, report.period = seen.organisation, seen.period
    return report


def record(
    report: models.Report,
    actor: User | None,
    act: str,
    from_state: str,
    opinion: str = "",
    digest: str = "",
    witness: str = "",
) -> models.Event:
    """One sealed event for one act, in the caller's transaction; ``report``: as it is stored after the act.

    ``witness``: of the rows that the act has written beside the log (``sealing.witness``).
    """
    event = models.Event(
        report=report,
        at=timezone.now(),
        actor=actor,
        actor_name=str(actor) if actor else "系统管理命令",
        act=act,
        from_state=from_state,
        to_state=report.state,
        opinion=opinion,
        round=report.round,
        revision=report.revision,
        digest=digest,
        standing=sealing.written_standing(report),
        witness=witness,
    )
    sealing.append(report, [event])
    event.save(force_insert=True)
    models.Report.objects.filter(pk=report.pk).update(**sealing.end_of(report))
    return event


#: (row, field, old text, new text) of one changed cell.
Logged = tuple[str, str, str, str]


def log(report: models.Report, actor: User, entries: Iterable[Logged], witness: str = "") -> None:
    """One sealed Change for each text that is another one now; the caller holds the lock and ends with ``grow``, which
    stores the chain's end.

    ``witness``: of the rows that the act has written beside the log (``sealing.witness``); the first entry holds it.
    """
    now, name, given = timezone.now(), str(actor), list(entries)
    told = [entry for entry in given if entry[2] != entry[3]] or (given[:1] if witness else [])
    changes = [
        models.Change(
            report=report,
            at=now,
            actor=actor,
            actor_name=name,
            round=report.round,
            row=row,
            field=field,
            old=old,
            new=new,
            witness="" if index else witness,
        )
        for index, (row, field, old, new) in enumerate(told)
    ]
    sealing.append(report, changes)
    models.Change.objects.bulk_create(changes)


def grow(report: models.Report, **columns: Any) -> None:
    """A new revision with the end of the log's chain, in the caller's transaction; every stored change ends here."""
    report.revision += 1
    models.Report.objects.filter(pk=report.pk).update(
        revision=report.revision, **sealing.end_of(report), **columns
    )


def guard_entry(report: models.Report, access: Access) -> None:
    """Only the unit's preparers, and only while the report is open."""
    if report.organisation_id not in access.prepares:
        raise Refused(FORBIDDEN, "只有本单位填报人可以填报。")
    if not report.open:
        raise Refused(CONFLICT, standing(report) + "，内容不能修改。")


def standing(report: models.Report) -> str:
    """The report's state in a sentence's beginning: since when and by whom."""
    last = report.events.filter(act__in=(*workflow.ACTS, "start")).order_by("-id").first()
    if last is None:
        return f"报告现在是“{workflow.STATES[report.state]}”"
    when = f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}"
    return f"报告现在是“{workflow.STATES[report.state]}”（{last.actor_name} {when} {workflow.label(last.act)}）"


def latest(report: models.Report) -> str:
    """Who has last changed the report, and when, for a person who has seen it before that; comments are no change."""
    event = report.events.order_by("-number").first()
    typed = report.changes.exclude(row__startswith=COMMENT).exclude(row__startswith=RETURN)
    change = typed.order_by("-number").first()
    if change is not None and (event is None or change.number > event.number):
        return f"{change.actor_name} {timezone.localtime(change.at):%Y-%m-%d %H:%M} 修改"
    return f"{event.actor_name} {timezone.localtime(event.at):%Y-%m-%d %H:%M} {event.done}" if event else ""


def discard_unless_kept(path: str, rows: QuerySet) -> None:
    """Take a file away whose row was not stored; ``rows`` are those that would name it.

    A commit may have come through though its answer was lost: only a file that surely has no row goes.
    """
    try:
        wanted = rows.exists()
    except DatabaseError:
        logger.warning("%s may belong to no row: the database did not answer", path)
        return
    if not wanted:
        files.discard(path)


def log_changes(
    report: models.Report, actor: User, row: Row, changed: Mapping[str, str], witness: str = ""
) -> None:
    """One Change for each cell, in the caller's transaction."""
    entries = ((row_key(row), name, getattr(row, name) or "", value) for name, value in changed.items())
    log(report, actor, entries, witness)


def filled_counts(judged: Judged) -> dict[str, int]:
    """The report's columns that say how much is filled, and how many findings its reviewer will read."""
    parts = progress(judged.facts, judged.evaluation)
    return {
        "filled": sum(part.done for part in parts),
        "fillable": sum(part.all for part in parts),
        "open_findings": len(judged.findings),
    }


def count_filled(report_id: int) -> None:
    """Write how much is filled beside the report, in the caller's transaction."""
    report = models.Report.objects.select_related("organisation", "period__program").get(pk=report_id)
    models.Report.objects.filter(pk=report_id).update(**filled_counts(judge_report(report)))
