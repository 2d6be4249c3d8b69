"""What the clerk's page sends while it is open: rows, notes, drafts; each answer carries what follows from it."""

import json
from collections.abc import Collection
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from programs.refusals import refuse, wants_json
from programs.requests import SignedIn
from reports import actions
from reports.domain.figures import figures_of
from reports.domain.progress import progress
from reports.forms.entry import RowForm
from reports.forms.notes import NoteForm
from reports.output import sums_document
from reports.queries import Judged, judge_report
from reports.views.access import get_prepared
from reports.views.entry import counts
from reports.views.listing import findings_by_section, findings_digest, marks_of
from reports.views.presenting import by_rule, computed_cells, verdict_of

#: Rows a single save may carry: more than the largest form has.
MAX_ROWS = 500
CHANGED = "这一项已有变化，请刷新页面后再说明。"


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
def save(request: SignedIn, pk: int) -> HttpResponse:
    """Store rows; answers what became of each and what follows from them.

    200 all stored · 422 a cell was refused · 409 a row was newer, or the report is no longer open.
    """
    report, access = get_prepared(request, pk)
    forms = read_rows(request.body, report.unit)
    if forms is None:
        return JsonResponse({"message": "保存的内容不完整，请刷新页面后再试。"}, status=400)
    changes = [actions.RowChange(form.key, form.version, form.values) for form in forms if form.values]
    try:
        saved = actions.save_rows(report.pk, request.user, changes, (report, access))
    except actions.Refused as refused:
        return JsonResponse({"message": str(refused)}, status=refused.status)
    rows = {form.key: row_answer(form, saved) for form in forms}
    status = 409 if saved.conflicts else 200 if all(form.valid for form in forms) else 422
    return JsonResponse({"rows": rows, **computed(saved.judged, rows)}, status=status)


def row_answer(form: RowForm, saved: actions.Saved) -> dict[str, Any]:
    """One row's outcome: what was stored, what was refused cell by cell, or what stands there instead."""
    answer: dict[str, Any] = {"errors": form.errors, "asks": sorted(form.asks)}
    if form.key in saved.conflicts:
        return {**answer, "conflict": saved.conflicts[form.key]}
    if form.key in saved.versions:
        answer |= {"version": saved.versions[form.key], "values": form.values}
    return answer


def computed(judged: Judged, saved: Collection[str] = ()) -> dict[str, Any]:
    """What follows from a save: figures, sums, completeness, marks; verdicts and findings of the ``saved`` rows.

    ``digest`` names the list of findings, blank where it is not settled: a page that shows another one asks for it
    when its person pauses.
    """
    places = {place: held.key for place, held in judged.loaded.rows.items() if held.key in saved}
    return {
        "revision": judged.report.revision,
        "savedAt": f"{timezone.localtime():%H:%M:%S}",
        "figures": computed_cells(sums_document(judged)),
        "verdicts": {place: verdict_answer(judged, place) for place in places if place.startswith("indicators")},
        "progress": {part.key: f"{part.done}/{part.all}" for part in progress(judged.facts, judged.evaluation)},
        "counts": counts(judged),
        "marks": marks_of(judged),
        "found": {
            finding.where: finding.message for finding in judged.all if finding.where.rpartition(".")[0] in places
        },
        "digest": findings_digest(judged) if judged.settled else "",
    }


def verdict_answer(judged: Judged, place: str) -> dict[str, Any] | None:
    """An indicator's verdict in sign and word, and its score by the rule; none for a part of one."""
    index = place.removeprefix("indicators[").removesuffix("]")
    if not index.isdecimal():
        return None
    result = judged.evaluation.indicators[int(index)]
    verdict = verdict_of(result)
    return {
        "outcome": verdict.outcome,
        "text": f"{verdict.sign} {verdict.word}",
        "byHand": verdict.by_hand,
        "computed": verdict.computed,
        "byRule": by_rule(result),
    }


def listed(request: SignedIn, judged: Judged) -> dict[str, Any]:
    """The list of findings as the page shows it, and the live figures, which change with the table as it does."""
    context = {"groups": findings_by_section(judged), "report": judged.report, "editing": True}
    return {
        "findings": render_to_string("includes/findings.html", context, request),
        "live": figures_of(judged.facts, judged.evaluation),
    }


@require_safe
def findings(request: SignedIn, pk: int) -> HttpResponse:
    """The findings as they are now: the page asks when its person pauses."""
    report, _ = get_prepared(request, pk)
    judged = judge_report(report)
    return JsonResponse({**computed(judged), **listed(request, judged)})


@require_POST
def note(request: SignedIn, pk: int) -> HttpResponse:
    """Answer one warning, or all of its kind, with a note the reviewer reads."""
    report, _ = get_prepared(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refuse(request, 422, " ".join(map(str, form.errors.get("text", [CHANGED]))))
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
    judged = judge_report(report)
    return JsonResponse({**computed(judged), **listed(request, judged)})


@require_POST
def use_sums(request: SignedIn, pk: int) -> HttpResponse:
    """Let a computed total stand instead of the printed one that disagrees: that of the money or that of the scores."""
    report, _ = get_prepared(request, pk)
    use = actions.use_score_sum if request.POST.get("which") == "score" else actions.use_funds_sums
    try:
        use(report.pk, request.user)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    return redirect("report_edit", pk)
