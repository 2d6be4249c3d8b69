"""Handing open reports over: people change posts, the reports stay with their unit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from indicators.domain.numbers import unstorable
from programs.access import Access, access_of
from programs.choices import Role
from programs.models import User
from reports import models
from reports.actions import noticing
from reports.actions.common import CONFLICT, FORBIDDEN, Refused, lock, record, standing

INVALID = 422
REASON_LIMIT = 500
#: How the log names a report's preparer where there is none.
NOBODY = "（无经办人）"
HANDING = frozenset({Role.PREPARER, Role.REVIEWER, Role.SUPERVISOR})


class BadHandover(Refused):
    """What was chosen or written cannot be; the page keeps it and shows the sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(INVALID, message)


@dataclass(frozen=True, slots=True)
class Handed:
    """What was done: so many reports to this person."""

    count: int
    to: User


def may_hand_over(actor: User, access: Access, organisation_id: int) -> bool:
    """The unit's preparers and reviewers, those above it, and an administrator, who sees no content for it."""
    return actor.is_staff or bool(access.roles_in(organisation_id) & HANDING)


def receivers(organisation_id: int) -> list[User]:
    """Who may be given a report of this unit."""
    return list(noticing.members(organisation_id, Role.PREPARER))


@transaction.atomic
def hand_over(
    organisation_id: int, actor: User, chosen: Mapping[int, int | None], to_id: int | None, reason: str
) -> Handed:
    """Give the chosen reports of one unit to one of its preparers: all of them or none, one event in each log.

    ``chosen``: each report with the preparer whom the page has shown, so that nobody hands on what a colleague has
    handed on meanwhile. The content is untouched and so is its revision: whoever is typing goes on.
    """
    if not may_hand_over(actor, access_of(actor), organisation_id):
        raise Refused(FORBIDDEN, "只有本单位填报人、审核人和主管部门可以移交报告。")
    to = next((person for person in receivers(organisation_id) if person.pk == to_id), None)
    refuse_bad(chosen, to, reason)
    reports = [lock(pk) for pk in sorted(chosen) if models.Report.objects.filter(pk=pk).exists()]
    if len(reports) != len(chosen) or any(report.organisation_id != organisation_id for report in reports):
        raise Refused(CONFLICT, "所选的报告已不在这个单位，请刷新页面。")
    assert to is not None  # noqa: S101 - refuse_bad
    for report in reports:
        guard(report, chosen[report.pk], to)
        give(report, actor, to, reason.strip())
    return Handed(len(reports), to)


def refuse_bad(chosen: Collection[int], to: User | None, reason: str) -> None:
    if not chosen:
        raise BadHandover("请勾选要移交的报告。")
    if to is None:
        raise BadHandover("请选择接手的填报人。")
    if not reason.strip():
        raise BadHandover("请写明移交原因。")
    if problem := unstorable("移交原因", reason, REASON_LIMIT):
        raise BadHandover(problem)


def guard(report: models.Report, seen: int | None, to: User) -> None:
    name = f"“{report.period}”"
    if not report.open:
        raise Refused(CONFLICT, f"{name}没有移交：{standing(report)}，只有填报中、被退回和更正中的报告可以移交。")
    if report.assignee_id != seen:
        raise Refused(CONFLICT, f"{name}刚刚已移交给{report.assignee or NOBODY}，请刷新页面后再办理。")
    if report.assignee_id == to.pk:
        raise BadHandover(f"{name}已由{to}经办，请取消勾选或选择其他人。")


def give(report: models.Report, actor: User, to: User, reason: str) -> None:
    before = report.assignee or NOBODY
    report.assignee = to
    models.Report.objects.filter(pk=report.pk).update(assignee=to)
    record(report, actor, "handover", report.state, f"{before} → {to}：{reason}")
    noticing.handed(report, actor, to, reason)
