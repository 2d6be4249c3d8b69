"""Single tokens → terms: operators that agree, quantities, spans, dates."""

from dataclasses import replace
from decimal import Decimal

from indicators.domain._items import Date, Day, Fault, Item, Quantity, Span
from indicators.domain._tokenizer import Token
from indicators.domain.numbers import DECIMAL_DIGITS, INTEGER_DIGITS, product
from indicators.domain.units import RATIO, factors, read_unit

_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NEXT_MONTH = ("次", "翌", "下")
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


def read_quantity(token: Token, sign: str = "") -> Quantity | Fault:
    """quantity = number [multiplier] [unit]"""
    if token.kind == "bad":
        return Fault(token.text, f"“{token.text[:40]}”不是一个数，请核对千位分隔符和小数点")
    if token.kind == "fraction":
        return Quantity(_signed(token.groups["part"], sign), "", read_unit(token.groups.get("funit", "")))
    if token.kind == "ratio":
        return Quantity(Decimal(token.groups["first"]), "", RATIO, Decimal(token.groups["second"]))
    digits = token.groups["num"].replace(",", "")
    whole, _, part = digits.partition(".")
    if len(whole) > INTEGER_DIGITS or len(part) > DECIMAL_DIGITS:
        return Fault(token.text, f"“{token.text[:40]}”的位数过多")
    return Quantity(_signed(digits, sign), token.groups.get("mult", ""), read_unit(token.groups.get("unit", "")))


def _signed(digits: str, sign: str) -> Decimal:
    number = Decimal(digits)
    return number.copy_negate() if sign == "-" and number else number


def make_span(low: Quantity | Fault, high: Quantity | Fault, open_low: bool = False, open_high: bool = False) -> Item:
    """Low and high in order, the low end taking what it lacks from the high one (6-9个月, 5-10万元)."""
    if isinstance(low, Fault):
        return low
    if isinstance(high, Fault):
        return high
    if (low.over and not high.unit) or (high.over and not low.unit):
        return Fault(f"{low}-{high}", f"“{low}”到“{high}”的单位不一致")
    if not high.unit:
        high = replace(high, unit=low.unit)
    if not low.unit:
        multiplier = low.multiplier or (high.multiplier if low.number <= high.number else "")
        low = replace(low, unit=high.unit, multiplier=multiplier)
    scale = factors(low.unit, high.unit)
    if scale is None:
        return Fault(f"{low}-{high}", f"“{low}”到“{high}”的单位不一致")
    if product(low.value, scale[0]) > product(high.value, scale[1]):
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
    """day = [year 年] month 月 [day 日 | 底] | year-month[-day] | month.day | 次月 day | quarter | half-year | 年底"""
    groups = token.groups
    year_text = _one_of(groups, "y")
    year = int(year_text[:4]) if year_text[:4].isdigit() else None
    later = 1 if "next" in groups or "next2" in groups or groups.get("rel", "")[:1] in _NEXT_MONTH else 0
    month = 0 if "rel" in groups else int(_one_of(groups, "m") or -1)
    if month < 0:
        first, last = _months(groups)
        return Date(Day(first, 1, year, later), Day(last, 0, year, later))
    if typed := _one_of(groups, "d"):
        day = int(typed)
        if day > _MONTH_DAYS[month - 1] or (year and month == 2 and day == 29 and not _leap(year)):
            return Fault(token.text, f"没有“{token.text}”这一天")
        return Date(Day(month, day, year, later), Day(month, day, year, later))
    first, last = _MONTH_PARTS.get(_one_of(groups, "mp"), (1, 0))
    return Date(Day(month, first, year, later), Day(month, last, year, later))


def day_of_year(month: int, day: int) -> Day | None:
    """A day without its year; ``None`` for 2月30日."""
    return Day(month, day) if 1 <= month <= len(_MONTH_DAYS) and 1 <= day <= _MONTH_DAYS[month - 1] else None


def _one_of(groups: dict[str, str], name: str) -> str:
    """What one of the groups y, y2, y3 … matched, "" for none."""
    return next((text for key, text in groups.items() if key.rstrip("0123456789") == name), "")


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
