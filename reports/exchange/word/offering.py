"""What a Word file offers the cells of a draft: its rows matched to the draft's, each cell beside what stands there.

Rows are told by their words, as a new year's are from the last one's (``succession``); what continues no row is
offered without one, for the person to choose.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from indicators.domain.actuals import read_actual
from indicators.domain.targets import read_target
from reports.domain import facts
from reports.domain.succession import matches
from reports.fetching import Held
from reports.lastyear import in_unit
from reports.rows import ROWS

#: Cells that may be taken from a file, by kind of row, in the order of the form.
CELLS = {
    "report": ("implementing_unit", "remarks"),
    "fund": ("initial", "budget", "actual"),
    "management": ("statement", "problem"),
    "goal": ("actual",),
    "entry": ("actual", "score", "reason", "explanation"),
    "section": ("body",),
}
#: Of a file of another year only these are taken unless a person says otherwise: no figure of it is this year's.
LASTING = frozenset({"implementing_unit", "statement", "explanation", "body"})
#: Rows of the form by their name in the exchange format: kind of row, what it is called by.
TABLES = {
    "funds": ("fund", "source"),
    "management": ("management", "aspect"),
    "goals": ("goal", "target"),
    "indicators": ("entry", "name"),
    "narrative": ("section", "heading"),
}
#: Rows with a target of their own in the draft, beside which the file's is shown.
AIMED = frozenset({"entry", "goal"})
#: Characters in a line of a preview's box.
LINE = 42
OPENING = "（开头）"
HEAD_ROW = "表头"


@dataclass
class Offer:
    """One text for one cell. ``stands``: what is in the draft; ``sure``: seen and wanted all the same."""

    field: str
    label: str
    text: str
    take: bool = False
    stands: str = ""
    reading: str = ""
    error: str = ""
    sure: bool = False

    @property
    def same(self) -> bool:
        return self.text.strip() == self.stands.strip()

    @property
    def lines(self) -> int:
        """How tall its box is: enough to see what it is about."""
        return min(6, sum(1 + len(line) // LINE for line in self.text.split("\n")))


@dataclass
class OfferedRow:
    """One row of the file. ``key`` and ``version``: the draft's row it goes to, "" where none is chosen.

    ``open``: the person chooses the row; ``target``: the target in the file where it is another than the issued one;
    ``leave``: that no row is chosen is meant.
    """

    kind: str
    key: str
    version: int
    name: str
    place: str = ""
    open: bool = False
    target: str = ""
    issued: str = ""
    offers: list[Offer] = field(default_factory=list)
    error: str = ""
    leave: bool = False

    @property
    def ticked(self) -> int:
        return sum(item.take for item in self.offers)

    @property
    def choice(self) -> str:
        """The draft's row as the page sends it back."""
        return f"{self.key}:{self.version}" if self.key else ""


def facts_of(value: Mapping[str, Any]) -> facts.Report:
    """The object as facts, unchecked: enough to tell its rows by their words."""

    def plain(kind: type, row: Mapping[str, Any]) -> Any:
        names = {item.name for item in fields(kind)} - {"scoring"}
        return kind(**{name: text for name, text in row.items() if name in names})

    kinds = (facts.FundLine, facts.ManagementLine, facts.Goal, facts.Indicator, facts.Section)
    named = zip(TABLES, kinds, strict=True)
    rows: dict[str, Any] = {name: tuple(plain(kind, row) for row in value[name]) for name, kind in named}
    return facts.Report(value["form"], value["year"] or 0, value["program"], "", value["title"], **rows)


def offered(
    draft: facts.Report, held: Mapping[str, Held], value: Mapping[str, Any], places: Mapping[str, Any]
) -> list[OfferedRow]:
    """Rows in the order of the form, those without a row of the draft after the matched ones of their kind."""
    found = [head_row(held["report"], value, draft.year, places)]
    pairs = {there: here for here, there in matches(draft, facts_of(value)).items()}
    for name in TABLES:
        rows = list(rows_of(name, draft, held, value, places, pairs))
        found += sorted(rows, key=lambda row: row.open)
    return [row for row in found if row.offers]


def head_row(report: Held, value: Mapping[str, Any], year: int, places: Mapping[str, Any]) -> OfferedRow:
    row = OfferedRow("report", report.key, report.version, HEAD_ROW, str(places.get("implementing_unit", "")))
    row.offers = [
        offer("report", name, value[name], report.text(name), other=value["year"] != year)
        for name in CELLS["report"]
        if value[name].strip()
    ]
    return row


def rows_of(
    table: str,
    draft: facts.Report,
    held: Mapping[str, Held],
    value: Mapping[str, Any],
    places: Mapping[str, Any],
    pairs: Mapping[str, str],
) -> Iterator[OfferedRow]:
    kind, called = TABLES[table]
    for index, given in enumerate(value[table]):
        path = f"{table}[{index}]"
        here = pairs.get(path)
        own = held[here] if here else None
        name = own.text(called) if own else given[called]
        row = OfferedRow(kind, own.key if own else "", own.version if own else 0, name or OPENING, open=own is None)
        row.place = place_of(places, path)
        if kind in AIMED:
            row.issued = own.text("target") if own else ""
            row.target = given["target"] if given["target"] != row.issued else ""
        other = value["year"] != draft.year or (kind == "goal" and own is not None and not same_words(row))
        for cell in CELLS[kind]:
            text = in_draft_unit(given.get(cell) or "", cell, kind, value["unit"], draft.unit)
            if text.strip() and (own is None or printed(own, cell)):
                stands = own.text(cell) if own else ""
                row.offers.append(offer(kind, cell, text, stands, other))
        read_row(row)
        yield row


def same_words(row: OfferedRow) -> bool:
    """Whether the file's target is the draft's but for blanks and marks: goals are matched by their place too."""
    here, there = (words_of(text) for text in (row.issued, row.target or row.issued))
    return here == there


def words_of(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def place_of(places: Mapping[str, Any], path: str) -> str:
    """The row's own place: that of its name, or of any of its cells."""
    found = [place for key, place in places.items() if key.startswith(f"{path}.")]
    named = next(
        (places[f"{path}.{name}"] for name in ("name", "source", "aspect") if f"{path}.{name}" in places), None
    )
    place = named or (found[0] if found else None)
    return f"第{place.table}个表第{place.row}行" if place else ""


def in_draft_unit(text: str, cell: str, kind: str, old: str, new: str) -> str:
    """Amounts in the unit of the draft."""
    return in_unit(text, old, new) if kind == "fund" and old != new and text.strip() else text


def printed(own: Held, cell: str) -> bool:
    """Whether the draft's form has this cell: 年初预算数 only form D, a score only where there is a weight."""
    if cell == "initial":
        return own.values["initial"] is not None
    return cell != "score" or bool(own.text("weight").strip())


def offer(kind: str, name: str, text: str, stands: str, other: bool) -> Offer:
    """Taken by itself only into a blank cell; of another year's file only what lasts."""
    take = not stands.strip() and (not other or name in LASTING)
    return Offer(name, label_of(kind, name), text, take, stands)


def label_of(kind: str, name: str) -> str:
    return ROWS[kind].cells[name].label


def read_row(row: OfferedRow) -> None:
    """How the row's actual is read, beside it."""
    for item in row.offers:
        if row.kind == "entry" and item.field == "actual" and item.text.strip():
            target = read_target(row.issued or row.target, row.name)
            item.reading = str(read_actual(item.text, target, row.name))
