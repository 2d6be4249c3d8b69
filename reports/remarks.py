"""The places of a report that can be spoken of: what they are called, what stands there."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Protocol

from django.db.models import Model

from reports.fetching import Held
from reports.loading import Loaded
from reports.rows import KINDS, ROWS

#: Cells that a preparer does not fill and a reviewer may speak of all the same.
ISSUED: dict[str, dict[str, str]] = {
    "report": {
        "central_department": "中央主管部门",
        "local_department": "地方主管部门",
        "execution_weight": "预算执行率分值",
        "total_score": "总分",
    },
    "fund": {"source": "资金来源", "rate": "预算执行率", "score": "得分"},
    "management": {"aspect": "方面"},
    "goal": {"target": "年初设定目标"},
    "entry": {
        "level1": "一级指标",
        "level2": "二级指标",
        "name": "三级指标",
        "target": "指标值",
        "weight": "分值",
        "criterion": "评价要点及说明",
    },
    "item": {"name": "要点", "points": "要点分值"},
    "section": {"heading": "标题"},
    "allocation": {"organization": "区"},
}
#: The cell that names a row of its kind.
NAMES = {
    "fund": "source",
    "management": "aspect",
    "goal": "target",
    "entry": "name",
    "item": "name",
    "section": "heading",
    "allocation": "organization",
}
WHOLE = "整份报告"
#: The kinds of rows in the order of the document; the points of a checklist stand in their indicator's row.
ORDER = ("report", "fund", "management", "goal", "entry", "section", "allocation")
#: Places of the page that belong to no row: the report, its headings, its sections, their printed totals.
ROWLESS = ("", "report", "program", "form", "funds", "management", "goals", "indicators", "narrative", "allocations")
TOTALS = ("funds_total", "allocations_total")
NAME_LENGTH = 40


class UnknownPlace(LookupError):
    """No cell of the report as it stands."""


class Readable(Protocol):
    """A row of either shape."""

    def __call__(self, cell: str) -> str: ...


def cells_of(kind: str) -> dict[str, str]:
    """Every cell of a kind of row that can be spoken of, with its heading."""
    return {**ISSUED[kind], **{name: rule.label for name, rule in ROWS[kind].cells.items()}}


def reader(row: Model) -> tuple[str, Readable]:
    """A stored row's kind, and what stands in its cells."""
    return KINDS[type(row)], lambda cell: getattr(row, cell) or ""


def text_of(kind: str, read: Readable, field: str) -> str:
    """What stands in a cell; of a row as a whole, all that its preparer fills, each with its heading.

    The whole report has no text of its own.
    """
    if field:
        return read(field)
    if kind == "report":
        return ""
    return "\n".join(f"{rule.label}：{read(name)}" for name, rule in ROWS[kind].cells.items() if read(name))


def subject_of(kind: str, read: Readable, field: str) -> str:
    """A place in words: 第1项指标完成率 · 全年实际完成值."""
    name = read(NAMES[kind]) if kind in NAMES else ""
    if len(name) > NAME_LENGTH:
        name = name[:NAME_LENGTH] + "…"
    if kind == "section":
        name = name or "（开头）"
    label = cells_of(kind).get(field, "")
    return " · ".join(filter(None, (name, label))) or WHOLE


def texts_now(loaded: Loaded) -> Mapping[str, tuple[str, Held]]:
    """Row → its place in the exchange format, and the row itself."""
    return {held.key: (place, held) for place, held in loaded.rows.items()}


def layout_of(loaded: Loaded) -> str:
    """A short name for exactly these rows in this order: places are numbers, others in another order."""
    rows = "\n".join(f"{place} {held.key}" for place, held in loaded.rows.items())
    return blake2b(rows.encode(), digest_size=6).hexdigest()


def rank_of(now: Mapping[str, tuple[str, Held]], row: str, field: str) -> tuple[int, ...]:
    """Where a place stands in the document, for sorting; the row must be among those of ``now``."""
    kind = now[row][1].kind
    part = ORDER.index("entry" if kind == "item" else kind)
    return part, list(now).index(row), ["", *cells_of(kind)].index(field)


def row_at(loaded: Loaded, place: str, layout: str = "") -> tuple[str, str]:
    """(row, cell) of a place of the exchange format; of the whole report where the place belongs to no row.

    ``layout``: of the page that names the place; blank where it was named by a report just read. Raises UnknownPlace
    where the place is no cell, or the page's rows are others.
    """
    if layout and "[" in place and layout != layout_of(loaded):
        raise UnknownPlace(place)
    name, _, cell = place.rpartition(".")
    held = loaded.rows.get(name or "report")
    if held is not None and cell in cells_of(held.kind):
        return held.key, cell
    if place != "report" and (held := loaded.rows.get(place)) is not None:
        return held.key, ""
    if place not in ROWLESS and name not in TOTALS:
        raise UnknownPlace(place)
    return loaded.rows["report"].key, ""


def place_at(place: str, field: str) -> str:
    """The place of a cell in the exchange format, of a row where ``field`` is blank."""
    if place == "report":
        return field
    return f"{place}.{field}" if field else place
