"""Notes on warnings as posted by the page."""

from django import forms

from indicators.domain.numbers import clean_text, garbled

LIMIT = 500


class NoteForm(forms.Form):
    """One text for one warning, or for all warnings of its kind (``same``)."""

    code = forms.CharField(max_length=40)
    where = forms.CharField(max_length=60)
    text = forms.CharField(required=False, strip=True)
    same = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        text = clean_text(self.cleaned_data["text"]).strip()
        if len(text) > LIMIT:
            raise forms.ValidationError(f"说明最多 {LIMIT} 字，现有 {len(text):,} 字，请删减。")
        if problem := garbled(text):
            raise forms.ValidationError(problem)
        return text
