"""The block 绩效指标: merged groups, names, values; rows broken over pages are put together again."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from reports.exchange.word import headings
from reports.exchange.word.columns import Column, Under, columns_of, same_shape, under
from reports.exchange.word.found import Found, Row, Text
from reports.exchange.word.lines import Cell, Line, flat

LEVELS = ("level1", "level2")
VALUES = ("target", "actual", "weight", "score", "reason", "criterion")
FIGURES = ("weight", "score")
#: Target and actual printed below a criterion are no longer.
LONGEST = 500
#: Rows of the blank form that nobody filled.
_LEFT_BLANK = re.compile(r"[\s….。·、]*|指标\s*\d*\s*[:：]?\s*[….。]*")
#: A cell that is only a figure can take the unit of its row; an operator goes before a target.
_BARE_NUMBER = re.compile(r"[-+−]?[\d,]+(?:\.\d+)?")
_OPERATOR = re.compile(r"[≥≤><=＝≧≦]|>=|<=|大于(?:等于)?|小于(?:等于)?|不(?:低|少|小)于|不(?:超过|高于|大于)|等于")
_DIRECTIONS = {"正向": "positive", "反向": "negative", "负向": "negative", "逆向": "negative"}
_PRINTED = re.compile(r"标准值\s*[:：]\s*(?P<target>.*?)\s*(?:(?<=\s)实际(?:值|完成值)?\s*[:：]\s*(?P<actual>.*))?")
_ACTUAL = re.compile(r"实际(?:值|完成值)?\s*[:：]\s*(?P<actual>.*)")
_FIGURE = re.compile(r"\d")
#: What a group's row is called where no column names the groups: 产出指标（50分）.
_GROUP = re.compile("[一二三四五六七八九十]?(?:产出|效益|效果|满意度|成本|管理|过程|决策|投入)(?:类|性)?指标")


def whole(cell: Cell) -> str:
    return cell.text


JOINS: dict[str, Callable[[Cell], str]] = {
    "target": lambda cell: cell.unbroken,
    "actual": lambda cell: cell.unbroken,
    "weight": lambda cell: "".join(cell.text.split()),
    "score": lambda cell: "".join(cell.text.split()),
}


@dataclass
class IndicatorBand:
    """Indicators under their headings. ``table``: where the line before stood."""

    heading: Line
    above: dict[str, Text] = field(default_factory=dict)
    tall: dict[str, bool] = field(default_factory=dict)
    table: int = 0

    def __post_init__(self) -> None:
        found = columns_of(self.heading, lambda cell: headings.named(cell.text, headings.INDICATORS))
        self.columns = one_each(with_name(found))
        self.labels = {cell.place for cell in self.heading.cells}
        names = {column.name for column in self.columns}
        self.named = "name" if "name" in names else "level2" if "level2" in names else ""

    @staticmethod
    def begins_at(line: Line) -> bool:
        names = {name for cell in line.cells if (name := headings.named(cell.text, headings.INDICATORS))}
        values = names & {*VALUES, "nature", "unit"}
        return bool(values) and len(names) >= 3 and (bool(names & {"name", *LEVELS}) or len(values) >= 3)

    def take(self, line: Line, found: Found) -> bool:
        if line.place.table != self.heading.place.table:
            line = same_shape(line, self.columns)
        inner = Line(line.place, tuple(cell for cell in line.cells if cell.place not in self.labels))
        seen = under(inner, self.columns)
        filled = any(seen.text(name) for name in VALUES)
        across = seen.merged.get(self.named)
        group = seen.first(self.named) if not filled else None
        if not filled and (across or self.named in seen.merged.values() or self.is_label(group)):
            return self.is_group(inner)
        self.tell_unread(seen, found)
        moved = self.take_levels(seen, line.place.table)
        name = seen.first(across or self.named)
        if name is not None and name.text and (name.begins or not found.indicators):
            if filled or not _LEFT_BLANK.fullmatch(name.text):
                found.indicators.append(self.row(seen, name, found))
            return True
        if filled:
            return not moved and bool(found.indicators) and go_on(found.indicators[-1], seen, name)
        return moved or not any(cell.begins and cell.text for cell in inner.cells)

    @staticmethod
    def tell_unread(seen: Under, found: Found) -> None:
        """Keep what stands under a heading nobody knows; the form's own label at the left is none."""
        for column, cell in seen.unread:
            if column.place is not None and not headings.EDGE.fullmatch(headings.bare(cell.text)):
                found.skip(column.place, column.title, Text(cell.flat, cell.place))

    def is_label(self, cell: Cell | None) -> bool:
        """Whether a name without values is a group's, where the form has no column for groups."""
        names = {column.name for column in self.columns}
        return cell is not None and not names & {*LEVELS} and bool(_GROUP.fullmatch(headings.bare(cell.text)))

    def is_group(self, line: Line) -> bool:
        """One cell across the form, perhaps after a number, that names the group of the rows below it."""
        numbers = [column for column in self.columns if column.name == "number"]
        cells = [cell for cell in line.cells if not any(cell.right <= column.right for column in numbers)]
        filled = [cell for cell in cells if cell.text]
        if len(filled) != 1 or (len(cells) > 2 and not self.is_label(filled[0])):
            return False
        words = headings.bare(filled[0].text)
        if not words.endswith("指标") or len(words) > 12:
            return False
        self.above = {"level1": Text(level_text(filled[0]), filled[0].place), "level2": Text("")}
        return True

    def take_levels(self, seen: Under, table: int) -> bool:
        """Move on to the line's groups; whether a new one begins here."""
        moved, begun = False, table != self.table
        self.table = table
        for name in LEVELS:
            cell = seen.first(name)
            text = level_text(cell) if cell else ""
            old = self.above.get(name, Text(""))
            if text:
                fresh = cell is not None and cell.begins and text != old.text
                self.above[name] = Text(text, cell.place if cell else None)
            else:
                fresh, ended = False, cell is not None and cell.begins and self.tall.get(name) and not begun
                if moved or (ended and name == "level2"):
                    self.above[name] = Text("")
            moved = moved or fresh
            self.tall[name] = cell is not None and cell.tall
        return moved

    def row(self, seen: Under, name: Cell, found: Found) -> Row:
        row = {level: self.above.get(level, Text("")) for level in LEVELS if level != self.named}
        row["name"] = Text(name.unbroken, name.place)
        for column in self.columns:
            if column.name in VALUES:
                row[column.name] = self.value(column.name, seen, name, found)
        combine(row, seen)
        split_criterion(row)
        if seen.merged.get("name") == "level2":
            row["level2"] = Text(name.flat, name.place)
        for later, earlier in seen.merged.items():
            if later in VALUES and earlier in VALUES:
                found.warnings.append(f"{name.place}“{name.unbroken}”：有两格合并在一起，只读作前一格，请核对。")
        remark = seen.first("remark")
        if remark is not None and remark.text and remark.begins:
            found.left(remark.place, [f"“{row['name'].text}”的备注：{remark.text}"])
        return row

    @staticmethod
    def value(key: str, seen: Under, name: Cell, found: Found) -> Text:
        """A cell of the row; of two figures below one heading only the first counts, and it is told."""
        cells = seen.cells.get(key, [])
        figures = [cell for cell in cells if _FIGURE.search(cell.text)]
        place = cells[0].place if cells else None
        if len(figures) > 1:
            texts = "、".join(f"“{cell.flat}”" for cell in figures)
            found.warnings.append(f"{name.place}“{name.unbroken}”：同一栏下有 {texts}，请核对读得对不对。")
        if len(figures) > 1 and key in FIGURES:
            return Text(JOINS[key](figures[0]), figures[0].place)
        return Text("".join(JOINS.get(key, whole)(cell) for cell in cells), place)


