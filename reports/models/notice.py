"""What a person is told: in the portal, and by mail from the outbox. Written with the act that it tells of."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from programs.models import User
from reports.domain import notices
from reports.models.report import Report


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self):
        return self.filter(in_portal=True, read_at=None)

    def unmailed(self):
        """To be mailed as soon as the person has an address. What was read in the portal needs no mail any more."""
        return self.filter(by_mail=True, mailed_at=None, read_at=None)

    def outbox(self):
        """To be mailed now. A subquery, no join: a sender's claim is an UPDATE with conditions on the notice alone."""
        return self.unmailed().filter(person__in=User.objects.exclude(email=""))


class Notice(models.Model):
    """One thing one person is told.

    ``in_portal``, ``by_mail``: as the person had chosen when it was written, with an address or without; a kind that
    is off altogether is not written. ``mailed_at`` NULL with ``by_mail``: still to be mailed; ``claimed_at``: a sender
    is at it. ``times``: so many comments in one notice. ``due``: the day that a reminder is about; one reminder for
    one day.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField("类别", max_length=12, choices=notices.KINDS)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notices")
    text = models.TextField("内容")
    times = models.PositiveSmallIntegerField(default=1)
    due = models.DateField(null=True)
    at = models.DateTimeField(default=timezone.now)
    in_portal = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(notices.KINDS)), name="notice_kind_known"),
            models.CheckConstraint(condition=Q(in_portal=True) | Q(by_mail=True), name="notice_goes_somewhere"),
            models.UniqueConstraint(
                fields=["person", "report", "kind", "due"],
                condition=Q(due__isnull=False),
                name="notice_one_reminder_a_day",
            ),
        ]
        indexes = [
            # The count in the top bar of every page.
            models.Index(fields=["person"], condition=Q(in_portal=True, read_at=None), name="notice_unread"),
            models.Index(fields=["person"], condition=Q(by_mail=True, mailed_at=None), name="notice_outbox"),
        ]


class NoticeChoice(models.Model):
    """Whether a person wants a kind of notice in the portal and by mail. No row: both."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField("类别", max_length=12, choices=notices.KINDS)
    in_portal = models.BooleanField("在系统中提醒", default=True)
    by_mail = models.BooleanField("发邮件", default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notice_choice_once"),
            models.CheckConstraint(condition=Q(kind__in=list(notices.KINDS)), name="notice_choice_kind_known"),
        ]
