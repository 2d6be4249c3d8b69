"""Who reports on what: accounts, organisations, programs, and a program's settings for one year."""

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from programs.choices import Form, Negative, Role, Unit

#: The most levels of review: 县、市、省 and the state's.
REVIEW_LEVELS = 4


class User(AbstractUser):
    """An account. A new one must choose its own password at the first login."""

    # Django's way to drop an inherited field; its stubs know no dropped one.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=50)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    get_short_name = get_full_name


class OrganisationManager(models.Manager["Organisation"]):
    def get_by_natural_key(self, name: str) -> "Organisation":
        return self.get(name=name)


class Organisation(models.Model):
    """A unit that reports or supervises. The tree is the parent key, never a prefix of a code."""

    name = models.CharField("单位名称", max_length=500, unique=True)
    short_name = models.CharField("简称", max_length=50, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name="上级单位", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    objects = OrganisationManager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="organisation_not_own_parent")
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    def clean(self) -> None:
        """Refuse a parent that lies below this very unit."""
        seen, node = {self.pk}, self.parent
        while node is not None and self.pk is not None:
            if node.pk in seen:
                raise ValidationError({"parent": "上级单位不能是本单位或其下级单位。"})
            seen.add(node.pk)
            node = node.parent


class Membership(models.Model):
    """A person's role in one organisation; taking it away ends the right at the next request."""

    user = models.ForeignKey(User, verbose_name="账号", on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField("角色", max_length=20, choices=Role)

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"


class ProgramManager(models.Manager["Program"]):
    def get_by_natural_key(self, name: str) -> "Program":
        return self.get(name=name)


class Program(models.Model):
    """A transfer payment (转移支付项目) that is reported on year after year."""

    name = models.CharField("转移支付（项目）名称", max_length=500, unique=True)
    short_name = models.CharField("简称", max_length=50, blank=True, help_text="列表中显示，例如“医疗救助”。")

    objects = ProgramManager()

    class Meta:
        verbose_name = verbose_name_plural = "转移支付（项目）"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name or self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)


def percent(label: str, default: int, text: str = "") -> models.DecimalField:
    """A share or a number of points, 0–100, two decimals."""
    return models.DecimalField(
        label,
        max_digits=5,
        decimal_places=2,
        default=default,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=text,
    )


class Period(models.Model):
    """A program in one year: the form, its heads, the review and the deadline.

    A report copies what it needs from here when it is started, so that a later change of a setting
    never changes a form that has been issued.
    """

    program = models.ForeignKey(
        Program, verbose_name="转移支付（项目）", on_delete=models.PROTECT, related_name="periods"
    )
    year = models.PositiveSmallIntegerField("年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    form = models.CharField("表式", max_length=1, choices=Form, default=Form.C)
    unit = models.CharField("金额单位", max_length=2, choices=Unit, default=Unit.WAN)
    report_title = models.CharField("报告标题", max_length=200, blank=True)
    table_title = models.CharField("自评表标题", max_length=200, blank=True, help_text="留空则用表式的通用标题。")
    central_department = models.CharField("中央主管部门", max_length=100, blank=True)
    local_department = models.CharField("地方主管部门", max_length=100, blank=True)
    execution_weight = models.CharField(
        "预算执行率分值", max_length=20, blank=True, help_text="留空或 0 表示预算执行率不计分。"
    )
    review_levels = models.PositiveSmallIntegerField(
        "审核级数",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(REVIEW_LEVELS)],
        help_text="1：本单位审核人审定；2至4：本单位审核后，由主管部门（财政）逐级审核，最后一级审定。",
    )
    deadline = models.DateField("填报截止日期", null=True, blank=True)

    low_execution = percent("执行率低于（%）须说明原因", 90)
    deviation = percent("偏离指标值超过（%）须说明原因", 30)
    good = percent("“优”不低于（分）", 90)
    fair = percent("“良”不低于（分）", 80)
    passing = percent("“中”不低于（分）", 60)
    met_from = percent("“达成”得分不低于分值的（%）", 80)
    partial_from = percent("“部分达成”得分不低于分值的（%）", 60)
    check_split = models.BooleanField("核对一级指标分值", default=True)
    split_output = percent("产出指标分值", 50)
    split_benefit = percent("效益指标分值", 30)
    split_satisfaction = percent("满意度指标分值", 10)
    split_execution = percent("预算执行率应占分值", 10)
    negative = models.CharField("反向指标评分", max_length=10, choices=Negative, default=Negative.DIFFERENCE)
    evidence_required = models.BooleanField("自报的完成值须有佐证材料", default=False)
    recheck_same = percent("抽查复核“一致”：分差不超过（分）", 2)
    recheck_close = percent("“基本一致”：分差不超过（分）", 5)
    recheck_apart = percent("“偏差较大”：分差不超过（分）", 10, "再大为“严重偏差”。分差为复核总分与自评总分之差。")

    issued_at = models.DateTimeField("下达时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "项目年度"
        ordering = ["-year", "program__name"]
        constraints = [
            models.UniqueConstraint(fields=["program", "year"], name="period_once"),
            models.CheckConstraint(condition=models.Q(year__range=(2000, 2100)), name="period_year_range"),
            models.CheckConstraint(
                condition=models.Q(review_levels__range=(1, REVIEW_LEVELS)), name="period_review_levels"
            ),
            models.CheckConstraint(
                condition=models.Q(good__gte=models.F("fair"), fair__gte=models.F("passing")), name="period_grades_fall"
            ),
            models.CheckConstraint(
                condition=models.Q(met_from__gte=models.F("partial_from")), name="period_tiers_fall"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    recheck_same__gte=0,
                    recheck_close__gte=models.F("recheck_same"),
                    recheck_apart__gte=models.F("recheck_close"),
                ),
                name="period_recheck_classes_rise",
                violation_error_message="抽查复核的三档分差应依次增大：“一致”≤“基本一致”≤“偏差较大”。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度 {self.program}"

    @property
    def issued(self) -> bool:
        return self.issued_at is not None


class IssuedLine(models.Model):
    """What stands on the form before anybody fills it, in its order; kinds share the issue and copy acts."""

    period = models.ForeignKey(
        Period, verbose_name="项目年度", on_delete=models.CASCADE, related_name="%(class)ss"
    )
    position = models.PositiveSmallIntegerField("序号", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class FundSource(IssuedLine):
    """A fund line under 年度资金总额 (中央资金, 省级资金, 彩票公益金 …)."""

    source = models.CharField("资金来源", max_length=100)

    class Meta(IssuedLine.Meta):
        verbose_name = verbose_name_plural = "资金行"

    def __str__(self) -> str:
        return self.source


class IssuedGoal(IssuedLine):
    """An annual goal as set at the beginning of the year (年初设定目标)."""

    target = models.TextField("年初设定目标")

    class Meta(IssuedLine.Meta):
        verbose_name = verbose_name_plural = "年度目标"

    def __str__(self) -> str:
        return self.target[:30]


class OutlineHeading(IssuedLine):
    """A heading of the program's narrative outline (报告提纲)."""

    level = models.PositiveSmallIntegerField("级别", default=1, validators=[MinValueValidator(1), MaxValueValidator(5)])
    heading = models.CharField("标题", max_length=200, blank=True, help_text="留空为标题之前的开头部分。")

    class Meta(IssuedLine.Meta):
        verbose_name = verbose_name_plural = "报告提纲"

    def __str__(self) -> str:
        return self.heading or "（开头）"
