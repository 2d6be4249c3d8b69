"""Typed target or actual → one folded line.

Folding makes what looks alike be alike: NFKC, spaces and line breaks inside a cell dropped,
list numbers turned to separators, 百分之九十五 to 95% (domain.md "Normalise first").
"""

import re
import unicodedata

from indicators.domain._operators import OPERATORS, SUFFIXES
from indicators.domain.numbers import clean_text
from indicators.domain.units import UNIT, alternatives

#: A longer cell is prose, not a target: it is kept as words.
LIMIT = 1000

_SPACE = re.compile(r"\s+")
_CIRCLED = re.compile("[\u2460-\u2473\u2474-\u249b\u3220-\u3229\u3280-\u3289❶-❿]")
#: Dots that stand between units: 元/人•天.
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅●", "·"))
_LISTED = re.compile(
    rf"(?:^|(?<=[;,。、]))(?:[(]?[0-9]{{1,2}}[)](?!$|[%‰]|{UNIT}(?:$|[;,、。]))|[0-9]{{1,2}}[.、](?=[^0-9%]))"
)
_FIRST = re.compile(r"1(?:(?P<mark>[、)])|(?P<dot>\.)(?=[^0-9%]))")
_PERCENT_WORDS = re.compile(r"百分之(?=[0-9])([0-9.]+)")
_INTERVAL = re.compile(r"([\[(])([0-9.]+[^0-9,]{0,4}),([0-9.]+[^0-9,]{0,4})([\])])")
_INCLUDED = re.compile(rf"\((?:含|包含)[^()]{{0,12}}\)(?={UNIT}|{alternatives(SUFFIXES)}|[-~～—至])")
_PER_BOTH = re.compile(r"/\(([^()0-9]{1,8})\)")
_VERSUS = re.compile("(?<=[0-9])比(?=[0-9])")
_EDGE = "。;,、.:: \n"
_HAN_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"两": "2", "〇": "0"}
_HAN_NUMBER = "[零〇一二两三四五六七八九十百]{1,5}(?:点[零〇一二三四五六七八九]{1,4})?"
#: 百分之九十五, 三分之一 anywhere; a number in characters after an operator and before a unit: 满意度≥九成.
_HAN_AMOUNT = re.compile(
    rf"(?P<parts>{_HAN_NUMBER}|千)分之(?P<n>{_HAN_NUMBER})"
    r"|(?:(?<=[≥≤<>=])|(?<=低于)|(?<=少于)|(?<=超过)|(?<=至少)|(?<=达到))"
    rf"(?P<m>{_HAN_NUMBER})(?={UNIT})"
)
_HAN_PARTS = {"百": "%", "千": "‰"}
_HAN_WHOLE = re.compile(
    rf"(?P<op>(?:{alternatives(OPERATORS)})?)(?P<n>{_HAN_NUMBER})(?P<unit>{UNIT})"
    rf"(?P<end>(?:(?:{alternatives(SUFFIXES)})|左右)?)"
)


def fold(text: str) -> str:
    """The text on one line in plain forms; idempotent, linear."""
    text = squeeze(text)
    if len(text) > LIMIT:
        return text
    text = squeeze(unicodedata.normalize("NFKC", _CIRCLED.sub(";", text).translate(_DOTS)))
    text = unicodedata.normalize("NFKC", text)
    if len(text) > LIMIT:
        return text
    while (plainer := _plainer(text)) != text:
        text = plainer
    return text


def _plainer(text: str) -> str:
    """One more round of what makes a line plain."""
    text = _HAN_AMOUNT.sub(_han_amount, text)
    if "百" in text:
        text = _PERCENT_WORDS.sub(r"\1%", text)
    if text[:1] in "[(" and (match := _INTERVAL.fullmatch(text)) and match.group(1, 4) != ("(", ")"):
        first, last = "≥" if match[1] == "[" else ">", "≤" if match[4] == "]" else "<"
        text = f"{first}{match[2]}且{last}{match[3]}"
    if "(" in text:
        text = _PER_BOTH.sub(r"/\1", _INCLUDED.sub("", text))
    text = _VERSUS.sub(":", _han_numbers(text))
    return _LISTED.sub("", _unlisted(text)).strip(_EDGE)


def _unlisted(text: str) -> str:
    """1、91%；2、92% → ;91%；;92%: numbers that count up from 1, each before something of its own."""
    match = _FIRST.match(text)
    if match is None:
        return text
    mark, after = (r"\.", "(?=[^0-9%])") if match["dot"] else (re.escape(match["mark"]), "")
    pieces, begun = [""], match.end()
    while found := re.compile(rf"(?<=[^0-9.]){len(pieces) + 1}{mark}{after}").search(text, begun + 1):
        pieces.append(text[begun : found.start()])
        begun = found.end()
    return ";".join([*pieces, text[begun:]]) if len(pieces) > 1 else text


def _han_amount(match: re.Match[str]) -> str:
    """百分之九十五 → 95%, 千分之五 → 5‰, 三分之一 → 1/3."""
    number, parts = _han_value(match["n"] or match["m"]), match["parts"]
    if number is None:
        return match.group()
    if not parts or parts in _HAN_PARTS:
        return f"{number}{_HAN_PARTS.get(parts, '')}"
    whole = _han_value(parts)
    return f"{number}/{whole}" if whole and whole.isdigit() and whole != "0" else match.group()


def squeeze(text: str) -> str:
    """The text as typed without its white space; idempotent."""
    return _SPACE.sub("", clean_text(text))


def _han_numbers(text: str) -> str:
    """不少于三次 → 不少于3次, where the whole text is one such quantity; 三季度 is a time."""
    match = _HAN_WHOLE.fullmatch(text)
    if match is None or match["unit"] == "季度":
        return text
    number = _han_value(match["n"])
    if number is None:
        return text
    return f"{match['op']}{number}{match['unit']}{match['end']}"


def _han_value(text: str) -> str | None:
    """三十五 → 35, 九十九点五 → 99.5; ``None`` for what is no number below a thousand."""
    whole, _, decimals = text.partition("点")
    total, digit = 0, None
    for char in whole:
        if char in "十百":
            total += (1 if digit is None else digit) * (10 if char == "十" else 100)
            digit = None
        elif digit in (None, 0):
            digit = int(_HAN_DIGITS[char])
        else:
            return None
    value = str(total + (digit or 0))
    return f"{value}.{''.join(_HAN_DIGITS[char] for char in decimals)}" if decimals else value
