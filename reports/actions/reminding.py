"""Reminders of the day: reports that are due in some working days or overdue, each told once for each day due."""

from datetime import date

from django.db import transaction

from reports import models
from reports.actions import noticing
from reports.actions.common import lock
from reports.domain import notices, workflow


def remind_all(today: date, days: int) -> int:
    """Write the reminders that are to be written today; how many are new. Run again, it writes nothing."""
    found = models.Report.objects.filter(state__in=workflow.OPEN_STATES).values_list(
        "pk", "state", "mend_by", "period__deadline"
    )
    return sum(
        remind_one(pk, today, days)
        for pk, state, mend_by, deadline in found.order_by("pk")
        if notices.reminder(state, notices.due_day(state, mend_by, deadline), today, days)
    )


@transaction.atomic
def remind_one(report_id: int, today: date, days: int) -> int:
    """Under the report's lock: somebody may just hand it in."""
    report = lock(report_id)
    due = notices.due_day(report.state, report.mend_by, report.period.deadline)
    kind = notices.reminder(report.state, due, today, days)
    return noticing.remind(report, kind, due, today) if kind and due else 0
