"""Live figures: names in double braces in the narrative that print what stands in the tables.

    全年执行数{{执行数}}万元，执行率{{执行率}}；{{指标.参保人数.完成值}}

- An amount is the number as its cell prints it, without a unit: the sentence brings its own (万元). A rate
  has its %, an actual and a target stand exactly as typed.
- A row is called by its name (指标.名称.完成值), by level 2 and name (指标.质量指标.名称.完成值) where
  another row has the same name; where that does not tell them apart either, it has no figures. Of two
  fund lines with one source neither has.
- A name is read without blanks and whatever the width of its signs; 资金.其中：中央资金 is 资金.中央资金.
- What is blank in the table and what is unknown stay literally as written and are a finding.
- Names of columns that the form does not have (分值 without weights) are unknown.

Only the table's texts are put in, once: they are never read for figures, tables or charts again.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from indicators.domain.actuals import Quantity, Value
from indicators.domain.numbers import UNIT_WORDS, difference, product, ratio, round_half_up
from indicators.domain.targets import Comparison, Range
from indicators.domain.units import MULTIPLIERS, Unit, factors
from reports.domain import facts
from reports.domain.compose.bands import fund_cell, funds_total_cell
from reports.domain.compose.indicator_rows import indicator_cell
from reports.domain.compose.labels import Labels
from reports.domain.compose.sheet import Column, Sheet, awarded_text
from reports.domain.compose.values import plain
from reports.domain.evaluate import ONE, ZERO, Evaluation, IndicatorResult, number

Row = TypeVar("Row", facts.Section, facts.Indicator)
#: What stands between double braces, on one line.
FIGURE = re.compile(r"\{\{([^{}\n]{0,200})\}\}")
#: Names of whole paragraphs, which ``compose.narrative`` prints.
BLOCKS = ("goal_table", "allocation_table")
CHART = "chart:"
VERDICTS = {"met": "达成", "partial": "部分达成", "missed": "未达成"}
#: Differences with more decimal places are not told.
GAP_PLACES = 4
_LEAD = re.compile(r"\s*其中\s*[:：]\s*")
_FOLDED_LEAD = "资金.其中:"
#: What would make a table, a chart or a figure of a value prints full-width.
_INERT = str.maketrans("{}|", "｛｝｜")


def inert(text: str) -> str:
    """A table's text as a piece of a sentence: on one line, without signs that mean something there."""
    return " ".join(line.strip() for line in text.splitlines() if line.strip()).translate(_INERT)


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A figure's name as it is looked up. Idempotent but for a repeated 其中."""
    folded = "".join(unicodedata.normalize("NFKC", name).split())
    return "资金." + folded.removeprefix(_FOLDED_LEAD) if folded.startswith(_FOLDED_LEAD) else folded


def is_block(name: str) -> bool:
    """Whether a name is that of a table or chart, known or not."""
    return name in BLOCKS or name.startswith(CHART)


# --- names ----------------------------------------------------------------------------------------


def source_names(report: facts.Report) -> list[str]:
    """资金.中央资金 of each line; "" where the source cannot be written or another line has the same."""
    return told_apart([f"资金.{bare_source(line.source)}" for line in report.funds])


def row_names(report: facts.Report) -> list[str]:
    """指标.名称, or 指标.二级指标.名称 of each row; "" where neither names it alone."""
    short = [f"指标.{one_line(row.name)}" for row in report.indicators]
    counts = Counter(map(fold, short))
    return told_apart(
        [
            name if counts[fold(name)] == 1 else f"指标.{one_line(row.level2)}.{one_line(row.name)}"
            for name, row in zip(short, report.indicators, strict=True)
        ]
    )


def told_apart(names: Sequence[str]) -> list[str]:
    """The names, "" for those that occur twice or cannot stand between braces."""
    counts = Counter(map(fold, names))
    return [name if counts[fold(name)] == 1 and FIGURE.fullmatch(f"{{{{{name}.完成值}}}}") else "" for name in names]


