"""The list: what can be begun and from what, voided reports; the page that voids."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.issuing import issue, open_year
from programs.models import Period
from reports.models import Report
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit) -> Report:
    return factories.started(unit)


@pytest.fixture
def clerk(unit, login):
    return login(unit.preparer)


def next_year(period: Period) -> Period:
    made = open_year(period, period.year + 1)
    issue(made)
    return made


def page(client, **query) -> str:
    return client.get(reverse("report_list"), query).content.decode()


def begin(client, period: Period, unit, **more):
    data = {"period": period.pk, "organisation": unit.pk, **more}
    return client.post(reverse("report_start"), data, follow=True)


def void(client, report: Report, **data):
    return client.post(reverse("report_act", args=[report.pk, "void"]), {"revision": report.revision, **data})


# --- beginning --------------------------------------------------------------------------------------


def test_two_ways_to_begin_where_there_is_an_earlier_report(clerk, report):
    next_year(report.period)
    content = page(clerk)
    assert "从上年报告开始" in content
    assert "空白开始" in content
    assert f'<a href="{reverse("report", args=[report.pk])}">2023年度</a> <span class="quiet">填报中</span>' in content


def test_one_way_to_begin_where_there_is_none(clerk, unit):
    factories.period()
    content = page(clerk)
    assert "开始填报</button>" in content
    assert "从上年报告开始" not in content


def test_beginning_from_last_year_says_what_came_along(clerk, report, unit):
    factories.fill(report, unit.preparer)
    issued = next_year(report.period)
    response = begin(clerk, issued, unit, from_last_year="1")
    assert "正文 2 段，指标的完成情况分析 0 项" in response.content.decode()
    assert Report.objects.get(period=issued).sections.filter(drafted=True).count() == 2


def test_beginning_from_a_blank_report_says_so(clerk, report, unit):
    response = begin(clerk, next_year(report.period), unit, from_last_year="1")
    assert "上年报告没有可以沿用的文字，报告从空白开始。" in response.content.decode()


@pytest.mark.parametrize("more", [{}, {"from_last_year": ""}, {"from_last_year": "x"}])
def test_blank_beginning_takes_nothing(clerk, report, unit, more):
    factories.fill(report, unit.preparer)
    issued = next_year(report.period)
    assert begin(clerk, issued, unit, **more).status_code == 200
    assert not Report.objects.get(period=issued).sections.filter(drafted=True).exists()


def test_queries_of_the_list_do_not_grow(unit, clerk):
    clerk.get(reverse("report_list"))
    counts = []
    years = iter(range(2001, 2100))
    for more in (2, 8):
        for _ in range(more):
            first = factories.period(year=next(years))
            factories.advance(factories.started(unit, first), (unit.preparer, "void"))
            factories.started(unit, first)
            factories.period(year=next(years))
        with CaptureQueriesContext(connection) as captured:
            assert page(clerk).count("从上年报告开始</button>") > 0
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- voiding ----------------------------------------------------------------------------------------


def test_page_says_what_voiding_does_and_asks_for_the_reason(clerk, report):
    content = clerk.get(reverse("report_void", args=[report.pk])).content.decode()
    for words in (report.title, "作废原因（必填）", "不能恢复", 'name="revision" value="0"'):
        assert words in content


def test_voiding_leads_back_to_the_list_with_a_message(clerk, report):
    response = void(clerk, report, opinion="重复建立。")
    assert (response.status_code, response.url) == (302, reverse("report_list"))
    content = page(clerk)
    assert f"{report.title}：已作废。" in content
    assert "已作废（1）" in content
    assert "tian某" in content
    assert "重复建立。" in content
    assert "开始填报</button>" in content


@pytest.mark.parametrize(
    ("reason", "sentence"), [("", "请写明作废的原因。"), ("因" * 2001, "意见最多 2,000 字，现有 2,001 字，请删减。")]
)
def test_refused_reason_stays_with_its_sentence(clerk, report, reason, sentence):
    response = void(clerk, report, opinion=reason)
    content = response.content.decode()
    assert response.status_code == 422
    assert sentence in content
    assert f">{reason}</textarea>" in content
    assert Report.objects.get().state == "draft"


def test_reason_stays_where_the_report_has_changed_meanwhile(clerk, report, unit):
    factories.fill(report, unit.preparer)
    response = void(clerk, report, revision=0, opinion="建错了。")
    content = response.content.decode()
    assert response.status_code == 409
    assert "打开页面之后报告内容有了变化" in content
    assert ">建错了。</textarea>" in content
    assert f'name="revision" value="{report.revision}"' in content


def test_second_voiding_is_told_what_happened(clerk, report):
    void(clerk, report, opinion="建错了。")
    response = void(clerk, report, opinion="建错了。")
    assert response.status_code == 409
    assert "报告现在是“已作废”（tian某 " in response.content.decode()
    response = clerk.get(reverse("report_void", args=[report.pk]))
    assert response.status_code == 409
    assert "只有填报中和被退回的报告可以作废" in response.content.decode()


def test_voided_report_is_read_by_its_unit_without_any_way_to_change_it(clerk, report, unit, login):
    void(clerk, report, opinion="建错了。")
    for client in (clerk, login(unit.reviewer)):
        content = client.get(reverse("report", args=[report.pk])).content.decode()
        assert "作废，本报告只供本单位查看" in content
        assert '<p class="lines">建错了。</p>' in content
        for words in ("下载", "作废…", "填报</a>", "<textarea", "检查结果"):
            assert words not in content
        assert "下载" not in client.get(reverse("report_preview", args=[report.pk])).content.decode()


def test_list_shows_voided_reports_apart(clerk, report):
    void(clerk, report, opinion="建错了。")
    assert '<details class="part">' in page(clerk)
    assert "还没有报告" in page(clerk)
    filtered = page(clerk, state="voided")
    assert '<details class="part" open>' in filtered
    assert "还没有报告" not in filtered
    assert "已作废（1）" not in page(clerk, state="draft")


def test_list_filtered_by_voided_without_any(clerk, report):
    assert "没有作废的报告。" in page(clerk, state="voided")


def test_supervisor_sees_that_a_report_was_voided_but_not_its_content(clerk, report, unit, login):
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    void(clerk, report, opinion="建错了。")
    content = page(login(factories.member(unit.parent, "supervisor", "cai")))
    assert "已作废（1）" in content
    assert reverse("report", args=[report.pk]) not in content
