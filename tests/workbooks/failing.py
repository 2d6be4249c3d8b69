"""Files that are refused: what is no workbook, what must not be opened, what has been spoilt, what is wrong in a cell.

sentences.txt beside the files says what the person who sent each of them reads.
"""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook

from reports.exchange.workbook.layout import HEADING_ROW, IDENTITY
from tests.reports.filling import Spot, column_of, filled, saved
from tests.workbooks.office import by_office
from tests.workbooks.passing import ACTUAL, FUNDS, INDICATORS, ITEMS, NARRATIVE, edited, small
from tests.workbooks.surgery import packed, parts_of, replaced, sheet_part, with_parts

HEADS = "基本信息"
MAKERS: dict[str, Callable[[], bytes]] = {}


def failing(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """``what_is_wrong`` makes fail/what-is-wrong.xlsx."""
    MAKERS[make.__name__.replace("_", "-")] = make
    return make


def with_cells(name: str, texts: dict[Spot, Any]) -> None:
    """A file that is the small workbook but for these cells."""
    MAKERS[name] = lambda: filled(small(), texts)


# --- other files under this name -----------------------------------------------------------------------


@failing
def empty() -> bytes:
    return b""


@failing
def old_xls() -> bytes:
    return by_office(saved(Workbook()), "xlsx", "xls")


@failing
def ods() -> bytes:
    return by_office(saved(Workbook()), "xlsx", "ods")


@failing
def pdf() -> bytes:
    return by_office("自评".encode(), "txt", "pdf")


@failing
def docx() -> bytes:
    return by_office("自评".encode(), "txt", "docx")


@failing
def xlsb() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83\x01\x00"})


@failing
def plain_zip() -> bytes:
    return packed({"自评表/说明.txt": "请查收".encode(), "自评表/附表.xlsx": small()[:2000]})


@failing
def csv() -> bytes:
    return "资金来源,全年预算数,全年执行数\r\n中央资金,100,95\r\n".encode("gbk")


@failing
def html_table() -> bytes:
    """What many web systems call an Excel export."""
    return (
        '\ufeff<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>100</td></tr></table></html>'
    ).encode()


@failing
def spreadsheet_xml_2003() -> bytes:
    return (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
    )


@failing
def rtf() -> bytes:
    return b"{\\rtf1\\ansi\\ansicpg936 100\\par}"


@failing
def png() -> bytes:
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c6360f8cf"
        "c000000301010018dd8db00000000049454e44ae426082"
    )  # fmt: skip


@failing
def truncated() -> bytes:
    return small()[: len(small()) // 2]


# --- what must not be opened ---------------------------------------------------------------------------


@failing
def macros() -> bytes:
    return with_parts(small(), {"xl/vbaProject.bin": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)})


