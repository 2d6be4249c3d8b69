"""The log's page: who reads which entries and texts, filters, pages, the check of a report, the auditor's workbook."""

import io
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from programs.choices import Role
from programs.models import Membership
from reports import actions, logpages
from reports.models import Change, Event, Report
from reports.views import log
from tests import factories
from tests.conftest import TRIGGERS

pytestmark = pytest.mark.django_db
LOG = "report_log"


@pytest.fixture
def report(unit, settings, tmp_path) -> Report:
    """A draft in which one cell was changed; people of the unit, above it and elsewhere."""
    settings.MEDIA_ROOT = tmp_path
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.colleague = factories.member(unit, Role.PREPARER, "gao")
    unit.supervisor = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    unit.auditor = factories.member(unit.parent, Role.AUDITOR, "shenji")
    report = factories.started(unit)
    save(report, unit.preparer, "95%")
    return report


@pytest.fixture
def foreign(report) -> Report:
    """A draft of a unit outside everybody's scope, with its own preparer."""
    elsewhere = factories.organisation("杭州市医疗保障局")
    elsewhere.preparer = factories.member(elsewhere, Role.PREPARER, "hang")
    return factories.started(elsewhere, report.period)


@pytest.fixture
def bare():
    """The database without its triggers: whoever tampers takes them down first."""
    TRIGGERS.unguard(connection)


def save(report: Report, person, text: str, index: int = 0) -> None:
    entry = report.entries.all()[index]
    actions.save_rows(report.pk, person, [actions.RowChange(f"entry:{entry.pk}", entry.version, {"actual": text})])


def submitted(report: Report, unit) -> Report:
    factories.fill(report, unit.preparer)
    return factories.advance(report, (unit.preparer, "submit"))


def get(client, **query):
    return client.get(reverse(LOG), query)


def told(client, **query) -> list[tuple[str, ...]]:
    """(person, what, old, new) of each line, of a hidden one what stands instead."""
    response = get(client, **query)
    assert response.status_code == 200
    return [
        (line.who, line.what, *((line.hidden,) if line.hidden else (line.before, line.after)))
        for line in response.context["lines"]
    ]


STARTED = ("tian某", "建立报告", "", "")
SAVED = ("tian某", "第1项指标完成率 · 全年实际完成值", "", "95%")
HIDDEN = ("tian某", "指标 · 全年实际完成值", "填报中，内容不显示")

# --- whose log --------------------------------------------------------------------------------------


def test_a_preparer_reads_what_oneself_has_done(report, unit, login, foreign):
    save(report, unit.colleague, "96%", index=1)
    assert told(login(unit.preparer)) == [SAVED, STARTED]
    assert told(login(unit.colleague)) == [("gao某", "第2项指标完成率 · 全年实际完成值", "", "96%")]


def test_a_preparer_reads_what_oneself_did_in_an_earlier_role(report, unit, login):
    submitted(report, unit)
    factories.advance(report, (unit.reviewer, "return"))
    Membership.objects.filter(user=unit.reviewer).update(role=Role.PREPARER)
    assert told(login(unit.reviewer)) == [("shen某", "退回修改", "", "")]


def test_a_reviewer_reads_all_of_the_unit_and_its_drafts(report, unit, login, foreign):
    save(report, unit.colleague, "96%", index=1)
    assert told(login(unit.reviewer)) == [("gao某", "第2项指标完成率 · 全年实际完成值", "", "96%"), SAVED, STARTED]


def test_who_prepares_and_reviews_reads_all_of_the_unit(report, unit, login):
    Membership.objects.create(user=unit.colleague, organisation=unit, role=Role.REVIEWER)
    assert told(login(unit.colleague)) == [SAVED, STARTED]


