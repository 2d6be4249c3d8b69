"""Checks of the goals block."""

from collections.abc import Iterator

from reports.domain import facts
from reports.domain.checks.finding import Finding, warning
from reports.domain.evaluate import Evaluation


def squeezed(text: str) -> str:
    return "".join(text.split())


def copied(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """实际完成情况 repeats the goal word for word."""
    for index, goal in enumerate(report.goals):
        if squeezed(goal.actual) and squeezed(goal.actual) == squeezed(goal.target):
            yield warning(
                "goal.copied", f"goals[{index}].actual", "全年实际完成情况照抄了年初目标，请写实际做到了什么。"
            )
