"""The ordered list of checks."""

from collections.abc import Iterable, Mapping

from reports.domain import facts
from reports.domain.checks import allocations, funds, goals, indicators, narrative, scores
from reports.domain.checks.finding import Check, Finding
from reports.domain.evaluate import Evaluation
from reports.domain.figures import filled

CHECKS: tuple[Check, ...] = (
    funds.total_mismatch,
    funds.rate_mismatch,
    funds.blank_line,
    funds.low_execution,
    funds.over_execution,
    funds.no_budget,
    goals.copied,
    scores.weight_total,
    scores.weight_split,
    scores.over_weight,
    scores.differs_from_rule,
    scores.total_mismatch,
    indicators.blank_actual,
    indicators.copied_target,
    indicators.approximate,
    indicators.boundary,
    indicators.unit_mismatch,
    indicators.reason_missing,
    indicators.deviation,
    indicators.placeholder,
    indicators.undecided,
    indicators.judgement_conflict,
    indicators.duplicate,
    indicators.no_figure,
    indicators.no_evidence,
    *narrative.CHECKS,
    allocations.row_mismatch,
    allocations.total_mismatch,
)
#: What reads the narrative as it prints; the others read every text as typed.
PRINTED = frozenset(narrative.CHECKS) - {narrative.unknown_figure}


#: What reads sentences: dearer than the rest, and done again only where the text has changed.
PROSE = tuple(check for check in narrative.CHECKS if check is not narrative.draft)
#: What some checks have found.
Found = Mapping[Check, tuple[Finding, ...]]


def find(checks: Iterable[Check], report: facts.Report, evaluation: Evaluation) -> Found:
    """What each of these checks finds."""
    printed = filled(report, evaluation)
    return {check: tuple(check(printed if check in PRINTED else report, evaluation)) for check in checks}


def find_all(report: facts.Report, evaluation: Evaluation, known: Found | None = None) -> tuple[Finding, ...]:
    """Every finding, in the order of the list and within a check in the order of the rows.

    ``known``: what some of the checks have found already.
    """
    known = known or {}
    found = {**known, **find((check for check in CHECKS if check not in known), report, evaluation)}
    return tuple(finding for check in CHECKS for finding in found[check])
