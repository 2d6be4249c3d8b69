"""Opening a Word file: every text that prints, in order, and tables as grids."""

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from reports.exchange.office.package import FileProblem
from reports.exchange.word.blocks import read_blocks
from reports.exchange.word.numbering import Level, Numbering, counted
from tests.reports.exchange.word.making import element, run, saved, table


def texts(document) -> list[str]:
    return [block["number"] + block["text"] for block in read_blocks(saved(document)) if block["kind"] == "paragraph"]


def grids(document) -> list[list[list[str]]]:
    """Each table as the text at every position, "✗" where there is no cell."""
    return [
        [[block["cells"][i] if i >= 0 else "✗" for i in row] for row in block["grid"]]
        for block in read_blocks(saved(document))
        if block["kind"] == "table"
    ]


def paragraph_with(*children):
    document = docx.Document()
    paragraph = document.add_paragraph()._p
    for child in children:
        paragraph.append(child)
    return document


def test_paragraphs_come_in_order_with_their_levels():
    document = docx.Document()
    document.add_paragraph("开头")
    document.add_paragraph("一、情况", style="Heading 1")
    document.add_paragraph("（一）资金", style="Heading 2")
    table(document, [(("甲", 1), ("乙", 1))])
    document.add_paragraph("末尾")
    found = read_blocks(saved(document))
    assert [(b["kind"], b.get("text"), b.get("outline")) for b in found] == [
        ("paragraph", "开头", 0),
        ("paragraph", "一、情况", 1),
        ("paragraph", "（一）资金", 2),
        ("table", None, None),
        ("paragraph", "末尾", 0),
    ]


def test_an_outline_level_set_by_hand_makes_a_heading():
    document = docx.Document()
    paragraph = document.add_paragraph("资金情况")
    paragraph._p.get_or_add_pPr().append(element("w:outlineLvl", val="1"))
    assert read_blocks(saved(document))[0]["outline"] == 2


def wrapped(name: str, *children):
    made = OxmlElement(name)
    for child in children:
        made.append(child)
    return made


def hidden():
    made = run("暗")
    made.insert(0, wrapped("w:rPr", OxmlElement("w:vanish")))
    return made


def breaking(**attributes: str):
    return wrapped("w:r", element("w:br", **attributes))


PIECES = [
    ([run("甲"), wrapped("w:ins", run("乙"))], "甲乙"),
    ([run("甲"), wrapped("w:del", run("乙", "w:delText")), run("丙")], "甲丙"),
    ([wrapped("w:moveFrom", run("甲")), wrapped("w:moveTo", run("乙"))], "乙"),
    ([run("甲"), breaking(), run("乙")], "甲\n乙"),
    ([run("甲"), breaking(type="page"), run("乙")], "甲乙"),
    ([run("甲"), wrapped("w:r", OxmlElement("w:tab")), run("乙")], "甲 乙"),
    ([run("甲"), run(" PAGE ", "w:instrText"), run("乙")], "甲乙"),
    ([wrapped("w:sdt", wrapped("w:sdtContent", run("甲")))], "甲"),
    ([wrapped("w:hyperlink", run("链接"))], "链接"),
    ([run("甲"), hidden()], "甲"),
    ([wrapped("w:r", element("w:sym", font="Symbol", char="F0B3")), run("90%")], "≥90%"),
    ([run("甲\u200b乙")], "甲乙"),
]


@pytest.mark.parametrize(("children", "text"), PIECES, ids=[text for _, text in PIECES])
def test_a_line_is_what_prints(children, text):
    assert texts(paragraph_with(*children)) == [text]


