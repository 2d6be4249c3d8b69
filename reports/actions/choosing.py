"""What a person does with the own notices: reading them, turning kinds off."""

from collections.abc import Iterable
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from programs.models import User
from reports import models


class Choice(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def in_portal(self) -> bool: ...
    @property
    def by_mail(self) -> bool: ...


@transaction.atomic
def choose_notices(person: User, choices: Iterable[Choice]) -> None:
    """Keep the choices; what waits in the outbox of a kind turned off is not mailed any more."""
    for choice in choices:
        wanted = {"in_portal": choice.in_portal, "by_mail": choice.by_mail}
        models.NoticeChoice.objects.update_or_create(person=person, kind=choice.kind, defaults=wanted)
        if not choice.by_mail:
            waiting = models.Notice.objects.unmailed().filter(person=person, kind=choice.kind)
            waiting.filter(in_portal=False).delete()
            waiting.update(by_mail=False)


def read_notice(person: User, notice_id: int) -> models.Notice | None:
    """Mark one of the person's notices as read; ``None`` where it is nobody's or somebody else's."""
    mine = models.Notice.objects.filter(person=person, in_portal=True)
    mine.filter(pk=notice_id, read_at=None).update(read_at=timezone.now())
    return mine.select_related("report__organisation").filter(pk=notice_id).first()


def read_all_notices(person: User, until: int) -> int:
    """Mark everything as read that the page has shown: up to the notice numbered ``until``; how many were unread."""
    unread = models.Notice.objects.unread().filter(person=person, pk__lte=until)
    return unread.update(read_at=timezone.now())
