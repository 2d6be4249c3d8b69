"""A role that is taken away ends at the next request, whatever page is still open and however it was taken."""

import json
from collections.abc import Callable

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from programs.choices import Role
from programs.models import Membership, Organisation, User
from tests import factories
from tests.access.asking import address, body, closed, query, rows
from tests.access.tables import differences, dump
from tests.access.world import World

pytestmark = pytest.mark.django_db

#: Person → the state in which, and what they do before and after: (address, method, what), and what they get before.
REQUESTS = {
    "P": ("draft", [
        ("report", "get", "", 200),
        ("report_edit", "get", "", 200),
        ("report_save", "post", "", 200),
        ("report_comment", "post", "", 302),
        ("report_evidence", "post", "", 302),
        ("report_handover", "get", "", 200),
        ("report_log", "get", "one", 200),
        ("report_act", "post", "submit", 302),
    ]),
    "R": ("reviewing", [
        ("report", "get", "", 200),
        ("report_comment", "post", "", 302),
        ("report_comment_demand", "post", "", 302),
        ("report_waive", "post", "", 422),
        ("report_pdf", "get", "", 200),
        ("report_log", "get", "verify", 200),
        ("report_act", "post", "forward", 302),
    ]),
    "S": ("published", [
        ("report", "get", "", 200),
        ("report_pdf", "get", "", 200),
        ("report_version_pdf", "get", "", 200),
        ("report_recheck", "get", "", 200),
        ("report_recheck", "post", "", 302),
        ("report_handover", "get", "", 200),
        ("report_log", "get", "one", 200),
        ("report_act", "post", "unpublish", 302),
    ]),
    "AUD": ("published", [
        ("report_log", "get", "one", 200),
        ("report_log", "get", "verify", 200),
    ]),
}  # fmt: skip
CASES = [(person, state, *request) for person, (state, requests) in REQUESTS.items() for request in requests]


def deleted(world: World, person: User) -> None:
    Membership.objects.filter(user=person).delete()


def elsewhere(world: World, person: User) -> None:
    """The same role, in another unit."""
    other = factories.organisation("江苏省医疗保障局")
    Membership.objects.filter(user=person).update(organisation=other)


def moved(world: World, person: User) -> None:
    """Not the person but the unit: it belongs to another one by now, as those above it and their auditors see."""
    Organisation.objects.filter(pk=world.unit.pk).update(parent=factories.organisation("财政部"))


def deactivated(world: World, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def staffed(world: World, person: User) -> None:
    """An administrator holds no role, whatever memberships are left."""
    User.objects.filter(pk=person.pk).update(is_staff=True)


#: Where the unit belongs is nothing to its own people.
TAKEN = [
    (case, revoke)
    for case in CASES
    for revoke in (deleted, elsewhere, deactivated, staffed, moved)
    if revoke is not moved or case[0] not in "PR"
]
NAMED = [f"{' '.join(map(str, case))} {revoke.__name__}" for case, revoke in TAKEN]


def send(world: World, client: Client, name: str, method: str, what: str, state: str) -> HttpResponseBase:
    """What the page that is still open sends."""
    at = world.standing[state]
    path = address(name, what, at)
    if name == "report_save":
        return client.post(path, rows(at), content_type="application/json")
    data = query(name, what, at) if method == "get" else body(world, name, what, at)
    return closed(getattr(client, method)(path, data))


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize(("case", "revoke"), TAKEN, ids=NAMED)
def test_a_role_taken_away_ends_at_the_next_request(world, case, revoke, script):
    person, state, name, method, what, _ = case
    client = world.client(person, headers={"accept": "application/json"} if script else None)
    first = "report_log" if person == "AUD" else "report"
    assert send(world, client, first, "get", "one", state).status_code == 200
    revoke(world, world.people[person])
    stands = dump()
    response = send(world, client, name, method, what, state)
    assert response.status_code == after(name, revoke, script)
    if response.status_code == 302:
        assert response.url.partition("?")[0] == reverse("login")
    assert differences(stands, dump()) == []


def after(name: str, revoke: Callable, script: bool) -> int:
    """Out of scope as if it did not exist; an account that is off is logged out; the administration's own doors."""
    if revoke is deactivated:
        return 401 if script else 302
    if revoke is staffed and name in ("report_handover", "report_log"):
        return 200 if name == "report_handover" else 403
    return 404


@pytest.mark.parametrize(("person", "state", "name", "method", "what", "before"), CASES)
def test_with_the_role_the_same_requests_are_answered(world, person, state, name, method, what, before):
    assert send(world, world.client(person), name, method, what, state).status_code == before


@pytest.mark.parametrize("revoke", [deleted, elsewhere, staffed])
def test_autosave_after_the_role_is_gone_says_so_and_stores_nothing(world, revoke):
    at, client = world.standing["draft"], world.client("P", headers={"accept": "application/json"})
    path, message = reverse("report_save", args=[at.report.pk]), json.loads(rows(at))
    saved = client.post(path, message, content_type="application/json")
    assert saved.status_code == 200
    message["rows"][0] |= {"version": at.report.version + 1, "cells": {"remarks": "更晚的说明。"}}
    revoke(world, world.people["P"])
    stands = dump()
    response = client.post(path, message, content_type="application/json")
    assert (response.status_code, response.json()) == (404, {"message": "没有这个页面，或者它不在您的权限范围内。"})
    assert differences(stands, dump()) == []


def test_who_takes_over_a_unit_sees_it_at_once_and_who_gave_it_no_more(world):
    report = world.standing["approved"].report
    old, new = world.client("S"), world.client("S2")
    path = reverse("report", args=[report.pk])
    assert [client.get(path).status_code for client in (old, new)] == [200, 404]
    Organisation.objects.filter(pk=world.unit.pk).update(parent=world.people["S2"].memberships.get().organisation)
    assert [client.get(path).status_code for client in (old, new)] == [404, 200]


def test_a_role_that_is_one_of_two_leaves_the_other(world):
    person, report = world.people["P"], world.standing["draft"].report
    Membership.objects.create(user=person, organisation=world.unit, role=Role.REVIEWER)
    Membership.objects.filter(user=person, role=Role.PREPARER).delete()
    client = world.client("P")
    paths = [reverse(name, args=[report.pk]) for name in ("report", "report_edit")]
    assert [client.get(path).status_code for path in paths] == [200, 403]


def test_who_becomes_an_auditor_holds_no_other_role_from_then_on(world):
    person, report = world.people["P"], world.standing["draft"].report
    Membership.objects.create(user=person, organisation=world.unit, role=Role.AUDITOR)
    client = world.client("P")
    paths = [reverse(name, args=[report.pk]) for name in ("report", "report_edit")]
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_a_role_given_back_is_a_role_again(world):
    person, report = world.people["P"], world.standing["draft"].report
    client, path = world.client("P"), reverse("report_edit", args=[report.pk])
    deleted(world, person)
    assert client.get(path).status_code == 404
    Membership.objects.create(user=person, organisation=world.unit, role=Role.PREPARER)
    assert client.get(path).status_code == 200
