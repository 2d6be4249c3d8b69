"""The 自评表: which blocks each form has, in what order, on which grid of columns."""

from dataclasses import dataclass

from reports.domain import facts
from reports.domain.compose import bands
from reports.domain.compose.indicator_rows import indicators_band
from reports.domain.compose.labels import Labels
from reports.domain.compose.sheet import Column, Sheet
from reports.domain.document import Band, Block, Paragraph, Table, Title
from reports.domain.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class Layout:
    """One form's grid: every block says how many of the grid's columns each of its cells spans."""

    widths: tuple[float, ...]
    blocks: tuple[str, ...]
    header: tuple[int, ...] = ()
    funds: tuple[Column, ...] = ()
    management: tuple[int, ...] = ()
    goals: tuple[int, ...] = ()
    indicators: tuple[Column, ...] = ()
    remarks: int = 1


INDICATORS_AB = (
    Column("level1"),
    Column("level2"),
    Column("name"),
    Column("target"),
    Column("actual"),
    Column("reason"),
)
FUNDS_AB = (Column("label", 3), Column("source"), Column("budget"), Column("spent"), Column("rate"))

LAYOUTS = {
    "A": Layout(
        widths=(7, 9, 11, 23, 15, 15, 20),
        blocks=("header", "funds", "goals", "indicators", "filled_remarks"),
        header=(3, 1, 1, 2),
        funds=FUNDS_AB,
        goals=(1, 3, 3),
        indicators=INDICATORS_AB,
    ),
    "B": Layout(
        widths=(7, 9, 11, 23, 15, 15, 20),
        blocks=("header", "funds", "management", "goals", "indicators", "remarks"),
        header=(3, 1, 1, 2),
        funds=FUNDS_AB,
        management=(1, 2, 2, 2),
        goals=(1, 3, 3),
        indicators=INDICATORS_AB,
    ),
    "C": Layout(
        widths=(7, 9, 10.5, 19.5, 16, 14, 5.5, 5.5, 5.5, 7.5),
        blocks=("header", "funds", "goals", "indicators", "remarks"),
        header=(3, 2, 2, 3),
        funds=(
            Column("label", 2),
            Column("source", 2),
            Column("budget"),
            Column("spent"),
            Column("weight"),
            Column("rate", 2),
            Column("score"),
        ),
        goals=(1, 3, 6),
        indicators=(
            *(Column(name) for name in ("level1", "level2", "name", "target", "actual", "weight", "score")),
            Column("reason", 2),
        ),
    ),
    "D": Layout(
        widths=(8.5, 9, 10.5, 18.5, 13.5, 13.5, 5.5, 5.5, 5.5, 10),
        blocks=("header", "funds", "goals", "indicators", "filled_remarks"),
        header=(3, 2, 2, 3),
        funds=(
            Column("label"),
            Column("source", 2),
            *(Column(name) for name in ("initial", "budget", "spent", "weight")),
            Column("rate", 2),
            Column("score"),
        ),
        goals=(1, 3, 6),
        indicators=(
            *(Column(name) for name in ("level1", "level2", "name", "target", "actual", "weight", "score")),
            Column("reason", 2),
        ),
    ),
    "E": Layout(
        widths=(7, 10, 12, 18, 45, 8),
        blocks=("indicators", "filled_remarks"),
        indicators=tuple(Column(name) for name in ("weight", "level1", "level2", "name", "criterion", "score")),
    ),
}


def form_band(block: str, sheet: Sheet, layout: Layout) -> Band | None:
    """One block of the form; none where an optional block has nothing to print."""
    if block == "header":
        return bands.header_band(sheet, layout.header)
    if block == "funds":
        return bands.funds_band(sheet, layout.funds)
    if block == "management":
        return bands.management_band(sheet, layout.management)
    if block == "goals":
        return bands.goals_band(sheet, layout.goals)
    if block == "indicators":
        return indicators_band(sheet, layout.indicators, len(layout.widths))
    if block == "filled_remarks" and not sheet.report.remarks.strip():
        return None
    return bands.remarks_band(sheet, layout.remarks, len(layout.widths))


def form_blocks(report: facts.Report, evaluation: Evaluation, labels: Labels, title: str) -> tuple[Block, ...]:
    """Title, the one table, the notes."""
    layout = LAYOUTS.get(labels.form, LAYOUTS["A"])
    sheet = Sheet(report, evaluation, labels)
    built = (form_band(block, sheet, layout) for block in layout.blocks)
    table = Table(
        widths=layout.widths,
        bands=tuple(band for band in built if band is not None),
        caption=title,
        key="form",
    )
    subtitle = labels.subtitle.replace("{year}", str(report.year))
    notes = tuple(Paragraph(note, style="note") for note in labels.notes)
    return (Title(title, subtitle, kind="form"), table, *notes)
