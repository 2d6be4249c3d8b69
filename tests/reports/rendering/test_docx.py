"""The Word file: read back with python-docx, and as LibreOffice prints it."""

import hashlib
import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pdfplumber
import pytest
from django.core.management import call_command
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.document import Band, Cell, Chart, Document, Heading, PageBreak, Paragraph, Row, Table, Title
from reports.models import Report
from reports.rendering.docx.file import docx_bytes, render_docx
from reports.rendering.view import clean
from tests.factories import JISHAN, MEDICAL, PANZHIHUA, REPORTS, RESIDENT, SERVICE, fixture_facts
from tests.office import convert, needs_office
from tests.reports.composing import form_of, printed_elsewhere, report_of, tables

NAMES = (RESIDENT, MEDICAL, SERVICE, JISHAN, PANZHIHUA)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = "<b>&\"'</b>{{ title }}{% x %}]]>&amp;𠮷☑_x0041_  =1+1\u202e\x00\ud800\x0b"
SEEN = "<b>&\"'</b>{{ title }}{% x %}]]>&amp;𠮷☑_x0041_  =1+1"
#: Styles of the paragraphs that Word needs between and after tables.
SPACERS = {"表格接缝", "表格之后", "附表之后"}


@cache
def documents(name: str) -> Document:
    return report_of(fixture_facts(name))


@cache
def content_of(name: str) -> bytes:
    return docx_bytes(documents(name))


def opened(content: bytes):
    return docx.Document(io.BytesIO(content))


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def bare(text: str) -> str:
    return "".join(text.split())


def paragraphs(content: bytes) -> list[tuple[str, str]]:
    """(style, text) of all paragraphs outside of tables."""
    return [
        (block.style.name, block.text)
        for block in opened(content).iter_inner_content()
        if isinstance(block, WordParagraph) and block.style.name not in SPACERS
    ]


# --- paragraphs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_headings_keep_their_levels_in_words_own_styles(name: str) -> None:
    headings = [(style, text) for style, text in paragraphs(content_of(name)) if style.startswith("Heading")]
    assert headings == [(f"Heading {b.level}", b.text) for b in documents(name).blocks if isinstance(b, Heading)]


def test_heading_below_the_fifth_level_is_set_like_the_fifth() -> None:
    content = docx_bytes(Document("题", (Heading("深", level=9), Heading("浅", level=0))))
    assert paragraphs(content) == [("Heading 5", "深"), ("Heading 1", "浅")]


REPORT_STYLES = {"body": "Body Text", "caption": "Caption", "note": "表注", "flush": "附件标识"}
FORM_STYLES = {**REPORT_STYLES, "flush": "附表标识"}


@pytest.mark.parametrize("name", NAMES)
def test_every_text_stands_in_its_style_and_order(name: str) -> None:
    blocks = documents(name).blocks
    expected, styles, title = [], REPORT_STYLES, ("Title", "Subtitle")
    for number, block in enumerate(blocks):
        if isinstance(block, PageBreak) or (number == 0 and block.kind == "form"):
            styles, title = FORM_STYLES, ("附表标题", "附表副标题")
        if isinstance(block, Title):
            expected += [(style, text) for style, text in zip(title, (block.text, block.subtitle), strict=True) if text]
        elif isinstance(block, Heading):
            expected.append((f"Heading {block.level}", block.text))
        elif isinstance(block, Paragraph):
            expected.append((styles[block.style], block.text))
        elif isinstance(block, Chart):
            expected.append(("图", ""))
    assert [(style, bare(text)) for style, text in paragraphs(content_of(name))] == [
        (style, bare(text)) for style, text in expected
    ]


def test_long_title_breaks_into_lines_of_like_length() -> None:
    ((style, text),) = paragraphs(
        docx_bytes(Document("题", (Title("上海市某项转移支付资金（能力建设部分）绩效自评报告"),)))
    )
    assert (style, text) == ("Title", "上海市某项转移支付资金\n（能力建设部分）绩效自评报告")


