"""A filled workbook → the exchange format's object, each value with its cell; or what is wrong, cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from indicators.domain.numbers import clean_text
from reports.exchange.node import ExchangeProblem
from reports.exchange.office.guarded import run_guarded
from reports.exchange.office.package import FileProblem
from reports.exchange.reading import FORMAT as REPORT_FORMAT
from reports.exchange.reading import read_object
from reports.exchange.workbook.layout import (
    BLANK,
    FORMAT,
    HEAD_SHEET,
    HEADS,
    IDENTITY,
    INDICATORS,
    ITEMS,
    OWN_TOTAL,
    PRINTED_TOTAL,
    SERIES,
    SHEETS,
    TYPED_BLANK,
    Column,
    SheetRule,
)
from reports.exchange.workbook.sheets import Address, FilledLine, FilledSheet, Flaw

FOREIGN = "这不是从本系统下载的填报工作簿。请在报告页面点“下载工作簿”，在下载的文件里填写后再上传。"
OTHER = "工作簿是另一版本的系统生成的，不能读取。请在报告页面重新下载工作簿填写。"
CATALOGUE = "这是指标目录的工作簿，不是填报工作簿。请在报告页面下载填报工作簿填写；指标目录请在“指标目录”页面上传。"
#: Heads are lines of their own: the text stands beside its name.
HEAD_COLUMNS = (Column("head", "项目"), Column("text", "内容"))
BY_HEADING = {column.heading: column for column in HEADS}


class WorkbookProblem(Exception):
    """The workbook cannot be taken; ``flaws`` names every reason, the gravest first."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__("；".join(flaw.message for flaw in flaws))
        self.flaws = tuple(flaws)


@dataclass
class Filled:
    """A workbook as it came back.

    ``report``: the exchange format's object. ``cells``: place of each value → its cell. ``names``: place of each line
    → the portal's name of its row ("entry:5"). ``known``: report, revision, year, form, unit as they were when the
    workbook was made. ``versions`` and ``was``: each row's version, each cell's text then.
    """

    report: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Address] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    was: dict[tuple[str, str], str] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)


def read_workbook(content: bytes) -> Filled:
    """Raises FileProblem for a file that is no workbook of ours, WorkbookProblem for one whose sheets are spoilt.

    What is wrong in single cells is left in ``flaws``.
    """
    return read_filled(run_guarded("read_xlsx", content))


def read_filled(found: Sequence[Mapping[str, Any]]) -> Filled:
    sheets = {sheet["name"]: FilledSheet.of(sheet) for sheet in found}
    if IDENTITY not in sheets:
        raise FileProblem(FOREIGN)
    filled = Filled()
    read_identity(sheets.pop(IDENTITY), filled)
    titles = [HEAD_SHEET, *(rule.title for rule in SHEETS)]
    missing = [title for title in titles if title not in sheets]
    if missing:
        names = "”“".join(missing)
        raise WorkbookProblem([Flaw(f"工作簿缺少工作表“{names}”。请不要删除工作表或改名，重新下载工作簿填写。")])
    filled.report = {"format": REPORT_FORMAT, **{rule.total: {} for rule in SHEETS if rule.total}}
    read_heads(sheets[HEAD_SHEET], filled)
    lines = {rule.key: sheets[rule.title].lines(rule.columns) for rule in SHEETS}
    structure = [flaw for title in titles for flaw in sheets[title].flaws if flaw.at is None]
    if structure:
        raise WorkbookProblem(structure)
    for rule in SHEETS:
        if rule not in (ITEMS, SERIES):
            read_lines(rule, lines[rule.key], filled)
    read_items(lines["items"], numbers_of(sheets[INDICATORS.title], lines["indicators"]), filled)
    read_series(lines["series"], filled)
    filled.flaws = [*(flaw for title in titles for flaw in sheets[title].flaws), *filled.flaws]
    return filled


def read_identity(sheet: FilledSheet, filled: Filled) -> None:
    """The hidden sheet; whoever has changed it only loses the comparison with what was."""
    for number in sorted(sheet.rows):
        kind, *texts = [sheet.rows[number][at][1] for at in sorted(sheet.rows[number])]
        if kind == "row" and len(texts) == 2 and texts[1].isdecimal() and len(texts[1]) < 10:
            filled.versions[texts[0]] = int(texts[1])
        elif kind == "was" and len(texts) > 1:
            filled.was[texts[0], texts[1]] = "".join(texts[2:])
        elif len(texts) == 1:
            filled.known[kind] = texts[0]
    if filled.known.get("format") != FORMAT:
        raise FileProblem(CATALOGUE if filled.known.get("format", "").startswith("evalportal.catalogue") else OTHER)


def read_heads(sheet: FilledSheet, filled: Filled) -> None:
    for line in sheet.lines(HEAD_COLUMNS):
        column = BY_HEADING.get(line.texts["head"].strip())
        if column is None or column.key in filled.report:
            continue
        put(filled, filled.report, column, column.key, line.texts["text"], line.at["text"])
        filled.names["report"] = line.name
    missing = [column.heading for column in HEADS if column.key not in filled.report]
    if missing and not sheet.flaws:
        message = (
            f"工作表“{HEAD_SHEET}”缺少“{'”“'.join(missing)}”一行。请不要删除行或改动项目名称，重新下载工作簿填写。"
        )
        sheet.flaws.append(Flaw(message))
    filled.report["year"] = whole(filled.report.get("year", ""))


