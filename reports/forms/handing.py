"""Handing over as posted: which reports as seen, to whom, why."""

from dataclasses import dataclass, field

from django.http import QueryDict

from indicators.domain.numbers import clean_text


@dataclass(frozen=True, slots=True)
class HandoverForm:
    """``chosen``: report → the preparer the page has shown (``None``: nobody)."""

    chosen: dict[int, int | None] = field(default_factory=dict)
    to: int | None = None
    reason: str = ""


def read_handover(posted: QueryDict) -> HandoverForm:
    """A box that is ticked posts "report-assignee"; what reads as nothing is left out."""
    chosen: dict[int, int | None] = {}
    for text in posted.getlist("report"):
        report, _, assignee = text.partition("-")
        pk = number(report)
        if pk is not None:
            chosen[pk] = number(assignee)
    return HandoverForm(chosen, number(posted.get("to", "")), clean_text(posted.get("reason", "")).strip())


def number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None
