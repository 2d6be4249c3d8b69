"""What the check of a report speaks of, in words: entries of the log, rows, columns.

``tells``: whether names and texts of the report may be told; whoever does not read it learns the kind of a place.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, ForeignKey, Model
from django.utils import timezone

from reports import models, sealing
from reports.domain.evidence import PURPOSES
from reports.loglines import NOTE, ROW_WORDS, TOTALS, WAIVER, act_words, kind_words, names_of, place_words, subject
from reports.remarks import NAMES, cells_of, subject_of

#: What each kind of row is called that the log holds.
KIND_WORDS = {
    **ROW_WORDS,
    "series": "图表",
    "point": "图表数据",
    "comment": "意见",
    "waiver": "豁免",
    "note": "对检查结果的说明",
    "evidence": "佐证材料",
    "version": "提交版本",
    "publication": "公开记录",
    "recheck": "抽查复核",
    "rescore": "抽查复核得分",
}
#: What rows beside the report's own are called each, where it may be told; of others the kind says enough.
OWN_NAMES: dict[str, Callable[[Any], str]] = {
    "series": lambda row: row.name,
    "point": lambda row: f"{row.series.name} {row.year}",
    "comment": lambda row: f"{row.subject}（{row.author} {when(row.at)}）",
    "waiver": lambda row: place_words(row.where),
    "note": lambda row: place_words(row.where),
    "version": str,
    "publication": lambda row: str(row.version),
    "recheck": lambda row: str(row.version),
    "rescore": lambda row: f"{row.recheck.version} · {row.name}",
}
#: Columns of a report that its model gives no name.
COLUMN_WORDS = {"organisation_id": "单位", "period_id": "项目年度"}


def when(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def entry_words(name: str, tells: bool) -> str:
    """An entry of the log by its table and key ("change:5"); blank where there is none."""
    kind, _, pk = name.partition(":")
    if kind == "event":
        event = models.Event.objects.get(pk=pk)
        return f"{act_words(event.act)}，{event.actor_name} {when(event.at)}"
    if kind == "change":
        change = models.Change.objects.get(pk=pk)
        what = subject(change, names_of([change.row])) if tells else kind_words(change)
        return f"{what}，{change.actor_name} {when(change.at)}"
    return ""


def column_words(name: str, value: str) -> tuple[str, str]:
    """A column of the report and what stands in it; ``value``: as the log keeps it."""
    field: Any = models.Report._meta.get_field(name)
    if isinstance(field, ForeignKey) and value:
        found = field.related_model._base_manager.filter(pk=value).first()
        value = str(found) if found is not None else f"编号{value}"
    elif isinstance(field, DateTimeField) and value:
        value = when(datetime.fromisoformat(value))
    elif field.choices:
        value = str(dict(field.flatchoices).get(value, value))
    return COLUMN_WORDS.get(name, str(field.verbose_name)), value or "无"


def row_words(row: Model, tells: bool, cell: str = "") -> str:
    """A row as it stands, or a cell of it: 指标 · 第1项指标完成率 · 全年实际完成值."""
    kind = sealing.KINDS[type(row)]
    if isinstance(row, models.Evidence):
        return PURPOSES[row.purpose] + (f"“{row.name}”" if tells else "")
    label = cells_of(kind).get(cell, "") if kind in ROW_WORDS else ""
    if kind not in NAMES or not tells:
        named = OWN_NAMES[kind](row) if tells and kind in OWN_NAMES else ""
    else:
        name = getattr(row, NAMES[kind]) or TOTALS.get(kind, "")
        named, label = subject_of(kind, lambda _: name, cell), ""
    return " · ".join(filter(None, (KIND_WORDS[kind], named, label)))


def gone_words(name: str, entry: models.Event | models.Change, tells: bool) -> str:
    """A row that is not there any more, by the entry that has written it last."""
    kind = name.partition(":")[0]
    named = ""
    if isinstance(entry, models.Change) and kind in (WAIVER, NOTE):
        named = place_words(entry.field)
    elif isinstance(entry, models.Change) and kind == "evidence" and tells:
        named = entry.new or entry.old
    words = " · ".join(filter(None, (KIND_WORDS.get(kind, kind), named)))
    return f"{words}（{entry.actor_name} {when(entry.at)} 登记）"
