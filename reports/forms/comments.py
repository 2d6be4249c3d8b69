"""What the pages post of comments, waivers and a return: texts by the one door, a day that is not past."""

from datetime import date, timedelta
from typing import Any

from django import forms

from indicators.domain.numbers import clean_text

#: A deadline later than this is a slip of the year.
LONGEST = timedelta(days=366)


class Said(forms.CharField):
    """A text as typed, without what no paper can show; its length is the action's to judge."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, strip=False, **more)

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "").strip()


class CommentForm(forms.Form):
    """A new thread at a ``place`` of the exchange format, or an answer in a ``thread``.

    ``layout``: of the rows of the page that names the place (``remarks.layout_of``).
    """

    place = forms.CharField(required=False, max_length=100)
    layout = forms.CharField(required=False, max_length=40)
    thread = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    text = Said()
    must_mend = forms.BooleanField(required=False)


class WaiverForm(forms.Form):
    """A reason for one error, or its being taken back."""

    code = forms.CharField(max_length=40)
    where = forms.CharField(max_length=60)
    reason = Said()
    withdraw = forms.BooleanField(required=False)


class ReturnForm(forms.Form):
    """Until when a report that is sent back is to be mended; blank leaves it open."""

    mend_by = forms.DateField(
        label="修改期限",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "修改期限应为日期，例如 2025-03-10。"},
    )

    def __init__(self, *arguments: Any, today: date, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.today = today
        self.fields["mend_by"].widget.attrs["min"] = today.isoformat()

    def clean_mend_by(self) -> date | None:
        day = self.cleaned_data["mend_by"]
        if day is not None and day < self.today:
            raise forms.ValidationError("修改期限已过，请填今天或以后的日期。")
        if day is not None and day > self.today + LONGEST:
            raise forms.ValidationError("修改期限在一年以后，请核对年份。")
        return day
