"""Whether a report, its log, its versions and its files are as they were written; what is not, by place."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from reports import files, models, sealing
from reports.actions.versions import canonical
from reports.domain import workflow
from reports.loading import load_report
from reports.places import column_words, entry_words, gone_words, row_words, when
from reports.versioning import facts_of

Entry = models.Event | models.Change


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that no act of the portal has written."""

    place: str
    message: str


def troubles_of(report: models.Report, tells: bool = True) -> Iterator[Trouble]:
    """Log first: what follows is proved by it. ``tells``: whether names and texts of the report may be told."""
    breaks = sealing.breaks_of(report)
    for found in breaks:
        name = entry_words(found.name, tells)
        yield Trouble(f"日志第{found.number}条" + (f"（{name}）" if name else ""), found.message)
    yield from standing_troubles(report, {found.name for found in breaks})
    yield from version_troubles(report)
    rows = list(row_troubles(report, tells))
    yield from rows or content_troubles(report)
    yield from file_troubles(report, tells)


def standing_troubles(report: models.Report, broken: Collection[str]) -> Iterator[Trouble]:
    """State, level, people, deadline, unit, year and heads are what the last act has made them.

    ``broken``: entries of the log that prove nothing.
    """
    last = report.events.order_by("number").last()
    if last is None or f"event:{last.pk}" in broken:
        return
    after = json.loads(last.standing)
    for name, value in sealing.standing_of(report).items():
        if value != after[name]:
            label, found = column_words(name, value)
            _, should = column_words(name, after[name])
            yield Trouble(label, f"是“{found}”，最后一次办理之后应为“{should}”")


def version_troubles(report: models.Report) -> Iterator[Trouble]:
    """Each version's text and PDF are those of its submission's event."""
    digests = {event.round: event.digest for event in report.events.filter(act="submit")}
    for version in report.versions.all():
        text = hashlib.sha256(version.facts.encode()).hexdigest()
        if text + version.pdf_sha256 != digests.get(version.number):
            yield Trouble(str(version), "内容与提交时的封签不符")
        if problem := file_problem(version.pdf_path, version.pdf_sha256):
            yield Trouble(f"{version} PDF", problem)


# --- rows ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Witness:
    """What the log says of a row: its digest, blank where it was removed, and the entry that says so."""

    digest: str
    entry: Entry


def row_troubles(report: models.Report, tells: bool) -> Iterator[Trouble]:
    """Each row stands as the last act that wrote it has left it, and each of its cells as its last change says."""
    held = witnesses_of(report)
    changed = changes_of(report, held)
    for row in sealing.rows_of(report):
        name = sealing.name_of(row)
        witness, changes = held.pop(name, None), changed.get(name, {})
        before = {cell: first.old for cell, (first, _) in changes.items()}
        if witness is None or not witness.digest:
            yield Trouble(row_words(row, tells), "日志中没有写入它的记录")
        elif sealing.digest(row, before) != witness.digest:
            yield Trouble(row_words(row, tells), "与日志所记不符")
        for cell, (_, last) in changes.items():
            if sealing.text(getattr(row, cell)) != last.new:
                told = f"与日志中最后一次修改（第{last.number}条，{last.actor_name} {when(last.at)}）不同"
                yield Trouble(row_words(row, tells, cell), told)
    for name, witness in held.items():
        if witness.digest:
            yield Trouble(gone_words(name, witness.entry, tells), "已不在，日志中没有删除它的记录")


def witnesses_of(report: models.Report) -> dict[str, Witness]:
    """The last word of the log on each row, by the row's name."""
    entries: list[Entry] = [*report.events.exclude(witness=""), *report.changes.exclude(witness="")]
    return {
        name: Witness(digest, entry)
        for entry in sorted(entries, key=lambda entry: entry.number)
        for name, digest in sealing.witnessed(entry.witness).items()
    }


#: Cell → its first and its last change.
Changes = dict[str, tuple[models.Change, models.Change]]


def changes_of(report: models.Report, held: Mapping[str, Witness]) -> dict[str, Changes]:
    """What was typed into each row of the report since it was made, by the row's name."""
    found: dict[str, Changes] = {}
    for change in report.changes.order_by("number"):
        rule = sealing.CONTENT.get(change.row.partition(":")[0])
        witness = held.get(change.row)
        if rule and change.field in rule.columns and witness and change.number > witness.entry.number:
            cells = found.setdefault(change.row, {})
            cells[change.field] = cells.get(change.field, (change, change))[0], change
    return found


def content_troubles(report: models.Report) -> Iterator[Trouble]:
    """A report that is handed in says what its last version says; its unit and program may be called otherwise now."""
    last = report.versions.last()
    if report.state not in workflow.HANDED_IN or last is None:
        return
    if hashlib.sha256(last.facts.encode()).hexdigest() != last.sha256:
        return  # it proves nothing, and is named already
    said = facts_of(last)
    names = {name: getattr(said, name) for name in ("year", "program", "organization")}
    if canonical(replace(load_report(report).facts, **names)) != last.facts:
        yield Trouble("内容", f"与提交的{last}不同，而报告{report.get_state_display()}，不能修改")


def file_troubles(report: models.Report, tells: bool) -> Iterator[Trouble]:
    for file in report.evidence.all():
        if problem := file_problem(file.path, file.sha256):
            yield Trouble(row_words(file, tells), problem)


def file_problem(path: str, sha256: str) -> str:
    try:
        files.open_checked(path, sha256).close()
    except files.Missing:
        return "文件不在了"
    except files.Altered:
        return "文件被改动过"
    return ""


def unchanged(report: models.Report) -> bool:
    """Whether nobody has written since the report was read: what is written meanwhile looks like a trouble."""
    return models.Report.objects.filter(pk=report.pk, log_seal=report.log_seal, revision=report.revision).exists()
