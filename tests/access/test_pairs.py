"""Every pair of states, for each number of review levels: the ways there are, and no other; and whose hand it takes."""

import itertools

import pytest
from django.db import transaction
from django.urls import reverse

from programs.choices import Role
from programs.models import Membership, Period, User
from reports.domain import workflow
from reports.models import Report
from tests.access.asking import ask
from tests.access.matrix import STATES
from tests.access.tables import differences, dump
from tests.access.world import OPINIONS, World, take

pytestmark = pytest.mark.django_db

#: (from, to) → the act, and the role of the right person for it.
BELOW = {
    ("draft", "submitted"): ("submit", "P"),
    ("returned", "submitted"): ("submit", "P"),
    ("correcting", "submitted"): ("submit", "P"),
    ("draft", "voided"): ("void", "P"),
    ("returned", "voided"): ("void", "P"),
    ("submitted", "draft"): ("withdraw", "P"),
    ("submitted", "reviewing"): ("begin", "R"),
    ("reviewing", "reviewing"): ("begin", "R"),
    ("submitted", "returned"): ("return", "R"),
    ("reviewing", "returned"): ("return", "R"),
}
ABOVE = {
    ("escalated", "examining"): ("begin", "S"),
    ("examining", "examining"): ("begin", "S"),
    ("escalated", "returned"): ("return", "S"),
    ("examining", "returned"): ("return", "S"),
    ("approved", "published"): ("publish", "S"),
    ("published", "approved"): ("unpublish", "S"),
    ("approved", "correcting"): ("correct", "S"),
    ("published", "correcting"): ("correct", "S"),
}
UNIT_APPROVES = {
    ("submitted", "approved"): ("approve", "R"),
    ("reviewing", "approved"): ("approve", "R"),
}
UNIT_FORWARDS = {
    ("submitted", "escalated"): ("forward", "R"),
    ("reviewing", "escalated"): ("forward", "R"),
}
UPPER_APPROVES = {
    ("escalated", "approved"): ("approve", "S"),
    ("examining", "approved"): ("approve", "S"),
}
UPPER_FORWARDS = {
    ("escalated", "escalated"): ("forward", "S"),
    ("examining", "escalated"): ("forward", "S"),
}
#: By the number of review levels. With one level no report comes above its unit, but where a year has lost a level
#: meanwhile, whoever has the report is the last. With three, the first level above the unit forwards too.
PAIRS = {
    1: BELOW | ABOVE | UNIT_APPROVES | UPPER_APPROVES,
    2: BELOW | ABOVE | UNIT_FORWARDS | UPPER_APPROVES,
    3: BELOW | ABOVE | UNIT_FORWARDS | UPPER_FORWARDS,
}
#: Whose acts they are at all.
ACTS = {
    "submit": "P", "void": "P", "withdraw": "P", "begin": "RS", "return": "RS", "approve": "RS", "forward": "RS",
    "publish": "S", "unpublish": "S", "correct": "S",
}  # fmt: skip
ALL = [(state, act, person) for state in STATES.values() for act, people in ACTS.items() for person in people]


def tried(world: World, person: str, act: str, state: str) -> str | int:
    """The state that the act has led to, or the status of the refusal; it is undone."""
    at = world.standing[state]
    with transaction.atomic():
        response = ask(world, person, "report_act", "post", at, act)
        state = Report.objects.get(pk=at.report.pk).state
        transaction.set_rollback(response.status_code < 400)
    return state if response.status_code == 302 else response.status_code


def set_levels(levels: int) -> None:
    """As if each report had been submitted under as many levels of review."""
    Period.objects.update(review_levels=levels)
    Report.objects.update(levels=levels)


def expected(levels: int, person: str, act: str, state: str) -> str | int:
    ways = {(source, name): (target, role) for (source, target), (name, role) in PAIRS[levels].items()}
    if (state, act) not in ways:
        return 409
    target, role = ways[state, act]
    return target if role == person else 403


def test_the_list_has_every_act():
    assert set(ACTS) == set(workflow.ACTS)
    assert set(STATES.values()) == set(workflow.STATES)


@pytest.mark.parametrize("levels", PAIRS)
def test_exactly_the_listed_pairs_of_states_are_one_act_apart(world, levels):
    set_levels(levels)
    before = dump()
    found = {(state, act, person): tried(world, person, act, state) for state, act, person in ALL}
    assert {key: got for key, got in found.items() if got != expected(levels, key[2], key[1], key[0])} == {}
    reached = {(state, got) for (state, _, _), got in found.items() if isinstance(got, str)}
    pairs = set(itertools.product(STATES.values(), STATES.values()))
    assert pairs - reached == pairs - set(PAIRS[levels])
    assert differences(before, dump()) == []


@pytest.mark.parametrize("seen", [-1, 1, "", "x", "-1", "９９９９", "1" * 12, "1e1"])
def test_what_was_not_seen_as_it_is_now_is_refused(world, seen):
    """The right person, for every listed pair; a number is beside what the report has."""
    before, wrong = dump(), []
    for (state, _), (act, person) in PAIRS[2].items():
        at = world.standing[state]
        revision = at.report.revision + seen if isinstance(seen, int) else seen
        posted = {"revision": revision, "opinion": OPINIONS.get(act, ""), "sure": "1"}
        response = world.client(person).post(reverse("report_act", args=[at.report.pk, act]), posted)
        if response.status_code != 409:
            wrong.append((state, act, response.status_code))
    assert wrong == []
    assert differences(before, dump()) == []


