"""Document → one self-contained HTML page: styles inlined, no script, nothing loaded from elsewhere."""

from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reports.domain.document import Document
from reports.rendering.view import document_view

STYLESHEET = Path(__file__).resolve().parents[2] / "static" / "css" / "print.css"


@cache
def stylesheet() -> str:
    """The document's look, the same file on page and paper."""
    return STYLESHEET.read_text(encoding="utf-8")


def document_markup(document: Document) -> SafeString:
    """The document's sections alone, for a page of the portal that links print.css itself."""
    return render_to_string("reports/document/sections.html", document_view(document))


def page_markup(document: Document, style: str = "") -> str:
    """A whole page; well-formed XML too, which the PDF renderer relies on."""
    # The style is our own file; user text reaches the template as text only.
    context = {**document_view(document), "style": mark_safe(style)}  # noqa: S308  # nosec
    return render_to_string("reports/document/page.html", context)


def render_html(document: Document) -> tuple[str, str, bytes]:
    """(name, content type, bytes)."""
    return file_name(document, "html"), "text/html; charset=utf-8", page_markup(document, stylesheet()).encode()


def file_name(document: Document, ending: str) -> str:
    """The title as a file's name: no separators, no characters a file system refuses, not too long."""
    stem = "".join("_" if char in '\\/:*?"<>|' or ord(char) < 32 else char for char in document.title)
    stem = stem.encode("utf-8", "ignore")[:200].decode("utf-8", "ignore").strip(" .")
    return f"{stem or 'report'}.{ending}"
