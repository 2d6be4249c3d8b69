"""A report → its workbook, to be filled in Excel or WPS without the portal."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Border
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from reports.exchange.workbook import styles
from reports.exchange.workbook.layout import (
    BLANK,
    CONTINUED,
    FORMAT,
    HEAD_SHEET,
    HEADING_ROW,
    HEADS,
    IDENTITY,
    ROW_KEY,
    SHEETS,
    TYPED_BLANK,
    Column,
    SheetRule,
)
from reports.exchange.workbook.lines import Line, lines_of
from reports.rows import ROWS

#: Excel holds 32 767 units of UTF-16 in a cell; a longer text goes on in a further column.
CELL_UNITS = 32_000
ESCAPES = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
#: What must not be torn apart between two cells.
ATOMS = re.compile("_x005F_|.", re.DOTALL)
COVER = "填报说明"
#: Excel's greatest height of a row, in points.
TALLEST = 400
ADVICE = (
    "白色格填写，灰色格由下达单位确定或由系统计算，不能改动。",
    "所有格都是文本：数字、百分数、日期照纸表填写即可，例如 92.7%、1234.56。",
    "可以只填一部分；不要增删、调换行，不要改工作表名和表头。",
    "填好后在系统的报告页面点“上传工作簿”，先看到逐格的改动，确认后才写入。",
    "下载以后在系统里改过的格，上传时会逐格提示，由您选择。",
)


@dataclass(frozen=True)
class Identity:
    """Which report the workbook was made from, and each row's name and version then; blank for one of no report."""

    report: str = ""
    revision: str = ""
    rows: Mapping[str, tuple[str, int]] = field(default_factory=dict)


def write_workbook(report: Mapping[str, Any], computed: Mapping[str, str], identity: Identity) -> bytes:
    """``report``: the exchange format's object. ``computed``: texts of the computed cells by place."""
    book = Workbook()
    write_cover(book.active, report)
    write_heads(book.create_sheet(HEAD_SHEET), report, identity)
    lines = lines_of(report)
    for rule in SHEETS:
        Sheet(book.create_sheet(rule.title), rule, report["unit"]).write(lines[rule.key], computed, identity)
    write_identity(book.create_sheet(IDENTITY), report, lines, identity)
    for sheet in book.worksheets:
        finish(sheet)
    # The first thing a clerk fills lies open.
    book.active = book.sheetnames.index("绩效指标")
    book.properties.creator, book.properties.title = "绩效自评系统", str(report["title"])[:200]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def excel_text(text: str) -> str:
    """``_x0041_`` would be read as an A: its first mark is written as an escape of itself."""
    return ESCAPES.sub("_x005F_", text) if "_x" in text else text


def pieces(text: str) -> list[str]:
    """The text in parts that a cell can hold."""
    text = excel_text(text)
    if len(text) * 2 <= CELL_UNITS:
        return [text]
    parts, start, units = [], 0, 0
    for atom in ATOMS.finditer(text):
        wide = 2 if atom[0] > "\uffff" else len(atom[0])
        if units + wide > CELL_UNITS:
            parts.append(text[start : atom.start()])
            start, units = atom.start(), 0
        units += wide
    return [*parts, text[start:]]


def write_cover(sheet: Worksheet, report: Mapping[str, Any]) -> None:
    sheet.title = COVER
    sheet.column_dimensions["A"].width = 100
    rows = [f"{report['year']}年度 {report['program']}", f"填报单位：{report['organization']}", "", *ADVICE]
    for number, text in enumerate([str(report["title"]), *rows], 1):
        cell = sheet.cell(number, 1)
        styles.LOCKED.put(cell, pieces(text)[0])
        cell.fill, cell.border = styles.ground(styles.WHITE), Border()
        if number == 1:
            cell.font = styles.TITLE


def write_heads(sheet: Worksheet, report: Mapping[str, Any], identity: Identity) -> None:
    """One line for each head: its name, its text, what to write."""
    begin(sheet, HEAD_SHEET, "", 3)
    for number, (text, width) in enumerate((("项目", 24), ("内容", 70), ("填报说明", 50)), 2):
        head_cell(sheet, number, text, "", width)
    most = max(len(pieces(str(report[column.key]))) for column in HEADS)
    for number in range(1, most):
        head_cell(sheet, 4 + number, "内容" + CONTINUED.format(n=number), "", 70)
    for number, column in enumerate(HEADS, HEADING_ROW + 1):
        rule = ROWS["report"].cells.get(column.key)
        mark_row(sheet, number, column.key, identity.rows.get("report"))
        styles.LOCKED.put(sheet.cell(number, 2), column.heading)
        text = worded(column, str(report[column.key]))
        look = styles.OPEN if rule else styles.LOCKED
        parts = pieces(text)
        for at, part in enumerate(parts):
            # The columns of the hint are passed over.
            look.put(sheet.cell(number, 3 if at == 0 else 4 + at), part)
        styles.COMPUTED.put(sheet.cell(number, 4), rule.hint if rule else "")
        set_height(sheet, number)


