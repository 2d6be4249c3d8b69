"""起草 and its acceptance: blank places only, marked, logged; nothing half."""

import pytest

from programs.access import access_of
from programs.choices import Role
from reports import actions
from reports.actions import Refused, RowChange, drafting
from reports.models import Change, Entry, Report, Section
from reports.queries import judge_report
from tests import factories

pytestmark = pytest.mark.django_db
HEADING = "二、绩效目标完成情况分析"


@pytest.fixture
def report(unit) -> Report:
    """Two of three actuals and the funds are filled; the narrative is blank."""
    report = factories.started(unit)
    rows = [RowChange(f"entry:{entry.pk}", 0, {"actual": "95%"}) for entry in report.entries.all()[:2]]
    rows += [RowChange(f"fund:{line.pk}", 0, {"budget": "100", "actual": "95"}) for line in report.fundlines.all()]
    actions.save_rows(report.pk, unit.preparer, rows)
    report.refresh_from_db()
    return report


def draft(report: Report, person, places=None) -> tuple[actions.DraftedText, ...]:
    return actions.draft(report.pk, person, access_of(person), places)


def accept(report: Report, person, *keys: str) -> tuple[actions.DraftedText, ...]:
    return actions.accept(report.pk, person, access_of(person), keys)


def codes(report: Report) -> list[tuple[str, str]]:
    return [(f.code, f.where) for f in judge_report(Report.objects.get(pk=report.pk)).findings]


def explanations(report: Report) -> list[tuple[bool, bool, int]]:
    """(has a text, drafted, version) of each row."""
    return [(bool(entry.explanation), entry.drafted, entry.version) for entry in report.entries.all()]


# --- drafting ---------------------------------------------------------------------------------------


def test_drafts_fill_what_the_figures_say(report, unit):
    found = draft(report, unit.preparer)
    first, second, _ = report.entries.all()
    goals = report.sections.get(heading=HEADING)
    assert [(text.key, text.field, text.version) for text in found] == [
        (f"entry:{first.pk}", "explanation", 2),
        (f"entry:{second.pk}", "explanation", 2),
        (f"section:{goals.pk}", "body", 1),
    ]
    assert [text.value for text in found] == [first.explanation, second.explanation, goals.body]
    assert "{{指标.第1项指标完成率.完成值}}" in first.explanation
    assert explanations(report) == [(True, True, 2), (True, True, 2), (False, False, 0)]
    assert [section.drafted for section in report.sections.all()] == [False, True]


def test_draft_is_logged_counted_and_a_finding(report, unit):
    before, logged = (report.revision, report.filled), Change.objects.count()
    found = draft(report, unit.preparer)
    report.refresh_from_db()
    assert (report.revision, report.filled) == (before[0] + 1, before[1]), "a draft is nobody's text yet"
    changes = list(Change.objects.all())[logged:]
    assert [(c.row, c.field, c.old, c.new, c.actor) for c in changes] == [
        (text.key, text.field, "", text.value, unit.preparer) for text in found
    ]
    assert [code for code, _ in codes(report) if code.startswith("narrative.")] == ["narrative.draft"] * 3


def test_a_draft_is_not_answered_by_a_note(report, unit):
    found = draft(report, unit.preparer)
    finding = next(f for f in judge_report(report).findings if f.code == "narrative.draft")
    with pytest.raises(Refused):
        actions.answer(report.pk, unit.preparer, [actions.Answer(finding.code, finding.where, "就这样。")])
    assert finding in judge_report(report).blocking
    assert found


def test_nothing_written_is_touched(report, unit):
    first = report.entries.first()
    actions.save_rows(report.pk, unit.preparer, [RowChange(f"entry:{first.pk}", 1, {"explanation": "自己写的。"})])
    keys = [text.key for text in draft(report, unit.preparer)]
    first.refresh_from_db()
    assert f"entry:{first.pk}" not in keys
    assert (first.explanation, first.drafted, first.version) == ("自己写的。", False, 2)


def test_blank_lines_are_no_text(report, unit):
    Entry.objects.filter(pk=report.entries.first().pk).update(explanation=" \n")
    assert len(draft(report, unit.preparer)) == 3


def test_drafting_twice_changes_nothing_more(report, unit):
    draft(report, unit.preparer)
    report.refresh_from_db()
    logged = Change.objects.count()
    assert draft(report, unit.preparer) == ()
    assert (Change.objects.count(), Report.objects.get().revision) == (logged, report.revision)


def test_only_the_places_asked_for(report, unit):
    first, second, third = report.entries.all()
    keys = [f"entry:{second.pk}", f"entry:{third.pk}", "entry:99999", "fund:1"]
    assert [text.key for text in draft(report, unit.preparer, keys)] == [f"entry:{second.pk}"]
    assert draft(report, unit.preparer, []) == ()
    assert Entry.objects.get(pk=first.pk).explanation == ""


def test_rows_of_another_report_are_not_drafted(report, unit):
    other = factories.started(unit, factories.period(year=2022))
    entry = other.entries.first()
    Entry.objects.filter(pk=entry.pk).update(actual="95%")
    assert draft(report, unit.preparer, [f"entry:{entry.pk}"]) == ()


