"""Replacing a catalogue: in place, whole or not at all, by whom, only what one has seen, never an issued one."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.admin.models import LogEntry

from indicators.catalogue import Catalogue, IndicatorLine, Line, OwnTarget, load_catalogue
from indicators.issuing import IssueProblem, issue, open_next_year
from indicators.models import Indicator, IndicatorItem, Target
from indicators.replacing import CatalogueChanged, replace_catalogue
from programs.choices import Role
from programs.models import FundSource, IssuedGoal, Organisation, OutlineHeading, Period, User
from reports import actions
from reports.cataloguing import adopt_catalogue
from tests import factories

pytestmark = pytest.mark.django_db
MODELS = (Period, Indicator, IndicatorItem, Target, FundSource, IssuedGoal, OutlineHeading)


@pytest.fixture
def period() -> Period:
    """Panzhihua's catalogue, with a goal; its report's rows are tied to it."""
    report = actions.import_facts(factories.fixture_facts(factories.PANZHIHUA))
    made = adopt_catalogue(report)
    IssuedGoal.objects.create(period=made, target="巩固参保率。")
    for entry, indicator in zip(report.entries.all(), made.indicators.all(), strict=True):
        entry.indicator = indicator
        entry.save()
    return made


@pytest.fixture
def guan(db) -> User:
    return factories.user("guan", is_staff=True, is_superuser=True)


@pytest.fixture
def districts(db) -> tuple[Organisation, Organisation]:
    """A district below the city, and one that is nobody's."""
    city = factories.organisation("攀枝花市医疗保障局")
    return factories.organisation("东区医疗保障局", city), factories.organisation("盐边县医疗保障局")


def snapshot() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def write(period: Period, new: Catalogue, user: User, seen: str = "") -> None:
    replace_catalogue(period, new, user, "上传目录。", seen=seen or load_catalogue(period).digest)


def with_row(catalogue: Catalogue, index: int, row: IndicatorLine) -> Catalogue:
    rows = list(catalogue.indicators)
    rows[index] = row
    return replace(catalogue, indicators=tuple(rows))


def with_texts(catalogue: Catalogue, index: int, **texts: str) -> Catalogue:
    row = catalogue.indicators[index]
    return with_row(catalogue, index, replace(row, line=Line(row.line.pk, {**row.line.texts, **texts})))


def test_changed_texts_stay_in_their_rows(period, guan):
    old = load_catalogue(period)
    write(period, with_texts(old, 8, target="不低于70万人", weight="8"), guan)
    row = period.indicators.all()[8]
    assert (row.pk, row.target, row.target_reading, row.weight) == (
        old.indicators[8].line.pk, "不低于70万人", "≥70万人", "8",
    )  # fmt: skip
    assert period.indicators.count() == 18


def test_reports_stay_tied_to_rows_that_stay(period, guan):
    old = load_catalogue(period)
    entries = list(period.reports.get().entries.values_list("indicator", flat=True))
    rows = (
        *reversed(old.indicators[1:]),
        IndicatorLine(Line(None, {**old.indicators[0].line.texts, "name": "新指标"})),
    )
    write(period, replace(old, indicators=rows), guan)
    assert list(period.reports.get().entries.values_list("indicator", flat=True)) == [None, *entries[1:]]
    names = [row.name for row in period.indicators.all()]
    assert names[0] == old.indicators[-1].line.texts["name"]
    assert names[-1] == "新指标"


def test_parts_are_changed_added_and_taken_out(period, guan, districts):
    old = load_catalogue(period)
    first, second = old.indicators[2].items
    items = (
        second,
        Line(first.pk, {"name": "建立制度", "points": "4"}),
        Line(None, {"name": "专人负责", "points": "1"}),
    )
    own = OwnTarget(districts[0].pk, districts[0].name, "≥1项")
    write(period, with_row(old, 2, replace(old.indicators[2], items=items, targets=(own,))), guan)
    indicator = period.indicators.all()[2]
    assert list(indicator.items.values_list("name", "points")) == [
        ("无违反基金管理制度", "5"), ("建立制度", "4"), ("专人负责", "1"),
    ]  # fmt: skip
    assert [item.pk for item in indicator.items.all()][:2] == [second.pk, first.pk]
    assert list(indicator.targets.values_list("organisation", "text", "reading")) == [(districts[0].pk, "≥1项", "≥1项")]
    current = load_catalogue(period)
    write(period, with_row(current, 2, replace(current.indicators[2], items=(), targets=())), guan)
    assert (indicator.items.count(), indicator.targets.count()) == (0, 0)


