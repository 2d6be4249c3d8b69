"""The files of a report as its pages show them: by place, with what this person may do to each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone

from programs.access import Access
from reports import actions
from reports.domain import facts
from reports.domain.evidence import EVIDENCE, STAMPED
from reports.history import Step, history_of
from reports.models import Evidence, Report
from reports.queries import Judged
from reports.rows import row_key

#: The finding that a claim wants a file.
WANTED = "indicator.no_evidence"


@dataclass
class Place:
    """An indicator or the whole report (``row``) with its files; ``wanted``: a claim that has none yet."""

    row: str
    label: str
    indicator: facts.Indicator | None = None
    files: list[Evidence] = field(default_factory=list)
    wanted: bool = False


@dataclass
class Shelf:
    """Everything attached to one report.

    ``loose``: files of indicators that an import has replaced; ``removed``: taken off, newest first; ``scans``: of the
    stamped original, newest first. ``may_attach``, ``may_stamp``: what this person may do now.
    """

    whole: Place
    places: list[Place]
    loose: list[Evidence]
    removed: list[Evidence]
    scans: list[Evidence]
    may_attach: bool
    may_stamp: bool

    @property
    def all(self) -> list[Place]:
        return [self.whole, *self.places]

    @property
    def filled(self) -> list[Place]:
        """Places that have files."""
        return [place for place in self.all if place.files]

    @property
    def count(self) -> int:
        return sum(len(place.files) for place in self.all) + len(self.loose)

    @property
    def covered(self) -> int:
        """Indicators with a file."""
        return sum(bool(place.files) for place in self.places)

    def place(self, row: str) -> Place:
        return next((place for place in self.all if place.row == row), self.whole)


def shelf_of(judged: Judged, access: Access) -> Shelf:
    """The report's files in one query."""
    report = judged.report
    files = list(report.evidence.select_related("added_by", "removed_by"))
    wanted = {finding.where for finding in judged.findings if finding.code == WANTED}
    whole = Place(row_key(report), "整份报告")
    places = [
        Place(judged.loaded.rows[f"indicators[{i}]"].key, row.name, row, wanted=f"indicators[{i}].actual" in wanted)
        for i, row in enumerate(judged.facts.indicators)
    ]
    by_row = {place.row: place for place in places}
    may_attach = [actions.allows(actions.guard_files, report, access, purpose) for purpose in (EVIDENCE, STAMPED)]
    shelf = Shelf(whole, places, [], [], [], *may_attach)
    for file in files:
        if file.removed:
            shelf.removed.insert(0, file)
        elif file.purpose == STAMPED:
            shelf.scans.insert(0, file)
        else:
            place = by_row.get(f"entry:{file.entry_id}", None if file.subject else whole)
            (place.files if place else shelf.loose).append(file)
    return shelf


def file_history(report: Report, row: str, steps: Iterable[Step]) -> list[Step]:
    """A cell's changes together with what came to its row's files and went, newest first."""
    files = [
        Step(step.at, step.who, f"附件 {step.old}" if step.old else "", f"附件 {step.new}" if step.new else "")
        for step in history_of(report, row, actions.FILES)
    ]
    return sorted([*steps, *files], key=lambda step: step.at, reverse=True)


def told(file: Evidence, removable: bool) -> dict[str, Any]:
    """One file as a page's script reads it."""
    address = reverse("report_evidence_file", args=[file.report_id, file.pk])
    return {
        "id": file.pk,
        "name": file.name,
        "size": file.words,
        "sha256": file.sha256,
        "by": str(file.added_by),
        "at": f"{timezone.localtime(file.added_at):%Y-%m-%d %H:%M}",
        "url": address,
        "preview": f"{address}?preview" if file.shown else "",
        "removable": removable,
    }


def counted(places: Iterable[Place]) -> dict[str, int]:
    """Row → how many files it has."""
    return {place.row: len(place.files) for place in places}