def test_who_reviews_one_unit_and_prepares_in_another_reads_each_as_its_role(report, unit, login, foreign):
    Membership.objects.create(user=unit.reviewer, organisation=foreign.organisation, role=Role.PREPARER)
    assert told(login(unit.reviewer)) == [SAVED, STARTED]
    save(foreign, unit.reviewer, "97%")
    mine = ("shen某", "第1项指标完成率 · 全年实际完成值", "", "97%")
    assert told(login(unit.reviewer)) == [mine, SAVED, STARTED]


def test_a_supervisor_reads_acts_of_a_draft_and_no_text(report, unit, login, foreign):
    assert told(login(unit.supervisor)) == [HIDDEN, STARTED]
    content = get(login(unit.supervisor)).content.decode()
    assert "95%" not in content
    assert "第1项指标完成率" not in content


STATES = [("submit", None), ("return", None), ("void", "已作废，内容不显示")]


@pytest.mark.parametrize(("act", "hidden"), STATES)
def test_a_supervisor_reads_the_texts_of_what_may_be_read_now(report, unit, login, act, hidden):
    if act == "void":
        factories.advance(report, (unit.preparer, "void"))
    else:
        submitted(report, unit)
    if act == "return":
        factories.advance(report, (unit.reviewer, "return"))
    *_, first, start = told(login(unit.supervisor))
    assert start == STARTED
    assert first == (SAVED if hidden is None else (*HIDDEN[:2], hidden))


def test_a_supervisor_reads_what_was_submitted_and_ones_own_words_and_not_how_it_is_mended(report, unit, login):
    submitted(report, unit)
    row = f"entry:{report.entries.first().pk}"
    actions.comment(report.pk, unit.supervisor, "请核对口径。", row=row, field="actual")
    factories.advance(report, (unit.reviewer, "return"))
    save(report, unit.preparer, "98%")
    lines = told(login(unit.supervisor))
    assert lines[0] == ("tian某", "指标 · 全年实际完成值", "被退回，内容不显示")
    assert lines[2] == ("cai某", "意见 · 第1项指标完成率 · 全年实际完成值", "", "请核对口径。")
    assert SAVED in lines


def test_an_auditor_reads_everything_below_with_the_texts(report, unit, login, foreign):
    assert told(login(unit.auditor)) == [SAVED, STARTED]


def test_an_auditor_of_another_subtree_reads_nothing(report, login, foreign):
    assert told(login(factories.member(foreign.organisation, Role.AUDITOR, "other"))) == [
        ("hang某", "建立报告", "", "")
    ]


@pytest.mark.parametrize("flags", [{"is_staff": True}, {"is_staff": True, "is_superuser": True}])
def test_an_administrator_reads_no_log(report, login, flags):
    response = get(login(factories.user("guan", **flags)))
    assert response.status_code == 403
    assert "系统管理员不查看报告的办理日志。" in response.content.decode()


def test_without_a_role_there_is_nothing(report, login):
    client = login(factories.user("nobody"))
    assert told(client) == []
    assert "还没有记录。" in get(client).content.decode()


def test_a_revoked_role_ends_at_the_next_request(report, unit, login):
    client = login(unit.auditor)
    assert len(told(client)) == 2
    Membership.objects.filter(user=unit.auditor).delete()
    assert told(client) == []


def test_an_auditor_begins_at_the_log_and_reads_no_report(report, unit, login):
    submitted(report, unit)
    client = login(unit.auditor)
    assert client.get(reverse("home")).url == reverse("report_list")
    assert client.get(reverse("report_list")).url == reverse(LOG)
    for name in ("report", "report_preview", "report_pdf", "report_versions", "report_comments", "report_evidence"):
        assert client.get(reverse(name, args=[report.pk])).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_edits_the_log(report, unit, login, method):
    before = list(Event.objects.values()), list(Change.objects.values())
    assert getattr(login(unit.auditor), method)(reverse(LOG)).status_code == 405
    assert (list(Event.objects.values()), list(Change.objects.values())) == before


