"""Document → Word file: the same bytes for the same document, on any day, in any process."""

import io
import zipfile
from collections.abc import Iterator
from itertools import count
from typing import Any

import docx

from reports.domain.document import Block, Chart, Document, Heading, Paragraph, Table, Title
from reports.rendering.breaking import title_lines
from reports.rendering.docx.charts import chart_node
from reports.rendering.docx.pages import FORM, REPORT, Page
from reports.rendering.docx.tables import table_nodes
from reports.rendering.docx.template import empty_file, zipped
from reports.rendering.docx.texts import paragraph, plain
from reports.rendering.html import file_name
from reports.rendering.view import pages_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Word has nine levels, the outline of a report five.
DEEPEST = 5
#: What the file's properties may hold.
LONGEST_TITLE = 255


class Drawing:
    """One document being drawn: the file, and how many charts it has so far."""

    def __init__(self) -> None:
        self.file = docx.Document(io.BytesIO(empty_file()))
        self.charts = count(1)

    def nodes(self, block: Block, page: Page) -> Iterator[Any]:
        """The paragraphs and tables of a block."""
        if isinstance(block, Table):
            yield from table_nodes(block, page)
        elif isinstance(block, Chart):
            yield chart_node(block, next(self.charts), self.file.part)
        elif isinstance(block, Title):
            yield from title_nodes(block, page)
        elif isinstance(block, Heading):
            yield paragraph(plain(block.text), f"Heading{min(max(block.level, 1), DEEPEST)}")
        elif isinstance(block, Paragraph):
            yield paragraph(plain(block.text), page.styles[block.style])
        else:
            raise TypeError(f"no drawing for {type(block).__name__}")

    def draw(self, document: Document) -> None:
        """All of it: runs of pages, each closed by a section whose place is its last paragraph."""
        body = self.file.element.body
        runs = list(pages_of(document.blocks)) or [[]]
        for number, blocks in enumerate(runs):
            form = any(isinstance(block, Title) and block.kind == "form" for block in blocks)
            page = FORM if form else REPORT
            nodes = [node for block in blocks for node in self.nodes(block, page)] or [paragraph("", "BodyText")]
            section = page.section(first=number == 0)
            body.extend(nodes)
            if number < len(runs) - 1:
                nodes[-1].get_or_add_pPr().append(section)
            else:
                body.append(section)
        self.file.core_properties.title = plain(document.title)[:LONGEST_TITLE]


def title_nodes(title: Title, page: Page) -> Iterator[Any]:
    """A long title in lines of like length; a subtitle stands right under it."""
    text, subtitle = plain(title.text), plain(title.subtitle)
    lines = [text] if "\n" in text else title_lines(text, page.title)
    yield paragraph("\n".join(lines), page.styles["title"], after=0 if subtitle else None)
    if subtitle:
        yield paragraph(subtitle, page.styles["subtitle"])


def docx_bytes(document: Document) -> bytes:
    """The file alone."""
    drawing = Drawing()
    drawing.draw(document)
    stream = io.BytesIO()
    drawing.file.save(stream)
    # python-docx writes the machine's time beside every part.
    with zipfile.ZipFile(stream) as archive:
        return zipped({entry.filename: archive.read(entry) for entry in archive.infolist()})


def render_docx(document: Document) -> tuple[str, str, bytes]:
    """(name, content type, bytes)."""
    return file_name(document, "docx"), CONTENT_TYPE, docx_bytes(document)
