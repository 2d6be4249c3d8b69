"""Notices, written in the transaction of the act that they tell of: with it or not at all.

Nothing is mailed here, not even after the commit: an act must not wait for a mail server, nor fail with one, and the
time of a request is no time for a digest. The rows are the outbox; ``manage.py send_notices`` empties it.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from programs.choices import Role
from programs.models import Membership, Organisation, User
from reports import models
from reports.domain import notices
from reports.domain.notices import COMMENTED, PREPARERS, RECHECKED, REVIEWERS, UPPER

#: Acts that make a person a reviewer of this report, who is told of an answer.
REVIEWING = ("begin", "return", "forward", "approve")


def acted(report: models.Report, act: str, actor: User, opinion: str = "") -> None:
    """An act of the transition table: what it settles is read, and whom it concerns is told."""
    settle(report, notices.SETTLED_BY.get(act, ()))
    told = notices.ACTS.get(act)
    if told is None:
        return
    people = {person.pk: person for audience in told.audiences for person in audience_of(report, audience, actor)}
    mend_by = report.mend_by if act in ("return", "correct") else None
    tell(report, told.kind, people.values(), notices.act_text(act, str(actor), opinion, mend_by))


def taken_over(report: models.Report, actor: User, before: User | None) -> None:
    """The review that somebody held is another's now."""
    if before is not None and before != actor:
        tell(report, notices.WAITING, [before], notices.act_text("take over", str(actor)))


def handed(report: models.Report, actor: User, to: User, reason: str) -> None:
    """A report has a new preparer; the one before is not reminded of it any more."""
    pending = (notices.ASSIGNED, notices.DUE, notices.OVERDUE, notices.RETURNED, notices.CORRECTING)
    settle(report, pending)
    if to != actor:
        tell(report, notices.ASSIGNED, [to], notices.act_text("handover", str(actor), reason))


def commented(report: models.Report, comment: models.Comment) -> None:
    """A comment or an answer, in the transaction that stores it: many of them make one notice for each person.

    A preparer is heard by those who review the report, anybody else by those who prepare it.
    """
    where = comment.subject or (comment.parent.subject if comment.parent else "")
    author, text = str(comment.author), comment.text
    gather(report, heard_of(report, comment), lambda times: notices.comment_text(author, where, text, times))


def waived(report: models.Report, actor: User, message: str, reason: str) -> None:
    """An error that was let stand, or whose waiver was taken back (no ``reason``), for those who prepare the report."""
    people = audience_of(report, PREPARERS, actor)
    gather(report, people, lambda times: notices.waiver_text(str(actor), message, reason, times))


def gather(report: models.Report, people: list[User], said: Callable[[int], str]) -> None:
    """What is said of a report, the last of so many: where a notice waits unread and unmailed, it tells this too."""
    waiting = {
        notice.person_id: notice
        for notice in report.notices.select_for_update().filter(kind=COMMENTED, read_at=None, mailed_at=None)
    }
    fresh = [person for person in people if person.pk not in waiting]
    tell(report, COMMENTED, fresh, said(1))
    for notice in (waiting[person.pk] for person in people if person.pk in waiting):
        notice.times += 1
        notice.text = said(notice.times)
        notice.at = timezone.now()
        notice.save(update_fields=["times", "text", "at"])


def rechecked(report: models.Report, actor: User, result: str) -> None:
    """A re-check that is done, for the unit's own people."""
    unit = [*audience_of(report, PREPARERS, actor), *audience_of(report, REVIEWERS, actor)]
    people = {person.pk: person for person in unit}
    tell(report, RECHECKED, people.values(), notices.recheck_text(str(actor), result))


def heard_of(report: models.Report, comment: models.Comment) -> list[User]:
    if comment.role != Role.PREPARER:
        return audience_of(report, PREPARERS, comment.author)
    return reviewers_at_work(report, comment.author)


