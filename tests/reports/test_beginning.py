"""A new year: begun from last year's report, voided and begun again."""

import pytest
from django.db import IntegrityError, transaction

from indicators.issuing import issue, open_year
from programs.access import access_of
from programs.models import Period
from reports import actions
from reports.actions import BadOpinion, Refused
from reports.models import Change, Event, Report
from reports.queries import judge_report, startable
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def last(unit) -> Report:
    """A filled report of 2022 with texts."""
    report = factories.started(unit, factories.period(year=2022))
    factories.fill(report, unit.preparer)
    first, second = report.entries.all()[:2]
    rows = [
        actions.RowChange(f"entry:{first.pk}", 1, {"explanation": "2022年完成率 95%。", "reason": "无", "score": "29"}),
        actions.RowChange(f"entry:{second.pk}", 1, {"explanation": "{{指标.第2项指标完成率.完成值}}"}),
    ]
    actions.save_rows(report.pk, unit.preparer, rows)
    return report


@pytest.fixture
def issued(last) -> Period:
    """The next year: one target, one name and one heading are others."""
    period = open_year(last.period, 2023)
    first, second, _ = period.indicators.all()
    first.target = "≥92%"
    first.save()
    second.name = "全新指标"
    second.save()
    heading = period.outlineheadings.first()
    heading.heading = "一、2023年度绩效目标分解下达情况"
    heading.save()
    issue(period)
    return Period.objects.get(pk=period.pk)


def rows_of(report: Report) -> list:
    tables = (report.entries, report.fundlines, report.goals, report.sections, report.changes, report.events)
    return [list(table.values()) for table in tables]


# --- from last year ---------------------------------------------------------------------------------


def test_texts_come_along_marked_and_nothing_else(issued, last, unit):
    report = actions.start(issued, unit, unit.preparer, from_last_year=True)
    entries = [(row.name, row.target, row.explanation, row.drafted) for row in report.entries.all()]
    assert entries == [
        ("第1项指标完成率", "≥92%", "2022年完成率 95%。", True),
        ("全新指标", "≥90%", "", False),
        ("第3项指标完成率", "≥90%", "", False),
    ]
    assert [(row.heading, row.body, row.drafted) for row in report.sections.all()] == [
        ("一、2023年度绩效目标分解下达情况", "按要求分解下达。", True),
        ("二、绩效目标完成情况分析", "按要求分解下达。", True),
    ]
    assert {(row.actual, row.score, row.reason, row.judgement) for row in report.entries.all()} == {("", "", "", "")}
    assert {(row.budget, row.actual) for row in report.fundlines.all()} == {("", "")}
    assert [row.actual for row in report.goals.all()] == [""]
    assert all(row.indicator_id for row in report.entries.all())


def test_carried_texts_are_findings_until_renewed(issued, last, unit):
    report = actions.start(issued, unit, unit.preparer, from_last_year=True)

    def drafts() -> set[str]:
        return {finding.where for finding in judge_report(report).findings if finding.code == "narrative.draft"}

    assert drafts() == {"indicators[0].explanation", "narrative[0].body", "narrative[1].body"}
    entry = report.entries.first()
    change = actions.RowChange(f"entry:{entry.pk}", 0, {"explanation": "2023年完成率 96%。"})
    actions.save_rows(report.pk, unit.preparer, [change])
    assert drafts() == {"narrative[0].body", "narrative[1].body"}


def test_log_says_from_which_year(issued, last, unit):
    report = actions.start(issued, unit, unit.preparer, from_last_year=True)
    assert [(event.act, event.opinion) for event in report.events.all()] == [("start", "沿用2022年度报告的文字")]


def test_last_year_and_other_units_stay_as_they_are(issued, last, unit):
    other = factories.organisation("浦东新区医疗保障局")
    other.preparer = factories.member(other, "preparer", "pu")
    factories.fill(factories.started(other, last.period), other.preparer)
    theirs = Report.objects.get(organisation=other)
    before = rows_of(last), rows_of(theirs)
    actions.start(issued, unit, unit.preparer, from_last_year=True)
    assert (rows_of(last), rows_of(theirs)) == before


