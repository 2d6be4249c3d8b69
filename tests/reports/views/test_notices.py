"""The pages of the notices: what is shown to whom, reading, the settings, the count in the top bar."""

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.choices import Role
from programs.models import Membership, User
from reports.domain.notices import KINDS
from reports.models import Notice, NoticeChoice, Report
from reports.views import notices
from tests import factories

pytestmark = pytest.mark.django_db
LIST, READ, SETTINGS = "notices", "notice_read", "notice_settings"


@pytest.fixture
def report(unit, settings, tmp_path) -> Report:
    settings.MEDIA_ROOT = tmp_path
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    return factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "return"))


@pytest.fixture
def clerk(unit, login):
    return login(unit.preparer)


def page(client, name: str = LIST, **query) -> str:
    response = client.get(reverse(name), query)
    assert response.status_code == 200
    return response.content.decode()


def notice_of(person: User) -> Notice:
    return Notice.objects.filter(person=person).latest("id")


def test_notice_is_listed_with_its_report_and_counted_in_the_top_bar(clerk, report):
    content = page(clerk)
    assert "通知（1 条未读）" in content
    assert "shen某 退回修改：请补充说明。" in content
    assert "2023年度 城乡医疗救助专项补助" in content
    assert '<b class="top-count" title="1 条未读">1</b>' in content
    assert '<b class="top-count" title="1 条未读">1</b>' in page(clerk, "report_list")


def test_unread_ones_come_first_then_the_newest(clerk, report, unit):
    for text in ("第一条", "第二条", "第三条"):
        Notice.objects.create(person=unit.preparer, kind="commented", report=report, text=text)
    clerk.post(reverse(READ), {"notice": Notice.objects.get(text="第二条").pk})
    content = page(clerk)
    places = [content.index(text) for text in ("第三条", "第一条", "退回修改：", "第二条")]
    assert places == sorted(places)


def test_marking_one_as_read(clerk, report, unit):
    response = clerk.post(reverse(READ), {"notice": notice_of(unit.preparer).pk})
    assert (response.status_code, response.url) == (302, reverse(LIST))
    assert "top-count" not in page(clerk)


def test_opening_a_notice_reads_it_and_leads_to_the_desk(clerk, report, unit):
    response = clerk.post(reverse(READ), {"notice": notice_of(unit.preparer).pk, "open": "1"})
    assert (response.status_code, response.url) == (302, reverse("report_edit", args=[report.pk]))
    assert Notice.objects.unread().filter(person=unit.preparer).count() == 0


def test_opening_a_notice_leads_the_reviewer_to_the_reading_page(report, unit, login):
    notice = Notice.objects.get(person=unit.reviewer)
    response = login(unit.reviewer).post(reverse(READ), {"notice": notice.pk, "open": "1"})
    assert response.url == reverse("report", args=[report.pk])


def test_marking_all_that_was_shown(clerk, report, unit):
    shown = notice_of(unit.preparer).pk
    Notice.objects.create(person=unit.preparer, kind="commented", report=report, text="刚刚写的")
    content = clerk.post(reverse(READ), {"until": shown}, follow=True).content.decode()
    assert "已将 1 条通知标为已读。" in content
    assert "通知（1 条未读）" in content


@pytest.mark.parametrize(
    "data", [{}, {"notice": ""}, {"notice": "x"}, {"notice": "9" * 30}, {"until": "-1"}, {"notice": "0"}]
)
def test_nonsense_is_404_and_reads_nothing(clerk, report, data):
    assert clerk.post(reverse(READ), data).status_code == 404
    assert Notice.objects.filter(read_at=None).count() == 1


def test_somebody_elses_notice_is_404(report, unit, login):
    colleague = login(factories.member(unit, Role.PREPARER, "gao"))
    assert colleague.post(reverse(READ), {"notice": notice_of(unit.preparer).pk}).status_code == 404
    assert "shen某" not in page(colleague)
    assert Notice.objects.unread().filter(person=unit.preparer).count() == 1