def put(filled: Filled, row: dict[str, Any], column: Column, place: str, text: str, at: Address) -> None:
    """One value under its key; a word that stands for a code becomes the code."""
    filled.cells[place] = at
    if column.words:
        word = clean_text(text).strip()
        codes = {word: code for code, word in column.words.items()} | {code: code for code in column.words}
        if word and word not in codes:
            words = list(dict.fromkeys(column.words.values()))
            expected = f"{'、'.join(words)}之一" if len(words) > 1 else f"“{words[0]}”或留空"
            filled.flaws.append(Flaw(f"{column.heading}应为{expected}，读到的是“{word[:20]}”。", at, place))
        text = codes.get(word, "")
    target, _, key = column.key.rpartition(".")
    (row.setdefault(target, {}) if target else row)[key] = text


def whole(text: str) -> int | str:
    """An integer of the format; anything else is left for the format to refuse."""
    return int(text) if text.strip().isdecimal() and len(text.strip()) < 6 else text


def read_lines(rule: SheetRule, lines: Sequence[FilledLine], filled: Filled) -> None:
    """A list of the format, and its printed total."""
    rows: list[dict[str, Any]] = []
    filled.report[rule.key] = rows
    for line in lines:
        if rule.total and line.name == OWN_TOTAL:
            continue
        total = bool(rule.total) and line.name == PRINTED_TOTAL
        place = rule.total if total else f"{rule.key}[{len(rows)}]"
        row = read_row(rule, line, place, total, filled)
        if total:
            filled.report[rule.total] = row
        else:
            filled.names[place] = line.name
            rows.append(row)


def read_row(rule: SheetRule, line: FilledLine, place: str, total: bool, filled: Filled) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in rule.columns:
        text = line.texts.get(column.key, "")
        if column.computed or (total and column is rule.columns[0]):
            continue
        if column.optional or total:
            if not text and (line.name, column.key) not in filled.was:
                filled.cells[f"{place}.{column.key}"] = line.at[column.key]
                continue  # not on the form
            if TYPED_BLANK.fullmatch(text):
                text = "" if text == BLANK else text[1:-1]
        put(filled, row, column, f"{place}.{column.key}", text, line.at[column.key])
    if "level" in row:
        row["level"] = whole(row["level"])
    if rule.key == "indicators":
        row["scoring"] = {key: text for key, text in row["scoring"].items() if text}
    return row


def numbers_of(sheet: FilledSheet, lines: Sequence[FilledLine]) -> dict[str, int]:
    """序号 → which indicator it is: the number goes with its row when rows are moved. Without numbers, the order."""
    cells = [sheet.rows[line.number].get(line.at["number"].column) if "number" in line.at else None for line in lines]
    texts = [str(whole(cell[1].strip())) if cell else "" for cell in cells]
    if len(set(texts)) < len(texts) or "" in texts:
        texts = [str(index) for index in range(1, len(lines) + 1)]
    return {text: index for index, text in enumerate(texts)}


def read_items(lines: Sequence[FilledLine], numbers: Mapping[str, int], filled: Filled) -> None:
    """Part-points under the indicator whose number they carry."""
    indicators = filled.report["indicators"]
    for line in lines:
        number, at = str(whole(clean_text(line.texts["number"]).strip())), line.at["number"]
        if number not in numbers:
            message = f"指标序号应为“绩效指标”表中的序号（1 至 {len(indicators)}），读到的是“{number[:20]}”。"
            filled.flaws.append(Flaw(message, at))
            continue
        items = indicators[numbers[number]]["scoring"].setdefault("items", [])
        place = f"indicators[{numbers[number]}].scoring.items[{len(items)}]"
        row: dict[str, Any] = {}
        for column in ITEMS.columns:
            if column.key not in ("number", "indicator"):
                put(filled, row, column, f"{place}.{column.key}", line.texts[column.key], line.at[column.key])
        row["given"] = row["given"] == "true"
        filled.names[place] = line.name
        items.append(row)


def read_series(lines: Sequence[FilledLine], filled: Filled) -> None:
    """Points of one series stand under each other; its hidden name tells it from a namesake below it."""
    found: list[dict[str, Any]] = []
    filled.report["series"] = found
    last, mark = ("", ""), ""
    for line in lines:
        head, own = (line.texts["name"], line.texts["unit"]), line.name.partition(".")[0]
        if not found or head != last or (own and mark and own != mark):
            found.append({"name": head[0], "unit": head[1], "points": []})
            for key in ("name", "unit"):
                filled.cells[f"series[{len(found) - 1}].{key}"] = line.at[key]
            mark = ""
        last, mark = head, own or mark  # an inserted line has no name and goes on with the series over it
        if line.texts["year"].strip() or line.texts["value"]:
            points = found[-1]["points"]
            place = f"series[{len(found) - 1}].points[{len(points)}]"
            filled.cells |= {f"{place}.{key}": line.at[key] for key in ("year", "value")}
            points.append({"year": whole(line.texts["year"]), "value": line.texts["value"]})


def facts_of(filled: Filled, notices: list[Any] | None = None) -> Any:
    """The workbook as facts, by the rules of the exchange format; raises WorkbookProblem with cells and places."""
    places = {at: place for place, at in filled.cells.items()}
    flaws = [replace(flaw, place=flaw.place or (places.get(flaw.at, "") if flaw.at else "")) for flaw in filled.flaws]
    try:
        report = read_object(filled.report, notices)
    except ExchangeProblem as error:
        known = {flaw.at for flaw in flaws}
        for problem in error.problems:
            at = filled.cells.get(problem.place)
            if at is None or at not in known:  # not a second sentence about a cell that could not be read at all
                flaws.append(Flaw(problem.message, at, problem.place))
    if flaws:
        raise WorkbookProblem(flaws)
    return report
