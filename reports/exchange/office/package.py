"""What an uploaded office file is, told from its bytes before anything in it is parsed.

Whoever uploads the wrong thing gets the sentence that helps: how to save it as what is wanted. Only the
directory of the archive is read here, so a file that would unpack to gigabytes costs nothing.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

MB = 1024 * 1024
#: An uploaded file, and everything in it unpacked: the largest real report is a hundredth of either.
MAX_SIZE, MAX_UNPACKED, MAX_ENTRIES = 10 * MB, 30 * MB, 1000
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
#: What each line of an archive's directory begins with.
CENTRAL = b"PK\x01\x02"
#: Office programs pack by these; the others may ask for gigabytes of memory before the first byte is out.
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class FileProblem(Exception):
    """The file cannot be taken; ``str()`` is the sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of office file: its words, the part it must have, and how to get such a file."""

    ending: str
    word: str
    program: str
    part: str
    old: str
    old_stream: str


KINDS = {
    "xlsx": Kind("xlsx", "Excel 工作簿（.xlsx）", "Excel 或 WPS 表格", "xl/workbook.xml", ".xls 或 .et", "Workbook"),
    "docx": Kind("docx", "Word 文档（.docx）", "Word 或 WPS 文字", "word/document.xml", ".doc 或 .wps", "WordDocument"),
}
#: Parts by which an archive shows that it is something else.
OTHERS = (
    (re.compile(r"xl/workbook\.bin"), " Excel 二进制工作簿（.xlsb）"),
    (re.compile(r"xl/workbook\.xml"), " Excel 工作簿"),
    (re.compile(r"word/document\.xml"), " Word 文档"),
    (re.compile(r"ppt/presentation\.xml"), "演示文稿"),
    (re.compile(r"OFD\.xml"), " OFD 版式文件"),
)
#: What a filled-in form never needs and a reader should not open.
UNWANTED = (
    (
        re.compile(r".*vbaProject\.bin|xl/macrosheets/.*", re.IGNORECASE),
        "文件含有宏（程序代码），不能接收。请在 {program}中另存为不带宏的 .{ending} 再上传。",
    ),
    (
        re.compile(r"xl/externalLinks/.*", re.IGNORECASE),
        "工作簿引用了别的文件（外部链接），数值无法核实。请在“数据—编辑链接”中断开链接，另存后再上传。",
    ),
    (
        re.compile(r"xl/(connections\.xml|queryTables/.*)", re.IGNORECASE),
        "工作簿连接了外部数据源，数值无法核实。请删除数据连接，另存后再上传。",
    ),
    (
        # A chart in a Word report brings its own workbook along; nobody here opens it.
        re.compile(r"(xl/(embeddings|activeX)|word/activeX)/.*", re.IGNORECASE),
        "文件里嵌入了其他文件或控件，不能接收。请删除嵌入的对象，另存后再上传。",
    ),
)


def check_package(content: bytes, kind: str) -> None:
    """Refuse what is no file of this kind, or one that must not be opened; raises FileProblem."""
    wanted = KINDS[kind]
    if not content:
        raise FileProblem("文件是空的（0 字节），请重新保存后再上传。")
    if len(content) > MAX_SIZE:
        raise FileProblem(
            f"文件有 {len(content) / MB:.1f} MB，超过 {MAX_SIZE // MB} MB。请删去图片等无关内容后再上传。"
        )
    if not content.startswith(b"PK"):
        raise FileProblem(foreign(content, wanted))
    # Counted before the directory is read: a line of 50 bytes there is ten times that in memory.
    count = content.count(CENTRAL)
    if count > MAX_ENTRIES:
        raise FileProblem(f"文件内有 {count:,} 个部分，远多于填报需要，不能接收。请删去多余的工作表、图片后再上传。")
    entries = directory(content, wanted)
    check_entries(entries, wanted)
    check_part(content, wanted)


def foreign(content: bytes, wanted: Kind) -> str:
    """What a file that is no archive is, and what to do about it."""
    save = f"请用 {wanted.program}打开，另存为 .{wanted.ending} 后再上传。"
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(OLE):
        if name_in(content, "EncryptedPackage"):
            return f"文件设有打开密码，无法读取。请在 {wanted.program}中去掉密码，另存后再上传。"
        if name_in(content, wanted.old_stream):
            return f"这是旧格式的文件（{wanted.old}）。{save}"
        return f"这是旧格式的办公文件，不是 {wanted.word}。{save}"
    if start.startswith(b"%pdf"):
        return f"这是 PDF 文件，不是 {wanted.word}。请上传 .{wanted.ending} 文件。"
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return f"这是网页（HTML），只是文件名像 {wanted.word}。{save}"
    if start.startswith(b"<?xml"):
        return f"这是 XML 文件，不是 {wanted.word}。{save}"
    if start.startswith(b"{\\rtf"):
        return f"这是 RTF 文件，不是 {wanted.word}。{save}"
    if b"\x00" not in content[:4096]:
        return f"这是文本文件（例如 .csv），不是 {wanted.word}。{save}"
    return f"认不出这个文件，它不是 {wanted.word}。{save}"


def name_in(content: bytes, stream: str) -> bool:
    """Whether an OLE file has a stream of this name (its directory is UTF-16)."""
    return stream.encode("utf-16-le") in content


def directory(content: bytes, wanted: Kind) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileProblem(f"文件已损坏或没有传完，不能打开。请用 {wanted.program}重新保存后再上传。") from error


def check_entries(entries: list[zipfile.ZipInfo], wanted: Kind) -> None:
    names = [entry.filename for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise FileProblem(
            f"文件解开后有 {unpacked / MB:.0f} MB，远大于填报需要，不能接收。请删去多余的工作表、图片和格式后再上传。"
        )
    if len(set(names)) < len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise FileProblem(f"文件内部结构不正常，不能打开。请用 {wanted.program}重新保存后再上传。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileProblem(f"文件设有打开密码，无法读取。请在 {wanted.program}中去掉密码，另存后再上传。")
    if any(entry.compress_type not in PACKINGS for entry in entries):
        raise FileProblem(f"文件的压缩方式不是办公软件所用的，不能打开。请用 {wanted.program}重新保存后再上传。")
    if wanted.part not in names:
        raise FileProblem(misnamed(names, wanted))
    for pattern, sentence in UNWANTED:
        if any(pattern.fullmatch(name) for name in names):
            raise FileProblem(sentence.format(program=wanted.program, ending=wanted.ending))


def misnamed(names: list[str], wanted: Kind) -> str:
    for pattern, word in OTHERS:
        if any(pattern.fullmatch(name) for name in names):
            return f"这是{word}，不是 {wanted.word}。请用 {wanted.program}打开，另存为 .{wanted.ending} 后再上传。"
    if "mimetype" in names and "content.xml" in names:
        return f"这是 OpenDocument 文件（.ods 或 .odt）。请用 {wanted.program}另存为 .{wanted.ending} 后再上传。"
    return f"这是压缩包或其他文件，不是 {wanted.word}。请上传 .{wanted.ending} 文件本身。"


def check_part(content: bytes, wanted: Kind) -> None:
    """The main part can be unpacked, and is of the dialect everybody reads."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(wanted.part) as part:
            start = part.read(64 * 1024)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise FileProblem(f"文件已损坏或没有传完，不能打开。请用 {wanted.program}重新保存后再上传。") from error
    if b"purl.oclc.org/ooxml" in start:
        raise FileProblem(
            f"文件是“Strict Open XML”格式。请在 {wanted.program}中另存为普通的 .{wanted.ending} 后再上传。"
        )
