"""Saving and the way through review: what is stored, logged, refused; nothing half."""

from datetime import date

import pytest

from programs.choices import Role
from programs.models import Membership, Period
from reports import actions
from reports.actions import BadOpinion, Incomplete, Refused, RowChange, entering, reviewing
from reports.models import Change, Event, Note, Report
from reports.queries import judge_report
from reports.verifying import troubles_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit) -> Report:
    return factories.started(unit)


def change(row, version=None, **values) -> RowChange:
    kinds = {"Entry": "entry", "FundLine": "fund", "Goal": "goal", "Section": "section", "Report": "report"}
    return RowChange(f"{kinds[type(row).__name__]}:{row.pk}", row.version if version is None else version, values)


def status_of(refused) -> int:
    return refused.value.status


# --- starting ---------------------------------------------------------------------------------------


def test_started_report_holds_what_was_issued(report):
    assert [line.source for line in report.fundlines.all()] == ["中央资金", "地方资金"]
    assert [entry.target for entry in report.entries.all()] == ["≥90%"] * 3
    assert [entry.weight for entry in report.entries.all()] == ["30", "30", "30"]
    assert [goal.target for goal in report.goals.all()] == ["巩固参保率。"]
    assert report.execution_weight == "10"
    assert [event.act for event in report.events.all()] == ["start"]
    assert all(entry.indicator.name == entry.name for entry in report.entries.select_related("indicator"))


def test_starting_twice_gives_the_same_report(report, unit):
    assert actions.start(report.period, unit, unit.preparer).pk == report.pk
    assert Event.objects.count() == 1


def test_own_target_of_the_organisation_is_used(unit):
    issued = factories.period()
    issued.indicators.first().targets.create(organisation=unit, text="≥75%")
    assert actions.start(issued, unit, unit.preparer).entries.first().target == "≥75%"


def test_form_b_starts_with_the_seven_management_lines(unit):
    report = factories.started(unit, factories.period(form="B"))
    assert report.managementlines.count() == 7
    assert report.managementlines.first().aspect == "分配科学性"


def test_year_that_is_not_issued_cannot_be_started(unit):
    issued = factories.period()
    issued.issued_at = None
    issued.save()
    with pytest.raises(Refused, match="尚未下达"):
        actions.start(issued, unit, unit.preparer)


def test_reviewer_cannot_start(unit):
    with pytest.raises(Refused) as refused:
        actions.start(factories.period(), unit, unit.reviewer)
    assert status_of(refused) == 403


# --- saving -----------------------------------------------------------------------------------------


def test_save_stores_logs_and_counts(report, unit):
    entry = report.entries.first()
    saved = actions.save_rows(report.pk, unit.preparer, [change(entry, actual="95%", score="29")])
    entry.refresh_from_db()
    assert (entry.actual, entry.score, entry.version, entry.actual_reading) == ("95%", "29", 1, "95%")
    assert saved.versions == {f"entry:{entry.pk}": 1}
    logged = [(c.actor, c.field, c.old, c.new) for c in Change.objects.all()]
    assert logged == [(unit.preparer, "actual", "", "95%"), (unit.preparer, "score", "", "29")]
    report.refresh_from_db()
    assert (report.revision, report.filled) == (1, 1)


def test_amount_has_its_value_in_fen_beside_it(report, unit):
    line = report.fundlines.first()
    actions.save_rows(report.pk, unit.preparer, [change(line, budget="19,114.20", actual="-")])
    line.refresh_from_db()
    assert (line.budget, line.budget_fen, line.actual, line.actual_fen) == ("19,114.20", 19_114_200_000, "-", None)


def test_unchanged_row_is_not_logged_and_keeps_its_version(report, unit):
    entry = report.entries.first()
    for _ in range(2):
        entry.refresh_from_db()
        actions.save_rows(report.pk, unit.preparer, [change(entry, actual="95%")])
    assert (Change.objects.count(), report.entries.first().version) == (1, 1)


