"""Our own Word files are read back cell for cell, also after LibreOffice has written them anew."""

from pathlib import Path

import pytest

from reports import actions
from reports.exchange.word.blocks import read_blocks
from reports.exchange.word.recognising import Recognised, recognise
from reports.output import render
from tests import factories
from tests.office import convert, needs_office
from tests.reports.exchange.word.test_recognising import ALL, Facts, as_read, fixture, on_paper

pytestmark = pytest.mark.django_db
INDICATOR = ("level1", "level2", "name", "target", "actual", "weight", "score", "reason", "criterion")


def exported(form: str) -> bytes:
    return render(actions.import_facts(factories.fixture_facts(ALL[form])), "docx")[2]


def typed(found: Facts) -> Facts:
    """The table but for what the portal computes and prints where nothing was typed: totals, rates, dashes."""
    blanks = {"-": "", "—": ""}
    amounts = [
        {name: blanks.get(row.get(name) or "", row.get(name) or "") for name in ("source", "budget", "actual")}
        for row in found["funds"]
    ]
    rows = [{name: row[name] for name in INDICATOR} for row in found["indicators"]]
    names = ("form", "year", "program", "title", "local_department", "implementing_unit", "execution_weight", "goals")
    return {"funds": amounts, "indicators": rows, "management": found["management"], **{n: found[n] for n in names}}


def same_table(form: str, found: Recognised) -> None:
    assert typed(as_read(found)) == typed(on_paper(fixture(form)))
    assert (found.unrecognised, found.forms) == ([], 1)


@pytest.mark.parametrize("form", ALL)
def test_an_exported_report_gives_the_same_table(form):
    same_table(form, recognise(read_blocks(exported(form))))


@pytest.mark.parametrize("form", ALL)
def test_an_exported_report_gives_the_same_narrative(form):
    found, given = as_read(recognise(read_blocks(exported(form)))), on_paper(fixture(form))
    headings = [(row["level"], row["heading"]) for row in found["narrative"]]
    assert headings == [(row["level"], row["heading"]) for row in given["narrative"]]
    assert [row["explanation"] for row in found["indicators"]] == [row["explanation"] for row in given["indicators"]]


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("form", ["B", "C"])
def test_an_exported_report_saved_by_libreoffice(form, tmp_path: Path):
    first = tmp_path / "first" / "report.docx"
    first.parent.mkdir()
    first.write_bytes(exported(form))
    again = convert(convert(first, "odt", tmp_path), "docx", tmp_path)
    same_table(form, recognise(read_blocks(again.read_bytes())))
