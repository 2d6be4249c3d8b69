"""Files attached to a report: who attached and removed which, with their SHA-256. The bytes are on the disk."""

from django.conf import settings
from django.db import models

from reports.domain.evidence import EVIDENCE, KINDS, PURPOSES, STAMPED, size_words
from reports.models.report import Report
from reports.models.rows import Entry

#: Attached and not removed.
PRESENT = models.Q(removed_at__isnull=True)
#: Of the report as a whole, not of an indicator that was replaced.
WHOLE = models.Q(entry__isnull=True, subject="")


class Evidence(models.Model):
    """One file. A removed one keeps its row and its bytes: what went with a submission can be shown for ever.

    ``entry`` NULL = the whole report, or (with a ``subject``) an indicator that an import has replaced; ``subject`` is
    the indicator's name as it was. ``round`` and ``removed_round`` count the submissions before each act.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="evidence")
    entry = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="evidence")
    subject = models.TextField("指标", blank=True)
    purpose = models.CharField("用途", max_length=10, choices=PURPOSES, default=EVIDENCE)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("类型", max_length=10, choices={name: kind.label for name, kind in KINDS.items()})
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, unique=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    round = models.PositiveIntegerField(default=0)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_round = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(purpose__in=list(PURPOSES)), name="evidence_purpose_known"),
            models.CheckConstraint(condition=models.Q(kind__in=list(KINDS)), name="evidence_kind_known"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="evidence_not_empty"),
            models.CheckConstraint(condition=~models.Q(purpose=STAMPED) | WHOLE, name="evidence_stamped_is_whole"),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True, removed_by__isnull=True, removed_round__isnull=True)
                | models.Q(removed_at__isnull=False, removed_by__isnull=False, removed_round__isnull=False),
                name="evidence_removed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["entry", "sha256"],
                condition=PRESENT & models.Q(entry__isnull=False),
                name="evidence_once_an_entry",
            ),
            models.UniqueConstraint(
                fields=["report", "purpose", "sha256"], condition=PRESENT & WHOLE, name="evidence_once_a_report"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def removed(self) -> bool:
        return self.removed_at is not None

    @property
    def handed_in(self) -> bool:
        """Whether it went with a submission; the report must be at hand."""
        last = self.report.round if self.removed_round is None else self.removed_round
        return last > self.round

    @property
    def shown(self) -> bool:
        """Whether a browser can show it as it is."""
        return KINDS[self.kind].shown

    @property
    def picture(self) -> bool:
        return KINDS[self.kind].content_type.startswith("image/")

    @property
    def words(self) -> str:
        """Its size as people say it."""
        return size_words(self.size)
