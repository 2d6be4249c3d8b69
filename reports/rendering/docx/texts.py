"""Texts as paragraphs: only ever text, whatever it looks like."""

from typing import Any

from reports.rendering.docx.nodes import w
from reports.rendering.view import clean

SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def plain(text: str) -> str:
    """What can be printed, with one kind of line break."""
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def run(text: str) -> Any:
    """A run of one format; line feeds and tabs become Word's own.

    The hint sets quotation marks, dashes and signs such as ≥ in the Chinese face, a full em wide.
    """
    made = w("r", w("rPr", w("rFonts", hint="eastAsia")) if not text.isascii() else None)
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(w("br"))
        for at, piece in enumerate(line.split("\t")):
            if at:
                made.append(w("tab"))
            if piece:
                made.append(written(piece))
    return made


def written(text: str) -> Any:
    node = w("t")
    node.text = text
    node.set(SPACE, "preserve")
    return node


def paragraph(text: str, style: str, *, align: str = "", after: int | None = None) -> Any:
    """``align`` and ``after`` (room below in twentieths of a point) where it departs from its style."""
    properties = w(
        "pPr",
        w("pStyle", val=style),
        w("spacing", after=after) if after is not None else None,
        w("jc", val=align) if align else None,
    )
    return w("p", properties, run(text) if text else None)
