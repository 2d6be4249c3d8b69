"""The pages of handing over: which units, which reports by their state only, what stays on a refused page."""

import pytest
from django.urls import reverse

from programs.choices import Role
from programs.models import Membership
from reports.models import Report
from tests import factories

pytestmark = pytest.mark.django_db
UNITS = "report_handover_units"


@pytest.fixture
def report(unit) -> Report:
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.colleague = factories.member(unit, Role.PREPARER, "gao")
    return factories.started(unit)


@pytest.fixture
def administrator(db):
    return factories.user("guan", is_staff=True)


def address(report: Report) -> str:
    return reverse("report_handover", args=[report.organisation_id])


def post(client, of: Report, **more):
    data = {"report": f"{of.pk}-{of.assignee_id or ''}", "reason": "岗位调整。", **more}
    return client.post(address(of), data)


def test_page_lists_open_reports_with_who_has_them(report, unit, login):
    closed = factories.started(unit, factories.period(year=2024))
    Report.objects.filter(pk=closed.pk).update(state="approved")
    content = login(unit.reviewer).get(address(report)).content.decode()
    assert f'value="{report.pk}-{unit.preparer.pk}"' in content
    assert f'value="{closed.pk}-' not in content
    assert f'<option value="{unit.colleague.pk}">gao某（gao）</option>' in content
    assert "shen某（shen）" not in content


def test_handing_over_leads_back_with_a_message(report, unit, login):
    client = login(unit.preparer)
    response = post(client, report, to=unit.colleague.pk)
    assert (response.status_code, response.url) == (302, address(report))
    assert "已将 1 份报告移交给gao某。" in client.get(response.url).content.decode()
    assert Report.objects.get().assignee == unit.colleague


def test_refused_page_keeps_what_was_chosen_and_written(report, unit, login):
    response = post(login(unit.preparer), report, to="", reason="岗位<b>调整</b>。")
    content = response.content.decode()
    assert response.status_code == 422
    assert "请选择接手的填报人。" in content
    assert f'value="{report.pk}-{unit.preparer.pk}" checked' in content
    assert "岗位&lt;b&gt;调整&lt;/b&gt;。</textarea>" in content


@pytest.mark.parametrize(
    "data", [{"report": "x"}, {"report": ""}, {"report": "9" * 40}, {"to": "x"}, {"to": "9" * 40}, {"reason": ""}]
)
def test_nonsense_is_refused_without_a_trace(report, unit, login, data):
    response = post(login(unit.preparer), report, **{"to": str(unit.colleague.pk), **data})
    assert response.status_code == 422
    assert Report.objects.get().assignee == unit.preparer


def test_second_press_is_told_who_was_quicker(report, unit, login):
    client = login(unit.preparer)
    post(client, report, to=unit.colleague.pk)
    response = post(client, report, to=unit.colleague.pk)
    assert response.status_code == 409
    assert "刚刚已移交给gao某" in response.content.decode()


def test_former_preparer_is_marked(report, unit, login):
    Membership.objects.filter(user=unit.preparer).delete()
    content = login(unit.reviewer).get(address(report)).content.decode()
    assert 'tian某 <span class="late">已不是填报人</span>' in content


def test_unit_without_preparers_says_what_to_do(report, unit, login):
    Membership.objects.filter(organisation=unit, role=Role.PREPARER).delete()
    content = login(unit.reviewer).get(address(report)).content.decode()
    assert "本单位现在没有填报人" in content
    assert '<button class="button primary">移交' not in content


def test_administrator_hands_over_and_reads_nothing(report, unit, login, administrator):
    factories.fill(report, unit.preparer)
    client = login(administrator)
    content = client.get(address(report)).content.decode()
    assert report.title not in content
    assert "参保率" not in content
    assert post(client, report, to=unit.colleague.pk).status_code == 302
    assert client.get(reverse("report", args=[report.pk])).status_code == 404


def test_one_unit_is_opened_at_once_and_several_are_listed(report, unit, login, administrator):
    client = login(administrator)
    assert client.get(reverse(UNITS)).url == address(report)
    other = factories.organisation("浦东新区医疗保障局")
    other.preparer = factories.member(other, Role.PREPARER, "pu")
    factories.started(other, report.period)
    content = client.get(reverse(UNITS)).content.decode()
    assert content.count("移交…</a>") == 2
    assert login(unit.preparer).get(reverse(UNITS)).url == address(report)


def test_units_of_others_are_not_listed(report, login):
    elsewhere = factories.member(factories.organisation("浦东新区医疗保障局"), Role.SUPERVISOR, "other")
    content = login(elsewhere).get(reverse(UNITS)).content.decode()
    assert "没有可以移交的报告" in content
    assert "上海市医疗保障局" not in content


@pytest.mark.parametrize("pk", [0, 10**9, 2**63, 10**30])
def test_unknown_unit_is_404(report, unit, login, pk):
    assert login(unit.preparer).get(f"/reports/handover/{pk}/").status_code == 404
