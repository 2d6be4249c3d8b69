"""The portal with guards taken out, so that a test can show it would notice. ``SABOTAGE`` names them: "lock,once"."""

import os
import time
from dataclasses import replace

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalportal.settings")
application = get_wsgi_application()

from reports.actions import commenting, common, entering, handing, reviewing  # noqa: E402 - after the set-up
from reports.models import Report, ReportQuerySet  # noqa: E402


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

    for module in (commenting, common, entering, handing, reviewing):
        module.lock = unlocked


def once() -> None:
    """An act no longer asks, as it writes the new state, whether the report is still as it was read."""
    honest = ReportQuerySet.filter

    def filter_anyhow(found, *conditions, **wanted):
        if {"pk", "state", "revision"} == wanted.keys():
            wanted = {"pk": wanted["pk"]}
        return honest(found, *conditions, **wanted)

    ReportQuerySet.filter = filter_anyhow


def discard() -> None:
    """A submission that came too late leaves its PDF."""
    common.files.discard = lambda path: None


def whole() -> None:
    """An act is no transaction; to be taken out with the lock, which needs one."""
    reviewing.written = reviewing.written.__wrapped__


def asleep() -> None:
    """A submission stops for good when its PDF and half of its rows are written, and says so in DATA_DIR."""
    honest = reviewing.versions.keep

    def keep(*arguments):
        honest(*arguments)
        (settings.DATA_DIR / f"asleep-{os.getpid()}").touch()
        time.sleep(600)

    reviewing.versions.keep = keep


GUARDS = {act.__name__: act for act in (version, state, lock, once, discard, whole, asleep)}
for name in os.environ["SABOTAGE"].split(","):
    GUARDS[name]()
