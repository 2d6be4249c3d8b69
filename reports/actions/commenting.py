"""Comments on cells: written, answered, marked as 须改, settled.

No comment makes a new revision: it changes nothing of what is submitted or approved. A reviewer who writes ten of them
and then approves has still seen the report as it is, and a preparer's answer must not send a reviewer back to read it
again. Only the log grows, and its end is stored with each.
"""

from django.db import transaction
from django.utils import timezone

from indicators.domain.numbers import unstorable
from programs.access import Access, access_of
from programs.choices import Role
from programs.models import User
from reports import models, sealing
from reports.actions import noticing
from reports.actions.common import CONFLICT, FORBIDDEN, Refused, lock, log, standing
from reports.actions.hands import worked_on
from reports.domain import workflow
from reports.domain.mending import COMMENT
from reports.remarks import cells_of, reader, subject_of, text_of
from reports.rows import find_row

INVALID = 422
LIMIT = 2000
#: The log's words for a mark and for a closed thread.
DEMANDED, SETTLED = "须改", "已关闭"


class BadComment(Refused):
    """A comment that says nothing or too much; the page keeps it and shows the sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(INVALID, message)


def roles_to_comment(report: models.Report, access: Access) -> frozenset[str]:
    """In which roles the person may speak of this report now: a supervisor only of what has been handed in."""
    roles = access.roles_in(report.organisation_id)
    return roles if report.state in workflow.HANDED_IN else roles - {Role.SUPERVISOR}


def guard_comment(report: models.Report, access: Access) -> frozenset[str]:
    """The roles in which the person may speak; raises Refused where there is none, or nothing to be said any more."""
    roles = roles_to_comment(report, access)
    if not roles:
        raise Refused(FORBIDDEN, "本单位填报人、审核人可以写意见；主管部门（财政）在报告提交后可以写意见。")
    if report.state == workflow.VOIDED:
        raise Refused(CONFLICT, standing(report) + "，不能再写意见。")
    return roles


def reviews(report: models.Report, roles: frozenset[str], actor: User) -> bool:
    """Whether the person speaks as a reviewer: has the role, and had no hand in the report."""
    return bool(roles & {Role.REVIEWER, Role.SUPERVISOR}) and not worked_on(report, actor)


def guard_reviewer(roles: frozenset[str]) -> None:
    if not roles & {Role.REVIEWER, Role.SUPERVISOR}:
        raise Refused(FORBIDDEN, "只有审核人可以标“须改”。")


def guard_demand(report: models.Report, roles: frozenset[str], actor: User) -> None:
    """须改 is a reviewer's word while the report is in review; a supervisor may send back an approved one too."""
    guard_reviewer(roles)
    if worked_on(report, actor):
        raise Refused(FORBIDDEN, "您参与了本次填报或审核，应由其他人审核。")
    if report.state not in workflow.HANDED_IN:
        raise Refused(CONFLICT, standing(report) + "，提交审核以后才能标“须改”。")
    if report.state in workflow.SETTLED and Role.SUPERVISOR not in roles:
        raise Refused(CONFLICT, standing(report) + "，不再标“须改”。")


def speaking_role(report: models.Report, roles: frozenset[str], actor: User) -> str:
    """The role in which the words count. Who holds several and worked on the report speaks as its preparer."""
    if Role.PREPARER in roles and (len(roles) == 1 or worked_on(report, actor)):
        return Role.PREPARER
    return Role.REVIEWER if Role.REVIEWER in roles else Role.SUPERVISOR


@transaction.atomic
def comment(
    report_id: int,
    actor: User,
    text: str,
    *,
    row: str = "",
    field: str = "",
    thread: int | None = None,
    must_mend: bool = False,
) -> models.Comment:
    """Begin a thread at a cell (``row`` and ``field``), or answer in one (``thread``); one more opens a settled one.

    ``must_mend``: to be mended, named when the report is returned.
    """
    report = lock(report_id)
    roles = guard_comment(report, access_of(actor))
    if must_mend:
        guard_demand(report, roles, actor)
    guard_text(text)
    root = thread_of(report, thread) if thread is not None else None
    row, field = (root.row, root.field) if root else (row, field)
    subject, now = place_of(report, row, field, root)
    where = {"row": row, "field": field, "subject": subject, "text_then": now, "parent": root}
    made = models.Comment.objects.create(
        report=report,
        author=actor,
        role=speaking_role(report, roles, actor),
        at=timezone.now(),
        round=report.round,
        text=text,
        must_mend=must_mend,
        **where,
    )
    entries = [(*key, "", said) for key, said in logged(made).items()]
    if root and root.settled_at:
        entries.append(settled(root, None))
    log(report, actor, entries, sealing.witness(made, *([root] if root else ())))
    store_log_end(report)
    noticing.commented(report, made)
    return made