def looks(content: bytes) -> dict[str, tuple[str, str, float, float | None]]:
    """By style: face of Chinese and of Latin, size and line pitch in points."""
    found = {}
    for style in opened(content).styles:
        if style.type == 1:
            fonts = style.element.rPr.rFonts
            pitch = style.paragraph_format.line_spacing
            pitch = None if isinstance(pitch, float) else pitch.pt
            found[style.name] = (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii")), style.font.size.pt, pitch)
    return found


def test_styles_are_those_of_official_documents() -> None:
    latin = "Times New Roman"
    assert looks(content_of(RESIDENT)) == {
        "Normal": ("仿宋_GB2312", latin, 16, 28.95),
        "Body Text": ("仿宋_GB2312", latin, 16, 28.95),
        "Heading 1": ("黑体", latin, 16, 28.95),
        "Heading 2": ("楷体_GB2312", latin, 16, 28.95),
        "Heading 3": ("仿宋_GB2312", latin, 16, 28.95),
        "Heading 4": ("仿宋_GB2312", latin, 16, 28.95),
        "Heading 5": ("仿宋_GB2312", latin, 16, 28.95),
        "Title": ("方正小标宋简体", latin, 22, 34),
        "Subtitle": ("楷体_GB2312", latin, 16, 28.95),
        "Caption": ("黑体", latin, 12, 20),
        "表注": ("宋体", latin, 9, 14),
        "附件标识": ("黑体", latin, 16, 28.95),
        "图": ("仿宋_GB2312", latin, 16, None),
        "表格文字": ("宋体", latin, 10.5, 15),
        "表格之后": ("宋体", latin, 1, 10),
        "表格接缝": ("宋体", latin, 1, 1),
        "附表标题": ("方正小标宋简体", latin, 18, 26),
        "附表副标题": ("楷体_GB2312", latin, 12, 20),
        "附表标识": ("黑体", latin, 14, 18),
        "附表文字": ("宋体", latin, 9.5, 13.5),
        "附表之后": ("宋体", latin, 1, 1),
        "Footer": ("宋体", latin, 14, 14),
    }


def test_titles_are_centred_and_body_and_headings_indented_by_two_characters() -> None:
    styles = opened(content_of(RESIDENT)).styles
    indents = {
        s.name: s.element.pPr.ind.get(qn("w:firstLineChars"))
        for s in styles
        if s.type == 1 and s.element.pPr.ind is not None
    }
    assert indents == dict.fromkeys(["Body Text", *(f"Heading {n}" for n in range(1, 6))], "200")
    centred = {s.name for s in styles if s.type == 1 and s.element.pPr.jc_val == 1}
    assert centred == {"Title", "Subtitle", "Caption", "图", "表格文字", "附表标题", "附表副标题", "附表文字", "Footer"}


def test_headings_are_in_the_outline() -> None:
    xml = part(content_of(RESIDENT), "word/styles.xml")
    assert re.findall(r'w:styleId="(\w+)">(?:(?!</w:style>).)*?<w:outlineLvl w:val="(\d)"/>', xml) == [
        (f"Heading{level}", str(level - 1)) for level in range(1, 6)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_bold_slanted_or_coloured(name: str) -> None:
    for file in ("word/document.xml", "word/styles.xml", "word/footer.xml"):
        xml = part(content_of(name), file)
        assert set(re.findall(r"<w:(b|i|u|color|bCs|iCs)\b", xml)) == set()


def test_faces_have_stand_ins_for_machines_without_them() -> None:
    fonts = docx.oxml.parse_xml(part(content_of(RESIDENT), "word/fontTable.xml").encode())
    others = {}
    for font in fonts:
        other = font.find(qn("w:altName"))
        others[font.get(qn("w:name"))] = [] if other is None else other.get(qn("w:val")).split(", ")
        assert font.find(qn("w:charset")).get(qn("w:val")) == ("00" if other is None else "86")
        assert re.fullmatch("[0-9A-F]{20}", font.find(qn("w:panose1")).get(qn("w:val")))
    assert {name: names[:2] for name, names in others.items()} == {
        "Times New Roman": [],
        "宋体": ["SimSun", "STSong"],
        "黑体": ["SimHei", "STHeiti"],
        "仿宋_GB2312": ["仿宋", "FangSong"],
        "楷体_GB2312": ["楷体", "KaiTi"],
        "方正小标宋简体": ["方正小标宋_GBK", "FZXiaoBiaoSong-B05S"],
    }


# --- pages ------------------------------------------------------------------------------------------


def test_pages_are_a4_with_the_margins_of_the_print_style() -> None:
    sections = opened(content_of(RESIDENT)).sections
    sizes = [(round(section.page_width.mm), round(section.page_height.mm)) for section in sections]
    margins = [
        tuple(round(side.mm) for side in (s.top_margin, s.right_margin, s.bottom_margin, s.left_margin))
        for s in sections
    ]
    assert sizes == [(210, 297), (210, 297)]
    assert margins == [(37, 26, 35, 28), (20, 18, 20, 18)]


@pytest.mark.parametrize(("name", "pages"), [(JISHAN, ["form"]), (RESIDENT, ["report", "form"])])
def test_each_run_of_pages_is_one_section_and_no_page_break_is_left(name: str, pages: list[str]) -> None:
    kinds = ["form" if section.top_margin.mm < 30 else "report" for section in opened(content_of(name)).sections]
    assert kinds == pages
    assert 'w:type="page"' not in part(content_of(name), "word/document.xml")


def test_number_of_the_page_is_a_field_between_dashes_in_every_section() -> None:
    for section in opened(content_of(RESIDENT)).sections:
        (paragraph,) = section.footer.paragraphs
        assert paragraph.text == "— 1 —"
        assert [node.text for node in paragraph._p.iter(f"{W}instrText")] == [" PAGE "]
        kinds = [node.get(f"{W}fldCharType") for node in paragraph._p.iter(f"{W}fldChar")]
        assert kinds == ["begin", "separate", "end"]


# --- tables -----------------------------------------------------------------------------------------


def numbered(grid: list[list[tuple[object, str]]]) -> list[list[tuple[int, str]]]:
    """Cells by number in reading order, so that merges of two grids can be compared."""
    numbers: dict[object, int] = {}
    return [[(numbers.setdefault(cell, len(numbers)), bare(text)) for cell, text in row] for row in grid]


def read_grid(table: WordTable) -> list[list[tuple[int, str]]]:
    """For each place of the grid its cell's number and text."""
    return numbered([[(cell._tc, cell.text) for cell in row.cells] for row in table.rows])


def drawn_grid(band: Band, columns: int) -> list[list[tuple[int, str]]]:
    """The same of the document; a cell that reaches from the head into the rows is cut between them."""
    rows, head = (*band.head, *band.rows), len(band.head)
    grid: list[list[tuple[object, str] | None]] = [[None] * columns for _ in rows]
    for y, row in enumerate(rows):
        for at, cell in enumerate(row.cells):
            x = grid[y].index(None)
            for below in range(y, y + cell.rowspan):
                upper = below < head < y + cell.rowspan
                for right in range(x, x + cell.colspan):
                    grid[below][right] = ((y, at, upper), "" if upper else cell.text)
    return numbered(grid)


def bands(document: Document) -> list[tuple[Table, Band]]:
    return [(table, band) for table in tables(document) for band in table.bands]


@pytest.mark.parametrize("name", NAMES)
def test_each_band_is_a_table_with_the_documents_cells_and_merges(name: str) -> None:
    drawn = [drawn_grid(band, len(table.widths)) for table, band in bands(documents(name))]
    assert [read_grid(table) for table in opened(content_of(name)).tables] == drawn


@pytest.mark.parametrize("name", NAMES)
def test_heading_rows_are_flagged_and_stand_first(name: str) -> None:
    flags = [
        [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in table.rows]
        for table in opened(content_of(name)).tables
    ]
    assert flags == [[True] * len(b.head) + [False] * len(b.rows) for _, b in bands(documents(name))]


def test_no_merged_cell_hangs_out_of_the_heading_rows() -> None:
    for table in opened(content_of(SERVICE)).tables:
        head = [row for row in table.rows if row._tr.find(f"{W}trPr/{W}tblHeader") is not None]
        merged = [cell.vMerge for cell in table.rows[len(head)]._tr.tc_lst]
        assert set(merged) <= {None, "restart"}


def test_no_line_is_drawn_inside_a_cell_that_reaches_into_the_rows() -> None:
    head = Row((Cell("绩效指标", rowspan=3, label=True), Cell("名称", label=True)))
    band = Band("b", (Row((Cell("甲"),)), Row((Cell("乙"),))), (head,))
    (table,) = opened(docx_bytes(Document("题", (Table((20, 80), (band,)),)))).tables
    borders = [
        [border.tag for border in cell.iter(f"{W}tcBorders") for border in border] for cell in table._tbl.iter_tcs()
    ]
    assert borders == [[f"{W}bottom"], [], [f"{W}top"], [], [], []]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["", "名称"],
        ["绩效\n指标", "甲"],
        ["绩效\n指标", "乙"],
    ]


@pytest.mark.parametrize("name", NAMES)
def test_widths_are_fixed_and_fill_the_page(name: str) -> None:
    inner = {"附表文字": 9866, "表格文字": 8845}
    for table in opened(content_of(name)).tables:
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) == inner[table.cell(0, 0).paragraphs[0].style.name]
        for row in table.rows:
            at = 0
            for cell in row._tr.tc_lst:
                span = cell.grid_span
                assert int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) == sum(widths[at : at + span])
                at += span
            assert at == len(widths)


