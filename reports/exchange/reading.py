"""The exchange format in: JSON text → facts, or every problem with its place.

exchange-format.md is the contract: refused are only unreadable JSON, unknown keys, missing needed
keys, wrong JSON types, amounts, weights and scores that are no numbers, unknown enumeration values
and a year outside 2000–2100.
"""

import json
from collections.abc import Sequence
from typing import Any

from indicators.domain.numbers import NumberProblem, parse_number
from reports.domain import facts
from reports.exchange.node import ExchangeProblem, Node, Problem

FORMAT = "evalportal.report/1"
METHODS = ("proportional", "all_or_nothing", "tiers", "deduction", "checklist", "judgement")
DIRECTIONS = ("positive", "negative", "standard")
MEASURES = ("value", "achievement")
#: Names identify program and organisation; the database holds this many characters of them.
NAME_LENGTH = 500
YEARS = range(2000, 2101)


def read_fund_line(node: Node, unit: str, total: bool = False) -> facts.FundLine:
    amount: dict[str, str | None] = {}
    for key in ("budget", "actual"):
        amount[key] = node.optional(key, node.number, unit) if total else node.number(key, unit)
    for key in ("initial", "received"):
        amount[key] = node.optional(key, node.number, unit)
    line = facts.FundLine(
        source="" if total else node.text("source", needed=True),
        rate=node.optional("rate", node.text),
        score=node.optional("score", node.number),
        **amount,
    )
    node.close()
    return line


def read_scoring(node: Node | None) -> facts.Scoring:
    if node is None:
        return facts.Scoring()
    items = []
    for item in node.children("items"):
        items.append(facts.ChecklistItem(item.text("name", needed=True), item.number("points"), item.flag("given")))
        if not items[-1].points and not item.broken:
            item.problem("points", "必填项不能为空" if "points" in item.values else "缺少必填项")
        item.close()
    scoring = facts.Scoring(
        method=node.choice("method", METHODS),
        step=node.number("step"),
        points=node.number("points"),
        of=node.choice("of", MEASURES),
        items=tuple(items),
        deduct=node.number("deduct"),
        found=node.number("found"),
        direction=node.choice("direction", DIRECTIONS),
        base=node.text("base"),
    )
    node.close()
    return scoring


def read_indicator(node: Node) -> facts.Indicator:
    indicator = facts.Indicator(
        level1=node.text("level1"),
        level2=node.text("level2"),
        name=node.text("name", needed=True),
        target=node.text("target"),
        actual=node.text("actual"),
        weight=node.number("weight"),
        score=node.number("score"),
        judgement=node.choice("judgement", facts.JUDGEMENTS),
        reason=node.text("reason"),
        explanation=node.text("explanation"),
        criterion=node.text("criterion"),
        scoring=read_scoring(node.child("scoring")),
    )
    node.close()
    return indicator


def read_allocation(node: Node, unit: str, total: bool = False) -> facts.Allocation:
    keys = ("settlement", "advance", "audit", "proposed")
    amounts = {key: node.optional(key, node.number, unit) if total else node.number(key, unit) for key in keys}
    line = facts.Allocation(organization="" if total else node.text("organization"), **amounts)
    node.close()
    return line


def read_series(node: Node) -> facts.Series:
    points = []
    for point in node.children("points"):
        points.append(facts.Point(point.whole("year", range(1, 10_000)), point.text("value")))
        point.close()
    series = facts.Series(node.text("name"), node.text("unit"), tuple(points))
    node.close()
    return series


def read_rows(node: Node, key: str, kind: type, names: str) -> tuple[Any, ...]:
    """A list of objects that hold nothing but texts."""
    rows = []
    for child in node.children(key):
        rows.append(kind(**{name: child.text(name) for name in names.split()}))
        child.close()
    return tuple(rows)


def read_narrative(node: Node) -> tuple[facts.Section, ...]:
    sections = []
    for child in node.children("narrative"):
        level = child.whole("level", range(1, 6), default=1)
        sections.append(facts.Section(child.text("heading"), child.text("body"), level))
        child.close()
    return tuple(sections)


def name_of(node: Node, key: str) -> str:
    text = node.text(key, needed=True).strip()  # the name is the identity: " 甲" and "甲" are one
    if len(text) > NAME_LENGTH:
        node.problem(key, f"不能超过{NAME_LENGTH}个字，读到{len(text)}个字")
    return text


def resolved_form(form: str, indicators: Sequence[facts.Indicator], management: Sequence[object]) -> str:
    """The form where the file names none: C with any weight, else B with 资金管理情况, else A."""
    if form:
        return form
    if any(parse_blank(row.weight) for row in indicators):
        return "C"
    return "B" if management else "A"


def parse_blank(text: str) -> bool:
    """Whether a number stands there (a refused one is reported elsewhere and counts as one)."""
    try:
        return parse_number(text) is not None
    except NumberProblem:
        return True


def read_object(value: Any, notices: list[Problem] | None = None) -> facts.Report:
    """Parsed JSON → facts; raises ExchangeProblem with every problem found; ``notices`` takes what was dropped."""
    problems: list[Problem] = []
    node = Node(value, "", problems, notices)
    if node.text("format", needed=True).strip() not in ("", FORMAT):
        node.problem("format", f"应为 {FORMAT}")
    unit = node.choice("unit", facts.UNITS, "万元")
    indicators = tuple(read_indicator(child) for child in node.children("indicators", needed=True))
    management = read_rows(node, "management", facts.ManagementLine, "aspect statement problem")
    total, allocations_total = node.child("funds_total"), node.child("allocations_total")
    report = facts.Report(
        form=resolved_form(node.choice("form", facts.FORMS), indicators, management),
        year=node.whole("year", YEARS),
        program=name_of(node, "program"),
        organization=name_of(node, "organization"),
        title=node.text("title", needed=True),
        central_department=node.text("central_department"),
        local_department=node.text("local_department"),
        implementing_unit=node.text("implementing_unit"),
        unit=unit,
        execution_weight=node.number("execution_weight"),
        funds_total=read_fund_line(total, unit, total=True) if total else None,
        funds=tuple(read_fund_line(child, unit) for child in node.children("funds", needed=True)),
        management=management,
        goals=read_rows(node, "goals", facts.Goal, "target actual"),
        indicators=indicators,
        narrative=read_narrative(node),
        allocation_share=node.number("allocation_share"),
        allocations=tuple(read_allocation(child, unit) for child in node.children("allocations")),
        allocations_total=read_allocation(allocations_total, unit, total=True) if allocations_total else None,
        series=tuple(read_series(child) for child in node.children("series")),
        total_score=node.number("total_score"),
        remarks=node.text("remarks"),
    )
    node.take("result")
    node.close()
    if problems:
        raise ExchangeProblem(problems)
    return report


def read_json(text: bytes, notices: list[Problem] | None = None) -> facts.Report:
    """A file's bytes → facts; raises ExchangeProblem; ``notices`` takes what was dropped."""
    try:
        value = json.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ExchangeProblem([Problem("$", f"不是 UTF-8 编码（第 {error.start + 1} 字节起）")]) from error
    except json.JSONDecodeError as error:
        message = f"不是可读的 JSON（第 {error.lineno} 行第 {error.colno} 字）"
        raise ExchangeProblem([Problem("$", message)]) from error
    except (RecursionError, ValueError) as error:
        raise ExchangeProblem([Problem("$", "不是可读的 JSON（嵌套过深或数字过长）")]) from error
    return read_object(value, notices)
