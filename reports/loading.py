"""Rows ↔ plain facts: the only bridge between the database and the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import Model

from indicators.domain.actuals import read_actual
from indicators.domain.numbers import NumberProblem, parse_number, round_half_up
from indicators.domain.targets import read_target
from programs.models import Period
from reports import models
from reports.domain import facts
from reports.domain.rules import Rules

#: Fen in one unit of the form's amounts.
FEN = {"万元": 1_000_000, "元": 100}
BIGINT = 2**63
AMOUNTS = ("budget", "actual", "initial", "received")
SCORING = ("method", "step", "points", "of", "deduct", "found", "direction", "base")
HEADS = (
    "form title central_department local_department implementing_unit unit execution_weight "
    "allocation_share total_score remarks"
).split()
ENTRY = "name level1 level2 target actual weight score judgement reason explanation criterion drafted".split()


@dataclass(frozen=True)
class Loaded:
    """A report's facts, and for each place of them ("funds[0]") the row that holds it."""

    facts: facts.Report
    rows: Mapping[str, Model]

    def place_of(self, row: Model) -> str:
        """The place of a row of this report."""
        return next(place for place, held in self.rows.items() if held is row or held == row)


def plain(kind: type, row: Model) -> Any:
    """A row as the facts class whose fields have the same names."""
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})


def scoring_of(entry: models.Entry) -> facts.Scoring:
    items = tuple(plain(facts.ChecklistItem, item) for item in entry.items.all())
    return facts.Scoring(items=items, **{name: getattr(entry, name) for name in SCORING})


def indicator_of(entry: models.Entry) -> facts.Indicator:
    return facts.Indicator(scoring=scoring_of(entry), **{name: getattr(entry, name) for name in ENTRY})


def series_of(series: models.Series) -> facts.Series:
    points = tuple(plain(facts.Point, point) for point in series.points.all())
    return facts.Series(series.name, series.unit, points)


def split_total(rows: Iterable[Any]) -> tuple[list[Any], Any]:
    """Lines and the total line, which stand in one table."""
    lines, total = [], None
    for row in rows:
        if row.is_total:
            total = row
        else:
            lines.append(row)
    return lines, total


def load_report(report: models.Report) -> Loaded:
    """All rows of the report in a fixed number of queries, whatever their count."""
    funds, funds_total = split_total(report.fundlines.all())
    allocations, allocations_total = split_total(report.allocations.all())
    management = list(report.managementlines.all())
    goals = list(report.goals.all())
    entries = list(report.entries.prefetch_related("items"))
    sections = list(report.sections.all())
    series = list(report.series.prefetch_related("points"))
    rows: dict[str, Model] = {"report": report}
    for key, found in (
        ("funds", funds),
        ("management", management),
        ("goals", goals),
        ("indicators", entries),
        ("narrative", sections),
        ("allocations", allocations),
    ):
        rows.update({f"{key}[{index}]": row for index, row in enumerate(found)})
    for index, entry in enumerate(entries):
        rows.update({f"indicators[{index}].scoring.items[{i}]": item for i, item in enumerate(entry.items.all())})
    if funds_total is not None:
        rows["funds_total"] = funds_total
    if allocations_total is not None:
        rows["allocations_total"] = allocations_total
    loaded = facts.Report(
        year=report.period.year,
        program=report.period.program.name,
        organization=report.organisation.name,
        funds_total=plain(facts.FundLine, funds_total) if funds_total else None,
        funds=tuple(plain(facts.FundLine, row) for row in funds),
        management=tuple(plain(facts.ManagementLine, row) for row in management),
        goals=tuple(plain(facts.Goal, row) for row in goals),
        indicators=tuple(indicator_of(row) for row in entries),
        narrative=tuple(plain(facts.Section, row) for row in sections),
        allocations=tuple(plain(facts.Allocation, row) for row in allocations),
        allocations_total=plain(facts.Allocation, allocations_total) if allocations_total else None,
        series=tuple(series_of(row) for row in series),
        **{name: getattr(report, name) for name in HEADS},
    )
    return Loaded(loaded, rows)


