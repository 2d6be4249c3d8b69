"""The catalogue in the administration, and the acts on a program-year that need it."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest, JsonResponse
from django.urls import path

from indicators.domain.targets import read_target
from indicators.forms import IndicatorForm
from indicators.issuing import IssueProblem, copy_from_last_year, issue, open_next_year, take_back
from indicators.models import Indicator, IndicatorItem, Target
from programs.admin import IssuedInline, PeriodAdmin
from programs.models import Period


def reading(request: HttpRequest) -> JsonResponse:
    """How a target would be read, while it is typed."""
    target, name = request.GET.get("target", ""), request.GET.get("name", "")
    return JsonResponse({"reading": read_target(target, name).reading if target.strip() else "—"})


class IndicatorInline(IssuedInline):
    model = Indicator
    form = IndicatorForm
    extra = 1
    show_change_link = True
    fields = ["position", "level1", "level2", "name", "target", "reading", "weight", "method", "direction"]
    readonly_fields = ["reading"]

    @admin.display(description="读作")
    def reading(self, indicator: Indicator) -> str:
        """How the grammar reads the target, beside what was typed; js/reading.js keeps it so."""
        return read_target(indicator.target, indicator.name).reading if indicator.target else "—"


@admin.register(Period)
class CatalogueAdmin(PeriodAdmin):
    """The program-year with its indicator catalogue."""

    inlines = [*PeriodAdmin.inlines, IndicatorInline]
    actions = ["issue_selected", "take_back_selected", "copy_selected", "next_year_selected"]

    class Media:
        js = ["js/reading.js"]

    @admin.action(description="下达所选项目年度（下达后填报人可以填报）")
    def issue_selected(self, request, queryset) -> None:
        self.each(request, queryset, issue, lambda period, _: f"已下达{period}。")

    @admin.action(description="收回下达（尚无单位开始填报时）")
    def take_back_selected(self, request, queryset) -> None:
        self.each(request, queryset, take_back, lambda period, _: f"已收回{period}，可以修改后重新下达。")

    @admin.action(description="从上年复制资金行、目标、提纲和指标")
    def copy_selected(self, request, queryset) -> None:
        self.each(request, queryset, copy_from_last_year, lambda period, last: f"已把{last}复制到{period}。")

    @admin.action(description="新建下一年度（复制设置、资金行、目标、提纲和指标）")
    def next_year_selected(self, request, queryset) -> None:
        self.each(request, queryset, open_next_year, lambda period, new: f"已由{period}新建{new}，核对后请下达。")

    def each(self, request, queryset, act, done) -> None:
        """Do the act for each chosen year, say what became of it, and log it."""
        for period in queryset:
            try:
                sentence = done(period, act(period))
            except IssueProblem as problem:
                self.say(request, str(problem), messages.ERROR)
            else:
                LogEntry.objects.log_actions(request.user.pk, [period], CHANGE, sentence, single_object=True)
                self.say(request, sentence)


class ItemInline(admin.TabularInline):
    model = IndicatorItem
    extra = 1


class TargetInline(admin.TabularInline):
    model = Target
    extra = 1
    autocomplete_fields = ["organisation"]


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin):
    """One indicator with its scoring, part-points and per-organisation targets."""

    form = IndicatorForm
    list_display = ["name", "period", "level1", "level2", "target", "target_reading", "weight"]
    list_filter = ["period"]
    search_fields = ["name", "level1", "level2"]
    inlines = [ItemInline, TargetInline]
    readonly_fields = ["period", "reading"]
    list_select_related = ["period__program"]

    class Media:
        js = ["js/reading.js"]

    def get_urls(self):
        return [path("reading/", self.admin_site.admin_view(reading), name="indicator_reading"), *super().get_urls()]

    def get_fields(self, request, obj=None):
        return ["period", *IndicatorForm.Meta.fields, "reading"]

    @admin.display(description="指标值读作")
    def reading(self, indicator: Indicator) -> str:
        return read_target(indicator.target, indicator.name).reading if indicator.target else "—"

    def has_add_permission(self, request) -> bool:
        return False  # rows are added on the page of their program-year

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.period.issued)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.period.issued)
