"""The fill-in workbook: download, upload with a preview cell by cell, apply whole or not at all.

Nothing is kept between the pages: the preview carries the proposals, and applying reads and checks them anew.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.refusals import refuse
from programs.requests import SignedIn
from reports import actions
from reports.exchange.office.guarded import FileProblem
from reports.exchange.workbook.comparing import Comparison, Difference, Proposal, check_identity, compare, settle
from reports.exchange.workbook.painting import painted
from reports.exchange.workbook.reading import WorkbookProblem, read_workbook
from reports.forms.workbook import ProposalForm, grouped_flaws, refused, row_forms
from reports.models import Report
from reports.output import workbook_file
from reports.queries import Judged, judge_report
from reports.uploads import NoRoom, posted_file
from reports.views.access import get_prepared, get_readable
from reports.views.output import download
from reports.views.proposals import shown_changes

GONE = "报告里的行有了变化（可能重新导入过），一处也没有写入。请重新下载工作簿填写。"
MOVED_ON = "预览以后下列各格在系统里又有改动，请选择后再写入；一处也没有写入。"
UNCHOSEN = "请先对两边都改过的每一格作出选择；一处也没有写入。"


@require_safe
def workbook(request: SignedIn, pk: int) -> HttpResponse:
    """The workbook as it stands now."""
    report, _ = get_readable(request, pk)
    return download(workbook_file(judge_report(report)))


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedIn, pk: int) -> HttpResponse:
    """Choose the file; with one, what it would change, or what is wrong with it."""
    report, _ = get_prepared(request, pk)
    if not report.open:
        return closed(request, report)
    if request.method != "POST":
        return page(request, report)
    try:
        name, content = posted_file(request, "工作簿（.xlsx）")
    except FileProblem as problem:
        return page(request, report, problem=str(problem), status=503 if isinstance(problem, NoRoom) else 422)
    return examine(request, report, name, content)


def closed(request: SignedIn, report: Report) -> HttpResponse:
    """The report is no longer open: since when and by whom."""
    return refuse(request, 409, actions.standing(report) + "，不能再填报，工作簿没有写入。")


def page(request: SignedIn, report: Report, status: int = 0, **context: Any) -> HttpResponse:
    """The three steps, with what is wrong with the last file on top."""
    status = status or (422 if "problem" in context or "groups" in context else 200)
    return render(request, "reports/workbook.html", {"report": report, **context}, status=status)


def examine(request: SignedIn, report: Report, name: str, content: bytes) -> HttpResponse:
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


def preview(request: SignedIn, judged: Judged, found: Comparison, name: str, **context: Any) -> HttpResponse:
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
def apply(request: SignedIn, pk: int) -> HttpResponse:
    """Write the previewed changes: all of them, or none and the preview again."""
    report, access = get_prepared(request, pk)
    if not report.open:
        return closed(request, report)
    form = ProposalForm(request.POST)
    judged = judge_report(report)
    if not form.is_valid():
        return page(request, report, problem="上传的内容不完整，没有写入。请重新选择文件上传。")
    found = against(judged, [*form.proposals, *form.unchosen])
    if found.gone:
        return page(request, report, problem=GONE, status=409)
    found = against(judged, form.proposals)
    flaws = refused(found, report.unit)
    if flaws:
        return page(request, report, groups=grouped_flaws(flaws), name=form.name)
    if found.conflicts or form.unchosen:
        found.conflicts += unchosen(judged, form.unchosen)
        message = UNCHOSEN if form.unchosen else MOVED_ON
        return preview(request, judged, found, form.name, message=message, status=409)
    if not found.changes:
        messages.info(request, "没有要写入的改动，系统里的内容保持不变。")
        return redirect("report_edit", pk)
    rows = [actions.RowChange(row.key, row.version, row.values) for row in row_forms(found.changes, report.unit)]
    note = f"从工作簿“{form.name}”写入 {len(found.changes)} 格"
    try:
        actions.save_all(report.pk, request.user, access, rows, note=note)
    except actions.Stale:
        judged = judge_report(report)
        found = against(judged, form.proposals)
        return preview(request, judged, found, form.name, message=MOVED_ON, status=409)
    except actions.Refused as refusal:
        return refuse(request, refusal.status, str(refusal))
    messages.success(request, f"工作簿的 {len(found.changes)} 处改动已写入。")
    return redirect("report_edit", pk)


def against(judged: Judged, proposals: Sequence[Proposal]) -> Comparison:
    """Posted proposals beside the report as it is now."""
    found = Comparison()
    places = {row.key: place for place, row in judged.loaded.rows.items()}
    settle(found, proposals, judged.facts, places, {row.key: row for row in judged.loaded.rows.values()})
    return found


def unchosen(judged: Judged, proposals: Sequence[Proposal]) -> list[Difference]:
    """Conflicts that were sent back without a choice, as they stand now."""
    held = {row.key: row for row in judged.loaded.rows.values()}
    return [Difference(item, held[item.key].text(item.name), held[item.key].version) for item in proposals]