# --- what an entry says -----------------------------------------------------------------------------


def test_an_act_tells_states_opinion_and_the_name_as_it_was_then(report, unit, login):
    submitted(report, unit)
    factories.advance(report, (unit.reviewer, "return"))
    unit.reviewer.name = "改名后"
    unit.reviewer.save()
    line = get(login(unit.auditor)).context["lines"][0]
    assert (line.who, line.what, line.states, line.opinion) == (
        "shen某", "退回修改", "待审核 → 被退回", "请补充说明。",
    )  # fmt: skip
    assert (line.report, line.number) == (report, report.events.last().number)


def test_every_kind_of_entry_is_told_in_words(report, unit, login):
    entry, section = report.entries.first(), report.sections.first()
    actions.comment(report.pk, unit.reviewer, "请核对。", row=f"entry:{entry.pk}", field="actual")
    Change.objects.bulk_create(
        Change(
            report=report, at=timezone.now(), actor=unit.preparer, number=100 + index, row=row, field=field, new="新"
        )
        for index, (row, field) in enumerate(
            [
                (f"report:{report.pk}", "title"),
                (f"report:{report.pk}", "evidence"),
                (f"entry:{entry.pk}", "evidence"),
                (f"section:{section.pk}", "drafted"),
                ("entry:999999", "actual"),
                ("entry:" + "9" * 30, "actual"),
                ("fund:999999", "budget"),
                ("note:indicator.no_figure", "indicators[2].explanation"),
                ("note:funds.total", "funds_total.budget"),
                ("note:score.total", "total_score"),
                ("note:report", "report"),
                ("waiver:indicator.deviation", "indicators[0].reason"),
                ("return:2", "mend_by"),
                (f"comment:{report.comments.get().pk}", "must_mend"),
                (f"comment:{report.comments.get().pk}", "settled"),
                ("comment:999999", "settled"),
                ("nonsense", "nothing"),
            ]
        )
    )
    lines = get(login(unit.auditor), kind="change").context["lines"]
    assert [line.what for line in reversed(lines)] == [
        "第1项指标完成率 · 全年实际完成值",
        "意见 · 第1项指标完成率 · 全年实际完成值",
        "报告标题",
        "整份报告 · 附件",
        "第1项指标完成率 · 附件",
        "一、绩效目标分解下达情况 · 草拟",
        "指标 · 全年实际完成值（已不在报告中）",
        "指标 · 全年实际完成值（已不在报告中）",
        "资金 · 全年预算数（已不在报告中）",
        "对检查结果的说明 · 第3项指标 · 完成情况分析",
        "对检查结果的说明 · 年度资金总额 · 全年预算数",
        "对检查结果的说明 · 总分",
        "对检查结果的说明 · 整份报告",
        "豁免 · 第1项指标 · 未完成原因和改进措施",
        "第2次提交的修改期限",
        "意见标“须改” · 第1项指标完成率 · 全年实际完成值",
        "意见关闭 · 第1项指标完成率 · 全年实际完成值",
        "意见关闭",
        "nonsense nothing",
    ]


def test_an_entry_of_no_act_of_the_portal_is_shown_as_it_is(report, unit, login, bare):
    Event.objects.filter(act="start").update(act="forged", to_state="nowhere")
    assert ("tian某", "forged", "", "") in told(login(unit.auditor))


def test_long_texts_are_cut_to_where_they_differ(report, unit, login):
    section = report.sections.first()
    for version, text in enumerate(["甲" * 3000 + "乙" + "丙" * 3000, "甲" * 3000 + "丁" + "丙" * 3000]):
        row = actions.RowChange(f"section:{section.pk}", version, {"body": text})
        actions.save_rows(report.pk, unit.preparer, [row])
    line = get(login(unit.auditor)).context["lines"][0]
    shown = f"…{'甲' * 16}乙{'丙' * 16}…", f"…{'甲' * 16}丁{'丙' * 16}…"
    assert (line.marked.was, line.marked.now) == shown
    assert len(line.after) == 6001


