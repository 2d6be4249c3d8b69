"""Which stored row a line of the workbook is, and which of its texts say something new."""

from collections.abc import Mapping, Sequence

from indicators.catalogue import Line
from indicators.domain.numbers import clean_text
from reports.exchange.workbook.sheets import FilledLine

#: By what a line without a hidden name is told, as when a workbook is sent again that has brought new rows before.
NAMES = {
    "indicators": ("level1", "level2", "name"),
    "items": ("name",),
    "funds": ("source",),
    "goals": ("target",),
    "outline": ("level", "heading"),
}


def settled_keys(kind: str, lines: Sequence[FilledLine], stored: Sequence[Line]) -> list[int | None]:
    """The id of each line's row; ``None`` for a new one, as a copied line is, and one whose row is gone.

    Of two lines with the same hidden name the one that is most like the stored row is it. A row that no line names
    so is the line that is called the same.
    """
    keys = by_hidden_name(kind, lines, stored)
    waiting: dict[tuple[str, ...], list[int | None]] = {}
    for row in stored:
        if row.pk not in keys:
            called = tuple(clean_text(row.texts[name]).strip() for name in NAMES[kind])
            waiting.setdefault(called, []).append(row.pk)
    for index, line in enumerate(lines):
        rows = waiting.get(tuple(line.texts[name] for name in NAMES[kind]))
        if keys[index] is None and rows:
            keys[index] = rows.pop(0)
    return keys


def by_hidden_name(kind: str, lines: Sequence[FilledLine], stored: Sequence[Line]) -> list[int | None]:
    """By what stands in the hidden first column."""
    rows = {f"{kind}:{row.pk}": row for row in stored}
    claims: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if line.name in rows:
            claims.setdefault(line.name, []).append(index)
    keys: list[int | None] = [None] * len(lines)
    for name, indexes in claims.items():
        row = rows[name]
        keys[max(indexes, key=lambda index: (likeness(lines[index].texts, row.texts), -index))] = row.pk
    return keys


def likeness(texts: Mapping[str, str], stored: Mapping[str, str]) -> int:
    return sum(same(texts.get(name, ""), text) for name, text in stored.items())


def same(text: str, stored: str) -> bool:
    """``text`` has been through the door; the stored one perhaps not (it may come from an imported report)."""
    return text == clean_text(stored).strip()


def settled(pk: int | None, texts: Mapping[str, str], stored: Line | None) -> Line:
    """A line whose unchanged texts are the stored ones to the last blank."""
    if pk is None or stored is None:
        return Line(None, dict(texts))
    old = stored.texts
    return Line(pk, {name: old[name] if same(text, old[name]) else text for name, text in texts.items()})
