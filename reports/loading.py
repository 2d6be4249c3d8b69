"""Rows ↔ plain facts: the only bridge between the database and the rules."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model

from indicators.domain.actuals import read_actual
from indicators.domain.numbers import NumberProblem, parse_number, round_half_up
from indicators.domain.targets import read_target
from programs.models import Period
from reports import models
from reports.domain import facts
from reports.domain.rules import Rules
from reports.fetching import SOURCES, Held, Values, fetch_rows
from reports.rows import KINDS

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


#: The tables whose rows a person or the issue fills, by their names in the exchange format.
KEYED = ("funds", "management", "goals", "narrative", "allocations")
Fact = TypeVar(
    "Fact", facts.FundLine, facts.ManagementLine, facts.Goal, facts.Section, facts.Allocation, facts.ChecklistItem
)


@dataclass(frozen=True)
class Noted:
    """The note on one warning or the waiver of one error, and the words of the finding it was written for."""

    message: str
    text: str
    author: str


@dataclass(frozen=True)
class Loaded:
    """A report's facts; for each place of them ("funds[0]") the row that holds it.

    ``notes`` on warnings and ``waivers`` of errors by (code, place).
    """

    facts: facts.Report
    rows: Mapping[str, Held]
    notes: Mapping[tuple[str, str], Noted]
    waivers: Mapping[tuple[str, str], Noted]


def plain(kind: type[Fact], rows: Iterable[Values]) -> tuple[Fact, ...]:
    """Rows as the facts class whose fields have the same names."""
    names = [field.name for field in fields(kind)]
    return tuple(kind(**{name: row[name] for name in names}) for row in rows)


def printed_total(kind: type[Fact], rows: Iterable[Values]) -> Fact | None:
    """The total line as printed, where the form has one; the database allows no second one."""
    return next(iter(plain(kind, (row for row in rows if row["is_total"]))), None)


def grouped(rows: Iterable[Values], owner: str) -> dict[int, list[Values]]:
    found: dict[int, list[Values]] = {}
    for row in rows:
        found.setdefault(row[owner], []).append(row)
    return found


def indicator_of(entry: Values, items: Sequence[Values], files: int) -> facts.Indicator:
    scoring = facts.Scoring(items=plain(facts.ChecklistItem, items), **{name: entry[name] for name in SCORING})
    return facts.Indicator(scoring=scoring, evidence=files, **{name: entry[name] for name in ENTRY})


def series_of(series: Values, points: Sequence[Values]) -> facts.Series:
    return facts.Series(series["name"], series["unit"], tuple(facts.Point(row["year"], row["value"]) for row in points))


def load_report(report: models.Report) -> Loaded:
    """All rows of the report in one query, whatever their count."""
    found = fetch_rows(report.pk)
    lines = {name: [row for row in found[name] if not row.get("is_total")] for name in (*KEYED, "indicators")}
    items, points = grouped(found["items"], "entry_id"), grouped(found["points"], "series_id")
    files = Counter(row["entry_id"] for row in found["evidence"])
    loaded = facts.Report(
        year=report.period.year,
        program=report.period.program.name,
        organization=report.organisation.name,
        funds_total=printed_total(facts.FundLine, found["funds"]),
        funds=plain(facts.FundLine, lines["funds"]),
        management=plain(facts.ManagementLine, lines["management"]),
        goals=plain(facts.Goal, lines["goals"]),
        narrative=plain(facts.Section, lines["narrative"]),
        allocations=plain(facts.Allocation, lines["allocations"]),
        allocations_total=printed_total(facts.Allocation, found["allocations"]),
        indicators=tuple(
            indicator_of(row, items.get(row["id"], ()), files[row["id"]]) for row in lines["indicators"]
        ),
        series=tuple(series_of(row, points.get(row["id"], ())) for row in found["series"]),
        **{name: getattr(report, name) for name in HEADS},
    )
    notes, waivers = noted(found["notes"], "text", "author"), noted(found["waivers"], "reason", "by")
    return Loaded(loaded, rows_by_place(report, lines, items), notes, waivers)


def noted(rows: Sequence[Values], text: str, person: str) -> dict[tuple[str, str], Noted]:
    """What people have said of findings: the columns of the text and of who wrote it."""
    return {
        (row["code"], row["where"]): Noted(
            row["message"], row[text], row[f"{person}__name"] or row[f"{person}__username"]
        )
        for row in rows
    }


def rows_by_place(
    report: models.Report, lines: Mapping[str, list[Values]], items: Mapping[int, Any]
) -> dict[str, Held]:
    """Place in the exchange format → the row a preparer writes there; totals are computed."""
    heads = {name: getattr(report, name) for name in ("id", "version", *HEADS)}
    rows = {"report": Held("report", heads)}
    for name, values in lines.items():
        kind = KINDS[SOURCES[name].model]
        rows.update({f"{name}[{index}]": Held(kind, row) for index, row in enumerate(values)})
    for index, entry in enumerate(lines["indicators"]):
        rows.update(
            {
                f"indicators[{index}].scoring.items[{i}]": Held("item", row)
                for i, row in enumerate(items.get(entry["id"], ()))
            }
        )
    return rows


def rules_of(period: Period) -> Rules:
    """The program-year's settings as the rules know them: shares as ratios, points without idle zeros (50.00 → 50)."""
    split = (period.split_output, period.split_benefit, period.split_satisfaction, period.split_execution)
    output, benefit, satisfaction, execution = (Decimal(points).normalize() for points in split)
    classes = (period.recheck_same, period.recheck_close, period.recheck_apart)
    recheck_same, recheck_close, recheck_apart = (Decimal(points) for points in classes)
    return Rules(
        low_execution=period.low_execution / Decimal(100),
        deviation=period.deviation / Decimal(100),
        good=Decimal(period.good),
        fair=Decimal(period.fair),
        passing=Decimal(period.passing),
        met_from=period.met_from / Decimal(100),
        partial_from=period.partial_from / Decimal(100),
        split=(output, benefit, satisfaction, execution) if period.check_split else None,
        negative=period.negative,
        evidence=period.evidence_required,
        recheck=(recheck_same, recheck_close, recheck_apart),
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


def derive(row: Model, unit: str) -> tuple[str, ...]:
    """Set the columns that follow from what was typed: amounts in 分, readings of target and actual. Their names."""
    if isinstance(row, models.FundLine):
        for name in AMOUNTS:
            setattr(row, f"{name}_fen", fen(getattr(row, name), unit))
        return tuple(f"{name}_fen" for name in AMOUNTS)
    elif isinstance(row, models.Entry):
        target = read_target(row.target, row.name)
        row.target_reading = str(target)
        row.actual_reading = str(read_actual(row.actual, target, row.name))
        return ("target_reading", "actual_reading")
    return ()


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
    rejoin_evidence(report, entries)
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


def rejoin_evidence(report: models.Report, entries: Sequence[models.Entry]) -> None:
    """Give files of an indicator that was replaced to the new one of the same name, where there is just one."""
    waiting = report.evidence.filter(models.PRESENT, entry=None).exclude(subject="")
    names = Counter(entry.name for entry in entries)
    by_name = {entry.name: entry for entry in entries if names[entry.name] == 1}
    given = set()
    for file in waiting:
        entry = by_name.get(file.subject)
        if entry is not None and (entry.pk, file.sha256) not in given:
            given.add((entry.pk, file.sha256))
            models.Evidence.objects.filter(pk=file.pk).update(entry=entry)
