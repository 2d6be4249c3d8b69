"""Tokens → one item: a figure, a span, a date or a change. Each method carries its grammar line.

item    = date | change | span | figure
"""

import re
from dataclasses import replace
from decimal import Decimal

from indicators.domain._directions import DIRECTION, worded_way
from indicators.domain._items import Change, Date, Day, Fault, Figure, Item, Quantity, Span
from indicators.domain._operators import OPERATORS, SUFFIXES
from indicators.domain._terms import agreed, around, make_span, read_date, read_quantity
from indicators.domain._tokenizer import Token
from indicators.domain.numbers import format_plain, product, ratio, total
from indicators.domain.units import Unit, factors

#: More operators before one number than this are no target, and would cost time.
LONGEST_PREFIX = 4
#: 90%（含）, 90%（不含90%）: whether the bound itself is inside.
_EDGE = re.compile(r"(?P<no>不)?(?:包?含|包括)(?:[本该此]数|[本该此]值|等号|(?P<number>[0-9.]+)[^0-9]{0,4})?")
_EDGED = {"含": {">": "≥", "<": "≤"}, "不含": {"≥": ">", "≤": "<"}}
_TURNED = {"≥": "≤", ">": "<", "≤": "≥", "<": ">", "=": "="}
_GOAL = re.compile("年[初度]|目标|指标|计划|任务|标准|要求|预期|规定|上年|全[国省市]")
_AROUND = ("左右", "上下", "前后")


