"""Which files may stand as evidence: told by their names and by what is in them, never by one of the two alone.

Kinds are those an office has: PDF, pictures, Word, Excel, OFD. Nothing here opens a document further than its first
and last bytes or the directory of its archive; a file that is refused gets one sentence with its name.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from indicators.domain.numbers import clean_text

#: What a file is attached as: to an indicator or the whole report, or the signed and stamped paper.
EVIDENCE, STAMPED = "evidence", "stamped"
PURPOSES = {EVIDENCE: "佐证材料", STAMPED: "盖章扫描件"}

#: Letters of a file's name, as offices count them.
NAME_LIMIT = 120
MEGABYTE = 1024 * 1024
#: Bytes at the beginning that tell a kind, and bytes from the end among which a PDF or PNG closes.
HEAD, TAIL = 16, 4096
#: The directory of an archive larger than this belongs to no office document.
DIRECTORY_LIMIT = MEGABYTE
END_OF_DIRECTORY = b"PK\x05\x06"
END_LENGTH, COMMENT_LIMIT = 22, 65_535


class FileProblem(ValueError):
    """A refused file; ``str()`` is the sentence."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. ``magic``: how its content begins; ``part``: the entry an archive of this kind has.

    ``end``: what stands near its end, blank where writers differ; ``shown``: whether a browser shows it as it is.
    """

    label: str
    content_type: str
    magic: bytes
    part: str = ""
    end: bytes = b""
    shown: bool = False


OFFICE = "application/vnd.openxmlformats-officedocument"
ZIP = b"PK\x03\x04"
KINDS = {
    "pdf": Kind("PDF", "application/pdf", b"%PDF-", end=b"%%EOF", shown=True),
    "jpg": Kind("JPG 图片", "image/jpeg", b"\xff\xd8\xff", shown=True),
    "png": Kind("PNG 图片", "image/png", b"\x89PNG\r\n\x1a\n", end=b"IEND", shown=True),
    "docx": Kind("Word 文档", f"{OFFICE}.wordprocessingml.document", ZIP, "word/document.xml"),
    "xlsx": Kind("Excel 工作簿", f"{OFFICE}.spreadsheetml.sheet", ZIP, "xl/workbook.xml"),
    "ofd": Kind("OFD 版式文件", "application/ofd", ZIP, "OFD.xml"),
}
#: Extension → kind.
EXTENSIONS = {**{kind: kind for kind in KINDS}, "jpeg": "jpg"}
#: The kinds of a scan.
SCANS = ("pdf", "jpg", "png")
#: Extensions people try, and what to do instead.
OLD = dict.fromkeys(("doc", "wps", "rtf"), "docx") | dict.fromkeys(("xls", "et", "csv"), "xlsx")
MACROS = {"docm": "docx", "dotm": "docx", "xlsm": "xlsx", "xlam": "xlsx", "xltm": "xlsx"}
ARCHIVES = ("zip", "rar", "7z", "gz", "tar")
#: How content begins that is none of the kinds, in words.
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "旧版或加密的 Office 文件",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"MZ": "程序",
    b"GIF8": "GIF 图片",
    b"BM": "BMP 图片",
    b"II*\x00": "TIFF 图片",
    b"MM\x00*": "TIFF 图片",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be attached: bytes of one file, files of one indicator and of one report.

    ``kept``: files a report may ever have had, removed ones with it, for they stay on the disk.
    """

    size: int
    place: int = 20
    report: int = 200
    kept: int = 1000

    @property
    def words(self) -> str:
        """The largest size as people say it."""
        return size_words(self.size)


def clean_name(name: str) -> str:
    """The name a file is shown by: without its path and without what nobody can see; refused where too long."""
    name = " ".join(clean_text(name.replace("\\", "/").rpartition("/")[2]).split())
    if not name.strip(". "):
        raise FileProblem("有一个文件没有名称，请重新命名后再上传。")
    if len(name) > NAME_LIMIT:
        raise FileProblem(f"文件名“{name[:30]}…”有 {len(name)} 字，最多 {NAME_LIMIT} 字，请改短后再上传。")
    return name


