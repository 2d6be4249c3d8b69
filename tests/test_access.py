"""Every address has its rows in the access matrix; what holds for all of them. The matrix is walked in tests/access."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from programs.choices import Role
from reports.domain import workflow
from tests import factories
from tests.access.addresses import ALL, OURS
from tests.access.asking import address, closed
from tests.access.matrix import ROWS, STATES

pytestmark = pytest.mark.django_db
METHODS = ("get", "post", "put", "patch", "delete")
#: Django's own class-based pages take PUT for a POST.
OF_DJANGO = ("login", "logout", "password_change")


@pytest.fixture
def standing(unit) -> SimpleNamespace:
    """A blank report, and numbers under which there is nothing."""
    nothing = SimpleNamespace(pk=1)
    return SimpleNamespace(report=factories.started(unit), said=nothing, asked=nothing, file=nothing, recheck=1)


@pytest.mark.parametrize("name", OURS)
def test_every_address_has_its_rows(name, standing, login, unit):
    """By the methods that the view takes: an address or a method without a row fails."""
    path = address(name, "submit", standing)
    refused = (Client() if name == "login" else login(unit.preparer)).patch(path)  # whoever is in is sent on from there
    assert refused.status_code == 405
    taken = {method.strip() for method in refused["Allow"].lower().split(",")} - {"head", "options"}
    if name in OF_DJANGO:
        taken -= {"put"}
    assert {row.method for row in ROWS if row.name == name} == taken


def test_no_row_is_about_an_address_that_is_gone():
    assert {row.name for row in ROWS} == set(OURS)


def test_every_row_is_written_once():
    labels = [row.label for row in ROWS]
    assert sorted(set(labels)) == sorted(labels)


def test_the_matrix_knows_every_state_and_every_act():
    assert sorted(STATES.values()) == sorted(workflow.STATES)
    acts = {row.what for row in ROWS if row.name == "report_act"} - {"publish-now"}
    assert acts == set(workflow.ACTS)


@pytest.mark.parametrize("name", OURS)
def test_wrong_method_is_405(name, standing, unit, login):
    """Within one's scope and outside of it: it says nothing of what is there."""
    right = {row.method for row in ROWS if row.name == name} | ({"put"} if name in OF_DJANGO else set())
    path = address(name, "submit", standing)
    clients = [Client()] if name == "login" else [login(unit.preparer), login(factories.user("stranger"))]
    answers = {
        (number, method): getattr(client, method)(path).status_code
        for number, client in enumerate(clients)
        for method in METHODS
        if method not in right
    }
    assert set(answers.values()) == {405}


@pytest.mark.parametrize("name", sorted({row.name for row in ROWS if row.method == "post"}))
def test_a_post_from_another_site_is_refused(name, standing, unit):
    client = Client(enforce_csrf_checks=True)
    client.force_login(unit.preparer, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(address(name, "submit", standing))
    assert (response.status_code, "页面已过期" in response.content.decode()) == (403, True)


# --- what pages that others may open show ---------------------------------------------------------------------------


def strangers(login) -> list[Client]:
    """Somebody without any role, and people of every role in another unit."""
    elsewhere = factories.organisation("浦东新区医疗保障局")
    people = [factories.user("stranger")]
    people += [factories.member(elsewhere, role, f"other-{role}") for role in Role.values]
    return [login(person) for person in people]


@pytest.mark.parametrize("name", sorted({row.name for row in ROWS if row.method == "get" and row.people["S2"] in "+>"}))
def test_pages_of_other_units_show_nothing_of_the_report(name, standing, login):
    for client in strangers(login):
        shown = closed(client.get(address(name, "", standing))).content.decode("utf-8", "replace")
        assert standing.report.title not in shown
        assert standing.report.organisation.name not in shown


def test_supervisor_scope_follows_the_tree_not_the_name(db, login):
    """3301 is not the parent of 33010."""
    near, below, other = (factories.organisation(name) for name in ("3301", "33019", "33010"))
    below.parent = near
    below.save()
    for unit in (below, other):
        unit.preparer = factories.member(unit, Role.PREPARER, f"p{unit.name}")
    issued = factories.period()
    mine, foreign = factories.started(below, issued), factories.started(other, issued)
    for report, unit in ((mine, below), (foreign, other)):
        factories.fill(report, unit.preparer)
        factories.advance(report, (unit.preparer, "submit"))
    client = login(factories.member(near, Role.SUPERVISOR, "super"))
    assert client.get(reverse("report", args=[mine.pk])).status_code == 200
    assert client.get(reverse("report", args=[foreign.pk])).status_code == 404


@pytest.mark.parametrize("pk", [0, 99, 2**63, 10**30])
def test_unknown_report_is_404(pk, unit, login):
    assert login(unit.preparer).get(f"/reports/{pk}/").status_code == 404


# --- the administration ---------------------------------------------------------------------------------------------


def admin_addresses() -> list[str]:
    found = []
    for name in ALL:
        if name.startswith("admin:") and not name.endswith(":None"):
            for arguments in ([], ["1"], ["1", "1"]):
                try:
                    found.append(reverse(name, args=arguments))
                except Exception:  # noqa: BLE001, S112 - the next number of arguments may fit
                    continue
                break
    return found


def test_administration_is_closed_to_everybody_but_administrators(standing, login, unit):
    addresses = admin_addresses()
    assert len(addresses) > 20
    people = [unit.preparer, unit.reviewer]
    people += [factories.member(unit, role, f"other-{role}") for role in (Role.SUPERVISOR, Role.AUDITOR)]
    for client in (Client(), *map(login, people)):
        for path in addresses:
            response = client.get(path)
            if path in (reverse("admin:login"), reverse("admin:logout")):
                continue
            assert response.status_code in (302, 403, 404, 405), path
            if response.status_code == 302:
                assert "login" in response.url, path


def test_report_content_is_not_in_the_administration():
    registered = [name for name in ALL if name.startswith("admin:reports")]
    assert registered == []
