"""Single tokens → terms: operators that agree, quantities, spans, dates."""

from dataclasses import replace
from decimal import Decimal

from indicators.domain._items import Date, Day, Fault, Item, Quantity, Span
from indicators.domain._tokenizer import Token
from indicators.domain.numbers import DECIMAL_DIGITS, INTEGER_DIGITS
from indicators.domain.units import read_unit

_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_HAN_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
#: First and last day of a part of a month; 0 = its last day.
_MONTH_PARTS = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中": (11, 20),
    "中旬": (11, 20),
    "下旬": (21, 0),
    **dict.fromkeys("底末", (0, 0)),
}


def agreed(ops: list[str]) -> str | None:
    """The one operator that several say together (不低于 90% 以上); ``None`` where they contradict."""
    kinds = {{">": "≥", "<": "≤"}.get(op, op) for op in ops}
    if len(kinds) > 1:
        return None
    return next((op for op in ops if op in "<>"), ops[0]) if ops else ""


def read_quantity(token: Token, sign: str) -> Quantity | Fault:
    """quantity = number [multiplier] [unit]"""
    if token.kind == "bad":
        return Fault(token.text, f"“{token.text[:40]}”不是一个数，请核对千位分隔符和小数点")
    if token.kind == "fraction":
        return Quantity(Decimal(token.groups["part"]), "", read_unit(token.groups.get("funit", "")))
    digits = token.groups["num"].replace(",", "")
    whole, _, part = digits.partition(".")
    if len(whole) > INTEGER_DIGITS or len(part) > DECIMAL_DIGITS:
        return Fault(token.text, f"“{token.text[:40]}”的位数过多")
    number = Decimal(digits)
    if sign == "-" and number:
        number = number.copy_negate()
    return Quantity(number, token.groups.get("mult", ""), read_unit(token.groups.get("unit", "")))


def make_span(low: Quantity | Fault, high: Quantity | Fault, open_low: bool = False, open_high: bool = False) -> Item:
    """Low and high in order, the low end taking what it lacks from the high one (6-9个月, 5-10万元)."""
    if isinstance(low, Fault):
        return low
    if isinstance(high, Fault):
        return high
    if not high.unit:
        high = replace(high, unit=low.unit)
    if not low.unit:
        multiplier = low.multiplier or (high.multiplier if low.number <= high.number else "")
        low = replace(low, unit=high.unit, multiplier=multiplier)
    if low.unit == high.unit and low.value > high.value:
        return Fault(f"{low}-{high}", f"“{low}”到“{high}”不是由小到大的区间")
    return Span(low, high, open_low, open_high)


def around(middle: Quantity, off: Quantity | Fault) -> Item:
    if isinstance(off, Fault):
        return off
    if off.unit and middle.unit and off.unit != middle.unit:
        return Fault(f"{middle}±{off}", f"“{middle}±{off}”的单位不一致")
    unit, multiplier = off.unit or middle.unit, off.multiplier or middle.multiplier
    return Span(
        Quantity(middle.number - off.number, multiplier, unit), Quantity(middle.number + off.number, multiplier, unit)
    )


def read_date(token: Token) -> Date | Fault:
    """day = [year 年] month 月 [day 日 | 底] | year-month[-day] | quarter | half-year | 年底"""
    groups = token.groups
    year_text = next((groups[key] for key in ("y", "y2", "y3", "y4") if key in groups), "")
    year = int(year_text[:4]) if year_text[:4].isdigit() else None
    later = 1 if "next" in groups or "next2" in groups else 0
    month = next((int(groups[key]) for key in ("m", "m2", "m3", "m4") if key in groups), None)
    if month is None:
        first, last = _months(groups)
        return Date(Day(first, 1, year, later), Day(last, 0, year, later))
    day = next((int(groups[key]) for key in ("d", "d2", "d3", "d4") if key in groups), None)
    if day is not None:
        if day > _MONTH_DAYS[month - 1] or (year and month == 2 and day == 29 and not _leap(year)):
            return Fault(token.text, f"没有“{token.text}”这一天")
        return Date(Day(month, day, year, later), Day(month, day, year, later))
    first, last = _MONTH_PARTS.get(groups.get("mp", ""), (1, 0))
    return Date(Day(month, first, year, later), Day(month, last, year, later))


def _months(groups: dict[str, str]) -> tuple[int, int]:
    """First and last month of a quarter, a half-year or a year."""
    quarter = groups.get("q") or groups.get("q2")
    if quarter:
        number = _HAN_QUARTERS.get(quarter) or int(quarter)
        return 3 * number - 2, 3 * number
    half = groups.get("half") or groups.get("half2")
    if half:
        return (1, 6) if half == "上" else (7, 12)
    return (12 if groups.get("yp") in ("底", "末", "终") else 1), 12


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
