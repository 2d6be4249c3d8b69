"""An office program opens the workbook, prints it and saves it again; what it saved says the same."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from indicators.catalogue import load_catalogue
from indicators.models import Target
from tests import factories
from tests.office import convert, needs_office
from tests.reports.exchange.catalogue.catalogues import adopted, changed, proposed, workbook_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, needs_office]


@pytest.mark.parametrize("name", [factories.PANZHIHUA, factories.MEDICAL])
def test_saved_again_it_is_read_the_same(name, tmp_path: Path):
    period = adopted(name)
    district = factories.organisation("东区医疗保障局")
    Target.objects.create(indicator=period.indicators.first(), organisation=district, text="=不低于≥1%，\n其中：+2")
    (tmp_path / "sent.xlsx").write_bytes(workbook_of(period))
    (tmp_path / "back").mkdir()
    back = convert(tmp_path / "sent.xlsx", "xlsx", tmp_path / "back").read_bytes()
    proposal = proposed(back, period)
    assert (proposal.checked.flaws, proposal.changes) == ([], [])
    assert proposal.checked.catalogue == load_catalogue(period)
    [change] = proposed(changed(back, ("indicators", 1, {"weight": "4"})), period).changes
    assert (change.cell, change.now, change.new) == ("分值", "5", "4")


def test_it_prints_with_every_indicator(tmp_path: Path):
    period = adopted()
    (tmp_path / "sent.xlsx").write_bytes(workbook_of(period))
    text = "".join(page.extract_text() for page in PdfReader(convert(tmp_path / "sent.xlsx", "pdf", tmp_path)).pages)
    told = "".join(text.split())
    missing = [row.name for row in period.indicators.all() if "".join(row.name.split()) not in told]
    assert missing == []