def test_markup_in_texts_is_printed_literally(report, unit, login):
    save(report, unit.preparer, "<b>95%</b>")
    content = get(login(unit.auditor)).content.decode()
    assert "&lt;b&gt;95%&lt;/b&gt;" in content
    assert "<b>95%</b>" not in content


def test_the_reading_page_leads_to_the_reports_log(report, unit, login):
    client = login(unit.reviewer)
    link = f"{reverse(LOG)}?report={report.pk}"
    assert f'href="{link}"' in client.get(reverse("report", args=[report.pk])).content.decode()
    assert client.get(link).context["report"] == report


# --- filters ----------------------------------------------------------------------------------------


@pytest.fixture
def two(report, unit) -> Report:
    """A second report of the unit, of another year, begun by the colleague."""
    unit.preparer, first = unit.colleague, unit.preparer
    second = factories.started(unit, factories.period(year=2024))
    unit.preparer = first
    save(second, unit.colleague, "80%")
    return second


OF_TWO = [("gao某", "第1项指标完成率 · 全年实际完成值", "", "80%"), ("gao某", "建立报告", "", "")]
OF_ONE = [SAVED, STARTED]


def test_filters_narrow_the_list(report, two, unit, login, foreign):
    client = login(unit.auditor)
    assert told(client) == OF_TWO + OF_ONE
    assert told(client, report=report.pk) == OF_ONE
    assert told(client, period=two.period_id) == OF_TWO
    assert told(client, unit=unit.pk) == OF_TWO + OF_ONE
    assert told(client, kind="act") == [OF_TWO[1], OF_ONE[1]]
    assert told(client, kind="change") == [OF_TWO[0], OF_ONE[0]]
    assert told(client, act="start") == [OF_TWO[1], OF_ONE[1]]
    assert told(client, act="submit") == told(client, act="start", kind="change") == []
    assert told(client, person="gao") == told(client, person=" gao某 ") == OF_TWO
    assert told(client, person="某") == OF_TWO + OF_ONE
    assert told(client, person="ga") == OF_TWO
    assert told(client, person="hang") == told(client, person="%") == []
    assert told(client, period=report.period_id, person="tian", kind="change") == [SAVED]


def test_a_person_is_found_by_the_name_of_that_time_too(report, unit, login):
    submitted(report, unit)
    unit.preparer.name = "新名"
    unit.preparer.save()
    client = login(unit.auditor)
    everything = told(client)
    assert {line[0] for line in everything} == {"tian某"}
    assert told(client, person="tian某") == told(client, person="新名") == everything
    assert told(client, person="系统管理命令") == []


def test_acts_of_a_command_are_found_by_their_name(report, unit, login):
    report = actions.import_facts(factories.fixture_facts(factories.SERVICE))
    auditor = factories.member(report.organisation, Role.AUDITOR, "other")
    assert told(login(auditor), person="系统管理") == [("系统管理命令", "导入报告", "", "")]


def test_days_are_shanghais_and_both_are_whole(report, unit, login, bare):
    zone = timezone.get_default_timezone()
    times = [datetime(2026, 3, 1, tzinfo=zone), datetime(2026, 3, 2, 23, 59, 59, 999999, zone)]
    Event.objects.update(at=times[0])
    Change.objects.update(at=times[1])
    client = login(unit.auditor)
    assert told(client, since="2026-03-01", until="2026-03-02") == [SAVED, STARTED]
    assert told(client, since="2026-03-01", until="2026-03-01") == [STARTED]
    assert told(client, since="2026-03-02") == [SAVED]
    assert told(client, until="2026-02-28") == told(client, since="2026-03-03") == []


