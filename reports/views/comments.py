"""Comments over HTTP: the threads of a place, a new comment, an answer, the mark 须改, a thread that is closed.

Each answer brings the lists of the page anew, so that the page computes nothing.
"""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from programs.access import Access
from programs.refusals import refuse, wants_json
from programs.requests import SignedIn
from reports import actions
from reports.forms.comments import CommentForm
from reports.lastyear import values_before
from reports.models import Report
from reports.queries import Judged, judge_report
from reports.remarks import UnknownPlace, layout_of, row_at, subject_of, texts_now
from reports.views.access import get_readable
from reports.views.shelving import shelf_of
from reports.views.threads import Discussion, discussion_of

UNREADABLE = "意见没有写成，请刷新页面后再试。"
MOVED = "表中的行有了变化，请刷新页面后再写意见。"
CONFLICT, INVALID = 409, 422
#: Earlier years that are told beside a cell.
YEARS = 2


@require_safe
def comments(request: SignedIn, pk: int) -> HttpResponse:
    """The lists of threads, and those of one place where ``place`` names one on a page of this ``layout``."""
    report, access = get_readable(request, pk)
    judged, place = judge_report(report), request.GET.get("place")
    try:
        row_at(judged.loaded, place or "", request.GET.get("layout", ""))
    except UnknownPlace:
        return refuse(request, CONFLICT, MOVED)
    return JsonResponse(listed(request, judged, access, place))


def listed(request: SignedIn, judged: Judged, access: Access, place: str | None = None) -> dict[str, Any]:
    """What the page shows of the threads: ``cell`` of one place, ``mending`` and ``threads`` of the whole report."""
    report, discussion = judged.report, discussion_of(judged, access, request.user)
    context = {"report": report, "discussion": discussion}
    answer = {
        "mending": render_to_string("includes/mending.html", context, request),
        "threads": render_to_string("includes/threads.html", context, request),
        "count": len(discussion.open),
        **told(judged, discussion),
    }
    if place is not None:
        context |= here(judged, discussion, place) | beside(judged, access, place)
        answer["cell"] = render_to_string("includes/cell_panel.html", context, request)
    return answer


def told(judged: Judged, discussion: Discussion) -> dict[str, Any]:
    """What the page's script keeps beside the lists.

    ``layout``: the rows whose places these are; ``marks``: place → number of open threads; ``asked``: rows and cells
    whose change may settle an item; ``waiting``: how many items are neither changed nor answered.
    """
    return {
        "layout": layout_of(judged.loaded),
        "waiting": len(discussion.waiting),
        "marks": discussion.marks(),
        "asked": [[thread.root.row, thread.root.field] for thread in discussion.items],
    }


def here(judged: Judged, discussion: Discussion, place: str) -> dict[str, Any]:
    """One place of the report as it stands: its name, its threads, and the rows it is told from."""
    row, field = row_at(judged.loaded, place)
    _, held = texts_now(judged.loaded)[row]
    return {
        "spot": place,
        "layout": layout_of(judged.loaded),
        "subject": subject_of(held.kind, held.text, field),
        "here": discussion.at(row, field),
    }


def beside(judged: Judged, access: Access, place: str) -> dict[str, Any]:
    """What a reviewer reads with a cell: what stood there in earlier years, and the files of its indicator.

    Who reads the unit's reports only once they are handed in is told of no earlier draft either.
    """
    report = judged.report
    row, field = row_at(judged.loaded, place)
    handed_in = report.organisation_id not in access.unit_ids
    stood = values_before(report, YEARS, judged.loaded, handed_in=handed_in).get(row, ())
    shown = [
        (then.year, then.values[field], then.target if field == "actual" else "")
        for then in stood
        if field in then.values
    ]
    files = shelf_of(judged, access).place(row).files if row.startswith("entry:") else []
    return {"before": shown, "files": files}


@require_POST
def comment(request: SignedIn, pk: int) -> HttpResponse:
    """A comment at a place, or an answer in a thread."""
    report, access = get_readable(request, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return refuse(request, INVALID, UNREADABLE)
    said = form.cleaned_data
    where: dict[str, Any] = {"thread": said["thread"]}
    if said["thread"] is None:
        try:
            row, field = row_at(judge_report(report).loaded, said["place"], said["layout"])
        except UnknownPlace:
            return refuse(request, CONFLICT, MOVED)
        where = {"row": row, "field": field}
    try:
        actions.comment(report.pk, request.user, said["text"], must_mend=said["must_mend"], **where)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    return done(request, report, access)


@require_POST
def settle(request: SignedIn, pk: int, comment: int) -> HttpResponse:
    """Close a thread."""
    report, access = get_readable(request, pk)
    try:
        actions.settle(report.pk, request.user, comment)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    return done(request, report, access)


@require_POST
def demand(request: SignedIn, pk: int, comment: int) -> HttpResponse:
    """Mark a comment as 须改 (``must_mend``), or take the mark off it."""
    report, access = get_readable(request, pk)
    try:
        actions.demand(report.pk, request.user, comment, bool(request.POST.get("must_mend")))
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    return done(request, report, access)


def done(request: SignedIn, report: Report, access: Access) -> HttpResponse:
    """The lists anew for the page's script; without it the page itself.

    A cell that the page names by rows of before is left out: what was said is said, its panel is another's.
    """
    if wants_json(request):
        judged, place = judge_report(report), request.POST.get("place") or None
        try:
            row_at(judged.loaded, place or "", request.POST.get("layout", ""))
        except UnknownPlace:
            place = None
        return JsonResponse(listed(request, judged, access, place))
    writes = report.open and report.organisation_id in access.prepares
    return redirect(f"{reverse('report_edit' if writes else 'report', args=[report.pk])}#threads")