def test_columns_have_the_documents_proportions() -> None:
    table = Table((12.5, 25, 62.5), (Band("b", (Row((Cell("a"), Cell("b"), Cell("c"))),)),))
    (made,) = opened(docx_bytes(Document("题", (table,)))).tables
    assert [int(column.get(qn("w:w"))) for column in made._tbl.tblGrid] == [1106, 2211, 5528]


def test_only_rows_with_a_long_text_may_break_over_pages() -> None:
    rows = tuple(Row((Cell("因" * length),)) for length in (1, 400, 401))
    (table,) = opened(docx_bytes(Document("题", (Table((100,), (Band("b", rows),)),)))).tables
    assert [row._tr.find(f"{W}trPr/{W}cantSplit") is not None for row in table.rows] == [True, True, False]


def test_borders_are_drawn_all_around() -> None:
    style = opened(content_of(RESIDENT)).styles["Table Grid"].element
    borders = {border.tag.removeprefix(W): border.get(f"{W}val") for border in style.find(f".//{W}tblBorders")}
    assert borders == dict.fromkeys(["top", "left", "bottom", "right", "insideH", "insideV"], "single")
    assert {table.style.name for table in opened(content_of(SERVICE)).tables} == {"Table Grid"}


def test_tables_of_one_form_are_kept_apart_by_a_hidden_paragraph() -> None:
    kinds = [
        "table" if isinstance(block, WordTable) else block.style.name
        for block in opened(docx_bytes(form_of(fixture_facts(JISHAN)))).iter_inner_content()
    ]
    assert kinds == ["附表标题", "附表副标题", *["table", "表格接缝"] * 3, "table", "附表之后"]
    assert opened(content_of(JISHAN)).styles["表格接缝"].font.hidden is True


