"""What was submitted, for ever as it was; and which of it the public may see."""

from django.conf import settings
from django.db import models

from reports.models.report import Report


class Version(models.Model):
    """One submission: the whole report as the exchange format's text, and the PDF made from it. Never changed.

    ``facts`` is canonical: the same report gives the same text, and ``sha256`` is its hash. The PDF's bytes lie below
    MEDIA_ROOT at ``pdf_path``.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版本")
    facts = models.TextField()
    sha256 = models.CharField(max_length=64)
    pdf_path = models.CharField(max_length=100, unique=True)
    pdf_sha256 = models.CharField(max_length=64)
    pdf_size = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "提交版本"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"第{self.number}版"


class Publication(models.Model):
    """A version that was made public, when and by whom, and when it was taken down again."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="publications")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="publications")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(ended_at__isnull=True), name="publication_one_at_a_time"
            )
        ]
