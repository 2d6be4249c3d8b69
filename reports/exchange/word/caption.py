"""The lines around a form that belong to it: 附表, its title, the year, the unit above; 注 below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from reports.exchange.word import headings
from reports.exchange.word.grouping import PAGE_NUMBER, Block, Group, paragraphs_before
from reports.exchange.word.lines import flat, one_line

LINE, TITLE = 60, 120
#: No caption has more paragraphs.
MOST_ABOVE = 60
APPENDIX = re.compile(r"附\s*[表件录]\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[:：]?")
_PREFIX = re.compile(r"附\s*[表件]\s*\d*\s*[:：]\s*")
_WORD = re.compile(
    r"(?:[（(]?\s*(?:19|20)\d\d\s*年?度?\s*[）)]?)?\s*(?:[（(]?\s*(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*万?元\s*[）)]?)?"
    r"|(?:填报|编制|申报)?单位\s*(?:名称|（盖章）|\(盖章\))?\s*[:：].{0,60}|(?:填报|编制|报送)(?:日期|时间)\s*[:：].{0,60}"
    r"|[（(][^（）()]{1,40}[）)]"
)
#: So many lines above a form may name the unit of its amounts though nobody could tell them.
NEAR = 6
_SUBTITLE = re.compile(r"[（(]\s*(?:19|20)\d\d\s*年?度?\s*[）)]")
#: The letter that the form comes with has a title of its own.
_LETTER = re.compile(r"(?:通知|函|请示|批复)(?:[（(].*[）)])?$")
_NUMBERED = re.compile(r"\s*\d{1,2}\s*[.．、]")


@dataclass
class Caption:
    """The title over a form with the year below it, other words there, and the blocks they stand in.

    ``near``: the lines right above the form, understood or not.
    """

    title: str = ""
    subtitle: str = ""
    words: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    places: set[int] = field(default_factory=set)


def caption_of(blocks: Sequence[Block], group: Group) -> Caption:
    found = Caption(places=set(range(group.tables[0].at, group.tables[-1].at + 1)))
    above = list(islice(paragraphs_before(blocks, group.tables[0].at), MOST_ABOVE))
    found.near = [block["text"] for _, block in above[:NEAR] if len(block["text"]) <= LINE]
    for at, block in above:
        if not take(block, found):
            break
        found.places.add(at)
        if APPENDIX.fullmatch(block["text"].strip()) or _PREFIX.match(block["text"].strip()):
            break
    found.places |= notes_after(blocks, group.tables[-1].at)
    return found


def take(block: Block, found: Caption) -> bool:
    """Whether this paragraph, going upward, still belongs to the form."""
    if len(block["text"]) > TITLE:
        return False
    text = one_line(block["text"])
    if not text or PAGE_NUMBER.fullmatch(text):
        return True
    if found.title:
        if APPENDIX.fullmatch(text):
            return True
        more = block["center"] and len(text) <= LINE and not block["outline"] and text[-1] not in "。；：:"
        if not more or "报告" in text or headings.names_form(text) or _LETTER.search(text):
            return False
        found.title = text + found.title
    elif headings.names_form(text):
        found.title = _PREFIX.sub("", text if headings.FORM_TITLE.search(text) else flat(text))
    elif _WORD.fullmatch(text):
        found.words.append(text)
        dated = _SUBTITLE.match(text)
        found.subtitle = found.subtitle or (dated[0] if dated else "")
    else:
        return APPENDIX.fullmatch(text) is not None
    return True


def notes_after(blocks: Sequence[Block], at: int) -> set[int]:
    """注：1.… 2.… below the form."""
    found: set[int] = set()
    for place in range(at + 1, len(blocks)):
        block = blocks[place]
        if block["kind"] != "paragraph":
            break
        text = block["text"]
        noted = headings.NOTE.match(text) or (found and _NUMBERED.match(block["number"] + text))
        if text.strip() and not noted and not PAGE_NUMBER.fullmatch(text):
            break
        if noted:
            found.add(place)
    return found