def test_page_that_was_open_before_the_draft_cannot_overwrite_it(report, unit):
    first = report.entries.first()
    (text,) = draft(report, unit.preparer, [f"entry:{first.pk}"])
    change = RowChange(text.key, first.version, {"explanation": "旧页面写的。"})
    saved = actions.save_rows(report.pk, unit.preparer, [change])
    assert saved.conflicts[text.key]["values"]["explanation"] == text.value


def test_edited_draft_is_none_any_more(report, unit):
    for text in draft(report, unit.preparer):
        change = RowChange(text.key, text.version, {text.field: text.value + "补充。"})
        actions.save_rows(report.pk, unit.preparer, [change])
    assert not Entry.objects.filter(drafted=True).exists()
    assert not Section.objects.filter(drafted=True).exists()


def test_exported_file_keeps_the_names_of_the_figures(report, unit):
    draft(report, unit.preparer)
    text = judge_report(Report.objects.get()).facts.indicators[0].explanation
    assert "{{指标.第1项指标完成率.指标值}}" in text


# --- acceptance -------------------------------------------------------------------------------------


def test_accepted_text_is_no_draft(report, unit):
    texts = draft(report, unit.preparer)
    report.refresh_from_db()
    logged = Change.objects.count()
    assert accept(report, unit.preparer, *(text.key for text in texts)) == texts
    assert "narrative.draft" not in [code for code, _ in codes(report)]
    assert Report.objects.get().revision == report.revision + 1
    changes = list(Change.objects.all())[logged:]
    assert [(c.row, c.field, c.old, c.new, c.actor) for c in changes] == [
        (text.key, "drafted", "草拟", "已确认", unit.preparer) for text in texts
    ]


def test_only_the_named_texts_are_accepted(report, unit):
    first, second, section = draft(report, unit.preparer)
    accept(report, unit.preparer, first.key, first.key)
    assert [where for code, where in codes(report) if code == "narrative.draft"] == [
        "narrative[1].body",
        "indicators[1].explanation",
    ]
    accept(report, unit.preparer, second.key, section.key)
    assert "narrative.draft" not in [code for code, _ in codes(report)]


def test_what_is_no_draft_any_more_is_left_as_it_is(report, unit):
    first, *_ = draft(report, unit.preparer)
    accept(report, unit.preparer, first.key)
    report.refresh_from_db()
    logged = Change.objects.count()
    assert accept(report, unit.preparer, first.key) == (first,)
    assert (Change.objects.count(), Report.objects.get().revision) == (logged, report.revision)


@pytest.mark.parametrize("key", ["entry:99999", "fund:1", "", "section:x"])
def test_unknown_text_refuses_the_whole_acceptance(report, unit, key):
    first, *_ = draft(report, unit.preparer)
    with pytest.raises(Refused) as refused:
        accept(report, unit.preparer, first.key, key)
    assert refused.value.status == 409
    assert Entry.objects.filter(drafted=True).count() == 2


def test_text_of_another_report_is_not_accepted(report, unit):
    other = factories.started(unit, factories.period(year=2022))
    entry = other.entries.first()
    Entry.objects.filter(pk=entry.pk).update(explanation="草拟的。", drafted=True)
    with pytest.raises(Refused):
        accept(report, unit.preparer, f"entry:{entry.pk}")
    assert Entry.objects.get(pk=entry.pk).drafted


# --- refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["submitted", "escalated", "approved"])
def test_closed_report_is_neither_drafted_nor_accepted(report, unit, state):
    first, *_ = draft(report, unit.preparer, [f"entry:{report.entries.first().pk}"])
    Report.objects.filter(pk=report.pk).update(state=state)
    for act in (lambda: draft(report, unit.preparer), lambda: accept(report, unit.preparer, first.key)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.status == 409
    assert [entry.drafted for entry in report.entries.all()] == [True, False, False]


def test_only_the_units_preparers_draft_and_accept(report, unit):
    stranger = factories.member(factories.organisation("别的单位"), Role.PREPARER, "stranger")
    first, *_ = draft(report, unit.preparer, [f"entry:{report.entries.first().pk}"])
    for person in (unit.reviewer, stranger):
        for act in (
            lambda person=person: draft(report, person),
            lambda person=person: accept(report, person, first.key),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.status == 403
    assert [entry.drafted for entry in report.entries.all()] == [True, False, False]


def test_failure_in_the_middle_stores_nothing(report, unit, monkeypatch):
    revision, logged = report.revision, Change.objects.count()
    real, calls = drafting.log_changes, []

    def fail_at_second(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise OSError("disk")
        real(*arguments)

    monkeypatch.setattr(drafting, "log_changes", fail_at_second)
    with pytest.raises(OSError, match="disk"):
        draft(report, unit.preparer)
    assert [entry.explanation for entry in report.entries.all()] == ["", "", ""]
    assert (Change.objects.count(), Report.objects.get().revision) == (logged, revision)