def test_plain_lists(period, guan):
    old = load_catalogue(period)
    new = replace(
        old,
        funds=(*old.funds[1:], Line(None, {"source": "其他资金"})),
        goals=(Line(old.goals[0].pk, {"target": "参保率 95%。"}),),
        outline=old.outline[:2],
    )
    write(period, new, guan)
    assert [row.source for row in period.fundsources.all()] == ["市级补助资金", "县级补助资金", "其他资金"]
    assert list(period.issuedgoals.values_list("pk", "target")) == [(old.goals[0].pk, "参保率 95%。")]
    assert [row.pk for row in period.outlineheadings.all()] == [line.pk for line in old.outline[:2]]
    assert load_catalogue(period).outline == old.outline[:2]


def test_same_catalogue_again_changes_no_row(period, guan):
    before = snapshot()
    write(period, load_catalogue(period), guan)
    assert snapshot() == before


def test_history_says_who_and_what(period, guan):
    write(period, with_texts(load_catalogue(period), 0, weight="6"), guan)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_edited_object(), entry.get_change_message()) == (guan, period, "上传目录。")


def test_whole_or_not_at_all(period, guan, districts, monkeypatch):
    """The history is the last that is written: when it fails, everything before it is taken back."""
    old = load_catalogue(period)
    own = OwnTarget(districts[0].pk, districts[0].name, "≥1项")
    row = IndicatorLine(
        Line(None, {**old.indicators[0].line.texts}), (Line(None, {"name": "x", "points": "1"}),), (own,)
    )
    new = replace(old, indicators=(row, *old.indicators[3:]), funds=(), goals=(), outline=())
    before = snapshot()

    def fail(*_, **__):
        assert period.indicators.count() == 16
        raise OSError("disk full")

    monkeypatch.setattr(LogEntry.objects, "log_actions", fail)
    with pytest.raises(OSError, match="disk full"):
        write(period, new, guan)
    assert snapshot() == before


def refuse_unchanged(act: Callable[[], None], sentence: str, kind: type[IssueProblem] = IssueProblem) -> None:
    before = snapshot()
    with pytest.raises(kind) as caught:
        act()
    assert str(caught.value) == sentence
    assert snapshot() == before
    assert not LogEntry.objects.exists()


def test_issued_year_is_refused(guan):
    issued = factories.period()
    new = with_texts(load_catalogue(issued), 0, weight="29")
    sentence = f"{issued}已经下达，目录不能再改。需要修改的，请先由系统管理员收回下达。"
    refuse_unchanged(lambda: write(issued, new, guan), sentence)


def test_year_issued_between_reading_and_writing_is_refused(guan):
    new_year = open_next_year(factories.period())
    seen = load_catalogue(new_year)
    issue(Period.objects.get(pk=new_year.pk))
    with pytest.raises(IssueProblem, match="已经下达"):
        write(new_year, with_texts(seen, 0, weight="29"), guan)


def test_deleted_year_is_refused(period, guan):
    new_year = open_next_year(period)
    seen = load_catalogue(new_year)
    Period.objects.filter(pk=new_year.pk).delete()
    with pytest.raises(IssueProblem, match="已被删除"):
        replace_catalogue(new_year, seen, guan, "", seen=seen.digest)


CHANGES = {
    "text": lambda period: period.indicators.update(weight="1"),
    "order": lambda period: period.indicators.filter(position=0).update(position=99),
    "row": lambda period: period.indicators.last().delete(),
    "item": lambda period: IndicatorItem.objects.update(points="9"),
    "target": lambda period: Target.objects.create(
        indicator=period.indicators.first(), organisation=factories.organisation("仁和区医疗保障局"), text="1"
    ),
    "fund": lambda period: period.fundsources.update(source="资金"),
    "goal": lambda period: period.issuedgoals.all().delete(),
    "outline": lambda period: period.outlineheadings.update(level=2),
}


