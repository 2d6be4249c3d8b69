"""The clerk's page: the official table with inputs, and the saving of its rows."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from programs.refusals import refuse, wants_json
from reports import actions
from reports.domain.progress import progress
from reports.forms.entry import RowForm
from reports.forms.notes import NoteForm
from reports.output import form_document
from reports.queries import Judged, actions_for, judge_report
from reports.views.access import get_prepared
from reports.views.listing import findings_by_section, marks_of
from reports.views.presenting import Desk, Slot, computed_cells, verdict_of

#: Rows a single save may carry: more than the largest form has.
MAX_ROWS = 500


@require_safe
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole form at once; a report that is no longer open is shown read-only instead."""
    report, access = get_prepared(request, pk)
    if not report.open:
        return redirect("report", pk)
    judged = judge_report(report)
    desk = Desk(judged, form_document(judged))
    return render(
        request,
        "reports/edit.html",
        {
            "report": report,
            "judged": judged,
            "widths": desk.widths,
            "bands": desk.bands(),
            "heads": [keyed(desk, "title")],
            "explanations": explanations(desk),
            "sections": sections(desk),
            "allocations": allocations(desk),
            "unprinted_funds": unprinted_funds(desk),
            "progress": progress(judged.facts, judged.evaluation),
            "groups": findings_by_section(judged),
            "counts": counts(judged),
            "blocking": bool(judged.blocking),
            "acts": actions_for(access, report),
            "returned": report.events.filter(act="return").last() if report.state == "returned" else None,
            "check": "check" in request.GET,
        },
    )


Keyed = tuple[str, Slot | None]


def keyed(desk: Desk, key: str) -> Keyed:
    """A place of the exchange format with the input that writes it."""
    return key, desk.slot(key)


def sections(desk: Desk) -> list[tuple[Any, Keyed]]:
    """The narrative's headings with their text."""
    return [(row, keyed(desk, f"narrative[{i}].body")) for i, row in enumerate(desk.judged.facts.narrative)]


def explanations(desk: Desk) -> list[tuple[Any, Keyed]]:
    """Each indicator with its paragraph of the narrative, beside its figures."""
    return [(row, keyed(desk, f"indicators[{i}].explanation")) for i, row in enumerate(desk.judged.facts.indicators)]


def unprinted_funds(desk: Desk) -> list[tuple[str, list[Keyed]]]:
    """The fund lines of a form that does not print them (E): they are typed and checked all the same."""
    if any(band.name == "funds" for band in desk.table.bands):
        return []
    return [
        (line.source, [keyed(desk, f"funds[{i}].budget"), keyed(desk, f"funds[{i}].actual")])
        for i, line in enumerate(desk.judged.facts.funds)
    ]


def allocations(desk: Desk) -> list[tuple[str, list[Keyed]]]:
    """Each district with the cells of its line."""
    names = ("settlement", "advance", "audit", "proposed")
    return [
        (row.organization, [keyed(desk, f"allocations[{i}].{name}") for name in names])
        for i, row in enumerate(desk.judged.facts.allocations)
    ]


def read_rows(body: bytes, unit: str) -> list[RowForm] | None:
    """The posted rows, each read by its form; ``None`` where the message has not the agreed shape."""
    try:
        rows = json.loads(body)["rows"]
        if len(rows) > MAX_ROWS:
            return None
        return [
            RowForm(
                str(row["row"]),
                int(row["version"]),
                dict(row["cells"]),
                unit,
                frozenset(map(str, row.get("confirmed", ()))),
            )
            for row in rows
        ]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Store rows; answers what became of each and everything computed anew.

    200 all stored · 422 a cell was refused · 409 a row was newer, or the report is no longer open.
    """
    report, access = get_prepared(request, pk)
    forms = read_rows(request.body, report.unit)
    if forms is None:
        return JsonResponse({"message": "保存的内容不完整，请刷新页面后再试。"}, status=400)
    changes = [actions.RowChange(form.key, form.version, form.values) for form in forms if form.values]
    try:
        saved = actions.save_rows(report.pk, request.user, changes, access)
    except actions.Refused as refused:
        return JsonResponse({"message": str(refused)}, status=refused.status)
    rows = {form.key: row_answer(form, saved) for form in forms}
    status = 409 if saved.conflicts else 200 if all(form.valid for form in forms) else 422
    return JsonResponse({"rows": rows, **computed(request, saved.judged)}, status=status)


def row_answer(form: RowForm, saved: actions.Saved) -> dict[str, Any]:
    """One row's outcome: what was stored, what was refused cell by cell, or what stands there instead."""
    answer: dict[str, Any] = {"errors": form.errors, "asks": sorted(form.asks)}
    if form.key in saved.conflicts:
        return {**answer, "conflict": saved.conflicts[form.key]}
    if form.key in saved.versions:
        answer |= {"version": saved.versions[form.key], "values": form.values}
    return answer


def computed(request: HttpRequest, judged: Judged) -> dict[str, Any]:
    """Figures, verdicts, completeness and findings after a save."""
    report = judged.report
    groups = findings_by_section(judged)
    verdicts = {}
    for index, result in enumerate(judged.evaluation.indicators):
        verdict = verdict_of(result)
        verdicts[f"indicators[{index}]"] = {
            "outcome": verdict.outcome,
            "text": f"{verdict.sign} {verdict.word}",
            "byHand": verdict.by_hand,
            "computed": verdict.computed,
        }
    return {
        "revision": report.revision,
        "savedAt": f"{timezone.localtime():%H:%M:%S}",
        "figures": computed_cells(form_document(judged)),
        "verdicts": verdicts,
        "progress": {part.key: f"{part.done}/{part.all}" for part in progress(judged.facts, judged.evaluation)},
        "counts": counts(judged),
        "marks": marks_of(judged),
        "findings": render_to_string(
            "includes/findings.html", {"groups": groups, "report": report, "editing": True}, request
        ),
    }


def counts(judged: Judged) -> dict[str, int]:
    """Errors, and warnings without a note: both keep the report from being submitted."""
    return {"errors": len(judged.errors), "warnings": len(judged.blocking) - len(judged.errors)}


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one warning, or all of its kind, with a note the reviewer reads."""
    report, _ = get_prepared(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refuse(request, 422, " ".join(form.errors.get("text", ["这一项已有变化，请刷新页面后再说明。"])))
    code, text = form.cleaned_data["code"], form.cleaned_data["text"]
    places = [form.cleaned_data["where"]]
    if form.cleaned_data["same"]:
        places = [finding.where for finding in judge_report(report).findings if finding.code == code]
    try:
        actions.answer(report.pk, request.user, [actions.Answer(code, place, text) for place in places])
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    if not wants_json(request):
        return redirect(f"{reverse('report_edit', args=[pk])}?check")
    report.refresh_from_db()
    return JsonResponse(computed(request, judge_report(report)))


@require_POST
def use_sums(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the computed totals stand instead of printed ones that disagree."""
    report, _ = get_prepared(request, pk)
    try:
        actions.use_sums(report.pk, request.user)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    return redirect("report_edit", pk)
