"""The walk of the access matrix: every address × person × state."""

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access.asking import address, ask
from tests.access.matrix import INSIDE, ROWS, STATES, STATUS, Row
from tests.access.tables import differences, dump
from tests.access.world import World

pytestmark = pytest.mark.django_db
each_row = pytest.mark.parametrize("row", ROWS, ids=[row.label for row in ROWS])


def walked(world: World, row: Row, person: str) -> list[str]:
    """Where this person is answered otherwise than the row says."""
    wrong = []
    signs = row.signs(person)
    for letter, sign in signs.items() if row.by_state else [("D", signs["D"])]:
        state = STATES[letter]
        at = world.standing[state]
        with transaction.atomic():
            response = ask(world, person, row.name, row.method, at, row.what)
            got = response.status_code
            after = type(at.report).objects.get(pk=at.report.pk).state
            # What was refused stays, so that the tables show it if it has changed anything after all.
            transaction.set_rollback(got < 400)
        expected = STATUS[sign], STATES.get(sign, state)
        if (got, after) != expected:
            wrong.append(f"{row.label}: {person} in {state} gets {got, after}, not {expected}")
        if sign in "x-" and at.report.title in response.content.decode():
            wrong.append(f"{row.label}: {person} in {state} is refused and told the title")
    return wrong


@each_row
def test_every_person_in_every_state_gets_what_the_matrix_says(world, row):
    wrong = []
    before = dump()
    for person in row.people:
        wrong += walked(world, row, person)
        if row.method == "post":
            after = dump()
            wrong += [f"{row.label}: {person} has changed {what}" for what in differences(before, after)]
            before = after
    assert wrong == []
    assert differences(before, dump()) == []


@each_row
def test_anonymous_gets_the_login_page_and_a_script_401(world, row):
    public = world.standing["published"]  # the public page of a published report is not one of these
    response = ask(world, "ANON", row.name, row.method, public, row.what)
    if row.anon:
        assert response.status_code == STATUS[row.anon]
        return
    assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("login"))
    told = ask(world, "ANON", row.name, row.method, public, row.what, headers={"accept": "application/json"})
    assert told.status_code == 401


POSTS = [row for row in ROWS if row.method == "post"]


@pytest.mark.parametrize("row", POSTS, ids=[row.label for row in POSTS])
def test_who_may_not_is_told_so_before_anything_else_is_read(world, row):
    """A script posts nothing but what it has seen: whoever is refused for role or scope is refused all the same.

    (Where a report is begun, what is posted names the unit: nothing named is nowhere.)
    """
    wrong = []
    for person in row.people:
        for letter, sign in row.signs(person).items():
            if sign not in "x-" or (person not in INSIDE and letter not in "DP"):
                continue
            at = world.standing[STATES[letter]]
            path, seen = address(row.name, row.what, at), {"revision": at.report.revision}
            response = world.client(person).post(path, seen, headers={"accept": "application/json"})
            expected = 404 if row.name == "report_start" else STATUS[sign]
            if (response.status_code, bool(response.json()["message"])) != (expected, True):
                wrong.append((person, letter, response.status_code))
    assert wrong == []
