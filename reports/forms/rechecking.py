"""Drawing a sample and scoring it again, as posted."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import forms

from indicators.domain.numbers import NumberProblem, clean_text, garbled, parse_number
from programs.models import Period
from reports.domain.rechecking import Given, Row
from reports.domain.sampling import REASON_LIMIT, SEED_LIMIT, Sampling
from reports.forms.comments import Said
from reports.forms.offering import offer

COUNT, PERCENT = "count", "percent"
BY = "请选择按份数还是按比例抽取。"
TOO_LONG = {"max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请删减。"}


class DrawForm(forms.Form):
    """A program-year, so many or so much of it, a seed, a reason."""

    period = forms.TypedChoiceField(
        label="项目年度",
        coerce=int,
        error_messages={
            "required": "请选择项目年度。",
            "invalid_choice": "这个项目年度现在没有可以抽查的报告，请在列表中选择。",
        },
    )
    by = forms.ChoiceField(
        label="抽取",
        choices=[(COUNT, "份数"), (PERCENT, "比例（%）")],
        initial=COUNT,
        error_messages={"required": BY, "invalid_choice": BY},
    )
    amount = Said(label="数量")
    seed = Said(label="抽样种子", max_length=SEED_LIMIT, error_messages=TOO_LONG)
    reason = Said(
        label="抽查原因",
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2, "class": "opinion"}),
        error_messages=TOO_LONG,
    )

    def __init__(self, data: Mapping[str, str] | None, *, periods: Iterable[Period]) -> None:
        super().__init__(data)
        offer(self, "period", "请选择", ((period.pk, str(period)) for period in periods))

    def clean_seed(self) -> str:
        return legible(self.cleaned_data["seed"])

    def clean_reason(self) -> str:
        reason = legible(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError("请写明抽查原因。")
        return reason

    def clean_amount(self) -> Decimal:
        try:
            value = parse_number(self.cleaned_data["amount"])
        except NumberProblem as problem:
            raise forms.ValidationError(f"数量{problem}。") from problem
        if value is None:
            raise forms.ValidationError("请填写抽查份数或抽查比例。")
        return value

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        amount = cleaned.get("amount")
        if amount is not None and cleaned.get("by") == COUNT and (amount != int(amount) or amount < 1):
            self.add_error("amount", "抽查份数应为大于 0 的整数。")
        return cleaned

    def sampling(self) -> Sampling:
        """How to draw, once the form is valid."""
        given = self.cleaned_data
        by_count = given["by"] == COUNT
        return Sampling(
            reason=given["reason"],
            size=int(given["amount"]) if by_count else None,
            percent=None if by_count else given["amount"],
            seed=given["seed"],
        )


def legible(text: str) -> str:
    if problem := garbled(text):
        raise forms.ValidationError(problem)
    return text


def read_scores(posted: Mapping[str, str], rows: Iterable[Row]) -> dict[int, Given]:
    """What was typed for each row of the version; anything else that was posted is left alone."""

    def text(name: str) -> str:
        return clean_text(posted.get(name, "")).strip()

    return {
        row.position: Given(*(text(f"{name}-{row.position}") for name in ("score", "rule", "text"))) for row in rows
    }
