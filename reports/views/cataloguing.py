"""For the administrator: an old report in Word → the catalogue of a year that has none yet. No report is touched."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from indicators.catalogue import load_catalogue
from indicators.issuing import IssueProblem, weights_problem
from programs.choices import Form, Unit
from programs.models import Period
from programs.refusals import refuse
from programs.requests import SignedIn
from reports import actions
from reports.exchange.office.guarded import FileProblem
from reports.exchange.word.recognising import NO_FORM, Recognised
from reports.forms.wordcatalogue import HEADS, WordCatalogue, from_post, from_word
from reports.views.wordreading import left_over, read_upload

TITLES = {"funds": "资金行", "goals": "年度目标", "outline": "报告提纲"}


def get_open_period(request: SignedIn, pk: int) -> Period:
    """A program-year an administrator may still set up; nobody else knows of these pages."""
    if not request.user.is_staff:
        raise Http404
    if not request.user.has_perm("programs.change_period"):
        raise PermissionDenied("您没有修改项目年度的权限。")
    return get_object_or_404(Period.objects.select_related("program"), pk=pk)


def closed(period: Period) -> str:
    """Why the year takes no catalogue from Word any more; "" while it does."""
    if period.issued:
        return f"{period}已经下达，指标不能再改。"
    return f"{period}已有指标，不能再从 Word 建立；要重建请先删除原有指标。" if period.indicators.exists() else ""


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: SignedIn, pk: int) -> HttpResponse:
    """Choose the file; with one, the catalogue it would make."""
    period = get_open_period(request, pk)
    if problem := closed(period):
        return refuse(request, 409, problem)
    if request.method != "POST":
        return render(request, "reports/word_catalogue.html", {"period": period})
    try:
        found, name = read_upload(request)
        if not found.value["indicators"]:
            raise FileProblem(NO_FORM)
    except FileProblem as problem:
        return render(request, "reports/word_catalogue.html", {"period": period, "problem": problem}, status=422)
    standing = load_catalogue(period)
    form = from_word(found.value, found.places, period, standing)
    form.said = told(found, period, [TITLES[name] for name in TITLES if getattr(standing, name)])
    form.left = left_over(found)
    return preview(request, period, form, name)


def told(found: Recognised, period: Period, kept: list[str]) -> list[str]:
    """What the administrator should know before taking it."""
    said = [f"按 {found.value['form']} 表读（{found.reason}）。", *found.warnings]
    if found.value["year"] is None:
        said.append("文件的年度没有确定，目标和指标值里的年份请逐一核对。")
    elif found.value["year"] != period.year:
        said.append(f"这是 {found.value['year']} 年度的报告；目标和指标值里的年份请改为 {period.year} 年。")
    if kept:
        said.append(f"本年度已有{'、'.join(kept)}，保持不变，不取文件里的。")
    return said


def preview(
    request: SignedIn, period: Period, form: WordCatalogue, name: str, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "period": period,
        "form": form,
        "name": name,
        "problem": problem,
        "balance": weights_problem([row.texts["weight"] for row in form.indicators], form.heads["execution_weight"]),
        "heads": [(key, label, form.heads[key], form.errors.get(key)) for key, (label, _) in HEADS.items()],
        "lists": [(kind, title, form.rows[kind]) for kind, title in TITLES.items()],
        "choices": [
            ("form", "表式", form.heads["form"], Form.choices, form.errors.get("form")),
            ("unit", "金额单位", form.heads["unit"], Unit.choices, form.errors.get("unit")),
        ],
    }
    return render(request, "reports/word_catalogue_preview.html", context, status=status)


@require_POST
def apply(request: SignedIn, pk: int) -> HttpResponse:
    """Write what is ticked as the catalogue: all of it, or nothing and the preview again."""
    period = get_open_period(request, pk)
    if problem := closed(period):
        return refuse(request, 409, problem)
    form, name = from_post(request.POST), request.POST.get("name", "")[:200]
    if form is None:
        return refuse(request, 400, "提交的内容不完整，没有写入。请重新选择文件上传。")
    if not form.check():
        return preview(request, period, form, name, "标出的各格要改，没有写入任何内容。", 422)
    if not form.indicators:
        return preview(request, period, form, name, "没有勾选任何指标，没有写入任何内容。", 422)
    try:
        found = form.catalogue(load_catalogue(period))
        actions.adopt_word(period, request.user, form.heads, found, seen=form.seen, name=name)
    except IssueProblem as refused:
        return refuse(request, 409, str(refused))
    messages.success(request, f"已由“{name}”建立 {len(form.indicators)} 项指标，核对后请下达。")
    return redirect("admin:programs_period_change", pk)
