"""Comments on the pages: threads of a cell, what a return asks to be mended, what changed since, what is asked once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programs.choices import Role
from reports import actions
from reports.actions import RowChange
from reports.models import Comment, Report
from reports.queries import judge_report
from reports.views.changes import since_last_time
from reports.views.comments import MOVED
from tests import factories

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}
ACTUAL, REASON = "indicators[0].actual", "indicators[0].reason"


@pytest.fixture
def report(unit, settings, tmp_path) -> Report:
    settings.MEDIA_ROOT = tmp_path
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.supervisor = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    return report


@pytest.fixture
def submitted(report, unit) -> Report:
    return factories.advance(report, (unit.preparer, "submit"))


@pytest.fixture
def returned(submitted, unit, login) -> Report:
    """Returned with two demands and a deadline."""
    client = login(unit.reviewer)
    write(client, submitted, "请核对完成值。", ACTUAL, must_mend="1")
    write(client, submitted, "请写明原因。", REASON, must_mend="1")
    response = send_back(client, submitted, mend_by=(timezone.localdate() + timedelta(days=7)).isoformat())
    assert response.status_code == 302
    submitted.refresh_from_db()
    return submitted


def write(client, report, text: str, place: str = "", **more) -> dict:
    response = client.post(
        reverse("report_comment", args=[report.pk]), {"text": text, "place": place, **more}, headers=JSON
    )
    assert response.status_code == 200
    return response.json()


def send_back(client, report, **data):
    report.refresh_from_db()
    return client.post(
        reverse("report_act", args=[report.pk, "return"]),
        {"revision": report.revision, "opinion": "请按所标各项修改。", **data},
    )


def submit(client, report, **data):
    report.refresh_from_db()
    return client.post(reverse("report_act", args=[report.pk, "submit"]), {"revision": report.revision, **data})


def save(report: Report, person, **values: str) -> None:
    entry = report.entries.first()
    actions.save_rows(report.pk, person, [RowChange(f"entry:{entry.pk}", entry.version, values)])


def page(client, report, name: str = "report") -> str:
    response = client.get(reverse(name, args=[report.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def threads(client, report, place: str | None = None) -> dict:
    response = client.get(reverse("report_comments", args=[report.pk]), {} if place is None else {"place": place})
    assert response.status_code == 200
    return response.json()


# --- addresses --------------------------------------------------------------------------------------

#: (role, state) → status of reading the threads, writing one, closing one's own.
INSIDE = {
    ("preparer", "draft"): (200, 200),
    ("reviewer", "draft"): (200, 200),
    ("supervisor", "draft"): (403, 403),
    ("preparer", "submitted"): (200, 200),
    ("reviewer", "submitted"): (200, 200),
    ("supervisor", "submitted"): (200, 200),
    ("preparer", "returned"): (200, 200),
    ("reviewer", "returned"): (200, 200),
    ("supervisor", "returned"): (403, 403),
    ("preparer", "voided"): (200, 409),
    ("reviewer", "voided"): (200, 409),
    ("supervisor", "voided"): (403, 403),
}


@pytest.mark.parametrize(("who", "state"), INSIDE)
def test_rights_inside_the_scope(who, state, report, unit, login):
    Report.objects.filter(pk=report.pk).update(state=state)
    client = login(getattr(unit, who))
    reading, writing = INSIDE[who, state]
    assert client.get(reverse("report_comments", args=[report.pk])).status_code == reading
    sent = client.post(reverse("report_comment", args=[report.pk]), {"text": "问。", "place": ACTUAL}, headers=JSON)
    assert (sent.status_code, Comment.objects.count()) == (writing, int(writing == 200))
    if writing == 200:
        own = Comment.objects.get()
        url = reverse("report_comment_settle", args=[report.pk, own.pk])
        assert client.post(url, headers=JSON).status_code == 200
        own.refresh_from_db()
        assert own.settled_by == getattr(unit, who)


BAD = [
    ({"text": ""}, 422),
    ({"text": "\u200b\x00 "}, 422),
    ({"text": "字" * 2001}, 422),
    ({"text": b"\xed\xa0\xbd".decode(errors="replace")}, 422),  # a lone surrogate as a browser's bytes arrive
    ({"text": "答复", "thread": "x"}, 422),
    ({"text": "答复", "thread": "0"}, 422),
    ({"text": "答复", "thread": str(2**63)}, 422),
    ({"text": "答复", "thread": "999999"}, 409),
    ({"text": "问", "place": "x" * 101}, 422),
    ({"text": "问", "place": ACTUAL, "must_mend": "1"}, 409),
    ({}, 422),
]


@pytest.mark.parametrize(("data", "status"), BAD, ids=range(len(BAD)))
def test_bad_comment_is_refused_with_a_sentence(data, status, report, unit, login):
    client = login(unit.reviewer)
    answer = client.post(reverse("report_comment", args=[report.pk]), data, headers=JSON)
    assert (answer.status_code, list(answer.json())) == (status, ["message"])
    assert client.post(reverse("report_comment", args=[report.pk]), data).status_code == status
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("place", "subject"),
    [
        (ACTUAL, "第1项指标完成率 · 全年实际完成值"),
        ("indicators[1].target", "第2项指标完成率 · 指标值"),
        ("narrative[0].body", "一、绩效目标分解下达情况 · 正文"),
        ("title", "报告标题"),
        ("indicators[2]", "第3项指标完成率"),
        ("report", "整份报告"),
        ("", "整份报告"),
        ("program", "整份报告"),
        ("indicators", "整份报告"),
        ("funds_total.rate", "整份报告"),
    ],
)
def test_place_of_the_page_is_the_cell_or_what_belongs_to_no_row_the_whole_report(place, subject, report, unit, login):
    client = login(unit.reviewer)
    write(client, report, "请核对。", place)
    assert Comment.objects.get().subject == subject
    assert f"<b>{subject}</b>" in threads(client, report, place)["cell"]


@pytest.mark.parametrize(
    "place", ["indicators[99].actual", "indicators[0].version", "indicators[0", "remarks.x", "pk", "'\"><script>"]
)
def test_unknown_place_is_never_the_whole_report(place, report, unit, login):
    client = login(unit.reviewer)
    for answer in (
        client.post(reverse("report_comment", args=[report.pk]), {"text": "问。", "place": place}, headers=JSON),
        client.get(reverse("report_comments", args=[report.pk]), {"place": place}, headers=JSON),
    ):
        assert (answer.status_code, answer.json()) == (409, {"message": MOVED})
    assert not Comment.objects.exists()


def test_page_whose_rows_are_no_more_those_of_the_report_writes_nowhere(report, unit, login):
    client = login(unit.reviewer)
    layout = re.search(r'data-layout="(\w+)"', page(client, report)).group(1)
    first = write(client, report, "请核对。", ACTUAL, layout=layout)
    assert first["layout"] == layout
    report.entries.filter(position=1).delete()
    url, stale = reverse("report_comments", args=[report.pk]), {"place": REASON, "layout": layout}
    for answer in (
        client.get(url, stale, headers=JSON),
        client.post(reverse("report_comment", args=[report.pk]), {**stale, "text": "另一行。"}, headers=JSON),
    ):
        assert (answer.status_code, answer.json()) == (409, {"message": MOVED})
    assert Comment.objects.count() == 1
    told = threads(client, report, ACTUAL)
    assert told["layout"] != layout
    assert f'name="layout" value="{told["layout"]}"' in told["cell"]
    assert write(client, report, "再问。", ACTUAL, layout=told["layout"])["count"] == 2
    assert write(client, report, "整份的。", "report", layout=layout)["count"] == 3  # belongs to no row


def test_answer_from_a_stale_page_is_taken_without_the_cell_of_another_row(report, unit, login):
    client = login(unit.reviewer)
    row = f"entry:{report.entries.first().pk}"
    root = actions.comment(report.pk, unit.reviewer, "请核对。", row=row, field="actual")
    stale = {"text": "补充一句。", "thread": root.pk, "place": ACTUAL, "layout": "0123456789ab"}
    answer = client.post(reverse("report_comment", args=[report.pk]), stale, headers=JSON)
    assert (answer.status_code, "cell" in answer.json(), Comment.objects.count()) == (200, False, 2)


def test_without_script_one_comes_back_to_ones_own_page(report, unit, login):
    url = reverse("report_comment", args=[report.pk])
    for person, name in ((unit.preparer, "report_edit"), (unit.reviewer, "report")):
        response = login(person).post(url, {"text": "问。", "place": ACTUAL})
        assert (response.status_code, response.url) == (302, f"{reverse(name, args=[report.pk])}#threads")


def test_markup_and_template_syntax_stay_text(report, unit, login):
    hostile = '<script>alert(1)</script>"\'{{ secret }}{% now "Y" %}'
    answer = write(login(unit.preparer), report, hostile, ACTUAL)
    desk = page(login(unit.preparer), report, "report_edit")
    for markup in (answer["cell"], answer["threads"], desk, page(login(unit.reviewer), report)):
        assert "<script>alert(1)" not in markup
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in markup
        assert "{{ secret }}" in markup


def test_threads_cost_one_query_however_many(submitted, unit, login):
    clients = {"report": login(unit.reviewer), "report_comments": login(unit.preparer)}
    for client in clients.values():
        client.get(reverse("report_list"))
    counted = []
    for more in (1, 20):
        for index in range(more):
            root = actions.comment(submitted.pk, unit.reviewer, f"第{index}条", row=f"report:{submitted.pk}")
            actions.comment(submitted.pk, unit.preparer, "答复。", thread=root.pk)
        counted.append([])
        for name, client in clients.items():
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse(name, args=[submitted.pk]))
            counted[-1].append(len(captured))
    assert counted[0] == counted[1]


# --- the desk after a return ------------------------------------------------------------------------


def test_desk_lists_what_is_to_be_mended_with_opinion_and_deadline(returned, unit, login):
    desk = page(login(unit.preparer), returned, "report_edit")
    day = returned.mend_by
    assert "请按所标各项修改。" in desk
    assert f"请于 <b>{day.year}年{day.month}月{day.day}日</b> 前改好并提交。" in desk
    assert "退回须改 2 项" in desk
    assert (desk.count(">待改</span>"), desk.count(">已改</span>")) == (2, 0)
    for text in ("请核对完成值。", "请写明原因。", f'data-goto="{ACTUAL}"', f'data-goto="{REASON}"'):
        assert text in desk
    assert "已逾期" not in desk


def test_deadline_that_is_past_says_so(returned, unit, login):
    Report.objects.filter(pk=returned.pk).update(mend_by=timezone.localdate() - timedelta(days=1))
    assert page(login(unit.preparer), returned, "report_edit").count("已逾期") == 1


def test_item_turns_to_changed_by_itself_and_to_answered_by_an_answer(returned, unit, login):
    client = login(unit.preparer)
    save(returned, unit.preparer, actual="96%")
    reason = returned.comments.get(field="reason")
    answer = write(client, returned, "已达成，没有原因。", thread=str(reason.pk))
    mending = " ".join(answer["mending"].split())
    assert [mending.count(f">{state}</span>") for state in ("待改", "已改", "已答复")] == [0, 1, 1]
    assert '<dt class="lines"><del>95%</del></dt><dd class="lines">→ <ins>96%</ins></dd>' in mending
    save(returned, unit.preparer, actual="95%")
    assert threads(client, returned)["mending"].count(">待改</span>") == 1


def test_items_stand_in_the_order_of_the_document_however_far_they_are(returned, unit, login):
    client = login(unit.preparer)

    def order() -> list[str]:
        return re.findall(r'data-goto="([^"]+)"', threads(client, returned)["mending"])

    actions.perform(returned.pk, unit.preparer, "submit", revision=returned.revision)
    places = ["narrative[0].body", "indicators[1].actual", "funds[0].budget", "title"]
    for place in places:
        write(login(unit.reviewer), returned, "请核对。", place, must_mend="1")
    expected = ["title", "funds[0].budget", ACTUAL, REASON, "indicators[1].actual", "narrative[0].body"]
    assert order() == expected
    for comment in returned.comments.filter(row__startswith="fund:"):
        write(client, returned, "已核对。", thread=str(comment.pk))
    assert order() == expected


def test_script_learns_which_cells_settle_an_item_and_where_the_marks_are(returned, unit, login):
    told = threads(login(unit.preparer), returned)
    row = f"entry:{returned.entries.first().pk}"
    assert told["asked"] == [[row, "actual"], [row, "reason"]]
    assert (told["marks"], told["count"]) == ({ACTUAL: 1, REASON: 1}, 2)
    actions.settle(returned.pk, unit.reviewer, returned.comments.get(field="reason").pk)
    told = threads(login(unit.preparer), returned)
    assert (told["asked"], told["marks"], told["count"]) == ([[row, "actual"]], {ACTUAL: 1}, 1)


def test_cell_of_the_desk_shows_its_thread_and_a_box(returned, unit, login):
    cell = login(unit.preparer).get(
        reverse("report_cell", args=[returned.pk]),
        {"row": f"entry:{returned.entries.first().pk}", "field": "actual"},
    ).content.decode()  # fmt: skip
    assert "请核对完成值。" in cell
    assert "请写明原因。" not in cell
    assert 'aria-label="对“第1项指标完成率 · 全年实际完成值”写意见"' in cell


def test_what_was_marked_and_then_closed_or_unmarked_is_no_item(submitted, unit, login):
    client = login(unit.reviewer)
    for place in (ACTUAL, REASON, "title"):
        write(client, submitted, "请核对。", place, must_mend="1")
    kept, unmarked, closed = submitted.comments.all()
    client.post(reverse("report_comment_demand", args=[submitted.pk, unmarked.pk]), {}, headers=JSON)
    client.post(reverse("report_comment_settle", args=[submitted.pk, closed.pk]), {}, headers=JSON)
    send_back(client, submitted)
    assert "退回须改 1 项" in page(login(unit.preparer), submitted, "report_edit")
    marked = client.post(
        reverse("report_comment_demand", args=[submitted.pk, kept.pk]), {"must_mend": "1"}, headers=JSON
    )
    assert marked.status_code == 409


def test_long_text_shows_its_changed_paragraphs(submitted, unit, login):
    client = login(unit.reviewer)
    section = submitted.sections.first()
    write(client, submitted, "第二段不实。", "narrative[0].body", must_mend="1")
    send_back(client, submitted)
    section.refresh_from_db()
    new = "按要求分解下达。\n\n" + "逐级下达到区。" * 20
    actions.save_rows(submitted.pk, unit.preparer, [RowChange(f"section:{section.pk}", section.version, {"body": new})])
    mending = " ".join(threads(client, submitted)["mending"].split())
    assert mending.count("<dt") == 1
    assert '<dt class="lines">（空）</dt>' in mending


def test_row_that_was_replaced_keeps_its_thread_under_its_name(returned, unit, login):
    returned.entries.all().delete()
    desk = page(login(unit.preparer), returned, "report_edit")
    assert desk.count("这一行已被替换。") == 2
    assert "<b>第1项指标完成率 · 全年实际完成值</b>" in desk


# --- the return -------------------------------------------------------------------------------------


def test_deadline_may_be_today_or_left_out(submitted, unit, login):
    client = login(unit.reviewer)
    assert send_back(client, submitted, mend_by=timezone.localdate().isoformat()).status_code == 302
    assert Report.objects.get().mend_by == timezone.localdate()
    Report.objects.update(state="submitted", mend_by=None)
    assert send_back(client, submitted, mend_by="").status_code == 302
    assert Report.objects.get().mend_by is None


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2020-01-01", "修改期限已过，请填今天或以后的日期。"),
        ("明天", "修改期限应为日期，例如 2025-03-10。"),
        ("2025-13-40", "修改期限应为日期，例如 2025-03-10。"),
        ("9999999999", "修改期限应为日期，例如 2025-03-10。"),
    ],
)
def test_bad_deadline_is_refused_and_the_opinion_kept(day, sentence, submitted, unit, login):
    response = send_back(login(unit.reviewer), submitted, mend_by=day)
    shown = response.content.decode()
    assert response.status_code == 422
    assert sentence in shown
    assert ">请按所标各项修改。</textarea>" in shown
    assert Report.objects.get().state == "submitted"


def test_missing_opinion_keeps_the_deadline(submitted, unit, login):
    day = timezone.localdate().isoformat()
    response = send_back(login(unit.reviewer), submitted, opinion=" ", mend_by=day)
    assert response.status_code == 422
    assert f'value="{day}"' in response.content.decode()


@pytest.mark.parametrize("who", ["preparer", "supervisor"])
def test_bad_deadline_tells_nothing_to_who_may_not_return(who, submitted, unit, login):
    assert send_back(login(getattr(unit, who)), submitted, mend_by="2020-01-01").status_code == 403
    assert Report.objects.get().state == "submitted"


# --- submitting again -------------------------------------------------------------------------------


def test_unmended_items_are_asked_about_once(returned, unit, login):
    client = login(unit.preparer)
    save(returned, unit.preparer, actual="96%")
    factories.explain(returned, unit.preparer)
    asked = submit(client, returned)
    shown = asked.content.decode()
    assert (asked.status_code, Report.objects.get().state) == (200, "returned")
    assert "下列 1 项，没有改，也没有答复" in shown
    assert "请写明原因。" in shown
    assert "请核对完成值。" not in shown
    assert "完全相同" not in shown
    assert submit(client, returned, sure="1").status_code == 302
    assert Report.objects.get().state == "submitted"


def test_unchanged_report_is_pointed_out_to_both(returned, unit, login):
    client = login(unit.preparer)
    for comment in returned.comments.all():
        write(client, returned, "属实，不改。", thread=str(comment.pk))
    shown = submit(client, returned).content.decode()
    assert "提交）完全相同，没有改动（佐证材料和说明不计在内）。" in shown
    assert "没有改，也没有答复" not in shown
    submit(client, returned, sure="1")
    first, second = returned.versions.all()
    assert first.sha256 == second.sha256
    assert "完全相同，没有改动" in page(login(unit.reviewer), returned)


def test_nothing_is_asked_where_everything_was_done(returned, unit, login):
    client = login(unit.preparer)
    save(returned, unit.preparer, actual="96%", reason="已按要求写明。")
    factories.explain(returned, unit.preparer)
    assert submit(client, returned).status_code == 302
    assert Report.objects.get().state == "submitted"


def test_first_submission_asks_nothing(report, unit, login):
    factories.explain(report, unit.preparer)
    assert submit(login(unit.preparer), report).status_code == 302


def test_blocking_findings_come_before_the_question(returned, unit, login):
    save(returned, unit.preparer, actual="")
    response = submit(login(unit.preparer), returned)
    assert (response.status_code, response.url) == (302, f"{reverse('report_edit', args=[returned.pk])}?check")


@pytest.mark.parametrize("who", ["reviewer", "supervisor"])
def test_others_are_refused_not_asked(who, returned, unit, login):
    assert submit(login(getattr(unit, who)), returned).status_code == 403


# --- what changed since -----------------------------------------------------------------------------


def test_reviewer_sees_what_changed_since_last_time_first(returned, unit, login):
    save(returned, unit.preparer, actual="96%")
    factories.advance(returned, (unit.preparer, "submit"))
    shown = page(login(unit.reviewer), returned)
    assert "上次审核以来的改动（1）" in shown
    assert shown.index("上次审核以来的改动") < shown.index("须改 2 项") < shown.index("检查结果（")
    assert (
        f'<a href="#document" data-goto="{ACTUAL}">绩效指标 · 产出指标·二级指标0·第1项指标完成率 · 实际完成值</a>'
        in shown
    )
    was = '<dt class="lines"><del>95%</del></dt><dd class="lines">→ <ins>96%</ins></dd>'
    assert shown.count(was) == 2, "the change, and the item"


def test_first_submission_has_nothing_before_it(submitted, unit, login):
    assert since_last_time(judge_report(submitted)) is None
    assert "上次审核以来的改动" not in page(login(unit.reviewer), submitted)


def test_it_is_compared_with_what_was_sent_back_not_with_what_was_taken_back(returned, unit):
    """A submission that was taken back before review has been read by nobody."""
    save(returned, unit.preparer, actual="96%")
    factories.advance(returned, (unit.preparer, "submit"), (unit.preparer, "withdraw"))
    save(returned, unit.preparer, reason="有原因。")
    factories.advance(returned, (unit.preparer, "submit"))
    since = since_last_time(judge_report(returned))
    assert since.base.number == 1
    assert [change.place for change in since.changes] == [ACTUAL, REASON]


def test_open_report_is_compared_as_it_stands(returned, unit, login):
    save(returned, unit.preparer, actual="96%")
    since = since_last_time(judge_report(Report.objects.get()))
    assert (since.base.number, [change.place for change in since.changes]) == (1, [ACTUAL])
    assert "尚未提交" in page(login(unit.reviewer), returned)


def test_each_kind_of_change_leads_to_its_cell(returned, unit):
    line, section = returned.fundlines.first(), returned.sections.all()[1]
    entry = returned.entries.all()[1]
    actions.save_rows(
        returned.pk,
        unit.preparer,
        [
            RowChange(f"report:{returned.pk}", Report.objects.get().version, {"remarks": "已核对"}),
            RowChange(f"fund:{line.pk}", line.version, {"budget": "101"}),
            RowChange(f"entry:{entry.pk}", entry.version, {"explanation": "第一段。\n\n第二段。"}),
            RowChange(f"section:{section.pk}", section.version, {"body": "按要求分解下达。\n\n另一段。"}),
        ],
    )
    since = since_last_time(judge_report(Report.objects.get()))
    assert [change.place for change in since.changes] == [
        "remarks",
        "funds[0].budget",
        "indicators[1].explanation",
        "indicators[1].explanation",
        "narrative[1].body",
    ]
