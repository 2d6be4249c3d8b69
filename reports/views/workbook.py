"""The fill-in workbook: download, upload with a preview cell by cell, apply whole or not at all.

Nothing is kept between the pages: the preview carries the proposals, and applying reads and checks them anew.
"""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.refusals import refuse
from reports import actions
from reports.exchange.office.guarded import FileProblem, run_guarded
from reports.exchange.office.package import MAX_SIZE, MB
from reports.exchange.workbook.comparing import Comparison, Difference, Proposal, check_identity, compare, settle
from reports.exchange.workbook.reading import WorkbookProblem, read_workbook
from reports.exchange.workbook.sheets import Flaw
from reports.forms.workbook import ProposalForm, grouped_flaws, refused, row_forms
from reports.models import Report
from reports.output import XLSX, workbook_file
from reports.queries import Judged, judge_report
from reports.views.access import get_prepared, get_readable
from reports.views.output import download
from reports.views.proposals import shown_changes


@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook as it stands now."""
    report, _ = get_readable(request, pk)
    return download(workbook_file(judge_report(report)))


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the file; with one, what it would change, or what is wrong with it."""
    report, _ = get_prepared(request, pk)
    if not report.open:
        return redirect("report", pk)
    file = request.FILES.get("file")
    if request.method != "POST":
        return page(request, report)
    if not isinstance(file, UploadedFile):
        return page(request, report, problem="请先选择要上传的工作簿（.xlsx）。")
    if (file.size or 0) > MAX_SIZE:
        return page(request, report, problem=f"文件有 {(file.size or 0) / MB:.1f} MB，超过 {MAX_SIZE // MB} MB。")
    return examine(request, report, file.name or "", file.read())


def page(request: HttpRequest, report: Report, **context: Any) -> HttpResponse:
    status = 422 if "problem" in context or "groups" in context else 200
    return render(request, "reports/workbook.html", {"report": report, **context}, status=status)


def examine(request: HttpRequest, report: Report, name: str, content: bytes) -> HttpResponse:
    """An uploaded file: refused with a sentence, returned with marks, or shown as changes."""
    judged = judge_report(report)
    try:
        filled = read_workbook(content)
        check_identity(filled, judged.facts, report.pk)
    except FileProblem as problem:
        return page(request, report, problem=str(problem), name=name)
    except WorkbookProblem as problem:
        return page(request, report, groups=grouped_flaws(problem.flaws), name=name)
    found = compare(filled, judged.facts, judged.loaded.rows)
    flaws = [*found.flaws, *refused(found, report.unit)]
    if flaws:
        return page(request, report, groups=grouped_flaws(flaws), name=name, painted=painted(content, flaws))
    return preview(request, judged, found, name)


def painted(content: bytes, flaws: Sequence[Flaw]) -> str:
    """The person's own file with the bad cells marked, as an address that needs no further request."""
    marks = [
        {"sheet": flaw.at.sheet, "cell": flaw.at.cell, "note": flaw.message} for flaw in flaws if flaw.at is not None
    ]
    try:
        marked = run_guarded("paint_xlsx", content, {"marks": marks})
    except FileProblem:
        return ""  # the list on the page says all of it
    return f"data:{XLSX};base64,{b64encode(marked).decode()}"


def preview(request: HttpRequest, judged: Judged, found: Comparison, name: str, **context: Any) -> HttpResponse:
    shown = {
        "report": judged.report,
        "name": name,
        "found": found,
        "changes": shown_changes(judged, found.changes),
        "conflicts": shown_changes(judged, found.conflicts),
        **context,
    }
    return render(request, "reports/workbook_preview.html", shown, status=context.get("status", 200))


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the previewed changes: all of them, or none and the preview again."""
    report, access = get_prepared(request, pk)
    form = ProposalForm(request.POST)
    judged = judge_report(report)
    if not form.is_valid():
        return page(request, report, problem="上传的内容不完整，没有写入。请重新选择文件上传。")
    found = Comparison()
    settle(found, form.proposals, {row.key: row for row in judged.loaded.rows.values()})
    flaws = refused(found, report.unit)
    if flaws:
        return page(request, report, groups=grouped_flaws(flaws), name=form.name)
    if found.conflicts or form.unchosen:
        message = "预览以后又有人改了下列各格，请选择后再写入；其他改动还没有写入。"
        if form.unchosen:
            message = "请先对两边都改过的每一格作出选择；还没有写入。"
            found.conflicts += unchosen(judged, form.unchosen)
        return preview(request, judged, found, form.name, message=message, status=409)
    try:
        rows = [actions.RowChange(row.key, row.version, row.values) for row in row_forms(found.changes, report.unit)]
        saved = actions.save_rows(report.pk, request.user, rows, (report, access), whole=True)
    except actions.Refused as refusal:
        return refuse(request, refusal.status, str(refusal))
    if saved.conflicts:
        return redo(request, report, form.proposals, form.name)
    return redirect(f"{reverse('report_edit', args=[pk])}?uploaded={len(found.changes)}")


def unchosen(judged: Judged, proposals: Sequence[Proposal]) -> list[Difference]:
    """Conflicts that were sent back without a choice, as they stand now."""
    held = {row.key: row for row in judged.loaded.rows.values()}
    return [
        Difference(item, held[item.key].text(item.name), held[item.key].version)
        for item in proposals
        if item.key in held
    ]


def redo(request: HttpRequest, report: Report, proposals: Sequence[Proposal], name: str) -> HttpResponse:
    """Somebody saved between the check and the write: the preview once more, against what stands now."""
    judged, found = judge_report(report), Comparison()
    settle(found, proposals, {row.key: row for row in judged.loaded.rows.values()})
    message = "写入时有人正在保存，一处也没有写入。请再看一遍后写入。"
    return preview(request, judged, found, name, message=message, status=409)