def test_choices_are_those_of_the_scope(report, two, foreign, unit, login):
    def choices(person, name):
        form = get(login(person)).context["form"]
        return [text for _, text in form.fields[name].choices]

    everything = ["全部项目年度", "2024年度 城乡医疗救助专项补助", "2023年度 城乡医疗救助专项补助"]
    assert choices(unit.auditor, "unit") == ["全部单位", "上海市医疗保障局"]
    assert choices(unit.auditor, "period") == choices(unit.preparer, "period") == everything
    assert "person" not in get(login(unit.preparer)).context["form"].fields
    other = get(login(unit.auditor), report=report.pk).context["form"].fields
    assert not {"unit", "period"} & set(other)


DAY = "请按“2026-03-01”的样式填写日期，从2000年到2100年。"
BAD = [
    ({"unit": "x"}, "请从列表中选择单位。"),
    ({"unit": "9" * 40}, "请从列表中选择单位。"),
    ({"period": "0"}, "请从列表中选择项目年度。"),
    ({"kind": "all"}, "请从列表中选择类别。"),
    ({"act": "publish-now"}, "请从列表中选择办理事项。"),
    ({"person": "长" * 51}, "人员最多 50 字。"),
    ({"since": "昨天"}, DAY),
    ({"since": "0001-01-01"}, DAY),
    ({"until": "9999-12-31"}, DAY),
    ({"until": "2026-02-30"}, DAY),
    ({"since": "2026-03-02", "until": "2026-03-01"}, "结束日期不能早于开始日期。"),
]


@pytest.mark.parametrize(("query", "sentence"), BAD)
def test_a_filter_that_cannot_be_read_lists_nothing_and_says_why(report, unit, login, query, sentence):
    for more in ({}, {"export": "xlsx"}):
        response = get(login(unit.auditor), **query, **more)
        assert response.status_code == 422
        content = response.content.decode()
        assert sentence in content
        assert "第1项指标完成率" not in content


def test_a_foreign_unit_is_no_choice(report, foreign, unit, login):
    assert get(login(unit.auditor), unit=foreign.organisation_id).status_code == 422


@pytest.mark.parametrize("asked", ["0", "x", "-1", "9" * 40, "1.5", "foreign"])
def test_an_unknown_or_foreign_report_is_404(report, foreign, unit, login, asked):
    for person in (unit.auditor, unit.supervisor, unit.reviewer, unit.preparer):
        assert get(login(person), report=foreign.pk if asked == "foreign" else asked).status_code == 404


PLACES = [
    "x",
    "1-1-1",
    "1-1-1-row",
    "-1-1-1-act",
    "1" * 30 + "-1-1-act",
    "1-" + "9" * 30 + "-1-act",
    "１-1-1-act",
    "\0",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["before", "after"])
def test_a_place_that_is_none_begins_at_the_newest(report, unit, login, name, place):
    assert told(login(unit.auditor), **{name: place}) == [SAVED, STARTED]


@pytest.mark.parametrize("place", ["9" * 17 + "-" + "9" * 18 + "-" + "9" * 9 + "-act", "0-0-0-change"])
def test_a_place_beyond_everything_is_no_error(report, unit, login, place):
    for name in ("before", "after"):
        assert told(login(unit.auditor), **{name: place}) == [SAVED, STARTED]


# --- pages ------------------------------------------------------------------------------------------


