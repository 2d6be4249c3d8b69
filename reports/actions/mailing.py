"""The outbox goes out: one mail for each person with everything that is open.

A notice is claimed, mailed and marked, each in a short transaction of its own: no lock is held while a mail server
takes its time. Two senders never mail the same notice; where one is killed between mailing and marking, its claim
ends after a while and the mail comes a second time rather than never.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from programs.access import access_of
from programs.models import User
from reports import models
from reports.domain import notices
from reports.queries import visible_reports

#: A claim that is older was left by a sender that was killed.
CLAIM = timedelta(minutes=15)
#: So many failures one after another: the server is gone, and the rest need not wait for it too.
PATIENCE = 3

log = logging.getLogger(__name__)


@dataclass
class Sent:
    """What a run did: mails and notices sent; the people whose mail did not go, each with the reason."""

    mails: int = 0
    notices: int = 0
    failures: list[tuple[User, str]] = field(default_factory=list)
    left: int = 0


def send_all() -> Sent:
    """Mail every person's open notices; what cannot be sent stays in the outbox."""
    sent, failed_running = Sent(), 0
    connection: BaseEmailBackend = get_connection()
    for person in waiting_people():
        if failed_running >= PATIENCE:
            break
        claimed = claim(person)
        if not claimed:
            continue
        try:
            connection.send_messages([message_to(person, claimed, connection)])
        except (OSError, ValueError) as error:  # SMTPException is an OSError; ValueError: an address no mail can have
            release(claimed)
            close(connection)
            sent.failures.append((person, str(error) or type(error).__name__))
            failed_running += 1
            continue
        mark(claimed)
        failed_running, sent.mails, sent.notices = 0, sent.mails + 1, sent.notices + len(claimed)
    close(connection)
    sent.left = models.Notice.objects.outbox().filter(person__is_active=True).count()
    return sent


def close(connection: BaseEmailBackend) -> None:
    """A connection that broke must not keep the next person's mail from going."""
    try:
        connection.close()
    except OSError as error:
        log.warning("the connection to the mail server did not close: %s", error)


def waiting_people() -> Iterator[User]:
    waiting = models.Notice.objects.outbox().values("person")
    yield from User.objects.filter(pk__in=waiting, is_active=True).order_by("pk")


def claim(person: User) -> list[models.Notice]:
    """Take the person's open notices for this run, but for those another sender is at.

    What is about a report that is no longer in the person's scope is not told any more: it asks nothing of them.
    """
    now = timezone.now()
    mine = models.Notice.objects.outbox().filter(person=person)
    mine.exclude(report__in=visible_reports(access_of(person))).update(read_at=now)
    free = mine.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM))
    taken = [pk for pk in free.values_list("pk", flat=True) if free.filter(pk=pk).update(claimed_at=now)]
    found = models.Notice.objects.filter(pk__in=taken).select_related("report__organisation", "report__period__program")
    return list(found.order_by("at", "pk"))


def release(claimed: list[models.Notice]) -> None:
    models.Notice.objects.filter(pk__in=[notice.pk for notice in claimed]).update(claimed_at=None)


def mark(claimed: list[models.Notice]) -> None:
    models.Notice.objects.filter(pk__in=[notice.pk for notice in claimed]).update(mailed_at=timezone.now())


def message_to(person: User, claimed: list[models.Notice], connection: BaseEmailBackend) -> EmailMessage:
    """The digest, as plain text."""
    items = [
        notices.Item(
            notice.kind,
            f"{notice.report.period.year}年度 {notice.report.period.program.name} · {notice.report.organisation}",
            notice.text,
            address(reverse("report", args=[notice.report_id])),
        )
        for notice in claimed
    ]
    return EmailMessage(
        subject=notices.subject(items),
        body=notices.body(str(person), items, address(reverse("notice_settings"))),
        from_email=settings.NOTICE_FROM,
        to=[person.email],
        connection=connection,
    )


def address(path: str) -> str:
    return settings.PORTAL_URL.rstrip("/") + path