# --- whose hand -----------------------------------------------------------------------------------------------------

REVIEWS = ("begin", "return", "approve", "forward")


def also(person: User, place, role: str) -> None:
    Membership.objects.create(user=person, organisation=place, role=role)


def refused(world: World, person: str, state: str, acts=REVIEWS) -> set[str | int]:
    """What becomes of the acts; none of them may change anything."""
    before = dump()
    found = {tried(world, person, act, state) for act in acts}
    assert differences(before, dump()) == []
    return found


@pytest.mark.parametrize("levels", [1, 2])
@pytest.mark.parametrize("state", ["submitted", "reviewing"])
def test_nobody_reviews_what_they_prepared(world, levels, state):
    """Somebody with both roles, who filled it in and submitted it."""
    set_levels(levels)
    also(world.people["P"], world.unit, Role.REVIEWER)
    last = "approve" if levels == 1 else "forward"
    assert refused(world, "P", state, ("begin", "return", last)) == {403}


@pytest.mark.parametrize("state", ["escalated", "examining"])
def test_nobody_reviews_from_above_what_they_prepared(world, state):
    also(world.people["P"], world.unit.parent, Role.SUPERVISOR)
    assert refused(world, "P", state, ("begin", "return", "approve")) == {403}


@pytest.mark.parametrize("state", ["submitted", "reviewing"])
def test_who_has_prepared_is_told_by_the_log_and_not_by_the_role_of_today(world, state):
    Membership.objects.filter(user=world.people["P"]).update(role=Role.REVIEWER)
    assert refused(world, "P", state, ("begin", "return", "forward")) == {403}


@pytest.mark.parametrize("state", ["escalated", "examining"])
def test_who_forwarded_does_not_review_again_from_above(world, state):
    also(world.people["R"], world.unit.parent, Role.SUPERVISOR)
    assert refused(world, "R", state, ("begin", "return", "approve")) == {403}


def test_who_forwarded_reviews_the_next_version_from_above(world):
    """Another one has forwarded that one."""
    people, report = world.people, world.standing["returned"].report
    take(report, people["P"], "submit")
    take(report, people["T"], "forward")
    also(people["R"], world.unit.parent, Role.SUPERVISOR)
    take(report, people["R"], "approve")
    assert Report.objects.get(pk=report.pk).state == "approved"


def test_who_forwarded_a_version_does_not_recheck_it_wherever_the_report_is_by_now(world):
    """The published one has come back to be corrected; what was drawn is the version that R has forwarded."""
    people, at = world.people, world.standing["correcting"]
    also(people["R"], world.unit.parent, Role.SUPERVISOR)
    before = dump()
    assert ask(world, "R", "report_recheck", "post", at).status_code == 403
    take(at.report, people["P"], "submit")
    assert ask(world, "R", "report_recheck", "post", at).status_code == 403
    assert ask(world, "S", "report_recheck", "post", at).status_code == 302
    assert {model.__name__ for model, rows in dump().items() if rows != before[model]} >= {"Recheck", "RecheckScore"}


@pytest.mark.parametrize(("state", "preparer"), [("returned", 403), ("correcting", 422)])
def test_who_forwarded_the_last_version_waives_in_the_next_one(world, state, preparer):
    """What has come back is the preparers' again: a unit with a single reviewer can still mend what no rule allows.

    Who prepared what was approved has had no hand in its correction yet.
    """
    at = world.standing[state]
    assert ask(world, "R", "report_waive", "post", at).status_code == 422
    also(world.people["P"], world.unit, Role.REVIEWER)
    assert ask(world, "P", "report_waive", "post", at).status_code == preparer


@pytest.mark.parametrize("state", ["published", "correcting"])
def test_who_approved_a_version_does_not_recheck_it(world, state):
    """U has approved it, S is of the same office."""
    at = world.standing[state]
    before = dump()
    assert ask(world, "U", "report_recheck", "post", at).status_code == 403
    assert dump() == before
    assert ask(world, "U", "report_recheck", "get", at).status_code == 200
    assert ask(world, "S", "report_recheck", "post", at).status_code == 302


HELD = [("reviewing", "R", "T", ("return", "forward")), ("examining", "S", "U", ("return", "approve"))]


@pytest.mark.parametrize(("state", "holder", "colleague", "acts"), HELD)
def test_a_review_that_somebody_holds_is_taken_over_first(world, state, holder, colleague, acts):
    assert refused(world, colleague, state, acts) == {409}
    report = world.standing[state].report
    take(report, world.people[colleague], "begin")
    assert Report.objects.get(pk=report.pk).holder == world.people[colleague]
    assert refused(world, holder, state, acts) == {409}
    assert tried(world, colleague, "return", state) == "returned"


@pytest.mark.parametrize("act", ["void", "withdraw", "submit"])
def test_any_preparer_of_the_unit_may_do_what_is_the_preparers(world, act):
    """Several preparers of one unit: the report is the unit's."""
    state = "submitted" if act == "withdraw" else "draft"
    assert tried(world, "Q", act, state) == {"void": "voided", "withdraw": "draft", "submit": "submitted"}[act]