def test_revoked_role_ends_what_a_notice_tells(clerk, report, unit):
    Membership.objects.filter(user=unit.preparer).delete()
    content = page(clerk)
    assert "这份报告已不在您的权限范围内，内容不再显示。" in content
    assert "请补充说明" not in content
    assert "城乡医疗救助" not in content
    response = clerk.post(reverse(READ), {"notice": notice_of(unit.preparer).pk, "open": "1"})
    assert response.url == reverse("report_list")


def test_notice_that_is_only_mailed_is_not_listed(clerk, report, unit):
    Notice.objects.update(in_portal=False, by_mail=True)
    content = page(clerk)
    assert "还没有通知" in content
    assert "top-count" not in content
    assert clerk.post(reverse(READ), {"notice": notice_of(unit.preparer).pk}).status_code == 404


def test_long_list_has_pages(clerk, report, unit):
    Notice.objects.bulk_create(
        Notice(person=unit.preparer, kind="commented", report=report, text=f"第{n}号") for n in range(60)
    )
    first, second = page(clerk), page(clerk, page="2")
    assert "第 1 页，共 2 页" in first
    assert (first.count('name="notice"'), second.count('name="notice"')) == (50, 11)
    assert "第 1 页，共 2 页" in page(clerk, page="x")


def test_queries_of_the_list_do_not_grow(clerk, report, unit):
    page(clerk)
    counts = []
    for _ in range(2):
        Notice.objects.bulk_create(
            Notice(person=unit.preparer, kind="commented", report=report, text="又一条") for _ in range(10)
        )
        with CaptureQueriesContext(connection) as captured:
            page(clerk)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_count_is_one_query_of_one_index(clerk, report, unit):
    with CaptureQueriesContext(connection) as captured:
        page(clerk, "report_list")
    counted = [query["sql"] for query in captured if "reports_notice" in query["sql"]]
    assert len(counted) == 1
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN " + counted[0])
            (plan,) = cursor.fetchall()
            assert plan[-1].startswith("SEARCH reports_notice USING INDEX")


def test_page_stands_without_the_count_where_the_database_does_not_answer(report, unit, rf, monkeypatch):
    request = rf.get("/")
    request.user = unit.preparer
    assert notices.unread(request)["unread_notices"]() == 1

    def gone():
        raise DatabaseError("gone")

    monkeypatch.setattr(Notice.objects, "unread", gone)
    assert notices.unread(request)["unread_notices"]() == 0


# --- settings ---------------------------------------------------------------------------------------


def test_settings_show_every_kind_with_two_boxes_on(clerk, unit):
    content = page(clerk, SETTINGS)
    for kind, label in KINDS.items():
        assert f'name="portal-{kind}" aria-label="{label}：系统中提醒" checked' in content
        assert f'name="mail-{kind}" aria-label="{label}：发邮件" checked' in content


def test_settings_are_kept(clerk, unit):
    boxes = {f"portal-{kind}": "on" for kind in KINDS} | {"mail-returned": "on", "mail-nonsense": "on"}
    response = clerk.post(reverse(SETTINGS), boxes, follow=True)
    content = response.content.decode()
    assert "通知设置已保存。" in content
    assert 'aria-label="退回修改：发邮件" checked' in content
    assert 'aria-label="审定：发邮件" checked' not in content
    choices = NoticeChoice.objects.filter(person=unit.preparer)
    assert {choice.kind for choice in choices.filter(by_mail=True)} == {"returned"}
    assert choices.filter(in_portal=True).count() == len(KINDS) == choices.count()


def test_settings_are_ones_own(clerk, unit, login):
    clerk.post(reverse(SETTINGS), {})
    assert 'aria-label="审定：发邮件" checked' in page(login(unit.reviewer), SETTINGS)


def test_settings_say_where_mail_goes(clerk, unit):
    assert "您的账号没有登记邮箱" in page(clerk, SETTINGS)
    User.objects.filter(pk=unit.preparer.pk).update(email="tian@example.test")
    assert "<b>tian@example.test</b>" in page(clerk, SETTINGS)
