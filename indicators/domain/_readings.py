"""What readings of targets and of actuals have in common."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar

from indicators.domain._folding import fold
from indicators.domain._items import Quantity
from indicators.domain.numbers import format_plain
from indicators.domain.units import NO_UNIT, UNIT, Unit, read_unit

#: XX, ** and the like, left where a value was meant to be filled in.
PLACEHOLDER = re.compile(
    r"(?<![A-Za-z])[xX×]{2,}(?![A-Za-z])|\*{2,}|_{2,}|[?？]{2,}|○{2,}|□{2,}|待填|待定|待补充|待核实"
    r"|(?<![A-Za-z0-9])[xX](?=[%个万元人次项家户])"
)
BLANKS = frozenset({"", "-", "—", "–", "/", "--", "——", "―"})
_LOOKS = re.compile(r"[^0-9%‰≥≤<>=≧≦⩾⩽～~.,\-+/≮≯═OolI]")
_NAME_UNIT = re.compile(rf"[(\[](?:单位:?)?(?P<mult>[十百千]?[万亿])?(?P<unit>{UNIT})?[)\]]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What every reading of a cell knows besides its value; none of it counts when two are compared.

    ``text``: the folded line; ``notes``: what stood in brackets; ``label``, ``noun``: the words before and
    after the number; ``hint``: multiplier and unit in the brackets of the indicator's name;
    ``placeholder``: XX or ** is left somewhere in it.
    """

    kind: ClassVar[str]
    numeric: ClassVar[bool] = False
    text: str = field(default="", compare=False, kw_only=True)
    notes: tuple[str, ...] = field(default=(), compare=False, kw_only=True)
    label: str = field(default="", compare=False, kw_only=True)
    noun: str = field(default="", compare=False, kw_only=True)
    hint: tuple[str, Unit] = field(default=("", NO_UNIT), compare=False, kw_only=True)
    placeholder: bool = field(default=False, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Words(Reading):
    """A text without a number to judge by. ``str()`` is the typed text without its spaces."""

    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Unreadable(Words):
    """Looks numeric and cannot be read. ``span``: where in ``words``; ``message``: why, in Chinese."""

    kind: ClassVar[str] = "unreadable"
    message: str = field(default="", compare=False)
    span: tuple[int, int] = field(default=(0, 0), compare=False)

    @property
    def reading(self) -> str:
        return f"读不懂：{self.message}"


def unreadable(piece: str, message: str, words: str, common: dict[str, Any]) -> Unreadable:
    """A fault, with its place in the words where it can be found, else all of them."""
    start = words.find(piece)
    span = (start, start + len(piece)) if start >= 0 else (0, len(words))
    return Unreadable(words, message=message, span=span, **common)


def looks_numeric(line: str) -> bool:
    """Whether a line is so short of words that a number must have been meant."""
    return len(_LOOKS.findall(line)) <= 3


def only_signs(line: str) -> bool:
    return not _LOOKS.search(line)


def spaced(quantity: Quantity, hint: tuple[str, Unit] = ("", NO_UNIT)) -> str:
    """70 %: a number and its unit as a person reads them, a missing unit from the name's brackets."""
    if quantity.over is not None:
        return str(quantity)
    unit = quantity.unit or hint[1]
    multiplier = quantity.multiplier or ("" if quantity.unit else hint[0])
    return f"{format_plain(quantity.number)} {multiplier}{unit}".strip()


def shorten(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


@lru_cache(maxsize=4096)
def name_unit(name: str) -> tuple[str, Unit]:
    """Multiplier and unit in the brackets of an indicator's name: 参保人数（万人）."""
    for match in _NAME_UNIT.finditer(fold(name)):
        if match["mult"] or match["unit"]:
            return match["mult"] or "", read_unit(match["unit"] or "")
    return "", NO_UNIT
