"""Which tables of a file make up a 自评表: one, or several in a row; and which stand in the narrative."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.exchange.word import headings
from reports.exchange.word.bands import FundsBand, GoalsBand, ManagementBand
from reports.exchange.word.indicator_band import IndicatorBand
from reports.exchange.word.lines import Line, lines_of

Block = dict[str, Any]
#: What may stand between two tables of one form.
SHORT, FEW = 25, 3
PAGE_NUMBER = re.compile(r"\s*(?:[-—－–―]+\s*\d{1,4}\s*[-—－–―]+|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?)\s*")
_SEAM = re.compile(r"\s*(?:[（(]?续[表页]?\s*\d*[）)]?|接[上下][表页]|（?接[上下][表页]）?)?\s*")
#: Columns that only a filled-in form has; a table of goals has none of them.
RESULTS = frozenset({"actual", "score", "reason", "criterion"})


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where it stands among the blocks, its lines, and what it has of a form."""

    at: int
    number: int
    lines: tuple[Line, ...]
    kinds: frozenset[str]
    results: bool
    heads: int

    @property
    def formal(self) -> bool:
        return self.results or bool(self.kinds - {"indicators"}) or self.heads > 1

    @property
    def goal_table(self) -> bool:
        """一级 | 二级 | 三级 | 指标值 of the narrative."""
        return self.kinds == {"indicators"} and not self.results and self.heads < 2


@dataclass
class Group:
    """The tables of one form."""

    tables: list[Table] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for table in self.tables for line in table.lines]

    @property
    def results(self) -> bool:
        return any(table.results for table in self.tables)

    @property
    def kinds(self) -> set[str]:
        return set().union(*(table.kinds for table in self.tables))

    @property
    def places(self) -> set[int]:
        return {table.at for table in self.tables}


def read_tables(blocks: Sequence[Block]) -> list[Table]:
    found: list[Table] = []
    for at, block in enumerate(blocks):
        if block["kind"] == "table":
            found.append(table_of(at, len(found) + 1, block))
    return found


def table_of(at: int, number: int, block: Block) -> Table:
    lines = lines_of(block, number)
    kinds: set[str] = set()
    names: set[str] = set()
    results = False
    for line in lines:
        if IndicatorBand.begins_at(line):
            kinds.add("indicators")
            results = results or any(headings.named(c.text, headings.INDICATORS) in RESULTS for c in line.cells)
        for kind, band in (("funds", FundsBand), ("management", ManagementBand), ("goals", GoalsBand)):
            if band.begins_at(line):
                kinds.add(kind)
        if "indicators" not in kinds:
            names |= {headings.named(cell.text, headings.HEADS) for cell in line.cells[:3:2]} - {""}
    return Table(at, number, tuple(lines), frozenset(kinds), results, len(names))


def group_tables(blocks: Sequence[Block], tables: Sequence[Table]) -> list[Group]:
    """Forms in the order of the file; the tables of the narrative belong to none."""
    groups: list[Group] = []
    for before, table in zip((None, *tables), tables, strict=False):
        group = groups[-1] if groups and before is not None and before.at in groups[-1].places else None
        if group is not None and goes_on(group, table, blocks):
            group.tables.append(table)
        elif table.formal:
            groups.append(Group([table]))
    return groups


def goes_on(group: Group, table: Table, blocks: Sequence[Block]) -> bool:
    """Whether a table continues the form of the tables before it."""
    between = [block["text"].strip() for block in blocks[group.tables[-1].at + 1 : table.at]]
    seamless = all(_SEAM.fullmatch(text) or PAGE_NUMBER.fullmatch(text) for text in between)
    if not table.kinds and table.heads == 0:
        return seamless
    again = group.results and (table.heads > 0 or "funds" in table.kinds)
    lines = [text for text in between if text]
    titled = any(headings.FORM_TITLE.search(text) for text in lines)
    loose = len(lines) <= FEW and all(len(text) <= SHORT for text in lines)
    return not again and not titled and (seamless or (loose and not group.results))


def forms_of(groups: Sequence[Group]) -> list[Group]:
    """The groups that are filled-in forms; without any, the ones that have anything of a form."""
    return [group for group in groups if group.results] or list(groups)


def paragraphs_before(blocks: Sequence[Block], at: int) -> Iterator[tuple[int, Block]]:
    """The paragraphs right above a block, the nearest first."""
    for place in range(at - 1, -1, -1):
        if blocks[place]["kind"] != "paragraph":
            return
        yield place, blocks[place]
