"""The document's cells made ready for the screen: inputs where a preparer types, verdicts, findings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indicators.domain.targets import Target
from reports.domain.document import Band, Cell, Document, Table, annotated
from reports.domain.evaluate import IndicatorResult
from reports.queries import Judged
from reports.rendering.view import split_head
from reports.rows import ROWS, CellRule
from reports.views.listing import marks_of

#: outcome → sign and word; never colour alone (ui.md).
VERDICTS = {
    "met": ("✓", "达成"),
    "missed": ("✗", "未达成"),
    "partial": ("◐", "部分达成"),
    "claimed": ("◇", "自报"),
    "undecided": ("?", "待判定"),
    "blank": ("–", "未填"),
}
AMOUNT = re.compile(r"funds(_total|\[\d+\])\.(budget|actual|initial|received)")
PLAIN_NUMBER = re.compile(r"-?\d{4,}(\.\d+)?")
#: What the row of hints is called, in its first free cell.
HINTS = "填报说明"
#: Keys of computed cells the page shows anew after a save.
COMPUTED = (".rate", "funds_total.", "total_score")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the row's figures or a person's judgement say."""

    outcome: str
    sign: str
    word: str
    by_hand: bool
    computed: str


@dataclass(frozen=True, slots=True)
class Slot:
    """An input: which row and cell it writes, what stands there now."""

    row: str
    field: str
    rule: CellRule
    value: str
    version: int


@dataclass(frozen=True, slots=True)
class Extra:
    """An input the paper has no cell for: it stands in the cell it belongs to."""

    label: str
    key: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class ScreenCell:
    """One cell of the sheet with what the screen adds to it."""

    cell: Cell
    slot: Slot | None = None
    judgement: Slot | None = None
    verdict: Verdict | None = None
    mark: str = ""
    reading: str = ""
    place: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class ScreenBand:
    """A block of the form: its heading rows, then its rows; ``hinted``: the first of them is the 填报说明."""

    name: str
    hinted: bool
    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[ScreenCell, ...], ...]


def told_reading(typed: str, target: Target) -> str:
    """How a target was read, where that says more than what was typed: not for ≥70% and 逐步推开."""
    squeezed = {"".join(text.split()) for text in (typed, str(target), target.reading)}
    plain = len(squeezed) <= 2 and target.kind in ("comparison", "range")
    return "" if target.kind in ("blank", "qualitative") or plain else target.reading


def screen_text(cell: Cell) -> str:
    """An amount with thousands separators, as figures stand on a screen; the paper prints what was typed."""
    if not AMOUNT.fullmatch(cell.key) or not PLAIN_NUMBER.fullmatch(cell.text):
        return cell.text
    whole, point, part = cell.text.partition(".")
    return f"{int(whole):,}{point}{part}" if not whole.startswith("-") else f"-{int(whole[1:]):,}{point}{part}"


def on_screen(judged: Judged, document: Document) -> Document:
    """The document as the reviewer reads it: marks, verdicts in the rows, amounts with separators."""
    notes = {
        f"indicators[{index}].actual": " ".join(VERDICTS[result.outcome])
        for index, result in enumerate(judged.evaluation.indicators)
    }
    if judged.facts.form == "E":
        notes = {key.replace(".actual", ".criterion"): note for key, note in notes.items()}
    return annotated(document, marks_of(judged), notes, screen_text)


def verdict_of(result: IndicatorResult) -> Verdict:
    """The row's verdict in sign and word; ``by_hand``: a person's judgement counts here."""
    sign, word = VERDICTS[result.outcome]
    by_hand = result.verdict.figures in ("claimed", "undecided")
    computed = "" if result.computed_score is None else f"{result.computed_score:f}"
    return Verdict(result.outcome, sign, word, by_hand, computed)


