"""A catalogue beside the one that stands now: what is added, removed, moved and changed, cell by cell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from indicators.catalogue import LISTS, Catalogue, IndicatorLine, Line
from reports.exchange.catalogue.layout import BY_KEY, INDICATORS, ITEMS, TARGETS, Sheet
from reports.exchange.catalogue.writing import reading_of
from reports.exchange.workbook.sheets import Flaw

ADDED, REMOVED, MOVED, CHANGED = "added", "removed", "moved", "changed"
#: Kind → what a sentence calls so many of them.
COUNTED = {CHANGED: "改动 {n} 处", ADDED: "新增 {n} 行", REMOVED: "删除 {n} 行", MOVED: "调换 {n} 行"}
#: The history tells the single changes up to this length.
LONGEST = 3000
LIMITED = (
    "工作表“{title}”与系统中的目录有 {n} 处不同。您只能调整本级和下级单位的分单位指标值，"
    "请恢复原样，或重新下载工作簿填写。"
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``cell``: the column, of a changed one; ``readings``: how the target is read now and then."""

    kind: str
    sheet: str
    row: str
    now: str = ""
    new: str = ""
    cell: str = ""
    readings: tuple[str, str] = ("", "")


def compare_catalogues(old: Catalogue, new: Catalogue) -> list[Change]:
    """Sheet by sheet, in the new order, what is taken out at the end of its sheet."""
    rows = {row.line.pk: row for row in old.indicators}
    lines = [row.line for row in old.indicators], [row.line for row in new.indicators]
    changes = list(compare_lines(INDICATORS, *lines, parts={row.line.pk: parts_of(row) for row in old.indicators}))
    for row in new.indicators:
        before = rows.get(row.line.pk)
        name = row.line.texts["name"]
        changes += compare_lines(ITEMS, before.items if before else (), row.items, f"{name}·")
    for row in new.indicators:
        changes += compare_targets(rows.get(row.line.pk), row)
    for key in LISTS:
        changes += compare_lines(BY_KEY[key], getattr(old, key), getattr(new, key))
    return changes


def parts_of(row: IndicatorLine) -> str:
    """What goes with an indicator that is taken out."""
    counts = ((len(row.items), "个评分要点"), (len(row.targets), "个分单位指标值"))
    told = "、".join(f"{count} {what}" for count, what in counts if count)
    return f"\n（连同 {told}）" if told else ""


def compare_lines(
    sheet: Sheet,
    old: Sequence[Line],
    new: Sequence[Line],
    owner: str = "",
    parts: Mapping[int | None, str] | None = None,
) -> Iterator[Change]:
    """``owner`` goes before each row's label; ``parts``: what is told with a row that is taken out."""
    before = {line.pk: line for line in old}
    kept = [line.pk for line in new if line.pk is not None]
    moved = moved_ids([line.pk for line in old if line.pk in set(kept)], kept)
    places = {line.pk: f"第 {number} 行" for number, line in enumerate(old, 1)}
    for number, line in enumerate(new, 1):
        label = owner + label_of(sheet, line)
        if line.pk is None:
            yield Change(ADDED, sheet.title, label, "", told(sheet, line), readings=("", reading(sheet, line)))
            continue
        yield from compare_cells(sheet, before[line.pk], line, label)
        if line.pk in moved:
            yield Change(MOVED, sheet.title, label, places[line.pk], f"第 {number} 行")
    for line in old:
        if line.pk not in set(kept):
            text = told(sheet, line) + (parts or {}).get(line.pk, "")
            yield Change(REMOVED, sheet.title, owner + label_of(sheet, line), text)


def moved_ids(old: Sequence[int | None], new: Sequence[int | None]) -> set[int | None]:
    """Rows that do not stand among their old neighbours any more: as few as explain the new order."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return set(new) - {new[block.b + at] for block in blocks for at in range(block.size)}


def compare_cells(sheet: Sheet, old: Line, new: Line, label: str) -> Iterator[Change]:
    for column in sheet.columns:
        if column.key not in new.texts or old.texts[column.key] == new.texts[column.key]:
            continue
        now, then = (column.words.get(line.texts[column.key], line.texts[column.key]) for line in (old, new))
        both = (reading(sheet, old), reading(sheet, new)) if column.key == "target" else ("", "")
        yield Change(CHANGED, sheet.title, label, now, then, column.heading, both)


def compare_targets(old: IndicatorLine | None, new: IndicatorLine) -> Iterator[Change]:
    """Own targets are told by their organisation; an indicator that is new had none."""
    before = {own.organisation: own for own in old.targets} if old else {}
    name, then = new.line.texts["name"], {own.organisation for own in new.targets}
    old_name = old.line.texts["name"] if old else name
    for own in new.targets:
        label, was = f"{name}·{own.name}", before.get(own.organisation)
        if was is None:
            yield Change(ADDED, TARGETS.title, label, "", own.text, readings=("", reading_of(own.text, name)))
        elif was.text != own.text:
            both = reading_of(was.text, old_name), reading_of(own.text, name)
            yield Change(CHANGED, TARGETS.title, label, was.text, own.text, "年度指标值", both)
    for own in before.values():
        if own.organisation not in then:
            yield Change(REMOVED, TARGETS.title, f"{name}·{own.name}", own.text)


def label_of(sheet: Sheet, line: Line) -> str:
    """A row by what it is called."""
    key = {"goals": "target", "funds": "source", "outline": "heading"}.get(sheet.key, "name")
    text = " ".join(line.texts[key].split())
    return f"{text[:40]}…" if len(text) > 40 else text or "（开头）"


def told(sheet: Sheet, line: Line) -> str:
    """All of a row that comes or goes."""
    cells = [(column, line.texts.get(column.key, "")) for column in sheet.columns if not column.computed]
    return "\n".join(f"{column.heading}：{column.words.get(text, text)}" for column, text in cells if text)


def reading(sheet: Sheet, line: Line) -> str:
    return reading_of(line.texts["target"], line.texts["name"]) if sheet is INDICATORS else ""


# --- in words ---


def summary(changes: Sequence[Change]) -> str:
    """How many changes of each kind."""
    counts = {kind: sum(change.kind == kind for change in changes) for kind in COUNTED}
    return "，".join(words.format(n=counts[kind]) for kind, words in COUNTED.items() if counts[kind]) or "没有改动"


def history(changes: Sequence[Change]) -> str:
    """What the history of the program-year says: how many, and which, as far as there is room."""
    text = f"上传指标目录工作簿：{summary(changes)}。"
    for change in changes:
        text += f"\n{sentence(change)}"
        if len(text) > LONGEST:
            return f"{text[:LONGEST]}…（下略）"
    return text


def sentence(change: Change) -> str:
    where = f"“{change.sheet}”{change.row}"
    if change.kind == ADDED:
        return f"新增{where}"
    if change.kind == REMOVED:
        return f"删除{where}"
    if change.kind == MOVED:
        return f"调换{where}：{change.now}→{change.new}"
    return f"{where}·{change.cell}：{change.now or '（空白）'}→{change.new or '（空白）'}"


def beyond_limits(changes: Iterable[Change]) -> list[Flaw]:
    """Differences that are not for a person who sets the own targets of some organisations only."""
    counts: dict[str, int] = {}
    for change in changes:
        if change.sheet != TARGETS.title:
            counts[change.sheet] = counts.get(change.sheet, 0) + 1
    return [Flaw(LIMITED.format(title=title, n=count)) for title, count in counts.items()]