def test_stale_row_is_left_alone_and_the_others_value_named(report, unit):
    colleague = factories.member(unit, Role.PREPARER, "gao")
    first, second = report.entries.all()[:2]
    actions.save_rows(report.pk, colleague, [change(first, actual="91%")])
    saved = actions.save_rows(
        report.pk, unit.preparer, [change(first, version=0, actual="99%"), change(second, actual="92%")]
    )
    conflict = saved.conflicts[f"entry:{first.pk}"]
    assert (conflict["values"]["actual"], conflict["by"]["actual"]["by"], conflict["version"]) == ("91%", "gao某", 1)
    assert set(conflict["by"]) == {"actual"}
    assert [entry.actual for entry in report.entries.all()] == ["91%", "92%", ""]


def test_row_of_another_report_is_not_touched(report, unit):
    other = factories.started(unit, factories.period(year=2022))
    entry = other.entries.first()
    saved = actions.save_rows(report.pk, unit.preparer, [change(entry, actual="95%")])
    entry.refresh_from_db()
    assert (saved.versions, saved.conflicts, entry.actual) == ({}, {f"entry:{entry.pk}": {"gone": True}}, "")


@pytest.mark.parametrize("key", ["entry:x", "entry:", "ghost:1", "entry:99999999999999999999", "", "entry:-1"])
def test_row_that_does_not_exist_is_named(report, unit, key):
    saved = actions.save_rows(report.pk, unit.preparer, [RowChange(key, 0, {"actual": "1"})])
    assert saved.conflicts == {key: {"gone": True}}


