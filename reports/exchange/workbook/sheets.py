"""A sheet as it came back: its headings found, its lines read cell by cell, each cell with its address."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indicators.domain.numbers import clean_text
from reports.exchange.workbook.layout import ROW_KEY, Column

#: The heading is looked for in this many rows, should somebody have put a line of their own on top.
TOP = 12
CONTINUED = re.compile(r"(.+)（续(\d{1,3})）")
UNCACHED = "这一格是公式，文件里没有它的计算结果。请在 Excel 或 WPS 中打开并保存一次，或改填数值。"
ERROR = "这一格的公式出错（{text}），请改填数值。"


@dataclass(frozen=True, slots=True)
class Address:
    """A cell as Excel names it."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        return f"{letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"“{self.sheet}”{self.cell}"


def letters(column: int) -> str:
    """28 → AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in the file: at a cell, or (without one) with the sheet or the file."""

    message: str
    at: Address | None = None
    place: str = ""


@dataclass(frozen=True)
class FilledLine:
    """One line: the hidden name of its row, its texts by column key, where each stands."""

    number: int
    name: str
    texts: Mapping[str, str]
    at: Mapping[str, Address]

    @property
    def blank(self) -> bool:
        return not self.name and not any(text.strip() for text in self.texts.values())


@dataclass
class FilledSheet:
    """One sheet read by its headings. ``flaws`` takes what cannot be read."""

    title: str
    rows: Mapping[int, Mapping[int, Sequence[Any]]]
    flaws: list[Flaw] = field(default_factory=list)

    @classmethod
    def of(cls, sheet: Mapping[str, Any]) -> "FilledSheet":
        rows = {number: {cell[0]: cell for cell in cells} for number, cells in sheet["rows"]}
        return cls(sheet["name"], rows)

    def heading(self) -> int | None:
        """The row of the headings."""
        for number in sorted(self.rows):
            if number <= TOP and any(cell[1] == ROW_KEY for cell in self.rows[number].values()):
                return number
        return None

    def columns(self, heading: int, wanted: Sequence[Column]) -> dict[str, list[int]]:
        """Each column's key → where it stands, its continuations after it; a missing one is a flaw."""
        named: dict[str, dict[int, int]] = {}
        for at, (_, text, _) in self.rows[heading].items():
            name = text.partition("\n")[0].strip()
            match = CONTINUED.fullmatch(name)
            named.setdefault(match[1] if match else name, {}).setdefault(int(match[2]) if match else 0, at)
        found = {}
        for column in wanted:
            parts = named.get(column.heading, {})
            if 0 in parts:
                found[column.key] = [parts[number] for number in sorted(parts)]
            elif not column.computed:
                message = f"工作表“{self.title}”缺少“{column.heading}”一列。请不要改动表头，重新下载工作簿填写。"
                self.flaws.append(Flaw(message))
        self.name_column = named.get(ROW_KEY, {}).get(0, 1)
        return found

    def lines(self, wanted: Sequence[Column]) -> list[FilledLine]:
        """Every line under the headings that holds anything."""
        heading = self.heading()
        if heading is None:
            self.flaws.append(Flaw(f"工作表“{self.title}”找不到表头。请不要改动表头，重新下载工作簿填写。"))
            return []
        columns = self.columns(heading, wanted)
        if self.flaws:
            return []
        computed = {column.key for column in wanted if column.computed}
        lines = [self.line(number, columns, computed) for number in sorted(self.rows) if number > heading]
        return [line for line in lines if not line.blank]

    def line(self, number: int, columns: Mapping[str, list[int]], computed: set[str]) -> FilledLine:
        texts, at = {}, {}
        for key, parts in columns.items():
            at[key] = Address(self.title, number, parts[0])
            texts[key] = "" if key in computed else "".join(self.text(number, part) for part in parts)
        name = self.rows[number].get(self.name_column, (0, "", ""))[1]
        return FilledLine(number, name, texts, at)

    def text(self, number: int, column: int) -> str:
        """A cell's text; a formula without a result, or with an error for one, is a flaw."""
        _, text, flag = self.rows[number].get(column, (0, "", ""))
        if flag in ("uncached", "error"):
            message = UNCACHED if flag == "uncached" else ERROR.format(text=clean_text(text)[:20])
            self.flaws.append(Flaw(message, Address(self.title, number, column)))
            return ""
        return text
