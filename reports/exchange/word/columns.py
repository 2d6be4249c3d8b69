"""Which column of a form each cell of a line stands under: told by where it stands, not by its number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reports.exchange.word.found import Place
from reports.exchange.word.lines import Cell, Line

#: A cell belongs to every heading it covers by this share, in percent: it is then merged over them.
COVERED = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a band; ``name`` "" is one whose heading is not known."""

    name: str
    title: str
    left: int
    right: int
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Under:
    """The cells of one line under the columns of its band: by column name, in the order of the line."""

    cells: dict[str, list[Cell]]
    #: Columns whose cell is the one of the column before: merged across.
    merged: dict[str, str]
    #: Filled cells under headings that are not known.
    unread: list[tuple[Column, Cell]] = field(default_factory=list)

    def text(self, name: str, join: Callable[[Cell], str] = lambda cell: cell.text) -> str:
        return "".join(join(cell) for cell in self.cells.get(name, ()))

    def first(self, name: str) -> Cell | None:
        found = self.cells.get(name)
        return found[0] if found else None


def columns_of(line: Line, name_of: Callable[[Cell], str]) -> list[Column]:
    return [Column(name_of(cell), cell.flat, cell.left, cell.right, cell.place) for cell in line.cells]


def under(line: Line, columns: Sequence[Column]) -> Under:
    """Each cell under the column it overlaps most; one that covers several belongs to the first of them."""
    cells: dict[str, list[Cell]] = {}
    merged: dict[str, str] = {}
    unread: list[tuple[Column, Cell]] = []
    for cell in line.cells:
        shared = [(min(cell.right, column.right) - max(cell.left, column.left), column) for column in columns]
        covered = [column for width, column in shared if width * 100 >= (column.right - column.left) * COVERED]
        known = [column for column in covered if column.name]
        if not known:
            width, nearest = max(shared, key=lambda item: item[0], default=(0, None))
            known = [nearest] if nearest is not None and width > 0 else []
        if known and not known[0].name:
            unread += [(known[0], cell)] if cell.text and cell.begins else []
        elif known:
            cells.setdefault(known[0].name, []).append(cell)
            merged |= {column.name: known[0].name for column in known[1:]}
    return Under(cells, merged, unread)


def same_shape(line: Line, columns: Sequence[Column]) -> Line:
    """The line set under the columns one by one where it has as many cells: a table going on in other widths."""
    if len(line.cells) != len(columns):
        return line
    pairs = zip(line.cells, columns, strict=True)
    cells = (Cell(c.text, c.place, column.left, column.right, c.begins, c.tall) for c, column in pairs)
    return Line(line.place, tuple(cells))
