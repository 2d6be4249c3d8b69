"""The log as a workbook: every entry a row, every cell text."""

import io
import re
from collections.abc import Sequence
from copy import copy

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from reports.exchange.workbook import styles
from reports.exchange.workbook.writing import display_width, pieces

COLUMNS = {
    "时间": 20,
    "序号": 8,
    "人员": 14,
    "单位": 30,
    "年度": 8,
    "项目": 30,
    "类别": 8,
    "内容": 44,
    "原文字": 44,
    "新文字": 44,
    "意见": 44,
}
TITLE = "办理日志"
#: What no workbook can hold; the portal stores none of it, and whoever tampers must not hide the log by it.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
HEADING_ROW = 3
#: So many lines of a long text are seen at once; the cell holds all of it.
LINES = 8


def write_log(rows: Sequence[Sequence[str]], said: str) -> bytes:
    """``rows``: texts in the order of COLUMNS; ``said``: which entries these are.

    A text that is too long for a cell goes on in the next row.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(TITLE)
    for number, width in enumerate(COLUMNS.values(), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    title, note = WriteOnlyCell(sheet, TITLE), WriteOnlyCell(sheet, said)
    title.font, note.font = styles.TITLE, styles.NOTE
    for head in ([title], [note], [heading(sheet, text) for text in COLUMNS]):
        sheet.append(head)
    looks = {quoted: body(sheet, quoted) for quoted in (False, True)}
    last = HEADING_ROW
    for row in rows:
        for texts in spread(row):
            last += 1
            sheet.row_dimensions[last].height = height(texts)
            sheet.append([text_cell(sheet, text, looks) for text in texts])
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(len(COLUMNS))}{last}"
    book.properties.creator = "绩效自评系统"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def heading(sheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, styles.heading(text, ""))
    cell.fill, cell.border, cell.alignment = styles.ground(styles.HEAD), styles.BOX, styles.HEADING_ALIGN
    return cell


def body(sheet, quoted: bool) -> WriteOnlyCell:
    """A cell of the list; its style is shared, as setting one costs more than writing the text."""
    cell = WriteOnlyCell(sheet)
    styles.OPEN.put(cell, "=" if quoted else "", "left")
    cell.alignment = styles.top(cell.alignment)
    return cell


def text_cell(sheet, text: str, looks: dict[bool, WriteOnlyCell]) -> WriteOnlyCell:
    """Text stays text: a leading = is no formula."""
    cell = WriteOnlyCell(sheet, text or None)
    if text:
        cell.data_type = "s"
    cell._style = copy(looks[text.startswith(("=", "+", "-", "@"))]._style)
    return cell


def spread(row: Sequence[str]) -> list[list[str]]:
    """The row, and further ones with what its cells cannot hold."""
    parts = [pieces(UNWRITABLE.sub("\ufffd", text)) for text in row]
    return [[cell[index] if index < len(cell) else "" for cell in parts] for index in range(max(map(len, parts)))]


def height(texts: Sequence[str]) -> float:
    """Room for the row's texts; not every program measures a row when it opens a file."""
    lines = 1
    for text, width in zip(texts, COLUMNS.values(), strict=True):
        parts = text[: LINES * width].split("\n")
        lines = max(lines, sum(-(-display_width(part) // (width - 1)) or 1 for part in parts))
    return 6 + 15 * min(lines, LINES)
