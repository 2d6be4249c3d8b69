"""What the figures already say, as a first text: nothing that is not in the tables, and room for the rest.

A draft quotes the tables by live figures, so that it follows later changes; where a row has no name of
its own (``figures.row_names``) its text is quoted as it stands. The document itself writes 指标n：名称
and 目标值：… over an explanation. No draft gives a cause or seems to, so that it silences no finding.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from indicators.domain.numbers import format_rate
from reports.domain import facts
from reports.domain.checks.funds import cause_given
from reports.domain.evaluate import Evaluation, IndicatorResult
from reports.domain.figures import VERDICTS, amount, bare_source, gap, inert, row_names, source_names

#: Words of headings (blanks dropped): sections on the money received, on the money spent, on the goals as a whole.
_MONEY = re.compile("资金|预算|经费")
_RECEIVED = re.compile("到位|投入|资金情况")
_SPENT = re.compile("执行|支出|投入|使用情况|资金情况")
_NOT_MONEY = re.compile("管理|制度|下达|偏离|指标|目标")
_GOALS = re.compile("目标.*(?:完成|实现)情况")
_NOT_GOALS = re.compile("指标|偏离|下达|原因|措施")
#: 指标1： before a name.
_NUMBERED = re.compile(r"\s*指标\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[:：.、]\s*")
_DIGIT = re.compile("[0-9０-９]")
_STOPS = tuple("。！？；.!?;，、")
SAID = {
    "met": "达到了年初设定的绩效目标值",
    "missed": "未达到年初设定的绩效目标值",
    "partial": "部分达成，尚未完全达到年初设定的绩效目标值",
}
CAUSES = "原因分析：\n\n改进措施："
SITUATION = "完成情况说明："


def draft_explanation(report: facts.Report, evaluation: Evaluation, index: int) -> str:
    """Target, actual and verdict of one indicator, with room for the analysis; "" while it has no actual.

    A claim or what figures cannot decide gets no verdict until a person has judged it.
    """
    row, result = report.indicators[index], evaluation.indicators[index]
    if result.actual.kind == "blank":
        return ""
    name = spoken(row)
    if row.actual.strip() == facts.NOT_APPLICABLE:
        return f"{report.year}年度，{name}对本单位不适用。\n\n{SITUATION}"
    figure = quoting(row_names(report)[index], {"指标值": row.target, "完成值": row.actual, "差距": gap(result)})
    said = SAID.get(result.outcome, "")
    goal = f"目标值为{figure('指标值')}{comma(row.target)}"
    if said and gap(result):
        said += f"，相差{figure('差距')}"
    if result.target.kind == "blank":
        goal, said = "", said and f"判定为{VERDICTS[result.outcome]}"
    done = f"{'实际' if said else '填报的'}完成{'值' if _DIGIT.search(row.actual) else '情况'}为{figure('完成值')}"
    text = f"{report.year}年度，{name}{goal}{done}{after(row.actual, said)}"
    return "\n\n".join((text, *room(result)))


def spoken(row: facts.Indicator) -> str:
    """The row's name without 指标1： before it."""
    return inert(_NUMBERED.sub("", row.name, count=1)) or inert(row.name)


def quoting(name: str, typed: dict[str, str]) -> Callable[[str], str]:
    """What stands for a column of one row: its live figure, or its text where the row has no name."""
    return lambda column: live(f"{name}.{column}") if name else inert(typed[column])


def live(name: str) -> str:
    return f"{{{{{name}}}}}"


def comma(text: str) -> str:
    """The comma after a quoted text, unless that ends with a stop of its own."""
    return "" if inert(text).endswith(_STOPS) else "，"


def after(text: str, clause: str) -> str:
    """The end of a sentence that quotes ``text``, with a last clause."""
    if inert(text).endswith(_STOPS):
        return f"该项指标{clause}。" if clause else ""
    return f"，{clause}。" if clause else "。"


def room(result: IndicatorResult) -> Sequence[str]:
    """What is left for the person to write."""
    if result.outcome == "met":
        return ()
    return (CAUSES,) if result.outcome in SAID else (SITUATION,)


# --- sections -------------------------------------------------------------------------------------


def draft_section(report: facts.Report, evaluation: Evaluation, index: int) -> str:
    """The body of a section on the money or on the goals as a whole; "" for every other one.

    Only sections without sub-headings: what is said there would be said twice. Details whose names would
    count as the cause of low execution (上年结转资金) are left out where one is wanted.
    """
    rows, section = report.narrative, report.narrative[index]
    if index + 1 < len(rows) and rows[index + 1].level > section.level:
        return ""
    heading = "".join(section.heading.split())
    for detailed in (True, False):
        text = ""
        if _GOALS.search(heading) and not _NOT_GOALS.search(heading):
            text = on_goals(report, evaluation, detailed)
        elif _MONEY.search(heading) and not _NOT_MONEY.search(heading):
            text = on_money(report, evaluation, heading, detailed)
        alone = replace(report, management=(), narrative=(replace(section, body=text),))
        if not (is_low(evaluation) and cause_given(alone)):
            return text
    return ""


