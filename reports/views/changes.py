"""What changed since the last review, for the reviewer: each difference with the place of its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.domain import facts
from reports.domain.comparison import HEADS, PARTS, Difference, compare
from reports.domain.workflow import HANDED_IN
from reports.models import Version
from reports.queries import Judged
from reports.versioning import facts_of

#: Acts that send a report back: what was handed in then is what the reviewer has read last.
SENT_BACK = ("return", "correct")
#: The cell that names a row, for what is no cell of the page: a whole row, a parameter of its score.
NAMES = {
    "funds": "source",
    "management": "aspect",
    "goals": "target",
    "indicators": "name",
    "narrative": "heading",
    "allocations": "organization",
}
#: What the comparison calls a total line.
TOTAL = "合计（表上）"
#: So many are shown at once; the others are unfolded.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """A difference and the place of its cell in the report as it stands; blank where it has none any more."""

    difference: Difference
    place: str


@dataclass(frozen=True, slots=True)
class Since:
    """What the report says otherwise than a version that was handed in before; ``same``: nothing at all."""

    base: Version
    changes: Sequence[Placed]

    @property
    def same(self) -> bool:
        return not self.changes

    @property
    def first(self) -> Sequence[Placed]:
        return self.changes[:SHOWN]

    @property
    def rest(self) -> Sequence[Placed]:
        return self.changes[SHOWN:]


def since_last_time(judged: Judged) -> Since | None:
    """Against the version that was sent back last, else the one before; ``None`` where nothing came before.

    A report that is handed in is read as it was submitted, one that is open as it stands.
    """
    report = judged.report
    versions = {version.number: version for version in report.versions.all()}
    handed_in = report.state in HANDED_IN and report.round in versions
    earlier = sorted(number for number in versions if number < report.round or not handed_in)
    if not earlier:
        return None
    back = report.events.filter(act__in=SENT_BACK, round__in=earlier).order_by("-id").first()
    base = versions[back.round if back else earlier[-1]]
    now = facts_of(versions[report.round]) if handed_in else judged.facts
    found = compare(facts_of(base), now)
    return Since(base, [Placed(difference, place_of(difference, now)) for difference in found])


def place_of(difference: Difference, report: facts.Report) -> str:
    """The place in the exchange format of what a difference speaks of; blank for what the report has no more."""
    if difference.section == "表头":
        return named(HEADS, difference.cell)
    part = next((part for part in PARTS if part.label == difference.section), None)
    if part is None:
        return ""
    cell = named(part.cells, difference.cell) or NAMES.get(part.key, "")
    if difference.row == TOTAL:
        return f"{part.key}_total.{cell}"
    rows = getattr(report, part.key)
    index = next((index for index, row in enumerate(rows) if part.name(row) == difference.row), None)
    return f"{part.key}[{index}].{cell}" if cell and index is not None else ""


def named(words: Mapping[str, str], label: str) -> str:
    """The cell of that heading; a paragraph (正文第2段) is of its text."""
    return next(
        (key for key, word in words.items() if label == word or label.startswith((f"{word}第", f"{word}的"))), ""
    )