def many(report: Report, person, count: int, every: int = 7) -> None:
    """Entries of both kinds, ``every`` of them at the same moment, in two reports."""
    start = timezone.now() - timedelta(days=1)
    other = factories.started(report.organisation, factories.period(year=2022))
    for index in range(count):
        of = (report, other)[index % 3 == 0]
        common = {
            "report": of,
            "at": start + timedelta(seconds=index // every),
            "actor": person,
            "number": 1000 + index,
        }
        if index % 4:
            Change.objects.create(row=f"entry:{of.entries.first().pk}", field="actual", new=str(index), **common)
        else:
            Event.objects.create(act="save", to_state="draft", actor_name="x", **common)


def walk(client, name: str, query: str, **more) -> list[list[tuple]]:
    """Every page from an address on, by the page's own links in one direction."""
    pages = []
    while True:
        response = client.get(f"{reverse(LOG)}?{query}", more)
        page = response.context["page"]
        pages.append([(logpages.kind_of(entry), entry.pk) for entry in page.entries])
        place = page.older if name == "before" else page.newer
        if not place:
            return pages
        assert f"{name}={place}" in response.content.decode()
        more = {**more, name: place}


@pytest.mark.parametrize("size", [1, 5, 13])
def test_pages_have_no_gaps_and_no_doubles_at_equal_times(report, unit, login, monkeypatch, size):
    unit.preparer = unit.colleague
    report.organisation.preparer = unit.colleague
    many(report, unit.colleague, 40)
    monkeypatch.setattr(logpages, "ON_A_PAGE", size)
    client = login(unit.auditor)
    scope = logpages.log_scope(log.access_of(unit.auditor), unit.auditor)
    entries = logpages.entries_of(scope, logpages.Wanted(), 1000)
    everything = [(logpages.kind_of(entry), entry.pk) for entry in entries]
    assert len(set(everything)) == len(everything) == Event.objects.count() + Change.objects.count()
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    down = walk(client, "before", "")
    assert sum(down, []) == everything  # noqa: RUF017 - a handful of pages
    assert [len(page) for page in down[:-1]] == [size] * (len(down) - 1)
    last = get(client, before=str(logpages.place_of(entries[-2]))).context["page"]
    up = walk(client, "after", "", after=str(logpages.place_of(last.entries[0])))
    assert sum(up[::-1], []) == everything[:-1]  # noqa: RUF017


def test_what_comes_while_somebody_reads_on_moves_no_page(report, unit, login, monkeypatch):
    monkeypatch.setattr(logpages, "ON_A_PAGE", 1)
    client = login(unit.auditor)
    older = get(client).context["page"].older
    save(report, unit.preparer, "99%", index=2)
    assert told(client, before=older) == [STARTED]


def test_links_of_the_pages_keep_the_filter(report, two, unit, login, monkeypatch):
    monkeypatch.setattr(logpages, "ON_A_PAGE", 1)
    client = login(unit.auditor)
    response = get(client, kind="change", person="", junk="1")
    older = response.context["page"].older
    assert f'href="?kind=change&amp;before={older}"' in response.content.decode()
    assert told(client, kind="change", before=older) == [SAVED]


def test_a_wide_scope_gives_what_a_narrow_one_gives(report, two, unit, login, monkeypatch, foreign):
    def read() -> list:
        people = (unit.auditor, unit.supervisor, unit.reviewer, unit.preparer)
        return [told(login(person), **query) for person in people for query in ({}, {"kind": "change"})] + [
            told(login(unit.auditor), person="某"), told(login(unit.auditor), person="gao"),
        ]  # fmt: skip

    narrow = read()
    monkeypatch.setattr(logpages, "FEW", 0)
    assert read() == narrow


def test_queries_do_not_grow_with_the_entries(report, unit, login, monkeypatch):
    monkeypatch.setattr(logpages, "ON_A_PAGE", 500)
    report.organisation.preparer = unit.colleague
    client = login(unit.auditor)
    get(client)  # the first request of a session writes it

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            response = get(client)
        return len(response.context["lines"]), len(queries)

    many(report, unit.colleague, 17)
    few = count()
    start = timezone.now()
    Change.objects.bulk_create(
        Change(
            report=report, at=start, actor=unit.preparer, row=f"entry:{entry.pk}", field="actual", number=2000 + index
        )
        for index, entry in enumerate([*report.entries.all()] * 60)
    )
    lots = count()
    assert (few[0], lots[0]) == (20, 200)
    assert few[1] == lots[1] == 12


def test_a_page_is_read_by_the_index_of_time(report, unit, monkeypatch):
    if connection.vendor != "sqlite":
        return  # PostgreSQL plans by what the tables hold: next to nothing here
    monkeypatch.setattr(logpages, "FEW", 0)
    scope = logpages.log_scope(log.access_of(unit.auditor), unit.auditor)
    place = logpages.Place(timezone.now(), report.pk, 1, logpages.ACT)
    for model, index in ((Change, "change_by_time"), (Event, "event_by_time")):
        rows = model.objects.filter(logpages.within(scope, logpages.Wanted()))
        rows = rows.filter(logpages.beyond(place, logpages.CHANGE, upward=False))
        plan = rows.order_by("-at", "-report_id", "-number")[:51].explain()
        assert f"USING INDEX {index} (at<?)" in plan
        assert "ORDER BY" not in plan


# --- the check of a report --------------------------------------------------------------------------


def test_a_sound_log_is_said_to_be_whole(report, unit, login):
    submitted(report, unit)
    count = report.events.count() + report.changes.count()
    for person in (unit.auditor, unit.supervisor, unit.reviewer):
        client = login(person)
        assert "日志校验</a>" in get(client, report=report.pk).content.decode()
        response = get(client, report=report.pk, verify=1)
        assert response.status_code == 200
        assert f"日志完整，共 {count} 条。" in response.content.decode()


def test_a_tampered_row_is_named(report, unit, login, bare):
    change = report.changes.get()
    Change.objects.filter(pk=change.pk).update(new="99%")
    when = f"tian某 {timezone.localtime(change.at):%Y-%m-%d %H:%M}"
    named, kind = "第1项指标完成率 · 全年实际完成值", "指标 · 全年实际完成值"
    for person, entry, cell in (
        (unit.auditor, named, f"指标 · {named}"),
        (unit.reviewer, named, f"指标 · {named}"),
        (unit.supervisor, kind, kind),  # who reads no draft learns no name of its rows
    ):
        response = get(login(person), report=report.pk, verify=1)
        assert [(trouble.place, trouble.message) for trouble in response.context["check"].troubles] == [
            (f"日志第2条（{entry}，{when}）", "内容、次序或时间与封签不符"),
            (cell, f"与日志中最后一次修改（第2条，{when}）不同"),
        ]
        content = response.content.decode()
        assert "发现 2 处问题" in content
        assert f"日志第2条（{entry}，{when}）" in content
        assert "日志完整" not in content


def test_a_preparer_checks_nothing(report, unit, login):
    client = login(unit.preparer)
    assert "日志校验" not in get(client, report=report.pk).content.decode()
    response = get(client, report=report.pk, verify=1)
    assert response.status_code == 403
    assert "只有本单位审核人、主管部门（财政）和审计员可以校验日志。" in response.content.decode()


def test_without_a_report_nothing_is_checked(report, unit, login):
    response = get(login(unit.auditor), verify=1)
    assert response.status_code == 200
    assert "日志完整" not in response.content.decode()


def test_what_is_saved_during_the_check_is_no_trouble(report, unit, monkeypatch):
    reads = []

    def busy(of: Report, tells: bool):
        """Somebody saves between the reading of the report and that of its log, once."""
        reads.append(of.log_count)
        if len(reads) == 1:
            save(report, unit.preparer, "98%", index=1)
        return found(of, tells)

    found = log.troubles_of
    monkeypatch.setattr(log, "troubles_of", busy)
    assert log.checked(report.pk) == log.Check(3, [])
    assert reads == [2, 3]


def test_files_that_cannot_be_read_now_are_said(report, unit, login, monkeypatch):
    def broken(of: Report, tells: bool):
        raise PermissionError

    monkeypatch.setattr(log, "troubles_of", broken)
    response = get(login(unit.auditor), report=report.pk, verify=1)
    assert response.status_code == 503
    assert "校验没有完成，请稍后再试。" in response.content.decode()


# --- the workbook -----------------------------------------------------------------------------------


def sheet(response):
    return load_workbook(io.BytesIO(response.content)).active


def test_the_auditor_takes_the_filtered_log_as_a_workbook(report, two, unit, login):
    response = get(login(unit.auditor), report=report.pk, export="xlsx")
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Disposition"].startswith("attachment;")
    made = sheet(response)
    rows = [[cell.value for cell in row] for row in made.iter_rows(min_row=3)]
    heads = "时间 序号 人员 单位 年度 项目 类别 内容 原文字 新文字 意见".split()
    when = [
        f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}" for entry in (report.changes.get(), report.events.get())
    ]
    known = ["tian某", "上海市医疗保障局", "2023", "城乡医疗救助专项补助"]
    assert rows == [
        heads,
        [when[0], "2", *known, "修改", "第1项指标完成率 · 全年实际完成值", None, "95%", None],
        [when[1], "1", *known, "办理", "建立报告（填报中）", None, None, None],
    ]
    assert made["A1"].value == "办理日志"
    assert made["A2"].value.startswith("shenji某 ")
    assert made["A2"].value.endswith(" 导出，共 2 条。")


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "+1", "-1", "@SUM(1)", "#REF!", "1", "_x0041_", "是\n否"])
def test_text_stays_text(report, unit, login, text):
    section = report.sections.first()
    row = actions.RowChange(f"section:{section.pk}", section.version, {"body": text})
    actions.save_rows(report.pk, unit.preparer, [row])
    cell = sheet(get(login(unit.auditor), export="xlsx"))["J4"]
    assert (cell.value, cell.data_type) == (text.replace("_x0041_", "_x005F_x0041_"), "s")
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))


