"""移交: open reports of a unit by their state only, given from one preparer to another."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from programs.access import access_of
from programs.models import Organisation
from programs.refusals import refuse
from programs.requests import SignedIn
from reports import actions
from reports.domain.workflow import OPEN_STATES
from reports.forms.handing import HandoverForm, read_handover
from reports.models import Report, ReportQuerySet

OK = 200


def open_reports() -> ReportQuerySet:
    return Report.objects.filter(state__in=OPEN_STATES)


@require_safe
def units(request: SignedIn) -> HttpResponse:
    """The units whose reports this person may hand over, with how many are open; a single one at once."""
    access = access_of(request.user)
    found = open_reports()
    if not request.user.is_staff:
        found = found.filter(organisation__in=access.unit_ids | access.supervised)
    counts = Counter(found.values_list("organisation", flat=True))
    if len(counts) == 1:
        return redirect("report_handover", next(iter(counts)))
    named = Organisation.objects.filter(pk__in=counts).order_by("name")
    return render(request, "reports/handover_units.html", {"rows": [(unit, counts[unit.pk]) for unit in named]})


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: SignedIn, pk: int) -> HttpResponse:
    """The open reports of one unit with boxes; posting hands the ticked ones over, all or none."""
    unit = get_unit(request, pk)
    if request.method != "POST":
        return page(request, unit, HandoverForm())
    form = read_handover(request.POST)
    try:
        handed = actions.hand_over(unit.pk, request.user, form.chosen, form.to, form.reason)
    except actions.BadHandover as problem:
        return page(request, unit, form, problem.status, str(problem))
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    messages.success(request, f"已将 {handed.count} 份报告移交给{handed.to}。")
    return redirect("report_handover", unit.pk)


def get_unit(request: SignedIn, pk: int) -> Organisation:
    """A unit in the person's scope, else 404."""
    access = access_of(request.user)
    unit = Organisation.objects.filter(pk=pk).first()
    if unit is None or not (request.user.is_staff or access.roles_in(unit.pk)):
        raise Http404
    if not actions.may_hand_over(request.user, access, unit.pk):
        raise PermissionDenied("只有本单位填报人、审核人和主管部门可以移交报告。")
    return unit


def page(
    request: SignedIn, unit: Organisation, form: HandoverForm, status: int = OK, problem: str = ""
) -> HttpResponse:
    """Program, year, state and preparer of each report: nothing of its content."""
    people = actions.receivers(unit.pk)
    reports = open_reports().filter(organisation=unit).select_related("period__program", "organisation", "assignee")
    able = {person.pk for person in people}
    context = {
        "unit": unit,
        "rows": [(report, report.assignee_id in able) for report in reports],
        "people": people,
        "form": form,
        "problem": problem,
        "today": timezone.localdate(),
    }
    return render(request, "reports/handover.html", context, status=status)
