"""The clerk's inputs as markup. A form has hundreds of them, and an included template costs more than its cell."""

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from reports.rows import CellRule

#: Under each input, for the sentence that refuses what was typed.
NOTE = '<span class="cell-note" role="alert"></span>'


def trusted(markup: str) -> SafeString:
    """Markup put together here, every text in it escaped."""
    return mark_safe(markup)  # noqa: S308


@lru_cache(maxsize=4096)
def escaped(text: str) -> str:
    """Labels and places, which recur on every page."""
    return escape(text)


def control(
    row: str, field: str, rule: CellRule, value: str, version: int, key: str, label: str, hint: str
) -> SafeString:
    """The input of one cell, and the empty line for the sentence that refuses it.

    ``key``: the place it writes; ``label``: what a screen reader calls it; ``hint``: shown while it is empty.
    """
    common = (
        f' id="in-{escaped(key)}" data-row="{row}" data-field="{field}" data-version="{version}"'
        f' aria-label="{escaped(label or rule.label)}" autocomplete="off"'
    )
    if rule.takes == "choice":
        options = "".join(option(choice, choice == value) for choice in rule.choices)
        return trusted(f"<select{common}>{options}</select>{NOTE}")
    if rule.takes == "text":
        # The first line break after the tag is not part of the text.
        return trusted(f'<textarea{common} rows="1" spellcheck="false">\n{escape(value)}</textarea>{NOTE}')
    shown = f' placeholder="{escape(hint)}"' if hint else ""
    return trusted(f'<input{common} inputmode="decimal" value="{escape(value)}"{shown}>{NOTE}')


def option(choice: str, chosen: bool) -> str:
    return f'<option value="{escaped(choice)}"{" selected" if chosen else ""}>{escaped(choice or "请判定")}</option>'
