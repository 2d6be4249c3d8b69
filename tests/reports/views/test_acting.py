"""The acts over HTTP: where they lead, and that nothing typed is lost when one is refused."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programs.choices import Role
from reports import actions
from reports.models import Report
from tests import factories

pytestmark = pytest.mark.django_db

OPINION = "请按所标两项核对，改好后再报。"


@pytest.fixture
def report(unit, settings, tmp_path) -> Report:
    """Submitted; the unit has a second reviewer, and a supervisor above it."""
    settings.MEDIA_ROOT = tmp_path
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.supervisor = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    unit.second = factories.member(unit, Role.REVIEWER, "fu")
    report = factories.started(unit, factories.period(levels=2))
    factories.fill(report, unit.preparer)
    return factories.advance(report, (unit.preparer, "submit"))


def press(client, report, act: str, query: str = "", **data):
    revision = data.pop("revision", report.revision)
    url = reverse("report_act", args=[report.pk, act])
    return client.post(url + query, {"revision": revision, **data})


def text(response) -> str:
    return response.content.decode()


def day() -> str:
    return (timezone.localdate() + timedelta(days=9)).isoformat()


def test_beginning_stays_on_the_page_with_its_queue(unit, login, report):
    response = press(login(unit.reviewer), report, "begin", "?order=risk", opinion=OPINION)
    assert (response.status_code, response.url) == (302, f"{reverse('report', args=[report.pk])}?order=risk")
    client = login(unit.second)
    assert "审核：shen某" in text(client.get(reverse("report_list")))
    assert report.events.get(act="begin").opinion == ""  # it is the opinion of the act that follows


def test_stale_return_is_the_page_again_with_opinion_and_day(unit, login, report):
    seen = report.revision
    factories.advance(report, (unit.second, "begin"))
    response = press(login(unit.reviewer), report, "return", revision=seen, opinion=OPINION, mend_by=day())
    page = text(response)
    assert response.status_code == 409
    assert "打开页面之后报告内容有了变化" in page
    assert f">{OPINION}</textarea>" in page
    assert f'value="{day()}"' in page
    assert f'name="revision" value="{report.revision}"' in page
    assert re.findall(r"<button[^>]*formaction[^>]*>([^<]+)<", page) == ["开始审核"]
    report.refresh_from_db()
    assert (report.state, report.holder) == ("reviewing", unit.second)


@pytest.mark.parametrize("act", ["return", "forward", "publish"])
def test_who_can_do_nothing_any_more_gets_the_text_back_to_copy(act, unit, login, report):
    seen = report.revision
    factories.advance(report, (unit.preparer, "withdraw"))
    response = press(login(unit.supervisor), report, act, revision=seen, opinion=OPINION, mend_by=day())
    page = text(response)
    assert response.status_code in (403, 409)
    assert f'id="typed" rows="6" readonly>{OPINION}\n修改期限：{day()}</textarea>' in page


def test_refusal_without_a_text_has_no_box(unit, login, report):
    page = text(press(login(unit.preparer), report, "forward"))
    assert 'id="typed"' not in page
    assert f'href="{reverse("report", args=[report.pk])}">返回报告' in page


def test_supervisor_of_a_report_that_was_sent_back_is_led_to_its_versions(unit, login, report):
    factories.advance(report, (unit.reviewer, "forward"), (unit.supervisor, "return"))
    client, link = login(unit.supervisor), f'href="{reverse("report_versions", args=[report.pk])}">提交版本'
    reading = client.get(reverse("report", args=[report.pk]))
    assert (reading.status_code, link in text(reading)) == (403, True)
    acting = press(client, report, "approve", revision=1)
    assert (acting.status_code, link in text(acting)) == (409, True)
    outside = factories.member(factories.organisation("别的局"), Role.SUPERVISOR, "wai")
    assert login(outside).get(reverse("report", args=[report.pk])).status_code == 404


def test_passing_on_says_how_many_items_it_closes(unit, login, report):
    client, url = login(unit.reviewer), reverse("report", args=[report.pk])
    hidden = '<p class="quiet" data-left hidden>'
    assert hidden in text(client.get(url))
    row = f"entry:{report.entries.first().pk}"
    actions.comment(report.pk, unit.reviewer, "请核对。", row=row, field="actual", must_mend=True)
    page = text(client.get(url))
    assert hidden not in page
    assert "还有 <span>1</span> 项须改没有改也没有答复，通过后一并关闭。" in page
    assert "通过后一并关闭" not in text(login(unit.preparer).get(url))


def test_correction_may_set_a_day_too(unit, login, report):
    factories.advance(report, (unit.reviewer, "forward"), (unit.supervisor, "approve"))
    client = login(unit.supervisor)
    page = text(client.get(reverse("report", args=[report.pk])))
    assert "修改期限（退回更正时可填）" in page
    late = press(client, report, "correct", opinion=OPINION, mend_by="2020-01-01")
    assert (late.status_code, "修改期限已过" in text(late)) == (422, True)
    report.refresh_from_db()
    assert press(client, report, "correct", opinion=OPINION, mend_by=day()).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.mend_by.isoformat()) == ("correcting", day())


def test_version_that_stays_public_is_said_on_the_pages(unit, login, report):
    factories.advance(report, (unit.reviewer, "forward"), (unit.supervisor, "approve"))
    client = login(unit.supervisor)
    for act in ("publish", "correct"):
        report.refresh_from_db()
        press(client, report, act, opinion="见文件。")
    said = "第1版仍在公开"
    assert said in text(client.get(reverse("report_versions", args=[report.pk])))
    assert said in text(client.get(reverse("report_list")))
    assert said in text(login(unit.preparer).get(reverse("report", args=[report.pk])))


def test_own_last_act_tells_the_script_what_has_been_sent(unit, login, report):
    client, url = login(unit.reviewer), reverse("report", args=[report.pk])

    def last() -> str:
        return re.search(r'data-last="(\d+)"', text(client.get(url))).group(1)

    assert last() == "0"
    factories.advance(report, (unit.reviewer, "begin"))
    assert last() == "0"
    factories.advance(report, (unit.reviewer, "return"), (unit.preparer, "submit"))
    assert last() == str(report.events.get(act="return").number)


# --- a session that has ended -----------------------------------------------------------------------

REFERERS = [
    ("http://testserver/reports/3/", "/reports/3/"),
    ("http://testserver/reports/3/?order=risk", "/reports/3/?order=risk"),
    ("http://testserver", "/"),
    ("", "/"),
    ("http://evil.example/reports/3/", "/"),
    ("//evil.example/x", "/"),
    ("javascript:alert(1)", "/"),
]


@pytest.mark.parametrize(("referer", "back"), REFERERS)
def test_press_after_the_session_has_ended_leads_back_to_the_page_of_the_button(referer, back, report):
    answer = Client().post(reverse("report_act", args=[report.pk, "return"]), headers={"referer": referer})
    assert answer.status_code == 302
    assert Client().get(answer.url).context["next"] == back


def test_page_asked_for_without_a_session_is_opened_after_the_login(report):
    url = reverse("report", args=[report.pk])
    assert Client().get(url, headers={"referer": "http://testserver/reports/"}).url == f"/login/?next={url}"


def test_what_is_public_is_withdrawn_from_the_versions_while_the_report_is_corrected(unit, login, report):
    factories.advance(report, (unit.reviewer, "forward"), (unit.supervisor, "approve"))
    client, versions = login(unit.supervisor), reverse("report_versions", args=[report.pk])
    for act in ("publish", "correct"):
        assert "撤下公开" not in text(client.get(versions)).partition("<table")[0]
        report.refresh_from_db()
        press(client, report, act, opinion="见文件。")
    assert "意见（撤下公开时必填）" in text(client.get(versions))
    assert "意见（撤下公开时必填）" not in text(login(unit.preparer).get(versions))
    report.refresh_from_db()
    refused = press(client, report, "unpublish")
    assert refused.status_code == 422
    assert 'id="document"' not in text(refused)  # the report is open again: its content is its unit's
    assert press(client, report, "unpublish", opinion="数据有误。").status_code == 302
    report.refresh_from_db()
    assert (report.state, report.public_number) == ("correcting", None)
