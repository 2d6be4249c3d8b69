"""The clerk's page: the official table with inputs, the narrative, and what is known beside them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from programs.requests import SignedIn
from reports.domain.drafting import draft_section
from reports.domain.figures import figures_of
from reports.domain.progress import progress
from reports.forms.evidence import limits
from reports.history import changed_cells
from reports.lastyear import values_before
from reports.output import form_document
from reports.queries import Judged, actions_for, judge_report
from reports.views.access import get_prepared
from reports.views.comments import told
from reports.views.listing import findings_by_section, findings_digest
from reports.views.presenting import Desk, Shown
from reports.views.threads import discussion_of

#: Cells whose last year's value stands in the cell itself; longer texts are in the side panel.
SHORT_CELLS = ("actual", "budget", "score")
SHORT = 40
#: State → the act that sent the report back, whose opinion stands over the form.
SENT_BACK = {"returned": "return", "correcting": "correct"}


@require_safe
def edit(request: SignedIn, pk: int) -> HttpResponse:
    """The whole form at once; a report that is no longer open is shown read-only instead."""
    report, access = get_prepared(request, pk)
    if not report.open:
        return redirect("report", pk)
    judged = judge_report(report)
    desk = Desk(judged, form_document(judged), shown(judged))
    discussion = discussion_of(judged, access, request.user)
    return render(
        request,
        "reports/edit.html",
        {
            "report": report,
            "judged": judged,
            "widths": desk.widths,
            "bands": desk.bands(),
            "heads": [("title", "报告标题", desk.control("title"))],
            "explanations": explanations(desk),
            "sections": sections(desk),
            "allocations": allocations(desk),
            "unprinted_funds": unprinted_funds(desk),
            "progress": progress(judged.facts, judged.evaluation),
            "groups": findings_by_section(judged),
            "digest": findings_digest(judged),
            "counts": counts(judged),
            "blocking": bool(judged.blocking),
            "figures": figures_of(judged.facts, judged.evaluation),
            "acts": actions_for(access, report),
            "returned": report.events.filter(act=SENT_BACK[report.state]).last() if report.state in SENT_BACK else None,
            "today": timezone.localdate(),
            "discussion": discussion,
            "told": told(judged, discussion),
            "check": "check" in request.GET,
            "limits": limits(),
        },
    )


def shown(judged: Judged) -> Shown:
    """Last year's short values, and what was changed after the report came back."""
    before = {
        (key, name): (rows[0].year, text)
        for key, rows in values_before(judged.report, 1, judged.loaded).items()
        for name, text in rows[0].values.items()
        if name in SHORT_CELLS and text.strip("- —/") and len(text) <= SHORT
    }
    return Shown(before, changed_cells(judged.report))


def sections(desk: Desk) -> list[dict[str, Any]]:
    """The narrative's headings with their editors."""
    facts, evaluation = desk.judged.facts, desk.judged.evaluation
    return [
        writing(desk, f"narrative[{i}]", "body", row.heading, row.drafted)
        | {"level": row.level, "heading": row.heading, "draftable": bool(draft_section(facts, evaluation, i))}
        for i, row in enumerate(facts.narrative)
    ]


def explanations(desk: Desk) -> list[dict[str, Any]]:
    """Each indicator with its paragraph of the narrative, beside its figures."""
    return [
        writing(desk, f"indicators[{i}]", "explanation", row.name, row.drafted) | {"row": row, "draftable": True}
        for i, row in enumerate(desk.judged.facts.indicators)
    ]


def writing(desk: Desk, place: str, field: str, label: str, drafted: bool) -> dict[str, Any]:
    """One text of the report: its place, the row that holds it, its editor, whether nobody has made it their own."""
    key = f"{place}.{field}"
    return {
        "key": key,
        "place": place,
        "held": desk.row_of(place),
        "control": desk.control(key, label),
        "drafted": drafted,
    }


Cells = list[tuple[str, SafeString]]


def unprinted_funds(desk: Desk) -> list[tuple[str, Cells]]:
    """The fund lines of a form that does not print them (E): they are typed and checked all the same."""
    if any(band.name == "funds" for band in desk.table.bands):
        return []
    return [
        (line.source, [(key, desk.control(key)) for key in (f"funds[{i}].budget", f"funds[{i}].actual")])
        for i, line in enumerate(desk.judged.facts.funds)
    ]


def allocations(desk: Desk) -> list[tuple[str, Cells]]:
    """Each district with the cells of its line."""
    names = ("settlement", "advance", "audit", "proposed")
    return [
        (row.organization, [(key, desk.control(key)) for key in (f"allocations[{i}].{name}" for name in names)])
        for i, row in enumerate(desk.judged.facts.allocations)
    ]


def counts(judged: Judged) -> dict[str, int]:
    """Errors, and warnings without a note: both keep the report from being submitted."""
    return {"errors": len(judged.errors), "warnings": len(judged.blocking) - len(judged.errors)}
