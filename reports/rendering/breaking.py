"""Where the form's own words and titles break on paper: between words, in lines of like length.

Line breaking of Chinese text knows no words (绩效指/标). A browser balances titles by itself and a
page is wide enough, so only the PDF's tree is touched; the document's text stays as it is.
"""

import re
from xml.etree.ElementTree import Element, SubElement

#: Inner width of a page in points and size of its tables' type (static/css/print.css).
PAGES = {"doc-form": (493.0, 9.5), "doc-report": (442.0, 10.5)}
#: Characters in a line of a title: 小二 on the form's pages, 二号 on the report's.
TITLES = {"doc-form": 26, "doc-report": 20}
PADDING = 2.7
#: A heading cell breaks before one of these words, never inside one.
WORDS = re.compile("(?=（|指标|满意度|完成|改进|情况|目标|清算|预分配|审计|预算)")
CAPTION = 36
EDGE = 2
#: WeasyPrint's work per line grows with the text behind it: long texts are handed over in pieces, and
#: endless words with places to break. Neither can be seen.
PIECE, WORD = 2000, 400
ENDLESS = re.compile(rf"[!-~]{{{WORD},}}")
ZERO_WIDTH_SPACE = "\u200b"
BREAK_BEFORE = "（(《绩"
BREAK_AFTER = "）)》度的"


def title_lines(text: str, limit: int) -> list[str]:
    """A long title in lines of about the same length, broken at brackets where one is near."""
    count = -(-len(text) // limit)
    lines = []
    while count > 1:
        cut = ideal = -(-len(text) // count)
        for offset in sorted(range(-4, 5), key=abs):
            at = ideal + offset
            if 0 < at < len(text) and at <= limit and (text[at] in BREAK_BEFORE or text[at - 1] in BREAK_AFTER):
                cut = at
                break
        lines.append(text[:cut])
        text, count = text[cut:], count - 1
    return [*lines, text]


def width(text: str) -> float:
    """In ems: Latin letters and digits take about half of a Chinese character."""
    return sum(0.55 if char < "\x7f" else 1 for char in text)


def label_lines(text: str, limit: float) -> list[str]:
    """A heading cell that needs several lines, broken before words; left alone where a word is too long."""
    if width(text) <= limit or len(text) > 20 or "\n" in text:
        return [text]
    lines = [""]
    for word in filter(None, WORDS.split(text)):
        if width(word) > limit:
            return [text]
        if lines[-1] and width(lines[-1] + word) > limit:
            lines.append("")
        lines[-1] += word
    return lines


def part_lines(text: str, limit: float) -> list[str]:
    """A compound target in a narrow cell, each part on a line: 医疗机构≥40% 病种≥70% 基金≥30%."""
    parts = text.split(" ")
    compound = 1 < len(parts) <= 6 and limit < len(text) < 60 and "\n" not in text
    if compound and all(any(char.isdigit() for char in part) for part in parts):
        return parts
    return [text]


def edge_lines(text: str) -> list[str]:
    """A block's name at the narrow left edge: two characters a line."""
    name, bracket, rest = text.partition("（")
    if len(name) % EDGE or len(name) > 10:
        return [text]
    lines = [name[i : i + EDGE] for i in range(0, len(name), EDGE)]
    return [*lines, bracket + rest] if bracket else lines


def break_lines(root: Element) -> None:
    """Set the breaks of all titles and heading cells of a page."""
    for section in root.iter("section"):
        kind = next((name for name in PAGES if name in section.get("class", "")), "doc-report")
        for title in section.iter("h1"):
            title.text = "\n".join(title_lines(title.text or "", TITLES[kind]))
        for paragraph in section.iter("p"):
            if paragraph.get("class") == "doc-paragraph-caption" and len(paragraph.text or "") < 3 * CAPTION:
                paragraph.text = "\n".join(title_lines(paragraph.text or "", CAPTION))
        for table in section.iter("table"):
            break_labels(table, *PAGES[kind])


def ease_long_texts(root: Element) -> None:
    """Cut texts of many thousand characters into pieces that flow like one."""
    for element in [*root.iter("td"), *root.iter("p"), *root.iter("th")]:
        text = element.text or ""
        if len(text) <= PIECE:
            continue
        text = ENDLESS.sub(lambda run: ZERO_WIDTH_SPACE.join(run[0]), text)
        element.text = None
        for start in range(0, len(text), PIECE):
            SubElement(element, "span").text = text[start : start + PIECE]


def break_labels(table: Element, page: float, size: float) -> None:
    """Heading cells of one table; groups merged over rows move the cells after them to the right."""
    widths = [float(column.get("width", "0").rstrip("%")) * page / 100 for column in table.iter("col")]
    open_rows = [0] * len(widths)
    for row in table.iter("tr"):
        column = 0
        for cell in row:
            while column < len(widths) and open_rows[column]:
                column += 1
            span, rows = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            covered = range(column, min(column + span, len(widths)))
            if cell.text:
                room = (sum(widths[i] for i in covered) - PADDING) / size
                cell.text = "\n".join(cell_lines(cell, room, list(covered) == [0]))
            for i in covered:
                open_rows[i] = rows
            column += span
        open_rows = [max(0, left - 1) for left in open_rows]


def cell_lines(cell: Element, room: float, first: bool) -> list[str]:
    classes, text = cell.get("class", ""), cell.text or ""
    if "doc-label" not in classes:
        return part_lines(text, room)
    return edge_lines(text) if first and "doc-edge" in classes else label_lines(text, room)
