"""How much of a report is filled, by section of the form."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.domain import facts
from reports.domain.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class Progress:
    """Filled and all parts of one section; ``key`` is the section's place in the exchange format."""

    key: str
    label: str
    done: int
    all: int

    @property
    def complete(self) -> bool:
        return self.done == self.all


def written_sections(report: facts.Report) -> list[facts.Section]:
    """The sections somebody is to write: those with text, and those without sub-headings of their own.

    A heading over the indicators' explanations is written through the indicators.
    """
    rows = report.narrative
    explained = any(row.explanation.strip() for row in report.indicators)
    leaves = []
    for index, row in enumerate(rows):
        last = index + 1 == len(rows) or rows[index + 1].level <= row.level
        if row.body.strip() or (
            last and not (explained and "指标" in row.heading) and not explained_under(report, row)
        ):
            leaves.append(row)
    return leaves


def explained_under(report: facts.Report, section: facts.Section) -> bool:
    """Whether an indicator's explanation is printed under this heading."""
    return any(
        row.explanation.strip() and row.level2.strip() and row.level2.strip().removesuffix("指标") in section.heading
        for row in report.indicators
    )


def progress(report: facts.Report, evaluation: Evaluation) -> tuple[Progress, ...]:
    """Sections in the order of the form; those the form does not have are left out."""
    parts: Sequence[tuple[str, str, list[bool]]] = (
        ("funds", "资金", [row.budget is not None or row.actual is not None for row in evaluation.funds]),
        ("management", "资金管理", [bool(row.statement.strip()) for row in report.management]),
        ("goals", "目标", [bool(row.actual.strip()) for row in report.goals]),
        ("indicators", "指标", [row.outcome != "blank" for row in evaluation.indicators]),
        ("narrative", "报告正文", [bool(row.body.strip()) for row in written_sections(report)]),
    )
    return tuple(Progress(key, label, sum(done), len(done)) for key, label, done in parts if done)
