"""The standalone page: literal text, nothing from elsewhere, well-formed, every place marked."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.domain.document import Band, Cell, Document, Paragraph, Row, Table, Title
from reports.rendering.html import document_markup, file_name, page_markup, render_html
from reports.rendering.view import table_view
from tests.factories import MEDICAL, RESIDENT, SERVICE, fixture_facts
from tests.reports.composing import cells, report_of

HOSTILE = "<b>&\"'</b>{{ title }}{% include 'x' %}<script>1</script>]]>&amp;𠮷☑\u202e\x00\ud800"
SEEN = "<b>&\"'</b>{{ title }}{% include 'x' %}<script>1</script>]]>&amp;𠮷☑"


def hostile_document(text: str) -> Document:
    cell = Cell(text, key="indicators[0].reason")
    table = Table((100,), (Band("b", (Row((cell,)),), (Row((Cell(text, label=True),)),)),))
    return Document(text, (Title(text, text), Paragraph(text), Paragraph(text, style="note"), table))


def element_texts(markup: str, name: str) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(markup).iter(name)]


def test_markup_and_template_syntax_print_literally() -> None:
    markup = page_markup(hostile_document(HOSTILE))
    for name in ("title", "h1", "p", "td", "th"):
        assert set(element_texts(markup, name)) == {SEEN}
    assert "<script" not in markup


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_gives_a_well_formed_page(text: str) -> None:
    ElementTree.fromstring(page_markup(hostile_document(text)))


@pytest.mark.parametrize("name", [RESIDENT, MEDICAL, SERVICE])
def test_page_is_self_contained(name: str) -> None:
    filename, content_type, content = render_html(report_of(fixture_facts(name)))
    page = content.decode()
    assert filename.endswith(".html")
    assert content_type == "text/html; charset=utf-8"
    assert "<style>" in page
    assert not re.search(r"<(script|link|img|iframe)\b|\ssrc=|\shref=|url\(|@import", page)
    assert '<html lang="zh-CN">' in page


def test_portal_part_has_no_style_attribute_for_the_csp() -> None:
    assert " style=" not in document_markup(report_of(fixture_facts(MEDICAL)))


def test_every_place_is_marked_once() -> None:
    document = report_of(fixture_facts(SERVICE))
    marked = re.findall(r'<t[dh][^>]* data-key="([^"]+)"', document_markup(document))
    assert sorted(marked) == sorted(cell.key for cell in cells(document) if cell.key)


def test_cell_of_the_head_that_reaches_into_the_rows_is_cut_in_two() -> None:
    head = Row((Cell("绩效指标", rowspan=3, label=True), Cell("名称", label=True)))
    table = Table((20, 80), (Band("b", (Row((Cell("甲"),)), Row((Cell("乙"),))), (head,)),))
    band = table_view(table)["bands"][0]
    assert [cell["text"] for cell in band["head"][0]] == ["", "名称"]
    assert [[cell["text"] for cell in row["cells"]] for row in band["rows"]] == [["绩效指标", "甲"], ["乙"]]
    assert 'rowspan="2"' in band["rows"][0]["cells"][0]["attributes"]


@pytest.mark.parametrize(
    ("title", "name"),
    [("某报告", "某报告.pdf"), ("a/b\\c:d\n", "a_b_c_d_.pdf"), ("", "report.pdf"), ("..", "report.pdf")],
)
def test_file_name_has_no_separators(title: str, name: str) -> None:
    assert file_name(Document(title, ()), "pdf") == name


def test_file_name_of_a_long_title_fits_a_file_system() -> None:
    assert len(file_name(Document("报" * 500, ()), "pdf").encode()) < 255


def test_screen_and_paper_share_one_text() -> None:
    report = fixture_facts(MEDICAL)
    one = page_markup(report_of(report))
    other = page_markup(report_of(replace(report)))
    assert one == other
