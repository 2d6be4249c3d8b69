"""The same files after another office program has written them anew, and our own files read back."""

from pathlib import Path

import pytest

from reports.exchange.word.blocks import read_blocks
from reports.exchange.word.recognising import recognise
from tests.office import convert, needs_office
from tests.reports.exchange.word.making import saved, whole
from tests.reports.exchange.word.test_recognising import ALL, as_read, fixture, on_paper

pytestmark = pytest.mark.slow


@needs_office
@pytest.mark.parametrize("form", ALL)
def test_a_form_written_by_libreoffice_reads_the_same(form, tmp_path: Path):
    report = fixture(form)
    original = tmp_path / "first" / "report.docx"
    original.parent.mkdir()
    original.write_bytes(saved(whole(report)))
    again = convert(convert(original, "odt", tmp_path), "docx", tmp_path)
    found = recognise(read_blocks(again.read_bytes()))
    assert as_read(found) == on_paper(report)
    assert found.unrecognised == []
