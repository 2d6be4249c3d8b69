"""The filter of the list of reports."""

from datetime import date

from django import forms
from django.db.models import Case, F, Q, When

from reports.domain import workflow
from reports.forms.offering import offer
from reports.models import ReportQuerySet

DEADLINE, RISK = "deadline", "risk"
#: What the checks say of a report is told to others once it is handed in.
FINDINGS = Case(When(state__in=workflow.HANDED_IN, then=F("open_findings")), default=-1)


def overdue(today: date) -> Q:
    """Not approved by the day: the one set when the report was returned, else the year's; a correction has no other."""
    year = Q(mend_by=None, period__deadline__lt=today) & ~Q(state="correcting")
    return Q(state__in=workflow.UNDER_WAY) & (Q(mend_by__lt=today) | year)


class ListFilter(forms.Form):
    """Year, program, state, overdue, findings, order; an unknown value filters nothing rather than failing."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    program = forms.TypedChoiceField(label="项目", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *workflow.STATES.items()])
    late = forms.ChoiceField(label="期限", required=False, choices=[("", "不限"), ("1", "已过截止日期")])
    risk = forms.TypedChoiceField(
        label="检查发现",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "不限"), (1, "有检查发现"), (5, "5 项以上"), (10, "10 项以上")],
    )
    order = forms.ChoiceField(
        label="排序", required=False, choices=[("", "默认"), (DEADLINE, "按截止日期"), (RISK, "按检查发现")]
    )

    def __init__(self, data, *, reports: ReportQuerySet, today: date) -> None:
        super().__init__(data)
        self.today = today
        found = list(reports.values_list("period__year", "period__program_id", "period__program__name").distinct())
        years = sorted({year for year, _, _ in found}, reverse=True)
        programs = sorted({(pk, name) for _, pk, name in found}, key=lambda item: item[1])
        offer(self, "year", "全部年度", ((year, f"{year}年度") for year in years))
        offer(self, "program", "全部项目", programs)
        self.is_valid()

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any(value for name, value in self.cleaned_data.items() if name != "order")

    def narrow(self, reports: ReportQuerySet) -> ReportQuerySet:
        """The reports that match, in the order asked for; by default as they come."""
        given = self.cleaned_data
        chosen = {
            "period__year": given.get("year"),
            "period__program": given.get("program"),
            "state": given.get("state"),
        }
        found = reports.filter(**{name: value for name, value in chosen.items() if value})
        if given.get("risk"):
            found = found.filter(state__in=workflow.HANDED_IN, open_findings__gte=given["risk"])
        if given.get("late"):
            found = found.filter(overdue(self.today))
        deadline = F("period__deadline").asc(nulls_last=True)
        if given.get("order") == RISK:
            return found.order_by(FINDINGS.desc(), deadline, "pk")
        return found.order_by(deadline, "pk") if given.get("order") == DEADLINE else found
