"""The two reports that the workbooks of this folder were made from, and their workbooks as the portal writes them."""

import json
from typing import Any

from reports.domain import facts
from reports.exchange.reading import read_object
from reports.exchange.workbook.layout import SHEETS
from reports.exchange.workbook.lines import lines_of
from reports.exchange.workbook.writing import Identity, write_workbook
from reports.exchange.writing import write_object
from tests import factories

#: Something on every sheet, so that little files can go wrong everywhere.
SMALL: dict[str, Any] = {
    "format": "evalportal.report/1",
    "form": "E",
    "year": 2023,
    "program": "城乡医疗救助专项补助",
    "organization": "上海市医疗保障局",
    "title": "2023年度绩效自评报告",
    "local_department": "市医疗保障局",
    "execution_weight": "10",
    "funds_total": {"budget": "300", "actual": "290", "rate": "96.7%"},
    "funds": [
        {"source": "中央资金", "budget": "100", "actual": "95", "initial": "100", "received": ""},
        {"source": "地方资金", "budget": "200", "actual": "195", "initial": ""},
    ],
    "management": [{"aspect": "执行准确性", "statement": "按规定执行。", "problem": "无"}],
    "goals": [{"target": "巩固参保率。", "actual": "参保率 97%。"}],
    "indicators": [
        {"level1": "产出指标", "level2": "数量指标", "name": "救助人次", "target": "≥300万人次", "weight": "40",
         "actual": "372.10万人次", "score": "40"},
        {"level1": "产出指标", "level2": "质量指标", "name": "制度建设", "weight": "30", "actual": "已建立",
         "scoring": {"method": "checklist", "deduct": "1", "found": "",
                     "items": [{"name": "有办法", "points": "15", "given": True},
                               {"name": "有检查", "points": "15", "given": False}]}},
        {"level1": "效益指标", "level2": "社会效益", "name": "监督管理", "weight": "20", "score": "18",
         "judgement": "部分达成", "reason": "检查不足，下年补上。",
         "scoring": {"method": "checklist", "items": [{"name": "有记录", "points": "20", "given": False}]}},
    ],
    "narrative": [{"level": 1, "heading": "一、概况", "body": "总体良好。\n\n继续推进。"}],
    "allocation_share": "0.5",
    "allocations": [{"organization": "黄浦", "settlement": "-1", "advance": "2", "audit": "-0.5", "proposed": "0.75"}],
    "allocations_total": {"settlement": "-1", "advance": "2"},
    "series": [
        {"name": "参保人数", "unit": "人", "points": [{"year": 2022, "value": "7"}, {"year": 2023, "value": "8"}]},
    ],
    "remarks": "无",
}  # fmt: skip


def medical() -> dict[str, Any]:
    """The large report, as the format's object."""
    return json.loads(factories.fixture_bytes(factories.MEDICAL))


def identity_of(report: facts.Report) -> Identity:
    """The names the portal would give the rows, were this its report 1 at revision 1."""
    lines = lines_of(write_object(report))
    rows = {"report": ("report:1", 1)}
    for rule in (rule for rule in SHEETS if rule.kind):
        places = [line.place for line in lines[rule.key] if not line.total]
        rows |= {place: (f"{rule.kind}:{number}", 1) for number, place in enumerate(places, 1)}
    return Identity("1", "1", rows)


def workbook_of(value: dict[str, Any]) -> bytes:
    """The workbook of a report in the exchange format."""
    report = read_object(value)
    computed = {f"indicators[{index}].number": str(index + 1) for index in range(len(report.indicators))}
    return write_workbook(write_object(report), computed, identity_of(report))
