"""抽查复核: a submitted version drawn for a second look, and what finance would have awarded for each indicator."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators.models import NUMBER_LENGTH
from reports.models.report import Report
from reports.models.version import Version


class Recheck(models.Model):
    """One drawn version. What was approved stays as it is: a re-check only stands beside it.

    ``seed``, ``place`` and ``population``: the version was the ``place``-th drawn of so many by this seed (see
    reports.domain.sampling). Once done, the totals, their difference (re-scored minus approved) and its class are
    kept as they were found. ``revision`` grows with every stored change.
    """

    OPEN, DONE = "open", "done"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="rechecks")
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="recheck")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    seed = models.CharField("抽样种子", max_length=40)
    place = models.PositiveIntegerField()
    population = models.PositiveIntegerField()
    reason = models.TextField("抽查原因")
    state = models.CharField(max_length=10, choices={OPEN: "复核中", DONE: "已完成"}, default=OPEN)
    revision = models.PositiveIntegerField(default=0)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    approved_total = models.CharField("自评总分", max_length=NUMBER_LENGTH, blank=True)
    rescored_total = models.CharField("复核总分", max_length=NUMBER_LENGTH, blank=True)
    difference = models.CharField("分差", max_length=NUMBER_LENGTH, blank=True)
    verdict = models.CharField("复核结论", max_length=10, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽查复核"
        ordering = ["-drawn_at", "place"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(seed=""), name="recheck_says_why_and_how"),
            models.CheckConstraint(
                condition=Q(state="open", done_by__isnull=True, done_at__isnull=True, verdict="")
                | (Q(state="done", done_by__isnull=False, done_at__isnull=False) & ~Q(verdict="")),
                name="recheck_done_by_somebody",
            ),
        ]

    @property
    def done(self) -> bool:
        return self.state == self.DONE


class RecheckScore(models.Model):
    """One row that was looked at again: the approved score, the new one, and why they differ.

    ``position``: the indicator's place in the version, the execution rate after the last one; ``name`` as it was.
    """

    recheck = models.ForeignKey(Recheck, on_delete=models.CASCADE, related_name="scores")
    position = models.PositiveSmallIntegerField()
    name = models.TextField("指标")
    awarded = models.CharField("自评得分", max_length=NUMBER_LENGTH)
    score = models.CharField("复核得分", max_length=NUMBER_LENGTH)
    rule = models.CharField("扣分依据", max_length=200, blank=True)
    text = models.TextField("说明", blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["recheck", "position"], name="recheck_score_once")]
