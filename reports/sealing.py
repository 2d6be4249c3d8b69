"""The log of a report as one sealed chain: entries numbered and sealed as they are written, and checked afterwards.

The key is the setting AUDIT_KEY, outside of the database: whoever can write the tables cannot write a seal. What stands
beside the log is held by it: an entry's ``witness`` names each row that its act has written, with the SHA-256 of its
columns, and an act's ``standing`` says whose the report is, and how it stands, after it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Model

from reports import models
from reports.domain import chain

EVENT = (
    *("actor_id", "actor_name", "act", "from_state", "to_state", "opinion", "round", "revision", "digest"),
    *("standing", "witness"),
)
CHANGE = ("actor_id", "actor_name", "round", "row", "field", "old", "new", "witness")
#: The columns of a report that hold the end of its chain.
END = ("log_count", "log_last", "log_seal")
#: What a preparer may write in the report's own row; every such change is logged.
TYPED = ("title", "implementing_unit", "remarks", "total_score")
#: Columns of a report that are counted with every change; and those that an act alone changes.
COUNTED = ("id", "revision", "version", "filled", "fillable", "open_findings", *END)
STANDING = tuple(
    field.attname for field in models.Report._meta.concrete_fields if field.attname not in (*COUNTED, *TYPED)
)


def key() -> bytes:
    return settings.AUDIT_KEY.encode()


def text(value: Any) -> str:
    """A column's value, the same for a row as it is written and as it is read again."""
    if value is None:
        return ""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def values(entry: models.Event | models.Change) -> dict[str, str]:
    """What the seal covers, as text."""
    names = EVENT if isinstance(entry, models.Event) else CHANGE
    said = {name: text(getattr(entry, name)) for name in names}
    return {"kind": type(entry).__name__, "at": text(entry.at), **said}


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
    """The entries; each is named by its table and its key there."""
    for event in report.events.all():
        yield chain.Link(event.number, values(event), event.seal, f"event:{event.pk}")
    for change in report.changes.all():
        yield chain.Link(change.number, values(change), change.seal, f"change:{change.pk}")


def breaks_of(report: models.Report) -> list[chain.Break]:
    """Where the report's log is not as it was written."""
    return list(chain.check(key(), links_of(report), report.log_count, report.log_seal))


# --- what stands beside the log -----------------------------------------------------------------------


def standing_of(report: models.Report) -> dict[str, str]:
    """The columns that an act alone changes, as they are."""
    return {name: text(getattr(report, name)) for name in STANDING}


def written_standing(report: models.Report) -> str:
    return json.dumps(standing_of(report), ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of row that the log holds: its model, the way to the report, the columns that are hashed."""

    model: type[Model]
    columns: tuple[str, ...]
    owner: str = "report"


def held(model: type[Model], owner: str = "report", without: Iterable[str] = ()) -> Held:
    """All columns but these, and but what is computed from others."""
    left_out = {"id", "report_id", *without}
    names = (field.attname for field in model._meta.concrete_fields)
    return Held(
        model,
        tuple(name for name in names if name not in left_out and not name.endswith(("_fen", "_reading"))),
        owner,
    )


#: The version of a row counts its saves; a draft's mark comes and goes with the text that is logged.
COUNTS = ("version", "drafted")
#: What a preparer fills in, by the names that the page and the log give to rows.
CONTENT = {
    "report": Held(models.Report, TYPED, "pk"),
    "fund": held(models.FundLine, without=COUNTS),
    "management": held(models.ManagementLine, without=COUNTS),
    "goal": held(models.Goal, without=COUNTS),
    # The catalogue may lose an indicator; the copy stays.
    "entry": held(models.Entry, without=(*COUNTS, "indicator_id")),
    "item": Held(models.EntryItem, ("entry_id", "position", "name", "points", "award"), "entry__report"),
    "section": held(models.Section, without=COUNTS),
    "allocation": held(models.Allocation, without=COUNTS),
    "series": held(models.Series, without=COUNTS),
    "point": held(models.SeriesPoint, "series__report"),
}
#: What is said, attached, submitted, published and drawn beside it.
BESIDE = {
    "comment": held(models.Comment),
    "waiver": held(models.Waiver),
    "note": held(models.Note),
    "evidence": held(models.Evidence),
    # The hashes of its text and its PDF are the submission's digest.
    "version": held(models.Version, without=("facts", "pdf_sha256")),
    "publication": held(models.Publication),
    "recheck": held(models.Recheck, without=("revision",)),
    "rescore": held(models.RecheckScore, "recheck__report"),
}
HELD = {**CONTENT, **BESIDE}
KINDS = {rule.model: kind for kind, rule in HELD.items()}


def name_of(row: Model) -> str:
    """What a witness calls a row: "comment:5"."""
    return f"{KINDS[type(row)]}:{row.pk}"


def digest(row: Model, instead: Mapping[str, str] | None = None) -> str:
    """The SHA-256 of a row's columns; ``instead``: texts in place of some of them."""
    said = {name: text(getattr(row, name)) for name in HELD[KINDS[type(row)]].columns}
    said.update(instead or {})
    return hashlib.sha256(json.dumps(sorted(said.items()), ensure_ascii=True).encode()).hexdigest()


def witness(*rows: Model, gone: Iterable[str] = ()) -> str:
    """Rows as an act has left them, a line each: name and digest; of those that it has removed, the name alone."""
    return "\n".join([*(f"{name_of(row)} {digest(row)}" for row in rows), *sorted(gone)])


def witnessed(lines: str) -> dict[str, str]:
    """Name → digest, blank of a row that was removed."""
    return {name: said for name, _, said in (line.partition(" ") for line in lines.splitlines())}


def rows_of(report: models.Report, kinds: Mapping[str, Held] = HELD) -> Iterator[Model]:
    """The rows of a report as they are stored now."""
    for rule in kinds.values():
        yield from rule.model._default_manager.filter(**{rule.owner: report.pk}).order_by("pk")
