"""The auditor holds nothing but the audit: what the access says, what the administration refuses."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.access import access_of
from programs.choices import Role
from programs.models import Membership, User
from reports.queries import may_read, startable, visible_reports, waiting_for
from tests import factories

pytestmark = pytest.mark.django_db
ONLY = "审计员不能同时担任其他角色，请为另一角色单独建立账号。"
ADMINISTRATOR = "审计员不能是系统管理员：请取消“工作人员状态”和“超级用户状态”，或者去掉审计员角色。"


@pytest.fixture
def tree(unit):
    """上海市财政局 over the unit, and a unit beside them."""
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    unit.elsewhere = factories.organisation("杭州市医疗保障局")
    return unit


# --- what the access says ---------------------------------------------------------------------------


def test_an_auditor_audits_the_subtree_and_has_no_role_in_it(tree):
    access = access_of(factories.member(tree.parent, Role.AUDITOR, "shenji"))
    assert access.audited == {tree.parent.pk, tree.pk}
    assert [access.roles_in(pk) for pk in (tree.parent.pk, tree.pk, tree.elsewhere.pk)] == [frozenset()] * 3
    assert (access.unit_ids, access.prepares, access.supervised) == (frozenset(),) * 3


def test_an_auditor_of_the_lower_unit_audits_nothing_above(tree):
    assert access_of(factories.member(tree, Role.AUDITOR, "shenji")).audited == {tree.pk}


def test_two_subtrees_are_audited_together(tree):
    auditor = factories.member(tree, Role.AUDITOR, "shenji")
    Membership.objects.create(user=auditor, organisation=tree.elsewhere, role=Role.AUDITOR)
    assert access_of(auditor).audited == {tree.pk, tree.elsewhere.pk}


@pytest.mark.parametrize("role", [Role.PREPARER, Role.REVIEWER, Role.SUPERVISOR])
def test_another_role_beside_the_audit_gives_nothing(tree, role):
    auditor = factories.member(tree.parent, Role.AUDITOR, "shenji")
    Membership.objects.create(user=auditor, organisation=tree, role=role)
    access = access_of(auditor)
    assert (access.roles_in(tree.pk), access.unit_ids, access.supervised) == (frozenset(),) * 3
    assert access.audited == {tree.parent.pk, tree.pk}


@pytest.mark.parametrize("changes", [{"is_active": False}, {"is_staff": True}])
def test_a_closed_account_and_an_administrator_audit_nothing(tree, changes):
    auditor = factories.member(tree, Role.AUDITOR, "shenji")
    User.objects.filter(pk=auditor.pk).update(**changes)
    assert access_of(User.objects.get(pk=auditor.pk)).audited == frozenset()


@pytest.mark.parametrize("role", [Role.PREPARER, Role.REVIEWER, Role.SUPERVISOR])
def test_nobody_else_audits(tree, role):
    assert access_of(factories.member(tree, role, "other")).audited == frozenset()


def test_no_report_is_an_auditors(tree):
    report = factories.started(tree)
    factories.fill(report, tree.preparer)
    factories.advance(report, (tree.preparer, "submit"))
    access = access_of(factories.member(tree, Role.AUDITOR, "shenji"))
    assert list(visible_reports(access)) == list(waiting_for(access)) == startable(access) == []
    assert not may_read(access, report)


def test_an_auditors_access_costs_two_queries(tree):
    auditor = factories.member(tree.parent, Role.AUDITOR, "shenji")
    with CaptureQueriesContext(connection) as queries:
        access_of(auditor)
    assert len(queries) == 2


# --- what the administration refuses ----------------------------------------------------------------


@pytest.fixture
def administrator(login):
    return login(factories.user("guan", is_staff=True, is_superuser=True))


def post(client, person: User, roles: list[tuple[int, str]], delete: tuple[int, ...] = (), **flags: str):
    """The account's page as an administrator sends it: the present roles, then these as new ones."""
    held = list(person.memberships.order_by("pk"))
    data = {"username": person.username, "name": person.name, "email": "", "is_active": "on", **flags}
    data |= {"memberships-TOTAL_FORMS": str(len(held) + len(roles)), "memberships-INITIAL_FORMS": str(len(held))}
    for index, row in enumerate(held):
        data[f"memberships-{index}-id"] = str(row.pk)
        if index in delete:
            data[f"memberships-{index}-DELETE"] = "on"
    for index, (unit, role) in enumerate([*((row.organisation_id, row.role) for row in held), *roles]):
        data |= {f"memberships-{index}-organisation": str(unit), f"memberships-{index}-role": role}
        data[f"memberships-{index}-user"] = str(person.pk)
    return client.post(reverse("admin:programs_user_change", args=[person.pk]), data)


