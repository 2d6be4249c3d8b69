"""How a report comes to be: started from what was issued for the year, or imported as a whole."""

from collections.abc import Collection

from django.db import transaction

from programs.access import access_of
from programs.models import Organisation, Period, Program, User
from reports import models, sealing
from reports.actions.common import CONFLICT, FORBIDDEN, Refused, count_filled, record
from reports.domain import facts, workflow
from reports.domain.succession import carried
from reports.lastyear import previous_report
from reports.loading import HEADS, heads, load_report, store_rows


@transaction.atomic
def start(period: Period, organisation: Organisation, actor: User, *, from_last_year: bool = False) -> models.Report:
    """A report with everything that was issued for the year; the existing one if there is one.

    ``from_last_year``: with the texts of the earlier report, marked as drafted, where its rows are issued again.
    """
    if organisation.pk not in access_of(actor).prepares:
        raise Refused(FORBIDDEN, "只有本单位填报人可以建立报告。")
    if not period.issued:
        raise Refused(CONFLICT, "本年度的绩效目标尚未下达，下达后即可填报。")
    report, created = models.Report.objects.live().get_or_create(
        period=period,
        organisation=organisation,
        defaults={
            "form": period.form,
            "title": period.report_title or f"{period.year}年度{period.program.name}绩效自评报告",
            "central_department": period.central_department,
            "local_department": period.local_department or organisation.name,
            "unit": period.unit,
            "execution_weight": period.execution_weight,
            "assignee": actor,
        },
    )
    if created:
        last = previous_report(report) if from_last_year else None
        issued = issued_facts(report)
        store_rows(report, carried(issued, load_report(last).facts) if last else issued)
        link_catalogue(report)
        count_filled(report.pk)
        told = f"沿用{last.period.year}年度报告的文字" if last else ""
        record(report, actor, "start", "", told, witness=content_of(report))
    return report


def issued_facts(report: models.Report) -> facts.Report:
    """What the catalogue of the year says, as the facts of a blank report."""
    period = report.period
    targets = {
        target.indicator_id: target.text
        for indicator in period.indicators.prefetch_related("targets")
        for target in indicator.targets.all()
        if target.organisation_id == report.organisation_id
    }
    aspects = facts.MANAGEMENT_ASPECTS if report.form == "B" else ()
    initial = "" if report.form == "D" else None
    return facts.Report(
        year=period.year,
        program=period.program.name,
        organization=report.organisation.name,
        funds=tuple(facts.FundLine(line.source, initial=initial) for line in period.fundsources.all()),
        management=tuple(facts.ManagementLine(aspect=aspect) for aspect in aspects),
        goals=tuple(facts.Goal(target=goal.target) for goal in period.issuedgoals.all()),
        indicators=tuple(
            issued_indicator(row, targets.get(row.pk)) for row in period.indicators.prefetch_related("items")
        ),
        narrative=tuple(facts.Section(heading=row.heading, level=row.level) for row in period.outlineheadings.all()),
        **{name: getattr(report, name) for name in HEADS},
    )


def issued_indicator(row, target: str | None) -> facts.Indicator:
    scoring = {name: getattr(row, name) for name in ("method", "step", "points", "of", "deduct", "direction", "base")}
    items = tuple(facts.ChecklistItem(item.name, item.points) for item in row.items.all())
    return facts.Indicator(
        name=row.name,
        level1=row.level1,
        level2=row.level2,
        target=row.target if target is None else target,
        weight=row.weight,
        criterion=row.criterion,
        scoring=facts.Scoring(items=items, **scoring),
    )


def link_catalogue(report: models.Report) -> None:
    """Tie each row to the catalogue's row it was copied from (both in the same order)."""
    entries = list(report.entries.all())
    for entry, indicator in zip(entries, report.period.indicators.all(), strict=True):
        entry.indicator = indicator
    models.Entry.objects.bulk_update(entries, ["indicator"])


@transaction.atomic
def import_facts(given: facts.Report, *, replace: bool = False, actor: User | None = None) -> models.Report:
    """Store a whole report as a draft, making program, organisation and year where they do not exist."""
    program, _ = Program.objects.get_or_create(name=given.program)
    organisation, _ = Organisation.objects.get_or_create(name=given.organization)
    period, _ = Period.objects.get_or_create(
        program=program,
        year=given.year,
        defaults={
            "form": given.form,
            "unit": given.unit,
            "execution_weight": given.execution_weight[:20],
            "central_department": given.central_department[:100],
            "local_department": given.local_department[:100],
        },
    )
    report = models.Report.objects.live().select_for_update().filter(organisation=organisation, period=period).first()
    act, before = "import", []
    if report is not None:
        if not replace:
            raise Refused(CONFLICT, "该单位该项目该年度已有报告；要替换草稿请加 --replace")
        if report.state != "draft":
            raise Refused(CONFLICT, f"该单位该项目该年度的报告{workflow.STATES[report.state]}，只能替换填报中的草稿")
        act, before = "replace", [sealing.name_of(row) for row in sealing.rows_of(report, sealing.CONTENT)]
        for related in ("fundlines", "managementlines", "goals", "entries", "sections", "allocations", "series"):
            getattr(report, related).all().delete()
    else:
        report = models.Report(organisation=organisation, period=period)
    for name, value in heads(given).items():
        setattr(report, name, value)
    report.revision += 1
    report.version += 1
    report.save()
    store_rows(report, given)
    count_filled(report.pk)
    record(report, actor, act, report.state, witness=content_of(report, before))
    return report


def content_of(report: models.Report, before: Collection[str] = ()) -> str:
    """The witness of everything in a report that was made as a whole; ``before``: the names of its former rows."""
    rows = [*sealing.rows_of(report, sealing.CONTENT), *report.evidence.all()]
    return sealing.witness(*rows, gone=set(before) - {sealing.name_of(row) for row in rows})
