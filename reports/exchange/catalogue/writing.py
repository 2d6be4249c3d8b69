"""A catalogue → its workbook, to be worked over in Excel or WPS."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Border
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from indicators.catalogue import LISTS, Catalogue, IndicatorLine
from indicators.domain.targets import read_target
from reports.exchange.catalogue.layout import COVER, FORMAT, IDENTITY, ORGANISATIONS, SHEETS, SPARE, TARGETS, Sheet
from reports.exchange.workbook import styles
from reports.exchange.workbook.layout import CONTINUED, HEADING_ROW, Column
from reports.exchange.workbook.writing import (
    begin,
    excel_text,
    finish,
    head_cell,
    pieces,
    row_height,
)

ADVICE = (
    "白色格填写；灰色的“读作”“三级指标”由系统计算，改了也不会读入。",
    "各表都可以增加、删除、调换行；请不要改工作表名、表头和隐藏的第一列。",
    "所有格都是文本：数字、百分数、日期照公文写即可，例如 92.7%、9月30日前。",
    "“评分要点”“分单位指标值”按“指标”表的序号对应；在中间插入指标时，给它一个没有用过的序号，其他序号不必改。",
    "改好后在系统的“指标目录”页面上传，先看到逐处的改动和每个指标值的读法，确认后才一起写入。",
    "项目年度下达以后，目录不能再改。",
)
#: Rows below the table in which a list to choose from still opens.
ROOM = 500


@dataclass(frozen=True, slots=True)
class CatalogueIdentity:
    """Which catalogue the workbook was made from, for whom (CatalogueScope.name), and its digest then."""

    period: str
    year: str
    program: str
    form: str
    scope: str
    digest: str


Cells = tuple[str, Mapping[str, str]]


def write_catalogue(catalogue: Catalogue, identity: CatalogueIdentity, organisations: Sequence[str]) -> bytes:
    """``organisations``: the names to choose from in 分单位指标值."""
    book = Workbook()
    write_cover(book.active, identity)
    rows = lines_of(catalogue)
    for sheet in SHEETS:
        write_sheet(book.create_sheet(sheet.title), sheet, rows[sheet.key], len(organisations))
    write_plain(book.create_sheet(ORGANISATIONS), [(name,) for name in organisations])
    known = [(name, getattr(identity, name)) for name in CatalogueIdentity.__slots__]
    write_plain(book.create_sheet(IDENTITY), [("format", FORMAT), *known])
    for made in book.worksheets:
        finish(made)
        made.protection.sheet = made.title in (COVER, ORGANISATIONS, IDENTITY)  # a locked sheet lets no row be added
    for name in (COVER, ORGANISATIONS, IDENTITY):
        book[name].print_title_rows = None
    book.active = book.sheetnames.index(SHEETS[0].title)
    book.properties.creator = "绩效自评系统"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines_of(catalogue: Catalogue) -> dict[str, list[Cells]]:
    """Each sheet's lines: the row's hidden name and its texts by column."""
    found: dict[str, list[Cells]] = {
        key: [(f"{key}:{line.pk}", line.texts) for line in getattr(catalogue, key)] for key in LISTS
    }
    numbered = list(enumerate(catalogue.indicators, 1))
    found["indicators"] = [(f"indicators:{row.line.pk}", indicator_texts(number, row)) for number, row in numbered]
    found["items"] = [
        (f"items:{item.pk}", {"number": str(number), "indicator": row.line.texts["name"], **item.texts})
        for number, row in numbered
        for item in row.items
    ]
    found["targets"] = [("", texts) for number, row in numbered for texts in target_texts(number, row)]
    return found


def indicator_texts(number: int, row: IndicatorLine) -> dict[str, str]:
    texts = row.line.texts
    return {**texts, "number": str(number), "reading": reading_of(texts["target"], texts["name"])}


def target_texts(number: int, row: IndicatorLine) -> Iterator[dict[str, str]]:
    name = row.line.texts["name"]
    for own in row.targets:
        reading = reading_of(own.text, name)
        yield {
            "number": str(number), "indicator": name, "organisation": own.name, "target": own.text, "reading": reading,
        }  # fmt: skip


def reading_of(target: str, name: str) -> str:
    """How a target is read, in the words the administration shows; blank where there is none."""
    return read_target(target, name).reading if target.strip() else ""


def write_cover(sheet: Worksheet, identity: CatalogueIdentity) -> None:
    sheet.title = COVER
    sheet.column_dimensions["A"].width = 110
    head = f"{identity.year}年度 {identity.program} 指标目录"
    for number, text in enumerate((head, f"表式 {identity.form}", "", *ADVICE), 1):
        cell = sheet.cell(number, 1)
        styles.LOCKED.put(cell, pieces(text)[0])
        cell.fill, cell.border = styles.ground(styles.WHITE), Border()
        if number == 1:
            cell.font = styles.TITLE


def write_sheet(made: Worksheet, sheet: Sheet, rows: Sequence[Cells], organisations: int) -> None:
    begin(made, sheet.title, sheet.advice, len(sheet.columns))
    for at, column in enumerate(sheet.columns, 2):
        head_cell(made, at, column.heading, column.hint, column.width)
    made.row_dimensions[HEADING_ROW].height = min(
        24 + 13 * max(1 + len(column.hint) * 1.9 // column.width for column in sheet.columns), 120
    )
    further: dict[tuple[str, int], int] = {}
    for number, (name, texts) in enumerate([*rows, *spare_lines(sheet, len(rows))], HEADING_ROW + 1):
        made.cell(number, 1, name or None)
        write_line(made, sheet, number, texts, further)
        made.row_dimensions[number].height = row_height(made, number)
    offer_choices(made, sheet, HEADING_ROW + len(rows) + ROOM, organisations)
    made.freeze_panes = made.cell(HEADING_ROW + 1, 6 if sheet.key == "indicators" else 2)


def spare_lines(sheet: Sheet, used: int) -> Iterator[Cells]:
    """Blank lines to be filled; an indicator's has its number already."""
    for number in range(used + 1, used + 1 + SPARE[sheet.key]):
        yield "", {"number": str(number)} if sheet.key == "indicators" else {}


