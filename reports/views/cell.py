"""The side panel: what is known about one cell."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs.requests import SignedIn
from reports.forms.evidence import limits
from reports.history import history_of
from reports.lastyear import values_before
from reports.loading import Loaded
from reports.queries import judge_report
from reports.rows import ROWS
from reports.views.access import get_prepared
from reports.views.comments import here
from reports.views.listing import shown_findings
from reports.views.presenting import verdict_of
from reports.views.shelving import file_history, shelf_of
from reports.views.threads import discussion_of

#: Rows whose earlier years are told.
YEARS = 2


@require_safe
def cell(request: SignedIn, pk: int) -> HttpResponse:
    """How the cell's target was read, its findings and comments, what stood here in earlier years, its changes."""
    report, access = get_prepared(request, pk)
    row, field = request.GET.get("row", ""), request.GET.get("field", "")
    judged = judge_report(report)
    place = place_of(judged.loaded, row)
    rule = ROWS[judged.loaded.rows[place].kind].cells.get(field)
    if rule is None:
        raise Http404
    discussion = discussion_of(judged, access, request.user)
    context: dict[str, Any] = {
        "report": report,
        "row": row,
        "field": field,
        "rule": rule,
        "hint": rule.hint.replace("{unit}", report.unit),
        "needs_reason": field == "actual" and row.startswith("entry:"),
        "before": [
            (then.year, then.values.get(field, ""), then.target)
            for then in values_before(report, YEARS, judged.loaded).get(row, ())
        ],
        "prose": rule.limit > 500,
        "findings": [item for item in shown_findings(judged) if item.finding.where == where(place, field)],
        "history": history_of(report, row, field),
        "editing": True,
        **here(judged, discussion, where(place, field)),
        "discussion": discussion,
    }
    if row.startswith("entry:"):
        index = int(place[11:-1])
        result = judged.evaluation.indicators[index]
        context |= {"entry": judged.facts.indicators[index], "result": result, "verdict": verdict_of(result)}
        shelf = shelf_of(judged, access)
        context |= {"shelf": shelf, "place": shelf.place(row), "limits": limits()}
        if field == "actual":
            context["history"] = file_history(report, row, context["history"])
    return render(request, "includes/cell.html", context)


def place_of(loaded: Loaded, row: str) -> str:
    """The place of a row the page names; 404 where the report has no such row."""
    for place, held in loaded.rows.items():
        if held.key == row:
            return place
    raise Http404


def where(place: str, field: str) -> str:
    return field if place == "report" else f"{place}.{field}"
