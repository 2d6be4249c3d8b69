"""Elements of WordprocessingML, written as they nest: ``w("pPr", w("jc", val="center"))``."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def w(name: str, /, *children: Any, **attributes: object) -> Any:
    """An element of the namespace w with attributes of the same; a child that is ``None`` is left out."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend([child for child in children if child is not None])
    return element
