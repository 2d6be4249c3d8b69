"""What a person typed into a row's cells → the text to store, or a plain sentence at the cell.

The one door for typed cells: grid, paste and later the workbook come through here. Nothing is
written to the database.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.domain.numbers import NumberProblem, clean_text, decimals, parse_number
from reports.rows import ROWS, CellRule

PLACES = {"万元": 6, "元": 2}
#: Full-width digits, letters and signs that are told from half-width ones by nobody who types them.
WIDE = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFF10, 0xFF1A), 0xFF05, 0xFF0E)}


class CellProblem(ValueError):
    """A refused cell; ``str()`` is the sentence. ``ask``: it is stored if the person confirms."""

    def __init__(self, message: str, ask: bool = False) -> None:
        super().__init__(message)
        self.ask = ask


@dataclass
class RowForm:
    """One row as typed: ``values`` to store, or ``errors`` by cell (all cells are read, all errors named)."""

    key: str
    version: int
    cells: Mapping[str, str]
    unit: str
    confirmed: frozenset[str] = frozenset()
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    asks: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        rule = ROWS.get(self.key.partition(":")[0])
        for name, text in self.cells.items():
            cell = rule.cells.get(name) if rule else None
            if cell is None:
                self.errors[name] = "这一格不能填写。"
                continue
            try:
                self.values[name] = read_cell(cell, text, self.unit, name in self.confirmed)
            except CellProblem as problem:
                self.errors[name] = str(problem)
                if problem.ask:
                    self.asks.add(name)

    @property
    def valid(self) -> bool:
        return not self.errors


def read_cell(rule: CellRule, typed: str, unit: str, confirmed: bool = False) -> str:
    """The text to store; raises CellProblem."""
    if not isinstance(typed, str):
        raise CellProblem(f"{rule.label}应为文字。")
    text = clean_text(typed).strip()
    if rule.takes in ("amount", "score"):
        return read_figure(rule, text, unit, confirmed)
    if rule.takes == "choice":
        if text not in rule.choices:
            raise CellProblem(f"{rule.label}应为{'、'.join(c for c in rule.choices if c)}之一，读到的是“{text[:20]}”。")
        return text
    if rule.needed and not text:
        raise CellProblem(f"{rule.label}不能为空。")
    if len(text) > rule.limit:
        raise CellProblem(f"{rule.label}最多 {rule.limit:,} 字，现有 {len(text):,} 字，请删减后再保存。")
    return text.translate(WIDE) if rule.limit <= 500 else text


def read_figure(rule: CellRule, text: str, unit: str, confirmed: bool) -> str:
    """An amount or a score: a number or a blank, kept as typed but for full-width signs."""
    unit = unit if rule.takes == "amount" else ""
    if len(text) > rule.limit:
        raise CellProblem(f"{rule.label}应填数字，读到的内容有 {len(text):,} 字。")
    try:
        value = parse_number(text, unit)
    except NumberProblem as problem:
        raise CellProblem(f"{rule.label}{problem}。") from problem
    text = unicodedata.normalize("NFKC", text)
    if value is None:
        return text
    places = PLACES[unit] if unit else 2
    if decimals(value.normalize()) > places:
        finest = "精确到分" if unit else "两位小数"
        raise CellProblem(f"{rule.label}最多{finest}，读到的是“{text}”。")
    if value < 0 and rule.takes == "score":
        raise CellProblem(f"{rule.label}不能小于 0，读到的是“{text}”。")
    if value < 0 and not rule.negative and not confirmed:
        raise CellProblem(f"{rule.label}是负数（{text}）。确为负数请点“确认负数”，否则请更正。", ask=True)
    return text
