"""A Word file's bytes → its paragraphs and tables in order, as plain values that cross a process.

A paragraph: ``{"kind": "paragraph", "text", "style", "outline", "number", "bold", "center", "images"}``:
``outline`` 1–9 of a heading, 0 of a body text; ``number`` what Word's automatic numbering prints before it.
A table: ``{"kind": "table", "widths", "cells", "grid"}``: ``grid`` has one list per row with the index into
``cells`` for every column of the grid; positions with the same index are one merged cell, -1 is no cell.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import XmlPart
from lxml.etree import XMLSyntaxError

from reports.exchange.office.package import FileProblem
from reports.exchange.word.inline import boxes, is_bold, line_of
from reports.exchange.word.names import W, attribute, number
from reports.exchange.word.numbering import Numbering, read_numbering

Block = dict[str, Any]
NO_DOCUMENT = "这不是可以读取的 Word 文件（.docx），请用 Word 或 WPS 打开后另存为 .docx 再上传。"
#: Word's own limit on columns.
MOST_COLUMNS = 63
#: Far more than the longest report has: paragraphs and tables (also in cells), rows of all tables, cells, characters.
MOST = {"blocks": 40_000, "rows": 5_000, "cells": 20_000, "text": 2_000_000}
TOO_MUCH = "文件内容过多（{label}超过 {most:,}），不能读取。请只保留自评报告和自评表，删去其他内容后再上传。"
LABELS = {"blocks": "段落和表格", "rows": "表格行数", "cells": "表格单元格", "text": "字数"}
#: Nodes that only wrap paragraphs, tables, rows or cells.
WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style with what it inherits: its name, heading level and list."""

    name: str = ""
    outline: int = 0
    list_id: str = ""
    depth: int = 0
    center: bool = False


@dataclass
class Source:
    """What reading a paragraph needs to know of the rest of the file."""

    styles: dict[str, Style] = field(default_factory=dict)
    default: Style = field(default_factory=Style)
    numbering: Numbering = field(default_factory=Numbering)
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, kind: str, more: int = 1) -> None:
        """Stop at once where the file has more than any report."""
        self.counts[kind] = self.counts.get(kind, 0) + more
        if self.counts[kind] > MOST[kind]:
            raise FileProblem(TOO_MUCH.format(label=LABELS[kind], most=MOST[kind]))


def read_blocks(content: bytes) -> list[Block]:
    """Paragraphs and tables in document order; raises FileProblem."""
    try:
        document = Document(io.BytesIO(content))
        body = document.element.body
        parts = {relation.reltype.rpartition("/")[2]: relation for relation in document.part.rels.values()}
    except (PackageNotFoundError, zipfile.BadZipFile, XMLSyntaxError, KeyError, ValueError, AttributeError) as error:
        raise FileProblem(NO_DOCUMENT) from error

    def root(kind: str) -> Any:
        relation = parts.get(kind)
        part = None if relation is None or relation.is_external else relation.target_part
        return part.element if isinstance(part, XmlPart) else None

    styles = read_styles(root("styles"))
    source = Source(styles, styles.get("", Style()), read_numbering(root("numbering")))
    return list(blocks_of(body, source))


def blocks_of(parent: Any, source: Source) -> Iterator[Block]:
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            source.count("blocks")
        if child.tag == f"{W}p":
            yield paragraph_block(child, source)
            for box in boxes(child):
                yield from blocks_of(box, source)
        elif child.tag == f"{W}tbl":
            inner = only_cell(child)
            yield from blocks_of(inner, source) if inner is not None else [table_block(child, source)]
        elif child.tag in WRAPPERS:
            yield from blocks_of(child, source)


# --- paragraphs -----------------------------------------------------------------------------------


def paragraph_block(paragraph: Any, source: Source) -> Block:
    properties = paragraph.find(f"{W}pPr")
    style = style_of(properties, source)
    own = None if properties is None else properties.find(f"{W}outlineLvl")
    outline = style.outline if own is None else heading_level(attribute(own, "val"))
    align = None if properties is None else properties.find(f"{W}jc")
    text, label = line_of(paragraph), label_of(properties, style, source)
    source.count("text", len(text))
    return {
        "kind": "paragraph",
        "text": text,
        "style": style.name,
        "outline": outline,
        "number": label if text.strip() else "",
        "bold": is_bold(paragraph),
        "center": style.center if align is None else attribute(align, "val") == "center",
        "images": sum(1 for _ in paragraph.iter(f"{W}drawing", f"{W}pict")),
    }


def style_of(properties: Any, source: Source) -> Style:
    named = None if properties is None else properties.find(f"{W}pStyle")
    return source.default if named is None else source.styles.get(attribute(named, "val"), source.default)


def heading_level(text: str) -> int:
    """``w:outlineLvl`` counts from 0; 9 is body text."""
    level = number(text, 9)
    return level + 1 if level < 9 else 0


