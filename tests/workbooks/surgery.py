"""An .xlsx file taken apart and put together again: what openpyxl would not write."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping

Parts = dict[str, bytes]
#: A fixed day, so that the same parts give the same file.
DAY = (2024, 1, 2, 3, 4, 6)


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, part in parts.items() if isinstance(parts, Mapping) else parts:
            archive.writestr(zipfile.ZipInfo(name, DAY), part, compress_type=packing)
    return out.getvalue()


def with_parts(content: bytes, more: Mapping[str, bytes]) -> bytes:
    """The same file with these parts set beside or in place of its own."""
    return packed({**parts_of(content), **more})


def replaced(content: bytes, part: str, old: str, new: str) -> bytes:
    """The same file with a text of one part replaced; it must be there."""
    text = parts_of(content)[part].decode()
    assert old in text, f"{part} has no {old}"
    return with_parts(content, {part: text.replace(old, new).encode()})


def sheet_part(content: bytes, title: str) -> str:
    """Where the sheet of this name is kept."""
    parts = parts_of(content)
    book, links = parts["xl/workbook.xml"].decode(), parts["xl/_rels/workbook.xml.rels"].decode()
    tag = next(tag for tag in re.findall(r"<sheet [^>]*>", book) if f'name="{title}"' in tag)
    link = re.search(r'r:id="([^"]*)"', tag)[1]
    relation = next(tag for tag in re.findall(r"<Relationship [^>]*>", links) if f'Id="{link}"' in tag)
    return "xl/" + re.search(r'Target="(?:/xl/)?([^"]*)"', relation)[1]
