"""Blocks of a Word file → a report in the facts vocabulary, to be previewed and corrected.

What is read are texts as they stand; nothing is refused here. Each text of the form has its place, rows nobody could
tell are kept beside, and numbers that are none show as problems of their cells (``problems_of``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.domain import facts
from reports.exchange.node import ExchangeProblem
from reports.exchange.office.package import FileProblem
from reports.exchange.reading import FORMAT, YEARS, read_object
from reports.exchange.word.caption import Caption, caption_of
from reports.exchange.word.explaining import take_explanations
from reports.exchange.word.form import read_form
from reports.exchange.word.found import Found, Place, Row, Unrecognised
from reports.exchange.word.grouping import Block, Group, forms_of, group_tables, read_tables
from reports.exchange.word.narrative import Narrative, read_narrative

HEADS = ("program", "central_department", "local_department", "implementing_unit", "total_score", "remarks")
FUND_CELLS = ("budget", "actual", "initial", "received", "rate", "score")
INDICATOR_CELLS = ("level1", "level2", "name", "target", "actual", "weight", "score", "reason", "criterion")
#: Years by how surely they are the report's; a date (of filing, of a letter) says nothing of it.
_YEARS = tuple(re.compile(rf"(?<!\d)(20\d\d)\s*{after}") for after in ("年度", "年", "(?!\\d)"))
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s*(?:年\s*\d{1,2}\s*月|[-./]\s*\d{1,2}\s*[-./])(?:\s*\d{1,2}\s*日?)?"
    r"|(?:日期|时间)\s*[:：]\s*(?:19|20)\d\d\s*年?"
)
_SUBTITLE = re.compile(r"[（(]?\s*(?:19|20)\d\d\s*年?度?\s*[）)]?")
#: No report has more rows of one kind, nor more headings.
MOST_ROWS = 500
LISTS = {"funds": "资金", "management": "资金管理情况", "goals": "目标", "narrative": "正文标题"}
_YUAN = re.compile(r"[（(]\s*元\s*[）)]|单位\s*[:：]\s*(?:人民币)?\s*元")
NO_FORM = "文件里没有认出自评表：没有找到带“三级指标”“指标值”“完成值”或“得分”等表头的表格。"


@dataclass
class Recognised:
    """What was read. ``value``: an object of the exchange format, its ``year`` ``None`` where none was found.

    ``places``: where each text of the form stands, by its path; ``reason``: by what the form was told; ``forms``: how
    many 自评表 the file has.
    """

    value: dict[str, Any]
    places: dict[str, Place] = field(default_factory=dict)
    reason: str = ""
    forms: int = 0
    unrecognised: list[Unrecognised] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def recognise(blocks: Sequence[Block], which: int = 1) -> Recognised:
    """Read the ``which``-th 自评表 of the file and the narrative around it; FileProblem where there is no such one."""
    tables = read_tables(blocks)
    groups = group_tables(blocks, tables)
    forms = forms_of(groups)
    captions = {id(group): caption_of(blocks, group) for group in groups}
    if forms and not 1 <= which <= len(forms):
        raise FileProblem(f"文件里有 {len(forms)} 张自评表，没有第 {which} 张。请改为 1 至 {len(forms)}，再上传。")
    chosen = forms[which - 1] if forms else None
    found = read_form(chosen.lines) if chosen else Found()
    skipped = set().union(*(caption.places for caption in captions.values()))
    narrative = read_narrative(blocks, tables, skipped)
    caption = captions[id(chosen)] if chosen else Caption()
    result = assemble(found, narrative, caption)
    result.forms = len(forms)
    result.warnings = [*warnings_of(forms, chosen, narrative, captions), *result.warnings, *cut(result.value)]
    return result


def cut(value: dict[str, Any]) -> list[str]:
    """Leave out rows beyond what any report has, and say how many."""
    said = []
    for name, label in LISTS.items():
        over = len(value[name]) - MOST_ROWS
        if over > 0:
            del value[name][MOST_ROWS:]
            said.append(f"{label}超过 {MOST_ROWS} 行，后面的 {over:,} 行没有读，请核对文件。")
    return said


def warnings_of(
    forms: Sequence[Group], chosen: Group | None, narrative: Narrative, captions: dict[int, Caption]
) -> list[str]:
    """What the person should know of the file as a whole."""
    said = []
    if chosen is None:
        said.append(NO_FORM)
    elif len(forms) > 1:
        names = "、".join(f"第{at}张“{captions[id(form)].title or '未写标题'}”" for at, form in enumerate(forms, 1))
        said.append(f"文件里有 {len(forms)} 张自评表（{names}），现在读的是第 {forms.index(chosen) + 1} 张。")
    if narrative.pictures:
        said.append(f"文件里有 {narrative.pictures} 幅图片，图片里的内容读不出来，请对照原文件补充。")
    return said


def assemble(found: Found, narrative: Narrative, caption: Caption) -> Recognised:
    """Form and narrative as one object of the exchange format."""
    result = Recognised({"format": FORMAT})
    form, result.reason = form_of(found, caption.title)
    title = caption.title or found.title
    words = [*caption.words, title, *found.words, narrative.title, *caption.near]
    dated = [word for word in found.words if _SUBTITLE.fullmatch(word)]
    year, doubt = year_of(
        [caption.title, caption.subtitle, found.title, *dated], [*caption.words, narrative.title], found.words
    )
    result.value |= {
        "form": form,
        "year": year,
        "organization": "",
        "title": narrative.title or f"{title}{caption.subtitle}",
        "unit": "元" if any(_YUAN.search(word) for word in words) else "万元",
    }
    store(result, "", found.heads, HEADS)
    result.value["execution_weight"] = ""
    if found.funds_total is not None:
        result.value["funds_total"] = {}
        store(result, "funds_total", found.funds_total, FUND_CELLS, only_given=True)
        store_weight(result, found.funds_total)
    for key, rows, cells in (
        ("funds", found.funds, ("source", *FUND_CELLS)),
        ("management", found.management, ("aspect", "statement", "problem")),
        ("goals", found.goals, ("target", "actual")),
        ("indicators", found.indicators, INDICATOR_CELLS),
    ):
        result.value[key] = [{} for _ in rows]
        for at, row in enumerate(rows):
            store(result, f"{key}[{at}]", row, cells, only_given=key == "funds")
    add_directions(result.value, found.indicators)
    add_narrative(result.value, narrative)
    result.unrecognised, result.warnings = found.unrecognised, [*doubt, *found.warnings]
    return result


def store(result: Recognised, path: str, row: Row, names: Sequence[str], only_given: bool = False) -> None:
    """A row's texts at their path, with their places."""
    holder = holder_of(result.value, path)
    for name in names:
        text = row.get(name)
        if text is None:
            if not only_given:
                holder[name] = ""
            continue
        holder[name] = text.text
        if text.place is not None:
            result.places[f"{path}.{name}" if path else name] = text.place


