"""Anything accepted can be exported: what a door lets in comes out in every format, and reads back as it was."""

import io
import json
import re
from itertools import cycle
from typing import Any
from xml.etree import ElementTree

import docx
import pypdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indicators.domain.numbers import clean_text
from reports import actions
from reports.domain import facts
from reports.domain.checks import find_all
from reports.domain.evaluate import evaluate
from reports.exchange.node import ExchangeProblem, Problem
from reports.exchange.reading import read_json, read_object
from reports.exchange.workbook.cells import read_sheets
from reports.exchange.workbook.layout import SHEETS
from reports.exchange.workbook.reading import WorkbookProblem, facts_of, read_filled, read_workbook
from reports.exchange.workbook.sheets import Address, Flaw
from reports.exchange.workbook.writing import excel_text
from reports.exchange.writing import write_json, write_object
from reports.forms.entry import CellProblem, read_cell
from reports.loading import load_report
from reports.models import AWARDED
from reports.output import FORMATS, render
from reports.rendering.docx.file import docx_bytes
from reports.rendering.html import page_markup
from reports.rendering.pdf import pdf_bytes
from reports.rows import ROWS
from tests.reports.composing import report_of
from tests.reports.filling import filled
from tests.reports.hostile import PIECES, TEXTS, full_report, hostile_report, reports
from tests.workbooks import bases

#: A text with everything, then single ones that have broken something somewhere.
WORST = (
    "".join(PIECES),
    *PIECES[:24],
    "=" * 40_000,
    "_x0041_" * 6_000,
    "长" * 40_000,
    "\n" * 3_000,
    "| a |\n" * 500,
    "（空白）",
    "（（空白）",
    "  ",
)


def accepted(value: dict[str, Any]) -> facts.Report:
    """The report behind the JSON door; every text it is given is taken."""
    return read_json(json.dumps(value).encode())


def through_workbook(report: facts.Report) -> facts.Report:
    """Out as a workbook and in again, in this process: the same code as in the guarded one."""
    content = bases.write_workbook(write_object(report), {}, bases.identity_of(report))
    return facts_of(read_filled(json.loads(json.dumps(read_sheets(content)))))


def check_exports(report: facts.Report) -> None:
    """Everything but the PDF, which is slow."""
    evaluation = evaluate(report)
    text = write_json(report, evaluation, find_all(report, evaluation))
    assert read_json(text.encode("utf-8")) == report
    assert through_workbook(report) == report
    document = report_of(report)
    page = ElementTree.fromstring(page_markup(document, "p { margin: 0 }"))
    assert [element.tag for element in page.iter() if element.tag in ("script", "b")] == []
    assert docx.Document(io.BytesIO(docx_bytes(document))).core_properties.title != ""


@settings(max_examples=40)
@given(reports())
def test_what_the_json_door_takes_is_exported(value):
    check_exports(accepted(value))


@pytest.mark.parametrize("text", WORST, ids=lambda text: f"{text[:12]!a}×{len(text)}")
def test_worst_texts_are_exported(text):
    check_exports(accepted(hostile_report(cycle([text]))))


@settings(max_examples=25)
@given(st.data())
def test_what_is_refused_is_refused_with_places(data):
    """Hostile texts where numbers and codes are due."""
    value = full_report()
    row = data.draw(st.sampled_from([*value["funds"], *value["indicators"], *value["allocations"], value]))
    key = data.draw(st.sampled_from(sorted(key for key in row if isinstance(row[key], str))))
    row[key] = data.draw(TEXTS)
    problems: tuple[Problem, ...] = ()
    try:
        check_exports(accepted(value))
    except ExchangeProblem as error:
        problems = error.problems
    assert [problem for problem in problems if not problem.place or not shown(problem.message)] == []


def shown(sentence: str) -> bool:
    """Whether a sentence holds only what can be shown, however hostile the text it quotes."""
    return clean_text(sentence) == sentence