def size_words(size: int) -> str:
    """A size as people say it: 640 字节, 12 KB, 3.4 MB; half up."""
    if size < 1024:
        return f"{size} 字节"
    if size < MEGABYTE - 512:
        return f"{(size + 512) // 1024} KB"
    tenths = (size * 10 + MEGABYTE // 2) // MEGABYTE
    return f"{tenths // 10}.{tenths % 10} MB" if tenths % 10 else f"{tenths // 10} MB"


def too_large(name: str, size: int, most: int) -> str:
    """The sentence for a file above the limit; ``size`` 0 = not known, it was not taken in as a whole."""
    has = f"有 {size_words(size)}，每个文件最多" if size else "超过"
    return f"“{name}”{has} {size_words(most)}，请压缩或分成几个文件后再上传。"


def recognise(name: str, size: int, file: BinaryIO, most: int, purpose: str = EVIDENCE) -> str:
    """The kind of a file whose name and content agree; raises FileProblem. ``most``: the largest size in bytes."""
    kind = kind_of(name, purpose)
    if not size:
        raise FileProblem(f"“{name}”是空文件，请检查后重新上传。")
    if size > most:
        raise FileProblem(too_large(name, size, most))
    head = read_at(file, 0, HEAD)
    if head.startswith(KINDS[kind].magic):
        check_archive(name, kind, size, file) if KINDS[kind].part else check_end(name, kind, size, file)
        return kind
    if KINDS[kind].part and head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileProblem(f"“{name}”设有打开密码，或者是旧版格式，请去掉密码、另存为 .{kind} 后再上传。")
    raise FileProblem(disagreement(name, kind, content_label(head)))


def kind_of(name: str, purpose: str) -> str:
    """The kind a name claims; raises FileProblem where it is none that is taken."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = EXTENSIONS.get(extension)
    if purpose == STAMPED and kind not in SCANS:
        raise FileProblem(f"“{name}”不能作为盖章扫描件：请上传扫描的 PDF、JPG 或 PNG 文件。")
    if kind:
        return kind
    if extension in MACROS:
        raise FileProblem(f"“{name}”是带宏的文件，请另存为不带宏的 .{MACROS[extension]} 后再上传。")
    if extension in OLD:
        raise FileProblem(f"“{name}”是 .{extension} 格式，请另存为 .{OLD[extension]} 或 PDF 后再上传。")
    if extension in ARCHIVES:
        raise FileProblem(f"“{name}”是压缩包，请解压后逐个上传其中的文件。")
    raise FileProblem(f"“{name}”不能上传：只接受 PDF、JPG、PNG、DOCX、XLSX、OFD 文件。")


def read_at(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(at)
    return file.read(length)


def content_label(head: bytes) -> str:
    """What content is that begins so, in words; "" where it is nothing known."""
    for kind in KINDS.values():
        if head.startswith(kind.magic):
            return "压缩包" if kind.part else kind.label
    return next((label for magic, label in FOREIGN.items() if head.startswith(magic)), "")


def disagreement(name: str, kind: str, found: str) -> str:
    is_not = f"“{name}”的内容不是 {KINDS[kind].label}"
    if found:
        gap = " " if found[0].isascii() else ""
        return f"{is_not}，而是{gap}{found}，请核对文件；扩展名应与内容一致。"
    return f"{is_not}，可能已损坏或者改过扩展名，请用原来的软件重新导出。"


def check_end(name: str, kind: str, size: int, file: BinaryIO) -> None:
    """A PDF or PNG that breaks off is refused: nobody could open it later."""
    if KINDS[kind].end not in read_at(file, max(0, size - TAIL), TAIL):
        raise FileProblem(f"“{name}”不完整，后面的内容缺失，请核对原文件后重新上传。")


# --- archives -------------------------------------------------------------------------------------


def check_archive(name: str, kind: str, size: int, file: BinaryIO) -> None:
    """An office document by the entries of its archive: the right one, no macros, no password."""
    damaged = FileProblem(f"“{name}”已损坏，不能打开，请用原来的软件重新保存。")
    if directory_size(size, file) > DIRECTORY_LIMIT:
        raise FileProblem(f"“{name}”内部的条目过多，不是通常的文档，请用原来的软件另存后再上传。")
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise damaged from error
    parts = {entry.filename for entry in entries}
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise FileProblem(f"“{name}”带有宏，请另存为不带宏的 .{kind} 后再上传。")
    if KINDS[kind].part not in parts:
        raise FileProblem(disagreement(name, kind, other_document(parts)))
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileProblem(f"“{name}”设有密码，请去掉密码后再上传。")


def other_document(parts: set[str]) -> str:
    return next((kind.label for kind in KINDS.values() if kind.part in parts), "压缩包")


def directory_size(size: int, file: BinaryIO) -> int:
    """How many bytes the archive says its directory has: asked before anything is parsed; 0 where it has no end."""
    start = max(0, size - END_LENGTH - COMMENT_LIMIT)
    end = read_at(file, start, END_LENGTH + COMMENT_LIMIT)
    at = end.rfind(END_OF_DIRECTORY)
    if at < 0 or len(end) - at < END_LENGTH:
        return 0
    return int.from_bytes(end[at + 12 : at + 16], "little")


# --- how many -------------------------------------------------------------------------------------

Count = Callable[[], int]


def refused_count(name: str, place: Count, report: Count, kept: Count, limits: Limits) -> str:
    """The sentence where there are too many files already, else ""; counts are asked for in this order."""
    if place() >= limits.place:
        return f"“{name}”没有上传：这一处已有 {limits.place} 个文件，请合并或移除一些后再上传。"
    if report() >= limits.report:
        return f"“{name}”没有上传：整份报告已有 {limits.report} 个文件，请合并或移除一些后再上传。"
    if kept() >= limits.kept:
        return f"“{name}”没有上传：本报告先后上传的文件已达 {limits.kept:,} 个，请联系系统管理员。"
    return ""
