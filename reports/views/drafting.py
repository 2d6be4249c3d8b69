"""起草 and 认可: texts the figures already say, marked until somebody has made them their own."""

from collections.abc import Sequence

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from programs.refusals import refuse
from programs.requests import SignedIn
from reports import actions
from reports.queries import judge_report
from reports.views.access import get_prepared
from reports.views.saving import computed, listed

#: Texts a single press may draft or accept: more than the largest form has.
MOST = 500


@require_POST
def draft(request: SignedIn, pk: int) -> HttpResponse:
    """Write what the figures say into empty texts: those of the named rows, or all of them."""
    report, access = get_prepared(request, pk)
    rows = request.POST.getlist("row")[:MOST] or None
    try:
        drafted = actions.draft(report.pk, request.user, access, rows)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    return answer(request, pk, drafted, marked=True)


@require_POST
def accept(request: SignedIn, pk: int) -> HttpResponse:
    """Make drafted texts one's own as they stand."""
    report, access = get_prepared(request, pk)
    rows = request.POST.getlist("row")[:MOST]
    try:
        accepted = actions.accept(report.pk, request.user, access, rows)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    return answer(request, pk, accepted, marked=False)


def answer(request: SignedIn, pk: int, changed: Sequence[actions.DraftedText], marked: bool) -> HttpResponse:
    """The texts as they stand now, and everything that follows."""
    report, _ = get_prepared(request, pk)
    judged = judge_report(report)
    texts = [
        {"row": text.key, "field": text.field, "version": text.version, "value": text.value, "drafted": marked}
        for text in changed
    ]
    return JsonResponse({"texts": texts, **computed(judged), **listed(request, judged)})
