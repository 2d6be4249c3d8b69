"""The exchange format's object as the lines of the workbook's sheets: the same values, lists side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.exchange.workbook.layout import OWN_TOTAL, PRINTED_TOTAL, SHEETS, SheetRule

#: A cell's text; ``None`` = not on the form.
Text = str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: where it stands in the format (blank for a total nobody printed) and its texts by column."""

    place: str
    values: Mapping[str, Text]
    total: str = ""


def lines_of(report: Mapping[str, Any]) -> dict[str, list[Line]]:
    """Each sheet's lines in the order of the form, a total line last."""
    found = {rule.key: list(plain_lines(report, rule)) for rule in SHEETS if rule.key not in ("items", "series")}
    found["items"] = list(item_lines(report))
    found["series"] = list(series_lines(report))
    return found


def plain_lines(report: Mapping[str, Any], rule: SheetRule) -> Iterator[Line]:
    for index, row in enumerate(report[rule.key]):
        yield Line(f"{rule.key}[{index}]", texts(row, rule))
    if not rule.total:
        return
    if report[rule.total]:
        yield Line(rule.total, texts(report[rule.total], rule), PRINTED_TOTAL)
    elif report[rule.key]:
        yield Line("", {}, OWN_TOTAL)


def texts(row: Mapping[str, Any], rule: SheetRule) -> dict[str, Text]:
    return {column.key: text_of(row, column.key) for column in rule.columns if not column.computed}


def text_of(row: Mapping[str, Any], key: str) -> Text:
    """A value by its key, also one inside ``scoring``; numbers and truth values as the format spells them."""
    if key.startswith("scoring."):
        return row["scoring"].get(key.removeprefix("scoring."), "")
    value = row.get(key)
    return value if value is None or isinstance(value, str) else str(value)


def item_lines(report: Mapping[str, Any]) -> Iterator[Line]:
    """The part-points of every checklist, each with the number of its indicator."""
    for index, row in enumerate(report["indicators"]):
        for at, item in enumerate(row["scoring"].get("items", ())):
            values = {"name": item["name"], "points": item["points"], "given": "true" if item["given"] else ""}
            place = f"indicators[{index}].scoring.items[{at}]"
            yield Line(place, {"number": str(index + 1), "indicator": row["name"], **values})


def series_lines(report: Mapping[str, Any]) -> Iterator[Line]:
    """One line for each point; a series without points has one line of its own."""
    for index, series in enumerate(report["series"]):
        head = {"name": series["name"], "unit": series["unit"]}
        for at, point in enumerate(series["points"]):
            values = {"year": str(point["year"]), "value": point["value"]}
            yield Line(f"series[{index}].points[{at}]", {**head, **values})
        if not series["points"]:
            yield Line(f"series[{index}]", {**head, "year": "", "value": ""})