def test_failure_in_the_middle_of_a_save_stores_nothing(report, unit, monkeypatch):
    first, second = report.entries.all()[:2]
    real = entering.log_changes
    calls = []

    def fail_at_second(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise OSError("disk")
        real(*arguments)

    monkeypatch.setattr(entering, "log_changes", fail_at_second)
    with pytest.raises(OSError, match="disk"):
        actions.save_rows(report.pk, unit.preparer, [change(first, actual="1%"), change(second, actual="2%")])
    assert [entry.actual for entry in report.entries.all()] == ["", "", ""]
    assert Change.objects.count() == 0


@pytest.mark.parametrize("state", ["submitted", "escalated", "approved"])
def test_closed_report_cannot_be_changed_by_anyone(report, unit, state):
    Report.objects.filter(pk=report.pk).update(state=state)
    entry = report.entries.first()
    with pytest.raises(Refused, match="内容不能修改") as refused:
        actions.save_rows(report.pk, unit.preparer, [change(entry, actual="95%")])
    assert status_of(refused) == 409
    with pytest.raises(Refused):
        actions.use_funds_sums(report.pk, unit.preparer)
    entry.refresh_from_db()
    assert entry.actual == ""


def test_reviewer_cannot_save(report, unit):
    with pytest.raises(Refused) as refused:
        actions.save_rows(report.pk, unit.reviewer, [])
    assert status_of(refused) == 403


def test_edited_text_is_no_draft_any_more(report, unit):
    section = report.sections.first()
    section.body, section.drafted = "草拟的话。", True
    section.save()
    assert "narrative.draft" in {finding.code for finding in judge_report(report).findings}
    actions.save_rows(report.pk, unit.preparer, [change(section, body="自己的话。")])
    assert "narrative.draft" not in {finding.code for finding in judge_report(report).findings}


def test_printed_totals_give_way_to_the_sums(unit):
    report = actions.import_facts(factories.fixture_facts(factories.RESIDENT))
    assert {finding.code for finding in judge_report(report).errors} == {"funds.total_mismatch"}
    actions.use_funds_sums(report.pk, unit.preparer)
    assert judge_report(report).errors == []
    assert not report.fundlines.filter(is_total=True).exists()


def test_a_printed_total_score_gives_way_and_the_rates_score_stays(unit):
    report = actions.import_facts(factories.fixture_facts(factories.JISHAN))
    preparer = factories.member(report.organisation, Role.PREPARER, "ji")
    actions.use_score_sum(report.pk, preparer)
    actions.use_funds_sums(report.pk, preparer)
    judged = judge_report(Report.objects.get(pk=report.pk))
    assert judged.evaluation.total_score == 93
    assert (judged.facts.funds_total.budget, judged.facts.funds_total.score) == (None, "9")


def test_report_without_goals_funds_or_text_is_not_submitted(filled, unit):
    """Beyond the contract's findings: an almost empty report does not reach the reviewer."""
    filled.goals.update(actual="")
    filled.sections.update(body="")
    filled.fundlines.update(budget="", actual="")
    factories.explain(filled, unit.preparer)
    wheres = {finding.where for finding in judge_report(filled).missing}
    assert wheres == {"funds[0].budget", "goals[0].actual", "narrative[0].body"}
    filled.refresh_from_db()
    with pytest.raises(Incomplete):
        actions.perform(filled.pk, unit.preparer, "submit", revision=filled.revision)


def test_score_no_rule_gives_must_be_typed(filled, unit):
    entry = filled.entries.first()
    actions.save_rows(filled.pk, unit.preparer, [change(entry, actual="≥90%")])
    assert {finding.where for finding in judge_report(filled).missing} == {"indicators[0].score"}


def test_character_no_font_has_is_named_before_submitting(filled, unit):
    goal = filled.goals.first()
    actions.save_rows(filled.pk, unit.preparer, [change(goal, actual="𠮷祥")])
    assert [(finding.where, "“𠮷”" in finding.message) for finding in judge_report(filled).missing] == [
        ("goals[0].actual", True)
    ]


# --- notes on warnings ------------------------------------------------------------------------------


def test_warning_keeps_a_report_from_being_submitted_until_it_is_answered(filled, unit):
    warnings = {(finding.code, finding.where) for finding in judge_report(filled).blocking}
    assert warnings == {("weight.split", "indicators")}
    with pytest.raises(Incomplete):
        actions.perform(filled.pk, unit.preparer, "submit", revision=filled.revision)
    actions.answer(filled.pk, unit.preparer, [actions.Answer("weight.split", "indicators", "按市里下达的分值。")])
    assert judge_report(filled).blocking == []
    filled.refresh_from_db()
    assert actions.perform(filled.pk, unit.preparer, "submit", revision=filled.revision).state == "submitted"


def test_note_counts_only_while_the_warning_says_the_same(filled, unit):
    entry = filled.entries.first()
    actions.save_rows(filled.pk, unit.preparer, [change(entry, actual="≥90%")])
    where = "indicators[0].actual"
    actions.answer(filled.pk, unit.preparer, [actions.Answer("indicator.copied_target", where, "确无更细的数据。")])
    assert where not in {finding.where for finding in judge_report(filled).blocking}
    entry.refresh_from_db()
    actions.save_rows(filled.pk, unit.preparer, [change(entry, actual="不低于90%")])
    judged = judge_report(filled)
    finding = next(found for found in judged.findings if found.where == where)
    assert (judged.note_on(finding).text, judged.answered(finding)) == ("确无更细的数据。", False)


def test_blank_note_takes_the_answer_back(filled, unit):
    factories.explain(filled, unit.preparer)
    actions.answer(filled.pk, unit.preparer, [actions.Answer("weight.split", "indicators", "")])
    assert Note.objects.count() == 0
    assert [(c.row, c.old, c.new) for c in filled.changes.filter(row__startswith="note:")] == [
        ("note:weight.split", "", "情况属实。"),
        ("note:weight.split", "情况属实。", ""),
    ]


@pytest.mark.parametrize(("code", "where"), [("indicator.blank_actual", "indicators[0].actual"), ("x", "y")])
def test_error_or_unknown_finding_cannot_be_answered(report, unit, code, where):
    with pytest.raises(Refused) as refused:
        actions.answer(report.pk, unit.preparer, [actions.Answer(code, where, "情况属实。")])
    assert status_of(refused) == 409
    assert Note.objects.count() == 0


def test_reviewer_cannot_answer_for_the_preparer(filled, unit):
    with pytest.raises(Refused) as refused:
        actions.answer(filled.pk, unit.reviewer, [actions.Answer("weight.split", "indicators", "可以。")])
    assert status_of(refused) == 403


# --- review -----------------------------------------------------------------------------------------


@pytest.fixture
def filled(report, unit) -> Report:
    factories.fill(report, unit.preparer)
    return report


def test_incomplete_report_is_not_submitted(report, unit):
    with pytest.raises(Incomplete):
        actions.perform(report.pk, unit.preparer, "submit", revision=0)
    report.refresh_from_db()
    assert (report.state, report.events.count()) == ("draft", 1)


def test_whole_way_leaves_one_event_for_each_act(filled, unit):
    people = [(unit.preparer, "submit"), (unit.preparer, "withdraw"), (unit.preparer, "submit")]
    people += [(unit.reviewer, "return"), (unit.preparer, "submit"), (unit.reviewer, "approve")]
    factories.advance(filled, *people)
    acts = [(event.act, event.from_state, event.to_state) for event in filled.events.all()]
    assert acts == [
        ("start", "", "draft"),
        ("submit", "draft", "submitted"),
        ("withdraw", "submitted", "draft"),
        ("submit", "draft", "submitted"),
        ("return", "submitted", "returned"),
        ("submit", "returned", "submitted"),
        ("approve", "submitted", "approved"),
    ]
    assert (filled.state, filled.round) == ("approved", 3)
    assert filled.events.get(act="return").opinion == "请补充说明。"


def test_two_levels_of_review_end_with_the_supervisor(unit):
    top = factories.organisation("上海市财政局")
    unit.parent = top
    unit.save()
    supervisor = factories.member(top, Role.SUPERVISOR, "cai")
    report = factories.started(unit, factories.period(levels=2))
    factories.fill(report, unit.preparer)
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "forward"))
    assert report.state == "escalated"
    with pytest.raises(Refused):
        actions.perform(report.pk, unit.reviewer, "approve", revision=report.revision)
    assert factories.advance(report, (supervisor, "approve")).state == "approved"


