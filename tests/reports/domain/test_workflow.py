"""The transition table: every state × act × number of levels."""

import itertools

import pytest

from reports.domain import workflow

#: (act, state, levels) → (next state, role): everything else does not exist.
EXPECTED = {
    ("submit", "draft"): ("submitted", "preparer"),
    ("submit", "returned"): ("submitted", "preparer"),
    ("submit", "correcting"): ("submitted", "preparer"),
    ("void", "draft"): ("voided", "preparer"),
    ("void", "returned"): ("voided", "preparer"),
    ("withdraw", "submitted"): ("draft", "preparer"),
    ("begin", "submitted"): ("reviewing", "reviewer"),
    ("begin", "reviewing"): ("reviewing", "reviewer"),
    ("return", "submitted"): ("returned", "reviewer"),
    ("return", "reviewing"): ("returned", "reviewer"),
    ("approve", "submitted", 1): ("approved", "reviewer"),
    ("approve", "reviewing", 1): ("approved", "reviewer"),
    ("forward", "submitted", 2): ("escalated", "reviewer"),
    ("forward", "reviewing", 2): ("escalated", "reviewer"),
    ("begin", "escalated", 2): ("examining", "supervisor"),
    ("begin", "examining", 2): ("examining", "supervisor"),
    ("return", "escalated", 2): ("returned", "supervisor"),
    ("return", "examining", 2): ("returned", "supervisor"),
    ("approve", "escalated", 2): ("approved", "supervisor"),
    ("approve", "examining", 2): ("approved", "supervisor"),
    ("publish", "approved"): ("published", "supervisor"),
    ("unpublish", "published"): ("approved", "supervisor"),
    ("correct", "approved"): ("correcting", "supervisor"),
    ("correct", "published"): ("correcting", "supervisor"),
}
ALL = list(itertools.product(workflow.ACTS, workflow.STATES, (1, 2)))


@pytest.mark.parametrize(("act", "state", "levels"), ALL)
def test_table_has_exactly_the_expected_transitions(act, state, levels):
    expected = EXPECTED.get((act, state, levels)) or EXPECTED.get((act, state))
    step = workflow.find(act, state, levels)
    assert (step and (step.target, step.role)) == expected


def test_every_state_has_a_name_and_is_reached():
    reached = {"draft"} | {step.target for step in workflow.TRANSITIONS}
    assert reached == set(workflow.STATES)


def test_no_two_transitions_compete():
    keys = [(t.act, source, level) for t in workflow.TRANSITIONS for source in t.sources for level in t.levels]
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
