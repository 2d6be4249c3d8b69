"""Any order of acts by any persons: what must hold for every report holds after each of them."""

import hashlib

import hypothesis
import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from programs.access import access_of
from programs.choices import Role
from programs.models import Membership, Period
from reports import actions
from reports.domain import workflow
from reports.domain.workflow import OPEN_STATES, REVIEWER, SUPERVISOR
from reports.models import Publication, Report
from reports.queries import actions_for
from reports.verifying import troubles_of
from tests import factories

#: Who there is: two of each in the unit, two above it, one above these.
PEOPLE = {
    "tian": Role.PREPARER,
    "ding": Role.PREPARER,
    "shen": Role.REVIEWER,
    "shao": Role.REVIEWER,
    "wang": Role.SUPERVISOR,
    "wu": Role.SUPERVISOR,
    "sheng": Role.SUPERVISOR,  # of the province
    "both": Role.PREPARER,  # and a reviewer too
}
NAMES = st.sampled_from(sorted(PEOPLE))


#: Acts whose rules keep count of something.
OWN_RULES = ("submit", "withdraw", "publish", "unpublish", "void")
#: The straight way, by the number of levels of review.
STRAIGHT = {
    1: (("tian", "submit"), ("shen", "begin"), ("shen", "approve")),
    2: (("tian", "submit"), ("shen", "forward"), ("wang", "begin"), ("wang", "approve")),
    3: (("tian", "submit"), ("shen", "forward"), ("wang", "forward"), ("sheng", "approve")),
}
#: And on from there, for any number of them.
ONWARD = (("wu", "publish"), ("wang", "unpublish"), ("wu", "publish"), ("wang", "correct"), ("ding", "submit"))
#: Acts that came about in the run.
DONE: set[str] = set()


class Life(RuleBasedStateMachine):
    """One report with one to three levels of review, and everybody who may try something."""

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        top = factories.organisation("省财政厅")
        above = factories.organisation("市财政局", top)
        self.unit = unit = factories.organisation("市医疗保障局", above)
        places = {name: above if role == Role.SUPERVISOR else unit for name, role in PEOPLE.items()} | {"sheng": top}
        self.people = {name: factories.member(places[name], role, name) for name, role in PEOPLE.items()}
        Membership.objects.create(user=self.people["both"], organisation=unit, role=Role.REVIEWER)
        unit.preparer = self.people["tian"]
        self.pk = factories.started(unit, factories.period(levels=2, rows=3)).pk
        factories.fill(self.report, self.people["tian"])
        factories.explain(self.report, self.people["tian"])
        self.versions: dict[int, tuple] = {}
        self.typed: set[str] = {"tian"}
        self.published: int | None = None

    @initialize(levels=st.sampled_from(sorted(STRAIGHT)), steps=st.integers(0, 9))
    def begin_somewhere(self, levels: int, steps: int) -> None:
        """Chance alone seldom brings a report to the public."""
        Period.objects.update(review_levels=levels)
        for name, act in (*STRAIGHT[levels], *ONWARD)[:steps]:
            getattr(self, act)(name) if act in OWN_RULES else self.try_act(name, act)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    @property
    def report(self) -> Report:
        return Report.objects.select_related("organisation", "period__program").get(pk=self.pk)

    def try_act(self, name: str, act: str) -> bool:
        report = self.report
        try:
            actions.perform(self.pk, self.people[name], act, revision=report.revision, opinion="按规定办理。")
        except actions.Refused:
            after = self.report
            assert (after.state, after.revision, after.log_count) == (report.state, report.revision, report.log_count)
            return False
        DONE.add(act)
        return True

    @rule(name=NAMES, text=st.sampled_from(["95%", "96%", "97.5%"]), index=st.integers(0, 2))
    def save(self, name: str, text: str, index: int) -> None:
        report = self.report
        entry = report.entries.all()[index]
        change = actions.RowChange(f"entry:{entry.pk}", entry.version, {"actual": text})
        try:
            actions.save_rows(self.pk, self.people[name], [change])
        except actions.Refused:
            assert report.state not in OPEN_STATES or PEOPLE[name] != Role.PREPARER or name in self.revoked
            assert self.report.entries.all()[index].actual == entry.actual
        else:
            assert report.state in OPEN_STATES
            if text != entry.actual:
                self.typed.add(name)

    @property
    def revoked(self) -> set[str]:
        return {name for name, user in self.people.items() if not user.memberships.exists()}

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """What somebody is entitled to do now, so that the report gets anywhere."""
        report = self.report
        ways = [
            (name, step.act)
            for name, user in sorted(self.people.items())
            for step in actions_for(access_of(user), report)
            if not (step.other_hand and name in self.typed)
        ]
        if ways:
            name, act = data.draw(st.sampled_from([way for way in ways if way[1] != "void"] or ways))
            getattr(self, act)(name) if act in OWN_RULES else self.try_act(name, act)

    @rule(name=NAMES)
    def submit(self, name: str) -> None:
        if self.try_act(name, "submit"):
            self.typed.add(name)

    @rule(name=NAMES)
    def withdraw(self, name: str) -> None:
        before = self.report.state
        if self.try_act(name, "withdraw"):
            assert before == "submitted"  # nobody has begun
            self.typed.add(name)

    @rule(name=NAMES, act=st.sampled_from(["begin", "return", "approve", "forward"]))
    def review(self, name: str, act: str) -> None:
        before = self.report.state
        if self.try_act(name, act):
            assert name not in self.typed, "nobody reviews what they prepared"
            assert before in workflow.UNIT_REVIEW | workflow.UPPER_REVIEW
            upper = before in workflow.UPPER_REVIEW
            assert self.people[name].memberships.filter(role=SUPERVISOR if upper else REVIEWER).exists()

    @rule(name=NAMES)
    def publish(self, name: str) -> None:
        if self.try_act(name, "publish"):
            self.published = self.report.round

    @rule(name=NAMES)
    def unpublish(self, name: str) -> None:
        if self.try_act(name, "unpublish"):
            self.published = None

    @rule(name=NAMES)
    def correct(self, name: str) -> None:
        self.try_act(name, "correct")

    @precondition(lambda self: self.report.round)
    @rule(name=NAMES)
    def void(self, name: str) -> None:
        """Only what was never approved; the machine takes it back to go on."""
        with transaction.atomic():
            if self.try_act(name, "void"):
                assert not self.report.events.filter(act="approve").exists()
            transaction.set_rollback(True)

    @rule(name=NAMES, to=st.sampled_from(["tian", "ding", "both", "shen"]))
    def hand_over(self, name: str, to: str) -> None:
        """One event and another preparer; the state and what is typed stay as they are."""
        report = self.report
        chosen = {self.pk: report.assignee_id}
        try:
            actions.hand_over(self.unit.pk, self.people[name], chosen, self.people[to].pk, "岗位调整。")
        except actions.Refused:
            assert self.report.log_count == report.log_count
            assert self.report.assignee_id == report.assignee_id
        else:
            assert report.state in OPEN_STATES
            assert PEOPLE[to] == Role.PREPARER
            assert to not in self.revoked
            assert report.assignee_id != self.report.assignee_id == self.people[to].pk
            assert (self.report.log_count, self.report.revision) == (report.log_count + 1, report.revision)
            DONE.add("handover")

    @rule(name=st.sampled_from(["ding", "shao", "wu", "both"]))
    def revoke(self, name: str) -> None:
        self.people[name].memberships.all().delete()

    @invariant()
    def the_log_holds(self) -> None:
        assert list(troubles_of(self.report)) == []

    @invariant()
    def state_is_the_last_acts(self) -> None:
        assert self.report.state == self.report.events.last().to_state

    @invariant()
    def no_level_is_reviewed_twice_by_one(self) -> None:
        passed = list(self.report.events.filter(act__in=("forward", "approve"), round=self.report.round))
        assert len({event.actor_id for event in passed}) == len(passed) <= self.report.period.review_levels

    @invariant()
    def versions_never_change(self) -> None:
        for version in self.report.versions.all():
            seen = (version.facts, version.sha256, version.pdf_sha256, version.by_id, version.at)
            assert self.versions.setdefault(version.number, seen) == seen
            assert hashlib.sha256(version.facts.encode()).hexdigest() == version.sha256
        assert len(self.versions) == self.report.round

    @invariant()
    def the_public_sees_the_last_published(self) -> None:
        public = Publication.objects.filter(report=self.pk, ended_at=None).select_related("version").first()
        assert (public and public.version.number) == self.published


