"""Reading a report as the official table with its narrative, and the acts of the workflow."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators.domain.numbers import clean_text
from programs.access import Access
from programs.models import User
from programs.refusals import refuse
from programs.requests import SignedIn
from reports import actions
from reports.domain import workflow
from reports.forms.comments import ReturnForm
from reports.forms.evidence import limits
from reports.models import Report
from reports.output import reading_document
from reports.queries import actions_for, judge_report
from reports.rendering.html import document_markup
from reports.views.access import get_prepared, get_readable, get_report
from reports.views.changes import since_last_time
from reports.views.comments import told
from reports.views.listing import findings_by_section
from reports.views.presenting import on_screen
from reports.views.queueing import neighbours
from reports.views.rechecking import rechecks_of
from reports.views.resubmitting import asking
from reports.views.shelving import shelf_of
from reports.views.threads import discussion_of

CONFLICT = 409
#: Acts whose buttons stand on pages of their own.
ELSEWHERE = ("submit", "void")


@require_safe
def read(request: SignedIn, pk: int) -> HttpResponse:
    """The report read-only, with findings, opinions, and what this person may do with it."""
    report, access = get_readable(request, pk)
    return reading(request, report, access)


def reading(request: SignedIn, report: Report, access: Access, status: int = 200, **more: Any) -> HttpResponse:
    """The reading page; ``more`` holds a refused opinion and its sentence."""
    judged = judge_report(report)
    discussion = discussion_of(judged, access, request.user)
    available = actions_for(access, report)
    acts, held_by = offered(available, report, request.user)
    context = {
        "report": report,
        "document": document_markup(on_screen(judged, reading_document(judged))),
        "judged": judged,
        "groups": findings_by_section(judged),
        "events": report.events.all(),
        "shelf": shelf_of(judged, access),
        "limits": limits(),
        "acts": acts,
        "held_by": held_by,
        "opinion_for": "、".join(act.label for act in acts if act.opinion),
        "own_hand": any(act.other_hand for act in acts) and actions.worked_on(report, request.user),
        "may_edit": report.organisation_id in access.prepares and report.open,
        "discussion": discussion,
        "told": told(discussion),
        "since": since_last_time(judged),
        "may_waive": may_waive(report, access, request.user),
        "may_return": any(act.act == "return" for act in acts),
        "returning": ReturnForm(today=timezone.localdate()),
        "queue": neighbours(request.GET, access, report),
        "rechecks": rechecks_of(report),
        "rechecks_scores": report.organisation_id in access.supervised,
        "voided": report.events.filter(act="void").last() if report.state == workflow.VOIDED else None,
        "may_void": any(act.act == "void" for act in available),
        **more,
    }
    return render(request, "reports/read.html", context, status=status)


def offered(
    available: Iterable[workflow.Transition], report: Report, person: User
) -> tuple[list[workflow.Transition], User | None]:
    """The acts of this page, and who else holds the review: it is taken over before anything else is done."""
    acts = [act for act in available if act.act not in ELSEWHERE]
    if report.state not in workflow.HELD or report.holder is None:
        return acts, None
    if report.holder == person:
        return [act for act in acts if act.act != "begin"], None
    acts = [act for act in acts if act.act == "begin"]
    return acts, report.holder if acts else None


def may_waive(report: Report, access: Access, person: User) -> bool:
    """Whether the person may let errors stand now."""
    try:
        actions.guard_waiver(report, access, person)
    except actions.Refused:
        return False
    return True


@require_POST
def act(request: SignedIn, pk: int, act: str) -> HttpResponse:
    """One act of the transition table; a second click finds the state changed and says so."""
    if act not in workflow.ACTS:
        raise Http404
    report, access = get_report(request, pk)
    revision, opinion = request.POST.get("revision", ""), clean_text(request.POST.get("opinion", "")).strip()
    seen = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
    returning = ReturnForm(request.POST if act == "return" else {}, today=timezone.localdate())
    if not returning.is_valid() and act in {step.act for step in actions_for(access, report)}:
        return reading(request, report, access, 422, opinion=opinion, returning=returning)
    if act == "submit" and "sure" not in request.POST and (question := asking(request, report, access)):
        return question
    mend_by = returning.cleaned_data.get("mend_by")
    try:
        actions.perform(report.pk, request.user, act, revision=seen, opinion=opinion, mend_by=mend_by)
    except actions.Incomplete:
        return redirect(f"{reverse('report_edit', args=[pk])}?check")
    except actions.BadOpinion as problem:
        page = voiding if act == "void" else reading
        return page(request, report, access, 422, opinion=opinion, problem=str(problem), returning=returning)
    except actions.Refused as refused:
        if act == "void" and refused.status == CONFLICT:
            return voiding(request, *get_report(request, pk), CONFLICT, opinion=opinion, problem=str(refused))
        return refuse(request, refused.status, str(refused))
    messages.success(request, f"{report.title}：已{workflow.label(act)}。")
    return redirect("report_edit", pk) if act == "withdraw" else redirect("report_list")


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: SignedIn, pk: int) -> HttpResponse:
    """What voiding means, and the box for its reason; posting it is the act "void" of the transition table."""
    if request.method == "POST":
        return act(request, pk, "void")
    report, access = get_prepared(request, pk)
    return voiding(request, report, access)


def voiding(request: SignedIn, report: Report, access: Access, status: int = 200, **more: Any) -> HttpResponse:
    """The page of voiding; ``more`` holds a refused reason and its sentence. Refused where there is nothing to void."""
    if not any(act.act == "void" for act in actions_for(access, report)):
        only = "，只有填报中和被退回的报告可以作废。"
        return refuse(request, CONFLICT, more.get("problem") or actions.standing(report) + only)
    return render(request, "reports/void.html", {"report": report, **more}, status=status)
