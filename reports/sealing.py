"""The log of a report as one sealed chain: entries numbered and sealed as they are written, and checked afterwards.

The key is the setting AUDIT_KEY, outside of the database: whoever can write the tables cannot write a seal.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from reports import models
from reports.domain import chain

EVENT = ("actor_id", "actor_name", "act", "from_state", "to_state", "opinion", "round", "revision", "digest")
CHANGE = ("actor_id", "round", "row", "field", "old", "new")
#: The columns of a report that hold the end of its chain.
END = ("log_count", "log_last", "log_seal")


def key() -> bytes:
    return settings.AUDIT_KEY.encode()


def values(entry: models.Event | models.Change) -> dict[str, str]:
    """What the seal covers, as text."""
    names = EVENT if isinstance(entry, models.Event) else CHANGE
    moment: datetime = entry.at
    said = {name: "" if (value := getattr(entry, name)) is None else str(value) for name in names}
    return {"kind": type(entry).__name__, "at": moment.astimezone(UTC).isoformat(), **said}


def append(report: models.Report, entries: Iterable[models.Event | models.Change]) -> None:
    """Number and seal new entries at the end of the chain; the caller holds the report's lock and stores both."""
    for entry in entries:
        report.log_count += 1
        entry.number = report.log_count
        entry.seal = report.log_last = chain.seal(key(), report.log_last, entry.number, values(entry))
    report.log_seal = chain.head(key(), report.log_count, report.log_last)


def end_of(report: models.Report) -> dict[str, Any]:
    """The columns to store with the entries."""
    return {name: getattr(report, name) for name in END}


def links_of(report: models.Report) -> Iterator[chain.Link]:
    for event in report.events.all():
        yield chain.Link(event.number, values(event), event.seal, f"办理经过 {event.at:%Y-%m-%d %H:%M} {event.act}")
    for change in report.changes.all():
        yield chain.Link(change.number, values(change), change.seal, f"修改记录 {change.row}.{change.field}")


def breaks_of(report: models.Report) -> list[chain.Break]:
    """Where the report's log is not as it was written."""
    return list(chain.check(key(), links_of(report), report.log_count, report.log_seal))