def label_of(properties: Any, style: Style, source: Source) -> str:
    """The automatic number before a paragraph, by its own list or its style's."""
    own = None if properties is None else properties.find(f"{W}numPr")
    if own is None:
        list_id, depth = style.list_id, style.depth
    else:
        list_id = attribute(own.find(f"{W}numId"), "val", style.list_id)
        depth = number(attribute(own.find(f"{W}ilvl"), "val"))
    return source.numbering.label(list_id, depth) if list_id not in ("", "0") else ""


def read_styles(root: Any) -> dict[str, Style]:
    """Paragraph styles by id, each with what it inherits; "" is the default one."""
    nodes = {} if root is None else {attribute(node, "styleId"): node for node in root.iterfind(f"{W}style")}
    found = {key: read_style(key, nodes) for key, node in nodes.items() if attribute(node, "type") == "paragraph"}
    default = next((key for key in found if attribute(nodes[key], "default") in ("1", "true", "on")), "")
    return found | ({"": found[default]} if default else {})


def read_style(key: str, nodes: dict[str, Any]) -> Style:
    chain: list[Any] = []
    while key in nodes and nodes[key] not in chain:
        chain.append(nodes[key])
        key = attribute(nodes[key].find(f"{W}basedOn"), "val")
    name = attribute(chain[0].find(f"{W}name"), "val")

    def nearest(path: str) -> Any:
        return next((found for node in chain if (found := node.find(f"{W}pPr/{W}{path}")) is not None), None)

    outline, listed, align = nearest("outlineLvl"), nearest("numPr"), nearest("jc")
    match = _HEADING.fullmatch(name.strip())
    level = int(match[1]) if match else 0 if outline is None else heading_level(attribute(outline, "val"))
    list_id = "" if listed is None else attribute(listed.find(f"{W}numId"), "val")
    depth = 0 if listed is None else number(attribute(listed.find(f"{W}ilvl"), "val"))
    return Style(name, level, list_id, depth, attribute(align, "val") == "center")


# --- tables ---------------------------------------------------------------------------------------


def children(node: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also where a content control or a tracked insertion wraps them."""
    for child in node:
        if child.tag == W + name:
            yield child
        elif child.tag in WRAPPERS:
            yield from children(child, name)


def only_cell(table: Any) -> Any:
    """The cell of a frame of one cell around other tables, else ``None``."""
    cells = list(islice((cell for row in children(table, "tr") for cell in children(row, "tc")), 2))
    return cells[0] if len(cells) == 1 and next(cells[0].iter(f"{W}tbl"), None) is not None else None


def table_block(table: Any, source: Source) -> Block:
    widths = [number(attribute(column, "w")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    cells: list[str] = []
    grid: list[list[int]] = []
    above: dict[int, int] = {}
    for row in children(table, "tr"):
        source.count("rows")
        if row.find(f"{W}trPr/{W}del") is None:
            line, above = row_line(row, cells, above, source)
            grid.append(line)
    return {"kind": "table", "widths": widths, "cells": cells, "grid": grid}


def row_line(row: Any, cells: list[str], above: dict[int, int], source: Source) -> tuple[list[int], dict[int, int]]:
    """The row's positions, and by column the cells that may go on in the next row; new texts go to ``cells``."""
    line = [-1] * skipped(row, "gridBefore")
    merged: dict[int, int] = {}
    for cell in children(row, "tc"):
        if len(line) >= MOST_COLUMNS:
            break
        source.count("cells")
        at, text = len(line), cell_text(cell, source)
        down, across = (cell.find(f"{W}tcPr/{W}{name}") for name in ("vMerge", "hMerge"))
        goes_on = down is not None and attribute(down, "val", "continue") == "continue"
        if across is not None and attribute(across, "val", "continue") == "continue" and line and line[-1] >= 0:
            index = line[-1]
        elif goes_on and at in above:
            index = above[at]
        else:
            index = len(cells)
            cells.append("")
        cells[index] = "\n".join(part for part in (cells[index], text) if part)
        span = number(attribute(cell.find(f"{W}tcPr/{W}gridSpan"), "val", "1"), 1)
        line += [index] * max(1, min(span, MOST_COLUMNS - at))
        if down is not None:
            merged[at] = index
    return line + [-1] * skipped(row, "gridAfter"), merged


def skipped(row: Any, side: str) -> int:
    return min(number(attribute(row.find(f"{W}trPr/{W}{side}"), "val")), MOST_COLUMNS)


def cell_text(cell: Any, source: Source) -> str:
    """All that stands in a cell: its paragraphs, boxes and inner tables, one below the other."""
    texts = []
    for block in blocks_of(cell, source):
        if block["kind"] == "paragraph":
            texts.append(block["number"] + block["text"])
        else:
            rows = ([block["cells"][i] for i in dict.fromkeys(line) if i >= 0] for line in block["grid"])
            texts += [" ".join(text for text in row if text) for row in rows]
    return "\n".join(text.strip() for text in texts if text.strip())
