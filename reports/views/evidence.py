"""佐证材料: listing, attaching, removing, and handing out a file after its bytes were checked."""

import logging
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.access import Access
from programs.refusals import refuse, wants_json
from programs.requests import SignedIn
from reports import actions, files
from reports.domain.evidence import KINDS, STAMPED, FileProblem
from reports.forms.evidence import PlaceForm, limits, read_upload, skipped_sentence
from reports.models import Evidence, Report
from reports.queries import judge_report
from reports.rows import row_key
from reports.uploads import NO_DISK, skipped_files
from reports.views.access import get_readable
from reports.views.saving import computed, listed
from reports.views.shelving import counted, shelf_of, told

GONE, INVALID, UNAVAILABLE = 410, 422, 503
#: A picture or a PDF shown in the browser: nothing in it may run, load or lead anywhere.
SHOWN_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: SignedIn, pk: int) -> HttpResponse:
    """All files of the report by indicator, with a form each; posting attaches files to one place."""
    report, access = get_readable(request, pk)
    if request.method == "POST":
        return attach(request, report, access)
    return answer(request, report, access, request.GET.get("row", ""))


def attach(request: SignedIn, report: Report, access: Access) -> HttpResponse:
    """Attach each posted file that can be; the others are named with their sentences (422, 409, 503)."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return refuse(request, INVALID, "上传的内容不完整，请刷新页面后再试。")
    row, purpose = form.cleaned_data["row"] or row_key(report), form.purpose_or_evidence
    try:
        actions.guard_files(report, access, purpose)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    status, problems, stored = store(request, report, row, purpose)
    if stored and not problems and not wants_json(request):
        messages.success(request, f"已上传{'、'.join(f'“{file.name}”' for file in stored)}。")
        return redirect(back(report, purpose, row))
    report.refresh_from_db(fields=["revision", "state"])
    return answer(request, report, access, row, status, problems, purpose)


def store(request: SignedIn, report: Report, row: str, purpose: str) -> tuple[int, list[str], list[Evidence]]:
    """Store what can be stored: the answer's status, the sentences of the others, the new files."""
    skipped = skipped_files(request)
    problems = [skipped_sentence(name, reason) for name, reason in skipped]
    status = UNAVAILABLE if any(reason == NO_DISK for _, reason in skipped) else INVALID
    stored: list[Evidence] = []
    for file in request.FILES.getlist("files"):
        try:
            upload = read_upload(file, purpose)
            if purpose == STAMPED:
                stored.append(actions.attach_stamped(report.pk, request.user, upload, limits()))
            else:
                stored.append(actions.attach(report.pk, request.user, row, upload, limits()))
        except (FileProblem, actions.BadFile) as problem:
            problems.append(str(problem))
        except actions.Refused as refused:  # so it will be with the rest of them
            status = refused.status
            problems.append(str(refused))
            break
    if not stored and not problems:
        problems = ["请先选择要上传的文件。"]
    return (status if problems else 200), problems, stored


def back(report: Report, purpose: str, row: str) -> str:
    """Where the person goes on: the reading page for a scan, else the row in the list of files."""
    if purpose == STAMPED:
        return reverse("report", args=[report.pk])
    return f"{reverse('report_evidence', args=[report.pk])}#{row.replace(':', '-')}"


def answer(
    request: SignedIn,
    report: Report,
    access: Access,
    row: str,
    status: int = 200,
    problems: list[str] | None = None,
    purpose: str = "",
) -> HttpResponse:
    """The files as they are now: the page, or for a script the list with the markup of the place it changed."""
    judged = judge_report(report)
    shelf = shelf_of(judged, access)
    place = shelf.place(row)
    context: dict[str, Any] = {"report": report, "shelf": shelf, "place": place, "limits": limits()}
    if not wants_json(request):
        context |= {"judged": judged, "problems": problems or [], "problem_row": place.row, "purpose": purpose}
        return render(request, "reports/evidence.html", context, status=status)
    part = "includes/evidence_scans.html" if purpose == STAMPED else "includes/evidence_place.html"
    found = shelf.scans if purpose == STAMPED else place.files
    said = {
        "message": " ".join(problems or []),
        "refused": problems or [],
        "row": place.row,
        "files": [told(file, shelf.may_attach and purpose != STAMPED) for file in found],
        "attached": counted(shelf.all),
        "count": shelf.count,
        "covered": shelf.covered,
        "markup": render_to_string(part, context, request),
    }
    desk = {**computed(judged), **listed(request, judged)} if shelf.may_attach else {}
    return JsonResponse({**desk, **said}, status=status)


@require_POST
def remove(request: SignedIn, pk: int, file: int) -> HttpResponse:
    """Take a file off its row."""
    report, access = get_readable(request, pk)
    found = get_file(report, file)
    row = f"entry:{found.entry_id}" if found.entry_id else row_key(report)
    try:
        actions.remove(report.pk, request.user, found.pk)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    if wants_json(request):
        report.refresh_from_db(fields=["revision", "state"])
        return answer(request, report, access, row)
    messages.success(request, f"已移除“{found.name}”。")
    return redirect(back(report, found.purpose, row))


# --- one file -------------------------------------------------------------------------------------


def get_file(report: Report, pk: int) -> Evidence:
    """A file of this report, else 404."""
    found = report.evidence.select_related("added_by", "removed_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def gone(file: Evidence) -> str:
    """The sentence for a file that was removed before it went with any submission; else ""."""
    if not file.removed or file.handed_in:
        return ""
    return f"“{file.name}”在提交之前已由 {file.removed_by} 移除。"


@require_safe
def evidence_file(request: SignedIn, pk: int, file: int) -> HttpResponseBase:
    """The file as it was attached; ``?preview`` shows a picture or a PDF in the browser, where nothing in it runs."""
    report, _ = get_readable(request, pk)
    found = get_file(report, file)
    if sentence := gone(found):
        return refuse(request, GONE, sentence)
    try:
        content = files.open_checked(found.path, found.sha256)
    except (files.Missing, files.Altered) as error:
        log.error("%s of report %s: %s", found.path, report.pk, type(error).__name__)
        what = "在服务器上找不到了" if isinstance(error, files.Missing) else "与上传时的内容不一致，可能已被改动或损坏"
        return refuse(request, GONE, f"“{found.name}”{what}，不能下载。请联系系统管理员从备份中恢复。")
    except OSError as error:
        log.error("%s of report %s cannot be read: %s", found.path, report.pk, error)
        return refuse(request, UNAVAILABLE, f"“{found.name}”暂时读不出来，请稍后再试；多次不成请联系系统管理员。")
    response = FileResponse(content, content_type=KINDS[found.kind].content_type)
    shown = found.shown and "preview" in request.GET
    fallback = f"evidence-{found.pk}.{found.kind}"
    response["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename=\"{fallback}\"; filename*=UTF-8''{quote(found.name, safe='')}"
    )
    response["Content-Security-Policy"] = SHOWN_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def show(request: SignedIn, pk: int, file: int) -> HttpResponse:
    """A page with the picture; other kinds are opened or downloaded themselves."""
    report, _ = get_readable(request, pk)
    found = get_file(report, file)
    if sentence := gone(found):
        return refuse(request, GONE, sentence)
    if not found.picture:
        address = reverse("report_evidence_file", args=[pk, found.pk])
        return redirect(f"{address}?preview" if found.shown else address)
    return render(request, "reports/evidence_show.html", {"report": report, "file": found})
