"""Entries of the log in words: who, of which report, which act or which cell, from what to what."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.domain import workflow
from reports.domain.marking import Marked, marked
from reports.models import Change, Comment, Event, Report
from reports.remarks import NAMES, cells_of, subject_of
from reports.rows import ROWS

#: Kinds of rows, where a row has no name of its own, or none that may be told.
ROW_WORDS = {
    "report": "表头",
    "fund": "资金",
    "management": "资金管理情况",
    "goal": "年度目标",
    "entry": "指标",
    "item": "指标要点",
    "section": "正文",
    "allocation": "分配表",
}
#: The rows that the form totals: they have no name.
TOTALS = {"fund": "年度资金总额", "allocation": "合计"}
#: What the log says of a row beside its cells.
BESIDE = {"evidence": "附件", "drafted": "草拟"}
#: What the log calls by other names than a row's.
COMMENT, WAIVER, NOTE, RETURN = "comment", "waiver", "note", "return"
SPOKEN = {COMMENT: "意见", WAIVER: "豁免", NOTE: "对检查结果的说明", RETURN: "修改期限"}
COMMENT_MARKS = {"must_mend": "意见标“须改”", "settled": "意见关闭"}
#: Lists of the exchange format → the kind of their rows, and how one of them is counted.
PLACES = {
    "funds": ("fund", "资金第{}行"),
    "management": ("management", "资金管理情况第{}行"),
    "goals": ("goal", "第{}个年度目标"),
    "indicators": ("entry", "第{}项指标"),
    "narrative": ("section", "正文第{}节"),
    "allocations": ("allocation", "分配表第{}行"),
}
AT = re.compile(r"([a-z_]+)\[(\d{1,6})\](?:\.(.+))?", re.ASCII)
GONE = "（已不在报告中）"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words. ``before`` and ``after`` are the cell's texts, those of an act are blank.

    ``hidden``: why the texts are not told; ``states``: what an act made of the report.
    """

    at: datetime
    who: str
    report: Report
    number: int
    act: bool
    what: str
    before: str = ""
    after: str = ""
    states: str = ""
    opinion: str = ""
    hidden: str = ""

    @property
    def marked(self) -> Marked:
        """Both texts as a list has room for them: with what differs between them."""
        return marked(self.before, self.after).brief


def lines_of(entries: Sequence[Event | Change], tells: Callable[[Report, Change], bool]) -> list[Line]:
    """Entries in words; ``tells``: whether a change's texts may be read. The number of queries grows with the kinds of
    rows, not with the entries.
    """
    reports = Report.objects.select_related("organisation", "period__program").in_bulk(
        {entry.report_id for entry in entries}
    )
    changes = [entry for entry in entries if isinstance(entry, Change)]
    told = {change.pk for change in changes if tells(reports[change.report_id], change)}
    names = names_of(change.row for change in changes if change.pk in told)
    return [
        act_line(entry, reports[entry.report_id])
        if isinstance(entry, Event)
        else change_line(entry, reports[entry.report_id], names, entry.pk in told)
        for entry in entries
    ]


def act_line(event: Event, report: Report) -> Line:
    states = [workflow.STATES.get(state, state) for state in (event.from_state, event.to_state)]
    return Line(
        event.at,
        event.actor_name,
        report,
        event.number,
        act=True,
        what=act_words(event.act),
        states=" → ".join(filter(None, states)) if states[0] != states[1] else "",
        opinion=event.opinion,
    )


def act_words(act: str) -> str:
    """An act in the log's words; one that no part of the portal writes stands as it is, for the auditor to see."""
    return workflow.label(act) if act in workflow.ACTS or act in workflow.RECORDS else act


def change_line(change: Change, report: Report, names: Mapping[str, str], told: bool) -> Line:
    return Line(
        change.at,
        change.actor_name,
        report,
        change.number,
        act=False,
        what=subject(change, names) if told else kind_words(change),
        before=change.old if told else "",
        after=change.new if told else "",
        hidden="" if told else f"{workflow.STATES.get(report.state, report.state)}，内容不显示",
    )


# --- what was changed ---


def names_of(rows: Iterable[str]) -> dict[str, str]:
    """Row → what it is called now (of a comment: its place in words); without those that are gone."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        kind, _, pk = row.partition(":")
        if (kind in NAMES or kind == COMMENT) and pk.isdecimal() and len(pk) <= 18:
            wanted.setdefault(kind, set()).add(int(pk))
    found: dict[str, str] = {}
    for kind, pks in wanted.items():
        model, column = (Comment, "subject") if kind == COMMENT else (ROWS[kind].model, NAMES[kind])
        named = model._default_manager.filter(pk__in=pks).values_list("pk", column)
        found |= {f"{kind}:{pk}": name for pk, name in named}
    return found


def subject(change: Change, names: Mapping[str, str]) -> str:
    """What was changed: 第1项指标完成率 · 全年实际完成值."""
    kind, _, rest = change.row.partition(":")
    name = names.get(change.row)
    if kind == COMMENT:
        return " · ".join(filter(None, (COMMENT_MARKS.get(change.field, SPOKEN[COMMENT]), name)))
    if kind in (WAIVER, NOTE):
        return f"{SPOKEN[kind]} · {place_words(change.field)}"
    if kind == RETURN:
        return f"第{rest}次提交的{SPOKEN[RETURN]}"
    if kind not in ROWS:
        return f"{change.row} {change.field}"
    if kind in NAMES and name is None:
        return kind_words(change) + GONE
    return cell_words(kind, name or TOTALS.get(kind, ""), change.field)


def cell_words(kind: str, name: str, field: str) -> str:
    if field in BESIDE:
        return f"{subject_of(kind, lambda _: name, '')} · {BESIDE[field]}"
    return subject_of(kind, lambda _: name, field)


def kind_words(change: Change) -> str:
    """What was changed, without a word of the report: 指标 · 全年实际完成值."""
    kind = change.row.partition(":")[0]
    if kind == COMMENT:
        return COMMENT_MARKS.get(change.field, SPOKEN[COMMENT])
    if kind not in ROWS:
        return SPOKEN.get(kind, "")
    label = BESIDE.get(change.field) or cells_of(kind).get(change.field, "")
    return " · ".join(filter(None, (ROW_WORDS[kind], label)))


def place_words(where: str) -> str:
    """A place of the exchange format in words: 第4项指标 · 全年实际完成值."""
    head, _, cell = where.rpartition(".")
    if head.endswith("_total") and head.removesuffix("_total") in PLACES:
        kind = PLACES[head.removesuffix("_total")][0]
        return " · ".join(filter(None, (TOTALS.get(kind, ""), cells_of(kind).get(cell, ""))))
    match = AT.fullmatch(where)
    if match and match[1] in PLACES:
        kind, counted = PLACES[match[1]]
        return " · ".join(filter(None, (counted.format(int(match[2]) + 1), cells_of(kind).get(match[3] or "", ""))))
    return cells_of("report").get(where, "") or "整份报告"