def holder_of(value: dict[str, Any], path: str) -> dict[str, Any]:
    """The object at "", "funds_total" or "funds[2]"."""
    if not path:
        return value
    name, _, index = path.partition("[")
    return value[name][int(index.rstrip("]"))] if index else value[name]


def store_weight(result: Recognised, total: Row) -> None:
    """分值 of the total line is the weight of the execution rate."""
    text = total.get("weight")
    if text is not None:
        result.value["execution_weight"] = text.text
        if text.place is not None:
            result.places["execution_weight"] = text.place


def add_directions(value: dict[str, Any], rows: Sequence[Row]) -> None:
    for indicator, row in zip(value["indicators"], rows, strict=True):
        indicator["explanation"] = ""
        indicator["scoring"] = {"direction": row["direction"].text} if "direction" in row else {}


def add_narrative(value: dict[str, Any], narrative: Narrative) -> None:
    rows = [facts.Indicator(row["name"], row["level1"], row["level2"], row["target"]) for row in value["indicators"]]
    for at, text in take_explanations(narrative.parts, rows).items():
        value["indicators"][at]["explanation"] = text
    value["narrative"] = [{"level": part.level, "heading": part.heading, "body": part.body} for part in narrative.parts]


def year_of(titles: Sequence[str], around: Sequence[str], inside: Sequence[str]) -> tuple[int | None, list[str]]:
    """(the report's year, a remark where there is doubt): the titles', else of the lines around, else of the headings.

    Where they disagree there is no year: whose figures these are only a person can tell.
    """
    named = [year for text in titles for year in years_in(text)[:1]]
    other = [years_in(text) for text in around]
    if not named:
        named = [years[0] for years in other if years] or [year for text in inside for year in years_in(text)[:1]][:1]
    against = [years[0] for years in other if years and not set(years) & set(named)]
    different = list(dict.fromkeys([*named, *against]))
    if len(different) > 1:
        said = "、".join(str(year) for year in different)
        return None, [f"文件里写着不同的年度（{said}），系统不能确定是哪一年的报告，请核对。"]
    return (different[0] if different else None), []


def years_in(text: str) -> list[int]:
    """The years of a line, the surest first, without its dates."""
    plain = _DATE.sub("", text)
    found = (int(year) for pattern in _YEARS for year in pattern.findall(plain))
    return list(dict.fromkeys(year for year in found if year in YEARS))


def form_of(found: Found, title: str) -> tuple[str, str]:
    """The form's letter, and by what it was told."""
    columns = found.columns
    if "indicator.criterion" in columns:
        return "E", "有“评价要点及说明”一栏"
    if "management" in columns:
        return "B", "有“资金管理情况”"
    scored = bool(columns & {"indicator.weight", "indicator.score"})
    if scored and ("funds.initial" in columns or "项目支出" in f"{title}{found.title}"):
        return "D", "有分值、得分，资金有“年初预算数”" if "funds.initial" in columns else "标题是项目支出绩效自评表"
    if scored:
        return "C", "有分值、得分"
    return "A", "没有分值、得分，也没有“资金管理情况”" if columns else "没有认出自评表"


def problems_of(value: dict[str, Any]) -> dict[str, str]:
    """What the exchange format refuses in the object, by path; what the file need not name is no problem."""
    named = {name: value[name] or "—" for name in ("title", "program", "organization")}
    try:
        read_object({**value, **named, "year": value["year"] or YEARS.start})
    except ExchangeProblem as refused:
        return {problem.place: problem.message for problem in refused.problems}
    return {}