@failing
def external_links() -> bytes:
    return with_parts(small(), {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


@failing
def data_connection() -> bytes:
    return with_parts(small(), {"xl/connections.xml": b"<connections/>"})


@failing
def embedded_object() -> bytes:
    return with_parts(small(), {"xl/embeddings/oleObject1.bin": bytes.fromhex("d0cf11e0a1b11ae1")})


@failing
def unpacks_to_49_megabytes() -> bytes:
    """147 KB as it comes: a sheet of a million cells, each of them short."""
    return with_parts(small(), {"xl/worksheets/sheet99.xml": b"<row><c><v>1</v></c></row>" * 1_976_000})


@failing
def thousands_of_entries() -> bytes:
    return packed({**parts_of(small()), **{f"{number:x}": b"" for number in range(1001)}})


@failing
def entry_outside() -> bytes:
    return with_parts(small(), {"../../etc/cron.d/job": b"* * * * * root true\n"})


@failing
def entry_twice() -> bytes:
    parts = [*parts_of(small()).items()]
    return packed([*parts, ("docProps/other.xml", b"<other/>"), *parts[:1]])


@failing
def other_packing() -> bytes:
    return packed(parts_of(small()), zipfile.ZIP_LZMA)


def with_spoilt_byte(part: str) -> bytes:
    """One bit of the packed part turned over."""
    content = bytearray(small())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(part)
    start = entry.header_offset + 30 + len(part.encode())
    content[start + entry.compress_size // 2] ^= 0x10
    return bytes(content)


@failing
def damaged_sheet() -> bytes:
    return with_spoilt_byte(sheet_part(small(), INDICATORS))


@failing
def damaged_workbook_part() -> bytes:
    return with_spoilt_byte("xl/workbook.xml")


@failing
def sheet_cut_short() -> bytes:
    part = sheet_part(small(), INDICATORS)
    return with_parts(small(), {part: parts_of(small())[part][:-200]})


@failing
def sheet_part_missing() -> bytes:
    parts = parts_of(small())
    del parts[sheet_part(small(), INDICATORS)]
    return packed(parts)


def with_entities(encoding: str) -> bytes:
    part = sheet_part(small(), INDICATORS)
    text = parts_of(small())[part].decode()
    bomb = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return with_parts(small(), {part: (head + bomb + text[text.index("<worksheet") :]).encode(encoding)})


@failing
def entities() -> bytes:
    return with_entities("utf-8")


@failing
def entities_in_utf_16() -> bytes:
    return with_entities("utf-16")


@failing
def strict() -> bytes:
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    return packed({name: part.replace(old, new) for name, part in parts_of(small()).items()})


# --- not from here, or spoilt --------------------------------------------------------------------------


@failing
def of_somebody_else() -> bytes:
    """The bureau's own table of last year."""
    book = Workbook()
    for row in (
        ("一级指标", "二级指标", "三级指标", "年度指标值", "全年完成值"),
        ("产出指标", "数量指标", "救助人次", "≥300", 372),
    ):
        book.active.append(row)
    return saved(book)


@failing
def other_version() -> bytes:
    def edit(book: Workbook) -> None:
        book[IDENTITY]["B1"] = "evalportal.workbook/9"

    return edited(small(), edit)


@failing
def sheets_missing() -> bytes:
    def edit(book: Workbook) -> None:
        book.remove(book["年度目标"])
        book[FUNDS].title = "资金情况"

    return edited(small(), edit)


@failing
def column_missing() -> bytes:
    return edited(small(), lambda book: book[INDICATORS].delete_cols(column_of(book[INDICATORS], ACTUAL)))


@failing
def heading_renamed() -> bytes:
    def edit(book: Workbook) -> None:
        sheet = book[FUNDS]
        sheet.cell(HEADING_ROW, column_of(sheet, "全年执行数")).value = "执行数"

    return edited(small(), edit)


@failing
def headings_missing() -> bytes:
    return edited(small(), lambda book: book[INDICATORS].delete_rows(1, HEADING_ROW))


@failing
def head_lines_missing() -> bytes:
    return edited(small(), lambda book: book[HEADS].delete_rows(HEADING_ROW + 2, 2))


@failing
def too_many_rows() -> bytes:
    def edit(book: Workbook) -> None:
        for _ in range(5001):
            book[NARRATIVE].append(["", "", "行"])

    return edited(small(), edit)


@failing
def too_many_blank_rows() -> bytes:
    """Formats dragged to the last row Excel has."""
    part = sheet_part(small(), INDICATORS)
    return replaced(small(), part, "</sheetData>", '<row r="1048576"><c r="B1048576"/></row></sheetData>')


@failing
def too_many_cells() -> bytes:
    """Short texts in a quarter of a million cells."""
    part = sheet_part(small(), NARRATIVE)
    row = '<row r="{0}">' + "<c><v>1</v></c>" * 60 + "</row>"
    rows = "".join(row.format(number) for number in range(10, 4210))
    return replaced(small(), part, "</sheetData>", f"{rows}</sheetData>")


@failing
def too_many_sheets() -> bytes:
    def edit(book: Workbook) -> None:
        for number in range(60):
            book.create_sheet(f"草稿{number}")

    return edited(small(), edit)


# --- what is wrong in a cell -------------------------------------------------------------------------

with_cells("formula-without-result", {(INDICATORS, 0, ACTUAL): "=SUM(1,2)", (FUNDS, 1, "全年执行数"): "=SUM(1,2)"})
with_cells("amount-in-yi", {(FUNDS, 0, "全年执行数"): "3.5亿"})
with_cells("amount-with-misplaced-separator", {(FUNDS, 0, "全年预算数"): "12,34", (FUNDS, 1, "全年执行数"): "1，23.5"})
with_cells("amount-in-percent", {(FUNDS, 0, "全年执行数"): "95%"})
with_cells("amount-in-words", {("资金分配", 0, "清算数"): "一百", ("资金分配", 1, "预分配数"): "约2"})
with_cells("weight-in-words", {(INDICATORS, 0, "分值"): "四十分"})
with_cells("score-in-words", {(INDICATORS, 0, "得分"): "满分", (INDICATORS, 2, "得分"): "18分"})
with_cells("judgement-unknown", {(INDICATORS, 2, "完成判定"): "基本达成"})
with_cells("method-unknown", {(INDICATORS, 1, "评分方法"): "打分"})
with_cells("award-unknown", {(ITEMS, 0, "要点得分"): "√", (ITEMS, 1, "要点得分"): True})
with_cells("form-unknown", {(HEADS, "表式", "内容"): "F 表"})
with_cells("unit-unknown", {(HEADS, "金额单位", "内容"): "亿元"})
with_cells("year-1999", {(HEADS, "年度", "内容"): "1999"})
with_cells("year-in-words", {(HEADS, "年度", "内容"): "2023年"})
with_cells("level-in-words", {(NARRATIVE, 0, "级别"): "一级"})
with_cells("series-year-missing", {("历年数据", 1, "年度"): None})
with_cells(
    "item-of-no-indicator", {(ITEMS, 0, "指标序号"): "7", (ITEMS, 1, "指标序号"): "二", (ITEMS, 2, "指标序号"): None}
)
with_cells("item-without-points", {(ITEMS, 0, "分值"): None, (ITEMS, 1, "要点"): None})
with_cells("title-blank", {(HEADS, "报告标题", "内容"): None})
with_cells("organization-blank", {(HEADS, "填报单位", "内容"): "　"})
with_cells("program-too-long", {(HEADS, "转移支付（项目）名称", "内容"): "长" * 501})
with_cells("indicator-name-blank", {(INDICATORS, 1, "三级指标"): None})
with_cells("source-blank", {(FUNDS, 0, "资金来源"): None})
with_cells(
    "many-cells-wrong", {(INDICATORS, row, "得分"): "优" for row in range(3)} | {(HEADS, "报告标题", "内容"): None}
)


@failing
def amount_formatted_as_percent() -> bytes:
    def edit(book: Workbook) -> None:
        sheet = book[FUNDS]
        cell = sheet.cell(HEADING_ROW + 1, column_of(sheet, "全年执行数"))
        cell.value, cell.number_format = 0.95, "0%"

    return edited(small(), edit)


@failing
def formula_error() -> bytes:
    """Results that an office program could not calculate."""

    def edit(book: Workbook) -> None:
        for sheet, formula in ((book[FUNDS], "=1/0"), (book[INDICATORS], "=NOSUCH(1)")):
            cell = sheet.cell(HEADING_ROW + 1, column_of(sheet, "全年执行数" if sheet.title == FUNDS else ACTUAL))
            cell.number_format = "General"
            cell.value = formula

    return by_office(edited(small(), edit), "xlsx", "xlsx")


@failing
def reference_lost() -> bytes:
    """#REF! typed in or left behind by a deleted sheet."""

    def edit(book: Workbook) -> None:
        sheet = book[INDICATORS]
        cell = sheet.cell(HEADING_ROW + 1, column_of(sheet, ACTUAL))
        cell.value = "#REF!"
        cell.data_type = "e"

    return edited(small(), edit)
