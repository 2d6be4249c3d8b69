"""Proposed cells as a page lists them: where, what stands there, what it would become, how that is read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.actuals import read_actual
from indicators.domain.targets import read_target
from reports.exchange.workbook.comparing import Difference, Proposal, heading_of, label_of
from reports.queries import Judged
from reports.rows import ROWS

#: Characters shown on either side of the part of a long text that differs.
AROUND = 24
#: What Excel makes of 92.7% where a cell is not a text: 0.927; and 1 of 100%.
FRACTION = re.compile(r"0?\.\d+|1(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class Split:
    """A text with the part that differs from another between what both share."""

    before: str
    differs: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One line of a preview."""

    difference: Difference
    row: str
    cell: str
    now: Split
    new: Split
    reading: str
    remark: str


def shown_changes(judged: Judged, differences: Iterable[Difference]) -> list[ShownChange]:
    places = {row.key: place for place, row in judged.loaded.rows.items()}
    lines = []
    for difference in differences:
        item = difference.proposal
        place = places[item.key]
        now, new = split(difference.now, item.text)
        said = reading(judged, place, item.name, item.text), remark(judged, place, item)
        lines.append(
            ShownChange(difference, label_of(judged.facts, place), heading_of(item), now, new, *said)
        )
    return lines


def remark(judged: Judged, place: str, item: Proposal) -> str:
    """What the page would ask about: a negative amount, and a share that Excel has turned to a fraction."""
    rule = ROWS[item.key.partition(":")[0]].cells[item.name]
    if rule.takes == "amount" and not rule.negative and item.text.startswith(("-", "−", "－")):
        return "这是负数，请确认。"
    index = place.removeprefix("indicators[").removesuffix("]")
    if item.name != "actual" or not index.isdecimal() or not FRACTION.fullmatch(item.text.strip()):
        return ""
    target = judged.facts.indicators[int(index)].target
    return f"指标值是“{target}”，这里是小数；如果是百分数，请写成 {percent(item.text)}。" if "%" in target else ""


def percent(text: str) -> str:
    """0.927 → 92.7%."""
    return f"{format((Decimal(text.strip()) * 100).normalize(), 'f')}%"


def reading(judged: Judged, place: str, name: str, text: str) -> str:
    """How an actual would be read, where that is not what it says; blank for all other cells."""
    index = place.removeprefix("indicators[").removesuffix("]")
    if name != "actual" or not index.isdecimal() or not text.strip():
        return ""
    row = judged.facts.indicators[int(index)]
    read = str(read_actual(text, read_target(row.target, row.name), row.name))
    return read if read != text.strip() else ""


def split(old: str, new: str) -> tuple[Split, Split]:
    """Both texts in three parts, cut short where they are the same."""
    shortest = min(len(old), len(new))
    start = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    left = shortest - start
    end = next((i for i in range(left) if old[-1 - i] != new[-1 - i]), left)
    before = old[:start] if start <= AROUND else f"…{old[start - AROUND : start]}"
    tail = old[len(old) - end :]
    after = tail if end <= AROUND else f"{tail[:AROUND]}…"
    return Split(before, old[start : len(old) - end], after), Split(before, new[start : len(new) - end], after)
