"""抽查复核: who draws what, scoring again, what is kept and logged, and that nothing approved changes."""

from decimal import Decimal

import pytest

from programs.choices import Role
from programs.models import Membership, Period
from reports import actions
from reports.actions import BadDraw, BadScores, Refused
from reports.domain.rechecking import Given
from reports.domain.sampling import Sampling, draw
from reports.models import Event, Notice, Recheck, RecheckScore, Report, Version
from reports.verifying import troubles_of
from tests import factories

pytestmark = pytest.mark.django_db
PLAN = Sampling("年度抽查计划。", size=1, seed="2026")


@pytest.fixture
def top(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    top = factories.organisation("上海市财政局")
    top.supervisor = factories.member(top, Role.SUPERVISOR, "cai")
    return top


def approved(name: str, top, issued: Period) -> Report:
    unit = factories.organisation(name, top)
    unit.preparer = factories.member(unit, Role.PREPARER, f"t-{name}")
    unit.reviewer = factories.member(unit, Role.REVIEWER, f"s-{name}")
    report = factories.started(unit, issued)
    factories.fill(report, unit.preparer)
    return factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))


@pytest.fixture
def report(top) -> Report:
    return approved("浦东医保局", top, factories.period())


@pytest.fixture
def recheck(report, top) -> Recheck:
    return actions.draw_sample(report.period, top.supervisor, PLAN)[0]


def score(recheck: Recheck, actor, given: dict[int, Given], **more) -> Recheck:
    recheck.refresh_from_db()
    return actions.rescore(recheck.pk, actor, given, revision=more.pop("revision", recheck.revision), **more)


# --- drawing ----------------------------------------------------------------------------------------


def test_sample_is_the_seeds(top):
    issued = factories.period()
    reports = [approved(name, top, issued) for name in ("甲局", "乙局", "丙局", "丁局")]
    assert list(actions.drawable(frozenset(r.organisation_id for r in reports)).order_by("pk")) == reports
    drawn = actions.draw_sample(issued, top.supervisor, Sampling("计划", percent=Decimal(50), seed="2026"))
    assert [item.report_id for item in drawn] == list(draw("2026", [r.pk for r in reports], 2))
    assert [(item.place, item.population, item.seed) for item in drawn] == [(1, 4, "2026"), (2, 4, "2026")]
    assert [item.version for item in drawn] == [item.report.versions.get() for item in drawn]
    for item in drawn:
        event = item.report.events.last()
        assert (event.act, event.opinion) == ("draw", "从 4 份中抽取 2 份，种子 2026，原因：计划")
        assert list(troubles_of(Report.objects.get(pk=item.report_id))) == []


def test_seed_left_to_chance_is_kept(report, top):
    recheck = actions.draw_sample(report.period, top.supervisor, Sampling("计划", size=1))[0]
    assert len(recheck.seed) == 8
    assert f"种子 {recheck.seed}" in report.events.last().opinion


def test_only_approved_reports_of_this_year_below_are_drawn_from(report, top):
    other = factories.organisation("江苏省财政厅")
    approved("南京医保局", other, report.period)
    approved("奉贤医保局", top, factories.period(year=2024))
    unit = factories.organisation("崇明医保局", top)
    unit.preparer = factories.member(unit, Role.PREPARER, "chong")
    factories.started(unit, report.period)
    with pytest.raises(BadDraw, match="可以抽查的报告只有 1 份"):
        actions.draw_sample(report.period, top.supervisor, Sampling("计划", size=2))
    assert Recheck.objects.count() == 0


def test_form_without_scores_has_nothing_to_draw_from(top):
    issued = factories.period(form="B")
    report = approved("浦东医保局", top, issued)
    assert report.state == "approved"
    assert list(actions.drawable(frozenset({report.organisation_id}))) == []
    with pytest.raises(BadDraw, match="没有可以抽查的报告"):
        actions.draw_sample(issued, top.supervisor, PLAN)


def test_version_is_drawn_once_and_a_corrected_one_again(recheck, report, top):
    assert list(actions.drawable(frozenset({report.organisation_id}))) == []
    with pytest.raises(BadDraw, match="没有可以抽查的报告"):
        actions.draw_sample(report.period, top.supervisor, PLAN)
    report.refresh_from_db()
    actions.perform(report.pk, top.supervisor, "correct", revision=report.revision, opinion="数据有误。")
    clerk, reviewer = (
        Membership.objects.get(organisation=report.organisation, role=role).user for role in ("preparer", "reviewer")
    )
    factories.advance(report, (clerk, "submit"), (reviewer, "approve"))
    assert actions.draw_sample(report.period, top.supervisor, PLAN)[0].version.number == 2


