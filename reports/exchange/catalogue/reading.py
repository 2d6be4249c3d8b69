"""A catalogue's workbook as it came back: is it this catalogue's, are its sheets whole, what stands in its lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indicators.domain.numbers import clean_text
from reports.exchange.catalogue.layout import FORMAT, IDENTITY, SHEETS, Sheet
from reports.exchange.catalogue.writing import CatalogueIdentity
from reports.exchange.office.guarded import run_guarded
from reports.exchange.office.package import FileProblem
from reports.exchange.workbook.reading import WorkbookProblem
from reports.exchange.workbook.sheets import FilledLine, FilledSheet, Flaw

FOREIGN = "这不是从本系统下载的指标目录工作簿。请在“指标目录”页面下载，在下载的文件里修改后再上传。"
VERSION = "工作簿是另一版本的系统生成的，不能读取。请在“指标目录”页面重新下载。"
OTHERS = "这份工作簿是为其他单位范围下载的，其中的分单位指标值与您能看到的不同。请在本页自己下载一份填写。"
#: Lines of each sheet; the largest published catalogue has 70 indicators.
MOST = {"indicators": 500, "items": 2000, "targets": 4500, "funds": 100, "goals": 100, "outline": 300}

Lines = Mapping[str, Sequence[FilledLine]]


@dataclass
class FilledCatalogue:
    """``lines``: those of each sheet that say anything. ``digest``: of the catalogue the workbook was made from."""

    lines: Lines
    digest: str = ""
    flaws: list[Flaw] = field(default_factory=list)


def read_catalogue(content: bytes, ours: CatalogueIdentity) -> FilledCatalogue:
    """Raises FileProblem for a file that is not this catalogue's workbook, WorkbookProblem for spoilt sheets.

    ``ours``: what a workbook made now would say of itself. What is wrong in single cells is left in ``flaws``.
    """
    found: Sequence[Mapping[str, Any]] = run_guarded("read_xlsx", content)
    sheets = {sheet["name"]: FilledSheet.of(sheet) for sheet in found}
    if IDENTITY not in sheets:
        raise FileProblem(FOREIGN)
    known = known_texts(sheets[IDENTITY])
    check_identity(known, ours)
    missing = [sheet.title for sheet in SHEETS if sheet.title not in sheets]
    if missing:
        names = "”“".join(missing)
        raise WorkbookProblem([Flaw(f"工作簿缺少工作表“{names}”。请不要删除工作表或改名，重新下载工作簿填写。")])
    lines = {sheet.key: read_lines(sheets[sheet.title], sheet) for sheet in SHEETS}
    flaws = [flaw for sheet in SHEETS for flaw in sheets[sheet.title].flaws]
    flaws += too_many(lines)
    spoilt = [flaw for flaw in flaws if flaw.at is None]
    if spoilt:
        raise WorkbookProblem(spoilt)
    return FilledCatalogue(lines, known.get("digest", ""), flaws)


def known_texts(sheet: FilledSheet) -> dict[str, str]:
    """The hidden sheet: a name and a text in each row."""
    rows = ([sheet.rows[number][at][1] for at in sorted(sheet.rows[number])] for number in sorted(sheet.rows))
    return {row[0]: row[1] for row in rows if len(row) == 2}


def check_identity(theirs: Mapping[str, str], ours: CatalogueIdentity) -> None:
    """The workbook is this program-year's and was made for the same organisations. Raises FileProblem."""
    if theirs.get("format") != FORMAT:
        raise FileProblem(VERSION)
    if theirs.get("period") != ours.period:
        raise FileProblem(
            f"这是“{theirs.get('year')}年度 {theirs.get('program')}”的目录工作簿，"
            f"不是“{ours.year}年度 {ours.program}”的。请选择正确的文件，或在本页重新下载。"
        )
    if (theirs.get("year"), theirs.get("form")) != (ours.year, ours.form):
        raise FileProblem("下载以后项目年度的年度或表式改过，这份工作簿已不适用。请在本页重新下载。")
    if theirs.get("scope") != ours.scope:
        raise FileProblem(OTHERS)


def read_lines(sheet: FilledSheet, rule: Sheet) -> list[FilledLine]:
    return [line for line in map(cleaned, sheet.lines(rule.columns)) if says_anything(rule.key, line.texts)]


def cleaned(line: FilledLine) -> FilledLine:
    texts = {key: clean_text(text).strip() for key, text in line.texts.items()}
    return FilledLine(line.number, line.name, texts, line.at)


def says_anything(key: str, texts: Mapping[str, str]) -> bool:
    """A line that was emptied is a line taken out; a number alone waits for its indicator."""
    return any(text for name, text in texts.items() if (key, name) != ("indicators", "number"))


def too_many(lines: Lines) -> Iterable[Flaw]:
    for sheet in SHEETS:
        count, most = len(lines[sheet.key]), MOST[sheet.key]
        if count > most:
            yield Flaw(f"工作表“{sheet.title}”有 {count} 行，超过 {most} 行，请删去多余的行。")