def test_cell_keeps_its_alignment() -> None:
    row = Row((Cell("左", align="left"), Cell("中"), Cell("右", align="right")))
    (table,) = opened(docx_bytes(Document("题", (Table((30, 30, 40), (Band("b", (row,)),)),)))).tables
    assert [cell.paragraphs[0].alignment for cell in table.rows[0].cells] == [0, None, 2]


SPANS = st.lists(st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), max_size=4), max_size=5)


@given(SPANS, SPANS, st.integers(1, 4))
def test_any_spans_give_rows_that_fill_the_grid(head: list, rows: list, columns: int) -> None:
    def cells(spans: list) -> Row:
        return Row(tuple(Cell("字", rowspan=down, colspan=across) for down, across in spans))

    band = Band("b", tuple(map(cells, rows)), tuple(map(cells, head)))
    content = docx_bytes(Document("题", (Table((100 / columns,) * columns, (band,)),)))
    made = opened(content).tables
    assert [len(row.cells) for table in made for row in table.rows] == [columns] * (len(head) + len(rows))


# --- charts -----------------------------------------------------------------------------------------

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def chart_of(chart: Chart):
    content = docx_bytes(Document("题", (chart,)))
    return content, docx.oxml.parse_xml(part(content, "word/charts/chart1.xml").encode())