def above(unit, levels: int) -> Report:
    """A complete report of the unit, with a city and a province above it that have a supervisor each."""
    unit.parent = factories.organisation("市财政局", factories.organisation("省财政厅"))
    unit.save()
    unit.city = factories.member(unit.parent, Role.SUPERVISOR, "city")
    unit.province = factories.member(unit.parent.parent, Role.SUPERVISOR, "province")
    report = factories.started(unit, factories.period(levels=levels))
    factories.fill(report, unit.preparer)
    return report


def test_more_levels_of_review_are_passed_by_others_one_after_another(unit):
    county = factories.organisation("市财政局", factories.organisation("省财政厅"))
    unit.parent = county
    unit.save()
    city, other = (factories.member(county, Role.SUPERVISOR, name) for name in ("cai", "wang"))
    province = factories.member(county.parent, Role.SUPERVISOR, "sheng")
    report = factories.started(unit, factories.period(levels=3))
    factories.fill(report, unit.preparer)
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "forward"))
    assert (report.state, report.level, report.standing) == ("escalated", 1, "待上级审核（第2级，共3级）")
    factories.advance(report, (city, "begin"))
    assert (report.state, report.level, report.standing) == ("examining", 1, "上级审核中（第2级，共3级）")
    with pytest.raises(Refused, match="不能进行这项操作") as refused:
        actions.perform(report.pk, city, "approve", revision=report.revision)
    assert status_of(refused) == 409
    factories.advance(report, (city, "forward"))
    assert (report.state, report.level, report.standing) == ("escalated", 2, "待上级审核（第3级，共3级）")
    with pytest.raises(Refused, match="应由其他人审核"):
        actions.perform(report.pk, city, "approve", revision=report.revision)
    factories.advance(report, (province, "return"), (unit.preparer, "submit"), (unit.reviewer, "forward"))
    assert report.level == 1
    # A new submission is read by everybody anew, at the same level by whoever comes first.
    factories.advance(report, (other, "forward"), (province, "approve"))
    assert (report.state, report.level) == ("approved", 0)
    assert list(troubles_of(report)) == []


