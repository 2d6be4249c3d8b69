"""The workbook in an office program: LibreOffice opens it as it is, and prints every cell that shows."""

import io
import json
from collections.abc import Iterator

import pdfplumber
import pytest
from openpyxl.utils import get_column_letter

from reports.exchange.reading import read_json
from reports.exchange.workbook.reading import facts_of, read_workbook
from reports.exchange.workbook.writing import COVER, TALLEST
from tests import factories
from tests.office import convert, needs_office
from tests.reports.filling import opened
from tests.workbooks import bases

pytestmark = [needs_office, pytest.mark.slow]
NAMES = (*factories.SHANGHAI, factories.JISHAN, factories.PANZHIHUA)
#: A row as high as Excel allows shows the beginning of its text.
BEGINNING = 200


def bare(text: str) -> str:
    return "".join(text.split())


def content_of(name: str) -> bytes:
    return bases.workbook_of(json.loads(factories.fixture_bytes(name)))


def shown_cells(content: bytes) -> Iterator[tuple[str, str]]:
    """(cell, text without blanks) of all that shows, sheet by sheet; the cover has no cells with borders."""
    book = opened(content)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible" or sheet.title == COVER:
            continue
        for row in sheet.iter_rows(min_row=2):
            tallest = sheet.row_dimensions[row[0].row].height == TALLEST
            for cell in row:
                if cell.value and not sheet.column_dimensions[get_column_letter(cell.column)].hidden:
                    text = bare(str(cell.value))
                    yield f"{sheet.title}!{cell.coordinate}", text[:BEGINNING] if tallest else text


def printed_cells(pdf: bytes) -> set[str]:
    """The texts of all table cells, and the beginning of each."""
    found = set()
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for table in page.extract_tables({"text_x_tolerance": 1, "text_y_tolerance": 1}):
                texts = [bare(text) for row in table for text in row if text]
                found.update(texts, (text[:BEGINNING] for text in texts))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_that_shows_is_printed(name, tmp_path):
    content = content_of(name)
    (tmp_path / "book.xlsx").write_bytes(content)
    printed = printed_cells(convert(tmp_path / "book.xlsx", "pdf", tmp_path).read_bytes())
    assert [(cell, text) for cell, text in shown_cells(content) if text not in printed] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_libreoffice_saves_is_the_same_report(name, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "book.xlsx").write_bytes(content_of(name))
    saved = convert(tmp_path / "in" / "book.xlsx", "xlsx", tmp_path).read_bytes()
    assert facts_of(read_workbook(saved)) == read_json(factories.fixture_bytes(name))
