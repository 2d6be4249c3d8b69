"""The reviewer's queue: what waits, narrowed and sorted as the list shows it, and the way from one to the next."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone

from programs.access import Access
from reports.forms.lists import ListFilter
from reports.models import Report, ReportQuerySet
from reports.queries import visible_reports, waiting_for


def filter_of(query: QueryDict, access: Access) -> ListFilter:
    """The filter as it stands in the page's address."""
    return ListFilter(query, reports=visible_reports(access), today=timezone.localdate())


def queue_of(form: ListFilter, access: Access) -> ReportQuerySet:
    """What waits for this person and matches; by deadline where no order is asked for."""
    return form.narrow(waiting_for(access))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A report's place in the queue (from 1), what comes before and after it; ``query`` keeps the filter."""

    place: int
    all: int
    before: int | None
    after: int | None
    query: str


def neighbours(query: QueryDict, access: Access, report: Report) -> Neighbours | None:
    """``None`` where the report does not wait for this person, or nothing else does."""
    if not (access.own["reviewer"] or access.supervised):
        return None
    queue = list(queue_of(filter_of(query, access), access).values_list("pk", flat=True))
    if report.pk not in queue or len(queue) < 2:
        return None
    place = queue.index(report.pk)
    after = queue[place + 1] if place + 1 < len(queue) else None
    return Neighbours(place + 1, len(queue), queue[place - 1] if place else None, after, query.urlencode())
