"""Workbooks that are taken: what people and office programs do to a workbook that changes nothing of its meaning."""

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.exchange.workbook.layout import HEADING_ROW, IDENTITY
from tests.reports.filling import Spot, cell_at, column_of, filled, opened, saved
from tests.workbooks import bases
from tests.workbooks.office import resaved
from tests.workbooks.surgery import packed, parts_of, replaced, sheet_part, with_parts

FUNDS, INDICATORS, NARRATIVE, ITEMS = "资金", "绩效指标", "报告正文", "评分要点"
ACTUAL = "全年实际完成值"
SHARED = "xl/sharedStrings.xml"
MAKERS: dict[str, Callable[[], bytes]] = {}


@cache
def large() -> bytes:
    return bases.workbook_of(bases.medical())


@cache
def small() -> bytes:
    return bases.workbook_of(bases.SMALL)


def passing(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """``what_was_done`` makes pass/what-was-done.xlsx."""
    MAKERS[make.__name__.replace("_", "-")] = make
    return make


def edited(content: bytes, edit: Callable[[Workbook], Any]) -> bytes:
    book = opened(content)
    edit(book)
    return saved(book)


def typed(**texts: str) -> bytes:
    """The small report with other texts, as the portal itself writes it; a key is ``list_index_name``."""
    report = copy.deepcopy(bases.SMALL)
    for key, text in texts.items():
        name, _, rest = key.partition("_")
        index, _, cell = rest.partition("_")
        if index.isdecimal():
            report[name][int(index)][cell] = text
        else:
            report[key] = text
    return bases.workbook_of(report)


# --- as it comes, and from other programs ------------------------------------------------------------


@passing
def as_written() -> bytes:
    return large()


@passing
def small_as_written() -> bytes:
    return small()


@passing
def saved_by_libreoffice() -> bytes:
    return resaved(large())


@passing
def small_saved_by_libreoffice() -> bytes:
    return resaved(small())


@passing
def saved_by_openpyxl() -> bytes:
    return edited(small(), lambda book: None)


@passing
def streamed_archive() -> bytes:
    """Programs that write as they go leave the sizes to the end of each entry."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.out = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.out += bytes(data)
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts_of(small()).items():
            archive.writestr(name, part)
    return bytes(stream.out)


@passing
def prefixed_names() -> bytes:
    """Programs of Microsoft's own library write ``<x:row>`` for ``<row>``."""
    part = sheet_part(small(), INDICATORS)
    text = parts_of(small())[part].decode()
    head, _, body = text.partition("<sheetPr")
    body = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", "<sheetPr" + body)
    head = head.replace("<worksheet xmlns=", "<x:worksheet xmlns:x=")
    return with_parts(small(), {part: (head + body).encode()})


@passing
def wrong_dimension() -> bytes:
    part = sheet_part(small(), INDICATORS)
    text = parts_of(small())[part].decode()
    return with_parts(small(), {part: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', text).encode()})


@passing
def pinyin_over_text() -> bytes:
    """Excel keeps the reading of Chinese characters beside them; it is no part of the text."""
    reading = '<rPh sb="0" eb="2"><t>huangpu</t></rPh>'
    return replaced(resaved(small()), SHARED, "黄浦</t></si>", f"黄浦</t>{reading}</si>")


@passing
def windows_line_breaks() -> bytes:
    """Excel writes the carriage return of a pasted text as an escape."""
    content = resaved(typed(remarks="第一行\n第二行"))
    return replaced(content, SHARED, "第一行&#10;第二行", "第一行_x000D_&#10;第二行")


# --- the sheets rearranged -----------------------------------------------------------------------------


def moved_column(sheet: Worksheet, heading: str, to: int) -> None:
    """As Excel inserts cut cells: those between make room."""
    start = column_of(sheet, heading)
    for row in sheet.iter_rows(min_row=HEADING_ROW):
        values = [(cell.value, cell.data_type) for cell in row]
        values.insert(to - 1, values.pop(start - 1))
        for cell, (value, kind) in zip(row, values, strict=True):
            cell.value = value
            cell.data_type = kind


@passing
def columns_reordered() -> bytes:
    def edit(book: Workbook) -> None:
        moved_column(book[INDICATORS], "得分", 3)
        moved_column(book[INDICATORS], "一级指标", 12)
        moved_column(book["基本信息"], "填报说明", 2)

    return edited(small(), edit)


@passing
def column_of_notes() -> bytes:
    def edit(book: Workbook) -> None:
        for sheet in book.worksheets[1:-1]:
            column = sheet.max_column + 1
            sheet.cell(HEADING_ROW, column, "科室备注")
            for row in range(HEADING_ROW + 1, sheet.max_row + 1):
                sheet.cell(row, column, "已与财务核对")

    return edited(small(), edit)


@passing
def sheets_of_others() -> bytes:
    """A sheet of workings with formulas, and a chart sheet."""

    def edit(book: Workbook) -> None:
        sheet = book.create_sheet("计算草稿", 0)
        for row in range(1, 6):
            sheet.cell(row, 1, row)
        sheet["B1"] = "=SUM(A1:A5)"
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=5))
        book.create_chartsheet("图").add_chart(chart)

    return edited(small(), edit)


@passing
def sheets_reordered() -> bytes:
    return edited(small(), lambda book: book.move_sheet(INDICATORS, -3))


@passing
def blank_rows_between() -> bytes:
    def edit(book: Workbook) -> None:
        book[INDICATORS].insert_rows(6, 3)
        book[FUNDS].insert_rows(4)
        book[INDICATORS].cell(7, 5, "  ")
        book[NARRATIVE].cell(400, 3).fill = PatternFill("solid", start_color="FFFFFF00")

    return edited(small(), edit)


@passing
def line_above_headings() -> bytes:
    def edit(book: Workbook) -> None:
        for name in (INDICATORS, "基本信息"):
            book[name].insert_rows(1, 2)
            book[name]["C1"] = "填报人：田某　电话：12345678"

    return edited(small(), edit)


def swapped(sheet: Worksheet, one: int, other: int) -> None:
    """Two lines cut and pasted, hidden names and all."""
    for first, second in zip(sheet[HEADING_ROW + one], sheet[HEADING_ROW + other], strict=True):
        kinds = first.data_type, second.data_type
        first.value, second.value = second.value, first.value
        second.data_type, first.data_type = kinds


@passing
def rows_moved() -> bytes:
    """The part-points follow their indicators, by the number that moves with the row."""

    def edit(book: Workbook) -> None:
        swapped(book[INDICATORS], 1, 3)
        swapped(book[ITEMS], 1, 3)

    return edited(small(), edit)


@passing
def cells_merged() -> bytes:
    def edit(book: Workbook) -> None:
        book[INDICATORS].merge_cells("B1:F1")
        book[INDICATORS].merge_cells("C3:C4")  # Excel keeps the upper cell's text only

    return edited(small(), edit)


# --- how it looks --------------------------------------------------------------------------------------


@passing
def protection_removed() -> bytes:
    def edit(book: Workbook) -> None:
        for sheet in book.worksheets:
            sheet.protection.sheet = False

    return edited(small(), edit)


@passing
def hidden_things_shown() -> bytes:
    def edit(book: Workbook) -> None:
        for sheet in book.worksheets:
            sheet.sheet_state = "visible"
            for column in sheet.column_dimensions.values():
                column.hidden = False

    return edited(small(), edit)


@passing
def comments_added() -> bytes:
    def edit(book: Workbook) -> None:
        cell_at(book, (INDICATORS, 0, ACTUAL)).comment = Comment("请核对此数", "同事")

    return edited(small(), edit)


@passing
def filter_set() -> bytes:
    """A filter hides rows; they are read all the same."""

    def edit(book: Workbook) -> None:
        sheet = book[INDICATORS]
        sheet.auto_filter.ref = f"A{HEADING_ROW}:W5"
        sheet.auto_filter.add_filter_column(2, ["产出指标"])
        for row in range(4, 6):
            sheet.row_dimensions[row].hidden = True

    return edited(small(), edit)


@passing
def versions_stripped() -> bytes:
    """The hidden sheet without the rows' versions and former texts: only the comparison with them is lost."""

    def edit(book: Workbook) -> None:
        sheet = book[IDENTITY]
        for row in range(sheet.max_row, 0, -1):
            if sheet.cell(row, 1).value in ("row", "was"):
                sheet.delete_rows(row)

    return edited(small(), edit)


# --- what stands in the cells -----------------------------------------------------------------------


@passing
def numbers_for_texts() -> bytes:
    """Cells formatted anew and filled with numbers, percentages and dates."""

    def edit(book: Workbook) -> None:
        values: Iterable[tuple[Spot, Any, str]] = (
            ((FUNDS, 0, "全年预算数"), 25522.5, "General"),
            ((FUNDS, 0, "全年执行数"), 25522, '#,##0.00"万元"'),
            ((INDICATORS, 0, ACTUAL), 100, "General"),
            ((INDICATORS, 1, ACTUAL), 0.927, "0.0%"),
            ((INDICATORS, 2, ACTUAL), 92.7, '0.0"%"'),
            ((INDICATORS, 3, ACTUAL), date(2023, 12, 31), 'yyyy"年"m"月"d"日"'),
            ((INDICATORS, 4, ACTUAL), date(2023, 9, 1), 'yyyy"年"m"月"'),
            ((INDICATORS, 5, ACTUAL), 0.1 + 0.2, "0.0"),
            ((INDICATORS, 6, ACTUAL), 12345678901234, "0"),
            ((INDICATORS, 7, ACTUAL), True, "General"),
            ((INDICATORS, 8, ACTUAL), date(2023, 9, 30), "yyyy/m/d"),
            ((INDICATORS, 0, "得分"), 4.5, "0.00"),
        )
        for spot, value, pattern in values:
            cell = cell_at(book, spot)
            cell.value, cell.number_format = value, pattern

    return edited(large(), edit)


@passing
def dates_of_chinese_excel() -> bytes:
    """Excel in China names its own date patterns by number (58: 9月30日) and does not write them out."""

    def edit(book: Workbook) -> None:
        cell = cell_at(book, (INDICATORS, 0, ACTUAL))
        cell.value, cell.number_format = date(2023, 9, 30), '"pattern 58"0'

    content = edited(small(), edit)
    styles = parts_of(content)["xl/styles.xml"].decode()
    number = re.search(r"<numFmt [^>]*pattern 58[^>]*>", styles)[0]
    own = re.search(r'numFmtId="(\d+)"', number)[1]
    styles = styles.replace(number, "").replace(f'numFmtId="{own}"', 'numFmtId="58"')
    styles = re.sub(r'<numFmts count="\d+" ?/>|<numFmts count="\d+">\s*</numFmts>', "", styles)
    return with_parts(content, {"xl/styles.xml": styles.encode()})


@passing
def formulas_with_results() -> bytes:
    """A sum over the person's own sheet, calculated and saved by an office program."""

    def edit(book: Workbook) -> None:
        sheet = book.create_sheet("草稿")
        sheet["A1"], sheet["A2"] = 25000, 522.5
        for spot, formula in {
            (FUNDS, 0, "全年执行数"): "=SUM(草稿!A1:A2)",
            (INDICATORS, 0, ACTUAL): '=TEXT(草稿!A1/100,"0.00")&"万人次"',
        }.items():
            cell = cell_at(book, spot)
            cell.number_format = "General"
            cell.value = formula

    return resaved(edited(small(), edit))


@passing
def text_half_bold() -> bytes:
    def edit(book: Workbook) -> None:
        bold = TextBlock(InlineFont(b=True), "372.10")
        cell_at(book, (INDICATORS, 0, ACTUAL)).value = CellRichText(bold, " 万人次", "（含其他）")

    return edited(small(), edit)


@passing
def full_width_digits() -> bytes:
    return filled(small(), {(FUNDS, 0, "全年执行数"): "２５，５２２", (INDICATORS, 0, "得分"): "４．５"})


@passing
def words_for_codes() -> bytes:
    """A judgement as offered, a code of the exchange format, and blanks around a word."""
    texts = {
        (INDICATORS, 0, "完成判定"): "部分达成",
        (INDICATORS, 0, "评分方法"): "proportional",
        (ITEMS, 1, "要点得分"): " 得分 ",
    }
    return filled(small(), texts)


@passing
def formula_starts() -> bytes:
    starts = ("=1+1", "+8.6%", "-5", "@SUM(A1)", "=HYPERLINK(1)", "'=2", "#REF!")
    spots = [
        (INDICATORS, row, heading) for heading in (ACTUAL, "未完成原因和改进措施", "完成情况分析") for row in range(3)
    ]
    return filled(small(), dict(zip(spots, starts, strict=False)))


@passing
def formula_starts_as_written() -> bytes:
    return typed(indicators_0_actual="=1+1", indicators_1_actual="@甲", indicators_2_actual="-5", remarks="+86")


@passing
def escapes_as_text() -> bytes:
    return typed(remarks="_x0041_ 与 _x000D_ 和 _x005F_x0041_", indicators_0_reason="__x00ff__x0041_x0042_")


@passing
def escapes_saved_by_libreoffice() -> bytes:
    return resaved(typed(remarks="_x0041_ 与 _x000D_ 和 _x005F_x0041_"))


@passing
def rare_characters() -> bytes:
    return typed(remarks="𠮷田 🎉 ☑ é ｶﾞ", indicators_0_reason="㐀䶵龦鿿𪚥", narrative_0_body="一、𠀀")


@passing
def spaces_and_breaks_kept() -> bytes:
    return typed(indicators_0_reason="\n  首行\n\n\t　缩进 \n", remarks="  前后空格  ", title=" 标题 ")


@passing
def long_body() -> bytes:
    """A text that three cells must hold, and one that turns where a cell ends."""
    return typed(narrative_0_body=LONG, goals_0_actual="_x0041_" * 6000, remarks="𠮷" * 20_000)


#: 50 000 characters.
LONG = "".join(f"第{number:05d}段：资金管理。\n" for number in range(50_000))[:50_000]


@passing
def long_body_saved_by_libreoffice() -> bytes:
    return resaved(typed(narrative_0_body=LONG))


@passing
def blank_total_line() -> bytes:
    return bases.workbook_of({**bases.SMALL, "funds_total": {"budget": "", "actual": "", "rate": ""}})


@passing
def no_total_line() -> bytes:
    return bases.workbook_of({**bases.SMALL, "funds_total": {}})


@passing
def cell_cleared() -> bytes:
    """A blank is written as one: a filled optional cell that is cleared stands on the form and is blank."""
    return filled(small(), {(FUNDS, 0, "年初预算数"): None, (INDICATORS, 2, "未完成原因和改进措施"): None})


@passing
def series_with_a_new_year() -> bytes:
    """A line put in has no hidden name; it belongs to the series in which it stands."""

    def edit(book: Workbook) -> None:
        sheet = book["历年数据"]
        sheet.insert_rows(HEADING_ROW + 2)
        for column, text in enumerate(("参保人数", "人", "2021", "6"), 2):
            sheet.cell(HEADING_ROW + 2, column, text)

    return edited(small(), edit)


@passing
def part_unused() -> bytes:
    """A part that nobody knows (as signatures and themes of other programs are)."""
    return packed({**parts_of(small()), "customXml/item1.xml": b"<note>!</note>", "docProps/thumb.jpeg": b"\xff\xd8"})
