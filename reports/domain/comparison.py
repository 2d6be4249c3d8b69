"""Two versions of a report beside each other: cell by cell, and the narrative paragraph by paragraph."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from reports.domain import facts
from reports.domain.compose.narrative import paragraphs
from reports.domain.marking import Marked, marked

#: Texts that are read as paragraphs.
PROSE = frozenset({"body", "explanation"})
HEADS = {
    "title": "报告标题",
    "form": "表式",
    "central_department": "中央主管部门",
    "local_department": "地方主管部门",
    "implementing_unit": "实施单位",
    "unit": "金额单位",
    "execution_weight": "预算执行率分值",
    "allocation_share": "审计扣减市级比例",
    "total_score": "总分",
    "remarks": "说明",
}
FUNDS = {
    "initial": "年初预算数",
    "budget": "全年预算数",
    "received": "到位数",
    "actual": "全年执行数",
    "rate": "执行率",
    "score": "得分",
}
MANAGEMENT = {"statement": "情况说明", "problem": "存在问题和改进措施"}
ALLOCATIONS = {"settlement": "清算数", "advance": "预分配数", "audit": "审计扣减", "proposed": "建议下达数"}
INDICATORS = {
    "target": "指标值",
    "actual": "实际完成值",
    "weight": "分值",
    "score": "得分",
    "judgement": "完成判定",
    "reason": "未完成原因和改进措施",
    "criterion": "评价要点及说明",
    "explanation": "完成情况分析",
}
SCORING = {
    "method": "评分方法",
    "step": "每差",
    "points": "扣分",
    "of": "计量",
    "deduct": "每发现一项扣",
    "found": "发现问题项数",
    "direction": "方向",
    "base": "比值的分母",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One list of the report: its name, how its rows are named, the words of its cells."""

    key: str
    label: str
    name: Callable[[Any], str]
    cells: Mapping[str, str]


PARTS = (
    Part("funds", "资金", lambda row: row.source, FUNDS),
    Part("management", "资金管理情况", lambda row: row.aspect, MANAGEMENT),
    Part("goals", "年度目标", lambda row: row.target[:30], {"target": "年初设定目标", "actual": "全年实际完成情况"}),
    Part("indicators", "绩效指标", lambda row: "·".join((row.level1, row.level2, row.name)), INDICATORS),
    Part("narrative", "报告正文", lambda row: row.heading, {"body": "正文"}),
    Part("allocations", "资金分配", lambda row: row.organization, ALLOCATIONS),
    Part("series", "历年数据", lambda row: row.name, {"unit": "单位"}),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell or paragraph; ``kind``: changed, added or removed. ``row`` is blank for the report's own heads."""

    section: str
    row: str
    cell: str
    old: str
    new: str
    kind: str = "changed"

    @property
    def marked(self) -> Marked:
        """Both texts in pieces; what was added or removed as a whole stands as one."""
        return marked(self.old, self.new)


def compare(old: facts.Report, new: facts.Report) -> tuple[Difference, ...]:
    """Everything in which the versions differ, in the order of the form."""
    return tuple(differences(old, new))


def differences(old: facts.Report, new: facts.Report) -> Iterator[Difference]:
    yield from cells("表头", "", HEADS, old, new)
    for part in PARTS:
        yield from rows(part, getattr(old, part.key), getattr(new, part.key))
        if part.key in ("funds", "allocations"):
            before, after = getattr(old, f"{part.key}_total"), getattr(new, f"{part.key}_total")
            yield from cells(part.label, "合计（表上）", part.cells, before, after)


def rows(part: Part, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Difference]:
    """Rows are told by their names, namesakes by their order."""
    before, after = named(part, old), named(part, new)
    for key, row in after.items():
        if key not in before:
            yield Difference(part.label, key[0], "", "", text_of(row, part), "added")
        else:
            yield from row_cells(part, key[0], before[key], row)
    for key, row in before.items():
        if key not in after:
            yield Difference(part.label, key[0], "", text_of(row, part), "", "removed")


def named(part: Part, found: Sequence[Any]) -> dict[tuple[str, int], Any]:
    counts: dict[str, int] = {}
    keyed = {}
    for row in found:
        name = part.name(row)
        counts[name] = counts.get(name, 0) + 1
        keyed[name, counts[name]] = row
    return keyed


def text_of(row: Any, part: Part) -> str:
    """A whole row in one line."""
    texts = [part.name(row), *(getattr(row, key) or "" for key in part.cells if key not in PROSE)]
    return " | ".join(text for text in texts if text)


def row_cells(part: Part, name: str, old: Any, new: Any) -> Iterator[Difference]:
    yield from cells(part.label, name, part.cells, old, new)
    if isinstance(new, facts.Indicator):
        yield from cells(part.label, name, SCORING, old.scoring, new.scoring)
        items = Part("items", f"{part.label}·评分要点", lambda item: item.name, {"points": "分值", "given": "要点得分"})
        yield from rows(items, shown_items(old), shown_items(new))
    if isinstance(new, facts.Series):
        points = Part("points", f"{part.label}·{name}", lambda point: f"{point.year}年", {"value": "数值"})
        yield from rows(points, old.points, new.points)


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A part-point with its award in a word."""

    name: str
    points: str
    given: str


def shown_items(row: facts.Indicator) -> list[ShownItem]:
    return [ShownItem(item.name, item.points, "得分" if item.given else "") for item in row.scoring.items]


def cells(section: str, row: str, words: Mapping[str, str], old: Any, new: Any) -> Iterator[Difference]:
    """One row's cells; a cell that is not on the form is blank."""
    for key, word in words.items():
        before, after = getattr(old, key, "") or "", getattr(new, key, "") or ""
        if before == after:
            continue
        if key in PROSE:
            yield from changed_paragraphs(section, row, word, before, after)
        else:
            yield Difference(section, row, word, before, after)


def changed_paragraphs(section: str, row: str, word: str, old: str, new: str) -> Iterator[Difference]:
    """Paragraph by paragraph, numbered as in the newer text (a removed one as in the older)."""
    before, after = paragraphs(old), paragraphs(new)
    found = False
    for act, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            continue
        found = True
        for at in range(max(j - i, m - k)):
            earlier = before[i + at] if i + at < j else ""
            later = after[k + at] if k + at < m else ""
            number = k + at + 1 if later else i + at + 1
            kind = "changed" if earlier and later else "added" if later else "removed"
            yield Difference(section, row, f"{word}第{number}段", earlier, later, kind)
    if not found:
        yield Difference(section, row, f"{word}的分段和空行", old, new)
