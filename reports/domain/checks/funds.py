"""Checks of the funds block."""

import re
from collections.abc import Iterator
from decimal import Decimal

from indicators.domain.numbers import format_plain, format_rate
from reports.domain import facts
from reports.domain.checks.blanks import says_nothing
from reports.domain.checks.finding import Finding, error, warning
from reports.domain.evaluate import Evaluation, number, rate_agrees

COLUMNS = {"budget": "全年预算数", "actual": "全年执行数", "initial": "年初预算数", "received": "到位数"}
CAUSE = re.compile("因|由于|受.{0,20}影响|延期|延迟|滞后|偏离|偏低|结转|尚未|未能")


def total_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A printed total that is blank with lines filled, or off by any cent."""
    printed = report.funds_total
    if printed is None:
        return
    for column, words in COLUMNS.items():
        text, total = getattr(printed, column), getattr(evaluation.total, column)
        value = number(text, report.unit)
        if text is None and column in ("initial", "received"):
            continue
        if value is None and total is not None:
            if column in ("budget", "actual"):
                yield error(
                    "funds.total_mismatch",
                    f"funds_total.{column}",
                    f"年度资金总额的{words}空着，各行合计为 {format_plain(total)} {report.unit}，请填上合计数。",
                )
        elif value is not None and value != (total or 0):
            yield error(
                "funds.total_mismatch",
                f"funds_total.{column}",
                f"年度资金总额的{words}为 {format_plain(value)}，各行合计为 {format_plain(total or Decimal(0))}"
                f" {report.unit}，请核对各行或改正合计。",
            )


def rate_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A printed rate that is not the computed one."""
    lines = [(f"funds[{i}]", line, evaluation.funds[i].rate) for i, line in enumerate(report.funds)]
    if report.funds_total:
        lines.insert(0, ("funds_total", report.funds_total, evaluation.total.rate))
    for place, line, rate in lines:
        if line.rate and rate is not None and not rate_agrees(line.rate, rate):
            yield warning(
                "funds.rate_mismatch",
                f"{place}.rate",
                f"填写的预算执行率为 {line.rate}，按执行数除以预算数应为 {format_rate(rate, 2)}。",
            )


def blank_line(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A line with neither amount."""
    for index, result in enumerate(evaluation.funds):
        if result.budget is None and result.actual is None:
            source = report.funds[index].source
            yield warning(
                "funds.blank_line",
                f"funds[{index}].budget",
                f"“{source}”的预算数和执行数都空着；没有这项资金请填 0。",
            )


def cause_given(report: facts.Report) -> bool:
    """Whether 执行准确性 or a narrative paragraph on 执行 says why the money was not spent."""
    for line in report.management:
        if "执行准确性" in line.aspect and not says_nothing(line.problem):
            return True
    for section in report.narrative:
        for paragraph in section.body.split("\n\n"):
            if "执行" in section.heading + paragraph and CAUSE.search(paragraph):
                return True
    return False


def low_execution(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Below 90 % and no cause given."""
    rate, limit = evaluation.total.rate, evaluation.rules.low_execution
    if rate is not None and rate < limit and not cause_given(report):
        yield warning(
            "funds.low_execution",
            "funds_total.rate",
            f"预算执行率 {format_rate(rate, 2)}，低于 {format_rate(limit, 0)}，请在资金管理情况或报告正文中说明原因。",
        )


def over_execution(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """More spent than budgeted, on a line or in all."""
    for index, result in enumerate(evaluation.funds):
        if result.rate is not None and result.rate > 1:
            yield warning(
                "funds.over_execution",
                f"funds[{index}].actual",
                f"“{report.funds[index].source}”的执行数大于预算数（{format_rate(result.rate, 2)}），请核对。",
            )
    rate = evaluation.total.rate
    if rate is not None and rate > 1:
        yield warning(
            "funds.over_execution",
            "funds_total.actual",
            f"预算执行率 {format_rate(rate, 2)}，超过 100%，请核对预算数是否含追加和结转。",
        )


def no_budget(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Spend without budget."""
    for index, result in enumerate(evaluation.funds):
        if result.actual is not None and result.actual > 0 and not result.budget:
            yield error(
                "funds.no_budget",
                f"funds[{index}].budget",
                f"“{report.funds[index].source}”有执行数而没有预算数，请填预算数或更正执行数。",
            )
