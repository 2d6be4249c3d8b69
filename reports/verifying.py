"""Whether a report, its log, its versions and its files are as they were written; what is not, by place."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from reports import files, models, sealing
from reports.actions import commenting
from reports.actions.versions import canonical
from reports.domain import workflow
from reports.domain.evidence import EVIDENCE
from reports.domain.mending import COMMENT, WAIVER
from reports.queries import judge_report


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that no act of the portal has written."""

    place: str
    message: str


def troubles_of(report: models.Report) -> Iterator[Trouble]:
    """Log first: what follows is proved by it."""
    for found in sealing.breaks_of(report):
        yield Trouble(f"日志第{found.number}条 {found.name}".strip(), found.message)
    yield from state_troubles(report)
    yield from version_troubles(report)
    yield from content_troubles(report)
    yield from spoken_troubles(report)
    yield from file_troubles(report)


def state_troubles(report: models.Report) -> Iterator[Trouble]:
    """State and number of submissions are what the acts have made them."""
    last = report.events.last()
    if last is not None and last.to_state != report.state:
        should = workflow.STATES.get(last.to_state, last.to_state)
        yield Trouble("状态", f"是“{report.get_state_display()}”，最后一次办理之后应为“{should}”")
    passed = report.events.filter(act="forward", round=report.round).count()
    if report.level != (passed if report.state in workflow.UPPER_REVIEW else 0):
        yield Trouble("审核级数", f"本次提交已通过{passed}级，记为{report.level}级")
    submitted = report.events.filter(act="submit").count()
    if submitted != report.round or report.versions.count() != submitted:
        yield Trouble("版本", f"提交过{submitted}次，记为{report.round}次，存有{report.versions.count()}个版本")


def version_troubles(report: models.Report) -> Iterator[Trouble]:
    """Each version's text and PDF are those of its submission's event."""
    digests = {event.round: event.digest for event in report.events.filter(act="submit")}
    for version in report.versions.all():
        text = hashlib.sha256(version.facts.encode()).hexdigest()
        if text + version.pdf_sha256 != digests.get(version.number):
            yield Trouble(str(version), "内容与提交时的封签不符")
        if problem := file_problem(version.pdf_path, version.pdf_sha256):
            yield Trouble(f"{version} PDF", problem)


def content_troubles(report: models.Report) -> Iterator[Trouble]:
    """A report that is handed in says what its last version says."""
    last = report.versions.last()
    if report.state not in workflow.HANDED_IN or last is None:
        return
    if hashlib.sha256(canonical(judge_report(report)).encode()).hexdigest() != last.sha256:
        yield Trouble("内容", f"与提交的{last}不同，而报告{report.get_state_display()}，不能修改")


def spoken_troubles(report: models.Report) -> Iterator[Trouble]:
    """Comments with their marks and the waivers that count are those of the log, word for word."""
    logged: dict[tuple[str, str], str] = {}
    for row, field, new in report.changes.values_list("row", "field", "new"):
        if row.startswith((COMMENT, WAIVER)):
            logged[row, field] = new
    stored = {key: text for comment in report.comments.all() for key, text in commenting.logged(comment).items()}
    for waiver in report.waivers.filter(withdrawn_at=None):
        stored[f"{WAIVER}{waiver.code}", waiver.where] = waiver.reason
    for key in sorted(logged.keys() | stored.keys()):
        if logged.get(key, "") != stored.get(key, ""):
            kind, _, name = key[0].partition(":")
            yield Trouble(f"{'意见' if kind == 'comment' else '豁免'} {name} {key[1]}", "与日志所记不符")


def file_troubles(report: models.Report) -> Iterator[Trouble]:
    for file in report.evidence.all():
        if problem := file_problem(file.path, file.sha256):
            yield Trouble(f"{'佐证材料' if file.purpose == EVIDENCE else '盖章扫描件'}“{file.name}”", problem)


def file_problem(path: str, sha256: str) -> str:
    try:
        files.open_checked(path, sha256).close()
    except files.Missing:
        return "文件不在了"
    except files.Altered:
        return "文件被改动过"
    return ""