def guard_text(text: str) -> None:
    if not text.strip():
        raise BadComment("请写明意见。")
    if problem := unstorable("意见", text, LIMIT):
        raise BadComment(problem)


@transaction.atomic
def demand(report_id: int, actor: User, comment_id: int, must_mend: bool) -> models.Comment:
    """Mark a reviewer's comment as 须改, or take the mark off it. What stands in the cell now is what it is about."""
    report, access = lock(report_id), access_of(actor)
    guard_reviewer(roles_to_comment(report, access))  # the role comes before the state
    roles = guard_comment(report, access)
    guard_demand(report, roles, actor)
    found = comment_of(report, comment_id)
    if found.role == Role.PREPARER:
        raise Refused(CONFLICT, "填报人写的意见不能标“须改”，请另写一条。")
    if found.must_mend == must_mend:
        return found
    found.must_mend = must_mend
    if must_mend:
        _, found.text_then = place_of(report, found.row, found.field, found)
    found.save(update_fields=["must_mend", "text_then"])
    old, new = ("", DEMANDED) if must_mend else (DEMANDED, "")
    log(report, actor, [(name(found), "must_mend", old, new)], sealing.witness(found))
    store_log_end(report)
    return found


@transaction.atomic
def settle(report_id: int, actor: User, thread: int) -> models.Comment:
    """Close a thread: its author or a reviewer; what was asked to be mended, a reviewer alone."""
    report = lock(report_id)
    roles = guard_comment(report, access_of(actor))
    root = thread_of(report, thread)
    demanded = root.must_mend or root.answers.filter(must_mend=True).exists()
    if not reviews(report, roles, actor) and (demanded or root.author_id != actor.pk):
        who = "“须改”的意见由审核人关闭。" if demanded else "意见由写的人或审核人关闭。"
        raise Refused(FORBIDDEN, who)
    if root.settled_at:
        when = f"{timezone.localtime(root.settled_at):%Y-%m-%d %H:%M}"
        raise Refused(CONFLICT, f"这条意见已由{root.settled_by}于 {when} 关闭。")
    log(report, actor, [settled(root, actor)], sealing.witness(root))
    store_log_end(report)
    return root


def settled(root: models.Comment, by: User | None) -> tuple[str, str, str, str]:
    """Close a thread, or open it again; what to log of it. In the caller's transaction."""
    root.settled_at, root.settled_by = (timezone.now(), by) if by else (None, None)
    root.save(update_fields=["settled_at", "settled_by"])
    old, new = ("", SETTLED) if by else (SETTLED, "")
    return name(root), "settled", old, new


def close_demands(report: models.Report, actor: User) -> None:
    """What was to be mended is accepted with the report that is passed on; in the caller's transaction."""
    demands = report.comments.filter(must_mend=True, settled_at=None).values("parent", "pk")
    roots = {row["parent"] or row["pk"] for row in demands}
    for root in report.comments.filter(pk__in=roots, settled_at=None):
        log(report, actor, [settled(root, actor)], sealing.witness(root))


def comment_of(report: models.Report, comment_id: int) -> models.Comment:
    found = report.comments.filter(pk=comment_id).first()
    if found is None:
        raise Refused(CONFLICT, "这条意见已不在报告中，请刷新页面。")
    return found


def thread_of(report: models.Report, comment_id: int) -> models.Comment:
    """The root of a thread."""
    found = report.comments.select_related("settled_by").filter(pk=comment_id, parent=None).first()
    if found is None:
        raise Refused(CONFLICT, "这条意见已不在报告中，请刷新页面。")
    return found


def place_of(report: models.Report, row: str, field: str, known: models.Comment | None) -> tuple[str, str]:
    """A place in words and what stands there now. A row that is gone keeps its name and has no text."""
    found = find_row(report, row)
    if found is not None:
        kind, read = reader(found)
        if not field or field in cells_of(kind):
            return subject_of(kind, read, field), text_of(kind, read, field)
    if known is not None:
        return known.subject, ""
    raise Refused(CONFLICT, "这一格已不在报告中，请刷新页面。")


def name(comment: models.Comment) -> str:
    """What the log calls a comment."""
    return f"{COMMENT}{comment.pk}"


def place(comment: models.Comment) -> str:
    return f"{comment.row}.{comment.field}" if comment.field else comment.row


def logged(comment: models.Comment) -> dict[tuple[str, str], str]:
    """What the log says of a comment as it stands, by row and field."""
    said = {(name(comment), place(comment)): comment.text}
    if comment.must_mend:
        said[name(comment), "must_mend"] = DEMANDED
    if comment.settled_at:
        said[name(comment), "settled"] = SETTLED
    return said


def store_log_end(report: models.Report) -> None:
    """The end of the log's chain, in the caller's transaction; the revision stays."""
    models.Report.objects.filter(pk=report.pk).update(**sealing.end_of(report))