def with_name(columns: list[Column]) -> list[Column]:
    """Where no heading says 三级指标, the unknown column left of the values (绩效指标) has the names."""
    names = {column.name for column in columns}
    if names & {"name", "level2"}:
        return columns
    values = next((at for at, column in enumerate(columns) if column.name in (*VALUES, "nature", "unit")), 0)
    unknown = [at for at in range(values) if not columns[at].name and columns[at].title]
    levels = [at for at in range(values) if columns[at].name == "level1"]
    at = (unknown or levels or [-1])[-1]
    return [replace(column, name="name") if here == at else column for here, column in enumerate(columns)]


def one_each(columns: list[Column]) -> list[Column]:
    """Of columns with the same heading only one is read: the next one right of the names (a 指标体系 has 分值 of every
    level), else the last before them; the others count as not known.
    """
    edge = next((column.left for column in columns if column.name == "name"), 0)
    kept: dict[str, Column] = {}
    for column in columns:
        before = kept.get(column.name)
        if before is None or before.left < edge:
            kept[column.name] = column
    return [column if kept[column.name] is column else replace(column, name="") for column in columns]


def level_text(cell: Cell) -> str:
    """A group's name without the （续） of the next page."""
    return headings.CONTINUED.sub("", flat(cell.text)).strip()


def combine(row: Row, seen: Under) -> None:
    """Sign and unit in columns of their own go to the target: ≥ | 90 | % is ≥90%."""
    nature, unit = (flat(seen.text(name)) for name in ("nature", "unit"))
    direction = _DIRECTIONS.get(headings.bare(nature).removesuffix("指标"))
    if direction:
        row["direction"] = Text(direction)
    target = row.get("target", Text(""))
    text = target.text
    if unit not in ("", "-", "—", "/", "无") and _BARE_NUMBER.fullmatch(flat(text)):
        text += unit
        actual = row.get("actual", Text(""))
        if _BARE_NUMBER.fullmatch(flat(actual.text)):
            row["actual"] = Text(actual.text + unit, actual.place)
    if _OPERATOR.fullmatch(nature) and text and not _OPERATOR.match(text):
        text = nature + text
    row["target"] = Text(text, target.place)


def split_criterion(row: Row) -> None:
    """标准值：… 实际：… printed below the criterion (form E) are its target and actual."""
    criterion = row.get("criterion")
    if criterion is None:
        return
    *lines, last = criterion.text.split("\n")
    last = " ".join(last[:LONGEST].split())
    match = _PRINTED.fullmatch(last) or _ACTUAL.fullmatch(last)
    if match is None:
        return
    row["criterion"] = Text("\n".join(lines).strip(), criterion.place)
    for name, printed in match.groupdict().items():
        if printed and not row.get(name, Text("")).text:
            row[name] = Text(printed.strip(), criterion.place)


def go_on(row: Row, seen: Under, name: Cell | None) -> bool:
    """Put the rest of a broken row to the row above; false where it looks like a row of its own."""
    same = name is not None and bool(name.text)  # the name's cell spans both lines
    parts = {key: cell for key in VALUES if (cell := seen.first(key)) is not None and cell.text and cell.begins}
    for key, cell in parts.items():
        before = row.get(key, Text("")).text
        if before and (key in FIGURES or (not same and _FIGURE.search(before) and _FIGURE.search(cell.text))):
            return False
    for key, cell in parts.items():
        above = row.get(key, Text(""))
        joined = above.text + ("\n" if same and above.text else "") + cell.text
        row[key] = Text(joined, above.place or cell.place)
    return True
