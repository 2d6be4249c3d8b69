"""Choices that a form knows only when it is made: years, units and programs of which there are reports."""

from collections.abc import Iterable

from django import forms


def offer(form: forms.Form, name: str, blank: str, choices: Iterable[tuple[int | str, str]]) -> None:
    """Fill one choice field of a form; ``blank``: the words of choosing nothing."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choices")
    field.choices = [("", blank), *choices]
