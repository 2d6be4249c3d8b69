"""What stands around the form: the report's title and its narrative, heading by heading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reports.exchange.word.caption import APPENDIX
from reports.exchange.word.explaining import Part
from reports.exchange.word.grouping import PAGE_NUMBER, Block, Table
from reports.exchange.word.lines import one_line
from reports.exchange.word.outline import TOC, full_text, heading_level, numbered_level, ways
from reports.exchange.word.written import table_lines

#: Where a title is looked for, and how long one may be.
FRONT, TITLE = 15, 120
_TITLE = re.compile("报告|自评|评价|总结|情况说明")
_SENTENCE = re.compile(r"[。；;！!]|[:：]$")


@dataclass
class Narrative:
    """``pictures``: how many there are; they cannot be taken over."""

    title: str = ""
    parts: list[Part] = field(default_factory=list)
    pictures: int = 0


def read_narrative(blocks: Sequence[Block], tables: Sequence[Table], skipped: set[int]) -> Narrative:
    """Paragraphs and tables outside ``skipped`` as headings with their bodies."""
    found = Narrative()
    written = {table.at: "{{goal_table}}" if table.goal_table else table_lines(table.lines) for table in tables}
    kept = [(at, block) for at, block in enumerate(blocks) if at not in skipped and stays(block)]
    found.title, kept = take_title(kept)
    paragraphs = [block for _, block in kept if block["kind"] == "paragraph"]
    found.pictures = sum(block["images"] for block in paragraphs)
    styled, numbered = ways(paragraphs)
    shift = min((block["outline"] for block in paragraphs if block["outline"]), default=1) - 1 if styled else 0
    for at, block in kept:
        if block["kind"] == "table":
            body_of(found).paragraphs.append(written[at])
            continue
        level = heading_level(block, styled, numbered)
        if level:
            told = bool(block["outline"])
            found.parts.append(Part(max(1, level - shift * told), " ".join(full_text(block).split()), told))
        elif block["text"].strip():
            body_of(found).paragraphs += paragraphs_of(full_text(block))
    return found


def stays(block: Block) -> bool:
    """Whether a block is part of the text: no page number, no table of contents."""
    if block["kind"] == "table":
        return any(text.strip() for text in block["cells"])
    text = block["text"].strip()
    contents = block["style"].lower().startswith("toc") or (len(text) <= TITLE and TOC.fullmatch(text))
    return bool(text or block["images"]) and not contents and not PAGE_NUMBER.fullmatch(text)


def body_of(found: Narrative) -> Part:
    """The part that is being filled; what stands before the first heading has none."""
    if not found.parts:
        found.parts.append(Part(1, ""))
    return found.parts[-1]


def paragraphs_of(text: str) -> Iterator[str]:
    """One paragraph; its own line breaks stay."""
    yield "\n".join(line.rstrip() for line in text.strip().split("\n") if line.strip())


Placed = list[tuple[int, Block]]


def take_title(kept: Placed) -> tuple[str, Placed]:
    """The report's title, of one line or several, and what is left without it."""
    front = []
    for position, (_, block) in enumerate(kept[:FRONT]):
        if block["kind"] != "paragraph" or numbered_level(full_text(block)):
            break
        front.append((position, block))
    start = next((at for at, (_, block) in enumerate(front) if is_title(block)), None)
    if start is None:
        return "", kept
    first, last = start, start
    while first and goes_with(front[first - 1][1], front[start][1]):
        first -= 1
    while last + 1 < len(front) and goes_with(front[last + 1][1], front[start][1]):
        last += 1
    title = "".join(one_line(block["text"]) for _, block in front[first : last + 1])
    gone = {front[at][0] for at in range(first, last + 1)}
    gone |= {at for at, block in front[:first] if APPENDIX.fullmatch(block["text"].strip())}
    return title, [item for at, item in enumerate(kept) if at not in gone]


def is_title(block: Block) -> bool:
    text = block["text"].strip()
    named = block["style"].lower() in ("title", "标题") and not block["outline"]
    return 0 < len(text) <= TITLE and not _SENTENCE.search(text) and (named or bool(_TITLE.search(text)))


def goes_with(block: Block, title: Block) -> bool:
    """A line of the same title: set like it, no sentence, no date and no unit's name alone."""
    text = block["text"].strip()
    alike = block["style"] == title["style"] and block["center"] and title["center"]
    plain = 0 < len(text) <= 60 and not _SENTENCE.search(text) and not APPENDIX.fullmatch(text)
    return alike and plain and not re.search(r"(?:局|厅|委|部|中心|公司|月|日|号)(?:[（(].*[）)])?$|^[（(〔]", text)
