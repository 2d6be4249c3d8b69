"""What a reviewer sees on reading the text beside the tables; one function per code."""

from reports.domain.checks.narrative.drafts import draft
from reports.domain.checks.narrative.figures import figure_mismatch
from reports.domain.checks.narrative.foreign import foreign_program
from reports.domain.checks.narrative.sums import sum_mismatch
from reports.domain.checks.narrative.targets import target_mismatch
from reports.domain.checks.narrative.wording import contradiction, repeated_unit, unknown_figure, year

CHECKS = (
    figure_mismatch, target_mismatch, sum_mismatch, year, repeated_unit, foreign_program, contradiction, unknown_figure,
    draft,
)  # fmt: skip
__all__ = [
    "CHECKS", "contradiction", "draft", "figure_mismatch", "foreign_program", "repeated_unit", "sum_mismatch",
    "target_mismatch", "unknown_figure", "year",
]  # fmt: skip
