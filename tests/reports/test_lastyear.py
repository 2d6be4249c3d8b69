"""Earlier years of a report: which they are, and what stood in each row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.issuing import issue, open_year
from programs.models import Period
from reports import actions
from reports.lastyear import Before, earlier_reports, previous_report, values_before
from reports.models import Report
from reports.queries import judge_report
from tests import factories

pytestmark = pytest.mark.django_db


def next_year(period: Period, year: int) -> Period:
    """A later issued year of the same program, copied from this one."""
    made = open_year(period, year)
    issue(made)
    return Period.objects.get(pk=made.pk)


@pytest.fixture
def first(unit) -> Report:
    """A filled report of 2021."""
    report = factories.started(unit, factories.period(year=2021))
    factories.fill(report, unit.preparer)
    return report


def years(reports: list[Report]) -> list[int]:
    return [report.period.year for report in reports]


# --- which reports ----------------------------------------------------------------------------------


def test_nearest_years_come_first(first, unit):
    later = [factories.started(unit, next_year(first.period, year)) for year in (2023, 2022, 2025)]
    assert years(earlier_reports(later[-1])) == [2023, 2022]
    assert years(earlier_reports(later[-1], limit=5)) == [2023, 2022, 2021]
    assert previous_report(later[-1]) == later[0]
    assert previous_report(first) is None


def test_approved_report_is_preferred_to_begin_from(first, unit):
    factories.advance(first, (unit.preparer, "submit"), (unit.reviewer, "approve"))
    later = [factories.started(unit, next_year(first.period, year)) for year in (2022, 2023)]
    assert previous_report(later[-1]) == first
    assert years(earlier_reports(later[-1])) == [2022, 2021]


def test_voided_report_is_no_last_year(first, unit):
    report = factories.started(unit, next_year(first.period, 2022))
    factories.advance(first, (unit.preparer, "void"))
    assert (previous_report(report), earlier_reports(report), values_before(report)) == (None, [], {})


def test_other_units_and_programs_are_no_last_year(first, unit):
    other = factories.organisation("浦东新区医疗保障局")
    other.preparer = factories.member(other, "preparer", "pu")
    issued = next_year(first.period, 2022)
    assert previous_report(factories.started(other, issued)) is None
    assert previous_report(factories.started(unit, factories.period(year=2022, name="另一项目"))) is None


# --- what stood there -------------------------------------------------------------------------------


def test_each_row_has_what_stood_in_it(first, unit):
    report = factories.started(unit, next_year(first.period, 2022))
    found = values_before(report)
    fund, goal, entry, section = (
        rows.first() for rows in (report.fundlines, report.goals, report.entries, report.sections)
    )
    assert found[f"fund:{fund.pk}"] == (Before(2021, {"budget": "100", "actual": "95"}, ""),)
    assert found[f"goal:{goal.pk}"] == (Before(2021, {"actual": "参保率 97%。"}, "巩固参保率。"),)
    assert found[f"entry:{entry.pk}"] == (Before(2021, {"actual": "95%"}, "≥90%"),)
    assert found[f"section:{section.pk}"] == (Before(2021, {"body": "按要求分解下达。"}, ""),)
    assert len(found) == 2 + 1 + 3 + 2


def test_two_years_stand_newest_first(first, unit):
    second = factories.started(unit, next_year(first.period, 2022))
    entry = second.entries.first()
    actions.save_rows(second.pk, unit.preparer, [actions.RowChange(f"entry:{entry.pk}", 0, {"actual": "96%"})])
    report = factories.started(unit, next_year(first.period, 2024))
    found = values_before(report)[f"entry:{report.entries.first().pk}"]
    assert [(before.year, before.values) for before in found] == [(2022, {"actual": "96%"}), (2021, {"actual": "95%"})]
    assert len(values_before(report, limit=1)[f"entry:{report.entries.first().pk}"]) == 1


def test_blank_rows_have_no_last_year_but_a_target(unit):
    first = factories.started(unit, factories.period(year=2021))
    report = factories.started(unit, next_year(first.period, 2022))
    found = values_before(report)
    assert {key.split(":")[0] for key in found} == {"entry", "goal"}
    assert found[f"entry:{report.entries.first().pk}"] == (Before(2021, {}, "≥90%"),)


UNITS = [
    ("元", "万元", "1,234,500", "123.45"), ("万元", "元", "0.000001", "0.01"), ("万元", "元", "1234.5", "12345000"),
    ("元", "万元", "-", "-"), ("元", "万元", "约3", "约3（元）"), ("元", "元", "1,234", "1,234"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "typed", "shown"), UNITS)
def test_amounts_stand_in_this_years_unit(first, unit, old, new, typed, shown):
    Report.objects.filter(pk=first.pk).update(unit=old)
    first.fundlines.update(budget=typed, actual="")
    report = factories.started(unit, next_year(first.period, 2022))
    report.unit = new
    assert values_before(report)[f"fund:{report.fundlines.first().pk}"][0].values == {"budget": shown}


def queries(report: Report, **more) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert values_before(report, **more)
    return len(captured)


def test_queries_do_not_grow_with_rows(unit):
    counts = []
    for rows, name in ((3, "甲"), (120, "乙")):
        issued = factories.period(rows=rows, year=2021, name=name)
        for year in (2022, 2023):
            factories.started(unit, issued)
            issued = next_year(issued, year)
        report = factories.started(unit, issued)
        counts.append((queries(report), queries(report, loaded=judge_report(report).loaded)))
    assert counts == [(4, 3), (4, 3)]
