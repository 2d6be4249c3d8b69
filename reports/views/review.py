"""Reading a report as the official table with its narrative, and the acts of the workflow."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators.domain.numbers import clean_text
from programs.access import Access
from programs.refusals import refuse
from reports import actions
from reports.domain import workflow
from reports.forms.evidence import limits
from reports.models import Report
from reports.output import reading_document
from reports.queries import actions_for, judge_report
from reports.rendering.html import document_markup
from reports.views.access import get_prepared, get_readable, get_report
from reports.views.listing import findings_by_section
from reports.views.presenting import on_screen
from reports.views.shelving import shelf_of

CONFLICT = 409
#: Acts whose buttons stand on pages of their own.
ELSEWHERE = ("submit", "void")


@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The report read-only, with findings, opinions, and what this person may do with it."""
    report, access = get_readable(request, pk)
    return reading(request, report, access)


def reading(request: HttpRequest, report: Report, access: Access, status: int = 200, **more: str) -> HttpResponse:
    """The reading page; ``more`` holds a refused opinion and its sentence."""
    judged = judge_report(report)
    available = actions_for(access, report)
    acts = [act for act in available if act.act not in ELSEWHERE]
    context = {
        "report": report,
        "document": document_markup(on_screen(judged, reading_document(judged))),
        "judged": judged,
        "groups": findings_by_section(judged),
        "events": report.events.all(),
        "shelf": shelf_of(judged, access),
        "limits": limits(),
        "acts": acts,
        "needs_opinion": any(act.opinion for act in acts),
        "own_hand": any(act.other_hand for act in acts) and actions.worked_on(report, request.user),
        "may_edit": report.organisation_id in access.prepares and report.open,
        "voided": report.events.filter(act="void").last() if report.state == workflow.VOIDED else None,
        "may_void": any(act.act == "void" for act in available),
        **more,
    }
    return render(request, "reports/read.html", context, status=status)


@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act of the transition table; a second click finds the state changed and says so."""
    if act not in workflow.ACTS:
        raise Http404
    report, access = get_report(request, pk)
    revision, opinion = request.POST.get("revision", ""), clean_text(request.POST.get("opinion", "")).strip()
    seen = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
    try:
        actions.perform(report.pk, request.user, act, revision=seen, opinion=opinion)
    except actions.Incomplete:
        return redirect(f"{reverse('report_edit', args=[pk])}?check")
    except actions.BadOpinion as problem:
        page = voiding if act == "void" else reading
        return page(request, report, access, 422, opinion=opinion, problem=str(problem))
    except actions.Refused as refused:
        if act == "void" and refused.status == CONFLICT:
            report, access = get_report(request, pk)
            return voiding(request, report, access, CONFLICT, opinion=opinion, problem=str(refused))
        return refuse(request, refused.status, str(refused))
    messages.success(request, f"{report.title}：已{workflow.label(act)}。")
    return redirect("report_edit", pk) if act == "withdraw" else redirect("report_list")


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """What voiding means, and the box for its reason; posting it is the act "void" of the transition table."""
    if request.method == "POST":
        return act(request, pk, "void")
    report, access = get_prepared(request, pk)
    return voiding(request, report, access)


def voiding(request: HttpRequest, report: Report, access: Access, status: int = 200, **more: str) -> HttpResponse:
    """The page of voiding; ``more`` holds a refused reason and its sentence. Refused where there is nothing to void."""
    if not any(act.act == "void" for act in actions_for(access, report)):
        only = "，只有填报中和被退回的报告可以作废。"
        return refuse(request, CONFLICT, more.get("problem") or actions.standing(report) + only)
    return render(request, "reports/void.html", {"report": report, **more}, status=status)
