"""The rows of a report. Each carries a version, so that a stale page cannot overwrite a newer one.

Texts are kept as typed. An amount has its value beside it as an integer of 分 (exact sums in SQL on
every database); a target and an actual have the canonical wording they were read as.
"""

from django.db import models

from indicators.models import NUMBER_LENGTH, Definition, Indicator
from reports.models.report import Report

#: The word beside a checklist item that is given.
AWARDED = "得分"


class ReportRow(models.Model):
    """What all rows of a report share."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


def amount_text(label: str, **options) -> models.CharField:
    return models.CharField(label, max_length=NUMBER_LENGTH, blank=True, **options)


def amount_value() -> models.BigIntegerField:
    return models.BigIntegerField(null=True, blank=True, editable=False)


class TotalRow(ReportRow):
    """Rows among which one may be the total line as printed."""

    is_total = models.BooleanField(default=False)

    class Meta(ReportRow.Meta):
        abstract = True
        ordering = ["is_total", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=models.Q(is_total=True), name="%(class)s_one_total")
        ]


class FundLine(TotalRow):
    """A line under 年度资金总额, or that line itself as printed. NULL = not printed on this form."""

    source = models.TextField("资金来源", blank=True)
    budget = amount_text("全年预算数", null=True)
    actual = amount_text("全年执行数", null=True)
    initial = amount_text("年初预算数", null=True)
    received = amount_text("到位数", null=True)
    rate = models.TextField("预算执行率", null=True, blank=True)  # noqa: DJ001 - NULL: not on this form
    score = amount_text("得分", null=True)
    budget_fen = amount_value()
    actual_fen = amount_value()
    initial_fen = amount_value()
    received_fen = amount_value()


class ManagementLine(ReportRow):
    """One line of 资金管理情况 (form B)."""

    aspect = models.TextField("方面", blank=True)
    statement = models.TextField("情况说明", blank=True)
    problem = models.TextField("存在问题和改进措施", blank=True)


class Goal(ReportRow):
    """A goal and what became of it."""

    target = models.TextField("年初设定目标", blank=True)
    actual = models.TextField("全年实际完成情况", blank=True)


class Entry(Definition, ReportRow):
    """One indicator of this report: the issued definition (a copy) and what the unit fills in."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="entries")
    indicator = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.SET_NULL, related_name="entries")
    actual = models.TextField("全年实际完成值", blank=True)
    actual_reading = models.TextField("完成值读作", blank=True, editable=False)
    score = models.CharField("得分", max_length=NUMBER_LENGTH, blank=True)
    judgement = models.CharField("完成判定", max_length=4, blank=True)
    reason = models.TextField("未完成原因和改进措施", blank=True)
    explanation = models.TextField("完成情况分析", blank=True)
    drafted = models.BooleanField("草拟而未经修改或认可", default=False)
    found = models.CharField("发现项数", max_length=NUMBER_LENGTH, blank=True)

    class Meta(ReportRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(judgement__in=["", "达成", "部分达成", "未达成"]), name="entry_judgement_known"
            )
        ]


class EntryItem(models.Model):
    """A named part-point of a checklist row, given or not."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.TextField("要点")
    points = models.CharField("分值", max_length=NUMBER_LENGTH)
    given = models.BooleanField("得分", default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    @property
    def award(self) -> str:
        """``given`` in the form's word: 得分 or blank."""
        return AWARDED if self.given else ""

    @award.setter
    def award(self, word: str) -> None:
        self.given = word == AWARDED


class Section(ReportRow):
    """A heading of the narrative and the paragraphs under it."""

    level = models.PositiveSmallIntegerField(default=1)
    heading = models.TextField("标题", blank=True)
    body = models.TextField("正文", blank=True)
    drafted = models.BooleanField("草拟而未经修改或认可", default=False)

    class Meta(ReportRow.Meta):
        constraints = [models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="section_level_range")]


class Allocation(TotalRow):
    """One district's line of the allocation table, or its 合计 as printed."""

    organization = models.TextField("区", blank=True)
    settlement = amount_text("清算数", null=True)
    advance = amount_text("预分配数", null=True)
    audit = amount_text("审计扣减", null=True)
    proposed = amount_text("建议下达数", null=True)


class Series(ReportRow):
    """A row of yearly figures drawn as a chart in the narrative."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="series")
    name = models.TextField("名称")
    unit = models.TextField("单位", blank=True)


class SeriesPoint(models.Model):
    """One year of a series."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField(default=0)
    year = models.IntegerField("年度")
    value = models.TextField("数值", blank=True)

    class Meta:
        ordering = ["position", "id"]
