"""What the log says of a report's cells: how one came to be, and which were changed since the last submission."""

from dataclasses import dataclass
from datetime import datetime

from reports.models import Report


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a cell."""

    at: datetime
    who: str
    old: str
    new: str


def history_of(report: Report, row: str, field: str, limit: int = 20) -> list[Step]:
    """The cell's changes, newest first."""
    changes = report.changes.filter(row=row, field=field).order_by("-id")[:limit]
    return [Step(change.at, change.actor_name, change.old, change.new) for change in changes]


def changed_cells(report: Report) -> frozenset[tuple[str, str]]:
    """(row, cell) of what stands otherwise than at the last submission; none before the first."""
    if not report.round:
        return frozenset()
    first: dict[tuple[str, str], str] = {}
    last: dict[tuple[str, str], str] = {}
    for row, field, old, new in (
        report.changes.filter(round=report.round).order_by("id").values_list("row", "field", "old", "new")
    ):
        first.setdefault((row, field), old)
        last[row, field] = new
    return frozenset(cell for cell, text in last.items() if text != first[cell])
