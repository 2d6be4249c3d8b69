"""The real files of tests/workbooks: what each of them is read as, or the sentences it is refused with."""

import copy
from pathlib import Path
from typing import Any

import pytest

from reports.domain import facts
from reports.exchange.office.guarded import FileProblem, run_guarded
from reports.exchange.reading import read_object
from reports.exchange.workbook.comparing import Comparison, check_identity, compare
from reports.exchange.workbook.layout import SHEETS
from reports.exchange.workbook.lines import lines_of
from reports.exchange.workbook.reading import Filled, WorkbookProblem, facts_of, read_workbook
from reports.exchange.writing import write_object
from reports.fetching import Held
from reports.management.commands.import_report import in_words
from reports.models import AWARDED
from tests.reports.filling import opened
from tests.workbooks import bases, failing, passing
from tests.workbooks.differences import differences
from tests.workbooks.passing import LONG

WORKBOOKS = Path(__file__).resolve().parents[3] / "workbooks"
LARGE = ("as-written", "numbers-for-texts", "saved-by-libreoffice")


def object_of(value: dict[str, Any]) -> dict[str, Any]:
    """A report of the exchange format with all its keys."""
    return write_object(read_object(value))


def moved() -> dict[str, Any]:
    """The first and the last indicator in each other's place, the part-points listed from the last to the first."""
    report = copy.deepcopy(bases.SMALL)
    report["indicators"].reverse()
    report["indicators"][1]["scoring"]["items"].reverse()
    return report


#: Name → each value that differs from the report it was made from (``None`` = gone), by its place.
PASSING = {
    "as-written": {},
    "blank-rows-between": {},
    "blank-total-line": {"funds_total.budget": "", "funds_total.actual": "", "funds_total.rate": ""},
    "cell-cleared": {"funds[0].initial": "", "indicators[2].reason": ""},
    "cells-merged": {"indicators[1].level1": ""},
    "column-of-notes": {},
    "columns-reordered": {},
    "comments-added": {},
    "dates-of-chinese-excel": {"indicators[0].actual": "9月30日"},
    "escapes-as-text": {
        "indicators[0].reason": "__x00ff__x0041_x0042_",
        "remarks": "_x0041_ 与 _x000D_ 和 _x005F_x0041_",
    },
    # LibreOffice writes without escapes what it has read with them; Excel would read its file as we do.
    "escapes-saved-by-libreoffice": {"remarks": "_x0041_ 与 \n 和 _x0041_"},
    "filter-set": {},
    "formula-starts": {
        "indicators[0].actual": "=1+1",
        "indicators[1].actual": "+8.6%",
        "indicators[2].actual": "-5",
        "indicators[0].reason": "@SUM(A1)",
        "indicators[1].reason": "=HYPERLINK(1)",
        "indicators[2].reason": "'=2",
        "indicators[0].explanation": "#REF!",
    },
    "formula-starts-as-written": {
        "indicators[0].actual": "=1+1",
        "indicators[1].actual": "@甲",
        "indicators[2].actual": "-5",
        "remarks": "+86",
    },
    "formulas-with-results": {"funds[0].actual": "25522.5", "indicators[0].actual": "250.00万人次"},
    "full-width-digits": {"funds[0].actual": "２５，５２２", "indicators[0].score": "４．５"},
    "hidden-things-shown": {},
    "line-above-headings": {},
    "long-body": {"narrative[0].body": LONG, "goals[0].actual": "_x0041_" * 6000, "remarks": "𠮷" * 20_000},
    "long-body-saved-by-libreoffice": {"narrative[0].body": LONG},
    "no-total-line": {
        "funds_total": {},
        "funds_total.budget": None,
        "funds_total.actual": None,
        "funds_total.rate": None,
    },
    "numbers-for-texts": {
        "funds[0].budget": "25522.5",
        "indicators[0].actual": "100",
        "indicators[1].actual": "92.7%",
        "indicators[2].actual": "92.7%",
        "indicators[3].actual": "2023年12月31日",
        "indicators[4].actual": "2023年9月",
        "indicators[5].actual": "0.3",
        "indicators[6].actual": "12345678901234",
        "indicators[7].actual": "是",
        "indicators[8].actual": "2023年9月30日",
        "indicators[0].score": "4.5",
    },
    "part-unused": {},
    "pinyin-over-text": {},
    "prefixed-names": {},
    "protection-removed": {},
    "rare-characters": {
        "indicators[0].reason": "㐀䶵龦鿿𪚥",
        "narrative[0].body": "一、𠀀",
        "remarks": "𠮷田 🎉 ☑ é ｶﾞ",
    },
    "rows-moved": differences(object_of(bases.SMALL), object_of(moved())),
    "saved-by-libreoffice": {},
    "saved-by-openpyxl": {},
    "series-with-a-new-year": {
        "series[0].points[1].year": 2021,
        "series[0].points[1].value": "6",
        "series[0].points[2].year": 2023,
        "series[0].points[2].value": "8",
    },
    "sheets-of-others": {},
    "sheets-reordered": {},
    "small-as-written": {},
    "small-saved-by-libreoffice": {},
    "spaces-and-breaks-kept": {
        "indicators[0].reason": "\n  首行\n\n\t　缩进 \n",
        "remarks": "  前后空格  ",
        "title": " 标题 ",
    },
    "streamed-archive": {},
    "text-half-bold": {"indicators[0].actual": "372.10 万人次（含其他）"},
    "versions-stripped": {"funds[1].initial": None},
    "windows-line-breaks": {"remarks": "第一行\n第二行"},
    "words-for-codes": {
        "indicators[0].judgement": "部分达成",
        "indicators[0].scoring": None,
        "indicators[0].scoring.method": "proportional",
        "indicators[1].scoring.items[1].given": True,
    },
    "wrong-dimension": {},
}


