"""Issuing a year, copying last year's issue, and the administration's pages for it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from indicators.issuing import IssueProblem, copy_from_last_year, issue, open_next_year, take_back
from indicators.models import Indicator
from programs.models import Period, Program
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued() -> Period:
    return factories.period()


def test_issue_reads_the_targets(issued):
    assert [row.target_reading for row in issued.indicators.all()] == ["≥90%"] * 3
    assert issued.issued


def test_issuing_twice_is_refused(issued):
    with pytest.raises(IssueProblem, match="已经下达"):
        issue(issued)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"target": "≥XX%"}, "留有未填的占位符"),
        ({"weight": "29"}, "分值合计为 99，应为 100"),
        ({"weight": ""}, "分值合计为 70"),
    ],
)
def test_year_that_could_never_be_submitted_is_not_issued(issued, change, sentence):
    new = open_next_year(issued)
    Indicator.objects.filter(pk=new.indicators.first().pk).update(**change)
    with pytest.raises(IssueProblem, match=sentence):
        issue(new)
    new.refresh_from_db()
    assert not new.issued


def test_issue_is_taken_back_only_while_nobody_has_begun(issued, unit):
    take_back(issued)
    issued.refresh_from_db()
    assert not issued.issued
    issue(issued)
    factories.started(unit, Period.objects.get(pk=issued.pk))
    with pytest.raises(IssueProblem, match="已有单位开始填报"):
        take_back(issued)


def test_issue_is_taken_back_beside_voided_reports(issued, unit):
    report = factories.started(unit, issued)
    factories.advance(report, (unit.preparer, "void"))
    take_back(issued)
    issued.refresh_from_db()
    assert not issued.issued


def test_year_without_indicators_is_not_issued(db):
    empty = Period.objects.create(program=Program.objects.create(name="空项目"), year=2024)
    with pytest.raises(IssueProblem, match="还没有指标"):
        issue(empty)


def test_next_year_takes_over_settings_lines_and_indicators(issued, unit):
    issued.report_title = "2023年度医疗救助自评报告"
    issued.recheck_same, issued.recheck_close, issued.recheck_apart = Decimal("1.25"), Decimal(4), Decimal("8.5")
    issued.save()
    issued.indicators.first().targets.create(organisation=unit, text="≥75%")
    issued.indicators.first().items.create(name="要点", points="5")
    new = open_next_year(issued)
    assert (new.year, new.report_title, new.issued, new.execution_weight) == (
        2024,
        "2024年度医疗救助自评报告",
        False,
        "10",
    )
    classes = new.recheck_same, new.recheck_close, new.recheck_apart
    assert classes == (Decimal("1.25"), Decimal(4), Decimal("8.5"))
    assert [line.source for line in new.fundsources.all()] == ["中央资金", "地方资金"]
    assert [(row.name, row.weight) for row in new.indicators.all()] == [
        (row.name, row.weight) for row in issued.indicators.all()
    ]
    first = new.indicators.first()
    assert (first.targets.get().text, first.items.get().points) == ("≥75%", "5")
    assert (new.outlineheadings.count(), new.issuedgoals.count()) == (2, 1)


def test_next_year_that_exists_is_refused(issued):
    open_next_year(issued)
    with pytest.raises(IssueProblem, match="已经存在"):
        open_next_year(issued)


def test_copying_fills_an_empty_year_from_the_latest_earlier_one(issued):
    open_next_year(issued).indicators.all().update(name="上年的指标")
    empty = Period.objects.create(program=issued.program, year=2026)
    assert copy_from_last_year(empty).year == 2024
    assert set(empty.indicators.values_list("name", flat=True)) == {"上年的指标"}


def test_copying_never_overwrites_typed_indicators(issued):
    typed = Period.objects.create(program=issued.program, year=2026)
    Indicator.objects.create(period=typed, name="自己的指标")
    with pytest.raises(IssueProblem, match="已有指标"):
        copy_from_last_year(typed)


def test_copying_without_an_earlier_year_says_so(issued):
    early = Period.objects.create(program=issued.program, year=2001)
    with pytest.raises(IssueProblem, match="没有更早年度"):
        copy_from_last_year(early)


# --- the administration -----------------------------------------------------------------------------


@pytest.fixture
def admin(login):
    return login(factories.user("root", is_staff=True, is_superuser=True))


ADMIN_LISTS = ["programs_user", "programs_organisation", "programs_program", "programs_period", "indicators_indicator"]


@pytest.mark.parametrize("name", ADMIN_LISTS)
def test_administration_lists_open(admin, issued, unit, name):
    assert admin.get(reverse(f"admin:{name}_changelist")).status_code == 200


def test_administrator_opens_and_issues_the_next_year(admin, issued):
    url = reverse("admin:programs_period_changelist")
    act = {"action": "next_year_selected", "_selected_action": [issued.pk]}
    assert "已由2023年度" in admin.post(url, act, follow=True).content.decode()
    new = Period.objects.get(year=2024)
    answer = admin.post(url, {"action": "issue_selected", "_selected_action": [new.pk]}, follow=True)
    assert "已下达2024年度" in answer.content.decode()
    new.refresh_from_db()
    assert new.issued


def test_issued_year_is_fixed_but_for_its_deadline(admin, issued):
    url = reverse("admin:programs_period_change", args=[issued.pk])
    page = admin.get(url).content.decode()
    assert 'name="deadline"' in page
    for name in ("year", "form", "execution_weight", "table_title", "fundsources-0-source", "issuedgoals-0-target"):
        assert f'name="{name}"' not in page
    inlines = ("fundsources", "issuedgoals", "outlineheadings", "indicators")
    data = {f"{prefix}-{part}_FORMS": 0 for prefix in inlines for part in ("TOTAL", "INITIAL")}
    admin.post(url, {**data, "year": 2019, "table_title": "改", "deadline": "2024-04-30"})
    issued.refresh_from_db()
    assert (issued.year, issued.table_title, str(issued.deadline)) == (2023, "", "2024-04-30")


def test_execution_weight_that_is_no_number_is_refused(admin, issued):
    new = open_next_year(issued)
    url = reverse("admin:programs_period_change", args=[new.pk])
    assert "预算执行率分值应填数字，读到的是“十”。" in admin.post(url, {"execution_weight": "十"}).content.decode()


@pytest.mark.parametrize("classes", [("5", "2", "10"), ("2", "5", "4.99"), ("-1", "5", "10")])
def test_classes_of_a_recheck_rise(admin, issued, classes):
    new = open_next_year(issued)
    names = "recheck_same", "recheck_close", "recheck_apart"
    page = admin.get(reverse("admin:programs_period_change", args=[new.pk])).content.decode()
    for name, value, default in zip(names, map(Decimal, classes), ("2.00", "5.00", "10.00"), strict=True):
        assert f'name="{name}" value="{default}"' in page
        setattr(new, name, value)
    with pytest.raises(ValidationError, match="抽查复核的三档分差应依次增大"):
        new.validate_constraints()
    with pytest.raises(IntegrityError, match="period_recheck_classes_rise"), transaction.atomic():
        new.save()


def test_catalogue_of_an_open_year_is_edited_and_of_an_issued_one_is_not(admin, issued):
    new = open_next_year(issued)
    for period, editable in ((new, True), (issued, False)):
        page = admin.get(reverse("admin:programs_period_change", args=[period.pk])).content.decode()
        assert ("indicators-0-target" in page) is editable
        assert "第1项指标完成率" in page


def test_weight_that_is_no_number_gets_its_sentence(admin, issued):
    new = open_next_year(issued)
    row = new.indicators.first()
    url = reverse("admin:indicators_indicator_change", args=[row.pk])
    empty = {"items-TOTAL_FORMS": 0, "items-INITIAL_FORMS": 0, "targets-TOTAL_FORMS": 0, "targets-INITIAL_FORMS": 0}
    cells = {"position": 0, "name": row.name, "target": "≥95%", "weight": "三十"}
    assert "分值应填数字，读到的是“三十”。" in admin.post(url, {**empty, **cells}).content.decode()
    admin.post(url, {**empty, **cells, "weight": "30"})
    row.refresh_from_db()
    assert (row.target, row.target_reading, row.weight) == ("≥95%", "≥95%", "30")