#: Rule → its arguments: a life in which everything happens.
EVERYTHING = (
    ("begin_somewhere", 3, 0),
    ("hand_over", "shen", "ding"),
    ("save", "tian", "96%", 0),
    ("submit", "ding"),
    ("withdraw", "tian"),
    ("submit", "tian"),
    ("review", "shen", "begin"),
    ("review", "shao", "approve"),  # somebody else has begun, and it is not the last level
    ("review", "shen", "return"),
    ("void", "tian"),
    ("submit", "tian"),
    ("review", "both", "forward"),  # one who may fill it in, and has not
    ("review", "wang", "begin"),
    ("review", "wang", "forward"),
    ("review", "wang", "approve"),  # not twice by one person
    ("review", "sheng", "approve"),
    ("publish", "wu"),
    ("unpublish", "wu"),
    ("publish", "wu"),
    ("correct", "wang"),
    ("revoke", "shao"),
    ("submit", "tian"),
)
HOLDS = (
    "the_log_holds",
    "state_is_the_last_acts",
    "no_level_is_reviewed_twice_by_one",
    "versions_never_change",
    "the_public_sees_the_last_published",
)


@pytest.mark.django_db
def test_a_life_in_which_everything_happens(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    DONE.clear()
    life = Life()
    for step, *arguments in EVERYTHING:
        getattr(life, step)(*arguments)
        for name in HOLDS:
            getattr(life, name)()
    report, published = life.report, life.published
    life.teardown()
    assert {*workflow.ACTS, "handover"} == DONE
    assert (report.state, report.round, published) == ("submitted", 4, 3)


@pytest.mark.slow
@pytest.mark.django_db
def test_any_life_of_a_report(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    chosen = hypothesis.settings(max_examples=30, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(Life, settings=chosen)
