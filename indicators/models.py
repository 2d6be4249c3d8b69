"""The indicator catalogue of a program-year: three levels, targets, weights, scoring."""

from django.db import models

from programs.models import IssuedLine, Organisation

#: A number's text as typed, with separators, unit and spaces (numbers.parse_number reads no longer one).
NUMBER_LENGTH = 130


class Method(models.TextChoices):
    """Scoring methods (domain.md "Scoring methods")."""

    PROPORTIONAL = "proportional", "按比例"
    ALL_OR_NOTHING = "all_or_nothing", "直接赋分"
    TIERS = "tiers", "三档评分"
    DEDUCTION = "deduction", "扣分"
    CHECKLIST = "checklist", "要点得分"
    JUDGEMENT = "judgement", "人工评判"


class Direction(models.TextChoices):
    """Which way is better."""

    POSITIVE = "positive", "正向（越大越好）"
    NEGATIVE = "negative", "反向（越小越好）"
    STANDARD = "standard", "标准（等于为好）"


class Measure(models.TextChoices):
    """What a deduction's step is measured in."""

    VALUE = "value", "指标自身单位"
    ACHIEVEMENT = "achievement", "完成率的百分点"


class Definition(models.Model):
    """An indicator as issued: shared by the catalogue and by the report's own row, which copies it.

    Texts are kept as typed; ``target_reading`` is the canonical wording the grammar read.
    """

    level1 = models.TextField("一级指标", blank=True)
    level2 = models.TextField("二级指标", blank=True)
    name = models.TextField("三级指标")
    target = models.TextField("年度指标值", blank=True)
    target_reading = models.TextField("指标值读作", blank=True, editable=False)
    weight = models.CharField("分值", max_length=NUMBER_LENGTH, blank=True)
    criterion = models.TextField("评价要点及说明", blank=True)
    method = models.CharField("评分方法", max_length=20, choices=Method, blank=True)
    direction = models.CharField("方向", max_length=10, choices=Direction, blank=True)
    step = models.CharField("每差", max_length=NUMBER_LENGTH, blank=True)
    points = models.CharField("扣分", max_length=NUMBER_LENGTH, blank=True)
    of = models.CharField("计量", max_length=12, choices=Measure, blank=True)
    deduct = models.CharField("每发现一项扣", max_length=NUMBER_LENGTH, blank=True)
    base = models.TextField("比值的分母", blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


DEFINITION_FIELDS = tuple(field.name for field in Definition._meta.local_fields)


class Indicator(Definition, IssuedLine):
    """A row of the program-year's catalogue."""

    class Meta(IssuedLine.Meta):
        verbose_name = verbose_name_plural = "指标"


class IndicatorItem(models.Model):
    """A named part-point of a checklist indicator."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("序号", default=0)
    name = models.TextField("要点")
    points = models.CharField("分值", max_length=NUMBER_LENGTH)

    class Meta:
        verbose_name = verbose_name_plural = "评分要点"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """One organisation's own target where it differs from the catalogue's."""

    indicator = models.ForeignKey(Indicator, verbose_name="指标", on_delete=models.CASCADE, related_name="targets")
    organisation = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.CASCADE, related_name="targets"
    )
    text = models.TextField("年度指标值")
    reading = models.TextField("指标值读作", blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "分单位指标值"
        constraints = [models.UniqueConstraint(fields=["indicator", "organisation"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.organisation}：{self.text}"