@pytest.mark.parametrize("role", [Role.PREPARER, Role.REVIEWER, None])
def test_only_finance_draws(report, role):
    person = factories.member(report.organisation, role, "x") if role else factories.user("x", is_staff=True)
    with pytest.raises(Refused, match="只有主管部门（财政）可以抽查复核。") as refused:
        actions.draw_sample(report.period, person, PLAN)
    assert refused.value.status == 403
    assert Recheck.objects.count() == 0


def test_draw_without_a_reason_is_refused(report, top):
    with pytest.raises(BadDraw, match="请写明抽查原因。"):
        actions.draw_sample(report.period, top.supervisor, Sampling("", size=1))


# --- scoring ----------------------------------------------------------------------------------------


def test_lowered_score_with_its_rule_is_kept_beside_the_approved_one(recheck, report, top):
    score(recheck, top.supervisor, {0: Given("27.5", "统计口径与指标不符", "漏计新生儿")})
    kept = RecheckScore.objects.get()
    assert (kept.position, kept.name, kept.awarded, kept.score, kept.rule, kept.text) == (
        0, "第1项指标完成率", "30", "27.5", "统计口径与指标不符", "漏计新生儿",
    )  # fmt: skip
    event = report.events.last()
    assert (event.act, event.actor, event.opinion) == (
        "rescore", top.supervisor, "第1项指标完成率：30分→27.5分（统计口径与指标不符；漏计新生儿）",
    )  # fmt: skip


def test_saving_the_same_again_is_no_event(recheck, top):
    for _ in range(2):
        score(recheck, top.supervisor, {0: Given("27.5", "口径不符")})
    assert Event.objects.filter(act="rescore").count() == 1
    assert RecheckScore.objects.count() == 1


def test_row_taken_back_is_logged(recheck, report, top):
    score(recheck, top.supervisor, {0: Given("27.5", "口径不符")})
    score(recheck, top.supervisor, {1: Given("30")})
    assert [row.position for row in RecheckScore.objects.all()] == [1]
    assert report.events.last().opinion == "第2项指标完成率：30分→30分；第1项指标完成率：不再复核"


def test_one_bad_row_keeps_everything_out(recheck, top):
    before = Event.objects.count()
    with pytest.raises(BadScores) as bad:
        score(recheck, top.supervisor, {0: Given("27.5", "口径不符"), 1: Given("29"), 2: Given("31", "x", "y")})
    assert bad.value.problems == {
        1: "低于自评得分，请写明扣分依据。", 2: "复核得分应在 0 至 30 之间，读到的是“31”。",
    }  # fmt: skip
    assert (RecheckScore.objects.count(), Event.objects.count(), Recheck.objects.get().revision) == (0, before, 0)


@pytest.mark.parametrize(
    ("scores", "total", "difference", "verdict"),
    [
        (("28", "30"), "97.5", "-2", "一致"),
        (("27", "29"), "95.5", "-4", "基本一致"),
        (("22", "30"), "91.5", "-8", "偏差较大"),
        (("10", "20"), "69.5", "-30", "严重偏差"),
    ],
)
def test_finished_recheck_keeps_totals_difference_and_class(recheck, report, top, scores, total, difference, verdict):
    given = {place: Given(points, "" if points == "30" else "口径不符") for place, points in enumerate(scores)}
    done = score(recheck, top.supervisor, given, finish=True)
    done.refresh_from_db()
    assert (done.state, done.done_by, done.approved_total, done.rescored_total, done.difference, done.verdict) == (
        "done", top.supervisor, "99.5", total, difference, verdict,
    )  # fmt: skip
    assert report.events.last().opinion == f"自评 99.5 分，复核 {total} 分，分差 {difference} 分：{verdict}"
    assert [event.act for event in report.events.order_by("number")][-3:] == ["draw", "rescore", "recheck"]
    assert list(troubles_of(Report.objects.get())) == []


def test_classes_are_those_of_the_program_year(recheck, top):
    Period.objects.update(recheck_same="1.50", recheck_close="1.50", recheck_apart="1.99")
    assert score(recheck, top.supervisor, {0: Given("28", "口径不符")}, finish=True).verdict == "严重偏差"


def test_unit_is_told_of_a_recheck_that_is_done(recheck, report, top):
    Notice.objects.all().delete()
    score(recheck, top.supervisor, {0: Given("28", "口径不符")})
    assert Notice.objects.count() == 0
    score(recheck, top.supervisor, {0: Given("28", "口径不符")}, finish=True)
    sentence = "cai某 完成了抽查复核：自评 99.5 分，复核 97.5 分，分差 -2 分：一致。"
    assert [(told.person.username, told.kind, told.text) for told in Notice.objects.order_by("id")] == [
        ("t-浦东医保局", "rechecked", sentence), ("s-浦东医保局", "rechecked", sentence),
    ]  # fmt: skip


