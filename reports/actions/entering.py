"""What a preparer does to an open report: saving rows, letting sums stand, answering warnings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from programs.access import Access, access_of
from programs.models import User
from reports import models, sealing
from reports.actions.common import (
    CONFLICT,
    Refused,
    count_filled,
    filled_counts,
    grow,
    guard_entry,
    lock,
    log,
    log_changes,
)
from reports.domain.checks import Finding
from reports.loading import derive
from reports.queries import Judged, judge_report, judge_saved
from reports.rows import ROWS, Row, find_row

#: Cells whose text may have been drafted.
PROSE = frozenset({"explanation", "body"})
#: Cells that are stored under another name.
COLUMNS = {"award": "given"}


@dataclass(frozen=True, slots=True)
class RowChange:
    """New texts for the cells of one row (already read by the form), as seen at the row's ``version``."""

    key: str
    version: int
    values: Mapping[str, str]


@dataclass
class Outcome:
    """What became of each row: its new version, or the values somebody else has stored meanwhile."""

    versions: dict[str, int] = field(default_factory=dict)
    conflicts: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Saved(Outcome):
    """The same, and the report as it is judged after it."""

    judged: Judged


def save_rows(
    report_id: int,
    actor: User,
    rows: Sequence[RowChange],
    seen: tuple[models.Report, Access] | None = None,
) -> Saved:
    """Store every row that is still as the person saw it; a stale row is left alone and named.

    ``seen``: the report and the person's access, where this request has read them already. What follows is judged once,
    after the last row and outside the transaction: others may go on meanwhile, and what is stored does not need it.
    """
    outcome, report = store(report_id, actor, rows, seen)
    judged = judge_saved(report)
    counts = filled_counts(judged)
    if counts != {name: getattr(report, name) for name in counts}:
        # Not over the count of a later save.
        models.Report.objects.filter(pk=report.pk, revision=report.revision).update(**counts)
    return Saved(versions=outcome.versions, conflicts=outcome.conflicts, judged=judged)


@transaction.atomic
def store(
    report_id: int, actor: User, rows: Sequence[RowChange], seen: tuple[models.Report, Access] | None
) -> tuple[Outcome, models.Report]:
    report = lock(report_id, seen[0] if seen else None)
    guard_entry(report, seen[1] if seen else access_of(actor))
    outcome = Outcome()
    for change in rows:
        save_row(report, actor, change, outcome)
    if outcome.versions:
        grow(report)
    return outcome, report


def save_row(report: models.Report, actor: User, change: RowChange, outcome: Outcome) -> None:
    row = report if change.key == f"report:{report.pk}" else find_row(report, change.key)
    if row is None:
        outcome.conflicts[change.key] = {"gone": True}
        return
    if row.version != change.version:
        outcome.conflicts[change.key] = conflict(report, row, change)
        return
    changed = {name: value for name, value in change.values.items() if (getattr(row, name) or "") != value}
    if changed:
        log_changes(report, actor, row, changed)
        for name, value in changed.items():
            setattr(row, name, value)
        columns = {COLUMNS.get(name, name) for name in changed} | {"version", *derive(row, report.unit)}
        if isinstance(row, models.Entry | models.Section) and PROSE & changed.keys():
            row.drafted = False  # what a person has edited is no draft any more
            columns.add("drafted")
        row.version += 1
        row.save(update_fields=columns)
    outcome.versions[change.key] = row.version


def conflict(report: models.Report, row: Row, change: RowChange) -> dict[str, Any]:
    """Everything that stands in the row now, and who stored each of its cells last."""
    by = {
        item.field: {"by": item.actor_name, "at": f"{timezone.localtime(item.at):%H:%M}"}
        for item in report.changes.filter(row=change.key).order_by("id")
    }
    cells = ROWS[change.key.partition(":")[0]].cells
    return {"version": row.version, "values": {name: getattr(row, name) or "" for name in cells}, "by": by}


@transaction.atomic
def use_funds_sums(report_id: int, actor: User) -> None:
    """Take the printed amounts of 年度资金总额 off the form: the sums of its lines stand there; its score stays."""
    report = lock(report_id)
    guard_entry(report, access_of(actor))
    total = report.fundlines.filter(is_total=True).first()
    if total is None:
        return
    printed = [name for name in ("budget", "actual", "initial", "received", "rate") if getattr(total, name)]
    gone = [] if total.score else [sealing.name_of(total)]
    log_changes(report, actor, total, dict.fromkeys(printed or ["budget"], ""), sealing.witness(gone=gone))
    for name in printed:
        setattr(total, name, None)  # not printed: a blank would be a total left out
    if total.score:
        derive(total, report.unit)
        total.version += 1
        total.save()
    else:
        total.delete()
    grow(report)
    count_filled(report.pk)


@transaction.atomic
def use_score_sum(report_id: int, actor: User) -> None:
    """Take a printed 总分 off the form, so that the sum of the scores stands there."""
    report = lock(report_id)
    guard_entry(report, access_of(actor))
    log_changes(report, actor, report, {"total_score": ""})
    grow(report, total_score="", version=report.version + 1)
    count_filled(report.pk)


@dataclass(frozen=True, slots=True)
class Answer:
    """A note on one warning, named by its code and place."""

    code: str
    where: str
    text: str


@transaction.atomic
def answer(report_id: int, actor: User, answers: Sequence[Answer]) -> None:
    """Note why warnings stand as they are; a blank text takes the note back.

    Only warnings that are found now can be answered, in the words in which they stand now.
    """
    report = lock(report_id)
    guard_entry(report, access_of(actor))
    judged = judge_report(report)
    standing_now = {(f.code, f.where): f for f in judged.findings if f.answerable}
    noted = False
    for item in answers:
        finding = standing_now.get((item.code, item.where))
        if finding is None:
            raise Refused(CONFLICT, "这一项已有变化，请刷新页面后再说明。")
        noted |= note(report, actor, finding, item.text)
    if noted:
        grow(report)


def note(report: models.Report, actor: User, finding: Finding, text: str) -> bool:
    """Put the note on a warning in place of the former one, a blank one in no place; whether that says anything new."""
    old = report.notes.filter(code=finding.code, where=finding.where).first()
    if (old.text, old.message) == (text, finding.message) if old else not text:
        return False
    gone = [sealing.name_of(old)] if old else []
    if old:
        old.delete()
    made = models.Note(
        report=report,
        code=finding.code,
        where=finding.where,
        message=finding.message,
        text=text,
        author=actor,
        at=timezone.now(),
    )
    if text:
        made.save()
    # The same words for a warning that says something else now are said anew.
    before = old.text if old and old.text != text else ""
    witness = sealing.witness(*([made] if text else ()), gone=gone)
    log(report, actor, [(f"note:{finding.code}", finding.where, before, text)], witness)
    return True
