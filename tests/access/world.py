"""One unit among others with a report in every state, made by the real operations."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client

from programs.choices import Role
from programs.models import Organisation, User
from reports import actions
from reports.domain.sampling import Sampling
from reports.forms.evidence import limits
from reports.models import Comment, Evidence, Notice, Report
from reports.queries import judge_report
from tests import factories
from tests.access.matrix import STATES
from tests.reports.attaching import png, upload

NOBODY_THERE = 10**6
#: Who brings a report of two levels of review from nothing to each state.
WAYS = {
    "draft": [],
    "submitted": [("P", "submit")],
    "reviewing": [("P", "submit"), ("R", "begin")],
    "escalated": [("P", "submit"), ("R", "forward")],
    "examining": [("P", "submit"), ("R", "forward"), ("S", "begin")],
    "returned": [("P", "submit"), ("R", "forward"), ("S", "return")],
    "approved": [("P", "submit"), ("R", "forward"), ("S", "approve")],
    # What is drawn to be checked again has been approved by a colleague of S, who else could not check it.
    "published": [("P", "submit"), ("R", "forward"), ("U", "approve"), ("S", "publish")],
    "correcting": [("P", "submit"), ("R", "forward"), ("U", "approve"), ("S", "correct")],
    "voided": [("P", "void")],
}
OPINIONS = {
    "return": "请补充。",
    "publish": "按规定公开。",
    "unpublish": "另行公开。",
    "correct": "数据有误。",
    "void": "建错了。",
}


@dataclass
class Standing:
    """One report with what hangs on it: what the addresses name."""

    report: Report
    said: Comment  # by its preparer
    asked: Comment  # by its reviewer
    file: Evidence
    notice: Notice  # to its preparer
    recheck: int = NOBODY_THERE
    warning: tuple[str, str] = ("", "")


@dataclass
class World:
    """``standing``: by state; ``clients`` hand out a browser that is logged in as this person."""

    unit: Organisation
    people: dict[str, User] = field(default_factory=dict)
    standing: dict[str, Standing] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, person: str, **more: Any) -> Client:
        client = Client(**more)
        if person in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return client

    def log_in(self) -> None:
        """Everybody, once: a test that is undone must not take a session with it."""
        for name, person in self.people.items():
            client = Client()
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            self.sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value


def inhabited() -> World:
    """The units and their people; no report yet."""
    top, other = factories.organisation("上海市财政局"), factories.organisation("江苏省财政厅")
    unit = factories.organisation("上海市医疗保障局", top)
    sibling, below = factories.organisation("上海市民政局", top), factories.organisation("上海市医保中心", unit)
    places = {
        "P": (unit, Role.PREPARER), "R": (unit, Role.REVIEWER), "S": (top, Role.SUPERVISOR),
        "Q": (unit, Role.PREPARER), "T": (unit, Role.REVIEWER), "U": (top, Role.SUPERVISOR),
        "P2": (sibling, Role.PREPARER), "R2": (sibling, Role.REVIEWER), "S2": (other, Role.SUPERVISOR),
        "SB": (below, Role.SUPERVISOR), "PP": (top, Role.PREPARER), "RP": (top, Role.REVIEWER),
        "AUD": (top, Role.AUDITOR),
    }  # fmt: skip
    world = World(unit)
    for name, (place, role) in places.items():
        world.people[name] = factories.member(place, role, name)
    world.people["NOBODY"] = factories.user("NOBODY")
    world.people["ADM"] = factories.user("ADM", is_staff=True, is_superuser=True)
    unit.preparer, unit.reviewer = world.people["P"], world.people["R"]
    world.log_in()
    return world


def populate(world: World) -> World:
    """A report in every state, each of a year of its own."""
    for year, state in enumerate(STATES.values(), 2010):
        world.standing[state] = stand(world, state, year)
    return world


def stand(world: World, state: str, year: int, levels: int = 2) -> Standing:
    people = world.people
    report = factories.started(world.unit, factories.period(year=year, levels=levels))
    factories.fill(report, people["P"])
    place = {"row": f"report:{report.pk}", "field": "remarks"}
    said = actions.comment(report.pk, people["P"], "请审核。", **place)
    asked = actions.comment(report.pk, people["R"], "请核对。", **place)
    file = actions.attach(report.pk, people["P"], f"report:{report.pk}", upload("照片.png", png()), limits())
    warning = next((found.code, found.where) for found in judge_report(report).findings if found.answerable)
    notice = Notice.objects.create(person=people["P"], kind="assigned", report=report, text="移交给您。")
    made = Standing(report, said, asked, file, notice, warning=warning)
    factories.explain(report, people["P"])
    for person, act in WAYS[state]:
        take(report, people[person], act)
        if act == "approve" and state != "approved":
            drawn = actions.draw_sample(report.period, people["S"], Sampling(reason="抽查", size=1, percent=None))
            made.recheck = drawn[0].pk
    report.refresh_from_db()
    return made


def take(report: Report, person: User, act: str) -> None:
    """One act by the real operation."""
    actions.perform(report.pk, person, act, revision=now(report).revision, opinion=OPINIONS.get(act, ""))


def now(report: Report) -> Report:
    """The report as it stands: what all tests share stays as it was made."""
    return Report.objects.get(pk=report.pk)
