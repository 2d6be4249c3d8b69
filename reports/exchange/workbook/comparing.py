"""A filled workbook beside the report as it is now: what would change, what somebody else has changed, what is wrong.

Three texts meet at a cell: the one the workbook was made with, the one it came back with, the one that stands now.
Only a cell the person changed is written; where somebody else has changed it too, the person chooses.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.domain.numbers import clean_text
from reports.domain import facts
from reports.exchange.office.package import FileProblem
from reports.exchange.workbook.layout import HEAD_SHEET, HEADS, SHEETS, Column, SheetRule
from reports.exchange.workbook.lines import Line, lines_of
from reports.exchange.workbook.reading import Filled
from reports.exchange.workbook.sheets import Address, Flaw
from reports.exchange.writing import write_object
from reports.fetching import Held
from reports.models import AWARDED
from reports.rows import ROWS

#: The column by which a person tells a sheet's rows.
NAMING = frozenset({"source", "aspect", "target", "name", "heading", "organization"})
REPEATED = "同一行在表中出现了两次（可能是复制的），请删除多出的一行。"
SHIFTED = (
    "这一行的“{heading}”与系统中的“{now}”不同，可能是排序或粘贴时错了行。请把整行内容放回原处，或重新下载工作簿填写。"
)
STRANGE = "这一行不是本报告的行（可能是插入的，或报告重新建立过），请删除这一行，或重新下载工作簿填写。"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One cell as the person would have it. ``was``: the text they started from (``None`` = not known)."""

    key: str
    name: str
    text: str
    was: str | None
    place: str = ""
    at: Address | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A proposal beside what stands there now, and the version of the row in which it stands."""

    proposal: Proposal
    now: str
    version: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """A text in the workbook that is not written: the cell is not the preparer's, or only somebody else changed it."""

    row: str
    label: str
    at: Address
    text: str
    now: str


@dataclass
class Comparison:
    """What an upload would do."""

    changes: list[Difference] = field(default_factory=list)
    conflicts: list[Difference] = field(default_factory=list)
    locked: list[Ignored] = field(default_factory=list)
    kept: list[Ignored] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    gone: list[Proposal] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not self.changes and not self.conflicts

    @property
    def unwritten(self) -> list[Ignored]:
        """Everything in the file that stays there."""
        return [*self.locked, *self.kept]


def check_identity(filled: Filled, report: facts.Report, pk: int) -> None:
    """The workbook is this very report's: year, unit, program, form, then the report itself. Raises FileProblem."""
    theirs = filled.report
    sentences = (
        ("year", report.year, f"这是{theirs.get('year')}年度的工作簿，本报告是{report.year}年度的。"),
        ("organization", report.organization, f"这是“{theirs.get('organization')}”的工作簿，不是本单位的。"),
        ("program", report.program, f"这是“{theirs.get('program')}”项目的工作簿，本报告是“{report.program}”。"),
        ("form", report.form, f"工作簿是{theirs.get('form')}表，本报告是{report.form}表。"),
        ("unit", report.unit, f"工作簿的金额单位是{theirs.get('unit')}，本报告是{report.unit}。"),
    )
    for key, ours, sentence in sentences:
        if theirs.get(key) != ours:
            raise FileProblem(f"{sentence}请选择正确的文件，或在本报告页面重新下载工作簿。")
    if filled.known.get("report") != str(pk):
        raise FileProblem("这是从另一份报告下载的工作簿（原报告可能已作废或重建）。请在本报告页面重新下载工作簿填写。")


def compare(filled: Filled, report: facts.Report, rows: Mapping[str, Held]) -> Comparison:
    """``report`` and ``rows``: the report as it is now, and for each of its places the row that holds it."""
    found = Comparison(flaws=list(filled.flaws))
    held = {row.key: row for row in rows.values()}
    places = {row.key: place for place, row in rows.items()}
    lines = {line.place: line for group in lines_of(write_object(report)).values() for line in group}
    seen: set[str] = set()
    proposals = list(head_proposals(filled, found, report))
    for rule in (rule for rule in SHEETS if rule.kind):
        for line in lines_of(filled.report)[rule.key]:
            name = filled.names.get(line.place, "")
            if line.total:
                continue
            if name in seen or name not in held:
                at = min(cells(filled, rule, line), key=lambda address: address.column)
                found.flaws.append(Flaw(REPEATED if name in seen else STRANGE, at))
                continue
            seen.add(name)
            now = lines[places[name]]
            if shifted := shifted_row(filled, rule, line, now):
                found.flaws.append(shifted)
                continue
            row = label_of(report, places[name])
            proposals += line_proposals(filled, rule, line, now, name)
            found.locked += locked_cells(filled, rule, line, now, row)
    found.missing = [
        label_of(report, places[key]) for key in held if key not in seen and key.partition(":")[0] != "report"
    ]
    settle(found, proposals, report, places, held)
    return found