def test_chart_is_a_native_line_with_values_as_printed() -> None:
    content, chart = chart_of(Chart("参保人数", "人", ((2021, "673,022"), (2018, "708326.50"))))
    assert ["".join(p.itertext()) for p in chart.iter(f"{A}p")] == ["参保人数（人）", "708326.50", "673,022", ""]
    (line,) = chart.iter(f"{C}lineChart")
    assert [v.text for v in line.find(f"{C}ser/{C}cat").iter(f"{C}v")] == ["2018年", "2021年"]
    assert [v.text for v in line.find(f"{C}ser/{C}val").iter(f"{C}v")] == ["708326.5", "673022.0"]
    (place,) = opened(content).element.body.iter(qn("wp:docPr"))
    assert place.get("descr") == "参保人数（人）：2018年708326.50，2021年673,022"
    assert "/word/charts/chart1.xml" in part(content, "[Content_Types].xml")


@pytest.mark.parametrize(
    ("points", "values"),
    [
        ((), []),
        (((2020, "无"),), []),
        (((2020, "1e400000"), (2021, "5")), [("1", "5.0")]),
        (((2020, "0"), (2021, "0")), [("0", "0.0"), ("1", "0.0")]),
        (((2020, "-3"),), [("0", "-3.0")]),
        (((2020, "NaN"), (2021, "Infinity")), []),
    ],
)
def test_chart_leaves_out_what_is_no_number(points: tuple, values: list) -> None:
    _, chart = chart_of(Chart("名", "", points))
    found = [(p.get("idx"), p[0].text) for p in chart.find(f".//{C}val").iter(f"{C}pt")]
    low, high = (float(chart.find(f".//{C}scaling/{C}{end}").get("val")) for end in ("min", "max"))
    assert found == values
    assert low < high


def test_two_charts_are_two_parts() -> None:
    chart = Chart("名", "个", ((2020, "1"), (2021, "2")))
    content = docx_bytes(Document("题", (chart, replace(chart, name="另"))))
    names = sorted(name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "charts/" in name)
    assert names == ["word/charts/chart1.xml", "word/charts/chart2.xml"]
    assert [node.get("id") for node in opened(content).element.body.iter(qn("wp:docPr"))] == ["1", "2"]


# --- texts ------------------------------------------------------------------------------------------


def hostile_document(text: str) -> Document:
    head = Row((Cell(text, label=True, rowspan=2), Cell("头", label=True)))
    table = Table((30, 70), (Band("b", (Row((Cell(text, key="x"),)),), (head,)),), caption=text)
    chart = Chart(text, text, ((2020, text), (2021, "1")))
    return Document(text, (Title(text, text), Heading(text), Paragraph(text), Paragraph(text, "note"), table, chart))