def is_low(evaluation: Evaluation) -> bool:
    """Whether so little was spent that a cause must be given."""
    rate = evaluation.total.rate
    return rate is not None and rate < evaluation.rules.low_execution


def on_money(report: facts.Report, evaluation: Evaluation, heading: str, detailed: bool) -> str:
    """Budget and money received, money spent and the rate, each by source, then what is to be explained."""
    total, unit = evaluation.total, report.unit
    received, spent = _RECEIVED.search(heading), _SPENT.search(heading)

    def parts(column: str, word: str) -> str:
        return by_source(report, column, word) if detailed else ""

    sentences = []
    if received and total.budget is not None:
        sentences.append(f"项目资金全年预算数{live('预算数')}{unit}{parts('budget', '预算数')}。")
    if received and total.received is not None:
        sentences.append(f"实际到位资金{live('到位数')}{unit}{parts('received', '到位数')}。")
    if spent and total.actual is not None:
        budget = "" if sentences or total.budget is None else f"全年预算数{live('预算数')}{unit}，"
        whose = "" if sentences else "项目资金"
        sources = parts("actual", "执行数")
        shares = rates(report, evaluation) if detailed else ""
        rate = f"预算执行率{live('执行率')}{shares}。" if total.rate is not None else ""
        stop = "，" if rate and not sources else "。"
        sentences.append(f"{whose}{budget}全年执行数{live('执行数')}{unit}{sources}{stop}{rate}")
    if not sentences:
        return ""
    text = f"{report.year}年度，{''.join(sentences)}"
    return "\n\n".join((text, *(to_explain(evaluation) if spent else ())))


def by_source(report: facts.Report, column: str, word: str) -> str:
    """，其中：… for the lines that have this amount; nothing where only one has."""
    parts = []
    for line, name in zip(report.funds, source_names(report), strict=True):
        if text := amount(getattr(line, column), report.unit):
            figure = live(f"{name}.{word}") if name else inert(text)
            parts.append(f"{inert(bare_source(line.source))}{figure}{report.unit}")
    return f"，其中：{'，'.join(parts)}" if len(parts) > 1 else ""


def rates(report: facts.Report, evaluation: Evaluation) -> str:
    """，其中：… for the lines that have a rate and a name."""
    lines = zip(report.funds, source_names(report), evaluation.funds, strict=True)
    parts = [
        f"{inert(bare_source(line.source))}{live(f'{name}.执行率')}"
        for line, name, result in lines
        if name and result.rate is not None
    ]
    return f"，其中：{'，'.join(parts)}" if len(parts) > 1 else ""


def to_explain(evaluation: Evaluation) -> Sequence[str]:
    """Room for why too little or too much was spent."""
    rate, limit = evaluation.total.rate, evaluation.rules.low_execution
    if is_low(evaluation):
        return (f"预算执行率低于{format_rate(limit, 0)}，情况说明：",)
    return ("全年执行数超过全年预算数，情况说明：",) if rate is not None and rate > 1 else ()


def on_goals(report: facts.Report, evaluation: Evaluation, detailed: bool) -> str:
    """How many indicators were reached, which were not, and the total score."""
    outcomes = [result.outcome for result in evaluation.indicators]
    if all(outcome == "blank" for outcome in outcomes):
        return ""
    counts = [f"{word}{live(f'{word}指标数')}项" for word in ("达成", "部分达成", "未达成")]
    if any(outcome not in SAID for outcome in outcomes):
        counts.append(f"未作判定{live('未判定指标数')}项")
    text = f"{report.year}年度共设绩效指标{live('指标总数')}项，其中：{'，'.join(counts)}。"
    missed = [
        row_in_brackets(report, index, name)
        for index, name in enumerate(row_names(report))
        if outcomes[index] in ("missed", "partial")
    ]
    if missed and detailed:
        text += f"未达成或部分达成的有：{'；'.join(missed)}。"
    weighted = [result for result in evaluation.indicators if result.weight is not None]
    if weighted and all(result.score is not None for result in weighted):
        text += f"自评总分{live('总分')}分。"
    return text


def row_in_brackets(report: facts.Report, index: int, name: str) -> str:
    """名称（目标值…，完成值…）."""
    row = report.indicators[index]
    figure = quoting(name, {"指标值": row.target, "完成值": row.actual})
    return f"{spoken(row)}（目标值{figure('指标值')}，完成值{figure('完成值')}）"
