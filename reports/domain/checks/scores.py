"""Checks of weights and scores; they apply only where some row has a weight."""

from collections.abc import Iterator
from decimal import Decimal

from indicators.domain.numbers import format_plain
from indicators.domain.scoring import in_tier, tier_bounds
from reports.domain import facts
from reports.domain.checks.finding import Finding, error, warning
from reports.domain.checks.indicators import has_reason
from reports.domain.evaluate import Evaluation, number

HUNDRED = Decimal(100)
#: The level 1 names the norm of the weights speaks of (domain.md "Weights and grades").
LEVELS = ("产出", "效益", "满意度")


def weight_total(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """All weights, the execution rate's included, add to 100."""
    if evaluation.scored and evaluation.weights != HUNDRED:
        yield error(
            "weight.total",
            "indicators",
            f"分值合计为 {format_plain(evaluation.weights)}，应为 100（含预算执行率分值）。",
        )


def level_of(text: str) -> str:
    """A level 1 name without its bracket and 指标; 效果 counts as 效益."""
    name = "".join(text.split()).split("（")[0].split("(")[0].removesuffix("指标")
    return "效益" if name == "效果" else name


def weight_split(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Level 1 weights and the rate's against the program's norm."""
    norm = evaluation.rules.split
    if not evaluation.scored or report.form == "E" or norm is None:
        return
    sums: dict[str, Decimal] = {}
    for row, result in zip(report.indicators, evaluation.indicators, strict=True):
        if result.weight is not None:
            sums[level_of(row.level1)] = sums.get(level_of(row.level1), Decimal(0)) + result.weight
    rate = evaluation.total.weight or Decimal(0)
    if sums != dict(zip(LEVELS, norm, strict=False)) or rate != norm[3]:
        due = "、".join(f"{name} {format_plain(value)}" for name, value in zip((*LEVELS, "执行率"), norm, strict=True))
        words = "、".join(f"{name or '（未写一级指标）'} {format_plain(value)}" for name, value in sums.items())
        yield warning(
            "weight.split",
            "indicators",
            f"一级指标分值为{words}、预算执行率 {format_plain(rate)}，与规定的{due} 不同。",
        )


def over_weight(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A score above its weight or below zero."""
    rows = [
        (f"indicators[{index}].score", result.awarded, result.weight)
        for index, result in enumerate(evaluation.indicators)
    ]
    total = evaluation.total
    printed = number(report.funds_total.score) if report.funds_total else None
    if evaluation.scored:
        rows.insert(0, ("funds_total.score", printed, total.weight))
    for place, score, weight in rows:
        if score is None or weight is None:
            continue
        if score > weight:
            yield error("score.over_weight", place, f"得分 {format_plain(score)} 超过分值 {format_plain(weight)}。")
        elif score < 0:
            yield error("score.over_weight", place, f"得分 {format_plain(score)} 小于 0。")


def differs_from_rule(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """An awarded score that its rule does not give, with no reason."""
    total, tiers = evaluation.total, evaluation.rules.tiers
    printed = number(report.funds_total.score) if report.funds_total else None
    if evaluation.scored and printed is not None and total.score is not None and printed != total.score:
        yield warning(
            "score.differs_from_rule",
            "funds_total.score",
            f"预算执行率得分为 {format_plain(printed)}，按执行率计算应为 {format_plain(total.score)}。",
        )
    for index, (row, result) in enumerate(zip(report.indicators, evaluation.indicators, strict=True)):
        if result.awarded is None or has_reason(row.reason):
            continue
        if result.computed_score is not None:
            if result.awarded != result.computed_score:
                yield warning(
                    "score.differs_from_rule",
                    f"indicators[{index}].score",
                    f"得分 {format_plain(result.awarded)}，按评分规则应为 {format_plain(result.computed_score)}；"
                    "不同时请说明理由。",
                )
            continue
        bounds = tier_bounds(result.outcome, result.weight, tiers) if row.scoring.method in ("", "tiers") else None
        if bounds and not in_tier(result.awarded, result.outcome, result.weight, tiers):
            yield warning(
                "score.differs_from_rule",
                f"indicators[{index}].score",
                f"得分 {format_plain(result.awarded)} 不在该完成判定对应的"
                f" {format_plain(bounds[0])}–{format_plain(bounds[1])} 分之内，请核对或说明理由。",
            )


def total_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A printed total score that is not the sum."""
    printed = number(report.total_score)
    if evaluation.total_score is not None and printed is not None and printed != evaluation.total_score:
        yield error(
            "score.total_mismatch",
            "total_score",
            f"总分为 {format_plain(printed)}，各项得分合计为 {format_plain(evaluation.total_score)}。",
        )
