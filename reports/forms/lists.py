"""The filter of the list of reports."""

from django import forms

from reports.domain import workflow
from reports.models import ReportQuerySet


class ListFilter(forms.Form):
    """Year, program, state; an unknown value filters nothing rather than failing."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    program = forms.TypedChoiceField(label="项目", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *workflow.STATES.items()])

    def __init__(self, data, *, reports: ReportQuerySet) -> None:
        super().__init__(data)
        found = list(reports.values_list("period__year", "period__program_id", "period__program__name").distinct())
        years = sorted({year for year, _, _ in found}, reverse=True)
        programs = sorted({(pk, name) for _, pk, name in found}, key=lambda item: item[1])
        self.fields["year"].choices = [("", "全部年度"), *((year, f"{year}年度") for year in years)]
        self.fields["program"].choices = [("", "全部项目"), *programs]

    def narrow(self, reports: ReportQuerySet) -> ReportQuerySet:
        """The reports that match."""
        self.is_valid()
        chosen = {
            "period__year": self.cleaned_data.get("year"),
            "period__program": self.cleaned_data.get("program"),
            "state": self.cleaned_data.get("state"),
        }
        return reports.filter(**{name: value for name, value in chosen.items() if value})
