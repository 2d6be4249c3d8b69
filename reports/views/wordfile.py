"""An old report in Word: uploaded, previewed beside the draft, filled in whole or not at all.

Nothing is kept between the pages: the preview carries every text, and filling in reads and checks it anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from programs.access import Access
from programs.refusals import refuse
from programs.requests import SignedIn
from reports import actions
from reports.exchange.office.guarded import FileProblem
from reports.exchange.word.offering import OPENING, TABLES, OfferedRow, offered
from reports.exchange.word.recognising import NO_FORM
from reports.fetching import Held
from reports.forms.filling import MOST, FillForm, read_fill
from reports.loading import Loaded, load_report
from reports.models import Report
from reports.views.access import get_prepared
from reports.views.wordreading import left_over, read_upload, remarks

PARTS = {
    "report": "表头和说明",
    "fund": "项目资金",
    "management": "资金管理情况",
    "goal": "年度目标",
    "entry": "绩效指标",
    "section": "报告正文",
}
NOTHING = f"{NO_FORM}正文的标题也没有与本报告相同的。请核对是不是自评报告；扫描件和图片里的表格读不出来。"


NONE_TICKED = "没有勾选任何一格，没有填入任何内容。"


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: SignedIn, pk: int) -> HttpResponse:
    """Choose the file; with one, what it offers the draft."""
    report, _ = get_prepared(request, pk)
    if not report.open:
        return closed(request, report)
    if request.method != "POST":
        return render(request, "reports/word.html", {"report": report})
    try:
        found, name = read_upload(request)
    except FileProblem as problem:
        return render(request, "reports/word.html", {"report": report, "problem": problem}, status=422)
    loaded = load_report(report)
    rows = offered(loaded.facts, loaded.rows, found.value, found.places)
    if not found.forms and all(row.open or row.name == OPENING for row in rows):
        context = {
            "report": report,
            "problem": NOTHING,
            "warnings": [text for text in found.warnings if text != NO_FORM],
        }
        return render(request, "reports/word.html", context, status=422)
    said = [f"按 {found.value['form']} 表读（{found.reason}）。", *remarks(report, found), *found.warnings]
    if len(rows) > MOST:
        said.append(f"文件内容过多，只列出前 {MOST} 行，其余 {len(rows) - MOST:,} 行没有列出。")
    left = left_over(found)
    return preview(request, report, loaded, FillForm(rows[:MOST], found.value["year"], name, said, left))


def closed(request: SignedIn, report: Report) -> HttpResponse:
    """The report is no longer open: since when and by whom."""
    return refuse(request, 409, actions.standing(report) + "，内容不能修改。")


@dataclass(frozen=True)
class Part:
    """One block of the preview: its rows with their numbers in the form, and the draft's rows that are still free."""

    label: str
    rows: Sequence[tuple[int, OfferedRow]]
    free: Sequence[tuple[str, str]]


def preview(
    request: SignedIn, report: Report, loaded: Loaded, form: FillForm, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "report": report,
        "form": form,
        "parts": parts_of(form, loaded.rows),
        "problem": problem,
    }
    return render(request, "reports/word_preview.html", context, status=status)


def again(request: SignedIn, report: Report, loaded: Loaded, form: FillForm, problem: str, status: int) -> HttpResponse:
    """The preview with what was typed, beside what stands in the draft now."""
    form.renew({row.key: row for row in loaded.rows.values()})
    return preview(request, report, loaded, form, problem, status)


def parts_of(form: FillForm, held: Mapping[str, Held]) -> list[Part]:
    """The rows by block; for each the draft's rows that nothing in the file continues."""
    found = []
    for kind, label in PARTS.items():
        rows = [(at, row) for at, row in enumerate(form.rows) if row.kind == kind]
        matched = {row.key for _, row in rows if not row.open}
        free = [
            (f"{own.key}:{own.version}", named(own)[:60])
            for own in held.values()
            if own.kind == kind and kind != "report" and own.key not in matched
        ]
        if rows or free:
            found.append(Part(label, rows, free))
    return found


def named(own: Held) -> str:
    """What a row of the draft is called."""
    called = next(name for kind, name in TABLES.values() if kind == own.kind)
    return " ".join(own.text(called).split()) or OPENING


@require_POST
def apply(request: SignedIn, pk: int) -> HttpResponse:
    """Fill in what is ticked: all of it, or nothing and the preview again with what was typed."""
    report, access = get_prepared(request, pk)
    if not report.open:
        return closed(request, report)
    form = read_fill(request.POST)
    if form is None:
        return refuse(request, 400, "提交的内容不完整，没有填入任何内容。请重新选择文件上传。")
    loaded = load_report(report)
    held = {row.key: row for row in loaded.rows.values()}
    fits = form.bind(held, report.unit, report.period.year)
    if not fits or not form.taken:
        said = f"有 {form.errors} 处要改，没有填入任何内容。" if not fits else NONE_TICKED
        return again(request, report, loaded, form, said, 422)
    return fill(request, report, access, form)


def fill(request: SignedIn, report: Report, access: Access, form: FillForm) -> HttpResponse:
    changes = [actions.RowChange(*change) for change in form.changes]
    note = f"从 Word 文件“{form.name}”填入 {form.taken} 格"
    try:
        actions.save_all(report.pk, request.user, access, changes, drafted=form.drafted, note=note)
    except actions.Stale as stale:
        for row in form.rows:
            if row.key in stale.keys:
                row.error = "预览以后有人改过这一行，请核对“草稿现有”一栏。"
        return again(request, report, load_report(report), form, str(stale), 409)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    left = f"；{form.homeless} 格没有选择填到哪一行，没有填入" if form.homeless else ""
    messages.success(request, f"已{note}{left}。")
    return redirect("report_edit", report.pk)
