"""Which files are taken and which are refused, with which sentence; names, sizes, counts."""

import io

import pytest

from reports.domain import evidence
from reports.domain.evidence import STAMPED, FileProblem, Limits, clean_name, recognise, refused_count, size_words
from tests.reports import attaching

MOST = 20 * 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def read(name: str, content: bytes, purpose: str = "evidence", most: int = MOST) -> str:
    return recognise(name, len(content), io.BytesIO(content), most, purpose)


VALID = [
    ("统计表.pdf", attaching.pdf(), "pdf"),
    ("统计表.PDF", attaching.pdf(), "pdf"),
    ("现场.jpg", attaching.jpg(), "jpg"),
    ("现场.jpeg", attaching.jpg(), "jpg"),
    ("截图.Png", attaching.png(), "png"),
    ("说明.docx", attaching.word(), "docx"),
    ("台账.xlsx", attaching.excel(), "xlsx"),
    ("公文.ofd", attaching.ofd(), "ofd"),
    ("v1.0.终稿.pdf", attaching.pdf(), "pdf"),
    ("后面有签名.pdf", attaching.pdf() + b"%signed" + bytes(2000), "pdf"),
]


@pytest.mark.parametrize(("name", "content", "kind"), VALID, ids=[row[0] for row in VALID])
def test_files_that_are_taken(name, content, kind):
    assert read(name, content) == kind


NOT_TAKEN = "不能上传：只接受 PDF、JPG、PNG、DOCX、XLSX、OFD 文件。"
CHECK = "请核对文件；扩展名应与内容一致。"
DAMAGED = "可能已损坏或者改过扩展名，请用原来的软件重新导出。"
#: name, content, sentence
REFUSED = [
    ("空.pdf", b"", "“空.pdf”是空文件，请检查后重新上传。"),
    ("木马.exe", b"MZ" + bytes(90), f"“木马.exe”{NOT_TAKEN}"),
    ("网页.html", b"<script>alert(1)</script>", f"“网页.html”{NOT_TAKEN}"),
    ("图.svg", b"<svg/>", f"“图.svg”{NOT_TAKEN}"),
    ("没有扩展名", attaching.pdf(), f"“没有扩展名”{NOT_TAKEN}"),
    ("说明.doc", OLE, "“说明.doc”是 .doc 格式，请另存为 .docx 或 PDF 后再上传。"),
    ("台账.et", OLE, "“台账.et”是 .et 格式，请另存为 .xlsx 或 PDF 后再上传。"),
    ("宏.xlsm", attaching.excel(), "“宏.xlsm”是带宏的文件，请另存为不带宏的 .xlsx 后再上传。"),
    ("材料.zip", attaching.archive("a"), "“材料.zip”是压缩包，请解压后逐个上传其中的文件。"),
    ("网页.pdf", b"<html><script>1</script>", f"“网页.pdf”的内容不是 PDF，{DAMAGED}"),
    ("照片.pdf", attaching.png(), f"“照片.pdf”的内容不是 PDF，而是 PNG 图片，{CHECK}"),
    ("扫描.jpg", attaching.pdf(), f"“扫描.jpg”的内容不是 JPG 图片，而是 PDF，{CHECK}"),
    ("动图.png", b"GIF89a" + bytes(90), f"“动图.png”的内容不是 PNG 图片，而是 GIF 图片，{CHECK}"),
    ("程序.jpg", b"MZ" + bytes(90), f"“程序.jpg”的内容不是 JPG 图片，而是程序，{CHECK}"),
    ("台账.docx", attaching.excel(), f"“台账.docx”的内容不是 Word 文档，而是 Excel 工作簿，{CHECK}"),
    ("压缩.xlsx", attaching.archive("a.txt"), f"“压缩.xlsx”的内容不是 Excel 工作簿，而是压缩包，{CHECK}"),
    ("公文.ofd", attaching.word(), f"“公文.ofd”的内容不是 OFD 版式文件，而是 Word 文档，{CHECK}"),
    ("文字.docx", b"plain text", f"“文字.docx”的内容不是 Word 文档，{DAMAGED}"),
    ("加密.docx", OLE, "“加密.docx”设有打开密码，或者是旧版格式，请去掉密码、另存为 .docx 后再上传。"),
    ("断.pdf", attaching.pdf()[:-8], "“断.pdf”不完整，后面的内容缺失，请核对原文件后重新上传。"),
    ("断.png", attaching.png()[:-14], "“断.png”不完整，后面的内容缺失，请核对原文件后重新上传。"),
    ("断.xlsx", attaching.excel()[:-80], "“断.xlsx”已损坏，不能打开，请用原来的软件重新保存。"),
    (
        "藏宏.docx",
        attaching.archive("word/document.xml", "word/VBAProject.bin"),
        "“藏宏.docx”带有宏，请另存为不带宏的 .docx 后再上传。",
    ),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED, ids=[row[0] for row in REFUSED])