def write_line(
    made: Worksheet, sheet: Sheet, number: int, texts: Mapping[str, str], further: dict[tuple[str, int], int]
) -> None:
    for at, column in enumerate(sheet.columns, 2):
        text = texts.get(column.key, "")
        parts = pieces(column.words.get(text, text))
        look = styles.COMPUTED if column.computed else styles.OPEN
        look.put(made.cell(number, at), parts[0])
        for piece, part in enumerate(parts[1:], 1):
            place = further.setdefault((column.key, piece), 2 + len(sheet.columns) + len(further))
            head_cell(made, place, column.heading + CONTINUED.format(n=piece), "", column.width)
            look.put(made.cell(number, place), part)


def offer_choices(made: Worksheet, sheet: Sheet, last: int, organisations: int) -> None:
    """Lists to choose from; the organisations' own sheet is the source of theirs, as Excel takes 255 characters."""
    for at, column in enumerate(sheet.columns, 2):
        if column.words:
            source, words = '"' + ",".join(column.words.values()) + '"', "”“".join(column.words.values())
            offer_list(made, at, last, column, source, f"请从“{words}”中选择，或留空。")
        elif sheet is TARGETS and column.key == "organisation" and organisations:
            source = f"{quote_sheetname(ORGANISATIONS)}!$A$1:$A${organisations}"
            offer_list(made, at, last, column, source, "请从列表中选择单位。")


def offer_list(made: Worksheet, at: int, last: int, column: Column, source: str, error: str) -> None:
    offer = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    offer.error, offer.errorTitle = error, column.heading
    letter = get_column_letter(at)
    offer.add(f"{letter}{HEADING_ROW + 1}:{letter}{last}")
    made.add_data_validation(offer)


def write_plain(made: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """A sheet nobody sees."""
    made.sheet_state = "veryHidden"
    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row, 1):
            cell = made.cell(number, at, excel_text(text))
            cell.data_type, cell.number_format = "s", "@"
