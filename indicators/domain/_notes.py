"""Brackets: which hold a note, and which only stand around a value."""

import re

from indicators.domain.units import UNIT

#: A note that is only a unit, with or without its multiplier: 5（个）, （万人）.
UNIT_ONLY = re.compile(rf"(?P<mult>[万亿]?)(?P<unit>{UNIT})")
COUNTS = re.compile(r"[0-9≥≤<>=]")
_ASIDE = re.compile("其中|含|包括|目标|计划|原|上年|按|指|年初|注|即|如|不含")
_OPEN, _CLOSE = "([【〔{", ")]】〕}"


def split_notes(line: str) -> list[tuple[str, bool]]:
    """Brackets after a number, or without one, are notes; others are only brackets: 病种(≥70%)."""
    closing = _pairs(line)
    pieces: list[tuple[str, bool]] = []
    start = position = 0
    text = ""
    counted = False
    while position < len(line):
        char = line[position]
        if char in _OPEN and position in closing:
            inside = line[position + 1 : closing[position]]
            text += line[start:position]
            if counted or _ASIDE.match(inside) or not COUNTS.search(inside) or UNIT_ONLY.fullmatch(inside):
                pieces += [(text, False), (inside, True)]
                text, position = "", closing[position]
            start = position + 1
        elif char in _OPEN or char in _CLOSE:
            text += line[start:position]
            start = position + 1
            counted = counted and char in _OPEN
        elif char.isdigit():
            counted = True
        elif char in ",;、。":
            counted = False
        position += 1
    return [*pieces, (text + line[start:], False)]


def _pairs(line: str) -> dict[int, int]:
    """Where each bracket closes; what is left open closes nowhere."""
    stack: list[int] = []
    pairs: dict[int, int] = {}
    for position, char in enumerate(line):
        if char in _OPEN:
            stack.append(position)
        elif char in _CLOSE and stack:
            pairs[stack.pop()] = position
    return pairs
