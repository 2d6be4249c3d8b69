"""The row of 填报说明 under a block's headings: what each column takes."""

from collections.abc import Iterator
from dataclasses import replace

from reports.domain.document import Cell

#: What the row of hints is called, in its first free cell.
HINTS = "填报说明"


def with_hints(rows: list[list[Cell]], own: set[int], hints: dict[int, Cell], columns: int) -> list[list[Cell]]:
    """The rows with the row of hints before them.

    Cells that reach down from the heading (those of the first row that are not its ``own``) begin there.
    """
    reaching = {at: cell for at, cell in first_row(rows[0]) if id(cell) not in own}
    hint_row: list[Cell] = []
    at = 0
    while at < columns:
        if at in reaching:
            cell = replace(reaching[at], rowspan=reaching[at].rowspan + 1)
        elif at in hints:
            cell = hints[at]
        else:
            stop = min((p for p in (*hints, *reaching) if p > at), default=columns)
            cell = Cell("" if any(c.text == HINTS for c in hint_row) else HINTS, "", 1, stop - at, True, "right")
        hint_row.append(cell)
        at += cell.colspan
    rest = [cell for at, cell in first_row(rows[0]) if at not in reaching]
    return [hint_row, rest, *rows[1:]]


def first_row(row: list[Cell]) -> Iterator[tuple[int, Cell]]:
    at = 0
    for cell in row:
        yield at, cell
        at += cell.colspan


def positions(rows: list[list[Cell]]) -> Iterator[tuple[int, Cell]]:
    """Each cell with its grid column, rowspans counted."""
    taken: dict[int, int] = {}
    for row in rows:
        at = 0
        for cell in row:
            while taken.get(at, 0):
                at += 1
            yield at, cell
            for column in range(at, at + cell.colspan):
                taken[column] = cell.rowspan
            at += cell.colspan
        taken = {column: left - 1 for column, left in taken.items() if left > 1}