def test_a_long_text_goes_on_in_the_next_row(report, unit, login):
    section, text = report.sections.first(), "测" * 40_000
    row = actions.RowChange(f"section:{section.pk}", section.version, {"body": text})
    actions.save_rows(report.pk, unit.preparer, [row])
    made = sheet(get(login(unit.auditor), export="xlsx"))
    assert made["J4"].value + made["J5"].value == text
    assert [made[f"{column}5"].value for column in "ABCH"] == [None] * 4
    assert made["B6"].value == "2"


def test_what_no_workbook_holds_is_marked(report, unit, login, bare):
    Change.objects.update(new="a\x01b\x0bc\uffffd")
    assert sheet(get(login(unit.auditor), export="xlsx"))["J4"].value == "a\ufffdb\ufffdc\ufffdd"


def test_a_cut_workbook_says_so(report, unit, login, monkeypatch):
    monkeypatch.setattr(log, "MOST", 1)
    made = sheet(get(login(unit.auditor), export="xlsx"))
    assert made.max_row == 4
    assert made["J4"].value == "95%"
    assert made["A2"].value.endswith(
        "共 1 条。只导出了最新的 1 条，更早的没有导出；请缩小筛选范围（例如按日期）后分次导出。"
    )


def test_a_workbook_in_several_portions_is_whole(report, two, unit, login, monkeypatch):
    monkeypatch.setattr(log, "AT_ONCE", 1)
    made = sheet(get(login(unit.auditor), export="xlsx"))
    assert [made[f"H{row}"].value for row in range(4, 8)] == [
        "第1项指标完成率 · 全年实际完成值", "建立报告（填报中）",
        "第1项指标完成率 · 全年实际完成值", "建立报告（填报中）",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["preparer", "reviewer", "supervisor"])
def test_only_the_auditor_takes_a_workbook(report, unit, login, who):
    client = login(getattr(unit, who))
    assert "导出 Excel" not in get(client).content.decode()
    response = get(client, export="xlsx")
    assert response.status_code == 403
    assert "只有审计员可以导出日志。" in response.content.decode()
