"""A downloaded workbook changed as a clerk does it, with openpyxl in Excel's place."""

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.exchange.workbook.layout import HEADING_ROW

#: A sheet's name, the row's number among the lines (from 0) or a head's name, the column's heading.
Spot = tuple[str, int | str, str]


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column_of(sheet: Worksheet, heading: str) -> int:
    return next(cell.column for cell in sheet[HEADING_ROW] if str(cell.value or "").partition("\n")[0] == heading)


def cell_at(book: Workbook, spot: Spot) -> Any:
    name, line, heading = spot
    sheet = book[name]
    if isinstance(line, str):
        number = next(cell.row for cell in sheet["B"] if cell.value == line)
    else:
        number = HEADING_ROW + 1 + line
    return sheet.cell(number, column_of(sheet, heading))


def filled(content: bytes, texts: Mapping[Spot, Any]) -> bytes:
    """The same workbook with these cells changed."""
    book = opened(content)
    for spot, value in texts.items():
        cell = cell_at(book, spot)
        cell.value = value
        if isinstance(value, str) and not value.startswith("=SUM"):
            cell.data_type = "s"
    return saved(book)