def test_markup_and_escapes_print_literally() -> None:
    content = docx_bytes(hostile_document(HOSTILE))
    texts = [text for style, text in paragraphs(content) if style not in ("Title", "图")]
    assert texts == [SEEN] * 4
    assert opened(content).tables[0].cell(1, 1).text == SEEN
    assert opened(content).core_properties.title == SEEN
    assert "".join(
        docx.oxml.parse_xml(part(content, "word/charts/chart1.xml").encode()).find(f".//{A}t").itertext()
    ) == (f"{SEEN}（{SEEN}）")


@given(st.text(max_size=60))
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    expected = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    content = docx_bytes(hostile_document(text))
    read = opened(content)
    by_style = dict(paragraphs(content))
    assert (by_style["Heading 1"], by_style["Body Text"], by_style["表注"]) == (expected,) * 3
    assert read.tables[0].cell(1, 1).text == expected
    assert bare(read.tables[0].cell(1, 0).text) == bare(expected)
    assert bare(by_style["Title"]) == bare(expected)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("甲\n乙", "甲\n乙"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("  甲  乙  ", "  甲  乙  "),
        ("甲\t乙", "甲\t乙"),
        ("", ""),
    ],
)
def test_breaks_and_blanks_inside_a_cell_stay(text: str, read: str) -> None:
    (table,) = opened(docx_bytes(Document("题", (Table((100,), (Band("b", (Row((Cell(text),)),)),)),)))).tables
    assert table.cell(0, 0).text == read


def test_chinese_punctuation_is_set_in_the_chinese_face() -> None:
    (paragraph,) = opened(docx_bytes(Document("题", (Paragraph("“质量”≥95%"),)))).paragraphs
    assert paragraph.runs[0]._r.rPr.rFonts.get(qn("w:hint")) == "eastAsia"


@pytest.mark.parametrize("blocks", [(), (PageBreak(),), (Table((100,), ()),)], ids=["none", "break", "bare table"])
def test_document_with_nothing_to_draw_is_a_blank_page(blocks: tuple) -> None:
    read = opened(docx_bytes(Document("空", blocks)))
    assert ([p.text for p in read.paragraphs], len(read.sections), read.tables) == ([""], 1, [])


def test_title_longer_than_the_properties_hold_is_cut_there_and_printed_whole() -> None:
    content = docx_bytes(Document("题" * 300, (Paragraph("题" * 300),)))
    assert opened(content).core_properties.title == "题" * 255
    assert paragraphs(content) == [("Body Text", "题" * 300)]


# --- the file ---------------------------------------------------------------------------------------


def test_file_has_name_type_title_language_and_no_date() -> None:
    name, content_type, content = render_docx(form_of(fixture_facts(RESIDENT)))
    assert name == "上海市转移支付区域（项目）绩效目标自评表（2022年度）.docx"
    assert content_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    properties = opened(content).core_properties
    assert properties.title == "上海市转移支付区域（项目）绩效目标自评表（2022年度）"
    assert properties.language == "zh-CN"
    assert (properties.created, properties.modified, properties.author) == (None, None, "")
    assert 'w:eastAsia="zh-CN"' in part(content, "word/styles.xml")
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_file_names_no_address_outside() -> None:
    archive = zipfile.ZipFile(io.BytesIO(content_of(PANZHIHUA)))
    assert [name for name in archive.namelist() if b'TargetMode="External"' in archive.read(name)] == []
    assert sorted(archive.namelist()) == sorted(
        ["[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels",
         "word/charts/chart1.xml", "word/document.xml", "word/fontTable.xml", "word/footer.xml", "word/settings.xml",
         "word/styles.xml"]
    )  # fmt: skip


SCRIPT = """
import django, hashlib
django.setup()
from reports.domain.compose import compose_report
from reports.domain.evaluate import evaluate
from reports.exchange.reading import read_json
from reports.rendering.docx.file import docx_bytes
report = read_json(open("fixtures/reports/{name}.json", "rb").read())
print(hashlib.sha256(docx_bytes(compose_report(report, evaluate(report)))).hexdigest())
"""