def test_levels_are_those_of_the_submission(unit):
    """A setting changed on the way moves no report that is under review."""
    report = above(unit, levels=2)
    factories.advance(report, (unit.preparer, "submit"))
    Period.objects.update(review_levels=1)
    factories.advance(report, (unit.reviewer, "forward"), (unit.city, "return"))
    assert report.levels == 2
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))
    assert (report.levels, report.state) == (1, "approved")


def test_review_goes_upward_only(unit):
    """Who is further up may step in; then nobody below passes it on."""
    report = above(unit, levels=3)
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "forward"), (unit.province, "forward"))
    with pytest.raises(Refused, match="已由更高一级审核通过") as refused:
        actions.perform(report.pk, unit.city, "approve", revision=report.revision)
    assert status_of(refused) == 403
    other = factories.member(unit.parent.parent, Role.SUPERVISOR, "other")
    assert factories.advance(report, (other, "approve")).state == "approved"


def test_taking_back_leads_to_where_it_was(unit):
    """A return is not undone by a submission that is taken back: state, opinion and deadline stay."""
    report = above(unit, levels=1)
    factories.advance(report, (unit.preparer, "submit"))
    mend_by = date(2030, 5, 1)
    actions.perform(report.pk, unit.reviewer, "return", revision=report.revision, opinion="请补充。", mend_by=mend_by)
    factories.advance(report, (unit.preparer, "submit"), (unit.preparer, "withdraw"))
    assert (report.state, report.mend_by) == ("returned", mend_by)
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))
    assert report.mend_by is None
    actions.perform(report.pk, unit.city, "correct", revision=report.revision, opinion="有误。", mend_by=mend_by)
    factories.advance(report, (unit.preparer, "submit"), (unit.preparer, "withdraw"))
    assert (report.state, report.mend_by) == ("correcting", mend_by)
    with pytest.raises(Refused):
        actions.perform(report.pk, unit.preparer, "void", revision=report.revision, opinion="建错了。")
    assert list(troubles_of(report)) == []


def test_what_is_public_is_taken_down_at_any_state_of_its_correction(unit):
    report = above(unit, levels=1)
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))
    steps = [(unit.city, "publish"), (unit.city, "correct"), (unit.preparer, "submit"), (unit.reviewer, "begin")]
    for person, act in steps:
        report.refresh_from_db()
        actions.perform(report.pk, person, act, revision=report.revision, opinion="按规定办理。")
        report.refresh_from_db()
        assert report.public_number == 1
    holder = report.holder
    actions.perform(report.pk, unit.city, "unpublish", revision=report.revision, opinion="数据有误。")
    report.refresh_from_db()
    assert (report.state, report.holder, report.public_number) == ("reviewing", holder, None)
    assert not report.publications.filter(ended_at=None).exists()
    with pytest.raises(Refused) as refused:
        actions.perform(report.pk, unit.city, "unpublish", revision=report.revision, opinion="数据有误。")
    assert status_of(refused) == 409


def test_who_prepared_an_approved_version_may_review_its_correction(unit):
    """People change posts: judged by who acted since the last approval."""
    report = above(unit, levels=1)
    colleague = factories.member(unit, Role.PREPARER, "colleague")
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))
    Membership.objects.filter(user=unit.preparer).update(role=Role.REVIEWER)
    actions.perform(report.pk, unit.city, "correct", revision=report.revision, opinion="有误。")
    entry = report.entries.first()
    actions.save_rows(report.pk, colleague, [RowChange(f"entry:{entry.pk}", entry.version, {"actual": "96%"})])
    report.refresh_from_db()
    factories.advance(report, (colleague, "submit"))
    assert not actions.worked_on(report, unit.preparer)
    assert actions.worked_on(report, colleague)
    assert factories.advance(report, (unit.preparer, "approve")).state == "approved"


def test_within_one_version_a_colleagues_last_word_does_not_make_it_anothers(unit):
    report = above(unit, levels=1)
    colleague = factories.member(unit, Role.PREPARER, "colleague")
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "return"), (colleague, "submit"))
    Membership.objects.filter(user=unit.preparer).update(role=Role.REVIEWER)
    with pytest.raises(Refused, match="应由其他人审核"):
        actions.perform(report.pk, unit.preparer, "approve", revision=report.revision)


