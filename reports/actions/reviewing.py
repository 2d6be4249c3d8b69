"""The way through review: one act of the transition table, exactly once, with exactly one event."""

from django.db import transaction

from programs.access import access_of
from programs.models import User
from reports import models
from reports.actions.common import CONFLICT, FORBIDDEN, Refused, lock, record, standing
from reports.domain import workflow
from reports.domain.checks import Finding
from reports.queries import judge_report

OPINION_LIMIT = 2000


class Incomplete(Refused):
    """Submitting is refused because blocking findings are left."""

    def __init__(self) -> None:
        super().__init__(CONFLICT, "报告还有须改正或未说明的问题，不能提交。")


class BadOpinion(Refused):
    """The opinion is missing or too long; the page keeps it and shows the sentence."""


@transaction.atomic
def perform(report_id: int, actor: User, act: str, *, revision: int, opinion: str = "") -> models.Report:
    """One act of the transition table, exactly once, with exactly one event.

    ``revision`` is what the person saw; a report that has changed since is refused. The state is
    written by a conditional UPDATE on (id, state, revision).
    """
    report = lock(report_id)
    roles = access_of(actor).roles_in(report.organisation_id)
    if not roles & workflow.roles_for(act):
        raise Refused(FORBIDDEN, "您的角色不能进行这项操作。")
    levels = report.period.review_levels
    step = workflow.find(act, report.state, levels)
    if step is None:
        raise Refused(CONFLICT, standing(report) + "，不能进行这项操作。")
    if step.role not in roles:
        raise Refused(FORBIDDEN, "您的角色不能进行这项操作。")
    if step.other_hand and worked_on(report, actor):
        raise Refused(FORBIDDEN, "您参与了本次填报或审核，应由其他人审核。")
    if revision != report.revision:
        raise Refused(CONFLICT, "打开页面之后报告内容有了变化，请核对后再操作。")
    if step.opinion and not opinion.strip():
        raise BadOpinion(422, step.opinion)
    if len(opinion) > OPINION_LIMIT:
        raise BadOpinion(422, f"意见最多 {OPINION_LIMIT:,} 字，现有 {len(opinion):,} 字，请删减。")
    if step.complete and blocking_findings(report):
        raise Incomplete
    source = report.state
    report.state, report.round = step.target, report.round + (act == "submit")
    changed = models.Report.objects.filter(pk=report.pk, state=source, revision=revision).update(
        state=report.state, round=report.round, revision=revision + 1
    )
    if changed != 1:
        raise Refused(CONFLICT, "报告刚刚被他人处理，请刷新页面。")
    report.revision = revision + 1
    record(report, actor, act, source, opinion)
    return report


#: Acts that make a person a party to the content or to an earlier level of its review.
OWN_HAND = ("start", "import", "replace", "submit", "withdraw", "forward")


def worked_on(report: models.Report, actor: User) -> bool:
    """Whether the person had a hand in this report. Judged by who acted, not by today's role."""
    typed = report.changes.filter(actor=actor).exists()
    return typed or report.events.filter(actor=actor, act__in=OWN_HAND).exists()


def blocking_findings(report: models.Report) -> list[Finding]:
    """What still keeps the report from being submitted."""
    return judge_report(report).blocking