def test_bytes_are_the_same_in_another_process_time_zone_and_hash_seed() -> None:
    hashes = printed_elsewhere(SCRIPT.format(name=PANZHIHUA))
    hashes.add(hashlib.sha256(content_of(PANZHIHUA)).hexdigest())
    assert len(hashes) == 1


def test_bytes_do_not_depend_on_what_was_rendered_before() -> None:
    first = docx_bytes(documents(PANZHIHUA))
    docx_bytes(documents(SERVICE))
    assert docx_bytes(documents(PANZHIHUA)) == first


@pytest.mark.django_db
def test_command_exports_the_whole_report(tmp_path) -> None:
    call_command("import_report", str(REPORTS / f"{RESIDENT}.json"))
    out = tmp_path / "out.docx"
    call_command("export_report", str(Report.objects.get().pk), "--format", "docx", "--output", str(out))
    assert paragraphs(out.read_bytes()) == paragraphs(content_of(RESIDENT))


# --- LibreOffice ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Each fixture's Word file as LibreOffice prints it, made when first asked for."""
    folder = tmp_path_factory.mktemp("office")

    @cache
    def pdf(name: str) -> Path:
        (folder / f"{name}.docx").write_bytes(content_of(name))
        return convert(folder / f"{name}.docx", "pdf", folder)

    return pdf


def printed_cells(path: Path) -> Counter[str]:
    with pdfplumber.open(path) as pdf:
        return Counter(
            bare(text)
            for page in pdf.pages
            for table in page.extract_tables()
            for row in table
            for text in row
            if text and bare(text)
        )


def drawn_cells(document: Document) -> tuple[Counter[str], set[str]]:
    """All texts of cells, and those of heads: a page break repeats them."""
    everything, heads = Counter[str](), set[str]()
    for _, band in bands(document):
        heads |= {bare(cell.text) for row in band.head for cell in row.cells}
        everything.update(bare(cell.text) for row in (*band.head, *band.rows) for cell in row.cells if bare(cell.text))
    return everything, heads


@needs_office
@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_prints_every_cell(printed, name: str) -> None:
    cells, heads = drawn_cells(documents(name))
    found = printed_cells(printed(name))
    assert {text for text in found if found[text] > cells[text]} <= heads
    assert {text: count for text, count in cells.items() if found[text] < count} == {}


@needs_office
@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_prints_every_paragraph_and_heading_and_numbers_the_pages(printed, name: str) -> None:
    with pdfplumber.open(printed(name)) as pdf:
        pages = [bare(page.extract_text()) for page in pdf.pages]
    assert [re.search(r"—(\d+)—$", page)[1] for page in pages] == [str(n + 1) for n in range(len(pages))]
    text = "".join(re.sub(r"—\d+—$", "", page) for page in pages)
    texts = [block.text for block in documents(name).blocks if isinstance(block, Paragraph | Heading | Title)]
    assert [missing for missing in texts if bare(missing) not in text] == []


def blue(shape: dict) -> bool:
    return shape["stroking_color"] == pytest.approx((0x1F / 255, 0x4E / 255, 0x79 / 255), abs=0.01)


@needs_office
def test_libreoffice_draws_the_chart_from_point_to_point(printed) -> None:
    with pdfplumber.open(printed(PANZHIHUA)) as pdf:
        (page,) = (page for page in pdf.pages if "参保人数（人）" in bare(page.extract_text()) and page.curves)
        words = {bare(word["text"]) for word in page.extract_words()}
        lines = [line for line in page.lines if blue(line)]
        points = [curve for curve in page.curves if blue(curve)]
    assert words >= {"708326", "673022", "2018年", "2021年"}
    (line,) = lines
    left, right = sorted({round(point["x0"] + point["x1"]) / 2 for point in points})
    assert (line["x0"], line["x1"]) == pytest.approx((left, right), abs=2)
    assert line["height"] > 20
