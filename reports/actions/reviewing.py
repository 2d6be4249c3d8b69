"""The way through review: one act of the transition table, exactly once, with exactly one event."""

from datetime import date
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from programs.access import access_of
from programs.models import User
from reports import models
from reports.actions import noticing, versions
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
from reports.domain import workflow
from reports.domain.mending import RETURN, SPOKEN
from reports.queries import judge_report

OPINION_LIMIT = 2000


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
    source, report.state = report.state, step.target
    columns = {
        "state": step.target,
        "round": report.round + (act == "submit"),
        "level": report.level + (act == "forward") if act in ("begin", "forward") else 0,
        "holder": actor if act == "begin" else None,
        "mend_by": mend_by if act == "return" else None,
        "assignee": report.assignee or (actor if act == "submit" else None),  # an imported one is nobody's at first
        "revision": revision + 1,
        **(filled_counts(prepared.judged) if prepared else {}),
    }
    if models.Report.objects.filter(pk=report.pk, state=source, revision=revision).update(**columns) != 1:
        raise Refused(CONFLICT, "报告刚刚被他人处理，请刷新页面。")
    for name, value in columns.items():
        setattr(report, name, value)
    if report.mend_by:
        # The column is cleared by the next submission; the log keeps until when it was to be mended.
        log(report, actor, [(f"{RETURN}{report.round}", "mend_by", "", report.mend_by.isoformat())])
    version = versions.keep(report, actor, prepared) if prepared else None
    if act in ("publish", "unpublish"):
        (versions.publish(report, actor) if act == "publish" else versions.unpublish(report))
    record(report, actor, act, source, opinion, version.sha256 + version.pdf_sha256 if version else "")
    noticing.acted(report, act, actor, opinion)
    return report


def permitted(report: models.Report, actor: User, act: str, revision: int, opinion: str) -> workflow.Transition:
    """The transition, if this person may take it now; raises Refused with the sentence that says why not."""
    roles = access_of(actor).roles_in(report.organisation_id)
    if not roles & workflow.roles_for(act):
        raise Refused(FORBIDDEN, "您的角色不能进行这项操作。")
    step = workflow.find(act, report.state, report.last_level)
    if step is None or (act == "void" and report.events.filter(act="approve").exists()):
        raise Refused(CONFLICT, standing(report) + "，不能进行这项操作。")
    if revision != report.revision:
        raise Refused(CONFLICT, f"打开页面之后报告内容有了变化（{latest(report)}），请核对后再操作。")
    if step.role not in roles:
        raise Refused(FORBIDDEN, "您的角色不能进行这项操作。")
    if step.other_hand and worked_on(report, actor):
        raise Refused(FORBIDDEN, "您参与了本次填报或审核，应由其他人审核。")
    if act != "begin" and report.state in workflow.HELD and report.holder_id not in (None, actor.pk):
        raise Refused(CONFLICT, standing(report) + "，要由您办理，请先点“开始审核”接手。")
    if step.opinion and not opinion.strip():
        raise BadOpinion(422, step.opinion)
    if len(opinion) > OPINION_LIMIT:
        raise BadOpinion(422, f"意见最多 {OPINION_LIMIT:,} 字，现有 {len(opinion):,} 字，请删减。")
    return step


#: Acts that make a person a party to the content.
OWN_HAND = ("start", "import", "replace", "submit", "withdraw")


def worked_on(report: models.Report, actor: User) -> bool:
    """Whether the person had a hand in this report. Judged by who acted, not by today's role.

    Comments, waivers and what a return sets stand in the log beside the changed cells, and are no hand in them. Who
    forwarded this version is a party to it from the next level on; once it has come back, the next version is the
    work of its preparers alone.
    """
    spoken = reduce(or_, (Q(row__startswith=prefix) for prefix in SPOKEN))
    typed = report.changes.filter(actor=actor).exclude(spoken).exists()
    acted = Q(act__in=OWN_HAND)
    if report.state in workflow.UPPER_REVIEW | workflow.SETTLED:
        acted |= Q(act="forward", round=report.round)
    return typed or report.events.filter(acted, actor=actor).exists()
