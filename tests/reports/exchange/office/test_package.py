"""What a file is, told from its bytes: whatever they are, the answer is a sentence or none."""

import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.exchange.office.package import MAX_SIZE, FileProblem, check_package
from tests import factories
from tests.workbooks.surgery import packed, parts_of

PLAIN = (factories.ROOT / "tests" / "workbooks" / "pass" / "small-as-written.xlsx").read_bytes()
DIRECTORY = PLAIN.index(b"PK\x01\x02")


def answer(content: bytes, kind: str = "xlsx") -> str:
    try:
        check_package(content, kind)
    except FileProblem as problem:
        return str(problem)
    return ""


def test_workbook_is_one():
    assert answer(PLAIN) == ""


def test_workbook_is_no_document():
    assert answer(PLAIN, "docx") == (
        "这是 Excel 工作簿，不是 Word 文档（.docx）。请用 Word 或 WPS 文字打开，另存为 .docx 后再上传。"
    )


def test_size_is_bounded_before_anything_is_read():
    assert answer(b"PK" + bytes(MAX_SIZE)) == "文件有 10.0 MB，超过 10 MB。请删去图片等无关内容后再上传。"


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"MZ\x90\x00", "认不出这个文件，它不是 Excel 工作簿（.xlsx）。"),
        ("年度\t金额\n".encode("utf-16"), "认不出这个文件，它不是 Excel 工作簿（.xlsx）。"),
        (b"\xef\xbb\xbf<!DOCTYPE html><table>", "这是网页（HTML），只是文件名像 Excel 工作簿（.xlsx）。"),
        (b"MIME-Version: 1.0\r\nX-Type: Workbook\r\n", "这是文本文件（例如 .csv），不是 Excel 工作簿（.xlsx）。"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "这是旧格式的办公文件，不是 Excel 工作簿（.xlsx）。"),
    ],
    ids=["program", "utf-16", "html", "mhtml", "ole"],
)  # fmt: skip
def test_other_files_are_named(start, what):
    assert answer(start) == f"{what}请用 Excel 或 WPS 表格打开，另存为 .xlsx 后再上传。"


@pytest.mark.parametrize(
    ("part", "what"),
    [("ppt/presentation.xml", "演示文稿"), ("OFD.xml", " OFD 版式文件"), ("word/document.xml", " Word 文档")],
)
def test_other_archives_are_named(part, what):
    assert answer(packed({part: b"<x/>"})) == (
        f"这是{what}，不是 Excel 工作簿（.xlsx）。请用 Excel 或 WPS 表格打开，另存为 .xlsx 后再上传。"
    )


def test_unwanted_parts_are_found_in_capitals_too():
    parts = {**parts_of(PLAIN), "XL/VBAPROJECT.BIN": b"x"}
    assert answer(packed(parts)) == (
        "文件含有宏（程序代码），不能接收。请在 Excel 或 WPS 表格中另存为不带宏的 .xlsx 再上传。"
    )


def test_locked_archive_has_a_password():
    content = bytearray(PLAIN)
    content[DIRECTORY + 8] |= 1
    assert answer(bytes(content)) == "文件设有打开密码，无法读取。请在 Excel 或 WPS 表格中去掉密码，另存后再上传。"


@pytest.mark.parametrize("offset", [len(PLAIN) - 40, len(PLAIN) + 1000, 0xFFFFFFFE])
def test_part_that_is_not_where_it_should_be_is_damage(offset):
    content = bytearray(PLAIN)
    at = DIRECTORY
    while content[at + 46 : at + 61] != b"xl/workbook.xml":
        at = content.index(b"PK\x01\x02", at + 4)
    content[at + 42 : at + 46] = offset.to_bytes(4, "little")
    assert answer(bytes(content)) == "文件已损坏或没有传完，不能打开。请用 Excel 或 WPS 表格重新保存后再上传。"


@given(st.binary(max_size=300), st.sampled_from(["xlsx", "docx"]), st.sampled_from([b"", b"PK", b"PK\x03\x04", b"<"]))
def test_any_bytes_have_an_answer(content, kind, start):
    assert answer(start + content, kind) != ""


@settings(max_examples=500)
@given(st.data())
def test_any_damage_has_an_answer(data):
    """Bytes changed anywhere, most of them in the directory at the end; nothing but FileProblem comes out."""
    content = bytearray(PLAIN)
    places = st.integers(0, len(PLAIN) - 1) | st.integers(DIRECTORY, len(PLAIN) - 1)
    for at, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=12)):
        content[at] = byte
    end = data.draw(st.just(len(content)) | st.integers(0, len(content)))
    assert isinstance(answer(bytes(content[:end])), str)


def test_archive_that_lies_about_sizes_is_read_no_further():
    """The directory says ten bytes, the part holds a megabyte: what is read is bounded, and the sum is wrong."""
    content = bytearray(packed({**parts_of(PLAIN), "xl/workbook.xml": b"<workbook>" + b" " * 1_000_000}))
    at = content.index(b"PK\x01\x02")
    while content[at + 46 : at + 61] != b"xl/workbook.xml":
        at = content.index(b"PK\x01\x02", at + 4)
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert answer(bytes(content)) == "文件已损坏或没有传完，不能打开。请用 Excel 或 WPS 表格重新保存后再上传。"


def test_packing_of_other_programs_is_refused():
    for packing in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        assert answer(packed(parts_of(PLAIN), packing)) == (
            "文件的压缩方式不是办公软件所用的，不能打开。请用 Excel 或 WPS 表格重新保存后再上传。"
        )
