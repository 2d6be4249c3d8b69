"""The very document: preview and downloads."""

from urllib.parse import quote

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs.requests import SignedIn
from reports.domain import workflow
from reports.domain.document import annotated
from reports.output import MAKERS, Rendered, render_form_pdf, render_report_pdf, report_document
from reports.queries import judge_report
from reports.rendering.fonts import unprintable
from reports.rendering.html import document_markup
from reports.versioning import standing_version
from reports.views.access import get_readable
from reports.views.listing import marks_of
from reports.views.versions import stored_pdf


def download(rendered: Rendered) -> HttpResponse:
    name, content_type, content = rendered
    response = HttpResponse(content, content_type=content_type)
    ending = name.rpartition(".")[2]
    response["Content-Disposition"] = f"attachment; filename=\"report.{ending}\"; filename*=UTF-8''{quote(name)}"
    return response


@require_safe
def preview(request: SignedIn, pk: int) -> HttpResponse:
    """The full report as it will be printed."""
    report, _ = get_readable(request, pk)
    judged = judge_report(report)
    markup = document_markup(annotated(report_document(judged), marks_of(judged), {}, lambda cell: cell.text))
    context = {"report": report, "document": markup, "unprintable": unprintable(markup)}
    return render(request, "reports/preview.html", context)


@require_safe
def form_pdf(request: SignedIn, pk: int) -> HttpResponse:
    """The 自评表 alone."""
    report, _ = get_readable(request, pk)
    return download(render_form_pdf(judge_report(report)))


@require_safe
def report_pdf(request: SignedIn, pk: int) -> HttpResponseBase:
    """The full report with its 附表; of one that is handed in, the PDF stored then."""
    report, _ = get_readable(request, pk)
    version = standing_version(report) if report.state in workflow.HANDED_IN else None
    return stored_pdf(request, version) if version else download(render_report_pdf(judge_report(report)))


@require_safe
def report_docx(request: SignedIn, pk: int) -> HttpResponse:
    """The full report with its 附表 as a Word file."""
    report, _ = get_readable(request, pk)
    return download(MAKERS["docx"](judge_report(report)))
