"""The list everybody begins at: what waits, what is mine, what can be begun."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from programs.access import access_of
from programs.choices import Role
from programs.models import Organisation, Period
from programs.refusals import refuse
from reports import actions
from reports.forms.lists import ListFilter
from reports.queries import startable, visible_reports, waiting_for


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Reports in the person's scope by year and program, with state, completeness and deadline."""
    access = access_of(request.user)
    reports = visible_reports(access).select_related("organisation", "period__program")
    form = ListFilter(request.GET, reports=reports)
    return render(
        request,
        "reports/list.html",
        {
            "form": form,
            "reports": form.narrow(reports),
            "waiting": waiting_for(access),
            "startable": startable(access),
            "prepares": access.prepares,
            "own_units": access.unit_ids,
            "reviewer": bool(access.own[Role.REVIEWER] or access.supervised),
            "today": timezone.localdate(),
        },
    )


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin this year's report of one's unit from what was issued."""
    access = access_of(request.user)
    period_id, unit_id = request.POST.get("period", ""), request.POST.get("organisation", "")
    if not (period_id.isdecimal() and unit_id.isdecimal() and int(unit_id) in access.unit_ids | access.supervised):
        raise Http404
    period = get_object_or_404(Period.objects.select_related("program"), pk=int(period_id))
    organisation = get_object_or_404(Organisation, pk=int(unit_id))
    try:
        report = actions.start(period, organisation, request.user)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    return redirect("report_edit", report.pk)
