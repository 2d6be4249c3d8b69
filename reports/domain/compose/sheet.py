"""What every block of a form is made from."""

from dataclasses import dataclass
from decimal import Decimal

from reports.domain import facts
from reports.domain.compose.labels import Labels
from reports.domain.compose.values import plain
from reports.domain.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report, what follows from it, and the form's words."""

    report: facts.Report
    evaluation: Evaluation
    labels: Labels


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a block: whose value, and how many columns of the grid it spans."""

    name: str
    span: int = 1


def awarded_text(typed: str | None, computed: Decimal | None) -> str:
    """An awarded score prints as typed, else the computed one plainly (5.00 → 5)."""
    return typed if typed and typed.strip() else plain(computed, trim=True)
