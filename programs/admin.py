"""The administration: programs, years, forms, organisations, accounts. No report content is here."""

from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group

from indicators.domain.numbers import NumberProblem, clean_text, parse_number
from programs.choices import Role
from programs.models import FundSource, IssuedGoal, Membership, Organisation, OutlineHeading, Period, Program, User

admin.site.unregister(Group)


class CleanForm(forms.ModelForm):
    """The administration's door for text: what nobody can see is dropped, blanks at the ends too."""

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        return {name: clean_text(value) if isinstance(value, str) else value for name, value in cleaned.items()}


class MembershipFormSet(forms.BaseInlineFormSet):
    """A person's roles: who audits does nothing else, as one who works on reports would audit oneself."""

    ONLY = "审计员不能同时担任其他角色，请为另一角色单独建立账号。"
    ADMINISTRATOR = "审计员不能是系统管理员：请取消“工作人员状态”和“超级用户状态”，或者去掉审计员角色。"

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        roles = {form.cleaned_data["role"] for form in kept if form.is_valid() and "role" in form.cleaned_data}
        if Role.AUDITOR in roles:
            if len(roles) > 1:
                raise forms.ValidationError(self.ONLY)
            if self.instance.is_staff or self.instance.is_superuser:
                raise forms.ValidationError(self.ADMINISTRATOR)


class MembershipInline(admin.TabularInline):
    model = Membership
    formset = MembershipFormSet
    extra = 1
    autocomplete_fields = ["organisation"]


class UserCreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "name")


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts with their roles; a password set here must be changed at the next login."""

    list_display = ["username", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["username", "name"]
    add_form = UserCreationForm
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "email"]}),
        ("权限", {"fields": ["is_active", "is_staff", "is_superuser", "must_change_password"]}),
        ("时间", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "name", "usable_password", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]

    def user_change_password(self, request, id, form_url=""):
        """After an administrator has set a password, the person must choose an own one."""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            User.objects.filter(pk=id).update(must_change_password=True)
            reset(username=User.objects.get(pk=id).username)  # the lock of wrong tries ends with the old password
        return response


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    form = CleanForm
    list_display = ["name", "short_name", "parent"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["parent"]
    list_select_related = ["parent"]


@admin.register(Program)
class ProgramAdmin(admin.ModelAdmin):
    form = CleanForm
    list_display = ["name", "short_name"]
    search_fields = ["name", "short_name"]


class IssuedInline(admin.TabularInline):
    """Lines of a program-year: fixed once it is issued, as reports are filled by them."""

    form: type[forms.ModelForm] = CleanForm
    extra = 1

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.issued)

    def has_add_permission(self, request, obj=None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.issued)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.issued)


class FundSourceInline(IssuedInline):
    model = FundSource


class IssuedGoalInline(IssuedInline):
    model = IssuedGoal


class OutlineInline(IssuedInline):
    model = OutlineHeading


class PeriodForm(CleanForm):
    """A program-year's settings; the weight of the execution rate is a number or blank."""

    def clean_execution_weight(self) -> str:
        text = clean_text(self.cleaned_data["execution_weight"])
        try:
            parse_number(text)
        except NumberProblem as problem:
            raise forms.ValidationError(f"预算执行率分值{problem}。") from problem
        return text


def period_inlines() -> list[type[InlineModelAdmin]]:
    """What is issued with a program-year; the indicator catalogue adds its own (indicators.admin)."""
    return [FundSourceInline, IssuedGoalInline, OutlineInline]


class PeriodAdmin(admin.ModelAdmin):
    """A program in one year. Issuing opens it to preparers; the actions copy last year's issue."""

    list_display = ["program", "year", "form", "review_levels", "deadline", "issued_at"]
    list_filter = ["year", "form", "program"]
    search_fields = ["program__name"]
    autocomplete_fields = ["program"]
    form = PeriodForm
    inlines = period_inlines()
    fieldsets = [
        (None, {"fields": [("program", "year"), ("form", "unit"), ("review_levels", "deadline"), "issued_at"]}),
        (
            "表头",
            {"fields": ["report_title", "table_title", ("central_department", "local_department"), "execution_weight"]},
        ),
        (
            "评分和核对的标准",
            {
                "classes": ["collapse"],
                "fields": [
                    ("low_execution", "deviation"),
                    ("good", "fair", "passing"),
                    ("met_from", "partial_from", "negative"),
                    ("check_split", "split_output", "split_benefit", "split_satisfaction", "split_execution"),
                    "evidence_required",
                    ("recheck_same", "recheck_close", "recheck_apart"),
                ],
            },
        ),
    ]

    @admin.display(description="状态", boolean=True)
    def issued(self, period: Period) -> bool:
        return period.issued

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        """Once issued everything but the deadline is fixed: reports are judged and printed by it."""
        if obj is None or not obj.issued:
            return ["issued_at"]
        return [field.name for field in Period._meta.fields if field.name not in ("id", "deadline")]

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.issued)

    def say(self, request, text: str, level: int = messages.SUCCESS) -> None:
        self.message_user(request, text, level)
