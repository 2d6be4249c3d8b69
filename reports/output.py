"""One report → one file: the same call serves the command line and the download links."""

from collections.abc import Callable
from dataclasses import replace

from reports.domain.compose import Labels, compose_form, compose_report
from reports.domain.document import Document, PageBreak
from reports.exchange.writing import write_json
from reports.models import Report
from reports.queries import Judged, judge_report
from reports.rendering.html import render_html
from reports.rendering.pdf import render_pdf

FORMATS = ("json", "html", "pdf", "docx", "xlsx")
Rendered = tuple[str, str, bytes]


class NotYet(Exception):
    """A format of the contract that this release cannot make."""


def labels_of(report: Report) -> Labels:
    """The words of the form that the program-year sets."""
    return Labels.for_form(report.form, table_title=report.period.table_title)


def form_document(judged: Judged) -> Document:
    """The 自评表 alone."""
    return compose_form(judged.facts, judged.evaluation, labels_of(judged.report))


def sums_document(judged: Judged) -> Document:
    """The form without its rows: what remains is the money and the sums, all that a save computes anew."""
    facts = replace(judged.facts, indicators=(), goals=(), management=())
    return compose_form(facts, replace(judged.evaluation, indicators=()), labels_of(judged.report))


def report_document(judged: Judged) -> Document:
    """The full report with its 附表."""
    return compose_report(judged.facts, judged.evaluation, labels_of(judged.report))


def reading_document(judged: Judged) -> Document:
    """The same for the reviewer's screen: the table first, then the narrative."""
    form, whole = form_document(judged), report_document(judged)
    narrative = whole.blocks[: next((i for i, block in enumerate(whole.blocks) if isinstance(block, PageBreak)), 0)]
    return Document(whole.title, (*form.blocks, PageBreak(), *narrative))


def json_file(judged: Judged) -> Rendered:
    text = write_json(judged.facts, judged.evaluation, judged.findings)
    return f"{judged.facts.title}.json", "application/json", text.encode()


def render_form_pdf(judged: Judged) -> Rendered:
    """The 自评表 alone as PDF."""
    return render_pdf(form_document(judged))


def render_report_pdf(judged: Judged) -> Rendered:
    """The full report as PDF."""
    return render_pdf(report_document(judged))


def not_yet(judged: Judged) -> Rendered:
    raise NotYet("Word 和 Excel 格式尚不能导出，请用 json、html 或 pdf。")


MAKERS: dict[str, Callable[[Judged], Rendered]] = {
    "json": json_file,
    "html": lambda judged: render_html(report_document(judged)),
    "pdf": render_report_pdf,
    "docx": not_yet,
    "xlsx": not_yet,
}


def render(report: Report, format: str) -> Rendered:
    """(name, content type, bytes) of the whole report; raises NotYet."""
    return MAKERS[format](judge_report(report))