def test_a_text_box_follows_its_line_once():
    box = parse_xml(
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(paragraph_with(run("框外"), box)) == ["框外", "框里"]


# --- numbers that Word writes ------------------------------------------------------------------------


def listed(document, *levels: tuple[str, str]) -> str:
    """A list with these levels (format, pattern); its id."""
    root = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for at, (kind, pattern) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{inner}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return "77"


def test_automatic_numbers_are_written_out():
    document = docx.Document()
    list_id = listed(document, ("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    for text, depth in (("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("戊", 0), ("己", 1)):
        paragraph = document.add_paragraph(text)
        number = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        number.get_or_add_ilvl().val, number.get_or_add_numId().val = depth, int(list_id)
    assert texts(document) == ["一、甲", "（一）乙", "（二）丙", "1.丁", "二、戊", "（一）己"]


def test_a_list_bullet_is_no_number():
    document = docx.Document()
    document.add_paragraph("甲", style="List Bullet")
    assert texts(document) == ["甲"]


def test_a_number_of_several_levels():
    lists = Numbering({"1": "a"}, {"a": {0: Level("decimal", "%1", 1), 1: Level("decimal", "%1.%2", 1)}})
    assert [lists.label("1", depth) for depth in (0, 1, 1, 0, 1)] == ["1", "1.1", "1.2", "2", "2.1"]
    assert [lists.label("9", 0), lists.label("1", 5)] == ["", ""]


COUNTED = [
    (1, "一"),
    (10, "十"),
    (11, "十一"),
    (20, "二十"),
    (21, "二十一"),
    (100, "一百"),
    (105, "一百零五"),
    (1000, "1000"),
]


@pytest.mark.parametrize(("value", "text"), COUNTED)
def test_counting_in_han(value, text):
    assert counted(value) == text


# --- tables -----------------------------------------------------------------------------------------


def test_merged_cells_stand_at_all_their_positions():
    document = docx.Document()
    table(document, [(("甲", 1), ("乙", 2)), ((None, 1), ("丙", 1), ("丁", 1)), (("戊", 3),)])
    assert grids(document) == [[["甲", "乙", "乙"], ["甲", "丙", "丁"], ["戊", "戊", "戊"]]]


def test_equal_texts_of_two_cells_are_two_cells():
    document = docx.Document()
    table(document, [(("同", 1), ("同", 1))])
    assert read_blocks(saved(document))[0]["grid"] == [[0, 1]]


def test_skipped_columns_hold_no_cell():
    document = docx.Document()
    made = table(document, [(("甲", 1), ("乙", 1), ("丙", 1))])
    row = made.rows[0]._tr
    row.remove(row.tc_lst[0])
    row.insert(0, wrapped("w:trPr", element("w:gridBefore", val="1")))
    assert grids(document) == [[["✗", "乙", "丙"]]]


def test_a_deleted_row_is_gone_and_an_inserted_one_stays():
    document = docx.Document()
    made = table(document, [(("甲", 1),), (("乙", 1),), (("丙", 1),)])
    for row, name in ((made.rows[0], "w:ins"), (made.rows[1], "w:del")):
        row._tr.insert(0, wrapped("w:trPr", OxmlElement(name)))
    assert grids(document) == [[["甲"], ["丙"]]]


def test_lines_of_a_cell_and_an_inner_table_are_flattened():
    document = docx.Document()
    made = table(document, [(("甲\n乙", 1), ("", 1))])
    inner = made.cell(0, 1).add_table(2, 2)
    for at, text in enumerate("子丑寅卯"):
        inner.cell(at // 2, at % 2).text = text
    assert grids(document) == [[["甲\n乙", "子 丑\n寅 卯"]]]


def test_a_frame_of_one_cell_around_a_table_is_opened():
    document = docx.Document()
    outer = document.add_table(1, 1)
    outer.cell(0, 0).text = "框"
    inner = outer.cell(0, 0).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "甲", "乙"
    assert grids(document) == [[["甲", "乙"]]]
    assert texts(document)[0] == "框"


def test_rows_in_a_content_control_are_read():
    document = docx.Document()
    made = table(document, [(("甲", 1),), (("乙", 1),)])
    row = made.rows[1]._tr
    made._tbl.remove(row)
    made._tbl.append(wrapped("w:sdt", wrapped("w:sdtContent", row)))
    assert grids(document) == [[["甲"], ["乙"]]]


# --- what is no document ------------------------------------------------------------------------------


def zipped(**entries: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return stream.getvalue()


def broken() -> bytes:
    """A document whose main part is no XML."""
    source = io.BytesIO(saved(docx.Document()))
    stream = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<w:document" if name == "word/document.xml" else old.read(name))
    return stream.getvalue()


NONE = {"empty": b"", "text": "自评表".encode(), "another zip": zipped(a="b"), "broken XML": broken()}


@pytest.mark.parametrize("content", NONE.values(), ids=NONE.keys())
def test_no_document_is_a_sentence(content):
    with pytest.raises(FileProblem, match=r"另存为 \.docx"):
        read_blocks(content)


def test_an_empty_document_has_no_blocks():
    document = docx.Document()
    for paragraph in document.element.body.findall(qn("w:p")):
        document.element.body.remove(paragraph)
    assert read_blocks(saved(document)) == []
