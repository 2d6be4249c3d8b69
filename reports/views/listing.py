"""The findings of a report as its pages list them: by section, worst first, with their notes."""

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b

from reports.domain.checks import Finding
from reports.loading import Noted
from reports.queries import Judged, waivable

SECTIONS = {
    "funds": "资金",
    "management": "资金管理",
    "goals": "目标",
    "indicators": "指标",
    "narrative": "报告正文",
    "allocations": "分配表",
    "report": "表头和总分",
}


def section_of(where: str) -> str:
    """The section of the form a finding belongs to."""
    name = where.split("[")[0].split(".")[0]
    name = {"funds_total": "funds", "allocations_total": "allocations"}.get(name, name)
    return name if name in SECTIONS else "report"


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its note and its waiver; ``same``: how many warnings of its kind there are.

    ``waivable``: an error that nobody has waived and the reviewer's level could.
    """

    finding: Finding
    note: Noted | None
    answered: bool
    same: int
    waiver: Noted | None
    waived: bool
    waivable: bool

    @property
    def rank(self) -> int:
        """Errors, then open warnings, then what somebody has settled."""
        return 2 if self.answered or self.waived else 0 if self.finding.blocking else 1


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one section: errors, then open warnings, then answered and waived ones."""

    key: str
    label: str
    findings: tuple[Shown, ...]


def shown_findings(judged: Judged) -> list[Shown]:
    """Errors, then open warnings, then answered and waived ones."""
    kinds = Counter(finding.code for finding in judged.all if not finding.blocking)
    return sorted((shown(judged, finding, kinds[finding.code]) for finding in judged.all), key=lambda item: item.rank)


def shown(judged: Judged, finding: Finding, same: int) -> Shown:
    waived = judged.waived(finding)
    return Shown(
        finding,
        judged.note_on(finding),
        judged.answered(finding),
        same,
        judged.waiver_on(finding) if finding.blocking else None,
        waived,
        waivable(finding) and not waived,
    )


def findings_by_section(judged: Judged) -> list[Group]:
    """Grouped in the order of the form."""
    findings = shown_findings(judged)
    groups = [
        Group(key, label, tuple(item for item in findings if section_of(item.finding.where) == key))
        for key, label in SECTIONS.items()
    ]
    groups = [group for group in groups if group.findings]
    return sorted(groups, key=lambda group: group.findings[0].rank != 0)


def marks_of(judged: Judged) -> dict[str, str]:
    """Place → "error", "warning" or "answered" (or waived): the worst finding of each cell."""
    rank = ("answered", "warning", "error")
    marks: dict[str, str] = {}
    for finding in judged.all:
        settled = judged.answered(finding) or judged.waived(finding)
        mark = "answered" if settled else "error" if finding.blocking else "warning"
        marks[finding.where] = max(marks.get(finding.where, mark), mark, key=rank.index)
    return marks


def findings_digest(judged: Judged) -> str:
    """A short name for exactly this list of findings with its notes and waivers: pages compare it."""
    told = blake2b(digest_size=9)
    for finding in judged.all:
        note, waiver = judged.note_on(finding), judged.waiver_on(finding)
        told.update(f"{finding}{note}{waiver}".encode("utf-8", "surrogatepass"))
    return told.hexdigest()
