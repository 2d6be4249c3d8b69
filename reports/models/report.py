"""The report itself: identity, heads of the form, state."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models

from indicators.models import NUMBER_LENGTH
from programs.choices import Form, Unit
from programs.models import Organisation, Period
from reports.domain import workflow
from reports.domain.notices import due_day


class ReportQuerySet(models.QuerySet["Report"]):
    """Every look-up by organisation and program-year goes through ``live``."""

    def live(self) -> Self:
        """Without the voided ones: at most one of an organisation and a program-year."""
        return self.exclude(state=workflow.VOIDED)

    def voided(self) -> Self:
        return self.filter(state=workflow.VOIDED)


class Report(models.Model):
    """One organisation's 自评 of one program in one year; a voided one counts no more and stays beside it.

    Heads, form and weights are copies of the program-year's settings at the start: they are what
    was issued. ``revision`` grows with every stored change; ``round`` counts submissions. ``levels``: of review,
    as the program-year had it when it was submitted last; ``level``: those that this submission has passed, until it
    is approved or comes back. ``public_number``: the version that the public sees.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    form = models.CharField("表式", max_length=1, choices=Form)
    title = models.TextField("报告标题")
    central_department = models.TextField("中央主管部门", blank=True)
    local_department = models.TextField("地方主管部门", blank=True)
    implementing_unit = models.TextField("实施单位", blank=True)
    unit = models.CharField("金额单位", max_length=2, choices=Unit, default=Unit.WAN)
    execution_weight = models.CharField("预算执行率分值", max_length=NUMBER_LENGTH, blank=True)
    allocation_share = models.CharField("审计扣减市级比例", max_length=NUMBER_LENGTH, blank=True)
    total_score = models.CharField("总分", max_length=NUMBER_LENGTH, blank=True)
    remarks = models.TextField("说明", blank=True)

    state = models.CharField("状态", max_length=20, choices=workflow.STATES, default="draft")
    revision = models.PositiveIntegerField(default=0)
    round = models.PositiveIntegerField("提交次数", default=0)
    levels = models.PositiveSmallIntegerField("审核级数", default=1)
    level = models.PositiveSmallIntegerField("已通过的审核级数", default=0)
    public_number = models.PositiveIntegerField("公开的版本", null=True)
    version = models.PositiveIntegerField(default=0)
    # Counted anew with every stored change, so that a list of reports need not read their rows.
    filled = models.PositiveIntegerField("已填项数", default=0)
    fillable = models.PositiveIntegerField("应填项数", default=0)
    # What the checks found, answered by a note or not: the reviewer reads them all. A submission counts them last.
    open_findings = models.PositiveIntegerField("检查发现", default=0)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    # Whose it is: the preparer who fills it in, and while it is under review the one who holds it.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="经办人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审核经办人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    mend_by = models.DateField("修改期限", null=True)
    # The end of the log's chain: how many entries, the last one's seal, the seal of both (reports.domain.chain).
    log_count = models.PositiveIntegerField(default=0)
    log_last = models.CharField(max_length=64, blank=True)
    log_seal = models.CharField(max_length=64, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "绩效自评报告"
        ordering = ["-period__year", "period__program__name", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "period"], condition=~models.Q(state=workflow.VOIDED), name="report_once"
            ),
            models.CheckConstraint(condition=models.Q(state__in=list(workflow.STATES)), name="report_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def open(self) -> bool:
        """Whether its content may be changed now."""
        return workflow.editable(self.state)

    @property
    def sent_back(self) -> bool:
        """Open again after a submission: those above it read what was submitted, not what it is now."""
        return self.state in workflow.SENT_BACK

    @property
    def situation(self) -> workflow.Situation:
        """Where it stands in the transition table."""
        settled = self.round > 0 and self.events.filter(act="approve").exists()
        return workflow.Situation(self.state, self.level + 1 >= self.levels, self.public_number is not None, settled)

    @property
    def standing(self) -> str:
        """The state in words; where there are more levels of review than two, which of them waits."""
        if self.levels > 2 and self.state in workflow.UPPER_REVIEW:
            return f"{self.get_state_display()}（第{self.level + 1}级，共{self.levels}级）"
        return str(self.get_state_display())

    @property
    def due(self) -> date | None:
        """Until when it should be handed in; the program-year must be at hand."""
        return due_day(self.state, self.mend_by, self.period.deadline)

    @property
    def under_way(self) -> bool:
        """Not approved yet, nor voided."""
        return self.state in workflow.UNDER_WAY
