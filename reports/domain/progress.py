"""How much of a report is filled, by section of the form."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reports.domain import facts
from reports.domain.checks.finding import Finding, error
from reports.domain.evaluate import Evaluation

#: The code under which missing parts stand in the list of findings.
MISSING = "report.missing"
#: The same for characters that cannot be printed.
UNPRINTABLE = "report.unprintable"
TYPED = {
    "management": ("statement", "problem"),
    "goals": ("actual",),
    "indicators": ("actual", "reason", "explanation"),
    "narrative": ("body",),
}


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


def written_sections(report: facts.Report) -> list[tuple[int, facts.Section]]:
    """The sections somebody is to write, with their index: those with text, and those without sub-headings.

    Sub-headings of the section on indicators are written through the indicators' explanations.
    """
    rows, found = report.narrative, []
    inside = 0  # level of the indicators' section while its sub-headings go on
    for index, row in enumerate(rows):
        if inside and row.level <= inside:
            inside = 0
        last = index + 1 == len(rows) or rows[index + 1].level <= row.level
        if row.body.strip() or (last and not inside and not about_indicators(row)):
            found.append((index, row))
        if not inside and about_indicators(row):
            inside = row.level
    return found


def texts_of(report: facts.Report) -> Iterator[tuple[str, str]]:
    """(place, text) of everything a person types that is printed."""
    yield from (("title", report.title), ("implementing_unit", report.implementing_unit), ("remarks", report.remarks))
    for name, rows in (
        ("management", report.management),
        ("goals", report.goals),
        ("indicators", report.indicators),
        ("narrative", report.narrative),
    ):
        for index, row in enumerate(rows):
            for cell in TYPED[name]:
                yield f"{name}[{index}].{cell}", getattr(row, cell)


def unprintable_texts(report: facts.Report, unprintable: Callable[[str], str]) -> tuple[Finding, ...]:
    """Characters no face can print, at their cells; ``unprintable`` names those of a text."""
    return tuple(
        error(UNPRINTABLE, place, f"“{characters}”没有可用的字体，PDF 中印不出来，请换用其他写法。")
        for place, text in texts_of(report)
        if not text.isascii() and (characters := unprintable(text))
    )


def about_indicators(section: facts.Section) -> bool:
    return "绩效指标" in section.heading and "情况" in section.heading


def missing(report: facts.Report, evaluation: Evaluation) -> tuple[Finding, ...]:
    """What a report cannot be submitted without, beyond the contract's findings; not exported."""
    found = []
    if report.funds and evaluation.total.budget is None and evaluation.total.actual is None:
        found.append(error(MISSING, "funds[0].budget", "资金还没有填写。"))
    for index, line in enumerate(report.management):
        if not line.statement.strip():
            found.append(error(MISSING, f"management[{index}].statement", f"“{line.aspect}”的情况说明未填。"))
    for index, goal in enumerate(report.goals):
        if not goal.actual.strip():
            found.append(error(MISSING, f"goals[{index}].actual", f"第 {index + 1} 项目标的全年实际完成情况未填。"))
    for index, (row, result) in enumerate(zip(report.indicators, evaluation.indicators, strict=True)):
        if result.weight is not None and result.score is None and result.outcome != "blank":
            message = f"“{row.name}”的得分不能由规则算出，请按完成情况填写。"
            found.append(error(MISSING, f"indicators[{index}].score", message))
        if row.actual.strip() == facts.NOT_APPLICABLE and row.reason.strip() in ("", "无"):
            message = f"“{row.name}”写了“{facts.NOT_APPLICABLE}”，请在“未完成原因和改进措施”写明不适用的理由。"
            found.append(error(MISSING, f"indicators[{index}].reason", message))
    sections = written_sections(report)
    if sections and not any(row.body.strip() for _, row in sections):
        found.append(error(MISSING, f"narrative[{sections[0][0]}].body", "报告正文还没有写。"))
    return tuple(found)


def progress(report: facts.Report, evaluation: Evaluation) -> tuple[Progress, ...]:
    """Sections in the order of the form; those the form does not have are left out."""
    parts: Sequence[tuple[str, str, list[bool]]] = (
        ("funds", "资金", [row.budget is not None or row.actual is not None for row in evaluation.funds]),
        ("management", "资金管理", [bool(row.statement.strip()) for row in report.management]),
        ("goals", "目标", [bool(row.actual.strip()) for row in report.goals]),
        ("indicators", "指标", [row.outcome != "blank" for row in evaluation.indicators]),
        ("narrative", "报告正文", [bool(row.body.strip()) and not row.drafted for _, row in written_sections(report)]),
    )
    return tuple(Progress(key, label, sum(done), len(done)) for key, label, done in parts if done)
