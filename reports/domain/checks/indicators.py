"""Checks of the indicator rows."""

import re
from collections.abc import Iterator

from indicators.domain.numbers import format_rate
from indicators.domain.targets import Unreadable
from reports.domain import facts
from reports.domain.checks.blanks import says_nothing
from reports.domain.checks.finding import ERROR, WARNING, Finding, error, warning
from reports.domain.evaluate import Evaluation, IndicatorResult

NUMBER = re.compile(r"\d+(?:\.\d+)?")
TARGET_UNIT = re.compile(r"\d\s*(%|[^\W\d_]{1,4})")
BRACKET = re.compile(r"[（(][^）)]*[）)]")
SENTENCE = re.compile(r"[^。；！？\n]+")
#: A number with its unit that no word makes a bound or a full mark.
MEASURED = re.compile(
    r"(?<![\d.])(?<![≥≤><满])(?<!满分)(?<![高低大小多少]于)(?<![高低大小多少]于 )(?<!超过)(?<!以内)"
    r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>%|分(?!钟)|[^\W\d_]{1,4}?(?=[，。；、（）()\s]|$))"
)


def has_reason(text: str) -> bool:
    """Whether 未完成原因和改进措施 says anything."""
    return not says_nothing(text)


def rows(report: facts.Report, evaluation: Evaluation) -> Iterator[tuple[str, facts.Indicator, IndicatorResult]]:
    for index, row in enumerate(report.indicators):
        yield f"indicators[{index}]", row, evaluation.indicators[index]


