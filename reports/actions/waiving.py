"""Waivers: the reviewer's level lets an error stand that is wrong in a lawful case, with a reason.

Unlike a comment a waiver makes a new revision: it decides whether the report may be submitted.
"""

from django.db import transaction
from django.utils import timezone

from indicators.domain.numbers import unstorable
from programs.access import Access, access_of
from programs.choices import Role
from programs.models import User
from reports import models, sealing
from reports.actions import noticing
from reports.actions.common import CONFLICT, FORBIDDEN, Refused, grow, lock, log, standing
from reports.actions.hands import worked_on
from reports.domain import workflow
from reports.domain.mending import WAIVER
from reports.queries import judge_report, waivable

INVALID = 422
SHORTEST, LIMIT = 5, 500
REVIEWERS = frozenset({Role.REVIEWER, Role.SUPERVISOR})


class BadReason(Refused):
    """The reason says too little or too much; the page keeps it and shows the sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(INVALID, message)


def guard_waiver(report: models.Report, access: Access, actor: User) -> None:
    """The unit's reviewer at any time before the approval, a supervisor once it is handed in; never its own author."""
    roles = access.roles_in(report.organisation_id) & REVIEWERS
    if report.state not in workflow.HANDED_IN:
        roles -= {Role.SUPERVISOR}
    if not roles:
        raise Refused(FORBIDDEN, "只有审核人可以豁免；主管部门（财政）在报告提交后可以豁免。")
    if worked_on(report, actor):
        raise Refused(FORBIDDEN, "您参与了本次填报或审核，应由其他人豁免。")
    if report.state in workflow.SETTLED or report.state == workflow.VOIDED:
        raise Refused(CONFLICT, standing(report) + "，不能豁免。")


def guard_reason(reason: str) -> None:
    if len("".join(reason.split())) < SHORTEST:
        raise BadReason(f"请写明豁免的理由，不少于{SHORTEST}个字。")
    if problem := unstorable("豁免理由", reason, LIMIT):
        raise BadReason(problem)


@transaction.atomic
def waive(report_id: int, actor: User, code: str, where: str, reason: str) -> models.Waiver:
    """Let an error stand that is found now, in the words in which it stands now. A new reason replaces the old one."""
    report = lock(report_id)
    guard_waiver(report, access_of(actor), actor)
    guard_reason(reason)
    errors = {(found.code, found.where): found for found in judge_report(report).all if waivable(found)}
    finding = errors.get((code, where))
    if finding is None:
        raise Refused(CONFLICT, "这一项已有变化，或者不能豁免，请刷新页面。")
    old = withdrawn(report, actor, code, where)
    made = models.Waiver.objects.create(
        report=report,
        code=code,
        where=where,
        message=finding.message,
        reason=reason,
        by=actor,
        at=timezone.now(),
    )
    # The same words for a finding that says something else now are said anew.
    before = old.reason if old and old.reason != reason else ""
    log(report, actor, [(f"{WAIVER}{code}", where, before, reason)], sealing.witness(*([old] if old else ()), made))
    grow(report)
    noticing.waived(report, actor, finding.message, reason)
    return made


@transaction.atomic
def take_back(report_id: int, actor: User, code: str, where: str) -> None:
    """The error counts again; only while the report is open, so that nothing submitted becomes unsound."""
    report = lock(report_id)
    guard_waiver(report, access_of(actor), actor)
    if not report.open:
        raise Refused(CONFLICT, standing(report) + "，豁免不能撤回。要求更正请退回修改。")
    old = withdrawn(report, actor, code, where)
    if old is None:
        raise Refused(CONFLICT, "这一项已没有豁免，请刷新页面。")
    log(report, actor, [(f"{WAIVER}{code}", where, old.reason, "")], sealing.witness(old))
    grow(report)
    noticing.waived(report, actor, old.message, "")


def withdrawn(report: models.Report, actor: User, code: str, where: str) -> models.Waiver | None:
    """End the waiver that counts, in the caller's transaction; ``None`` where there was none."""
    waiver = report.waivers.filter(code=code, where=where, withdrawn_at=None).first()
    if waiver is not None:
        waiver.withdrawn_at, waiver.withdrawn_by = timezone.now(), actor
        waiver.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return waiver