def test_what_was_approved_does_not_change(recheck, report, top):
    before = list(Version.objects.values()), list(report.entries.values())
    score(recheck, top.supervisor, {0: Given("0", "没有佐证材料")}, finish=True)
    assert (list(Version.objects.values()), list(report.entries.values())) == before
    report.refresh_from_db()
    assert (report.state, report.round) == ("approved", 1)


def test_finished_recheck_is_closed(recheck, top):
    score(recheck, top.supervisor, {0: Given("30")}, finish=True)
    with pytest.raises(Refused, match="这次复核已由cai某完成，不能再改。") as refused:
        score(recheck, top.supervisor, {0: Given("29", "口径不符")})
    assert refused.value.status == 409
    assert RecheckScore.objects.get().score == "30"


def test_finishing_needs_at_least_one_row(recheck, top):
    with pytest.raises(BadScores) as bad:
        score(recheck, top.supervisor, {}, finish=True)
    assert bad.value.problems == {0: "至少复核一项才能完成。"}
    assert Recheck.objects.get().state == "open"


def test_stale_page_overwrites_nothing(recheck, top):
    score(recheck, top.supervisor, {0: Given("27", "口径不符")})
    with pytest.raises(Refused, match="打开页面之后他人保存过这次复核") as refused:
        score(recheck, top.supervisor, {0: Given("10", "口径不符")}, revision=0)
    assert refused.value.status == 409
    assert RecheckScore.objects.get().score == "27"


def test_rows_are_those_of_the_drawn_version(recheck, report, top):
    """A correction goes on meanwhile; the drawn version is scored as it was."""
    report.refresh_from_db()
    actions.perform(report.pk, top.supervisor, "correct", revision=report.revision, opinion="数据有误。")
    entry = report.entries.first()
    preparer = Membership.objects.get(organisation=report.organisation, role=Role.PREPARER).user
    change = actions.RowChange(f"entry:{entry.pk}", entry.version, {"actual": "10%"})
    actions.save_rows(report.pk, preparer, [change])
    assert actions.recheck_rows(Recheck.objects.get())[0].actual == "95%"
    score(recheck, top.supervisor, {0: Given("28", "口径不符")}, finish=True)
    assert Recheck.objects.get().approved_total == "99.5"


def test_who_scores(recheck, report, top):
    preparer = Membership.objects.get(organisation=report.organisation, role=Role.PREPARER).user
    elsewhere = factories.member(factories.organisation("江苏省财政厅"), Role.SUPERVISOR, "su")
    administrator = factories.user("guan", is_staff=True)
    for person in (preparer, elsewhere, administrator):
        with pytest.raises(Refused, match="只有主管部门（财政）可以抽查复核。") as refused:
            score(recheck, person, {0: Given("30")})
        assert refused.value.status == 403
    assert RecheckScore.objects.count() == 0


def entitled(report: Report, top, role: str):
    """The one who holds the role in the unit, now at finance too."""
    person = Membership.objects.get(organisation=report.organisation, role=role).user
    Membership.objects.create(user=person, organisation=top, role=Role.SUPERVISOR)
    return person


@pytest.mark.parametrize("correcting", [False, True])
@pytest.mark.parametrize("role", [Role.PREPARER, Role.REVIEWER])
def test_who_prepared_or_approved_the_drawn_version_does_not_score_it(recheck, report, top, role, correcting):
    if correcting:
        report.refresh_from_db()
        actions.perform(report.pk, top.supervisor, "correct", revision=report.revision, opinion="数据有误。")
    person = entitled(report, top, role)
    before = dict(Recheck.objects.values().get()), Event.objects.count()
    with pytest.raises(Refused, match="您参与了这份报告的填报或审核，应由其他人复核。") as refused:
        score(recheck, person, {0: Given("30")})
    assert refused.value.status == 403
    assert (dict(Recheck.objects.values().get()), Event.objects.count()) == before


def test_who_approved_a_later_version_only_scores_the_drawn_one(recheck, report, top):
    report.refresh_from_db()
    actions.perform(report.pk, top.supervisor, "correct", revision=report.revision, opinion="数据有误。")
    second = factories.member(report.organisation, Role.REVIEWER, "fu")
    clerk = Membership.objects.get(organisation=report.organisation, role=Role.PREPARER).user
    factories.advance(report, (clerk, "submit"), (second, "approve"))
    Membership.objects.create(user=second, organisation=top, role=Role.SUPERVISOR)
    assert score(recheck, second, {0: Given("30")}).revision == 1


def test_who_sent_an_approved_report_back_to_be_corrected_scores_it(recheck, report, top):
    report.refresh_from_db()
    actions.perform(report.pk, top.supervisor, "correct", revision=report.revision, opinion="数据有误。")
    assert score(recheck, top.supervisor, {0: Given("30")}).revision == 1
