"""The catalogue's cells in the administration: the same doors as everywhere."""

from django import forms

from indicators.domain.numbers import NumberProblem, clean_text, parse_number, quote
from indicators.domain.targets import read_target
from indicators.models import Indicator

NUMBERS = {"weight": "分值", "step": "每差", "points": "扣分", "deduct": "每发现一项扣"}


class IndicatorForm(forms.ModelForm):
    """One row of the catalogue; a number cell that is no number gets its sentence."""

    class Meta:
        model = Indicator
        fields = [
            "position", "level1", "level2", "name", "target", "weight",
            "criterion", "method", "direction", "step", "points", "of", "deduct", "base",
        ]  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 2, "cols": 18})
            for name in ("level1", "level2", "name", "target", "criterion")
        } | {name: forms.TextInput(attrs={"size": 6}) for name in (*NUMBERS, "base")}

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        for name, label in NUMBERS.items():
            try:
                number = parse_number(cleaned.get(name, ""))
            except NumberProblem as problem:
                self.add_error(name, f"{label}{problem}。")
            else:
                if number is not None and number < 0:
                    self.add_error(name, f"{label}不能是负数，读到的是{quote(cleaned[name])}。")
        for name in ("level1", "level2", "name", "target", "criterion"):
            if name in cleaned:
                cleaned[name] = clean_text(cleaned[name])
        return cleaned

    def save(self, commit: bool = True) -> Indicator:
        self.instance.target_reading = str(read_target(self.instance.target, self.instance.name))
        return super().save(commit)
