"""The filter of the log's page."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from indicators.domain.numbers import clean_text
from programs.models import Organisation, Period
from reports.domain import workflow
from reports.forms.offering import offer
from reports.logpages import KINDS, Wanted
from reports.models import Report

#: Every act that the log may name, in the order of the process.
ACTS = {act: workflow.label(act) for act in (*workflow.RECORDS, *workflow.ACTS)}
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
DAY = "请按“2026-03-01”的样式填写日期，从2000年到2100年。"


class DayField(forms.DateField):
    """A day as a browser's own calendar sends it."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            validators=[MinValueValidator(FIRST, DAY), MaxValueValidator(LAST, DAY)],
            error_messages={"invalid": DAY},
        )


def choice(label: str, words: Mapping[str, str] | None = None) -> forms.ChoiceField:
    unknown = {"invalid_choice": f"请从列表中选择{label}。"}
    return forms.ChoiceField(label=label, required=False, choices=words or {}, error_messages=unknown)


class LogFilter(forms.Form):
    """Unit, program-year, person, kind, act, days; what cannot be read is refused with a sentence, so that nobody takes
    another list for the one asked for.
    """

    unit = choice("单位")
    period = choice("项目年度")
    person = forms.CharField(
        label="人员",
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"placeholder": "姓名或账号", "size": 10}),
        error_messages={"max_length": "人员最多 50 字。"},
    )
    kind = choice("类别", {"": "全部", **KINDS})
    act = choice("办理事项", {"": "全部事项", **ACTS})
    since = DayField("从")
    until = DayField("到")

    def __init__(
        self,
        data: Mapping[str, str],
        *,
        units: Iterable[Organisation],
        periods: Iterable[Period],
        without: Iterable[str] = (),
    ) -> None:
        """``without``: fields that would narrow nothing here."""
        super().__init__(data)
        for name in without:
            del self.fields[name]
        if "unit" in self.fields:
            offer(self, "unit", "全部单位", ((str(unit.pk), str(unit)) for unit in units))
            offer(self, "period", "全部项目年度", ((str(period.pk), str(period)) for period in periods))
        self.is_valid()

    def clean_person(self) -> str:
        return clean_text(self.cleaned_data["person"]).strip()

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "结束日期不能早于开始日期。")
        return cleaned

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any(self.cleaned_data.values())

    def wanted(self, report: Report | None) -> Wanted:
        """What is asked for, of one report or of all, once the form is valid; days are Shanghai's, both whole."""
        given = self.cleaned_data
        return Wanted(
            report=report.pk if report else None,
            unit=int(given["unit"]) if given.get("unit") else None,
            period=int(given["period"]) if given.get("period") else None,
            person=given.get("person", ""),
            kind=given["kind"],
            act=given["act"],
            since=midnight(given["since"]) if given["since"] else None,
            until=midnight(given["until"] + timedelta(days=1)) if given["until"] else None,
        )


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
