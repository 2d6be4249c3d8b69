"""What the tests of composing and rendering look at: rows, texts and keys of a document."""

import os
import subprocess
import sys
from collections.abc import Iterator

from reports.domain.compose import Labels, compose_form, compose_report
from reports.domain.document import Band, Block, Cell, Document, Heading, Paragraph, Row, Table
from reports.domain.evaluate import evaluate
from reports.domain.facts import Report
from tests.factories import ROOT


def form_of(report: Report, labels: Labels | None = None) -> Document:
    return compose_form(report, evaluate(report), labels)


def report_of(report: Report, labels: Labels | None = None) -> Document:
    return compose_report(report, evaluate(report), labels)


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def band(document: Document, name: str) -> Band:
    return next(band for table in tables(document) for band in table.bands if band.name == name)


def texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


def rows(band: Band) -> list[list[str]]:
    """Head and body, as texts."""
    return [texts(row) for row in (*band.head, *band.rows)]


def cells(document: Document) -> Iterator[Cell]:
    for table in tables(document):
        for band in table.bands:
            for row in (*band.head, *band.rows):
                yield from row.cells


def value_of(document: Document, key: str) -> str:
    found = [cell.text for cell in cells(document) if cell.key == key]
    assert len(found) == 1, (key, found)
    return found[0]


def prose(document: Document) -> list[tuple[str, str]]:
    """(what, text) of headings and paragraphs; a table is ("table", its first heading)."""
    return [line(block) for block in document.blocks if isinstance(block, Heading | Paragraph | Table)]


def line(block: Block) -> tuple[str, str]:
    if isinstance(block, Heading):
        return f"h{block.level}", block.text
    if isinstance(block, Paragraph):
        return block.style, block.text
    return "table", block.bands[0].name


def uncovered(table: Table) -> list[str]:
    """Places of the grid that no cell or more than one cell covers; a right table has none."""
    wrong = []
    for band in table.bands:
        grid = [[0] * len(table.widths) for _ in (*band.head, *band.rows)]
        for y, row in enumerate((*band.head, *band.rows)):
            x = 0
            for cell in row.cells:
                while x < len(table.widths) and grid[y][x]:
                    x += 1
                for below in range(y, y + cell.rowspan):
                    for right in range(x, x + cell.colspan):
                        if below < len(grid) and right < len(table.widths):
                            grid[below][right] += 1
                        else:
                            wrong.append(f"{band.name}: outside at {below},{right}")
                x += cell.colspan
        wrong += [
            f"{band.name} {y},{x}: {count}" for y, row in enumerate(grid) for x, count in enumerate(row) if count != 1
        ]
    return wrong


#: The surroundings of a process: time zone, hash seed, and how many days later it is (see tests/elsewhere).
ELSEWHERE = tuple(
    {"TZ": zone, "PYTHONHASHSEED": seed, "DAYS_LATER": days, "PYTHONPATH": str(ROOT / "tests" / "elsewhere")}
    for zone, seed, days in (("Asia/Shanghai", "1", "0"), ("America/New_York", "77", "400"))
)


def printed_elsewhere(script: str) -> set[str]:
    """What the script prints in other processes: another time zone, another hash seed, another day."""
    said = set()
    for surroundings in ELSEWHERE:
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "evalportal.settings", **surroundings},
            capture_output=True,
            text=True,
            check=True,
        )
        said.add(done.stdout.strip())
    return said
