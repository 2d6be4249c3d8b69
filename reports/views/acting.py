"""The acts of the workflow over HTTP: each is done once, and what was typed for one that is refused is not lost."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from indicators.domain.numbers import clean_text
from programs.access import Access
from programs.refusals import refuse, wants_json
from programs.requests import SignedIn
from reports import actions
from reports.domain import workflow
from reports.forms.comments import ReturnForm
from reports.models import Report
from reports.queries import actions_for, may_read
from reports.views.access import get_prepared, get_report, instead_of
from reports.views.resubmitting import asking
from reports.views.review import SENDING_BACK, offered, reading

CONFLICT, INVALID = 409, 422
#: Acts after which the person goes on with the same report.
STAYING = {"begin": "report", "withdraw": "report_edit"}


@require_POST
def act(request: SignedIn, pk: int, act: str) -> HttpResponse:
    """One act of the transition table; a second click finds the state changed and says so."""
    if act not in workflow.ACTS:
        raise Http404
    report, access = get_report(request, pk)
    revision, opinion = request.POST.get("revision", ""), clean_text(request.POST.get("opinion", "")).strip()
    seen = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
    returning = ReturnForm(request.POST, today=timezone.localdate())
    sends_back = act in SENDING_BACK
    if sends_back and not returning.is_valid() and act in {step.act for step in actions_for(access, report)}:
        return again(request, report, access, INVALID, opinion, returning)
    if act == "submit" and "sure" not in request.POST and (question := asking(request, report, access)):
        return question
    mend_by = returning.cleaned_data.get("mend_by") if sends_back and returning.is_valid() else None
    said = "" if act == "begin" else opinion  # it stands in the box for the act that follows
    try:
        actions.perform(report.pk, request.user, act, revision=seen, opinion=said, mend_by=mend_by)
    except actions.Incomplete:
        return redirect(f"{reverse('report_edit', args=[pk])}?check")
    except actions.BadOpinion as problem:
        if act == "void":
            return voiding(request, report, access, INVALID, opinion=opinion, problem=str(problem))
        return again(request, report, access, INVALID, opinion, returning, str(problem))
    except actions.Refused as refused:
        return not_done(request, pk, act, refused, opinion, returning)
    messages.success(request, f"{report.title}：已{workflow.label(act)}。")
    address = reverse(STAYING[act], args=[pk]) if act in STAYING else reverse("report_list")
    query = request.GET.urlencode() if act == "begin" else ""  # the queue that the report was opened from
    return redirect(f"{address}?{query}" if query else address)


def not_done(
    request: SignedIn, pk: int, act: str, refused: actions.Refused, opinion: str, returning: ReturnForm
) -> HttpResponse:
    """The page as it is now with what was typed, where the person can act still; else the refusal with it, to copy."""
    if wants_json(request):
        return refuse(request, refused.status, str(refused))
    report, access = get_report(request, pk)
    if act == "void" and refused.status == CONFLICT:
        return voiding(request, report, access, CONFLICT, opinion=opinion, problem=str(refused))
    acts, _ = offered(actions_for(access, report), report, request.user)
    if refused.status == CONFLICT and acts and act != "submit":
        return again(request, report, access, CONFLICT, opinion, returning, str(refused))
    return refuse(request, refused.status, str(refused), typed(opinion, returning), instead_of(report, access))


def again(
    request: SignedIn,
    report: Report,
    access: Access,
    status: int,
    opinion: str,
    returning: ReturnForm,
    problem: str = "",
) -> HttpResponse:
    """The reading page with what was typed and a sentence; where the person may not read it, the sentence alone."""
    if may_read(access, report):
        return reading(request, report, access, status, opinion=opinion, returning=returning, problem=problem)
    sentence = problem or " ".join(map(str, returning["mend_by"].errors))
    return refuse(request, status, sentence, typed(opinion, returning), instead_of(report, access))


def typed(opinion: str, returning: ReturnForm) -> str:
    """Opinion and deadline as one text to copy."""
    day = returning["mend_by"].value()
    return "\n".join(filter(None, (opinion, f"修改期限：{day}" if day else "")))


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
        said = more.get("problem") or actions.standing(report) + only
        return refuse(request, CONFLICT, said, more.get("opinion", ""), instead_of(report, access))
    return render(request, "reports/void.html", {"report": report, **more}, status=status)
