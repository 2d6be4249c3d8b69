"""Filling a draft from a file: many cells at once, all of them or none."""

from collections.abc import Collection, Sequence

from django.db import transaction

from programs.access import Access
from programs.models import User
from reports import models
from reports.actions.common import CONFLICT, Refused, count_filled, grow, guard_entry, lock, record
from reports.actions.entering import Outcome, RowChange, save_row
from reports.rows import find_row


class Stale(Refused):
    """Somebody has changed rows since they were shown; ``keys`` names them. Nothing was stored."""

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__(CONFLICT, "预览以后有人改过这份报告，没有填入任何内容。请核对标出的各行后再填入。")
        self.keys = frozenset(keys)


@transaction.atomic
def save_all(
    report_id: int,
    actor: User,
    access: Access,
    rows: Sequence[RowChange],
    *,
    drafted: Collection[str] = (),
    note: str = "",
) -> None:
    """Store every row as the person saw it, each cell logged, and one event with the note; raises Stale, Refused.

    ``drafted``: rows whose text is another year's and stays marked until somebody edits or accepts it.
    """
    report = lock(report_id)
    guard_entry(report, access)
    outcome = Outcome()
    for change in rows:
        save_row(report, actor, change, outcome)
    if outcome.conflicts:
        raise Stale(outcome.conflicts)
    for key in drafted:
        mark_drafted(report, key)
    grow(report)
    record(report, actor, "import", report.state, note)
    count_filled(report.pk)


def mark_drafted(report: models.Report, key: str) -> None:
    row = find_row(report, key)
    if isinstance(row, models.Entry | models.Section):
        row.drafted = True
        row.save(update_fields=["drafted"])
