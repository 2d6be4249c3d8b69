"""Facts and what follows from them → the printed document. Pure: no clock, no Django, no markup."""

from reports.domain import facts, figures
from reports.domain.compose.form import form_blocks
from reports.domain.compose.labels import Labels
from reports.domain.compose.narrative import appendix_of, narrative_blocks
from reports.domain.document import Document, PageBreak, Paragraph, Title
from reports.domain.evaluate import Evaluation

__all__ = ["Labels", "compose_form", "compose_report"]


def form_title(report: facts.Report, labels: Labels) -> str:
    """The setting's title, else the one the report names itself ("附表：…自评表"), else the form's own."""
    return labels.table_title or appendix_of(report)[1] or labels.default_title


def compose_form(report: facts.Report, evaluation: Evaluation, labels: Labels | None = None) -> Document:
    """The 自评表 alone."""
    labels = labels or Labels.for_form(report.form)
    title = form_title(report, labels)
    subtitle = labels.subtitle.replace("{year}", str(report.year))
    return Document(title=f"{title}{subtitle}", blocks=form_blocks(report, evaluation, labels, title))


def compose_report(report: facts.Report, evaluation: Evaluation, labels: Labels | None = None) -> Document:
    """The full report: title, narrative with its tables and live figures, and on a new page the 附表.

    Without a narrative it is the form alone, under the report's own title.
    """
    labels = labels or Labels.for_form(report.form)
    report = figures.filled(report, evaluation, labels)
    title = form_title(report, labels)
    narrative = narrative_blocks(report)
    if not narrative:
        own = report.title.removesuffix(labels.subtitle.replace("{year}", str(report.year)))
        return Document(report.title, form_blocks(report, evaluation, labels, own or title))
    return Document(
        title=report.title,
        blocks=(
            Title(report.title),
            *narrative,
            PageBreak(),
            Paragraph(appendix_of(report)[0] or labels.appendix, style="flush"),
            *form_blocks(report, evaluation, labels, title),
        ),
    )
