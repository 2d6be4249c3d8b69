"""The portal with one guard taken out, so that a test can show it would notice. ``SABOTAGE`` names the guard."""

import os
import time
from dataclasses import replace

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalportal.settings")
application = get_wsgi_application()

from reports.actions import entering, reviewing  # noqa: E402 - after the set-up
from reports.models import Report  # noqa: E402


def version() -> None:
    """A save no longer asks whether the row is still as the person saw it."""
    honest = entering.save_row

    def save_row(report, actor, change, *rest):
        row = entering.find_row(report, change.key)
        return honest(report, actor, replace(change, version=row.version), *rest)

    entering.save_row = save_row


def state() -> None:
    """A save no longer asks whether the report is still open."""
    entering.guard_entry = lambda report, access: None


def lock() -> None:
    """Nobody waits for another's transaction; what one has read may be old when one writes."""

    def unlocked(report_id: int, seen: Report | None = None) -> Report:
        report = Report.objects.select_related("organisation", "period__program").get(pk=report_id)
        time.sleep(0.02)
        return report

    entering.lock = reviewing.lock = unlocked


{"version": version, "state": state, "lock": lock}[os.environ["SABOTAGE"]]()
