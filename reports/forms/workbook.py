"""Proposed cells of an uploaded file, by the same door as typed ones; what is wrong, in plain groups."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from indicators.domain.numbers import clean_text
from reports.exchange.workbook.comparing import Comparison, Difference, Proposal
from reports.exchange.workbook.sheets import Address, Flaw
from reports.forms.entry import RowForm
from reports.rows import ROWS

#: More cells than the largest form has.
MOST = 5000
#: What a sentence quotes of the cell: cells that differ only in it are told together.
QUOTED = re.compile(r"，读到的是.*$|（现有.*?）")


def row_forms(differences: Iterable[Difference], unit: str) -> list[RowForm]:
    """One form for each row; the preview has shown every text, negative amounts too, so nothing is asked back."""
    cells: dict[tuple[str, int], dict[str, str]] = {}
    for difference in differences:
        item = difference.proposal
        cells.setdefault((item.key, difference.version), {})[item.name] = item.text
    return [RowForm(key, version, texts, unit, frozenset(texts)) for (key, version), texts in cells.items()]


def refused(found: Comparison, unit: str) -> list[Flaw]:
    """Cells whose new text the form refuses, each with its sentence."""
    differences = [*found.changes, *found.conflicts]
    places = {(item.proposal.key, item.proposal.name): item.proposal for item in differences}
    return [
        Flaw(message, places[form.key, name].at, places[form.key, name].place)
        for form in row_forms(differences, unit)
        for name, message in form.errors.items()
    ]


@dataclass(frozen=True, slots=True)
class FlawGroup:
    """Cells with the same trouble: one sentence, all addresses."""

    sheet: str
    message: str
    cells: tuple[Address, ...]


def grouped_flaws(flaws: Sequence[Flaw]) -> list[FlawGroup]:
    """What concerns the whole file first, then what fails in most cells; each cell once, its first sentence counts."""
    groups: dict[tuple[str, str], list[Flaw]] = {}
    seen: set[Address] = set()
    for flaw in flaws:
        if flaw.at is not None and flaw.at in seen:
            continue
        if flaw.at is not None:
            seen.add(flaw.at)
        groups.setdefault((flaw.at.sheet if flaw.at else "", QUOTED.sub("", flaw.message)), []).append(flaw)
    found = [
        FlawGroup(
            sheet,
            members[0].message if len(members) == 1 else f"{message.rstrip('。')}。",
            tuple(flaw.at for flaw in members if flaw.at is not None),
        )
        for (sheet, message), members in groups.items()
    ]
    return sorted(found, key=lambda group: (bool(group.cells), -len(group.cells)))


@dataclass
class ProposalForm:
    """The cells a preview carried, and what the person chose where somebody else had changed them too."""

    data: QueryDict
    proposals: list[Proposal] = field(default_factory=list)
    unchosen: list[Proposal] = field(default_factory=list)
    name: str = ""

    def is_valid(self) -> bool:
        """Whether the message has the agreed shape; then ``proposals`` and ``unchosen`` are filled."""
        columns = [self.data.getlist(key) for key in ("key", "cell", "was", "text", "place")]
        self.name = clean_text(self.data.get("name", ""))[:200]
        if not columns[0] or len(columns[0]) > MOST or len({len(column) for column in columns}) != 1:
            return False
        asked = frozenset(self.data.getlist("ask"))
        for index, (key, name, was, text, place) in enumerate(zip(*columns, strict=True)):
            rule = ROWS.get(key.partition(":")[0])
            if rule is None or name not in rule.cells:
                return False
            item = Proposal(key, name, newlines(text), newlines(was), place[:80])
            choice = self.data.get(f"take-{index}", "ask" if str(index) in asked else "mine")
            if choice == "ask":
                self.unchosen.append(item)
            elif choice == "mine":
                self.proposals.append(item)
        return True


def newlines(text: str) -> str:
    """A browser sends every line break as two characters."""
    return clean_text(text)
