"""Which paragraphs of a narrative are headings, and of what level."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]
HAN = "一二三四五六七八九十百零〇"
#: The numbers of official documents (GB/T 9704), level by level.
_NUMBERED = (
    (re.compile(rf"第[{HAN}]{{1,4}}(?:部分|章)\s*[、：:\s]?\s*"), 1),
    (re.compile(rf"[{HAN}]{{1,4}}\s*[、．.,，]\s*"), 1),
    (re.compile(rf"[（(]\s*[{HAN}]{{1,4}}\s*[）)]\s*[、.]?\s*"), 2),
    (re.compile(r"[0-9０-９]{1,2}\s*(?:[.．、](?![0-9０-９])|[)）])\s*"), 3),
    (re.compile(r"[（(]\s*[0-9０-９]{1,2}\s*[）)]\s*[、.]?\s*"), 4),
    (re.compile(r"[①-⑳]\s*"), 5),
)
#: A heading is a phrase: no longer than this and no sentence.
LONGEST = {1: 40, 2: 40, 3: 32, 4: 24, 5: 20}
_SENTENCE = re.compile(r"[。；;！!？?]|[,，].*[,，]|[:：].")
_KNOWN = re.compile(
    "绩效目标分解下达情况|.{0,4}绩效目标完成情况分析|偏离绩效目标.{0,20}|绩效自评结果.{0,12}|其他需要说明的问题|"
    "(?:项目)?基本情况|整体情况|(?:下一步)?(?:改进措施|工作建议|建议)|存在的?(?:主要)?问题(?:及原因分析)?|主要经验及做法"
)
TOC = re.compile(r".*\S(?:\s*[.…·．]{3,}\s*|\s{2,})\d{1,3}\s*|目\s*录|.*\t\d+")
DEEPEST = 5


def heading_level(block: Block, styled: bool, numbered: bool) -> int:
    """The level of a heading, 0 for a paragraph of the text.

    ``styled``, ``numbered``: whether the file has headings by style, by number; only a file without both is read by
    short lines.
    """
    text = full_text(block)
    if not text or "\n" in text.strip():
        return 0
    if block["outline"]:
        return min(block["outline"], DEEPEST) if len(text) <= 120 else 0
    level = numbered_level(text)
    if level or styled or numbered:
        return level
    return 1 if _KNOWN.fullmatch(text) or (block["bold"] and len(text) <= 25 and not _SENTENCE.search(text)) else 0


def full_text(block: Block) -> str:
    """The paragraph with the number Word prints before it."""
    return f"{block['number']}{block['text'].strip()}"


def numbered_level(text: str) -> int:
    """一、 → 1, （一） → 2, 1. → 3, （1） → 4, where a phrase follows the number."""
    for pattern, level in _NUMBERED:
        match = pattern.match(text)
        if match:
            phrase = text[match.end() :].strip()
            ends = phrase[:-1] if phrase[-1:] in "。：:" else phrase
            short = 0 < len(ends) <= LONGEST[level]
            plain = phrase if level > 2 else ends
            return level if short and not _SENTENCE.search(unicodedata.normalize("NFC", plain)) else 0
    return 0


def ways(blocks: Sequence[Block]) -> tuple[bool, bool]:
    """(headings by style are used, headings by number are used)."""
    styled = sum(1 for block in blocks if block["outline"]) > 1
    return styled, sum(1 for block in blocks if numbered_level(full_text(block))) > 1
