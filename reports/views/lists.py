"""The list everybody begins at: what waits, what is mine, what can be begun."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from programs.access import access_of
from programs.choices import Role
from programs.models import Organisation, Period
from programs.refusals import refuse
from programs.requests import SignedIn
from reports import actions
from reports.domain.workflow import VOIDED
from reports.models import Event, Report, ReportQuerySet
from reports.queries import startable, visible_reports
from reports.views.queueing import filter_of, queue_of


@require_safe
def report_list(request: SignedIn) -> HttpResponse:
    """Reports in the person's scope by year and program, with state, completeness and deadline."""
    access = access_of(request.user)
    if access.audited:
        return redirect("report_log")  # an auditor reads no report
    form = filter_of(request.GET, access)
    shown = form.narrow(visible_reports(access).select_related("organisation", "period__program", "assignee", "holder"))
    beginnings = startable(access)
    return render(
        request,
        "reports/list.html",
        {
            "form": form,
            "reports": shown.live(),
            "voided": with_reasons(shown.voided()),
            "only_voided": form.cleaned_data.get("state") == VOIDED,
            "waiting": queue_of(form, access),
            "startable": beginnings,
            "can_carry": any(item.previous for item in beginnings),
            "prepares": access.prepares,
            "own_units": access.unit_ids,
            "reviewer": bool(access.own[Role.REVIEWER] or access.supervised),
            "supervises": bool(access.supervised),
            "query": request.GET.urlencode(),
            "today": timezone.localdate(),
        },
    )


def with_reasons(reports: ReportQuerySet) -> ReportQuerySet:
    """Voided reports, each with the event that says who, when and why (``voidings``)."""
    return reports.prefetch_related(Prefetch("events", Event.objects.filter(act="void"), to_attr="voidings"))


@require_POST
def start(request: SignedIn) -> HttpResponse:
    """Begin this year's report of one's unit from what was issued, blank or with the texts of last year."""
    access = access_of(request.user)
    period_id, unit_id = request.POST.get("period", ""), request.POST.get("organisation", "")
    if not (period_id.isdecimal() and unit_id.isdecimal() and int(unit_id) in access.unit_ids | access.supervised):
        raise Http404
    period = get_object_or_404(Period.objects.select_related("program"), pk=int(period_id))
    organisation = get_object_or_404(Organisation, pk=int(unit_id))
    from_last_year = request.POST.get("from_last_year") == "1"
    try:
        report = actions.start(period, organisation, request.user, from_last_year=from_last_year)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    if from_last_year:
        say_what_was_carried(request, report)
    return redirect("report_edit", report.pk)


def say_what_was_carried(request: SignedIn, report: Report) -> None:
    sections, entries = (rows.filter(drafted=True).count() for rows in (report.sections, report.entries))
    if sections or entries:
        messages.success(
            request,
            f"已沿用上年报告的文字：正文 {sections} 段，指标的完成情况分析 {entries} 项，请逐项修改或确认。"
            "指标值、分值和资金行按本年度下达，各项数据重新填报。",
        )
    else:
        messages.warning(request, "上年报告没有可以沿用的文字，报告从空白开始。")