def shared_names(report: facts.Report) -> frozenset[str]:
    """Folded names of rows and sources that several bear, and which therefore name none."""
    counts = Counter(fold(f"指标.{one_line(row.name)}") for row in report.indicators)
    counts += Counter(fold(f"资金.{bare_source(line.source)}") for line in report.funds)
    return frozenset(name for name, count in counts.items() if count > 1)


def one_line(text: str) -> str:
    return " ".join(text.split())


def bare_source(source: str) -> str:
    """Without 其中：, which belongs to the line's place on the form."""
    return one_line(_LEAD.sub("", source, count=1) if _LEAD.match(source) else source)


# --- figures --------------------------------------------------------------------------------------


def figures_of(report: facts.Report, evaluation: Evaluation, labels: Labels | None = None) -> dict[str, str]:
    """Every figure in the order of the form: its name → its text; "" where the table is still blank."""
    sheet = Sheet(report, evaluation, labels or Labels.for_form(report.form))
    found = {
        "年度": str(report.year),
        "单位": report.organization,
        "项目": report.program,
        **totals(sheet),
        **counts_of(evaluation),
    }
    for index, name in enumerate(source_names(report)):
        if name:
            found |= {f"{name}.{column}": text for column, text in fund_texts(sheet, index).items()}
    for index, name in enumerate(row_names(report)):
        if name:
            found |= {f"{name}.{column}": text for column, text in row_texts(sheet, index).items()}
    return found


def totals(sheet: Sheet) -> dict[str, str]:
    """The total line as it is computed, and the total score."""
    report, evaluation = sheet.report, sheet.evaluation
    found = {
        "预算数": funds_total_cell(sheet, Column("budget")).text,
        "执行数": funds_total_cell(sheet, Column("spent")).text,
        "执行率": funds_total_cell(sheet, Column("rate")).text,
    }
    if any(line.initial is not None for line in report.funds):
        found["年初预算数"] = funds_total_cell(sheet, Column("initial")).text
    if any(line.received is not None for line in report.funds):
        found["到位数"] = plain(evaluation.total.received)
    if evaluation.scored:
        found["总分"] = awarded_text(report.total_score, evaluation.total_score)
        found["等级"] = evaluation.grade or ""
    return found


def counts_of(evaluation: Evaluation) -> dict[str, str]:
    """How many rows there are, and of each verdict."""
    counts = Counter(VERDICTS.get(result.outcome, "未判定") for result in evaluation.indicators)
    words = ("达成", "部分达成", "未达成", "未判定")
    return {"指标总数": str(len(evaluation.indicators)), **{f"{word}指标数": str(counts[word]) for word in words}}


def fund_texts(sheet: Sheet, index: int) -> dict[str, str]:
    """The cells of one line."""
    line, unit = sheet.report.funds[index], sheet.report.unit
    found = {
        "预算数": amount(line.budget, unit),
        "执行数": amount(line.actual, unit),
        "执行率": fund_cell(sheet, Column("rate"), index).text,
    }
    more = {"年初预算数": line.initial, "到位数": line.received}
    return found | {column: amount(text, unit) for column, text in more.items() if text is not None}


def amount(typed: str | None, unit: str) -> str:
    """The number as its cell prints it, without the form's unit behind it; "" for a blank."""
    text = (typed or "").strip()
    if number(text, unit) is None:
        return ""
    word = next((word for word in UNIT_WORDS.get(unit, (unit,)) if text.endswith(word)), "")
    return text.removesuffix(word).rstrip()


def row_texts(sheet: Sheet, index: int) -> dict[str, str]:
    """The cells of one row, its verdict, and by how much its target was missed."""
    row, result = sheet.report.indicators[index], sheet.evaluation.indicators[index]
    found = {
        "指标值": row.target.strip() if result.target.kind != "blank" else "",
        "完成值": row.actual.strip() if result.actual.kind != "blank" else "",
        "判定": VERDICTS.get(result.outcome, ""),
        "差距": gap(result),
    }
    if sheet.evaluation.scored:
        score = indicator_cell(sheet, Column("score"), index, {})
        found |= {"分值": row.weight.strip(), "得分": score.text.strip() if score else ""}
    return found


