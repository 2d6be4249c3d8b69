"""How the workbook looks: the paper form's calm, editable cells white, everything else on a faint ground."""

from dataclasses import dataclass
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.page import PageMargins

FACE = "宋体"
THIN = Side("thin", color="FF9AA5B1")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
INK, QUIET = "FF1F2933", "FF5A6672"
WHITE, GREY, HEAD = "FFFFFFFF", "FFF1F3F5", "FFDCE6F1"


ALIGNED = {way: Alignment(horizontal=way, vertical="center", wrap_text=True) for way in ("left", "center", "right")}


def top(alignment: Any) -> Alignment:
    return Alignment(horizontal=alignment.horizontal, vertical="top", wrap_text=True)


def ground(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color)


@dataclass(frozen=True)
class Look:
    """One kind of cell; style objects are shared, since a workbook of 200 rows has thousands of cells."""

    font: Font
    fill: PatternFill
    protection: Protection

    def put(self, cell: Any, text: str, align: str = "") -> None:
        """Text stays text: a leading = or + is no formula, 1-2 no date."""
        cell.value = text or None
        if text:
            cell.data_type = "s"
        cell.number_format = "@"
        cell.font, cell.fill, cell.protection = self.font, self.fill, self.protection
        cell.alignment = ALIGNED[align or "left"]
        cell.border = BOX
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def look(fill: str, color: str = INK, locked: bool = True) -> Look:
    return Look(Font(name=FACE, size=11, color=color), ground(fill), Protection(locked=locked))


OPEN = look(WHITE, locked=False)
LOCKED = look(GREY)
COMPUTED = look(GREY, QUIET)
TITLE = Font(name="黑体", size=14, color=INK)
NOTE = Font(name=FACE, size=10, color=QUIET)
#: In inches; a wide table is then printed as large as it can be.
MARGINS = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, footer=0.3)
HEADING_ALIGN = ALIGNED["center"]


def heading(text: str, hint: str) -> CellRichText:
    """A column's name, and under it in small letters what to fill in."""
    bold = InlineFont(rFont="黑体", sz=11, color=INK)
    small = InlineFont(rFont=FACE, sz=9, color=QUIET)
    parts = [TextBlock(bold, text)]
    if hint:
        parts.append(TextBlock(small, f"\n{hint}"))
    return CellRichText(*parts)
