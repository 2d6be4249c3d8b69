"""What recognising a form yields: texts with the places they stand at, and what nobody could tell."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the Word file as a person counts: table, row, cell of the row, all from 1."""

    table: int
    row: int
    column: int = 0

    def __str__(self) -> str:
        cell = f"第{self.column}格" if self.column else ""
        return f"第{self.table}个表第{self.row}行{cell}"


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it stands in the file; ``place`` is ``None`` for one that stands outside a table."""

    text: str
    place: Place | None = None


#: One row of the form: its cells by their names in the exchange format.
Row = dict[str, Text]


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A row nobody could tell: where it stands and what stands in it."""

    place: Place
    texts: tuple[str, ...]


@dataclass
class Found:
    """Everything read from one form."""

    heads: Row = field(default_factory=dict)
    funds: list[Row] = field(default_factory=list)
    funds_total: Row | None = None
    management: list[Row] = field(default_factory=list)
    goals: list[Row] = field(default_factory=list)
    indicators: list[Row] = field(default_factory=list)
    title: str = ""
    #: What names the year and the unit of amounts: titles, labels, lines above the table.
    words: list[str] = field(default_factory=list)
    unrecognised: list[Unrecognised] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    #: Columns that stood in some heading.
    columns: set[str] = field(default_factory=set)
    #: By the place of a heading that nobody knows: the heading, and what stands below it.
    unread: dict[Place, tuple[str, list[str]]] = field(default_factory=dict)

    def left(self, place: Place, texts: Sequence[str]) -> None:
        """Keep a row that is not understood, to be shown."""
        self.unrecognised.append(Unrecognised(place, tuple(texts)))

    def skip(self, column: Place, title: str, cell: Text) -> None:
        """Note a cell that stands in a column whose heading is not known."""
        row = f"第{cell.place.row}行 " if cell.place else ""
        self.unread.setdefault(column, (title, []))[1].append(f"{row}{cell.text}")

    def tell_unread(self) -> None:
        """Such columns are shown one by one, so that nothing in them is lost without a word."""
        for place, (title, texts) in self.unread.items():
            self.left(place, [f"“{title}”一栏没有读" if title else "没有表头的一栏没有读", *texts])
        self.unread = {}