def test_passing_it_on_closes_what_was_to_be_mended(unit):
    report = above(unit, levels=2)
    factories.advance(report, (unit.preparer, "submit"))
    row = f"entry:{report.entries.first().pk}"
    demand = actions.comment(report.pk, unit.reviewer, "请核对。", row=row, field="actual", must_mend=True)
    remark = actions.comment(report.pk, unit.reviewer, "供参考。", row=row, field="reason")
    factories.advance(report, (unit.reviewer, "forward"))
    demand.refresh_from_db()
    remark.refresh_from_db()
    assert (demand.settled_by, remark.settled_by) == (unit.reviewer, None)
    assert list(troubles_of(report)) == []


def test_second_click_is_refused_and_leaves_no_second_event(filled, unit):
    factories.explain(filled, unit.preparer)
    filled.refresh_from_db()
    revision = filled.revision
    actions.perform(filled.pk, unit.preparer, "submit", revision=revision)
    with pytest.raises(Refused, match=r"报告现在是“待审核”（tian某 .* 提交审核）") as refused:
        actions.perform(filled.pk, unit.preparer, "submit", revision=revision)
    assert status_of(refused) == 409
    assert filled.events.filter(act="submit").count() == 1


def test_review_of_what_has_changed_since_is_refused(filled, unit):
    factories.advance(filled, (unit.preparer, "submit"))
    with pytest.raises(Refused, match="有了变化"):
        actions.perform(filled.pk, unit.reviewer, "approve", revision=filled.revision - 1)


@pytest.mark.parametrize("opinion", ["", "  \n", "请核\ufffd。"])
def test_return_needs_an_opinion(filled, unit, opinion):
    factories.advance(filled, (unit.preparer, "submit"))
    with pytest.raises(BadOpinion):
        actions.perform(filled.pk, unit.reviewer, "return", revision=filled.revision, opinion=opinion)


def test_nobody_reviews_what_they_prepared(report, unit):
    both = factories.member(unit, Role.PREPARER, "both")
    both.memberships.create(organisation=unit, role=Role.REVIEWER)
    factories.fill(report, both)
    factories.advance(report, (unit.preparer, "submit"))
    with pytest.raises(Refused, match="由其他人审核") as refused:
        actions.perform(report.pk, both, "approve", revision=report.revision)
    assert status_of(refused) == 403


def test_preparer_who_lost_the_role_still_cannot_review_that_version(report, unit):
    """Judged by who acted on this version, not by today's role."""
    moved = factories.member(unit, Role.PREPARER, "moved")
    factories.fill(report, moved)
    moved.memberships.update(role=Role.REVIEWER)
    factories.advance(report, (unit.preparer, "submit"))
    with pytest.raises(Refused, match="由其他人审核"):
        actions.perform(report.pk, moved, "approve", revision=report.revision)


ROLES = {"submit": "preparer", "withdraw": "preparer", "return": "reviewer", "approve": "reviewer"}


@pytest.mark.parametrize(("act", "role"), ROLES.items())
def test_act_by_the_other_role_is_forbidden(filled, unit, act, role):
    if act != "submit":
        factories.advance(filled, (unit.preparer, "submit"))
    other = unit.reviewer if role == "preparer" else unit.preparer
    with pytest.raises(Refused) as refused:
        actions.perform(filled.pk, other, act, revision=filled.revision, opinion="退")
    assert status_of(refused) == 403


def test_act_whose_log_row_fails_is_rolled_back(filled, unit, monkeypatch):
    factories.explain(filled, unit.preparer)
    filled.refresh_from_db()

    def fail(*arguments, **options):
        raise OSError("log")

    monkeypatch.setattr(reviewing, "record", fail)
    with pytest.raises(OSError, match="log"):
        actions.perform(filled.pk, unit.preparer, "submit", revision=filled.revision)
    filled.refresh_from_db()
    assert filled.state == "draft"
