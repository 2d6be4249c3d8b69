"""起草: first texts from the figures, into empty places only, marked until a person edits or accepts them."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from programs.access import Access
from programs.models import User
from reports import models
from reports.actions.common import CONFLICT, Refused, count_filled, grow, guard_entry, lock, log, log_changes
from reports.domain.drafting import draft_explanation, draft_section
from reports.domain.evaluate import Evaluation, evaluate
from reports.domain.facts import Report
from reports.loading import load_report, rules_of
from reports.rows import row_key

Prose = models.Entry | models.Section
Make = Callable[[Report, Evaluation, int], str]
#: What the log writes of the mark itself.
MARK, DRAFTED, ACCEPTED = "drafted", "草拟", "已确认"


@dataclass(frozen=True, slots=True)
class DraftedText:
    """One place with a draft: the row's key, its cell, its version and the text as stored."""

    key: str
    field: str
    version: int
    value: str


@transaction.atomic
def draft(
    report_id: int, actor: User, access: Access, places: Collection[str] | None = None
) -> tuple[DraftedText, ...]:
    """Fill explanations and bodies that are still blank, as far as the figures say something; log each text.

    A text that somebody has written is never touched. ``places``: only these rows ("entry:5", "section:7").
    Returns the new texts, explanations first.
    """
    report = lock(report_id)
    guard_entry(report, access)
    found = []
    for row, field, text in proposals(report, places):
        if text:
            log_changes(report, actor, row, {field: text})
            setattr(row, field, text)
            row.drafted, row.version = True, row.version + 1
            row.save(update_fields=[field, "drafted", "version"])
            found.append(told(row))
    if found:
        grow(report)
        count_filled(report.pk)
    return tuple(found)


def told(row: Prose) -> DraftedText:
    field = field_of(row)
    return DraftedText(row_key(row), field, row.version, getattr(row, field))


def field_of(row: Prose) -> str:
    return "explanation" if isinstance(row, models.Entry) else "body"


def proposals(report: models.Report, places: Collection[str] | None) -> Iterator[tuple[Prose, str, str]]:
    """(row, field, draft) of the blank texts asked for; the draft is "" where the figures say nothing."""
    facts = load_report(report).facts
    evaluation = evaluate(facts, rules_of(report.period))
    made: tuple[tuple[Iterable[Prose], Make], ...] = (
        (report.entries.all(), draft_explanation),
        (report.sections.all(), draft_section),
    )
    for rows, make in made:
        for index, row in enumerate(rows):
            field = field_of(row)
            if not getattr(row, field).strip() and (places is None or row_key(row) in places):
                yield row, field, make(facts, evaluation, index)


@transaction.atomic
def accept(report_id: int, actor: User, access: Access, keys: Collection[str]) -> tuple[DraftedText, ...]:
    """Take drafts as one's own without a change: all of them or, where one is no text of this report, none.

    What somebody has edited or accepted meanwhile stays as it is. Returns the named texts as they stand now.
    """
    report = lock(report_id)
    guard_entry(report, access)
    rows = {row_key(row): row for rows in (report.entries.all(), report.sections.all()) for row in rows}
    if not set(keys) <= rows.keys():
        raise Refused(CONFLICT, "要确认的文字已不在报告中，请刷新页面。")
    named = [rows[key] for key in dict.fromkeys(keys)]
    drafted = [row for row in named if row.drafted]
    for model in (models.Entry, models.Section):
        model.objects.filter(pk__in=[row.pk for row in drafted if isinstance(row, model)]).update(drafted=False)
    log(report, actor, ((row_key(row), MARK, DRAFTED, ACCEPTED) for row in drafted))
    if drafted:
        grow(report)
        count_filled(report.pk)
    return tuple(told(row) for row in named)