def roles_of(person: User) -> list[tuple[int, str]]:
    return list(person.memberships.order_by("pk").values_list("organisation", "role"))


def test_a_second_kind_of_role_is_refused_for_an_auditor(tree, administrator):
    auditor = factories.member(tree, Role.AUDITOR, "shenji")
    response = post(administrator, auditor, [(tree.elsewhere.pk, Role.PREPARER)])
    assert response.status_code == 200
    assert ONLY in response.content.decode()
    assert roles_of(auditor) == [(tree.pk, "auditor")]


@pytest.mark.parametrize("role", [Role.PREPARER, Role.REVIEWER, Role.SUPERVISOR])
def test_whoever_has_a_role_is_not_made_an_auditor(tree, administrator, role):
    person = factories.member(tree, role, "other")
    response = post(administrator, person, [(tree.elsewhere.pk, Role.AUDITOR)])
    assert response.status_code == 200
    assert ONLY in response.content.decode()
    assert roles_of(person) == [(tree.pk, role)]


def test_two_kinds_at_once_are_refused_for_a_new_person(tree, administrator):
    person = factories.user("new")
    response = post(administrator, person, [(tree.pk, Role.AUDITOR), (tree.pk, Role.REVIEWER)])
    assert ONLY in response.content.decode()
    assert roles_of(person) == []


@pytest.mark.parametrize("flag", ["is_staff", "is_superuser"])
def test_an_auditor_is_not_made_an_administrator(tree, administrator, flag):
    auditor = factories.member(tree, Role.AUDITOR, "shenji")
    response = post(administrator, auditor, [], **{flag: "on"})
    assert response.status_code == 200
    assert ADMINISTRATOR in response.content.decode()
    assert not getattr(User.objects.get(pk=auditor.pk), flag)


def test_an_administrator_is_not_made_an_auditor(tree, administrator):
    person = factories.user("guan2", is_staff=True)
    response = post(administrator, person, [(tree.pk, Role.AUDITOR)], is_staff="on")
    assert ADMINISTRATOR in response.content.decode()
    assert roles_of(person) == []


def test_a_role_is_exchanged_for_the_audit_in_one_step(tree, administrator):
    person = factories.member(tree, Role.PREPARER, "other")
    response = post(administrator, person, [(tree.pk, Role.AUDITOR)], delete=(0,))
    assert response.status_code == 302
    assert roles_of(person) == [(tree.pk, "auditor")]


def test_what_is_lawful_is_saved(tree, administrator):
    auditor, other = factories.member(tree, Role.AUDITOR, "shenji"), factories.member(tree, Role.PREPARER, "other")
    assert post(administrator, auditor, [(tree.elsewhere.pk, Role.AUDITOR)]).status_code == 302
    assert post(administrator, other, [(tree.pk, Role.REVIEWER)]).status_code == 302
    assert roles_of(auditor) == [(tree.pk, "auditor"), (tree.elsewhere.pk, "auditor")]
    assert roles_of(other) == [(tree.pk, "preparer"), (tree.pk, "reviewer")]


def test_the_sentence_names_the_boxes_as_the_page_does(tree, administrator):
    content = administrator.get(reverse("admin:programs_user_change", args=[tree.preparer.pk])).content.decode()
    for box in ("工作人员状态", "超级用户状态"):
        assert f">{box}</label>" in content
