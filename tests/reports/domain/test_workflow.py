"""The transition table: every state × act × whether it is the last level."""

import itertools

import pytest

from reports.domain import workflow

#: (act, state, at the last level) → (next state, role): everything else does not exist.
EXPECTED = {
    ("submit", "draft"): ("submitted", "preparer"),
    ("submit", "returned"): ("submitted", "preparer"),
    ("submit", "correcting"): ("submitted", "preparer"),
    ("void", "draft"): ("voided", "preparer"),
    ("void", "returned"): ("voided", "preparer"),
    ("withdraw", "submitted"): ("back", "preparer"),
    ("begin", "submitted"): ("reviewing", "reviewer"),
    ("begin", "reviewing"): ("reviewing", "reviewer"),
    ("return", "submitted"): ("returned", "reviewer"),
    ("return", "reviewing"): ("returned", "reviewer"),
    ("approve", "submitted", True): ("approved", "reviewer"),
    ("approve", "reviewing", True): ("approved", "reviewer"),
    ("forward", "submitted", False): ("escalated", "reviewer"),
    ("forward", "reviewing", False): ("escalated", "reviewer"),
    ("begin", "escalated"): ("examining", "supervisor"),
    ("begin", "examining"): ("examining", "supervisor"),
    ("return", "escalated"): ("returned", "supervisor"),
    ("return", "examining"): ("returned", "supervisor"),
    ("approve", "escalated", True): ("approved", "supervisor"),
    ("approve", "examining", True): ("approved", "supervisor"),
    ("forward", "escalated", False): ("escalated", "supervisor"),
    ("forward", "examining", False): ("escalated", "supervisor"),
    ("publish", "approved"): ("published", "supervisor"),
    ("unpublish", "published"): ("approved", "supervisor"),
    ("correct", "approved"): ("correcting", "supervisor"),
    ("correct", "published"): ("correcting", "supervisor"),
}
#: While an earlier version is public, besides: taken down without any other change.
TAKEN_DOWN = {"submitted", "reviewing", "escalated", "examining", "returned", "correcting", "approved"}
ALL = list(itertools.product(workflow.ACTS, workflow.STATES, (False, True), (False, True), (False, True)))


@pytest.mark.parametrize(("act", "state", "last", "public", "settled"), ALL)
def test_table_has_exactly_the_expected_transitions(act, state, last, public, settled):
    expected = EXPECTED.get((act, state, last)) or EXPECTED.get((act, state))
    if act == "void" and settled:
        expected = None
    if act == "unpublish" and public and state in TAKEN_DOWN:
        expected = ("stays", "supervisor")
    step = workflow.find(act, workflow.Situation(state, last, public, settled))
    assert (step and (step.target, step.role)) == expected


@pytest.mark.parametrize(
    ("act", "state", "before", "after"),
    [
        ("withdraw", "submitted", "draft", "draft"),
        ("withdraw", "submitted", "returned", "returned"),
        ("withdraw", "submitted", "correcting", "correcting"),
        ("unpublish", "correcting", "draft", "correcting"),
        ("submit", "returned", "draft", "submitted"),
    ],
)
def test_where_an_act_leads(act, state, before, after):
    step = workflow.find(act, workflow.Situation(state, public=True))
    assert step is not None
    assert step.leads_to(state, before) == after


def test_every_state_has_a_name_and_is_reached():
    reached = {"draft"} | {step.target for step in workflow.TRANSITIONS} - {"stays", "back"}
    assert reached == set(workflow.STATES)


def test_no_two_transitions_compete():
    keys = [
        (step.act, source, last)
        for step in workflow.TRANSITIONS
        for source in step.sources
        for last in ((True, False) if step.last is None else (step.last,))
    ]
    assert len(keys) == len(set(keys))


def test_only_voiding_is_final():
    left = {source for step in workflow.TRANSITIONS for source in step.sources}
    assert set(workflow.STATES) - left == {"voided"}


def test_a_report_is_open_or_handed_in_or_voided():
    assert workflow.OPEN_STATES | workflow.HANDED_IN | {workflow.VOIDED} == set(workflow.STATES)
    assert not workflow.OPEN_STATES & workflow.HANDED_IN


def test_content_is_open_only_before_a_submission():
    assert {state for state in workflow.STATES if workflow.editable(state)} == {"draft", "returned", "correcting"}


REASONED = {"return", "void", "publish", "unpublish", "correct"}


def test_review_needs_another_hand_and_what_undoes_its_reason():
    for step in workflow.TRANSITIONS:
        assert step.other_hand == (step.act in ("begin", "return", "approve", "forward"))
        assert bool(step.opinion) == (step.act in REASONED)


def test_every_act_has_words():
    for act in (*workflow.ACTS, *workflow.RECORDS):
        assert workflow.label(act)