def rules_of(period: Period) -> Rules:
    """The program-year's settings as the rules know them: shares as ratios, points without idle zeros (50.00 → 50)."""
    split = (period.split_output, period.split_benefit, period.split_satisfaction, period.split_execution)
    return Rules(
        low_execution=period.low_execution / Decimal(100),
        deviation=period.deviation / Decimal(100),
        good=Decimal(period.good),
        fair=Decimal(period.fair),
        passing=Decimal(period.passing),
        met_from=period.met_from / Decimal(100),
        partial_from=period.partial_from / Decimal(100),
        split=tuple(Decimal(points).normalize() for points in split) if period.check_split else None,
        negative=period.negative,
        evidence=period.evidence_required,
    )


# --- facts → rows ---------------------------------------------------------------------------------


def fen(text: str | None, unit: str) -> int | None:
    """An amount as an integer of 分, half up where it is typed finer; ``None`` = blank or beyond the column."""
    try:
        value = parse_number(text or "", unit)
    except NumberProblem:
        return None
    if value is None:
        return None
    whole = int(round_half_up(value * FEN[unit], 0))
    return whole if abs(whole) < BIGINT else None


def derive(row: Model, unit: str) -> None:
    """Set the columns that follow from what was typed: amounts in 分, readings of target and actual."""
    if isinstance(row, models.FundLine):
        for name in AMOUNTS:
            setattr(row, f"{name}_fen", fen(getattr(row, name), unit))
    elif isinstance(row, models.Entry):
        target = read_target(row.target, row.name)
        row.target_reading = str(target)
        row.actual_reading = str(read_actual(row.actual, target, row.name))


def build(model: type[Model], report: models.Report, fact: Any, position: int, **more: Any) -> Any:
    values = {field.name: getattr(fact, field.name) for field in fields(fact)}
    row = model(report=report, position=position, **values, **more)
    derive(row, report.unit)
    return row


def build_entry(report: models.Report, fact: facts.Indicator, position: int) -> models.Entry:
    values = {name: getattr(fact, name) for name in ENTRY}
    values.update({name: getattr(fact.scoring, name) for name in SCORING})
    row = models.Entry(report=report, position=position, **values)
    derive(row, report.unit)
    return row


def heads(report: facts.Report) -> dict[str, str]:
    """The columns of the report itself."""
    return {name: getattr(report, name) for name in HEADS}


def store_rows(report: models.Report, facts_: facts.Report) -> None:
    """Write every row of the facts under a report that has none yet; the caller holds the transaction."""
    simple = (
        (models.FundLine, facts_.funds),
        (models.ManagementLine, facts_.management),
        (models.Goal, facts_.goals),
        (models.Section, facts_.narrative),
        (models.Allocation, facts_.allocations),
    )
    for model, rows in simple:
        model.objects.bulk_create(build(model, report, row, index) for index, row in enumerate(rows))
    for model, total in ((models.FundLine, facts_.funds_total), (models.Allocation, facts_.allocations_total)):
        if total is not None:
            build(model, report, total, 0, is_total=True).save()
    entries = models.Entry.objects.bulk_create(
        build_entry(report, row, index) for index, row in enumerate(facts_.indicators)
    )
    models.EntryItem.objects.bulk_create(
        models.EntryItem(entry=entry, position=index, name=item.name, points=item.points, given=item.given)
        for entry, row in zip(entries, facts_.indicators, strict=True)
        for index, item in enumerate(row.scoring.items)
    )
    for index, row in enumerate(facts_.series):
        series = models.Series.objects.create(report=report, position=index, name=row.name, unit=row.unit)
        models.SeriesPoint.objects.bulk_create(
            models.SeriesPoint(series=series, position=at, year=point.year, value=point.value)
            for at, point in enumerate(row.points)
        )