@pytest.mark.parametrize("what", CHANGES)
def test_catalogue_changed_by_somebody_else_is_not_overwritten(what, period, guan):
    seen = load_catalogue(period)
    CHANGES[what](period)
    refuse_unchanged(
        lambda: write(period, with_texts(seen, 0, name="改名"), guan, seen.digest),
        "目录刚刚被改动过，一处也没有写入。",
        CatalogueChanged,
    )


UNKNOWN = "目录中有不认识的行，没有写入。请重新下载工作簿填写。"


def test_row_of_another_catalogue_is_refused(period, guan):
    other = factories.period()
    old = load_catalogue(period)
    foreign = load_catalogue(other).indicators[0]
    refuse_unchanged(lambda: write(period, with_row(old, 0, foreign), guan), UNKNOWN)


def test_row_given_twice_is_refused(period, guan):
    old = load_catalogue(period)
    refuse_unchanged(lambda: write(period, with_row(old, 0, old.indicators[1]), guan), UNKNOWN)


def test_part_of_another_indicator_is_refused(period, guan):
    old = load_catalogue(period)
    row = replace(old.indicators[5], items=old.indicators[2].items)
    refuse_unchanged(lambda: write(period, with_row(old, 5, row), guan), UNKNOWN)


def test_organisation_that_is_gone_is_refused(period, guan):
    old = load_catalogue(period)
    row = replace(old.indicators[0], targets=(OwnTarget(10**6, "没有", "1"),))
    sentence = "分单位指标值中有已被删除的单位，没有写入。"
    refuse_unchanged(lambda: write(period, with_row(old, 0, row), guan), sentence)


# --- who --------------------------------------------------------------------------------------------


@pytest.fixture
def supervisor(districts) -> User:
    """Of a city below a province: everything under the city is theirs."""
    city = districts[0].parent
    city.parent = factories.organisation("四川省医疗保障局")
    city.save()
    return factories.member(city, Role.SUPERVISOR, "city")


def seen_by(period: Period, *units: Organisation) -> Catalogue:
    return load_catalogue(period, [unit.pk for unit in units])


def test_district_targets_are_set_by_the_city_and_others_stay(period, supervisor, districts):
    near, far = districts
    indicator = period.indicators.first()
    Target.objects.create(indicator=indicator, organisation=far, text="≥1")
    seen = seen_by(period, near, near.parent)
    row = replace(seen.indicators[0], targets=(OwnTarget(near.pk, near.name, "≥2"),))
    write(period, with_row(seen, 0, row), supervisor, seen.digest)
    assert sorted(indicator.targets.values_list("organisation__name", "text")) == [
        ("东区医疗保障局", "≥2"), ("盐边县医疗保障局", "≥1"),
    ]  # fmt: skip
    seen = seen_by(period, near, near.parent)
    write(period, with_row(seen, 0, replace(seen.indicators[0], targets=())), supervisor, seen.digest)
    assert list(indicator.targets.values_list("organisation__name", "text")) == [("盐边县医疗保障局", "≥1")]


LIMITED = "您只能改动本级和下级单位的分单位指标值，没有写入。"


def test_city_changes_nothing_else(period, supervisor, districts):
    near, far = districts
    seen = seen_by(period, near, near.parent)
    foreign = replace(seen.indicators[0], targets=(OwnTarget(far.pk, far.name, "≥2"),))
    attempts = [
        with_texts(seen, 0, weight="6"),
        with_row(seen, 0, foreign),
        replace(seen, indicators=seen.indicators[1:]),
        replace(seen, funds=()),
        with_row(seen, 2, replace(seen.indicators[2], items=())),
    ]
    for new in attempts:
        refuse_unchanged(lambda new=new: write(period, new, supervisor, seen.digest), LIMITED)


@pytest.mark.parametrize("role", [Role.PREPARER, Role.REVIEWER, None])
def test_nobody_else_writes(period, districts, role):
    person = factories.member(districts[0], role, "person") if role else factories.user("person", is_staff=True)
    new = with_texts(load_catalogue(period), 0, weight="6")
    refuse_unchanged(lambda: write(period, new, person), "您的角色不能改动指标目录。")


def test_supervisor_at_the_top_writes_everything(period):
    top = factories.organisation("四川省财政厅")
    person = factories.member(top, Role.SUPERVISOR, "top")
    write(period, with_texts(load_catalogue(period), 0, weight="6"), person)
    assert period.indicators.first().weight == "6"
