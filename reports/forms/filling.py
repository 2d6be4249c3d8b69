"""The preview of a Word file as it comes back: what was ticked, by the same door as typed cells.

Nothing is kept between the pages: the preview carries every row and text. Its fields: ``row-3`` is "entry:5:2" (key
and version), ``text-3-actual`` a cell's text, ``take-3-actual`` its tick, ``leave-3`` that a row for which none of the
draft is chosen is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from indicators.domain.numbers import clean_text
from reports.exchange.word.offering import AIMED, CELLS, Offer, OfferedRow, label_of, read_row
from reports.fetching import Held
from reports.forms.entry import RowForm

#: More rows than the largest form and narrative have.
MOST = 600
LONGEST = 1000
PROSE = {"entry": "explanation", "section": "body"}
HOMELESS = "勾选了 {count} 格，没有选择填到哪一行。请选择；不填这些格，请再点一次“填入草稿”。"
AGAIN = "确认无误请保持勾选，再点一次“填入草稿”。"


@dataclass
class FillForm:
    """Rows offered to a draft. ``year``: of the file, ``None`` where it was not found.

    ``said``, ``left``: what the person should know of the file, and the rows of it that nobody could tell.
    """

    rows: list[OfferedRow]
    year: int | None
    name: str = ""
    said: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    forms: list[RowForm] = field(default_factory=list)
    drafted: set[str] = field(default_factory=set)

    @property
    def taken(self) -> int:
        return sum(len(form.values) for form in self.forms)

    @property
    def homeless(self) -> int:
        """Ticked cells of rows for which no row of the draft was chosen."""
        return sum(row.ticked for row in self.rows if not row.key)

    @property
    def changes(self) -> list[tuple[str, int, dict[str, str]]]:
        """(row, version, texts), each row of the draft once."""
        found: dict[str, tuple[str, int, dict[str, str]]] = {}
        for form in self.forms:
            found.setdefault(form.key, (form.key, form.version, {}))[2].update(form.values)
        return list(found.values())

    @property
    def errors(self) -> int:
        return sum(bool(row.error) + sum(bool(item.error) for item in row.offers) for row in self.rows)

    def bind(self, held: Mapping[str, Held], unit: str, year: int) -> bool:
        """Read what is ticked into ``forms``, every problem at its row or cell; whether all of it can be stored."""
        seen: dict[tuple[str, str], OfferedRow] = {}
        for row in self.rows:
            ticked = [item for item in row.offers if item.take]
            if not row.key or not ticked:
                self.ask_where(row)
                continue
            if row.key not in held or row.key.partition(":")[0] != row.kind:
                row.error = "草稿里已没有这一行，请重新上传文件。"
                continue
            earlier = next((seen[row.key, item.field] for item in ticked if (row.key, item.field) in seen), None)
            if earlier is not None:
                row.error = f"上面的“{earlier.name}”已填入草稿的这一行，请改选别的行。"
                continue
            seen |= {(row.key, item.field): row for item in ticked}
            self.bind_row(row, ticked, held[row.key], unit)
            if year != self.year and PROSE.get(row.kind) in {item.field for item in ticked}:
                self.drafted.add(row.key)
        return not self.errors

    @staticmethod
    def ask_where(row: OfferedRow) -> None:
        """Ticked, but for no row: once asked back, then left out."""
        if row.ticked and not row.leave:
            row.error = HOMELESS.format(count=row.ticked)
            row.leave = True  # the next press is the answer

    def bind_row(self, row: OfferedRow, ticked: list[Offer], own: Held, unit: str) -> None:
        sure = frozenset(item.field for item in ticked if item.sure)
        form = RowForm(row.key, row.version, {item.field: item.text for item in ticked}, unit, sure)
        for item in ticked:
            item.stands = own.text(item.field)
            item.error = form.errors.get(item.field, "")
            filled = row.open and item.stands.strip() and not item.same
            if item.field in form.asks:
                item.error = f"{item.error.partition('。')[0]}。{AGAIN}"
            elif not item.error and filled and not item.sure:
                item.error = f"这一格已填“{item.stands[:40]}”。{AGAIN}"
            else:
                continue
            item.sure = True  # the next press is the answer
        self.forms.append(form)

    def renew(self, held: Mapping[str, Held]) -> None:
        """Beside each text what stands in the draft now, at the version it has now."""
        for row in self.rows:
            own = held.get(row.key) if row.key.partition(":")[0] == row.kind else None
            if own is not None:
                row.version = own.version
                row.issued = own.text("target") if row.kind in AIMED else ""
            for item in row.offers:
                item.stands = own.text(item.field) if own else ""
            read_row(row)


def read_fill(data: QueryDict) -> FillForm | None:
    """The preview as posted; ``None`` where it has not the agreed shape."""
    count, year = data.get("rows", ""), data.get("year", "")
    if not count.isdecimal() or len(count) > 5 or int(count) > MOST:
        return None
    rows = [read_posted(data, index) for index in range(int(count))]
    if any(row is None for row in rows):
        return None
    known = int(year) if year.isdecimal() and len(year) == 4 else None
    said, left = ([clean_text(text)[:LONGEST] for text in data.getlist(name)[:MOST]] for name in ("said", "left"))
    return FillForm([row for row in rows if row], known, clean_text(data.get("name", ""))[:200], said, left)


def read_posted(data: QueryDict, index: int) -> OfferedRow | None:
    kind = data.get(f"kind-{index}", "")
    key, version = split_row(data.get(f"row-{index}", ""))
    if kind not in CELLS or version is None:
        return None

    def text(name: str, most: int = 500) -> str:
        return clean_text(data.get(f"{name}-{index}", ""))[:most]

    row = OfferedRow(kind, key, version, text("name"), text("place", 80), bool(text("open")), text("target"))
    row.leave = bool(text("leave"))
    for name in CELLS[kind]:
        typed = data.get(f"text-{index}-{name}")
        if typed is not None:
            take, sure = (f"{word}-{index}-{name}" in data for word in ("take", "sure"))
            row.offers.append(Offer(name, label_of(kind, name), clean_text(typed), take=take, sure=sure))
    return row


def split_row(text: str) -> tuple[str, int | None]:
    """("entry:5", 2) of "entry:5:2"; ("", 0) where no row is chosen; a version of ``None`` where it is nonsense."""
    if not text:
        return "", 0
    key, _, version = text.rpartition(":")
    return key, int(version) if version.isdecimal() and len(version) < 10 else None
