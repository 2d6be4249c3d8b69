"""Submitted versions: their list, their PDF as it was stored, any two of them side by side."""

import itertools
from typing import Any, BinaryIO

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs.access import Access
from programs.refusals import refuse
from programs.requests import SignedIn
from reports import files
from reports.domain.comparison import compare
from reports.models import Event, Report, Version
from reports.queries import actions_for, may_read
from reports.versioning import facts_of
from reports.views.access import get_submitted

GONE, UNAVAILABLE = 410, 503
#: Acts that say what became of a submission.
OUTCOMES = ("withdraw", "return", "forward", "approve", "publish", "unpublish", "correct", "void")


@require_safe
def versions(request: SignedIn, pk: int) -> HttpResponse:
    """Every submission of the report, newest first, with all that became of it; which one is public."""
    report, access = get_submitted(request, pk)
    found = list(report.versions.select_related("by"))
    public = report.publications.filter(ended_at=None).select_related("version").first()
    outcomes: dict[int, list[Event]] = {}
    for event in report.events.filter(act__in=OUTCOMES).order_by("pk"):
        outcomes.setdefault(event.round, []).append(event)
    same = {later.number for earlier, later in itertools.pairwise(found) if earlier.sha256 == later.sha256}
    rows = [(version, outcomes.get(version.number, [])) for version in found[::-1]]
    context = {
        "report": report,
        "rows": rows,
        "public": public and public.version_id,
        "same": same,
        "readable": may_read(access, report),
        "query": "",
        **withdrawing(report, access),
    }
    return render(request, "reports/versions.html", context)


def withdrawing(report: Report, access: Access) -> dict[str, Any]:
    """What is public is taken from the public here, while the report itself is being corrected and not to be read."""
    acts = [] if may_read(access, report) else actions_for(access, report)
    found = [act for act in acts if act.act == "unpublish"]
    return {"acts": found, "opinion_for": "、".join(act.label for act in found)}


def get_version(report: Report, number: str) -> Version:
    version = report.versions.filter(number=int(number)).first() if number.isdecimal() and len(number) < 6 else None
    if version is None:
        raise Http404
    return version


@require_safe
def version_pdf(request: SignedIn, pk: int, number: int) -> HttpResponseBase:
    """The very bytes that were submitted."""
    report, _ = get_submitted(request, pk)
    return stored_pdf(request, get_version(report, str(number)))


def stored_pdf(request: SignedIn, version: Version) -> HttpResponseBase:
    """A version's PDF, hashed again; what is lost or altered is said."""
    try:
        file: BinaryIO = files.open_checked(version.pdf_path, version.pdf_sha256)
    except (files.Missing, files.Altered) as problem:
        what = "不在了" if isinstance(problem, files.Missing) else "被改动过"
        return refuse(request, GONE, f"{version}的 PDF 文件{what}，请告知系统管理员。")
    except OSError:
        return refuse(request, UNAVAILABLE, "服务器暂时不能读取文件，请稍后再试。")
    name = f"{version.report.title}（第{version.number}版）.pdf"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")


@require_safe
def compare_versions(request: SignedIn, pk: int) -> HttpResponse:
    """Two versions, cell by cell and paragraph by paragraph."""
    report, access = get_submitted(request, pk)
    old, new = (get_version(report, request.GET.get(side, "")) for side in ("from", "to"))
    differences = compare(facts_of(old), facts_of(new))
    context = {
        "report": report,
        "old": old,
        "new": new,
        "differences": differences,
        "readable": may_read(access, report),
    }
    return render(request, "reports/version_compare.html", context)
