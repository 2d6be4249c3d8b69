"""Document → plain values for the templates, in the order they are drawn.

Templates then loop and print; what must be decided (classes, spans, the lines of a title) is
decided here, once for page, preview, print and PDF.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import escape
from django.utils.safestring import mark_safe

from reports.domain.document import (
    Band,
    Block,
    Cell,
    Chart,
    Document,
    Earlier,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    Table,
    Title,
)
from reports.rendering.chart import chart_view

#: What neither XML nor a page can carry, and marks that turn the order of a text round; the doors refuse them.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
#: A row with a longer cell may break inside; shorter rows stay whole.
LONG = 400
#: Centred is the cell's own way.
ALIGNED = {"left": "doc-left", "right": "doc-right", "center": ""}
PARAGRAPHS = {
    "body": "doc-paragraph",
    "caption": "doc-paragraph-caption",
    "note": "doc-paragraph-note",
    "flush": "doc-paragraph-flush",
}


def clean(text: str) -> str:
    """Without what cannot be printed, and with one blank line where a text has many."""
    return BLANK_LINES.sub("\n\n", UNPRINTABLE.sub("", text)) if "\n" in text else UNPRINTABLE.sub("", text)


def cell_view(cell: Cell, name: str = "") -> dict[str, Any]:
    """Text, and the tag's attributes as one safe string: a form has hundreds of cells."""
    mark = f"mark-{cell.mark}" if cell.mark else ""
    classes = ["doc-cell", name, "doc-label" if cell.label else "", ALIGNED[cell.align], mark]
    attributes = f' class="{" ".join(word for word in classes if word)}"'
    if cell.key:
        attributes += f' data-key="{escape(cell.key)}"'
    if cell.rowspan > 1:
        attributes += f' rowspan="{int(cell.rowspan)}"'
    if cell.colspan > 1:
        attributes += f' colspan="{int(cell.colspan)}"'
    return {"text": clean(cell.text), "attributes": mark_safe(attributes), "key": cell.key, "cell": cell}  # noqa: S308


def row_view(cells: Iterable[dict[str, Any]]) -> dict[str, Any]:
    cells = list(cells)
    return {"cells": cells, "long": any(len(cell["text"]) > LONG for cell in cells)}


def split_head(band: Band) -> tuple[list[list[dict[str, Any]]], list[list[dict[str, Any]]]]:
    """Head and body cells; a head cell that reaches into the body is cut in two.

    HTML cannot span from thead into tbody. The upper part stays empty and open below, so that both
    look like one cell and the head can be repeated on the next page.
    """
    body = [[cell_view(cell) for cell in row.cells] for row in band.rows]
    head = []
    for i, row in enumerate(band.head):
        cells, column = [], 0
        left = len(band.head) - i
        for cell in row.cells:
            if cell.rowspan > left and body:
                cells.append(cell_view(Cell(rowspan=left, colspan=cell.colspan, label=True), "doc-open"))
                rest = Cell(cell.text, cell.key, cell.rowspan - left, cell.colspan, cell.label, cell.align)
                body[0].insert(position(band.rows[0], column), cell_view(rest, "doc-edge"))
            else:
                cells.append(cell_view(cell))
            column += cell.colspan
        head.append(cells)
    return head, body


def position(row: Row, column: int) -> int:
    """Index in ``row`` of the first cell at or right of a grid column."""
    at = 0
    for i, cell in enumerate(row.cells):
        if at >= column:
            return i
        at += cell.colspan
    return len(row.cells)


def band_view(band: Band) -> dict[str, Any]:
    head, body = split_head(band)
    return {"name": band.name, "head": head, "rows": [row_view(cells) for cells in body]}


def table_view(table: Table) -> dict[str, Any]:
    """Also of use to the entry page, which draws the same table with inputs in it."""
    return {
        "kind": "table",
        "key": table.key,
        "caption": clean(table.caption),
        "widths": [f"{width:g}%" for width in table.widths],
        "bands": [band_view(band) for band in table.bands],
    }


def block_view(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        return table_view(block)
    if isinstance(block, Chart):
        return chart_view(block, clean)
    if isinstance(block, Earlier):
        return {"kind": "earlier", "year": block.year, "text": clean(block.text)}
    if isinstance(block, Title):
        return {"kind": "title", "text": clean(block.text), "subtitle": clean(block.subtitle)}
    if isinstance(block, Heading):
        return {"kind": "heading", "text": clean(block.text), "level": min(max(block.level, 1), 5), "key": block.key}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": clean(block.text), "class": PARAGRAPHS[block.style], "key": block.key}
    raise TypeError(f"no drawing for {type(block).__name__}")


def pages_of(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The runs of blocks between page breaks."""
    run: list[Block] = []
    for block in blocks:
        if isinstance(block, PageBreak):
            if run:
                yield run
            run = []
        else:
            run.append(block)
    if run:
        yield run


def document_view(document: Document) -> dict[str, Any]:
    """What templates/reports/document/ draw: sections, each on its own pages."""
    sections = []
    for run in pages_of(document.blocks):
        form = any(isinstance(block, Title) and block.kind == "form" for block in run)
        sections.append({"kind": "form" if form else "report", "blocks": [block_view(block) for block in run]})
    return {"title": clean(document.title), "sections": sections}
