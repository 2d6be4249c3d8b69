"""Tables of the narrative: written ones, {{goal_table}} and {{allocation_table}}."""

import re
from dataclasses import replace
from decimal import Decimal

from reports.domain import facts
from reports.domain.compose.groups import runs
from reports.domain.compose.values import label, plain, value
from reports.domain.document import Band, Cell, Row, Table
from reports.domain.evaluate import number

BAR = re.compile(r"(?<!\\)\|")
MOST_COLUMNS = 30
#: Bounds of a written column's share, in characters: a long text wraps, a short one keeps air.
NARROW, WIDE = 6, 20
#: A column with a longer text than this is set to the left throughout.
CENTRED = 12
COLUMNS = ("settlement", "advance", "audit", "proposed")


def is_table_line(line: str) -> bool:
    """``| a | b |``: begins and ends with a bar that is not escaped. More columns than fit a page are text."""
    line = line.strip()
    return (
        len(line) > 2
        and line.count("|") <= MOST_COLUMNS + 1
        and line.startswith("|")
        and line.endswith("|")
        and not line.endswith("\\|")
    )


def split_line(line: str) -> list[str]:
    """The cells' texts; ``\\|`` is a bar."""
    return [part.strip().replace("\\|", "|") for part in BAR.split(line.strip())[1:-1]]


def written_table(lines: list[str]) -> Table:
    """The first line is the heading; in body rows leading blanks continue the cell above them."""
    grid = [split_line(line) for line in lines]
    columns = max(len(row) for row in grid)
    head, *body = [row + [""] * (columns - len(row)) for row in grid]
    rows = tuple(Row(tuple(cells)) for cells in merge_leading(body)) if body else ()
    heading = Row(tuple(label(text) for text in head))
    return Table(widths=shares([head, *body]), bands=(Band("written", rows, (heading,)),))


def leading_blanks(texts: list[str]) -> int:
    """How many cells at the left continue the ones above; the last column always stands for itself."""
    count = 0
    while count < len(texts) - 1 and not texts[count]:
        count += 1
    return count


def merge_leading(body: list[list[str]]) -> list[list[Cell]]:
    """Cells of each row; a leading blank lets the cell above it, then a group's name, span one row more."""
    longest = [max(map(len, column)) for column in zip(*body, strict=True)]
    groups = max((leading_blanks(texts) for texts in body[1:]), default=0)
    rows: list[list[Cell]] = []
    owners: list[tuple[int, int]] = []
    for i, texts in enumerate(body):
        blanks = leading_blanks(texts) if i else 0
        for above, place in owners[:blanks]:
            rows[above][place] = replace(rows[above][place], rowspan=rows[above][place].rowspan + 1)
        cells = []
        for column in range(blanks, len(texts)):
            centred = column < groups or longest[column] <= CENTRED
            cell = value(texts[column], align="center" if centred else "left")
            cells.append(replace(cell, label=column < groups))
        rows.append(cells)
        owners[blanks:] = [(i, place) for place in range(len(cells))]
    return rows


def shares(grid: list[list[str]]) -> tuple[float, ...]:
    """Widths in percent by each column's longest text within bounds."""
    longest = [max(min(max(len(text) for text in column), WIDE), NARROW) for column in zip(*grid, strict=True)]
    total = sum(longest)
    return tuple(round(100 * length / total, 3) for length in longest)


def goal_table(report: facts.Report) -> Table:
    """一级 | 二级 | 三级 | 年度指标值, groups merged. No keys: the cells to fill are those of the form."""
    rows = report.indicators
    first = list(runs([(row.level1,) for row in rows]))
    second = list(runs([(row.level1, row.level2) for row in rows]))
    body = []
    for row, top, middle in zip(rows, first, second, strict=True):
        groups = [label(text, rowspan=span) for text, span in ((row.level1, top), (row.level2, middle)) if span]
        body.append(Row((*groups, value(row.name, align="left"), value(row.target))))
    heads = Row(tuple(label(text) for text in ("一级指标", "二级指标", "三级指标", "年度指标值")))
    return Table(widths=(15, 16, 44, 25), bands=(Band("goal_table", tuple(body), (heads,)),))


def column_total(report: facts.Report, column: str) -> str:
    """The total as printed, else the exact sum of the rows as printed."""
    printed: str | None = getattr(report.allocations_total, column) if report.allocations_total else None
    if printed and printed.strip():
        return printed
    amounts = [number(getattr(line, column), report.unit) for line in report.allocations]
    filled = [amount for amount in amounts if amount is not None]
    return plain(sum(filled, Decimal(0))) if filled else ""


def allocation_table(report: facts.Report) -> Table:
    """One row per district and the line 合计."""
    before, year = report.year - 2, report.year
    words = ("区", f"{before}年清算数", f"{year}年预分配数", f"{before}年审计发现多支付资金", "建议下达数")
    body = []
    for i, line in enumerate(report.allocations):
        name = label(line.organization, key=f"allocations[{i}].organization")
        cells = (value(getattr(line, column), f"allocations[{i}].{column}") for column in COLUMNS)
        body.append(Row((name, *cells)))
    totals = (value(column_total(report, column), f"allocations_total.{column}") for column in COLUMNS)
    body.append(Row((label("合计"), *totals)))
    heads = Row(tuple(label(word) for word in words))
    return Table(widths=(14, 20, 20, 26, 20), bands=(Band("allocations", tuple(body), (heads,)),), key="allocations")


def without_keys(table: Table) -> Table:
    """The same table with no places in it."""

    def stripped(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(Row(tuple(replace(cell, key="") for cell in row.cells)) for row in rows)

    bands = tuple(replace(band, rows=stripped(band.rows), head=stripped(band.head)) for band in table.bands)
    return replace(table, bands=bands, key="")
