"""The document's cells made ready for the screen: inputs where a preparer types, verdicts, findings."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString

from indicators.domain.targets import Target
from reports.domain.compose.labels import VERDICTS
from reports.domain.document import Band, Cell, Document, Table, annotated
from reports.domain.evaluate import IndicatorResult
from reports.domain.facts import NOT_APPLICABLE
from reports.queries import Judged
from reports.rendering.view import split_head
from reports.rows import ROWS
from reports.views.hinting import positions, with_hints
from reports.views.listing import marks_of
from reports.views.markup import control, escaped, trusted

AMOUNT = re.compile(r"funds(_total|\[\d+\])\.(budget|actual|initial|received)")
PLAIN_NUMBER = re.compile(r"-?\d{4,}(\.\d+)?")
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
class ScreenCell:
    """One cell of the sheet: the tag's attributes, and its content with what the screen adds."""

    attributes: SafeString
    content: SafeString


@dataclass(frozen=True, slots=True)
class ScreenBand:
    """A block of the form: its heading rows, then its rows; ``hinted``: the first of them is the 填报说明."""

    name: str
    hinted: bool
    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[ScreenCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows beside the cells.

    ``before``: (row, field) → (year, what stood there a year ago); ``changed``: cells changed since submitting.
    """

    before: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    changed: frozenset[tuple[str, str]] = frozenset()


def told_reading(typed: str, target: Target) -> str:
    """How a target was read, where that says more than what was typed: not for ≥70% and 逐步推开."""
    plain = squeezed(typed) == squeezed(target.reading.partition("（未写符号")[0])
    return "" if target.kind in ("blank", "qualitative") or plain else target.reading


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def screen_text(cell: Cell) -> str:
    """An amount with thousands separators, as figures stand on a screen; the paper prints what was typed."""
    if not AMOUNT.fullmatch(cell.key) or not PLAIN_NUMBER.fullmatch(cell.text):
        return cell.text
    whole, point, part = cell.text.partition(".")
    return f"{int(whole):,}{point}{part}" if not whole.startswith("-") else f"-{int(whole[1:]):,}{point}{part}"


def on_screen(judged: Judged, document: Document, before: Mapping[str, str]) -> Document:
    """The document as the reviewer reads it: marks, verdicts in the rows, amounts with separators.

    ``before``: place → what stood there in an earlier year, a line under the verdict.
    """
    notes = {
        f"indicators[{index}].actual": " ".join(VERDICTS[result.outcome])
        for index, result in enumerate(judged.evaluation.indicators)
    }
    if judged.facts.form == "E":
        notes = {key.replace(".actual", ".criterion"): note for key, note in notes.items()}
    for index, result in enumerate(judged.evaluation.indicators):
        if said := by_rule(result):
            notes[f"indicators[{index}].score"] = said
        if count := judged.facts.indicators[index].evidence:
            key = f"indicators[{index}].{'criterion' if judged.facts.form == 'E' else 'actual'}"
            notes[key] += f"　附件 {count}"
    for key, line in before.items():
        notes[key] = "\n".join(filter(None, (notes.get(key), line)))
    return annotated(document, marks_of(judged), notes, screen_text)


def by_rule(result: IndicatorResult) -> str:
    """The score by the rule, where another one is awarded."""
    differs = (
        result.awarded is not None and result.computed_score is not None and result.awarded != result.computed_score
    )
    return f"按规则 {result.computed_score:f}" if differs else ""


def verdict_of(result: IndicatorResult) -> Verdict:
    """The row's verdict in sign and word; ``by_hand``: a person's judgement counts here."""
    sign, word = VERDICTS[result.outcome]
    by_hand = result.verdict.figures in ("claimed", "undecided")
    computed = "" if result.computed_score is None else f"{result.computed_score:f}"
    return Verdict(result.outcome, sign, word, by_hand, computed)


class Desk:
    """The entry page's view of one report."""

    def __init__(self, judged: Judged, document: Document, shown: Shown | None = None) -> None:
        self.judged = judged
        self.shown = shown or Shown()
        self.marks = marks_of(judged)
        self.evidence = reverse("report_evidence", args=[judged.report.pk])
        self.table = next(block for block in document.blocks if isinstance(block, Table))

    @property
    def widths(self) -> list[str]:
        """The columns' widths as the page writes them."""
        return [f"{width:g}%" for width in self.table.widths]

    def control(self, key: str, label: str = "", hint: str = "", name: str = "") -> SafeString:
        """The input that writes this place of the exchange format; blank where a preparer writes none.

        ``name``: what the page calls the input, where that is not the place.
        """
        place, _, cell = key.rpartition(".")
        row = self.judged.loaded.rows.get(place or "report")
        rule = ROWS[row.kind].cells.get(cell) if row else None
        if row is None or rule is None:
            return SafeString()
        return control(row.key, cell, rule, row.text(cell), row.version, name or key, label, hint)

    def row_of(self, place: str) -> str:
        """What the page calls the row at a place of the exchange format."""
        return self.judged.loaded.rows[place].key

    # --- cells ---

    def screen_cell(self, cell: Cell) -> ScreenCell:
        """A cell with an input, or with its text; a computed figure is found again by its key."""
        if not cell.key:
            return ScreenCell(self.attributes(cell, False), trusted(f'<span class="text">{escape(cell.text)}</span>'))
        content: str = self.control(cell.key, hint=cell.text)
        typed = bool(content)
        if not typed:
            content = f'<span class="text" data-figure="{escaped(cell.key)}">{escape(screen_text(cell))}</span>'
        if cell.key.startswith("indicators["):
            content = self.content(cell, content)
        return ScreenCell(self.attributes(cell, typed), trusted(content + self.before(cell.key)))

    def attributes(self, cell: Cell, typed: bool) -> SafeString:
        states: str = cell.align
        if cell.label:
            states += " label"
        if typed:
            states += " fill"
            if self.shown.changed and self.id_of(cell.key) in self.shown.changed:
                states += " changed"
            if cell.text == NOT_APPLICABLE:
                states += " unneeded"
        elif cell.key and not cell.label:
            states += " locked"
        if mark := self.marks.get(cell.key):
            states += f" mark-{mark}"
        place = f' id="cell-{escaped(cell.key)}"' if cell.key else ""
        spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
        spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        return trusted(f'{place}{spans} class="{states}"')

    def id_of(self, key: str) -> tuple[str, str]:
        place, _, name = key.rpartition(".")
        row = self.judged.loaded.rows.get(place or "report")
        return (row.key, name) if row else ("", name)

    def before(self, key: str) -> str:
        """Last year's value under the cell, where one is known."""
        year, text = self.shown.before.get(self.id_of(key), (0, "")) if self.shown.before and key else (0, "")
        return f'<span class="before">{year}年 {escape(text)}</span>' if text else ""

    def content(self, cell: Cell, inner: str) -> str:
        """An indicator's cell: how its target was read, its verdict and judgement, the cells the paper has not."""
        place, _, name = cell.key.rpartition(".")
        if name not in ("actual", "target", "criterion", "score"):
            return inner
        index = int(place[11:-1])
        result, form_e = self.judged.evaluation.indicators[index], self.judged.facts.form == "E"
        if name == "target":
            reading = told_reading(cell.text, result.target)
            return inner + (f'<span class="target-reading">读作：{escape(reading)}</span>' if reading else "")
        if name == "score":
            said = by_rule(result)
            return inner + f'<span class="by-rule" data-rule="{place}"{"" if said else " hidden"}>{said}</span>'
        if name == "actual" and form_e:
            return inner
        if name == "criterion":
            row = self.judged.facts.indicators[index]
            words = filter(None, (row.criterion, row.target and f"标准值：{row.target}"))
            inner = f'<span class="text">{escape(chr(10).join(words))}</span>'
        return inner + self.extras(index, place) + self.verdict(place, result) + self.files(index, place)

    def verdict(self, place: str, result: IndicatorResult) -> str:
        verdict = verdict_of(result)
        judge = self.control(f"{place}.judgement", name=f"{place}.actual.judgement")
        hidden = "" if verdict.by_hand or self.judged.loaded.rows[place].text("judgement") else " hidden"
        word = f"{verdict.sign} {verdict.word}"
        said = f'<span class="verdict v-{verdict.outcome}" data-verdict="{place}.actual">{word}</span>'
        return said + (f'<span class="judge"{hidden}>{judge}</span>' if judge else "")

    def files(self, index: int, place: str) -> str:
        """How many evidence files the row has; the page's script keeps the count."""
        row, count = self.row_of(place), self.judged.facts.indicators[index].evidence
        address = f"{self.evidence}#{row.replace(':', '-')}"
        hidden = "" if count else " hidden"
        return f'<a class="files" href="{address}" data-files="{row}" tabindex="-1"{hidden}>附件 {count}</a>'

    def extras(self, index: int, place: str) -> str:
        """The cells of form E that its paper does not show, and the part-points of a checklist on any form."""
        row = self.judged.facts.indicators[index]
        wanted = [
            (f"{item.name}（{item.points}分）", f"{place}.scoring.items[{i}].award")
            for i, item in enumerate(row.scoring.items)
        ]
        if row.scoring.deduct:
            wanted.append((f"发现问题项数（每项扣{row.scoring.deduct}分）", f"{place}.found"))
        if self.judged.facts.form == "E":
            wanted = [("实际", f"{place}.actual"), *wanted, ("扣分原因", f"{place}.reason")]
        return "".join(
            f'<div class="extra"><label for="in-{key}">{escape(label)}</label>{typed}</div>'
            for label, key in wanted
            if (typed := self.control(key, label))
        )

    # --- blocks ---

    def bands(self) -> list[ScreenBand]:
        """The form's blocks in order."""
        return [self.band(band, len(self.table.widths)) for band in self.table.bands]

    def band(self, band: Band, columns: int) -> ScreenBand:
        """The block with inputs, and under its headings a row that says what each column takes."""
        heads, body = split_head(band)
        rows = [[view["cell"] for view in row] for row in body]
        hints = self.hints(rows) if band.head else {}
        if hints:
            own = {id(cell) for cell in band.rows[0].cells}
            rows = with_hints(rows, own, hints, columns)
        return ScreenBand(
            band.name,
            bool(hints),
            tuple(tuple(view["cell"] for view in row) for row in heads),
            tuple(tuple(self.screen_cell(cell) for cell in row) for row in rows),
        )

    def hints(self, rows: list[list[Cell]]) -> dict[int, Cell]:
        """Grid column → the hint of the cells a preparer fills there."""
        found: dict[int, Cell] = {}
        for at, cell in positions(rows):
            place, _, name = cell.key.rpartition(".")
            row = self.judged.loaded.rows.get(place or "report") if cell.key else None
            rule = ROWS[row.kind].cells.get(name) if row else None
            if rule and at not in found:
                hint = rule.hint.replace("{unit}", self.judged.facts.unit)
                found[at] = Cell(hint, "", 1, cell.colspan, True, "left")
        return found


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
