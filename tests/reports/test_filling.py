"""Many cells at once: all of them or none."""

import pytest

from programs.access import access_of
from reports import actions
from reports.models import Change
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit):
    return factories.started(unit)


def changes(report, **versions: int) -> list[actions.RowChange]:
    """An actual for each indicator, a body for each heading; ``first``: the version of the first row."""
    rows = [actions.RowChange(f"entry:{row.pk}", 0, {"actual": "95%"}) for row in report.entries.all()]
    rows += [actions.RowChange(f"section:{row.pk}", 0, {"body": "去年的文字"}) for row in report.sections.all()]
    if versions:
        rows[0] = actions.RowChange(rows[0].key, versions["first"], rows[0].values)
    return rows


def test_all_rows_are_stored_and_logged(report, unit):
    actions.save_all(report.pk, unit.preparer, access_of(unit.preparer), changes(report), note="从 Word 填入")
    report.refresh_from_db()
    assert [(row.actual, row.version) for row in report.entries.all()] == [("95%", 1)] * 3
    assert Change.objects.filter(report=report).count() == 5
    event = report.events.last()
    assert (event.act, event.opinion, event.revision) == ("import", "从 Word 填入", report.revision)
    assert report.filled == 5


def test_drafted_rows_stay_marked_and_the_others_do_not(report, unit):
    first, second = report.sections.all()
    actions.save_all(
        report.pk, unit.preparer, access_of(unit.preparer), changes(report), drafted=[f"section:{first.pk}"]
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.drafted, second.drafted) == (True, False)


def test_one_stale_row_keeps_all_from_being_stored(report, unit):
    rows = changes(report, first=7)
    with pytest.raises(actions.Stale) as stale:
        actions.save_all(report.pk, unit.preparer, access_of(unit.preparer), rows)
    assert (stale.value.status, stale.value.keys) == (409, {rows[0].key})
    assert {(row.actual, row.version) for row in report.entries.all()} == {("", 0)}
    assert {row.body for row in report.sections.all()} == {""}
    assert (Change.objects.count(), report.events.count()) == (0, 1)


def test_only_the_units_preparer_fills_an_open_report(report, unit):
    with pytest.raises(actions.Refused) as refused:
        actions.save_all(report.pk, unit.reviewer, access_of(unit.reviewer), changes(report))
    assert refused.value.status == 403
    factories.fill(report, unit.preparer)
    factories.advance(report, (unit.preparer, "submit"))
    with pytest.raises(actions.Refused) as refused:
        actions.save_all(report.pk, unit.preparer, access_of(unit.preparer), [])
    assert refused.value.status == 409