class ItemParser:
    """A place in a list of tokens, and how to read an item there; what is no item is left unread."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at = tokens, 0

    def kind(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def parse_item(self) -> Item | None:
        """item = change | [operators] (date | figure | "上年")"""
        start = self.at
        if self.kind() == "plusminus" and self.kind(1) == "quantity":
            self.take()
            return around(Quantity(Decimal(0)), read_quantity(self.take()))
        if self.kind() == "last":
            item = self.parse_change()
            if item is None:
                self.at = start
            return item
        ops, soft, about, sign = self.parse_prefix()
        kind, item = self.kind(), None
        if kind == "last" and ops:
            item = self.parse_past(ops)
        elif kind == "date" and not about and not sign:
            item = self.parse_date(ops)
        elif kind in ("quantity", "fraction", "ratio", "bad"):
            item = self.parse_figure(ops, soft, about, sign)
        if item is None:
            self.at = start
        return item

    def parse_past(self, ops: list[str]) -> Item | None:
        """past = operator "上年" | (高于 | 低于) "上年" quantity"""
        if self.take().text.startswith(("同比", "环比")):
            return None
        if self.kind() != "quantity" or ops[-1] not in "<>":
            return Change("", ops[-1])
        quantity = read_quantity(self.take())
        if isinstance(quantity, Fault):
            return quantity
        op = SUFFIXES[self.take().text] if self.kind() == "suffix" else ""
        return Change("提高" if ops[-1] == ">" else "减少", op, quantity)

    def parse_prefix(self) -> tuple[list[str], bool, bool, str]:
        """operators = { operator | 约 | 控制在 | "-" | "+" }"""
        start = self.at
        ops: list[str] = []
        soft = about = False
        sign = ""
        while self.at < start + LONGEST_PREFIX and self.kind() in ("op", "about", "soft", "dash", "plus"):
            token = self.tokens[self.at]
            if token.kind == "dash" and (token.text not in "-−﹣" or self.kind(1) not in ("quantity", "fraction")):
                break
            self.at += 1
            if token.kind == "op":
                ops.append(OPERATORS[token.text])
            elif token.kind == "about":
                about = True
            elif token.kind == "soft":
                soft = True
            else:
                sign = "-" if token.kind == "dash" else sign
        return ops, soft, about, sign

    def parse_figure(self, ops: list[str], soft: bool, about: bool, sign: str) -> Item | None:
        """figure = [operators] quantity [edge] [余] [左右] [以上] [edge] | quantity operator name; or a span"""
        token = self.take()
        quantity = read_quantity(token, sign)
        if isinstance(quantity, Fault):
            return quantity
        edge = self.parse_edge(quantity)
        if not ops and (span := self.parse_span(share_of(token, quantity))):
            return self.parse_ends(replace(span, soft=soft), edge) if isinstance(span, Span) else span
        quantity = self.parse_more_of(quantity)
        more = "more" in token.groups or "more2" in token.groups
        about = self.parse_about() or about
        if self.kind() == "suffix":
            ops = [*ops, SUFFIXES[self.take().text]]
        edge = edge or self.parse_edge(quantity)
        op = agreed(ops or self.parse_turned())
        if op is None:
            return contradiction(token)
        return Figure(quantity, _EDGED.get(edge, {}).get(op, op), about, soft, more and not op, whole_of(token))

    def parse_about(self) -> bool:
        """about = { 左右 }"""
        start = self.at
        while self.kind() == "about" and self.tokens[self.at].text in _AROUND:
            self.take()
        return self.at > start

    def parse_edge(self, quantity: Quantity) -> str:
        """edge = "(" [不] 含 [本数 | the number itself] ")": 大于90%（含90%） is ≥90%"""
        match = _EDGE.fullmatch(self.tokens[self.at].text) if self.kind() == "note" else None
        if match is None or (match["number"] and match["number"] != format_plain(quantity.number)):
            return ""
        self.take()
        return "不含" if match["no"] else "含"

    def parse_ends(self, span: Span, edge: str) -> Span:
        """span = quantity [edge] "-" quantity [edge]: 80%（含）-90%（不含）"""
        last = self.parse_edge(span.high)
        return replace(span, open_low=span.open_low or edge == "不含", open_high=span.open_high or last == "不含")

    def parse_turned(self) -> list[str]:
        """turned = quantity glyph name: 5%≥发生率 is 发生率≤5%; 93%≥目标值 says nothing of the kind"""
        if (self.kind(), self.kind(1)) != ("op", "word") or self.kind(2) not in ("", "sep", "note"):
            return []
        if self.tokens[self.at].text[0].isalpha() or _GOAL.match(self.tokens[self.at + 1].text):
            return []
        return [_TURNED[OPERATORS[self.take().text]]]

    def parse_more_of(self, quantity: Quantity) -> Quantity:
        """duration = quantity quantity: 1小时30分钟, 3年6个月, in the finer unit"""
        if self.kind() != "quantity" or quantity.unit.dimension not in ("minute", "month"):
            return quantity
        finer = read_quantity(self.tokens[self.at])
        scale = None if isinstance(finer, Fault) else factors(quantity.unit, finer.unit)
        if isinstance(finer, Fault) or scale is None or quantity.unit.dimension != finer.unit.dimension:
            return quantity
        times = ratio(*scale)
        if times is None or finer.number >= times:
            return quantity
        self.take()
        return Quantity(total([product(quantity.number, times), finer.number]), "", finer.unit)

    def parse_span(self, low: Quantity) -> Item | None:
        """span = quantity "-" quantity | quantity "±" quantity | quantity "≤" [words] "≤" quantity"""
        start = self.at
        if self.kind() == "plusminus" and self.kind(1) == "quantity":
            self.take()
            return around(low, read_quantity(self.take()))
        if self.kind() == "op":
            return self.parse_between(low)
        if self.kind() != "dash":
            return None
        self.take()
        sign = ""
        if self.kind() in ("dash", "plus") and self.kind(1) == "quantity":
            sign = "-" if self.take().kind == "dash" else ""
        if self.kind() == "quantity":
            return make_span(low, read_quantity(self.take(), sign))
        if self.kind() == "fraction" and isinstance(shares := self.parse_shares(low), Span):
            return shares
        if self.kind() == "date" and not low.unit:
            months = self.parse_date([])
            return span_of_months(low, months) if isinstance(months, Date) else months
        self.at = start
        return None

    def parse_shares(self, low: Quantity) -> Item:
        """shares = fraction "-" fraction, in order: 1/3-1/2; 9/20-9/28 are two days"""
        high = read_quantity(self.tokens[self.at])
        shares = make_span(low, high if isinstance(high, Fault) else share_of(self.tokens[self.at], high))
        self.at += isinstance(shares, Span)
        return shares

    def parse_between(self, first: Quantity) -> Item | None:
        """between = quantity ("≤" | "<") [words] ("≤" | "<") quantity, or the same from high to low"""
        skip = 2 if self.kind(1) == "word" else 1
        if self.kind(skip) != "op" or self.kind(skip + 1) != "quantity":
            return None
        ops = OPERATORS[self.tokens[self.at].text], OPERATORS[self.tokens[self.at + skip].text]
        rising = all(op in "≤<" for op in ops)
        if not rising and not all(op in "≥>" for op in ops):
            return None
        self.at += skip + 1
        second = read_quantity(self.take())
        if rising:
            return make_span(first, second, ops[0] == "<", ops[1] == "<")
        return make_span(second, first, ops[1] == ">", ops[0] == ">")

    def parse_date(self, ops: list[str]) -> Item | None:
        """date = [不晚于] day ["-" day] [前 | 内]; with ≥ or ≤ a bare 6月 is six months"""
        token = self.take()
        months_only = set(token.groups) == {"m"}
        if ops and months_only and not token.text.endswith("份"):
            return self.parse_months(token, ops)
        if any(op not in "≤<" for op in ops):
            return None
        date = read_date(token)
        if isinstance(date, Fault):
            return date
        if self.kind() == "dash" and self.kind(1) == "date":
            self.take()
            after = read_date(self.take())
            if isinstance(after, Fault):
                return after
            date = Date(date.first, replace(after.last, year=after.last.year or date.last.year))
        if set(token.groups) == {"y4"}:
            date = self.parse_months_of(date)
        before = bool(ops) or token.groups.get("yp") == "内"
        if self.kind() == "before" or (self.kind() == "suffix" and SUFFIXES[self.tokens[self.at].text] == "≤"):
            self.take()
            before = True
        return replace(date, before=before)

    def parse_months_of(self, year: Date) -> Date:
        """months = year number "-" month: 2022年1-12月"""
        if (self.kind(), self.kind(1), self.kind(2)) != ("quantity", "dash", "date"):
            return year
        start = self.at
        first = read_quantity(self.take())
        self.take()
        months = read_date(self.take())
        if isinstance(first, Fault) or isinstance(months, Fault) or months.last.year:
            self.at = start
            return year
        return span_of_months(first, replace(months, last=replace(months.last, year=year.last.year)))

    def parse_months(self, token: Token, ops: list[str]) -> Item:
        op = agreed(ops)
        if op is None:
            return contradiction(token)
        return Figure(Quantity(Decimal(token.groups["m"]), "", Unit("个月")), op)

    def parse_change(self) -> Item | None:
        """change = (较上年 | 同比) [提高 | 减少 | 持平] [figure]"""
        self.take()
        words = ""
        while self.kind() in ("word", "join") or (self.kind() == "dash" and self.kind(1) != "quantity"):
            words += self.take().text
        match = DIRECTION.search(words)
        ops, soft, about, sign = self.parse_prefix()
        if soft or (self.kind(), self.kind(1)) == ("dash", "quantity") or words.endswith("为"):
            return None  # 较上年提高到95% tells a level
        if self.kind() != "quantity":
            return Change(*worded) if (worded := worded_way(words)) else None
        quantity = read_quantity(self.take())
        if isinstance(quantity, Fault):
            return quantity
        about = self.parse_about() or about
        if self.kind() == "suffix":
            ops = [*ops, SUFFIXES[self.take().text]]
        op = agreed(ops)
        if op is None or (match and (match["level"] or match["no"])):
            return None
        down = bool(match and match["down"]) != (sign == "-")
        return Change("减少" if down else "提高", op, quantity, about)


def whole_of(token: Token) -> Decimal | None:
    """The second number of 1/3."""
    return Decimal(token.groups["whole"]) if "whole" in token.groups else None


def share_of(token: Token, quantity: Quantity) -> Quantity:
    """An end of a span: 1/3 is so much of a whole."""
    return Figure(quantity, whole=whole_of(token)).share


def contradiction(token: Token) -> Fault:
    return Fault(token.text, f"“{token.text}”前后的符号或词语互相矛盾")


def span_of_months(first: Quantity, months: Date) -> Date:
    """1-12月: from the first month, where the number is one."""
    in_year = first.number in range(1, 13)
    return replace(months, first=Day(int(first.number), 1, months.last.year) if in_year else months.first)