def worded(column: Column, text: str) -> str:
    """The form's word for a code."""
    return column.words.get(text, text)


def begin(sheet: Worksheet, title: str, advice: str, columns: int) -> None:
    """The sheet's own heading over its columns."""
    cell = sheet.cell(1, 2, title)
    cell.font = styles.TITLE
    if advice:
        note = sheet.cell(1, 4, advice)
        note.font = styles.NOTE
    sheet.row_dimensions[1].height = 24
    sheet.column_dimensions["A"].hidden = True
    sheet.cell(HEADING_ROW, 1, ROW_KEY)


def head_cell(sheet: Worksheet, number: int, text: str, hint: str, width: float) -> None:
    cell = sheet.cell(HEADING_ROW, number)
    cell.value = styles.heading(text, hint)
    cell.fill, cell.border, cell.alignment = styles.ground(styles.HEAD), styles.BOX, styles.HEADING_ALIGN
    sheet.column_dimensions[get_column_letter(number)].width = width


def mark_row(sheet: Worksheet, number: int, place: str, held: tuple[str, int] | None) -> None:
    """The hidden name of the row: the portal's own where it knows the row, else its place."""
    sheet.cell(number, 1, held[0] if held else place)


@dataclass
class Sheet:
    """One sheet being written."""

    sheet: Worksheet
    rule: SheetRule
    unit: str

    def write(self, lines: Sequence[Line], computed: Mapping[str, str], identity: Identity) -> None:
        begin(self.sheet, self.rule.title, self.rule.hint, len(self.rule.columns))
        for number, column in enumerate(self.rule.columns, 2):
            head_cell(self.sheet, number, column.heading, self.hint(column), column.width)
        self.sheet.row_dimensions[HEADING_ROW].height = self.heading_height()
        further: dict[tuple[str, int], int] = {}
        for number, line in enumerate(lines, HEADING_ROW + 1):
            mark_row(self.sheet, number, line.total or line.place, identity.rows.get(line.place))
            self.write_line(number, line, computed, further)
            set_height(self.sheet, number)
        self.offer_choices(len(lines))
        self.hide_unused(lines)
        self.sheet.freeze_panes = self.sheet.cell(HEADING_ROW + 1, 6 if self.rule.key == "indicators" else 3)

    def hint(self, column: Column) -> str:
        rule = self.rule.rule(column)
        if rule is None:
            return column.hint or ("系统计算" if column.computed else "")
        return rule.hint.replace("{unit}", self.unit)

    def heading_height(self) -> float:
        """Room for the longest hint."""
        lines = (1 + len(self.hint(column)) * 1.8 / column.width for column in self.rule.columns)
        return min(18 + 13 * max(lines), 200)

    def write_line(
        self, number: int, line: Line, computed: Mapping[str, str], further: dict[tuple[str, int], int]
    ) -> None:
        for at, column in enumerate(self.rule.columns, 2):
            cell = self.sheet.cell(number, at)
            if column.computed or not line.place:
                styles.COMPUTED.put(cell, self.computed_text(line, column, computed), column.align)
                continue
            text, open_ = line.values[column.key], self.opens(line, column)
            parts = pieces(self.shown(column, text, line))
            (styles.OPEN if open_ else styles.LOCKED).put(cell, parts[0], column.align)
            for piece, part in enumerate(parts[1:], 1):
                place = further.setdefault((column.key, piece), 2 + len(self.rule.columns) + len(further))
                head_cell(self.sheet, place, column.heading + CONTINUED.format(n=piece), "", column.width)
                (styles.OPEN if open_ else styles.LOCKED).put(self.sheet.cell(number, place), part)

    def computed_text(self, line: Line, column: Column, computed: Mapping[str, str]) -> str:
        if line.total and column.key == self.rule.columns[0].key:
            return "合计（自动计算）"
        place = line.place or f"{self.rule.key}_sum"
        text = line.values.get(column.key) or computed.get(f"{place}.{column.key}", "")
        return pieces(text)[0]

    def opens(self, line: Line, column: Column) -> bool:
        """Whether a preparer fills this cell."""
        return self.rule.rule(column) is not None and not line.total and line.values[column.key] is not None

    def shown(self, column: Column, text: str | None, line: Line) -> str:
        if line.total and column.key == self.rule.columns[0].key:
            return "合计（表上）"
        if text == "" and (column.optional or line.total) and not self.opens(line, column):
            return BLANK
        if (column.optional or line.total) and TYPED_BLANK.fullmatch(text or ""):
            return f"（{text}）"
        return worded(column, text or "")

    def hide_unused(self, lines: Sequence[Line]) -> None:
        """What this form has not got is out of sight: whole sheets, and columns nobody fills or set."""
        if not lines:
            self.sheet.sheet_state = "hidden"
        for at, column in enumerate(self.rule.columns, 2):
            if not column.computed and not any(line.values.get(column.key) for line in lines):
                used = self.rule.rule(column) is not None and any(self.needs(column, line) for line in lines)
                self.sheet.column_dimensions[get_column_letter(at)].hidden = not used

    def needs(self, column: Column, line: Line) -> bool:
        """Whether a blank cell may want filling here: 发现问题项数 only where findings cost points."""
        if column.key == "scoring.found":
            return bool(line.values.get("scoring.deduct"))
        return line.values.get(column.key) is not None

    def offer_choices(self, lines: int) -> None:
        """A list to choose from where only certain words are taken."""
        for at, column in enumerate(self.rule.columns, 2):
            if not column.words or self.rule.rule(column) is None or not lines:
                continue
            words = ",".join(column.words.values())
            offer = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
            offer.error, offer.errorTitle = f"请从“{'”“'.join(column.words.values())}”中选择，或留空。", column.heading
            letter = get_column_letter(at)
            offer.add(f"{letter}{HEADING_ROW + 1}:{letter}{HEADING_ROW + lines}")
            self.sheet.add_data_validation(offer)


