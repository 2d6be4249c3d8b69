"""Notes on warnings as posted by the page."""

from django import forms

from indicators.domain.numbers import clean_text, unstorable

LIMIT = 500


class NoteForm(forms.Form):
    """One text for one warning, or for all warnings of its kind (``same``)."""

    code = forms.CharField(max_length=40)
    where = forms.CharField(max_length=60)
    text = forms.CharField(required=False, strip=True)
    same = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        text = clean_text(self.cleaned_data["text"]).strip()
        if problem := unstorable("说明", text, LIMIT):
            raise forms.ValidationError(problem)
        return text
