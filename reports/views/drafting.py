"""起草 and 认可: texts the figures already say, marked until somebody has made them their own."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from programs.refusals import refuse
from reports import actions
from reports.queries import judge_report
from reports.views.access import get_prepared
from reports.views.saving import computed, listed

#: Texts a single press may draft or accept: more than the largest form has.
MOST = 500


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the figures say into empty texts: those of the named rows, or all of them."""
    report, access = get_prepared(request, pk)
    rows = request.POST.getlist("row")[:MOST] or None
    try:
        done = actions.draft(report.pk, request.user, access, rows)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    texts = [{"row": d.key, "field": d.field, "version": d.version, "value": d.value} for d in done.texts]
    return answer(request, pk, texts)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Make drafted texts one's own as they stand."""
    report, access = get_prepared(request, pk)
    rows = request.POST.getlist("row")[:MOST]
    try:
        actions.accept(report.pk, request.user, access, rows)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    return answer(request, pk, [{"row": row} for row in rows])


def answer(request: HttpRequest, pk: int, texts: list[dict[str, Any]]) -> HttpResponse:
    report, _ = get_prepared(request, pk)
    judged = judge_report(report)
    return JsonResponse({"texts": texts, **computed(judged), **listed(request, judged)})
