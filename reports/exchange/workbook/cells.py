"""An .xlsx file ↔ plain cells, and the same file with marks. Runs in the guarded process: no Django here.

A cell is ``[column, text, flag]``; the flag says what a reader must know about it: "" typed text, "number" (or a
date, or a truth value) turned to the text a person would type, "formula" the result stored beside a formula,
"uncached" a formula without a result, "error" #REF! and the like.
"""

import io
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.worksheet.worksheet import Worksheet

from reports.exchange.office.package import FileProblem

MAX_SHEETS, MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 60, 5000, 100, 8_000_000
#: What a cell costs beside its text: a million short ones are as bad as one long one.
CELL_COST = 40
#: Rows without content may follow (whole columns formatted), but not for ever.
MAX_SCANNED = 200_000
#: What Excel escapes: control characters, and the first mark of what looks like an escape.
ESCAPED = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")
#: What a number's pattern shows as it stands: "项", \%, and brackets for colours and languages.
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
#: A Chinese Excel names these patterns by number alone; openpyxl would take such a date for a number.
YEAR_MONTH, MONTH_DAY, WHOLE_DATE = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
BUILTIN_FORMATS.update(dict.fromkeys((27, 36, 50, 52, 57), YEAR_MONTH))
BUILTIN_FORMATS.update(dict.fromkeys((28, 29, 51, 53, 54, 58), MONTH_DAY))
BUILTIN_FORMATS.update({30: "m-d-yy", 31: WHOLE_DATE})
ROSE = PatternFill("solid", start_color="FFF8CBAD")

Row = list[Any]


def read_sheets(content: bytes) -> list[dict[str, Any]]:
    """Every sheet: its name, whether it shows, its rows that hold anything. Raises FileProblem."""
    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    if len(values.sheetnames) > MAX_SHEETS:
        raise FileProblem(
            f"工作簿有 {len(values.sheetnames)} 张工作表，超过 {MAX_SHEETS} 张。请上传从本系统下载的工作簿。"
        )
    budget = [MAX_TEXT]
    sheets = []
    for name in values.sheetnames:
        shown, source = values[name], formulas[name]
        if not hasattr(shown, "reset_dimensions"):
            continue  # a chart sheet holds no cells
        rows = read_rows(name, shown, source, budget)
        sheets.append({"name": name, "hidden": shown.sheet_state != "visible", "rows": rows})
    return sheets


def bounded(name: str, rows: Any) -> Any:
    for count, row in enumerate(rows):
        if count > MAX_SCANNED:
            raise FileProblem(f"工作表“{name}”的行数过多。请删去表格下方的空行和格式后再上传。")
        yield row[:MAX_COLUMNS]


def read_rows(name: str, shown: Any, source: Any, budget: list[int]) -> list[Row]:
    """``[row number, [cell, …]]`` for each row that holds anything; results and formulas side by side."""
    shown.reset_dimensions()
    source.reset_dimensions()
    rows: list[Row] = []
    for cells, origins in zip(bounded(name, shown.iter_rows()), source.iter_rows(), strict=False):
        pairs = [(cell, origin) for cell, origin in zip(cells, origins, strict=False) if hasattr(cell, "row")]
        read = [read_cell(cell, origin.data_type == "f") for cell, origin in pairs]
        found = [cell for cell in read if cell is not None]
        if not found:
            continue
        budget[0] -= sum(CELL_COST + len(text) for _, text, _ in found)
        if len(rows) >= MAX_ROWS or budget[0] < 0:
            raise FileProblem(
                f"工作表“{name}”的内容过多（最多 {MAX_ROWS} 行、约 20 万格）。请上传从本系统下载的工作簿。"
            )
        rows.append([pairs[0][0].row, found])
    return rows


def read_cell(cell: Any, formula: bool) -> Row | None:
    value = cell.value
    if value is None:
        return [cell.column, "", "uncached"] if formula else None
    if cell.data_type == "e":
        return [cell.column, str(value), "error"]
    text, plain = typed_text(value, cell.number_format or "")
    return [cell.column, text, "formula" if formula else "" if plain else "number"]


def typed_text(value: Any, pattern: str) -> tuple[str, bool]:
    """A value as a person would have typed it, and whether it was typed so: 0.927 shown as 92.7% is 92.7%."""
    if isinstance(value, bool):
        return ("是" if value else "否"), False
    if isinstance(value, int | float):
        number = Decimal(repr(value)) if isinstance(value, int) else Decimal(format(value, ".15g"))
        if "%" in LITERAL.sub("", pattern):
            return f"{plain_number(number * 100)}%", False
        return plain_number(number) + ("%" if "%" in pattern else ""), False
    if isinstance(value, datetime | date):
        return plain_date(value, LITERAL.sub("", pattern).lower()), False
    if isinstance(value, time | timedelta):
        return str(value), False
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value)), True


def plain_date(value: date, pattern: str) -> str:
    """Only what its pattern shows: 2023年9月 is no first of September."""
    parts = {"y": f"{value.year}年", "m": f"{value.month}月", "d": f"{value.day}日"}
    return "".join(text for letter, text in parts.items() if letter in pattern) or "".join(parts.values())


def plain_number(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def paint(content: bytes, marks: list[dict[str, Any]]) -> bytes:
    """The person's own file with each marked cell coloured and a note in it."""
    book = load_workbook(io.BytesIO(content))
    for mark in marks:
        if mark["sheet"] in book.sheetnames and isinstance(book[mark["sheet"]], Worksheet):
            paint_cell(book[mark["sheet"]], mark["cell"], mark["note"])
    if shown := [mark["sheet"] for mark in marks if mark["sheet"] in book.sheetnames]:
        for sheet in book.worksheets:
            sheet.sheet_view.tabSelected = False
        book.active = book.sheetnames.index(shown[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def paint_cell(sheet: Worksheet, address: str, note: str) -> None:
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if address in merged:
                cell = sheet.cell(merged.min_row, merged.min_col)
    before = f"{cell.comment.text}\n" if cell.comment else ""
    comment = Comment(f"{before}{note}", "绩效自评系统")
    comment.width, comment.height = 320, 40 + 20 * (len(comment.text) // 22 + 1)
    cell.comment = comment
    cell.fill = ROSE
