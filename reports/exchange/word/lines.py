"""A table of a Word file as lines of cells, each with its place and how far it reaches across."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.exchange.word.found import Place

#: A table's width in this module's measure, so that tables of different widths can be held against each other.
WIDTH = 10_000
#: A text no longer than this is broken only to fit its column.
SHORT = 60
_BROKEN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])")
_BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z0-9])\s*\n\s*(?=[A-Za-z0-9])")
_BREAK = re.compile(r"\s*\n\s*")
_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as one line sees it.

    ``begins``: whether this is the first of the lines it spans; ``tall``: whether it spans several.
    """

    text: str
    place: Place
    left: int
    right: int
    begins: bool = True
    tall: bool = False

    @property
    def unbroken(self) -> str:
        return unbroken(self.text)

    @property
    def flat(self) -> str:
        """The text on one line: a name broken to fit its column is whole again."""
        return flat(self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its cells from left to right."""

    place: Place
    cells: tuple[Cell, ...]

    @property
    def texts(self) -> list[str]:
        return [cell.text for cell in self.cells if cell.text]


def flat(text: str) -> str:
    """Without line breaks; a blank stays only beside a Latin letter or a digit."""
    return _BETWEEN_HAN.sub("", " ".join(text.split()))


def one_line(text: str) -> str:
    """A title of several lines as one: a blank is left only between Latin words."""
    return _BREAK.sub("", _BETWEEN_WORDS.sub(" ", text.strip()))


def unbroken(text: str) -> str:
    """A short text without its line breaks; blanks stay as typed."""
    return _BREAK.sub(" ", _BROKEN_HAN.sub("", text)) if len(text) <= SHORT else text


def lines_of(block: dict[str, Any], table: int) -> list[Line]:
    """The lines of a table block; ``table`` is its number in the file."""
    edges = column_edges(block)
    rows = [places_of(line) for line in block["grid"]]
    height: dict[int, int] = {}
    for row in rows:
        for index, _, _ in row:
            height[index] = height.get(index, 0) + 1
    first: dict[int, Place] = {}
    lines = []
    for at, row in enumerate(rows, 1):
        cells = []
        for column, (index, start, stop) in enumerate(row, 1):
            begins = index not in first
            place = first.setdefault(index, Place(table, at, column))
            text = block["cells"][index].strip()
            cells.append(Cell(text, place, edges[start], edges[stop], begins, height[index] > 1))
        lines.append(Line(Place(table, at), tuple(cells)))
    return lines


def places_of(line: Sequence[int]) -> list[tuple[int, int, int]]:
    """(cell, first column, column after its last) of each cell of a line."""
    found: list[tuple[int, int, int]] = []
    for column, index in enumerate(line):
        if index < 0:
            continue
        if found and found[-1][0] == index and found[-1][2] == column:
            found[-1] = (index, found[-1][1], column + 1)
        else:
            found.append((index, column, column + 1))
    return found


def column_edges(block: dict[str, Any]) -> list[int]:
    """Where each grid column begins, the last number being the right edge of the table."""
    columns = max((len(line) for line in block["grid"]), default=0)
    widths = list(block["widths"][:columns])
    if len(widths) < columns or not all(widths):
        widths = [1] * columns
    whole, edges, total = sum(widths), [0], 0
    for width in widths:
        total += width
        edges.append(total * WIDTH // whole)
    return edges