class Desk:
    """The entry page's view of one report."""

    def __init__(self, judged: Judged, document: Document) -> None:
        self.judged = judged
        self.marks = marks_of(judged)
        self.table = next(block for block in document.blocks if isinstance(block, Table))

    @property
    def widths(self) -> list[str]:
        """The columns' widths as the page writes them."""
        return [f"{width:g}%" for width in self.table.widths]

    def slot(self, key: str) -> Slot | None:
        """The input that writes this place of the exchange format, if a preparer writes it."""
        place, _, name = key.rpartition(".")
        row = self.judged.loaded.rows.get(place or "report")
        rule = ROWS[row.kind].cells.get(name) if row else None
        return Slot(row.key, name, rule, row.text(name), row.version) if row and rule else None

    def screen_cell(self, cell: Cell) -> ScreenCell:
        if not cell.key:
            return ScreenCell(cell)
        place, _, name = cell.key.rpartition(".")
        slot, mark = self.slot(cell.key), self.marks.get(cell.key, "")
        cell = cell if slot else replace(cell, text=screen_text(cell))
        if not place.startswith("indicators[") or name not in ("actual", "target", "criterion"):
            return ScreenCell(cell, slot, mark=mark)
        result = self.judged.evaluation.indicators[int(place[11:-1])]
        if name == "target":
            return ScreenCell(cell, slot, mark=mark, reading=told_reading(cell.text, result.target))
        if name == "actual" and self.judged.facts.form == "E":
            return ScreenCell(cell, slot, mark=mark)
        judgement = self.slot(f"{place}.judgement")
        if name == "criterion":
            row = self.judged.facts.indicators[int(place[11:-1])]
            cell = replace(cell, text="\n".join(filter(None, (row.criterion, row.target and f"标准值：{row.target}"))))
        return ScreenCell(cell, slot, judgement, verdict_of(result), mark, place=place, extras=self.extras(place))

    def extras(self, place: str) -> tuple[Extra, ...]:
        """The cells of form E that its paper does not show, and the part-points of a checklist on any form."""
        row = self.judged.facts.indicators[int(place[11:-1])]
        wanted = [
            (f"{item.name}（{item.points}分）", f"{place}.scoring.items[{i}].award")
            for i, item in enumerate(row.scoring.items)
        ]
        if row.scoring.deduct:
            wanted.append((f"发现问题项数（每项扣{row.scoring.deduct}分）", f"{place}.found"))
        if self.judged.facts.form == "E":
            wanted = [("实际", f"{place}.actual"), *wanted, ("扣分原因", f"{place}.reason")]
        return tuple(Extra(label, key, slot) for label, key in wanted if (slot := self.slot(key)))

    def bands(self) -> list[ScreenBand]:
        """The form's blocks in order."""
        return [self.band(band, len(self.table.widths)) for band in self.table.bands]

    def band(self, band: Band, columns: int) -> ScreenBand:
        """The block with inputs, and under its headings a row that says what each column takes."""
        heads, body = split_head(band)
        rows = [[view["cell"] for view in row] for row in body]
        hints = self.hints(rows, columns) if band.head else {}
        if hints:
            own = {id(cell) for cell in band.rows[0].cells}
            rows = with_hints(rows, own, hints, columns)
        return ScreenBand(
            band.name,
            bool(hints),
            tuple(tuple(view["cell"] for view in row) for row in heads),
            tuple(tuple(self.screen_cell(cell) for cell in row) for row in rows),
        )

    def hints(self, rows: list[list[Cell]], columns: int) -> dict[int, Cell]:
        """Grid column → the hint of the cells a preparer fills there."""
        found: dict[int, Cell] = {}
        for at, cell in positions(rows):
            slot = self.slot(cell.key) if cell.key else None
            if slot:
                hint = slot.rule.hint.replace("{unit}", self.judged.facts.unit)
                found.setdefault(at, Cell(hint, "", 1, cell.colspan, True, "left"))
        return found


def with_hints(rows: list[list[Cell]], own: set[int], hints: dict[int, Cell], columns: int) -> list[list[Cell]]:
    """The rows with the row of hints before them.

    Cells that reach down from the heading (those of the first row that are not its ``own``) begin there.
    """
    reaching = {at: cell for at, cell in first_row(rows[0]) if id(cell) not in own}
    hint_row: list[Cell] = []
    at = 0
    while at < columns:
        if at in reaching:
            cell = replace(reaching[at], rowspan=reaching[at].rowspan + 1)
        elif at in hints:
            cell = hints[at]
        else:
            stop = min((p for p in (*hints, *reaching) if p > at), default=columns)
            cell = Cell("" if any(c.text == HINTS for c in hint_row) else HINTS, "", 1, stop - at, True, "right")
        hint_row.append(cell)
        at += cell.colspan
    rest = [cell for at, cell in first_row(rows[0]) if at not in reaching]
    return [hint_row, rest, *rows[1:]]


def first_row(row: list[Cell]) -> Iterator[tuple[int, Cell]]:
    at = 0
    for cell in row:
        yield at, cell
        at += cell.colspan


def positions(rows: list[list[Cell]]) -> Iterator[tuple[int, Cell]]:
    """Each cell with its grid column, rowspans counted."""
    taken: dict[int, int] = {}
    for row in rows:
        at = 0
        for cell in row:
            while taken.get(at, 0):
                at += 1
            yield at, cell
            for column in range(at, at + cell.colspan):
                taken[column] = cell.rowspan
            at += cell.colspan
        taken = {column: left - 1 for column, left in taken.items() if left > 1}


def computed_cells(document: Document) -> dict[str, str]:
    """The texts of the cells that follow from others, by key: what a save sends back."""
    return {
        cell.key: screen_text(cell)
        for block in document.blocks
        if isinstance(block, Table)
        for band in block.bands
        for row in band.rows
        for cell in row.cells
        if cell.key and (cell.key.endswith(COMPUTED[0]) or cell.key.startswith(COMPUTED[1:]))
    }