def cells(filled: Filled, rule: SheetRule, line: Line) -> list[Address]:
    return [
        filled.cells[f"{line.place}.{column.key}"]
        for column in rule.columns
        if f"{line.place}.{column.key}" in filled.cells
    ]


def shifted_row(filled: Filled, rule: SheetRule, line: Line, now: Line) -> Flaw | None:
    """A row whose own name is another one's: its texts were moved, its hidden name was not."""
    column = next(column for column in rule.columns if column.key in NAMING)
    text, stands = line.values[column.key] or "", now.values[column.key] or ""
    if text == stands:
        return None
    message = SHIFTED.format(heading=column.heading, now=stands[:30])
    return Flaw(message, filled.cells[f"{line.place}.{column.key}"])


def cell_name(column: Column) -> str:
    """A column as the page calls its cell."""
    return "award" if column.key == "given" else column.key.removeprefix("scoring.")


def cell_text(column: Column, text: str | None) -> str:
    """A value of the format as the page has it."""
    if column.key == "given":
        return AWARDED if text == "true" else ""
    return clean_text(text or "")


def head_proposals(filled: Filled, found: Comparison, report: facts.Report) -> Iterator[Proposal]:
    """The heads a preparer writes; the others are compared."""
    key = filled.names.get("report", "")
    for column in HEADS:
        text, at = filled.report.get(column.key), filled.cells.get(column.key)
        if at is None:
            continue
        if column.key in ROWS["report"].cells:
            yield proposal(filled, key, column, str(text), column.key, at)
        elif str(text) != str(getattr(report, column.key)):
            found.locked.append(Ignored(HEAD_SHEET, column.heading, at, str(text), str(getattr(report, column.key))))


def fills(rule: SheetRule, column: Column, now: Line) -> bool:
    """Whether a preparer fills this cell: it is one of theirs, and on the form."""
    return rule.rule(column) is not None and now.values[column.key] is not None


def line_proposals(filled: Filled, rule: SheetRule, line: Line, now: Line, name: str) -> Iterator[Proposal]:
    for column in rule.columns:
        place = f"{line.place}.{column.key}"
        if fills(rule, column, now) and place in filled.cells:
            yield proposal(filled, name, column, line.values[column.key], place, filled.cells[place])


def proposal(filled: Filled, key: str, column: Column, text: str | None, place: str, at: Address) -> Proposal:
    known = key in filled.versions
    was = cell_text(column, filled.was.get((key, column.key), "")) if known else None
    return Proposal(key, cell_name(column), cell_text(column, text), was, place, at)


def locked_cells(filled: Filled, rule: SheetRule, line: Line, now: Line, row: str) -> Iterator[Ignored]:
    """Cells somebody else sets, where the file says something else."""
    for column in rule.columns:
        place = f"{line.place}.{column.key}"
        if column.computed or fills(rule, column, now) or place not in filled.cells:
            continue
        text, stands = cell_text(column, line.values[column.key]), cell_text(column, now.values[column.key])
        if text != stands:
            yield Ignored(row, column.heading, filled.cells[place], text, stands)


def settle(
    found: Comparison,
    proposals: Iterable[Proposal],
    report: facts.Report,
    places: Mapping[str, str],
    held: Mapping[str, Held],
) -> None:
    """Each proposal against the text that stands now; ``gone`` takes those whose row is there no more."""
    wrong = {flaw.at for flaw in found.flaws if flaw.at is not None}
    for item in proposals:
        row = held.get(item.key)
        if row is None:
            found.gone.append(item)
            continue
        now = row.text(item.name)
        was = now if item.was is None else item.was
        if item.text == now or item.at in wrong:
            continue
        difference = Difference(item, now, row.version)
        if now == was:
            found.changes.append(difference)
        elif item.text != was:
            found.conflicts.append(difference)
        elif item.at is not None:
            found.kept.append(Ignored(label_of(report, places[item.key]), heading_of(item), item.at, item.text, now))


def heading_of(item: Proposal) -> str:
    return ROWS[item.key.partition(":")[0]].cells[item.name].label


def label_of(report: facts.Report, place: str) -> str:
    """A row in words: what kind it is and its name."""
    key, _, rest = place.partition("[")
    number = rest.partition("]")[0]
    if not number.isdecimal():
        return HEAD_SHEET
    row, index = getattr(report, key)[int(number)], int(number)
    names: Sequence[str] = [
        text for name in ("source", "aspect", "name", "heading", "organization") if (text := getattr(row, name, ""))
    ]
    title = next(rule.title for rule in SHEETS if rule.key == key)
    label = f"{title}·{names[0] if names else f'第{index + 1}项'}"
    if ".items[" in place:
        item = row.scoring.items[int(place.rpartition("[")[2].rstrip("]"))]
        label += f"·{item.name}"
    return label