def test_blank_start_takes_no_text(issued, last, unit):
    report = actions.start(issued, unit, unit.preparer)
    assert not report.entries.exclude(explanation="").exists()
    assert not report.sections.filter(drafted=True).exists()


def test_first_year_starts_blank(unit):
    report = actions.start(factories.period(), unit, unit.preparer, from_last_year=True)
    assert [event.opinion for event in report.events.all()] == [""]


def test_second_start_takes_nothing_into_the_report_that_is_there(issued, last, unit):
    report = actions.start(issued, unit, unit.preparer)
    again = actions.start(issued, unit, unit.preparer, from_last_year=True)
    assert (again.pk, report.sections.filter(drafted=True).exists()) == (report.pk, False)


def test_voided_last_year_gives_no_texts(issued, last, unit):
    factories.advance(last, (unit.preparer, "void"))
    report = actions.start(issued, unit, unit.preparer, from_last_year=True)
    assert not report.sections.filter(drafted=True).exists()


# --- voiding ----------------------------------------------------------------------------------------


def test_voided_report_is_closed_for_ever(unit):
    report = factories.started(unit)
    factories.advance(report, (unit.preparer, "void"))
    event = report.events.last()
    assert (report.state, event.act, event.from_state, event.opinion) == ("voided", "void", "draft", "建错了。")
    entry = report.entries.first()
    with pytest.raises(Refused, match=r"报告现在是“已作废”（tian某 .* 作废），内容不能修改。"):
        actions.save_rows(report.pk, unit.preparer, [actions.RowChange(f"entry:{entry.pk}", 0, {"actual": "1"})])
    for act in ("submit", "void", "withdraw"):
        with pytest.raises(Refused, match="不能进行这项操作") as refused:
            actions.perform(report.pk, unit.preparer, act, revision=report.revision, opinion="再来")
        assert refused.value.status == 409
    assert Change.objects.count() == 0


def test_returned_report_can_be_voided(unit):
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "return"), (unit.preparer, "void"))
    assert report.state == "voided"


@pytest.mark.parametrize("state", ["submitted", "escalated", "approved"])
def test_report_under_review_is_not_voided(unit, state):
    report = factories.started(unit)
    Report.objects.filter(pk=report.pk).update(state=state)
    with pytest.raises(Refused) as refused:
        actions.perform(report.pk, unit.preparer, "void", revision=0, opinion="建错了。")
    assert refused.value.status == 409


@pytest.mark.parametrize(("reason", "sentence"), [(" ", "请写明作废的原因。"), ("长" * 2001, "意见最多 2,000 字")])
def test_voiding_needs_a_reason(unit, reason, sentence):
    report = factories.started(unit)
    with pytest.raises(BadOpinion, match=sentence):
        actions.perform(report.pk, unit.preparer, "void", revision=0, opinion=reason)
    assert Event.objects.count() == 1


def test_year_can_be_begun_again_after_voiding(unit):
    issued = factories.period()
    voided = [factories.advance(actions.start(issued, unit, unit.preparer), (unit.preparer, "void")) for _ in range(2)]
    live = actions.start(issued, unit, unit.preparer)
    assert live.pk not in {report.pk for report in voided}
    assert Report.objects.live().get() == live
    assert Report.objects.voided().count() == 2
    assert actions.start(issued, unit, unit.preparer) == live


def test_database_refuses_a_second_live_report(unit):
    report = factories.started(unit)
    factories.advance(report, (unit.preparer, "void"))
    factories.started(unit, report.period)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state="draft")


def test_voided_report_leaves_its_year_to_be_begun(last, unit):
    again = factories.started(unit, factories.period(year=2023))
    assert startable(access_of(unit.preparer)) == []
    factories.advance(again, (unit.preparer, "void"))
    found = [(item.period, item.organisation, item.previous) for item in startable(access_of(unit.preparer))]
    assert found == [(again.period, unit, last)]
