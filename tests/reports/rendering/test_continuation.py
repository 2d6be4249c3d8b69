"""Groups over page breaks: WeasyPrint's one function that is wrapped, watched against upgrades."""

import io

import pdfplumber
import pytest

from reports.domain.document import Band, Cell, Document, Row, Table, Title
from reports.rendering.pdf import pdf_bytes

HEAD = Row((Cell("总名", rowspan=100, label=True), Cell("组", label=True), Cell("名称", label=True)))


def grouped(sizes: tuple[int, ...], text: str = "行") -> Document:
    """One band: an edge name over all rows, groups of the given sizes, numbered rows."""
    rows = []
    for group, size in enumerate(sizes):
        for i in range(size):
            name = (Cell(f"组{group}", rowspan=size, label=True),) if i == 0 else ()
            rows.append(Row((*name, Cell(f"{text}{len(rows)}"))))
    head = Row((Cell("总名", rowspan=len(rows) + 1, label=True), *HEAD.cells[1:]))
    return Document("t", (Title("t", kind="form"), Table((10, 20, 70), (Band("b", tuple(rows), (head,)),))))


def pages(document: Document) -> list[list[list[str]]]:
    with pdfplumber.open(io.BytesIO(pdf_bytes(document))) as pdf:
        return [
            [["".join(text.split()) for text in row if text is not None] for row in page.extract_tables()[0]]
            for page in pdf.pages
        ]


def test_group_and_edge_are_named_again_on_each_page() -> None:
    first, second, third = pages(grouped((5, 75)))
    assert first[1][:2] == ["总名", "组0"]
    for page in (second, third):
        assert page[0] == ["", "组", "名称"]
        assert page[1][:2] == ["总名（续）", "组1（续）"]
    names = [row[-1] for page in (first, second, third) for row in page if row[-1] != "名称"]
    assert names == [f"行{i}" for i in range(80)]


def test_page_break_between_groups_repeats_the_edge_alone() -> None:
    rows = len(pages(grouped((100,)))[0]) - 1
    second = pages(grouped((rows, 10)))[1]
    assert second[1][:2] == ["总名（续）", "组1"]


def test_group_that_ends_on_the_page_is_not_continued() -> None:
    (only,) = pages(grouped((3, 3)))
    assert not any("续" in text for row in only for text in row)


def test_row_that_is_broken_inside_keeps_its_names() -> None:
    document = grouped((1, 1), text="长" * 4000)
    found = pages(document)
    assert len(found) > 3
    for page in found[1:]:
        assert page[1][0] == "总名（续）"
        assert page[1][1] in ("组0（续）", "组1（续）", "组1")


@pytest.mark.parametrize("sizes", [(7, 50, 3, 40), (1,) * 90, (33, 33, 33)])
def test_cells_are_closed_at_the_foot_of_the_page(sizes: tuple[int, ...]) -> None:
    with pdfplumber.open(io.BytesIO(pdf_bytes(grouped(sizes)))) as pdf:
        for page in pdf.pages:
            table = page.find_tables()[0]
            foot = max(cell[3] for cell in table.cells)
            # The bottom line runs under all three columns.
            assert len({cell[0] for cell in table.cells if abs(cell[3] - foot) < 1}) == 3


def test_name_taller_than_its_rows_on_the_page_stays_inside_its_cell() -> None:
    rows = len(pages(grouped((100,)))[0]) - 1
    document = grouped((rows - 1, 10))
    tall = "一二三四五六七八九十" * 4
    band = document.blocks[1].bands[0]
    at = rows - 1
    changed = Row((Cell(tall, rowspan=10, label=True), *band.rows[at].cells[1:]))
    band = Band("b", (*band.rows[:at], changed, *band.rows[at + 1 :]), band.head)
    document = Document("t", (document.blocks[0], Table((10, 20, 70), (band,))))
    assert any(tall in row for page in pages(document) for row in page)
