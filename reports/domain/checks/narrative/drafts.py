"""Texts that were drafted or carried over from last year and that nobody has made their own."""

from collections.abc import Iterator

from reports.domain import facts
from reports.domain.checks.finding import DRAFT, Finding, warning
from reports.domain.evaluate import Evaluation


def draft(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A drafted text that nobody has edited or accepted; a blank one is no text."""
    for index, section in enumerate(report.narrative):
        if section.drafted and section.body.strip():
            yield warning(
                DRAFT,
                f"narrative[{index}].body",
                f"“{section.heading or '开头'}”部分还是草拟或沿用的文字，请修改或认可后提交。",
            )
    for index, row in enumerate(report.indicators):
        if row.drafted and row.explanation.strip():
            yield warning(
                DRAFT,
                f"indicators[{index}].explanation",
                f"“{row.name}”的完成情况分析还是草拟或沿用的文字，请修改或认可后提交。",
            )
