"""Earlier years beside this one: the reports a report continues, and what stood in each of its rows.

Whose: the same organisation's, of the same program; a voided report never counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.numbers import format_plain
from reports.domain import workflow
from reports.domain.succession import matches
from reports.fetching import Held
from reports.loading import FEN, Loaded, fen, load_report
from reports.models import Report, ReportQuerySet
from reports.rows import ROWS


@dataclass(frozen=True, slots=True)
class Before:
    """What stood in a row in an earlier year: the filled cells' texts by field, amounts in this year's unit.

    ``target``: the indicator's or the goal's target of that year; "" for other rows.
    """

    year: int
    values: Mapping[str, str]
    target: str


def earlier_of(report: Report) -> ReportQuerySet:
    return Report.objects.live().filter(
        organisation=report.organisation_id,
        period__program=report.period.program_id,
        period__year__lt=report.period.year,
    )


def earlier_reports(report: Report, limit: int = 2, handed_in: bool = False) -> list[Report]:
    """The reports of the nearest earlier years, newest first, in whatever state they are, or only those handed in."""
    found = earlier_of(report).select_related("organisation", "period__program")
    if handed_in:
        found = found.filter(state__in=workflow.HANDED_IN)
    return list(found.order_by("-period__year")[:limit])


def previous_report(report: Report) -> Report | None:
    """The report to begin from: the nearest approved one, else the nearest. A draft left lying would carry nothing."""
    return preferred(earlier_of(report).select_related("organisation", "period__program"))


def preferred(earlier: Iterable[Report]) -> Report | None:
    """The one to begin from among a unit's reports of earlier years."""
    return min(earlier, key=lambda report: (report.state not in workflow.SETTLED, -report.period.year), default=None)


def values_before(
    report: Report, limit: int = 2, loaded: Loaded | None = None, handed_in: bool = False
) -> dict[str, tuple[Before, ...]]:
    """Row key ("entry:5") → what stood in the row it continues, newest first; rows without any are left out.

    One query, one more for each earlier year, and one for the report's own rows unless they come as ``loaded``.
    """
    earlier = earlier_reports(report, limit, handed_in)
    if not earlier:
        return {}
    loaded = loaded or load_report(report)
    found: dict[str, tuple[Before, ...]] = {}
    for other in earlier:
        theirs = load_report(other)
        for here, there in matches(loaded.facts, theirs.facts).items():
            before = stood(theirs.rows[there], other, report.unit)
            if before.values or before.target:
                key = loaded.rows[here].key
                found[key] = (*found.get(key, ()), before)
    return found


def stood(row: Held, report: Report, unit: str) -> Before:
    """One row of an earlier report."""
    cells = {name: row.text(name) for name in ROWS[row.kind].cells}
    if row.kind == "fund" and report.unit != unit:
        cells = {name: in_unit(text, report.unit, unit) for name, text in cells.items()}
    target = row.text("target") if row.kind in ("entry", "goal") else ""
    return Before(report.period.year, {name: text for name, text in cells.items() if text.strip()}, target)


def in_unit(text: str, old: str, new: str) -> str:
    """An amount of a form in another unit; what is no number stays as typed, with its own unit beside it."""
    amount = fen(text, old)
    if amount is None:
        return f"{text}（{old}）" if any(char.isdigit() for char in text) else text
    return format_plain(Decimal(amount) / FEN[new])
