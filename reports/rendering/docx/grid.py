"""A band's cells on the table's grid, as Word wants them: one for each place, also where one goes on from above."""

from dataclasses import dataclass, replace
from typing import Literal

from reports.domain.document import Band, Cell


@dataclass(frozen=True, slots=True)
class Place:
    """A cell as one of its rows ``row`` sees it: columns ``column`` … ``right - 1``, rows ``top`` … ``bottom - 1``.

    ``part``: a cell that reaches from the head into the rows is two in Word, the upper one empty and open below, the
    lower one with the text: whether heading rows repeat that a merged cell hangs out of is left to each program.
    """

    cell: Cell
    row: int
    column: int
    right: int
    top: int
    bottom: int
    part: Literal["whole", "upper", "lower"] = "whole"

    @property
    def first(self) -> bool:
        return self.row == self.top

    @property
    def merged(self) -> bool:
        return self.bottom - self.top > 1

    def cut(self, head: int) -> "Place":
        """Its part on this side of the head's lower edge."""
        if not self.top < head < self.bottom:
            return self
        if self.row < head:
            return replace(self, bottom=head, part="upper")
        return replace(self, top=head, part="lower")


def band_grid(band: Band, columns: int) -> list[list[Place]]:
    """Head and rows; every row fills the grid, whatever the document's cells leave out or overshoot."""
    rows = (*band.head, *band.rows)
    grid: list[list[Place]] = []
    above: dict[int, Place] = {}
    for number, row in enumerate(rows):
        waiting = list(row.cells)
        places: list[Place] = []
        column = 0
        while column < columns:
            place = above.get(column)
            if place is None:
                cell = waiting.pop(0) if waiting else Cell()
                # No cell reaches over the edge of the table, nor into one that hangs down from above.
                room = min((other for other in above if other > column), default=columns)
                right = min(column + max(cell.colspan, 1), room)
                bottom = min(number + max(cell.rowspan, 1), len(rows))
                place = Place(cell, number, column, right, number, bottom)
            places.append(replace(place, row=number))
            column = place.right
        grid.append(places)
        above = {place.column: place for place in places if place.bottom > number + 1}
    return [[place.cut(len(band.head)) for place in places] for places in grid]
