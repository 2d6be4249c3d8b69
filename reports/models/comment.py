"""What is said about a report's cells: threads that stay with the cell from one submission to the next."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from programs.choices import Role
from reports.models.report import Report

#: In which roles one speaks of a report; an auditor reads the log alone.
SPEAKING = [(role.value, role.label) for role in (Role.PREPARER, Role.REVIEWER, Role.SUPERVISOR)]


class Comment(models.Model):
    """One contribution to a thread; the first one (``parent`` is empty) is the thread's root and names its place.

    ``row`` ("entry:5", "section:3", "report:1") and ``field`` (a cell of it, blank for the whole row) are the place,
    the same in every answer; ``subject`` is its name in words, for when the row has been replaced. ``role``: in which
    role the author spoke. ``must_mend``: a reviewer's demand, named when the report is returned. ``text_then``: what
    stood in the place when it was written. Only a root is settled, and with it its thread.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="comments")
    row = models.CharField(max_length=60)
    field = models.CharField(max_length=60, blank=True)
    subject = models.TextField(blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=SPEAKING)
    at = models.DateTimeField()
    round = models.PositiveIntegerField("提交次数", default=0)
    text = models.TextField("意见")
    must_mend = models.BooleanField("须改", default=False)
    text_then = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[role for role, _ in SPEAKING]), name="comment_role_known"),
            models.CheckConstraint(condition=~Q(row=""), name="comment_names_its_row"),
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(must_mend=False) | Q(role__in=[Role.REVIEWER, Role.SUPERVISOR]),
                name="comment_demand_by_a_reviewer",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="comment_not_its_own_answer"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, parent__isnull=True),
                name="comment_settled_as_a_thread",
            ),
        ]
        indexes = [models.Index(fields=["report", "row", "field"], name="comment_by_cell")]

    def __str__(self) -> str:
        return self.text[:30]
