"""Document → PDF bytes by WeasyPrint: the same bytes for the same document, on any day, in any process."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cssselect2
from weasyprint import CSS, HTML
from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports.domain.document import Document
from reports.rendering import continuation
from reports.rendering.breaking import break_lines, ease_long_texts
from reports.rendering.fonts import address, current_files, font_bytes, font_face_rules
from reports.rendering.html import file_name, page_markup, stylesheet

continuation.install()
# WeasyPrint declares only the call that also loads the system's fonts.
ffi.cdef("FcConfig * FcConfigCreate (void);")
#: Pango's font map is shared and not safe for two threads at once; Python's lock would serialise them anyway.
LOCK = threading.RLock()
NO_ADDRESS = "about:blank"


class Fetcher(URLFetcher):
    """Opens the fonts it is given and nothing else: no address in a text is ever followed."""

    def __init__(self, files: dict[str, Path] | None = None) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.allowed = {address(family, path): (family, path) for family, path in (files or {}).items()}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in self.allowed:
            raise ValueError(f"address not allowed: {url}")
        return URLFetcherResponse(url, font_bytes(*self.allowed[url]), {"Content-Type": "font/otf"})


class OwnFonts(FontConfiguration):
    """A font configuration that knows no font but those of our @font-face rules."""

    def __init__(self) -> None:
        self._config = fontconfig.FcConfigCreate()
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self.font_map), self._config)
        fontconfig.FcConfigDestroy(self._config)
        self._folder = None
        self.strut_layouts: dict[Any, Any] = {}
        self.font_features: dict[Any, Any] = {}


class Page(HTML):
    """A page from well-formed markup: C ElementTree instead of the HTML parser (a tenth of the time)."""

    def __init__(self, markup: str, fetcher: URLFetcher) -> None:
        root = ElementTree.fromstring(markup)  # noqa: S314 # nosec B314 -- our own template, text escaped
        break_lines(root)
        ease_long_texts(root)
        for column in root.iter("col"):
            # On a page the width attribute serves (the portal's CSP forbids style attributes).
            column.set("style", f"width:{column.attrib.pop('width')}")
        self.base_url = NO_ADDRESS
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


@cache
def typeset(files: tuple[tuple[str, Path], ...]) -> tuple[CSS, OwnFonts]:
    """One parsed stylesheet and one set of fonts per process (and per font setting)."""
    fonts = OwnFonts()
    fetcher = Fetcher(dict(files))
    style = f"{font_face_rules(dict(files))}\n{stylesheet()}"
    return CSS(string=style, base_url=NO_ADDRESS, url_fetcher=fetcher, font_config=fonts), fonts


@contextmanager
def without_collector() -> Iterator[None]:
    """A rendering makes many objects and few cycles; collecting in between is a tenth of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def pdf_bytes(document: Document) -> bytes:
    """The PDF alone."""
    markup = page_markup(document)
    with LOCK, without_collector():
        sheet, fonts = typeset(tuple(current_files().items()))
        return Page(markup, Fetcher()).write_pdf(stylesheets=[sheet], font_config=fonts, pdf_identifier=False)


def render_pdf(document: Document) -> tuple[str, str, bytes]:
    """(name, content type, bytes)."""
    return file_name(document, "pdf"), "application/pdf", pdf_bytes(document)
