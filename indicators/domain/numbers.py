"""Text and numbers: the one door for typed text, reading, rounding and printing.

Amounts are ``Decimal`` and exact. They are rounded once, half up (四舍五入), at the place of printing
(domain.md "Amounts"); a rate that is kept has 40 significant digits.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import reduce

#: Significant digits of a quotient, whatever the ambient context says.
PRECISION = 40
#: More digits than these are no amount that anybody types (reliability: a bound on every input).
INTEGER_DIGITS, DECIMAL_DIGITS = 18, 20
#: What stands on a form where nothing was filled in (exchange-format.md "A blank is not a zero").
BLANKS = frozenset({"", "-", "—", "–", "/", "无"})
#: The words that may follow a number in a form of the given unit.
UNIT_WORDS = {"万元": ("万元", "万")}

_QUOTED = 40
_LONGEST = 120
_ARITHMETIC = Context(prec=PRECISION, rounding=ROUND_HALF_UP)
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls but tab, line feed and carriage return
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, bidirectional, invisible
    "\ud800-\udfff\ufdd0-\ufdef"  # lone surrogates, noncharacters
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
#: Full-width and small forms that mean the same as their plain ones; superscripts do not.
_WIDE = {
    code: folded
    for code in (0x3000, *range(0xFE50, 0xFE70), *range(0xFF00, 0xFFF0))
    if len(folded := unicodedata.normalize("NFKC", chr(code))) == 1 and folded != chr(code)
}
_NUMBER = re.compile(r"(?P<sign>[-+−]?)(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?")
_COMMAS = re.compile(r"[-+−]?[0-9,]*,[0-9,]*(?:\.[0-9]+)?")


class NumberProblem(ValueError):
    """A text that is no number. ``str()`` is a Chinese clause that follows the name of its cell."""


def clean_text(text: str) -> str:
    r"""The text without what nobody can see: the one door for typed text. Idempotent, linear.

    Dropped: control characters but ``\n`` and ``\t``, lone surrogates, noncharacters, zero-width and
    bidirectional marks. ``\r\n`` and ``\r`` become ``\n``. Nothing else changes.
    """
    text = _DROPPED.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def garbled(text: str) -> str:
    """A sentence where a text has lost characters on its way here ("\ufffd" stands for them), else blank."""
    return "文字中有无法识别的字符（显示为“\ufffd”），请改正后再提交。" if "\ufffd" in text else ""


def too_long(label: str, text: str, limit: int) -> str:
    """A sentence where a text has more characters than ``limit``, else blank."""
    return f"{label}最多 {limit:,} 字，现有 {len(text):,} 字，请删减。" if len(text) > limit else ""


def unstorable(label: str, text: str, limit: int) -> str:
    """A sentence why what a person has to say cannot be taken as it came, else blank."""
    return too_long(label, text, limit) or garbled(text)


def quote(text: str) -> str:
    """A typed text between Chinese quotes on one line, cut to 40 characters."""
    line = " ".join(clean_text(text[: 4 * _QUOTED]).split())
    return f"“{line[:_QUOTED]}…”" if len(line) > _QUOTED or len(text) > 4 * _QUOTED else f"“{line}”"


def parse_number(text: str, unit: str = "") -> Decimal | None:
    """The number in a cell, ``None`` for a blank; raises ``NumberProblem`` for anything else.

    ``unit``: the form's own, which may follow the number (万元 or 万 in a 万元 form). Thousands
    separators stand in groups of three; no exponents. Rules: exchange-format.md "In".
    """
    typed = text.strip()
    plain = typed[:_LONGEST].translate(_WIDE)
    if plain in BLANKS:
        return None
    match = _NUMBER.fullmatch(_without_unit(plain, unit)) if len(typed) <= _LONGEST else None
    if match is None:
        raise NumberProblem(f"{_problem(plain, unit)}，读到的是{quote(typed)}")
    whole, part = match["whole"].replace(",", ""), match["part"] or ""
    if len(whole) > INTEGER_DIGITS or len(part) > DECIMAL_DIGITS:
        raise NumberProblem(f"最多 {INTEGER_DIGITS} 位整数、{DECIMAL_DIGITS} 位小数，读到的是{quote(typed)}")
    value = Decimal(f"{whole}.{part}")
    return value.copy_negate() if match["sign"] in ("-", "−") and value else value


def _without_unit(plain: str, unit: str) -> str:
    for word in UNIT_WORDS.get(unit, (unit,) if unit else ()):
        if plain.endswith(word):
            return plain[: -len(word)].rstrip()
    return plain


def _problem(plain: str, unit: str) -> str:
    """Why a text is no number."""
    if plain.endswith("%") and _NUMBER.fullmatch(plain[:-1].rstrip()):
        return f"应填{'金额' if unit else '数字'}，不是百分数"
    if _COMMAS.fullmatch(_without_unit(plain, unit)):
        return "的千位分隔符位置不对"
    return f"应填数字，单位为{unit}" if unit else "应填数字"


def ratio(a: Decimal, b: Decimal) -> Decimal | None:
    """a / b to 40 significant digits whatever the ambient context; ``None`` when b is 0."""
    return _ARITHMETIC.divide(a, b) if b else None


def product(a: Decimal, b: Decimal) -> Decimal:
    """a × b to 40 significant digits whatever the ambient context."""
    return _ARITHMETIC.multiply(a, b)


def difference(a: Decimal, b: Decimal) -> Decimal:
    """a − b to 40 significant digits whatever the ambient context."""
    return _ARITHMETIC.subtract(a, b)


def total(values: Iterable[Decimal]) -> Decimal:
    """The sum to 40 significant digits whatever the ambient context."""
    return reduce(_ARITHMETIC.add, values, Decimal(0))


def round_half_up(value: Decimal, places: int) -> Decimal:
    """The value with so many decimal places, 四舍五入; never a negative zero."""
    digits = max(1, value.adjusted() + places + 2)
    rounded = value.quantize(Decimal(1).scaleb(-places), context=Context(prec=digits, rounding=ROUND_HALF_UP))
    return rounded if rounded else rounded.copy_abs()


def decimals(value: Decimal) -> int:
    """How many decimal places a finite number is written with: 19114.20 has two, 100 and 1E+2 have none."""
    return len(format_plain(value).partition(".")[2])


def format_plain(value: Decimal) -> str:
    """The digits as they are, without exponent or separators: 19114.20 stays 19114.20."""
    return format(value, "f")


def format_amount(value: Decimal, places: int = 2) -> str:
    """With thousands separators, rounded half up: 19,114.20."""
    return format(round_half_up(value, places), ",f")


def format_rate(rate: Decimal | None, places: int = 1) -> str:
    """A ratio as a percentage, rounded half up this once; "—" where there is none (0/0)."""
    if rate is None:
        return "—"
    return f"{format_plain(round_half_up(rate.scaleb(2, _ARITHMETIC), places))}%"
