"""Checks of the regional allocation table."""

from collections.abc import Iterator
from decimal import Decimal

from indicators.domain.numbers import format_plain, round_half_up
from reports.domain import facts
from reports.domain.checks.finding import Finding, error, warning
from reports.domain.evaluate import Evaluation, add, number

COLUMNS = {"settlement": "清算数", "advance": "预分配数", "audit": "审计扣减", "proposed": "建议下达数"}


def row_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """proposed ≠ settlement + advance + audit × share, half up to whole units."""
    share = number(report.allocation_share)
    for index, row in enumerate(report.allocations):
        settlement, advance, audit, proposed = (number(getattr(row, key), report.unit) for key in COLUMNS)
        if proposed is None or all(value is None for value in (settlement, advance, audit)):
            continue
        zero = Decimal(0)
        due = (settlement or zero) + (advance or zero) + (audit or zero) * (Decimal(1) if share is None else share)
        if round_half_up(due, 0) != proposed:
            yield warning(
                "allocation.row_mismatch",
                f"allocations[{index}].proposed",
                f"{row.organization}的建议下达数为 {format_plain(proposed)}，按清算数、预分配数和审计扣减计算应为"
                f" {format_plain(round_half_up(due, 0))}。",
            )


def total_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A column's printed total ≠ the sum of its rows as printed."""
    if report.allocations_total is None:
        return
    for key, words in COLUMNS.items():
        printed = number(getattr(report.allocations_total, key), report.unit)
        total = add(number(getattr(row, key), report.unit) for row in report.allocations) or Decimal(0)
        if printed is not None and printed != total:
            yield error(
                "allocation.total_mismatch",
                f"allocations_total.{key}",
                f"{words}合计为 {format_plain(printed)}，各区相加为 {format_plain(total)}。",
            )
