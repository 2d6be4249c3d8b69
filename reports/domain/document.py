"""The one document structure: what page, preview, print, PDF (and later Word) all draw from.

Pure data. Every text is plain text, never markup. A cell's ``key`` is the place of its value in the
exchange format ("indicators[3].actual"): findings, comments and the entry page's inputs hang on it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``label`` cells are the form's own words (headings, group names), the others values.

    ``mark``: the kind of finding the screen shows at the cell; ``note``: a small text under it (the
    verdict). Paper has neither.
    """

    text: str = ""
    key: str = ""
    rowspan: int = 1
    colspan: int = 1
    label: bool = False
    align: Align = "center"
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, cells from left to right; cells covered by a rowspan above are left out."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A run of body rows that share the table's columns and one heading.

    ``head`` is repeated where the band goes on over a page. A cell of the head may reach down into
    the rows (the block's name at the left edge): its ``rowspan`` counts head and rows together.
    Bands of one table stand flush on each other like the blocks of the paper form (header, funds,
    goals, indicators).
    """

    name: str
    rows: tuple[Row, ...]
    head: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """``widths``: share of each grid column in percent, adding to 100."""

    widths: tuple[float, ...]
    bands: tuple[Band, ...]
    caption: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """``kind``: what the title stands over; the pages of a form are set smaller than those of a report."""

    text: str
    subtitle: str = ""
    kind: Literal["report", "form"] = "report"


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``style``: "body" (indented), "caption" (over a table), "note" (under the form), "flush" (not indented).

    ``key``: the text it was taken from; paragraphs of one text share it, cells never share one.
    """

    text: str
    style: Literal["body", "caption", "note", "flush"] = "body"
    key: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What stood here in the report of an earlier year, for a screen to fold; paper has none."""

    year: int
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A plain line of yearly values; ``points`` are (year, value as printed)."""

    name: str
    unit: str
    points: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Title | Heading | Paragraph | Table | Earlier | Chart | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """``title`` names the file and the PDF's metadata; ``blocks`` in reading order."""

    title: str
    blocks: tuple[Block, ...]


def annotated(
    document: Document, marks: Mapping[str, str], notes: Mapping[str, str], text: Callable[[Cell], str]
) -> Document:
    """The same document for a screen: marks and notes at the cells of these keys, texts as ``text`` shows them."""

    def cell(found: Cell) -> Cell:
        key = found.key
        return replace(found, text=text(found), mark=marks.get(key, ""), note=notes.get(key, "")) if key else found

    def band(found: Band) -> Band:
        return replace(found, rows=tuple(Row(tuple(map(cell, row.cells))) for row in found.rows))

    blocks = tuple(
        replace(block, bands=tuple(map(band, block.bands))) if isinstance(block, Table) else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks)