def gap(result: IndicatorResult) -> str:
    """How far off its target a missed value is, in the value's own unit; "" where that is no plain number.

    Of a range off its nearer end. Percentages differ by 个百分点.
    """
    target, actual = result.target, result.actual
    if result.outcome not in ("missed", "partial") or not isinstance(actual, Value):
        return ""
    ends: list[Quantity] = [target.quantity] if isinstance(target, Comparison) else []
    ends += [target.low, target.high] if isinstance(target, Range) else []
    off = min((distance(actual.quantity, end) for end in ends), default=ZERO)
    if not off or round_half_up(off, GAP_PLACES) != off:
        return ""
    text, unit = plain(round_half_up(off, GAP_PLACES), trim=True), actual.quantity.unit or ends[0].unit
    return f"{text}个百分点" if unit == Unit("%") else f"{text}{actual.quantity.multiplier}{unit}"


def distance(value: Quantity, end: Quantity) -> Decimal:
    """|value − end| in the value's unit and multiplier; 0 where what was typed leaves a doubt."""
    if scale := common_scale(value, end):
        off = abs(difference(product(value.value, scale[0]), product(end.value, scale[1])))
        return ratio(off, product(scale[0], MULTIPLIERS[value.multiplier])) or ZERO
    return ZERO


def common_scale(one: Quantity, other: Quantity) -> tuple[Decimal, Decimal] | None:
    """Factors to one scale. A missing unit is the other's, if no multiplier leaves a doubt; else ``None``."""
    if one.unit and other.unit:
        return factors(one.unit, other.unit)
    alike = (one.multiplier, one.unit) == (other.multiplier, other.unit)
    return (ONE, ONE) if alike or not (one.multiplier or other.multiplier) else None


# --- filling --------------------------------------------------------------------------------------


def lookup(report: facts.Report, evaluation: Evaluation, labels: Labels | None = None) -> dict[str, str]:
    """The figures by folded name."""
    return {fold(name): text for name, text in figures_of(report, evaluation, labels).items()}


def filled(report: facts.Report, evaluation: Evaluation, labels: Labels | None = None) -> facts.Report:
    """The report with its known figures in the narrative's texts; the same object where nothing changes.

    Tables, charts, blanks and unknown names stay as they are. Never raises.
    """
    texts = [section.body for section in report.narrative] + [row.explanation for row in report.indicators]
    if not any(asks_figures(text) for text in texts):
        return report
    values = lookup(report, evaluation, labels)
    bodies = changed(report.narrative, "body", values)
    explanations = changed(report.indicators, "explanation", values)
    if bodies is report.narrative and explanations is report.indicators:
        return report
    return replace(report, narrative=bodies, indicators=explanations)


def asks_figures(text: str) -> bool:
    """Whether anything between braces is no table or chart."""
    return "{{" in text and any(not is_block(name) for name in FIGURE.findall(text))


def substitute(text: str, values: Mapping[str, str]) -> str:
    """The text with its figures; ``values`` by folded name."""
    return FIGURE.sub(lambda match: inert(values.get(fold(match[1]), "")) or match[0], text)


def changed(rows: tuple[Row, ...], field: str, values: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows with their filled texts; the same tuple where none changes."""
    found = tuple(with_figures(row, field, values) for row in rows)
    return rows if all(new is old for new, old in zip(found, rows, strict=True)) else found


def with_figures(row: Row, field: str, values: Mapping[str, str]) -> Row:
    text = getattr(row, field)
    new: dict[str, Any] = {field: substitute(text, values)}
    return row if new[field] == text else replace(row, **new)
