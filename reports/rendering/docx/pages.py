"""The two kinds of pages: a report's and a form's, with the styles of what stands on them."""

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from reports.rendering.breaking import PAGES, TITLES
from reports.rendering.docx.nodes import w
from reports.rendering.docx.template import FOOTER_ID

#: A4 in twentieths of a point.
WIDTH, HEIGHT = 11906, 16838
#: The number stands 7 mm below the text and is 14 points high.
NUMBER = 397 + 280


@dataclass(frozen=True, slots=True)
class Page:
    """Margins in twentieths of a point; ``type_size`` of its tables in points.

    ``title``: characters in a title's line; ``styles``: by what the document calls a paragraph.
    """

    top: int
    right: int
    bottom: int
    left: int
    type_size: float
    title: int
    styles: dict[str, str]

    @property
    def inner(self) -> int:
        return WIDTH - self.left - self.right

    def section(self, first: bool) -> Any:
        """What ends a run of pages of this kind."""
        reference = w("footerReference", type="default") if first else None
        if reference is not None:
            reference.set(qn("r:id"), FOOTER_ID)
        margins = {"top": self.top, "right": self.right, "bottom": self.bottom, "left": self.left}
        return w(
            "sectPr",
            reference,
            w("type", val="nextPage"),
            w("pgSz", w=WIDTH, h=HEIGHT),
            w("pgMar", **margins, header=851, footer=self.bottom - NUMBER, gutter=0),
        )


REPORT = Page(
    2098, 1474, 1984, 1587, PAGES["doc-report"][1], TITLES["doc-report"],
    {
        "title": "Title", "subtitle": "Subtitle", "body": "BodyText", "caption": "Caption", "note": "Note",
        "flush": "Flush", "cell": "TableText", "end": "TableEnd",
    },
)  # fmt: skip
FORM = Page(
    1134, 1020, 1134, 1020, PAGES["doc-form"][1], TITLES["doc-form"],
    {
        **REPORT.styles, "title": "FormTitle", "subtitle": "FormSubtitle", "flush": "FormFlush", "cell": "FormText",
        "end": "FormEnd",
    },
)  # fmt: skip
