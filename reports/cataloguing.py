"""A report that is already here → the catalogue of its program-year: how a bureau begins, from last year's form."""

from django.db import transaction

from indicators.issuing import IssueProblem
from indicators.models import DEFINITION_FIELDS, Indicator, IndicatorItem
from programs.models import FundSource, IssuedGoal, OutlineHeading, Period
from reports.models import Report


@transaction.atomic
def adopt_catalogue(report: Report) -> Period:
    """Take the report's fund lines, goals, headings and indicators as its year's issue. Raises IssueProblem."""
    period = Period.objects.select_for_update().get(pk=report.period_id)
    if period.issued or period.indicators.exists():
        raise IssueProblem(f"{period}已有指标或已经下达。")
    period.report_title = report.title[:200]
    period.save(update_fields=["report_title"])
    FundSource.objects.bulk_create(
        FundSource(period=period, position=row.position, source=row.source[:100])
        for row in report.fundlines.filter(is_total=False)
    )
    IssuedGoal.objects.bulk_create(
        IssuedGoal(period=period, position=row.position, target=row.target) for row in report.goals.all()
    )
    OutlineHeading.objects.bulk_create(
        OutlineHeading(period=period, position=row.position, level=row.level, heading=row.heading[:200])
        for row in report.sections.all()
    )
    entries = list(report.entries.prefetch_related("items"))
    indicators = Indicator.objects.bulk_create(
        Indicator(period=period, position=row.position, **{name: getattr(row, name) for name in DEFINITION_FIELDS})
        for row in entries
    )
    IndicatorItem.objects.bulk_create(
        IndicatorItem(indicator=indicator, position=item.position, name=item.name, points=item.points)
        for indicator, row in zip(indicators, entries, strict=True)
        for item in row.items.all()
    )
    return period
