"""One report → one file: the same call serves the command line and the download links."""

from collections.abc import Callable
from dataclasses import replace

from reports.domain.compose import Labels, compose_form, compose_report
from reports.domain.compose.labels import VERDICTS
from reports.domain.compose.tables import column_total
from reports.domain.compose.values import percent, plain
from reports.domain.document import Document, PageBreak
from reports.exchange.workbook.painting import XLSX
from reports.exchange.workbook.writing import Identity, write_workbook
from reports.exchange.writing import write_json, write_object
from reports.models import Report
from reports.queries import Judged, judge_report
from reports.rendering.docx.file import render_docx
from reports.rendering.html import file_name, render_html
from reports.rendering.pdf import render_pdf

FORMATS = ("json", "html", "pdf", "docx", "xlsx")
Rendered = tuple[str, str, bytes]


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


def computed_texts(judged: Judged) -> dict[str, str]:
    """What the workbook shows beside what was typed, by place."""
    evaluation, total = judged.evaluation, judged.evaluation.total
    texts = {f"funds[{i}].computed_rate": percent(line.rate, 2) for i, line in enumerate(evaluation.funds)}
    for name in ("budget", "actual", "initial", "received"):
        texts[f"funds_sum.{name}"] = plain(getattr(total, name))
    texts["funds_sum.computed_rate"] = texts["funds_total.computed_rate"] = percent(total.rate, 2)
    for i, row in enumerate(evaluation.indicators):
        place = f"indicators[{i}]"
        texts[f"{place}.number"] = str(i + 1)
        texts[f"{place}.verdict"] = VERDICTS[row.outcome][1]
        texts[f"{place}.computed_score"] = plain(row.computed_score, trim=True)
    for name in ("settlement", "advance", "audit", "proposed"):
        texts[f"allocations_sum.{name}"] = column_total(judged.facts, name)
    return texts


def workbook_file(judged: Judged) -> Rendered:
    """The fill-in workbook: every key of the exchange format, and what an upload compares with."""
    report = judged.report
    rows = {place: (held.key, held.version) for place, held in judged.loaded.rows.items()}
    identity = Identity(str(report.pk), str(report.revision), rows)
    content = write_workbook(write_object(judged.facts), computed_texts(judged), identity)
    return file_name(report_document(judged), "xlsx"), XLSX, content


MAKERS: dict[str, Callable[[Judged], Rendered]] = {
    "json": json_file,
    "html": lambda judged: render_html(report_document(judged)),
    "pdf": render_report_pdf,
    "docx": lambda judged: render_docx(report_document(judged)),
    "xlsx": workbook_file,
}


def render(report: Report, format: str) -> Rendered:
    """(name, content type, bytes) of the whole report."""
    return MAKERS[format](judge_report(report))
