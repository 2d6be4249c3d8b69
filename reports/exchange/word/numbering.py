"""The numbers Word writes before a paragraph by itself: they are not in its text.

Only formats that official papers use are written out; bullets and pictures give nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from reports.exchange.word.names import W, attribute, number

DIGITS = "零一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
LEVELS = 9


def counted(value: int, digits: str = DIGITS, ten: str = "十", hundred: str = "百") -> str:
    """12 → 十二, 105 → 一百零五; beyond 999 plain digits."""
    if not 0 < value < 1000:
        return str(value)
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = digits[hundreds] + hundred if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + ten
    elif hundreds and ones:
        text += digits[0]
    return text + (digits[ones] if ones else "")


def letters(value: int) -> str:
    """1 → a, 27 → aa, as Word counts."""
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= 260 else str(value)


def roman(value: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        while value >= worth and len(text) < 20:
            text, value = text + sign, value - worth
    return text


def circled(value: int) -> str:
    return chr(0x2460 + value - 1) if 1 <= value <= 20 else str(value)


def wide(value: int) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in str(value))


#: Formats that count 一, 二, 三.
_COUNTING = (
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "ideographDigital", "koreanCounting",
)  # fmt: skip
WRITTEN: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": wide,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "lowerLetter": letters,
    "upperLetter": lambda value: letters(value).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda value: roman(value).upper(),
    "chineseLegalSimplified": lambda value: counted(value, FORMAL, "拾", "佰"),
    **dict.fromkeys(_COUNTING, counted),
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its number format, its pattern ("%1、") and where it begins."""

    format: str
    pattern: str
    start: int


@dataclass
class Numbering:
    """The lists of a document and how far each has counted."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)

    def label(self, list_id: str, depth: int) -> str:
        """The next number of a list at a level, "" where Word prints none."""
        levels = self.levels.get(self.lists.get(list_id, ""), {})
        if depth not in levels or not 0 <= depth < LEVELS:
            return ""
        counts = self.counts.setdefault(self.lists[list_id], [0] * LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else levels[depth].start
        for deeper in range(depth + 1, LEVELS):
            counts[deeper] = 0

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = levels.get(at)
            return WRITTEN[level.format](counts[at] or level.start) if level and level.format in WRITTEN else ""

        return re.sub(r"%([1-9])", written, levels[depth].pattern) if levels[depth].format in WRITTEN else ""


def read_numbering(root: Any) -> Numbering:
    """The lists of numbering.xml; ``None`` = the document has none."""
    found = Numbering()
    if root is None:
        return found
    for abstract in root.iterfind(f"{W}abstractNum"):
        levels = {number(attribute(level, "ilvl")): read_level(level) for level in abstract.iterfind(f"{W}lvl")}
        found.levels[attribute(abstract, "abstractNumId")] = levels
    for item in root.iterfind(f"{W}num"):
        found.lists[attribute(item, "numId")] = attribute(item.find(f"{W}abstractNumId"), "val")
    return found


def read_level(level: Any) -> Level:
    return Level(
        attribute(level.find(f"{W}numFmt"), "val", "decimal"),
        attribute(level.find(f"{W}lvlText"), "val"),
        number(attribute(level.find(f"{W}start"), "val", "1"), 1),
    )
