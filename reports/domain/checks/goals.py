"""Checks of the goals block."""

import re
from collections.abc import Iterator

from reports.domain import facts
from reports.domain.checks.blanks import words_alone
from reports.domain.checks.finding import Finding, warning
from reports.domain.evaluate import Evaluation

_LABEL = re.compile("^目标[0-9一二三四五六七八九十]{0,2}")
#: Before or after the repeated goal: that it was reached.
_DONE = re.compile(
    "(?:已|均|都|全部|全面|基本|如期|按时|按期|圆满|顺利|目标)*(?:完成|实现|达到|达成)了?(?:年初|年度|预期)?(?:目标)?"
)


def copied(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """实际完成情况 repeats the goal word for word; marks and 已完成 around it are no words of its own."""
    for index, goal in enumerate(report.goals):
        wanted, done = (_LABEL.sub("", words_alone(text)) for text in (goal.target, goal.actual))
        before, found, after = done.partition(wanted) if wanted else ("", "", "")
        if found and all(not rest or _DONE.fullmatch(rest) for rest in (before, after)):
            yield warning(
                "goal.copied", f"goals[{index}].actual", "全年实际完成情况照抄了年初目标，请写实际做到了什么。"
            )