def remind(report: models.Report, kind: str, due: date, today: date) -> int:
    """A reminder for each who prepares the report, once for this day; how many are new."""
    text = notices.reminder_text(kind, due, today)
    told = set(report.notices.filter(kind=kind, due=due).values_list("person", flat=True))
    return tell(report, kind, [person for person in preparers(report) if person.pk not in told], text, due)


def tell(report: models.Report, kind: str, people: Iterable[User], text: str, due: date | None = None) -> int:
    """One notice for each person as far as they want this kind; an address may still come before it is mailed."""
    people = list(people)
    if not people:
        return 0
    choices = {choice.person_id: choice for choice in models.NoticeChoice.objects.filter(person__in=people, kind=kind)}
    made = []
    for person in people:
        choice = choices.get(person.pk)
        portal = choice.in_portal if choice else True
        mail = choice.by_mail if choice else True
        if portal or mail:
            made.append(
                models.Notice(
                    person=person, kind=kind, report=report, text=text, due=due, in_portal=portal, by_mail=mail
                )
            )
    # A second sender may have made the same reminder meanwhile.
    models.Notice.objects.bulk_create(made, ignore_conflicts=due is not None)
    return len(made)


def settle(report: models.Report, kinds: Collection[str]) -> None:
    """What these asked for is done: read for everybody, and out of the outbox."""
    if kinds:
        report.notices.filter(kind__in=kinds, read_at=None).update(read_at=timezone.now())


# --- who --------------------------------------------------------------------------------------------


def members(organisation_id: int, role: Role) -> QuerySet[User]:
    """The active people who hold a role in an organisation; an administrator holds none, an auditor no other."""
    held = Membership.objects.filter(organisation=organisation_id, role=role).values("user")
    able = User.objects.filter(pk__in=held, is_active=True, is_staff=False)
    if role != Role.AUDITOR:
        able = able.exclude(pk__in=Membership.objects.filter(role=Role.AUDITOR).values("user"))
    return able.order_by("pk")


def preparers(report: models.Report) -> list[User]:
    """The one whose report it is; everybody who prepares in the unit where there is none, or none any more."""
    everybody = list(members(report.organisation_id, Role.PREPARER))
    return [person for person in everybody if person.pk == report.assignee_id] or everybody


def audience_of(report: models.Report, audience: str, actor: User) -> list[User]:
    if audience == PREPARERS:
        return [person for person in preparers(report) if person != actor]
    if audience == REVIEWERS:
        return [person for person in members(report.organisation_id, Role.REVIEWER) if person != actor]
    assert audience == UPPER  # noqa: S101 - the audiences are a closed list
    return supervisors(report, actor)


def supervisors(report: models.Report, actor: User) -> list[User]:
    """Those at the nearest organisation upward that has any: not everybody up to the ministry.

    Each level of review that the report has passed above its unit is one such organisation further up; where there is
    nobody, others at the one below. Who has forwarded this version does not review it again.
    """
    forwarded = set(report.events.filter(act="forward", round=report.round).values_list("actor", flat=True))
    able: list[User] = []
    floors = 0
    node: Organisation | None = report.organisation
    while node is not None and not (able and floors >= report.level):
        if held := list(members(node.pk, Role.SUPERVISOR)):
            floors += 1
            able = [person for person in held if person != actor and person.pk not in forwarded] or able
        node = node.parent
    return able


def reviewers_at_work(report: models.Report, author: User) -> list[User]:
    """Who has reviewed this report or commented on it and still may; before anybody has, the unit's reviewers."""
    acted = set(report.events.filter(act__in=REVIEWING).values_list("actor", flat=True))
    acted |= set(report.comments.exclude(role=Role.PREPARER).values_list("author", flat=True))
    unit = list(members(report.organisation_id, Role.REVIEWER))
    able = {person.pk: person for person in [*unit, *supervisors(report, author)]}
    found = [person for pk, person in able.items() if pk in acted and person != author]
    return found or [person for person in unit if person != author]
