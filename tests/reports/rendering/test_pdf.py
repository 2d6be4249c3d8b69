"""The PDF: every cell of the three reports, the fonts, the fetcher, the same bytes everywhere."""

import io
import logging
import re
from dataclasses import replace

import pdfplumber
import pypdf
import pytest
from weasyprint.urls import URLFetcherResponse

from reports.domain.document import Document, Heading, Paragraph
from reports.rendering.fonts import SERIF, address, current_files
from reports.rendering.pdf import Fetcher, pdf_bytes, render_pdf
from tests.factories import MEDICAL, RESIDENT, SERVICE, fixture_facts
from tests.reports.composing import form_of, printed_elsewhere, report_of, tables

NAMES = (RESIDENT, MEDICAL, SERVICE)


def bare(text: str) -> str:
    return "".join(text.split())


def printed_rows(content: bytes) -> list[list[str]]:
    """Rows of all tables in reading order, blanks taken out of texts, cells merged from above left out."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [
            [bare(text) for text in row if text is not None]
            for page in pdf.pages
            for table in page.extract_tables()
            for row in table
        ]


def without_continuations(rows: list[list[str]]) -> list[list[str]]:
    """Take out what a page break added: repeated heads, and names with （续）."""
    kept: list[list[str]] = []
    for row in rows:
        row = [text for text in row if not text.endswith("（续）")]
        if row[1:2] != ["一级指标"] or row not in kept:
            kept.append(row)
    return kept


def composed_rows(document: Document) -> list[list[str]]:
    """The same of the document: a name at the left edge is drawn beside the first row under its head."""
    rows = []
    for table in tables(document):
        for band in table.bands:
            grid = [[bare(cell.text) for cell in row.cells] for row in (*band.head, *band.rows)]
            if band.head and band.head[0].cells[0].rowspan > 1:
                grid[1].insert(0, grid[0][0])
                grid[0][0] = ""
            rows += grid
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_form_prints_every_cell_of_the_fixture(name: str) -> None:
    document = form_of(fixture_facts(name))
    assert without_continuations(printed_rows(pdf_bytes(document))) == composed_rows(document)


@pytest.mark.parametrize("name", NAMES)
def test_indicators_print_in_their_row_as_in_the_fixture(name: str) -> None:
    report = fixture_facts(name)
    rows = printed_rows(pdf_bytes(form_of(report)))
    for row in report.indicators:
        values = [row.name, row.target, row.actual]
        values += [row.weight, row.score] if report.form == "C" else []
        values = [bare(value) for value in (*values, row.reason)]
        assert any(printed[-len(values) :] == values for printed in rows), row.name


@pytest.mark.parametrize("name", NAMES)
def test_report_prints_every_paragraph_and_heading(name: str) -> None:
    document = report_of(fixture_facts(name))
    with pdfplumber.open(io.BytesIO(pdf_bytes(document))) as pdf:
        # A paragraph may go on after the page's number.
        text = "".join(re.sub(r"—\d+—$", "", bare(page.extract_text())) for page in pdf.pages)
    for block in document.blocks:
        if isinstance(block, Paragraph | Heading):
            assert bare(block.text) in text


def test_file_has_title_language_and_no_date() -> None:
    name, content_type, content = render_pdf(form_of(fixture_facts(RESIDENT)))
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert name == "上海市转移支付区域（项目）绩效目标自评表（2022年度）.pdf"
    assert content_type == "application/pdf"
    assert reader.metadata.title == "上海市转移支付区域（项目）绩效目标自评表（2022年度）"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.metadata.creation_date is None
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)


def test_pages_are_numbered_between_dashes() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(form_of(fixture_facts(MEDICAL)))))
    assert [bare(page.extract_text())[-3:] for page in reader.pages] == ["—1—", "—2—"]


def fonts_of(content: bytes) -> set[str]:
    """Families of all embedded faces; every face must be embedded."""
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile3" in descendant["/FontDescriptor"] or "/FontFile2" in descendant["/FontDescriptor"]
            found.add(font.get_object()["/BaseFont"].split("+")[1])
    return found


@pytest.mark.parametrize("name", NAMES)
def test_only_our_faces_are_embedded(name: str) -> None:
    found = fonts_of(pdf_bytes(report_of(fixture_facts(name))))
    assert {"doc-title", "doc-fang", "doc-kai", "doc-hei", "doc-song", "doc-latin"} <= found
    assert found <= set(current_files())


def test_glyph_missing_in_a_small_face_comes_from_the_wheel_and_never_from_the_system(caplog) -> None:
    report = fixture_facts(RESIDENT)
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        content = pdf_bytes(form_of(replace(report, program="囧龘㐀🙂")))
    assert fonts_of(content) <= set(current_files())
    assert "doc-serif" in fonts_of(content) or current_files()["doc-song"] == SERIF
    assert [bare(record.message)[-12:] for record in caplog.records] == ['"🙂"(U+1F642)']


def test_rendering_warns_of_nothing(caplog) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        for name in NAMES:
            pdf_bytes(report_of(fixture_facts(name)))
    assert caplog.records == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        SERIF.as_uri(),
        f"{SERIF.as_uri()}?doc-other",
        "http://127.0.0.1/",
        "https://example.com/a.css",
        "ftp://example.com/a",
        "data:text/css,p{color:red}",
        "about:blank",
        "relative.css",
    ],
)
def test_fetcher_refuses_everything_but_its_fonts(url: str) -> None:
    fetcher = Fetcher({"doc-serif": SERIF})
    with pytest.raises(ValueError, match="not allowed"):
        fetcher.fetch(url)
    response = fetcher.fetch(address("doc-serif", SERIF))
    assert isinstance(response, URLFetcherResponse)
    assert response.read(4) == b"OTTO"


SCRIPT = """
import django, hashlib
django.setup()
from reports.domain.compose import compose_report
from reports.domain.evaluate import evaluate
from reports.exchange.reading import read_json
from reports.rendering.pdf import pdf_bytes
report = read_json(open("fixtures/reports/{name}.json", "rb").read())
print(hashlib.sha256(pdf_bytes(compose_report(report, evaluate(report)))).hexdigest())
"""


def test_bytes_are_the_same_in_another_process_time_zone_and_hash_seed() -> None:
    hashes = printed_elsewhere(SCRIPT.format(name=RESIDENT))
    assert len(hashes) == 1


def test_bytes_do_not_depend_on_what_was_rendered_before() -> None:
    document = report_of(fixture_facts(RESIDENT))
    first = pdf_bytes(document)
    pdf_bytes(form_of(fixture_facts(SERVICE)))
    assert pdf_bytes(document) == first


@pytest.mark.parametrize(
    "text",
    [
        "<b>&\"'</b>{{ x }}{% y %}",
        "\x00\x07\ud800\u202e",
        "a" * 30_000,
        "因" * 30_000,
        "\n" * 30_000,
        " " * 30_000 + "x",
    ],
    ids=["markup", "control", "endless", "long", "lines", "blanks"],
)
def test_anything_in_any_cell_prints(text: str) -> None:
    report = fixture_facts(MEDICAL)
    first = replace(report.indicators[0], reason=text, level1=text[:200])
    content = pdf_bytes(form_of(replace(report, indicators=(first, *report.indicators[1:]), remarks=text[:5000])))
    printed = bare("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))
    if text.startswith("<b>"):
        assert bare(text) in printed
    if text.startswith("因"):
        assert printed.count("因") >= 30_000


def test_empty_document_is_one_blank_page() -> None:
    assert len(pypdf.PdfReader(io.BytesIO(pdf_bytes(Document("空", (Paragraph(""),))))).pages) == 1
