"""Names of WordprocessingML in the form lxml wants them."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def attribute(node, name: str, default: str = "") -> str:
    """A ``w:`` attribute of a node that may be missing."""
    return default if node is None else node.get(W + name, default)


def number(text: str, default: int = 0) -> int:
    """A whole number in an attribute; what is none counts as ``default``."""
    return int(text) if text.isdecimal() and len(text) < 10 else default
