"""The way through review: one act of the transition table, exactly once, with exactly one event."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model

from indicators.domain.numbers import unstorable
from programs.access import access_of
from programs.models import User
from reports import models, sealing
from reports.actions import noticing, versions
from reports.actions.commenting import close_demands
from reports.actions.common import (
    CONFLICT,
    FORBIDDEN,
    Refused,
    discard_unless_kept,
    filled_counts,
    latest,
    lock,
    log,
    record,
    standing,
)
from reports.actions.hands import passed_above, worked_on
from reports.domain import workflow
from reports.domain.mending import RETURN
from reports.queries import judge_report

OPINION_LIMIT = 2000
#: Acts that set until when a report is to be mended.
SENT_BACK_BY = ("return", "correct")


class Incomplete(Refused):
    """Submitting is refused because blocking findings are left."""

    def __init__(self) -> None:
        super().__init__(CONFLICT, "报告还有须改正或未说明的问题，不能提交。")


class BadOpinion(Refused):
    """The opinion is missing or too long; the page keeps it and shows the sentence."""


def perform(
    report_id: int, actor: User, act: str, *, revision: int, opinion: str = "", mend_by: date | None = None
) -> models.Report:
    """One act of the transition table, exactly once, with exactly one event.

    ``revision`` is what the person saw; a report that has changed since is refused. A submission's version is made
    before the report is locked and stored with the act. ``mend_by``: until when a returned report should be mended.
    """
    if act != "submit":
        return written(report_id, actor, act, revision, opinion, mend_by)
    report = models.Report.objects.select_related("organisation", "period__program").get(pk=report_id)
    permitted(report, actor, act, revision, opinion)
    judged = judge_report(report)
    if judged.blocking:
        raise Incomplete  # before a second is spent on its PDF
    prepared = versions.prepare(judged)
    try:
        return written(report_id, actor, act, revision, opinion, None, prepared)
    except BaseException:
        path = prepared.pdf.path
        discard_unless_kept(path, models.Version.objects.filter(pdf_path=path))
        raise


@transaction.atomic
def written(
    report_id: int,
    actor: User,
    act: str,
    revision: int,
    opinion: str,
    mend_by: date | None,
    prepared: versions.Prepared | None = None,
) -> models.Report:
    """The act under the report's lock: its state by a conditional UPDATE on (id, state, revision), then its event."""
    report = lock(report_id)
    step = permitted(report, actor, act, revision, opinion)
    if step.complete and (prepared is None or prepared.revision != revision or prepared.judged.blocking):
        raise Incomplete
    source, holder = report.state, report.holder
    columns = columns_after(report, step, actor, mend_by) | (filled_counts(prepared.judged) if prepared else {})
    if models.Report.objects.filter(pk=report.pk, state=source, revision=revision).update(**columns) != 1:
        raise Refused(CONFLICT, "报告刚刚被他人处理，请刷新页面。")
    for name, value in columns.items():
        setattr(report, name, value)
    if report.mend_by and act in SENT_BACK_BY:
        # The column is cleared by the approval; the log keeps until when it was to be mended.
        log(report, actor, [(f"{RETURN}{report.round}", "mend_by", "", report.mend_by.isoformat())])
    if act in ("forward", "approve"):
        close_demands(report, actor)
    version = versions.keep(report, actor, prepared) if prepared else None
    rows: list[Model] = [version] if version else []
    if act in ("publish", "unpublish"):
        rows += versions.publish(report, actor) if act == "publish" else versions.unpublish(report)
    digest = version.sha256 + version.pdf_sha256 if version else ""
    record(report, actor, act, source, opinion, digest, sealing.witness(*rows))
    noticing.acted(report, act, actor, opinion)
    if act == "begin":
        noticing.taken_over(report, actor, holder)
    return report


def columns_after(
    report: models.Report, step: workflow.Transition, actor: User, mend_by: date | None
) -> dict[str, Any]:
    """The columns of the report as the act leaves them. What keeps a report where it is keeps all that says where."""
    act, submission = step.act, report.events.filter(act="submit").last()
    state = step.leads_to(report.state, submission.from_state if submission else "draft")
    columns: dict[str, Any] = {"state": state, "revision": report.revision + 1}
    if act in ("publish", "unpublish"):
        columns["public_number"] = report.round if act == "publish" else None
    if step.target == workflow.STAYS:
        return columns
    if act == "submit":
        # An imported report is nobody's at first.
        columns["assignee"] = report.assignee or actor
        columns |= {"round": report.round + 1, "levels": report.period.review_levels}
    return columns | {
        "level": report.level + (act == "forward") if act in ("begin", "forward") else 0,
        "holder": actor if act == "begin" else None,
        "mend_by": mend_by if act in SENT_BACK_BY else report.mend_by if act in ("submit", "withdraw") else None,
    }


def permitted(report: models.Report, actor: User, act: str, revision: int, opinion: str) -> workflow.Transition:
    """The transition, if this person may take it now; raises Refused with the sentence that says why not."""
    roles = access_of(actor).roles_in(report.organisation_id)
    if not roles & workflow.roles_for(act):
        raise Refused(FORBIDDEN, "您的角色不能进行这项操作。")
    step = workflow.find(act, report.situation)
    if step is None:
        raise Refused(CONFLICT, standing(report) + "，不能进行这项操作。")
    if revision != report.revision:
        raise Refused(CONFLICT, f"打开页面之后报告内容有了变化（{latest(report)}），请核对后再操作。")
    if step.role not in roles:
        raise Refused(FORBIDDEN, "您的角色不能进行这项操作。")
    if step.other_hand and worked_on(report, actor):
        raise Refused(FORBIDDEN, "您参与了本次填报或审核，应由其他人审核。")
    if step.other_hand and report.state in workflow.UPPER_REVIEW and passed_above(report, actor):
        raise Refused(FORBIDDEN, "这份报告已由更高一级审核通过，应由同级其他人或再上一级审核。")
    held = report.state in workflow.HELD and report.holder_id not in (None, actor.pk)
    if held and step.other_hand and act != "begin":
        raise Refused(CONFLICT, standing(report) + "，要由您办理，请先点“开始审核”接手。")
    guard_opinion(step, opinion)
    return step


def guard_opinion(step: workflow.Transition, opinion: str) -> None:
    if step.opinion and not opinion.strip():
        raise BadOpinion(422, step.opinion)
    if problem := unstorable("意见", opinion, OPINION_LIMIT):
        raise BadOpinion(422, problem)
