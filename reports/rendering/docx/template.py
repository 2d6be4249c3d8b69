"""The empty Word file every document begins as: styles, fonts, settings, the footer with the page's number.

Written here part by part instead of taken from python-docx, whose own template is an English one with a picture, a
theme and dozens of styles nobody needs.
"""

import io
import zipfile
from functools import cache

from reports.rendering.docx.fonts import fonts_xml
from reports.rendering.docx.styles import styles_xml

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    f' xmlns:r="{OFFICE}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FOOTER_ID = "rId4"
#: (relationship's id, its kind, file in word/) of the parts the document needs.
PARTS = (
    ("rId1", "styles", "styles"),
    ("rId2", "settings", "settings"),
    ("rId3", "fontTable", "fontTable"),
    (FOOTER_ID, "footer", "footer"),
)
#: A line that ends in a break is not stretched to the margin; the layout is that of Word 2013 and later.
SETTINGS = """<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>
<w:characterSpacingControl w:val="compressPunctuation"/>
<w:compat><w:balanceSingleByteDoubleByteWidth/><w:doNotExpandShiftReturn/><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>"""
#: — 1 —, the number kept up to date by Word.
FOOTER = """<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>
<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">— </w:t></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve"> —</w:t></w:r></w:p>"""
CORE = (
    f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title/><dc:language>zh-CN</dc:language></cp:coreProperties>"
)


def root(name: str, content: str) -> str:
    return f"<w:{name} {NAMESPACES}>{content}</w:{name}>"


def relations(rows: tuple[tuple[str, str, str], ...]) -> str:
    """``rows``: id, type, target."""
    inner = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in rows)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def content_types() -> str:
    kinds = {"/word/document.xml": f"{WORD}.document.main+xml", "/docProps/core.xml": CORE_TYPE}
    kinds |= {f"/word/{name}.xml": f"{WORD}.{kind}+xml" for _, kind, name in PARTS}
    inner = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{inner}</Types>"
    )


CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"


@cache
def empty_file() -> bytes:
    """A Word file without a paragraph and without a section: ``file`` gives it both."""
    files = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(
            (
                ("rId1", f"{OFFICE}/officeDocument", "word/document.xml"),
                ("rId2", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            )
        ),
        "word/_rels/document.xml.rels": relations(
            tuple((key, f"{OFFICE}/{kind}", f"{name}.xml") for key, kind, name in PARTS)
        ),
        "word/document.xml": root("document", "<w:body/>"),
        "word/styles.xml": root("styles", styles_xml()),
        "word/settings.xml": root("settings", SETTINGS),
        "word/fontTable.xml": root("fonts", fonts_xml()),
        "word/footer.xml": root("ftr", FOOTER),
        "docProps/core.xml": CORE,
    }
    return zipped({name: (DECLARATION + text).encode() for name, text in files.items()})


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file in the given order that tells nothing of clock or machine."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, content)
    return stream.getvalue()
