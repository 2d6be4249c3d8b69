"""The clerk's inputs as markup. A form has hundreds of them, and an included template costs more than its cell."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.rows import CellRule


def tag_attributes(pairs: Iterable[tuple[str, object]]) -> str:
    """`` name="value"`` of each pair whose value is not blank; every value escaped."""
    return "".join(f' {name}="{escape(str(value))}"' for name, value in pairs if value not in ("", None))


def trusted(markup: str) -> SafeString:
    """Markup put together here, every text in it escaped."""
    return mark_safe(markup)  # noqa: S308


def option(choice: str, chosen: bool) -> str:
    return f'<option value="{escape(choice)}"{" selected" if chosen else ""}>{escape(choice or "请判定")}</option>'


def control(
    row: str, field: str, rule: CellRule, value: str, version: int, key: str, label: str, hint: str
) -> SafeString:
    """The input of one cell, and the empty line for the sentence that refuses it.

    ``key``: the place it writes; ``label``: what a screen reader calls it; ``hint``: shown while it is empty.
    """
    common = tag_attributes(
        (
            ("id", f"in-{key}"),
            ("data-row", row),
            ("data-field", field),
            ("data-version", version),
            ("aria-label", label or rule.label),
            ("autocomplete", "off"),
        )
    )
    note = '<span class="cell-note" role="alert"></span>'
    if rule.takes == "choice":
        options = "".join(option(choice, choice == value) for choice in rule.choices)
        return trusted(f"<select{common}>{options}</select>{note}")
    if rule.takes == "text":
        # The first line break after the tag is not part of the text.
        return trusted(f'<textarea{common} rows="1" spellcheck="false">\n{escape(value)}</textarea>{note}')
    more = tag_attributes((("value", value), ("placeholder", hint)))
    return trusted(f'<input{common} inputmode="decimal"{more}>{note}')
