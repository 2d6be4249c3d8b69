"""The exchange format out: facts and what follows from them → the JSON text of exchange-format.md."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from indicators.domain.numbers import format_plain, round_half_up
from reports.domain import facts
from reports.domain.checks import Finding
from reports.domain.evaluate import Evaluation
from reports.exchange.reading import FORMAT

FUND_KEYS = ("budget", "actual", "initial", "received", "rate", "score")
ALLOCATION_KEYS = ("settlement", "advance", "audit", "proposed")


def given(row: object, keys: Sequence[str]) -> dict[str, str]:
    """The keys that stand on the form, with their texts."""
    return {key: value for key in keys if (value := getattr(row, key)) is not None}


def write_scoring(scoring: facts.Scoring) -> dict[str, Any]:
    """Only what is set; a checklist's items before its deductions."""
    out: dict[str, Any] = {}
    for key in ("method", "step", "points", "of"):
        if value := getattr(scoring, key):
            out[key] = value
    if scoring.items:
        out["items"] = [{"name": i.name, "points": i.points, "given": i.given} for i in scoring.items]
    for key in ("deduct", "found", "direction", "base"):
        if value := getattr(scoring, key):
            out[key] = value
    return out


def texts(row: object, keys: str) -> dict[str, Any]:
    return {key: getattr(row, key) for key in keys.split()}


def write_indicator(row: facts.Indicator) -> dict[str, Any]:
    out = texts(row, "level1 level2 name target actual weight score judgement reason explanation criterion")
    return {**out, "scoring": write_scoring(row.scoring)}


def places(value: Decimal | None, count: int) -> str | None:
    return None if value is None else format_plain(round_half_up(value, count))


def exact(value: Decimal | None) -> str | None:
    return None if value is None else format_plain(value)


def write_result(report: facts.Report, evaluation: Evaluation, findings: Sequence[Finding]) -> dict[str, Any]:
    """What is computed: ratios six places, scores two, amounts exact, nothing = null."""
    total = evaluation.total
    return {
        "funds": {
            "lines": [
                {"source": line.source, "rate": places(result.rate, 6)}
                for line, result in zip(report.funds, evaluation.funds, strict=True)
            ],
            "total": {
                "budget": exact(total.budget),
                "actual": exact(total.actual),
                "rate": places(total.rate, 6),
                "score": places(total.score, 2),
            },
        },
        "indicators": [
            {
                "name": row.name,
                "outcome": result.outcome,
                "achievement": places(result.verdict.achievement, 6),
                "computed_score": places(result.computed_score, 2),
                "score": places(result.score, 2),
            }
            for row, result in zip(report.indicators, evaluation.indicators, strict=True)
        ],
        "total_score": places(evaluation.total_score, 2),
        "grade": evaluation.grade,
        "findings": [
            {"code": f.code, "severity": f.severity, "where": f.where, "message": f.message} for f in findings
        ],
    }


def write_object(report: facts.Report) -> dict[str, Any]:
    """Every key of the format in its order, without the result."""
    return {
        "format": FORMAT,
        **texts(report, "form year program organization title"),
        **texts(report, "central_department local_department implementing_unit unit execution_weight"),
        "funds_total": given(report.funds_total, FUND_KEYS) if report.funds_total else {},
        "funds": [{"source": line.source, **given(line, FUND_KEYS)} for line in report.funds],
        "management": [texts(row, "aspect statement problem") for row in report.management],
        "goals": [texts(row, "target actual") for row in report.goals],
        "indicators": [write_indicator(row) for row in report.indicators],
        "narrative": [texts(row, "level heading body") for row in report.narrative],
        "allocation_share": report.allocation_share,
        "allocations": [
            {"organization": row.organization, **{key: getattr(row, key) or "" for key in ALLOCATION_KEYS}}
            for row in report.allocations
        ],
        "allocations_total": given(report.allocations_total, ALLOCATION_KEYS) if report.allocations_total else {},
        "series": [
            {"name": row.name, "unit": row.unit, "points": [texts(point, "year value") for point in row.points]}
            for row in report.series
        ],
        "total_score": report.total_score,
        "remarks": report.remarks,
    }


def write_json(report: facts.Report, evaluation: Evaluation, findings: Sequence[Finding]) -> str:
    """The whole file."""
    out = {**write_object(report), "result": write_result(report, evaluation, findings)}
    return json.dumps(out, ensure_ascii=False, indent=2) + "\n"
