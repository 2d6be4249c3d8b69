"""The blocks of a form but its indicators: funds, 资金管理情况, goals. Each takes the lines under its heading."""

import re
from collections.abc import Sequence
from typing import Protocol

from reports.exchange.word import headings
from reports.exchange.word.columns import Column, Under, columns_of, under
from reports.exchange.word.found import Found, Row, Text
from reports.exchange.word.lines import Cell, Line

#: A goal and what became of it, and perhaps a number before them.
MOST_GOAL_CELLS = 3
_AMOUNT = re.compile(r"[-—\d.,，%％\s]+")


class Band(Protocol):
    """A block under its heading."""

    columns: list[Column]

    def take(self, line: Line, found: Found) -> bool:
        """Read one line into ``found``; false where it does not belong to the block."""


def text_of(cell: Cell | None) -> Text:
    return Text(cell.text, cell.place) if cell else Text("")


def skip_unknown(seen: Under, edge: int, found: Found) -> None:
    """Keep what stands in the columns right of ``edge`` whose heading nobody knows."""
    for column, cell in seen.unread:
        if column.place is not None and column.left > edge:
            found.skip(column.place, column.title, Text(cell.flat, cell.place))


class FundsBand:
    """Fund lines under their headings; what stands left of the first amount names the line."""

    def __init__(self, heading: Line) -> None:
        self.columns = columns_of(heading, lambda cell: headings.named(cell.text, headings.FUNDS))
        self.edge = next(column.left for column in self.columns if column.name)
        self.labels = [cell for cell in heading.cells if cell.right <= self.edge]

    @staticmethod
    def begins_at(line: Line) -> bool:
        names = {headings.named(cell.text, headings.FUNDS) for cell in line.cells}
        return bool(names & {"initial", "budget", "received"}) and bool(names & {"actual", "rate"})

    def take(self, line: Line, found: Found) -> bool:
        name = self.source(line)
        if name is None:
            return False
        seen = under(line, self.columns)
        cells = seen.cells
        skip_unknown(seen, self.edge, found)
        row: Row = {
            column.name: text_of(cells[column.name][0] if column.name in cells else None)
            for column in self.columns
            if column.name
        }
        source, total = source_text(name.flat)
        if total and found.funds_total is None:
            found.funds_total = row
        else:
            found.funds.append({"source": Text(source, name.place), **row})
        return True

    @staticmethod
    def amounts(line: Line) -> bool:
        """Whether the line has figures and nothing else."""
        return bool(line.texts) and all(_AMOUNT.fullmatch(text) for text in line.texts)

    def source(self, line: Line) -> Cell | None:
        """The cell that names the line: the last one before the amounts that is not the block's own label."""
        if not self.edge:  # amounts alone, without a name: those of the whole
            return Cell("年度资金总额", line.place, 0, 0) if self.amounts(line) else None
        before = [cell for cell in line.cells if cell.left < self.edge and cell.text]
        own = {cell.place for cell in self.labels}
        named = [cell for cell in before if cell.place not in own]
        if not named or (len(named) == 1 and len(line.cells) < 2):
            return None
        label = headings.bare(named[-1].text)
        return None if label in {headings.bare(cell.text) for cell in self.labels if cell.text} else named[-1]


def source_text(text: str) -> tuple[str, bool]:
    """(a fund line's own name, whether it is the total line): 其中：中央资金 → 中央资金."""
    if headings.FUNDS_TOTAL.fullmatch(headings.bare(text)):
        return text, True
    name = text.strip().strip(":：")
    for word in ("其中:", "其中："):
        name = name.removeprefix(word)
    return name.strip(), False


class ManagementBand:
    """资金管理情况: aspect | statement | problem."""

    def __init__(self, heading: Line) -> None:
        self.columns = columns_of(heading, lambda cell: headings.named(cell.text, headings.MANAGEMENT))
        self.edge = next(column.left for column in self.columns if column.name)
        self.labels = {cell.place for cell in heading.cells}

    @staticmethod
    def begins_at(line: Line) -> bool:
        return {headings.named(cell.text, headings.MANAGEMENT) for cell in line.cells} >= {"statement", "problem"}

    def take(self, line: Line, found: Found) -> bool:
        aspects = [c for c in line.cells if c.right <= self.edge and c.text and c.place not in self.labels]
        seen = under(line, self.columns)
        cells = seen.cells
        skip_unknown(seen, self.edge, found)
        texts = {name: text_of(cells[name][0] if name in cells else None) for name in ("statement", "problem")}
        if not aspects:
            return bool(found.management) and not line.texts
        found.management.append({"aspect": Text(aspects[-1].flat, aspects[-1].place), **texts})
        return True


class GoalsBand:
    """年初设定目标 | 全年实际完成情况."""

    def __init__(self, heading: Line) -> None:
        target, actual = self.halves(heading.cells)
        self.columns = [
            Column("", "", 0, target.left),
            Column("target", target.flat, target.left, actual.left),
            Column("actual", actual.flat, actual.left, heading.cells[-1].right),
        ]
        self.labels = {cell.place for cell in heading.cells}

    @classmethod
    def begins_at(cls, line: Line) -> bool:
        return len(cls.halves(line.cells)) == 2

    @staticmethod
    def halves(cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """The two headings: 目标, and to its right 完成情况."""
        for at in range(len(cells) - 1, 0, -1):
            if headings.named(cells[at].text, headings.GOALS) == "actual":
                goals = [c for c in cells[:at] if headings.named(c.text, headings.GOALS) == "target"]
                return (goals[-1], cells[at]) if goals else ()
        return ()

    def take(self, line: Line, found: Found) -> bool:
        edge = self.columns[0].right
        inner = Line(line.place, tuple(c for c in line.cells if c.place not in self.labels and c.right > edge))
        cells = under(inner, self.columns).cells
        target, actual = (text_of(cells[name][0] if name in cells else None) for name in ("target", "actual"))
        if len(inner.cells) > MOST_GOAL_CELLS:
            return False
        if target.text and all(row["target"].place != target.place for row in found.goals):
            found.goals.append({"target": target, "actual": actual})
        elif actual.text and found.goals:
            self.go_on(found.goals[-1], actual)
        else:
            return not inner.texts or bool(target.text)
        return True

    @staticmethod
    def go_on(goal: Row, actual: Text) -> None:
        """A second cell beside one goal: its text goes on below the first."""
        before = goal["actual"]
        if before.place != actual.place:
            goal["actual"] = Text("\n".join(part for part in (before.text, actual.text) if part), before.place)
