"""Preview and downloads."""

import io
import re

import pypdf
import pytest
from django.urls import reverse

from reports import actions
from reports.output import form_document, render, sums_document
from reports.queries import judge_report
from reports.views.presenting import computed_cells
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit):
    return actions.import_facts(factories.fixture_facts(factories.MEDICAL))


def test_preview_is_the_full_report_with_the_form(unit, login, report):
    page = login(unit.preparer).get(reverse("report_preview", args=[report.pk])).content.decode()
    for words in ("一、整体情况", "医疗救助总人次", "372.10万人次", "合计", "没有可用的字体"):
        assert (words in page) is (words != "没有可用的字体")


def test_character_that_cannot_be_printed_is_reported(unit, login, report):
    report.remarks = "𠮷野家"
    report.save()
    page = login(unit.preparer).get(reverse("report_preview", args=[report.pk])).content.decode()
    assert "PDF 中不能印出，请换用其他写法：𠮷" in page


@pytest.mark.parametrize(("name", "pages"), [("report_form_pdf", 2), ("report_pdf", 10)])
def test_pdf_comes_as_an_attachment_under_its_title(unit, login, report, name, pages):
    response = login(unit.reviewer).get(reverse(name, args=[report.pk]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"].startswith("attachment; filename=\"report.pdf\"; filename*=UTF-8''")
    assert len(pypdf.PdfReader(io.BytesIO(response.content)).pages) >= pages


@pytest.mark.parametrize("name", ["report", "report_preview", "report_edit"])
def test_findings_are_shown_at_their_cells(unit, login, report, name):
    page = login(unit.preparer).get(reverse(name, args=[report.pk])).content.decode()
    cells = re.findall(r'<td [^>]*indicators\[8\]\.actual"[^>]*>', page)
    assert [("mark-warning" in cell) for cell in cells if "cell-" in cell or "data-key" in cell] == [True]


def test_paper_has_no_marks(unit, login, report):
    _, _, content = render(report, "html")
    assert "mark-warning" not in content.decode().split("</style>")[1]


@pytest.mark.parametrize("name", [*factories.SHANGHAI, factories.JISHAN, factories.PANZHIHUA])
def test_a_save_tells_every_computed_cell_of_the_form(name):
    """The form without its rows has the same sums as the whole."""
    judged = judge_report(factories.actions.import_facts(factories.fixture_facts(name)))
    assert computed_cells(sums_document(judged)) == computed_cells(form_document(judged))