def report_with(kind: str, cell: str, text: str) -> facts.Report:
    """The full report with this text in the first row of the kind."""
    value = full_report()
    rule = next((rule for rule in SHEETS if rule.kind == kind), None)
    if rule is None:
        value[cell] = text
    elif kind == "item":
        value["indicators"][1]["scoring"]["items"][0]["given"] = text == AWARDED
    else:
        row = value[rule.key][0]
        (row["scoring"] if cell == "found" else row)[cell] = text
    return read_object(value)


CELLS = [(kind, cell) for kind, rule in ROWS.items() for cell in rule.cells]


@settings(max_examples=60)
@given(st.sampled_from(CELLS), TEXTS | st.sampled_from(["95", "-1", "１２.５", "1,234.50", "—", "得分", "达成", ""]))
@example(("report", "title"), "\u202e")
@example(("section", "body"), "".join(PIECES))
def test_what_the_clerks_door_takes_is_exported(place, text):
    kind, cell = place
    stored = sentence = ""
    try:
        stored = read_cell(ROWS[kind].cells[cell], text, "万元", confirmed=True)
    except CellProblem as problem:
        sentence = str(problem)
    assert (shown(stored), shown(sentence)) == (True, True)
    if not sentence:
        check_exports(report_with(kind, cell, stored))


#: What no XML may hold; Excel writes a control character as an escape, half a pair not at all.
IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
OPEN = [(rule, column) for rule in SHEETS if rule.kind for column in rule.columns if rule.rule(column)]


@settings(max_examples=40)
@given(st.sampled_from(OPEN), TEXTS)
@example(next(place for place in OPEN if place[1].key == "given"), "\x00")
@example(next(place for place in OPEN if place[1].key == "judgement"), " ")
@example(next(place for place in OPEN if place[1].key == "judgement"), "\u202e达成\x07")
def test_what_the_workbooks_door_takes_is_exported(place, text):
    """A cell as Excel writes it; what is read from it is the text without what nobody can see."""
    rule, column = place
    text = NO_XML.sub("", text)
    in_cell = IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", excel_text(text))
    base = bases.workbook_of(full_report())
    line = 1 if rule.key == "items" else 0
    content = filled(base, {(rule.title, line, column.heading): in_cell or None})
    flaws: tuple[Flaw, ...] = ()
    try:
        report = facts_of(read_filled(read_sheets(content)))
    except WorkbookProblem as problem:
        flaws = problem.flaws
    else:
        expected = clean_text(text).strip() if column.words else clean_text(text)
        assert read_cell_of(report, rule.key, column.key) == expected
        check_exports(report)
    assert [flaw for flaw in flaws if flaw.at != Address(rule.title, 3 + line, flaw.at.column)] == []
    assert [flaw for flaw in flaws if not shown(flaw.message)] == []


def read_cell_of(report: facts.Report, key: str, cell: str) -> str:
    row = write_object(report)[key if key != "items" else "indicators"][0 if key != "items" else 1]
    if key == "items":
        return AWARDED if row["scoring"]["items"][1]["given"] else ""
    return row["scoring"].get("found", "") if cell == "scoring.found" else row.get(cell, "")


def printed(report: facts.Report) -> str:
    """The words of the whole PDF without blanks."""
    pages = pypdf.PdfReader(io.BytesIO(pdf_bytes(report_of(report)))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.mark.slow
@settings(max_examples=4)
@given(reports())
def test_what_is_taken_is_printed(value):
    assert "三级指标" in printed(accepted(value))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", [WORST[0], "长" * 10_000, "W" * 5_000, "\n" * 3_000, "| a | b |\n" * 200], ids=lambda text: f"{text[:9]!a}"
)
def test_worst_texts_are_printed(text):
    words = printed(accepted(hostile_report(cycle([text, "一段文字。"]))))
    assert ("三级指标" in words, "一段文字。" in words) == (True, True)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [WORST[0], "𠮷" * 20_000, "_x0041_" * 6_000], ids=len)
def test_worst_texts_go_through_the_database(text):
    given_report = accepted(hostile_report(cycle([text, "一段文字。"])))
    stored = actions.import_facts(given_report)
    assert load_report(stored).facts == given_report
    files = {format: render(stored, format)[2] for format in FORMATS if format != "pdf"}
    assert read_json(files["json"]) == given_report
    assert facts_of(read_workbook(files["xlsx"])) == given_report
