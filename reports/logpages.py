"""The log of many reports as one list: whose, which entries, newest first, a page at a time however long it is.

Acts and changes stand in two tables with one order: time, report, number in the report's chain, kind. A page begins
where another one ended (by that place, not by a count), so that the last page costs what the first one does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from programs.access import Access
from programs.choices import Role
from programs.models import User
from reports.models import Change, Event, Report, ReportQuerySet

Entry = Event | Change
#: The kinds of entries, in the order in which they stand at one place.
ACT, CHANGE = "act", "change"
KINDS = {ACT: "办理", CHANGE: "修改"}
ON_A_PAGE = 50
#: Up to so many reports or people are named one by one, and found by their index; of more the time's index is walked.
FEW = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
PLACE = re.compile(r"(\d{1,17})-(\d{1,18})-(\d{1,9})-(act|change)", re.ASCII)


@dataclass(frozen=True, slots=True)
class LogScope:
    """Whose log a person reads. ``whole``: units with all that was done; ``own``: units with one's own acts alone."""

    person: int
    whole: frozenset[int]
    own: frozenset[int]

    @property
    def reports(self) -> ReportQuerySet:
        """Reports of which the person reads anything."""
        return Report.objects.filter(organisation__in=self.whole | self.own)


def log_scope(access: Access, person: User) -> LogScope:
    """A reviewer's unit, a supervisor's and an auditor's subtree; of a unit where one only prepares one's own acts."""
    whole = access.own[Role.REVIEWER] | access.supervised | access.audited
    return LogScope(person.pk, whole, access.prepares - whole)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the log is asked for; blank or ``None`` narrows nothing. ``since`` ≤ time < ``until``."""

    report: int | None = None
    unit: int | None = None
    period: int | None = None
    person: str = ""
    kind: str = ""
    act: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Place(NamedTuple):
    """Where an entry stands in the list; no two entries have the same."""

    at: datetime
    report: int
    number: int
    kind: str

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // TICK}-{self.report}-{self.number}-{self.kind}"


def read_place(text: str) -> Place | None:
    """A place as a page's address has it; ``None`` for anything else."""
    match = PLACE.fullmatch(text)
    return Place(EPOCH + int(match[1]) * TICK, int(match[2]), int(match[3]), match[4]) if match else None


def place_of(entry: Entry) -> Place:
    return Place(entry.at, entry.report_id, entry.number, kind_of(entry))


def kind_of(entry: Entry) -> str:
    return ACT if isinstance(entry, Event) else CHANGE


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; the places from which the newer and the older ones go on, blank where there are none."""

    entries: Sequence[Entry]
    newer: str = ""
    older: str = ""


def page_of(scope: LogScope, wanted: Wanted, before: Place | None = None, after: Place | None = None) -> Page:
    """The newest entries, or those older than ``before``, or those just newer than ``after``."""
    found = entries_of(scope, wanted, ON_A_PAGE + 1, before, after)
    more = len(found) > ON_A_PAGE
    if after and not before:
        shown = found[-ON_A_PAGE:]
        has_newer, has_older = more, True
    else:
        shown = found[:ON_A_PAGE]
        has_newer, has_older = before is not None, more
    if not shown:
        return Page([]) if not (before or after) else page_of(scope, wanted)
    newer = str(place_of(shown[0])) if has_newer else ""
    return Page(shown, newer, str(place_of(shown[-1])) if has_older else "")


def entries_of(
    scope: LogScope, wanted: Wanted, limit: int, before: Place | None = None, after: Place | None = None
) -> list[Entry]:
    """At most so many entries, newest first: the newest of those before a place, or the oldest of those after one."""
    upward = after is not None and before is None
    order = ("at", "report_id", "number") if upward else ("-at", "-report_id", "-number")
    inside = within(scope, wanted)
    found: list[Entry] = []
    for kind, rows in tables(wanted).items():
        rows = rows.filter(inside)
        if place := before or after:
            rows = rows.filter(beyond(place, kind, upward))
        found += rows.order_by(*order)[:limit]
    return sorted(sorted(found, key=place_of, reverse=not upward)[:limit], key=place_of, reverse=True)


def beyond(place: Place, kind: str, upward: bool) -> Q:
    """Entries of this kind past the place; the time stands by itself as well, for the index."""
    past = "gt" if upward else "lt"
    numbers = Q(**{f"number__{past}": place.number})
    if kind > place.kind if upward else kind < place.kind:
        numbers |= Q(number=place.number)
    same_time = Q(**{f"report_id__{past}": place.report}) | (Q(report_id=place.report) & numbers)
    return Q(**{f"at__{past}e": place.at}) & (Q(**{f"at__{past}": place.at}) | same_time)


def tables(wanted: Wanted) -> dict[str, QuerySet[Any]]:
    """Kind → its entries of these people and days; a kind that is not asked for is left out."""
    times = {"at__gte": wanted.since, "at__lt": wanted.until}
    when = Q(**{name: moment for name, moment in times.items() if moment})
    events, changes = Event.objects.filter(when), Change.objects.filter(when)
    if wanted.person:
        named = Q(name__icontains=wanted.person) | Q(username=wanted.person)
        people = belonging("actor_id", User.objects.filter(named))
        people |= Q(actor_name__icontains=wanted.person)  # as they were called then
        events, changes = events.filter(people), changes.filter(people)
    if wanted.act:
        events = events.filter(act=wanted.act)
    found: dict[str, QuerySet[Any]] = {ACT: events}
    if not wanted.act:
        found[CHANGE] = changes
    return {kind: rows for kind, rows in found.items() if wanted.kind in ("", kind)}


def within(scope: LogScope, wanted: Wanted) -> Q:
    """Entries that the person may see, of the reports asked for."""
    asked = {"pk": wanted.report, "organisation": wanted.unit, "period": wanted.period}
    reports = Report.objects.filter(**{name: pk for name, pk in asked.items() if pk is not None})
    found = Q(pk__in=())
    if scope.whole:
        found |= belonging("report_id", reports.filter(organisation__in=scope.whole))
    if scope.own:
        found |= Q(actor=scope.person) & belonging("report_id", reports.filter(organisation__in=scope.own))
    return found


def belonging(column: str, rows: QuerySet[Any]) -> Q:
    """Entries whose column names one of these rows."""
    rows = rows.order_by()
    few = list(rows.values_list("pk", flat=True)[: FEW + 1])
    return Q(**{f"{column}__in": few}) if len(few) <= FEW else Q(Exists(rows.filter(pk=OuterRef(column))))
