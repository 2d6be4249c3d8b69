"""The last year beside this one on the reading page: short values under their cells, texts folded under headings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from reports.domain.document import Block, Cell, Document, Earlier, Heading, Paragraph
from reports.domain.evaluate import evaluate
from reports.domain.figures import asks_figures, lookup, substitute
from reports.lastyear import Before, earlier_reports, values_before
from reports.loading import load_report, rules_of
from reports.models import Report
from reports.queries import Judged
from reports.views.presenting import screen_text

#: Cells under which the earlier value stands; and the texts that are folded, by the block they stand under.
CELLS = ("budget", "actual")
TEXTS = ("body", "explanation")
SHORT = 60
#: What stands for a table that the earlier report draws from its own rows.
DRAWN = {"goal_table": "（绩效目标表）", "allocation_table": "（分配表）"}


@dataclass(frozen=True, slots=True)
class LookingBack:
    """What stood in the report that this one continues.

    ``year``: of the last one that was handed in, ``None`` where there is none; ``on``: whether the page shows it.
    ``address``: of the page the other way round. ``cells``: place → the line under a cell; ``texts``: place → a text.
    """

    year: int | None = None
    on: bool = False
    address: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def folded(self, document: Document) -> Document:
        """The document with each earlier text under the heading, or after the last paragraph, of its own place."""
        return replace(document, blocks=tuple(self.blocks(document))) if self.texts else document

    def blocks(self, document: Document) -> Iterator[Block]:
        for block, after in zip(document.blocks, (*document.blocks[1:], None), strict=True):
            yield block
            place = place_of(block)
            if place in self.texts and place_of(after) != place and self.year is not None:
                yield Earlier(self.year, self.texts[place])


def place_of(block: Block | None) -> str:
    """The text a block belongs to: a section's stands under its heading, whether or not anything is written there."""
    if isinstance(block, Heading):
        return block.key.replace(".heading", ".body")
    return block.key if isinstance(block, Paragraph) and block.key.endswith(".explanation") else ""


def looking_back(judged: Judged, query: QueryDict) -> LookingBack:
    """``?before=1`` asks for it. An earlier draft is nobody's measure: the last report that was handed in is."""
    report = judged.report
    earlier = earlier_reports(report, 1, handed_in=True)
    if not earlier:
        return LookingBack()
    on, other = query.get("before") == "1", query.copy()
    other.pop("before", None)
    if not on:
        other["before"] = "1"
    address = f"?{other.urlencode()}"
    if not on:
        return LookingBack(earlier[0].period.year, False, address)
    stood = values_before(report, 1, judged.loaded, handed_in=True)
    found = [(place, stood[held.key][0]) for place, held in judged.loaded.rows.items() if held.key in stood]
    return LookingBack(earlier[0].period.year, True, address, cells_of(found), texts_of(found, earlier[0]))


def cells_of(found: list[tuple[str, Before]]) -> dict[str, str]:
    """Place → 2022年 96.2%, for cells that say something."""
    return {
        f"{place}.{name}": f"{before.year}年 {short(Cell(text, f'{place}.{name}'))}"
        for place, before in found
        for name in CELLS
        if (text := " ".join(before.values.get(name, "").split())).strip("- —/")
    }


def short(cell: Cell) -> str:
    text = screen_text(cell)
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


def texts_of(found: list[tuple[str, Before]], earlier: Report) -> dict[str, str]:
    """Place → the earlier text with the figures of its own report in it."""
    written = {
        f"{place}.{name}": before.values[name] for place, before in found for name in TEXTS if name in before.values
    }
    theirs, figures = load_report(earlier).facts, dict(DRAWN)
    if any(asks_figures(text) for text in written.values()):
        figures |= lookup(theirs, evaluate(theirs, rules_of(earlier.period)))
    return {place: substitute(text, figures) for place, text in written.items()}
