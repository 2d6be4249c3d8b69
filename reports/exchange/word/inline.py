"""The text of a paragraph as it prints: without what was deleted, hidden or is only an instruction."""

from collections.abc import Iterator
from typing import Any

from indicators.domain.numbers import clean_text
from reports.exchange.word.names import CHOICE, MATH, W, attribute

#: Signs that are inserted from the font Symbol instead of being typed.
SYMBOLS = {"B3": "≥", "A3": "≤", "B1": "±", "B4": "×", "B9": "≠", "BB": "≈", "B0": "°", "2D": "−"}
#: What is not part of the printed line.
SKIPPED = frozenset(
    [W + name for name in "del moveFrom instrText delText delInstrText rt pPr rPr sdtPr footnoteReference".split()]
    + [CHOICE + "Fallback"]
)
#: Boxes are read after the line they hang on.
BOX = f"{W}txbxContent"


def is_on(node: Any) -> bool:
    """A switch of WordprocessingML (``<w:b/>``, ``<w:b w:val="0"/>``)."""
    return node is not None and attribute(node, "val", "1") not in ("0", "false", "off", "none")


def line_of(paragraph: Any) -> str:
    """The paragraph's text: line breaks as line feeds, tabs as spaces."""
    return clean_text("".join(pieces(paragraph)))


def pieces(node: Any) -> Iterator[str]:
    for child in node:
        tag = child.tag
        if tag in SKIPPED or tag == BOX or not isinstance(tag, str):
            continue
        if tag == f"{W}r" and is_on(child.find(f"{W}rPr/{W}vanish")):
            continue
        sign = written(child, tag)
        if sign is not None:
            yield sign
        else:
            yield from pieces(child)


def written(node: Any, tag: str) -> str | None:
    """What a leaf stands for; ``None`` = it has its text inside."""
    if tag in (f"{W}t", f"{MATH}t"):
        return node.text or ""
    if tag in (f"{W}br", f"{W}cr"):
        return "" if attribute(node, "type") in ("page", "column") else "\n"
    if tag in (f"{W}tab", f"{W}ptab"):
        return " "
    if tag == f"{W}noBreakHyphen":
        return "-"
    if tag == f"{W}sym":
        return SYMBOLS.get(attribute(node, "char").upper()[-2:], "") if "ymbol" in attribute(node, "font") else ""
    return None


def boxes(paragraph: Any) -> list[Any]:
    """The text boxes that hang on a paragraph, each once (a fallback drawing repeats it)."""
    return [box for box in paragraph.iter(BOX) if not any(up.tag in SKIPPED for up in box.iterancestors())]


def is_bold(paragraph: Any) -> bool:
    """Whether every run with text is set bold."""
    runs = [run for run in paragraph.iter(f"{W}r") if "".join(pieces(run)).strip()]
    return bool(runs) and all(is_on(run.find(f"{W}rPr/{W}b")) for run in runs)
