"""The lines of a catalogue's workbook, carried by the preview from the check to the writing; nothing is trusted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from indicators.domain.numbers import clean_text
from reports.exchange.catalogue.layout import SHEETS, Sheet
from reports.exchange.catalogue.reading import MOST, Lines, says_anything
from reports.exchange.workbook.sheets import Address, FilledLine

#: Characters of all texts together; the largest catalogue has some 60 000.
LONGEST = 1_500_000


def carried(lines: Lines) -> str:
    """The lines as one text: for each sheet ``[row number, hidden name, [text, …]]`` by the columns of the layout."""
    rows = {
        sheet.key: [[line.number, line.name, [line.texts[key] for key in keys_of(sheet)]] for line in lines[sheet.key]]
        for sheet in SHEETS
    }
    return json.dumps(rows, ensure_ascii=False)


def keys_of(sheet: Sheet) -> list[str]:
    return [column.key for column in sheet.columns if not column.computed]


@dataclass
class CarriedForm:
    """``lines``: as the check read them. ``seen``: the digest of the catalogue the person has seen them beside."""

    data: QueryDict
    lines: dict[str, list[FilledLine]] = field(default_factory=dict)
    name: str = ""
    seen: str = ""

    def is_valid(self) -> bool:
        """Whether the message has the agreed shape; then ``lines`` is filled."""
        self.name = clean_text(self.data.get("name", ""))[:200]
        self.seen = self.data.get("seen", "")
        text = self.data.get("lines", "")
        try:
            found = json.loads(text) if len(text) < 2 * LONGEST else None
        except (ValueError, RecursionError):
            return False
        if not isinstance(found, Mapping) or set(found) != {sheet.key for sheet in SHEETS}:
            return False
        read = {sheet.key: read_rows(sheet, found[sheet.key]) for sheet in SHEETS}
        self.lines = {key: rows for key, rows in read.items() if rows is not None}
        return len(self.lines) == len(SHEETS)


def read_rows(sheet: Sheet, rows: Any) -> list[FilledLine] | None:
    """``None`` where a row is not one of ``carried``."""
    if not isinstance(rows, list) or len(rows) > MOST[sheet.key]:
        return None
    lines = [read_row(sheet, row) for row in rows]
    return None if None in lines else [line for line in lines if line and says_anything(sheet.key, line.texts)]


def read_row(sheet: Sheet, row: Any) -> FilledLine | None:
    keys = keys_of(sheet)
    match row:
        case [int(number), str(name), [*texts]] if len(texts) == len(keys) and 0 < number < 2**21:
            if not all(isinstance(text, str) for text in texts):
                return None
            cleaned = {key: clean_text(text).strip() for key, text in zip(keys, texts, strict=True)}
            return FilledLine(number, name, cleaned, {key: Address(sheet.title, number, sheet.at(key)) for key in keys})
    return None


def too_long(lines: Lines) -> bool:
    """More text than a preview carries."""
    return sum(len(text) for rows in lines.values() for line in rows for text in line.texts.values()) > LONGEST
