"""A table of the document → Word tables, one for each band.

Word repeats heading rows only where they begin a table, so each band is a table of its own on the same columns, as on
page and PDF; a hidden paragraph keeps Word from joining them.
"""

from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Any

from reports.domain.document import Band, Table
from reports.rendering.breaking import PADDING, edge_lines, label_lines
from reports.rendering.docx.grid import Place, band_grid
from reports.rendering.docx.nodes import w
from reports.rendering.docx.pages import Page
from reports.rendering.docx.texts import paragraph, plain
from reports.rendering.view import LONG

#: Room at the sides of a text in twentieths of a point, where it is not the style's own.
LABEL_ROOM, LEFT_ROOM = 20, 60


def table_nodes(table: Table, page: Page) -> Iterator[Any]:
    """The tables of a table and the paragraphs between and after them."""
    edges = [round(page.inner * share / sum(table.widths)) for share in accumulate(table.widths, initial=0.0)]
    bands = [band for band in table.bands if band.head or band.rows]
    for number, band in enumerate(bands):
        if number:
            yield paragraph("", "Seam")
        yield band_node(band, edges, page, plain(table.caption))
    yield paragraph("", page.styles["end"])


def band_node(band: Band, edges: list[int], page: Page, caption: str) -> Any:
    widths = [right - left for left, right in pairwise(edges)]
    properties = w(
        "tblPr",
        w("tblStyle", val="TableGrid"),
        w("tblW", w=edges[-1], type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0000"),
        w("tblCaption", val=caption) if caption else None,
    )
    made = w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)))
    for number, places in enumerate(band_grid(band, len(widths))):
        made.append(row_node(places, edges, page, head=number < len(band.head)))
    return made


def row_node(places: list[Place], edges: list[int], page: Page, *, head: bool) -> Any:
    """A row stays whole on a page unless a text in it is long.

    A head is not kept with the row below it by ``keepNext``: LibreOffice then loses the rows of a following page.
    """
    long = any(len(place.cell.text) > LONG for place in places if place.first)
    properties = w("trPr", None if long else w("cantSplit"), w("tblHeader") if head else None)
    cells = (cell_node(place, edges, page) for place in places)
    return w("tr", properties if len(properties) else None, *cells)


def cell_node(place: Place, edges: list[int], page: Page) -> Any:
    room, span = edges[place.right] - edges[place.column], place.right - place.column
    properties = w(
        "tcPr",
        w("tcW", w=room, type="dxa"),
        w("gridSpan", val=span) if span > 1 else None,
        w("vMerge", val="restart" if place.first else "continue") if place.merged else None,
        open_side(place),
        sides(place),
        w("vAlign", val="center"),
    )
    text = text_of(place, room, page) if place.first and place.part != "upper" else ""
    align = "" if place.cell.align == "center" else place.cell.align
    return w("tc", properties, paragraph(text, page.styles["cell"], align=align))


def open_side(place: Place) -> Any:
    """No line between the two parts of a cell that reaches from the head into the rows."""
    if place.part == "upper" and place.row == place.bottom - 1:
        return w("tcBorders", w("bottom", val="nil"))
    return w("tcBorders", w("top", val="nil")) if place.part == "lower" and place.first else None


def sides(place: Place) -> Any:
    """Labels may come closer to the border, texts that begin at the left keep off it."""
    if place.cell.label:
        return w("tcMar", w("left", w=LABEL_ROOM, type="dxa"), w("right", w=LABEL_ROOM, type="dxa"))
    return w("tcMar", w("left", w=LEFT_ROOM, type="dxa")) if place.cell.align == "left" else None


def text_of(place: Place, room: int, page: Page) -> str:
    """The form's own words break between words, as in the PDF; what somebody typed stays as it is."""
    text = plain(place.cell.text)
    if not place.cell.label:
        return text
    if place.part == "lower" and place.right == 1:
        return "\n".join(edge_lines(text))
    return "\n".join(label_lines(text, (room / 20 - PADDING) / page.type_size))
