"""Fetch and authorise in one place: outside one's scope is 404, the wrong role or state is refused."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from programs.access import Access, access_of
from programs.choices import Role
from programs.requests import SignedIn
from reports.models import Report
from reports.queries import may_read, may_read_versions, visible_reports

UNREADABLE = "报告现在是“{}”，提交审核的报告才能查看。"


def get_report(request: SignedIn, pk: int) -> tuple[Report, Access]:
    """A report in the person's scope, else 404, as if it did not exist."""
    access = access_of(request.user)
    report = visible_reports(access).select_related("organisation", "period__program").filter(pk=pk).first()
    if report is None:
        raise Http404
    return report, access


def get_readable(request: SignedIn, pk: int) -> tuple[Report, Access]:
    """A report whose content the person may read now."""
    report, access = get_report(request, pk)
    if not may_read(access, report):
        raise PermissionDenied(UNREADABLE.format(report.get_state_display()))
    return report, access


def get_submitted(request: SignedIn, pk: int) -> tuple[Report, Access]:
    """A report whose submitted versions the person may read now."""
    report, access = get_report(request, pk)
    if not may_read_versions(access, report):
        raise PermissionDenied(UNREADABLE.format(report.get_state_display()))
    return report, access


def instead_of(report: Report, access: Access) -> list[tuple[str, str]]:
    """(address, words) of what a person may open of a report where a page or an act of it is refused."""
    if may_read(access, report):
        return [(reverse("report", args=[report.pk]), "返回报告")]
    if may_read_versions(access, report):
        return [(reverse("report_versions", args=[report.pk]), "提交版本")]
    return []


def get_prepared(request: SignedIn, pk: int) -> tuple[Report, Access]:
    """A report the person prepares."""
    report, access = get_report(request, pk)
    if Role.PREPARER not in access.roles_in(report.organisation_id):
        raise PermissionDenied("只有本单位填报人可以填报。")
    return report, access
