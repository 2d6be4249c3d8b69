"""Errors that a reviewer lets stand, because the case is lawful."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.report import Report


class Waiver(models.Model):
    """The reviewer's word that an error stands for good reason. It counts while the error says the same.

    One that was taken back stays as a row (``withdrawn_at``); at most one of a finding counts.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="waivers")
    code = models.CharField(max_length=40)
    where = models.CharField(max_length=60)
    message = models.TextField()
    reason = models.TextField("豁免理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "豁免"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "code", "where"],
                condition=Q(withdrawn_at__isnull=True),
                name="waiver_one_that_counts",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_gives_its_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="waiver_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.where}"