def blank_actual(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """No actual."""
    for place, row, result in rows(report, evaluation):
        if result.outcome == "blank":
            yield error("indicator.blank_actual", f"{place}.actual", f"“{row.name}”的全年实际完成值未填。")


def copied_target(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """The actual repeats a bound or a phrase of the target; a figure of the explanation is offered instead."""
    for place, row, result in rows(report, evaluation):
        if not result.verdict.copied:
            continue
        message = f"完成值“{row.actual}”与指标值相同，不是实际完成数，请填实际数据或完成情况。"
        figure = explained_figure(row) if result.target.numeric else ""
        if figure:
            message += f"完成情况分析中写有 {figure}，可据此填写。"
        # A mark out of 100 answers a percentage.
        offer = figure.replace("分", "%") if "%" in row.target else figure
        yield warning("indicator.copied_target", f"{place}.actual", message, offer)


def explained_figure(row: facts.Indicator) -> str:
    """The measured figure an explanation gives for its own indicator, as written; "" where there is none.

    A sentence counts that speaks of the indicator's head words; a number counts that has the target's
    unit (分 too for a percentage) and is neither a bound nor one of the target's own numbers.
    """
    unit = TARGET_UNIT.search(row.target)
    if unit is None:
        return ""
    units = [unit[1], "分"] if unit[1] == "%" else [unit[1]]
    head = BRACKET.sub("", row.name)[-5:]
    words = {head[i : i + 2] for i in range(len(head) - 1)}
    own = set(NUMBER.findall(row.target))
    found: dict[str, str] = {}
    for sentence in SENTENCE.findall(row.explanation):
        if sentence.lstrip().startswith(("指标", "目标值")) or not any(word in sentence for word in words):
            continue
        for match in MEASURED.finditer(sentence):
            if match["unit"] in units and match["number"] not in own:
                found.setdefault(match["unit"], match["number"] + match["unit"])
    return next((found[name] for name in units if name in found), "")


def approximate(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """左右, 约, 以上 … instead of a value."""
    for place, row, result in rows(report, evaluation):
        if result.verdict.approximate and not result.verdict.copied:
            yield warning(
                "indicator.approximate", f"{place}.actual", f"完成值“{row.actual}”是约数或界限，请填确切的实际数。"
            )


def boundary(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Missed only by a strict > or <."""
    for place, row, result in rows(report, evaluation):
        if result.verdict.boundary:
            yield warning(
                "indicator.boundary",
                f"{place}.actual",
                f"完成值“{row.actual}”恰好等于界限，指标值“{row.target}”不含本数，判为未达成，请核对。",
            )


def unit_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Another dimension than the target's."""
    for place, row, result in rows(report, evaluation):
        if result.verdict.unit_mismatch:
            yield warning(
                "indicator.unit_mismatch",
                f"{place}.actual",
                f"完成值“{row.actual}”与指标值“{row.target}”的计量单位不同，无法比较，请统一单位。",
            )


def reason_missing(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Missed, partial, or a score below its weight, and no reason."""
    for place, row, result in rows(report, evaluation):
        below = result.weight is not None and result.score is not None and result.score < result.weight
        if (result.outcome in ("missed", "partial") or below) and not has_reason(row.reason):
            cause = {"missed": "未达成", "partial": "部分达成"}.get(result.outcome, "得分低于分值")
            yield error(
                "indicator.reason_missing",
                f"{place}.reason",
                f"“{row.name}”{cause}，请填写未完成原因和改进措施。",
            )


def deviation(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Far off the target and no reason."""
    limit = evaluation.rules.deviation
    for place, row, result in rows(report, evaluation):
        off = result.verdict.deviation
        if off is not None and off > limit and not has_reason(row.reason):
            yield warning(
                "indicator.deviation",
                f"{place}.actual",
                f"完成值“{row.actual}”偏离指标值“{row.target}” {format_rate(off, 2)}，"
                f"超过 {format_rate(limit, 0)}，请说明原因。",
            )


def placeholder(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """XX, ** or 待填 left in; in an issued target the unit can only point it out."""
    for place, row, result in rows(report, evaluation):
        if result.verdict.placeholder_in_target:
            yield Finding(
                "indicator.placeholder",
                WARNING,
                f"{place}.target",
                f"指标值“{row.target}”留有未填的占位符，无法考核，请报告下达单位补正。",
            )
        if result.verdict.placeholder_in_actual:
            yield Finding("indicator.placeholder", ERROR, f"{place}.actual", f"完成值“{row.actual}”留有未填的占位符。")


def undecided(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Figures cannot tell and nobody has judged."""
    for place, row, result in rows(report, evaluation):
        by_hand = row.scoring.method in ("checklist", "judgement") and result.score is not None
        if result.outcome == "undecided" and not by_hand:
            why = f"（完成值{result.actual.message}）" if isinstance(result.actual, Unreadable) else ""
            yield warning(
                "indicator.undecided",
                f"{place}.judgement",
                f"“{row.name}”的完成值与指标值不能按数字比较{why}，请选择完成判定。",
            )


def judgement_conflict(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A judgement against what the figures say."""
    words = {"met": "达成", "missed": "未达成"}
    for place, row, result in rows(report, evaluation):
        figures = words.get(result.verdict.figures)
        if row.judgement and figures and row.judgement != figures:
            yield warning(
                "indicator.judgement_conflict",
                f"{place}.judgement",
                f"判定为“{row.judgement}”，按数字“{row.actual}”对“{row.target}”应为“{figures}”。",
            )


def duplicate(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """The same name under the same level 2 twice."""
    seen: dict[tuple[str, str, str], int] = {}
    for index, row in enumerate(report.indicators):
        level1, level2, name = ("".join(text.split()) for text in (row.level1, row.level2, row.name))
        key = (level1, level2, name)
        if key in seen:
            yield warning(
                "indicator.duplicate",
                f"indicators[{index}].name",
                f"“{row.name}”与第 {seen[key] + 1} 行重复。",
            )
        seen.setdefault(key, index)


def no_figure(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A satisfaction indicator whose actual has no number."""
    for place, row, _ in rows(report, evaluation):
        satisfaction = any("满意度" in text for text in (row.level1, row.level2, row.name))
        if satisfaction and row.actual.strip() and not re.search(r"\d", row.actual):
            yield warning("indicator.no_figure", f"{place}.actual", f"满意度指标“{row.name}”应填调查得出的数字。")


def no_evidence(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A claim without evidence file, where the program-year asks for it. A judgement settles no claim's evidence."""
    if not evaluation.rules.evidence:
        return
    for place, row, result in rows(report, evaluation):
        if result.verdict.figures == "claimed" and not row.evidence:
            yield warning(
                "indicator.no_evidence",
                f"{place}.actual",
                f"“{row.name}”的完成值是自报的，本年度要求附佐证材料；没有附件请说明依据存于何处。",
            )