def test_files_that_are_refused(name, content, sentence):
    with pytest.raises(FileProblem) as refused:
        read(name, content)
    assert str(refused.value) == sentence


def test_too_large_says_how_large_it_may_be():
    with pytest.raises(FileProblem) as refused:
        read("大.pdf", attaching.pdf() + bytes(1_200_000), most=1024 * 1024)
    assert str(refused.value) == "“大.pdf”有 1.1 MB，每个文件最多 1 MB，请压缩或分成几个文件后再上传。"


def test_exactly_the_largest_size_is_taken():
    content = attaching.pdf()
    assert read("正好.pdf", content, most=len(content)) == "pdf"


def test_password_inside_an_archive():
    content = bytearray(attaching.archive("word/document.xml"))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1  # the flag in the directory that says "encrypted"
    with pytest.raises(FileProblem) as refused:
        read("密.docx", bytes(content))
    assert str(refused.value) == "“密.docx”设有密码，请去掉密码后再上传。"


def test_directory_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr(evidence, "DIRECTORY_LIMIT", 2000)
    monkeypatch.setattr(evidence, "ZipFile", None)  # opening it would be an error of its own
    content = attaching.archive("word/document.xml", *(f"{number:060}" for number in range(40)))
    with pytest.raises(FileProblem) as refused:
        read("炸弹.docx", content)
    assert str(refused.value) == "“炸弹.docx”内部的条目过多，不是通常的文档，请用原来的软件另存后再上传。"


@pytest.mark.parametrize(("name", "content"), [("盖章.pdf", attaching.pdf()), ("盖章.jpeg", attaching.jpg())])
def test_scan_is_a_pdf_or_a_picture(name, content):
    assert read(name, content, STAMPED) in ("pdf", "jpg")


@pytest.mark.parametrize("name", ["报告.docx", "报告.xlsx", "报告.ofd", "报告.exe"])
def test_other_kinds_are_no_scan(name):
    with pytest.raises(FileProblem) as refused:
        read(name, attaching.word(), STAMPED)
    assert str(refused.value) == f"“{name}”不能作为盖章扫描件：请上传扫描的 PDF、JPG 或 PNG 文件。"


NAMES = [
    ("统计表.pdf", "统计表.pdf"),
    ("C:\\Users\\张三\\统计表.pdf", "统计表.pdf"),
    ("../../etc/统计表.pdf", "统计表.pdf"),
    ("/tmp/统计表.pdf", "统计表.pdf"),
    ("统计表\r\nSet-Cookie: a.pdf", "统计表 Set-Cookie: a.pdf"),
    ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
    ("a\x00b\x1b.pdf", "ab.pdf"),
    ("  两  个  空格 .pdf ", "两 个 空格 .pdf"),
    ("𠮷林<b>.pdf", "𠮷林<b>.pdf"),
]


@pytest.mark.parametrize(("posted", "shown"), NAMES)
def test_name_is_shown_without_path_and_hidden_signs(posted, shown):
    assert clean_name(posted) == shown


@pytest.mark.parametrize("posted", ["", "   ", "...", "dir/", "\u202e\u200b"])
def test_file_without_a_name_is_refused(posted):
    with pytest.raises(FileProblem) as refused:
        clean_name(posted)
    assert str(refused.value) == "有一个文件没有名称，请重新命名后再上传。"


def test_long_name_is_refused():
    assert clean_name("长" * 116 + ".pdf") == "长" * 116 + ".pdf"
    with pytest.raises(FileProblem) as refused:
        clean_name("长" * 117 + ".pdf")
    assert str(refused.value) == f"文件名“{'长' * 30}…”有 121 字，最多 120 字，请改短后再上传。"


SIZES = [
    (1, "1 字节"), (1023, "1023 字节"), (1024, "1 KB"), (1535, "1 KB"), (1536, "2 KB"), (1_047_000, "1022 KB"),
    (1_048_064, "1 MB"), (1024 * 1024, "1 MB"), (1_600_000, "1.5 MB"), (20 * 1024 * 1024, "20 MB"),
]  # fmt: skip


@pytest.mark.parametrize(("size", "words"), SIZES)
def test_size_in_words(size, words):
    assert size_words(size) == words


LIMITS = Limits(size=1, place=2, report=3, kept=4)
COUNTS = [
    (1, 2, 3, ""),
    (2, 2, 3, "“a.pdf”没有上传：这一处已有 2 个文件，请合并或移除一些后再上传。"),
    (1, 3, 3, "“a.pdf”没有上传：整份报告已有 3 个文件，请合并或移除一些后再上传。"),
    (1, 2, 4, "“a.pdf”没有上传：本报告先后上传的文件已达 4 个，请联系系统管理员。"),
]


@pytest.mark.parametrize(("place", "report", "kept", "sentence"), COUNTS)
def test_too_many_files(place, report, kept, sentence):
    assert refused_count("a.pdf", lambda: place, lambda: report, lambda: kept, LIMITS) == sentence
