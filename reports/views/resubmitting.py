"""What a preparer is asked once before submitting again: items left as they were, a report that has not changed."""

from django.http import HttpResponse
from django.shortcuts import render

from programs.access import Access
from programs.choices import Role
from programs.requests import SignedIn
from reports.models import Report
from reports.queries import judge_report
from reports.views.changes import since_last_time
from reports.views.threads import discussion_of


def asking(request: SignedIn, report: Report, access: Access) -> HttpResponse | None:
    """The page that asks, or ``None`` where there is nothing to ask, or the submission is refused anyway."""
    if not report.open or not report.round or Role.PREPARER not in access.roles_in(report.organisation_id):
        return None
    judged = judge_report(report)
    if judged.blocking:
        return None
    discussion, since = discussion_of(judged, access, request.user), since_last_time(judged)
    same = since is not None and since.same
    if not discussion.waiting and not same:
        return None
    revision = request.POST.get("revision", "")
    context = {"report": report, "waiting": discussion.waiting, "since": since, "same": same, "revision": revision}
    return render(request, "reports/resubmit.html", context)