def content_of(folder: str, name: str) -> bytes:
    return (WORKBOOKS / folder / f"{name}.xlsx").read_bytes()


def names_in(folder: str) -> set[str]:
    return {path.stem for path in (WORKBOOKS / folder).glob("*.xlsx")}


def base_of(name: str) -> dict[str, Any]:
    return object_of(bases.medical() if name in LARGE else bases.SMALL)


def test_every_file_has_its_line_and_its_maker():
    assert (names_in("pass"), names_in("fail")) == (set(PASSING), set(FAILING))
    assert (set(passing.MAKERS), {*failing.MAKERS, "encrypted"}) == (set(PASSING), set(FAILING))


# --- refused ------------------------------------------------------------------------------------------


def sentences() -> dict[str, list[str]]:
    """Name → what the sender reads."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in (WORKBOOKS / "fail" / "sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[name].append(line.strip())
        else:
            found[name := line] = []
    return found


FAILING = sentences()


def refusal_of(content: bytes) -> list[str]:
    """The lines that ``import_report`` prints behind the file's name; none where the file is taken."""
    try:
        facts_of(read_workbook(content))
    except FileProblem as problem:
        return [f"$: {problem}"]
    except WorkbookProblem as problem:
        return [f"{flaw.place or '$'}: {in_words(flaw)}" for flaw in problem.flaws]
    return []


@pytest.mark.parametrize("name", sorted(FAILING))
def test_file_is_refused_in_these_words(name):
    assert refusal_of(content_of("fail", name)) == FAILING[name]


def test_no_file_is_taken_silently():
    assert [name for name, lines in FAILING.items() if not lines] == []


# --- taken -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(PASSING))
def test_file_is_read_as_this_report(name):
    found = write_object(facts_of(read_workbook(content_of("pass", name))))
    assert differences(base_of(name), found) == PASSING[name]


def held_rows(report: facts.Report) -> dict[str, Held]:
    """The rows the portal would hold, by place."""
    names = bases.identity_of(report).rows
    value = write_object(report)
    rows = {"report": Held("report", {**value, "id": 1, "version": 1})}
    for rule in (rule for rule in SHEETS if rule.kind):
        for line in (line for line in lines_of(value)[rule.key] if not line.total):
            cells = {key.removeprefix("scoring."): text for key, text in line.values.items()}
            rows[line.place] = Held(rule.kind, {**cells, "id": names[line.place][0].partition(":")[2], "version": 1})
    return rows


def open_places(report: facts.Report) -> set[str]:
    """The places a preparer fills."""
    lines = lines_of(write_object(report))
    places = {
        f"{line.place}.{column.key}"
        for rule in SHEETS
        for line in lines[rule.key]
        for column in rule.columns
        if rule.rule(column) and not line.total
    }
    return places | {"title", "implementing_unit", "remarks"}


def compared(name: str) -> tuple[Filled, facts.Report, Comparison]:
    report = read_object(bases.medical() if name in LARGE else bases.SMALL)
    filled = read_workbook(content_of("pass", name))
    check_identity(filled, report, 1)
    return filled, report, compare(filled, report, held_rows(report))


@pytest.mark.parametrize("name", sorted(PASSING))
def test_upload_would_change_these_cells(name):
    """Those made from a report that was already so differ as if somebody else had changed the portal's since."""
    filled, report, found = compared(name)
    places = {at: place for place, at in filled.cells.items()}
    texts = {item.proposal.place: item.proposal.text for item in found.changes}
    texts |= {places[item.at]: item.text for item in found.kept}
    fillable = open_places(report)
    assert texts == {
        place: AWARDED if text is True else text
        for place, text in PASSING[name].items()
        if place in fillable and text is not None and name != "rows-moved"
    }
    assert (found.flaws, found.conflicts, found.missing) == ([], [], [])


def test_locked_cells_that_differ_are_told():
    _, _, found = compared("cells-merged")
    assert [(item.label, str(item.at), item.text, item.now) for item in found.locked] == [
        ("一级指标", "“绩效指标”C4", "", "产出指标")
    ]


@pytest.mark.parametrize("name", sorted(PASSING))
def test_marked_copy_is_the_same_workbook(name):
    """The file that a refused upload gives back: the person's own with marks, in whatever way it was made."""
    content = content_of("pass", name)
    mark = {"sheet": "绩效指标", "cell": "G3", "note": "请核对。"}
    painted = run_guarded("paint_xlsx", content, {"marks": [mark]})
    book = opened(painted)
    assert (book.active.title, book["绩效指标"]["G3"].comment.text.splitlines()[-1]) == ("绩效指标", "请核对。")
    if name != "formulas-with-results":  # results are Excel's to calculate again
        assert read_workbook(painted).report == read_workbook(content).report


def test_folder_is_small():
    sizes = {path.name: path.stat().st_size for path in WORKBOOKS.glob("*/*.xlsx")}
    assert sum(sizes.values()) < 2_560_000
    assert {name for name, size in sizes.items() if size > 70_000} == {
        "thousands-of-entries.xlsx",
        "unpacks-to-49-megabytes.xlsx",
    }