def set_height(sheet: Worksheet, number: int) -> None:
    """The row's height; one that Excel cannot make high enough shows where its texts begin."""
    height = sheet.row_dimensions[number].height = row_height(sheet, number)
    if height == TALLEST:
        for cell in sheet[number]:
            cell.alignment = styles.top(cell.alignment)


def row_height(sheet: Worksheet, number: int) -> float:
    """Room for the row's longest text; not every program measures a row when it opens a file."""
    lines = 1
    for cell in sheet[number]:
        width = sheet.column_dimensions[cell.column_letter].width - 1
        parts = str(cell.value or "").split("\n") if cell.column > 1 else ()
        lines = max(lines, sum(-(-display_width(part) // int(width)) or 1 for part in parts))
    return min(6 + 15 * lines, TALLEST)


def display_width(text: str) -> int:
    """Columns of Latin letters; a Chinese character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def write_identity(
    sheet: Worksheet, report: Mapping[str, Any], lines: Mapping[str, list[Line]], identity: Identity
) -> None:
    """What the upload compares: report, version, each row's version, and the text of every cell as it was."""
    sheet.sheet_state = "veryHidden"
    heads = ("year", "form", "unit")
    known = [("format", FORMAT), ("report", identity.report), ("revision", identity.revision)]
    rows: list[Sequence[str]] = [*known, *((key, str(report[key])) for key in heads)]
    rows += [("row", key, str(version)) for key, version in dict.fromkeys(identity.rows.values())]
    rows += [("was", *cell) for cell in filled_cells(report, lines, identity)]
    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row, 1):
            cell = sheet.cell(number, at, text)
            cell.data_type, cell.number_format = "s", "@"


def filled_cells(
    report: Mapping[str, Any], lines: Mapping[str, list[Line]], identity: Identity
) -> Iterator[Sequence[str]]:
    """(row's name, cell, text in parts) of each cell a preparer fills; of a blank one only where absent differs."""
    if "report" in identity.rows:
        for name in ROWS["report"].cells:
            yield identity.rows["report"][0], name, *pieces(report[name])
    for rule in SHEETS:
        for line in (line for line in lines[rule.key] if not line.total):
            name = identity.rows[line.place][0] if line.place in identity.rows else line.place
            for column in rule.columns:
                text = line.values.get(column.key)
                if rule.rule(column) and text is not None and (text or column.optional):
                    yield name, column.key, *pieces(text)


def finish(sheet: Worksheet) -> None:
    """Locked cells are locked, without a password: it guards against slips. Printing fits the page's width."""
    sheet.protection.sheet = True
    sheet.protection.formatCells = sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = styles.MARGINS
    sheet.oddFooter.center.text = "&A　第 &P 页，共 &N 页"
    if sheet.title not in (COVER, IDENTITY):
        sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    sheet.sheet_view.showGridLines = False
