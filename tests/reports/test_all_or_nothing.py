"""Every act is all or nothing: whichever of its statements fails, rows and files are as they were before.

Each act is tried with an error after its first statement, then after its second, and so on until it comes through.
"""

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.urls import reverse

from programs.access import access_of
from programs.choices import Role
from programs.models import User
from reports import actions, files
from reports.actions import commenting, versions
from reports.actions.choosing import choose_notices
from reports.actions.reminding import remind_all
from reports.domain.evidence import Limits
from reports.domain.rechecking import Given
from reports.domain.sampling import Sampling
from reports.forms.notices import read_choices
from reports.models import Report
from reports.queries import judge_report
from reports.verifying import troubles_of
from tests import factories
from tests.reports.attaching import pdf, upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MODELS = [model for label in ("programs", "indicators", "reports") for model in apps.get_app_config(label).get_models()]
#: More statements than any act has.
MANY = 1000
LIMITS = Limits(size=1024 * 1024)


class Broken(OperationalError):
    """The connection is lost after a statement."""


#: Django's own, about which Django's tests are.
CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


class Breaking:
    """Lets ``left`` statements through, then fails once, after the next one."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.broken = ""

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not self.broken and not sql.startswith(CONTROL):
            self.left -= 1
            if self.left < 0:
                self.broken = sql
                raise Broken(sql)
        return result


def attempt(act: Callable[[], object], number: int) -> str:
    """Run the act with an error after its statement of this number (from 0); that statement, "" if it has fewer."""
    breaking = Breaking(number)
    try:
        with connection.execute_wrapper(breaking):
            act()
    except Broken:
        return breaking.broken
    assert not breaking.broken, "the error was swallowed"
    return ""


def rows() -> dict[str, list[tuple]]:
    """Every row of every table."""
    return {model._meta.db_table: list(model.objects.order_by("pk").values_list()) for model in MODELS}


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass
class World:
    """A complete report of a unit below finance, and one person in each role."""

    report: Report
    clerk: User
    colleague: User
    reviewer: User
    supervisor: User

    def performing(self, person: str, act: str, **more) -> Callable[[], object]:
        self.report.refresh_from_db()
        seen = {"revision": self.report.revision, "opinion": "按规定办理。", **more}
        return lambda: actions.perform(self.report.pk, getattr(self, person), act, **seen)

    def lead(self, *steps: tuple[str, str]) -> None:
        for person, act in steps:
            self.performing(person, act)()

    @property
    def row(self) -> str:
        return f"entry:{self.report.entries.first().pk}"

    def change(self, **values: str) -> actions.RowChange:
        return actions.RowChange(self.row, self.report.entries.first().version, values)

    def comment(self, person: User, text: str, **where):
        return actions.comment(self.report.pk, person, text, **where or {"row": self.row, "field": "actual"})

    def attach(self):
        return actions.attach(self.report.pk, self.clerk, self.row, upload(content=pdf()), LIMITS)


@pytest.fixture
def world(settings, tmp_path, monkeypatch) -> Callable[[int], World]:
    """``world(levels)``: with so many levels of review. What a PDF is made of has its own tests."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(versions, "render_report_pdf", lambda judged: ("report.pdf", "application/pdf", b"%PDF-1.7"))

    def make(levels: int) -> World:
        above = factories.organisation("上海市财政局")
        unit = factories.organisation("上海市医疗保障局", above)
        roles = {"clerk": Role.PREPARER, "colleague": Role.PREPARER, "reviewer": Role.REVIEWER}
        people = {name: factories.member(unit, role, name) for name, role in roles.items()}
        people["supervisor"] = factories.member(above, Role.SUPERVISOR, "supervisor")
        User.objects.update(email="somebody@example.test")
        unit.preparer = people["clerk"]
        report = factories.started(unit, factories.period(levels=levels))
        factories.fill(report, unit.preparer)
        factories.explain(report, unit.preparer)
        return World(report, **people)

    return make


# --- the acts: each brings a world to where the act begins, and gives the act ------------------------

SUBMITTED = (("clerk", "submit"),)
APPROVED = (*SUBMITTED, ("reviewer", "approve"))
PUBLISHED = (*APPROVED, ("supervisor", "publish"))
#: Name → (levels of review, the way there, person, act) for the acts of the transition table.
TABLE = {
    "submit": (1, (), "clerk", "submit"),
    "submit again": (1, (*SUBMITTED, ("reviewer", "return")), "clerk", "submit"),
    "void": (1, (), "clerk", "void"),
    "withdraw": (1, SUBMITTED, "clerk", "withdraw"),
    "begin": (1, SUBMITTED, "reviewer", "begin"),
    "return": (1, SUBMITTED, "reviewer", "return"),
    "approve": (1, SUBMITTED, "reviewer", "approve"),
    "forward": (2, SUBMITTED, "reviewer", "forward"),
    "approve above": (2, (*SUBMITTED, ("reviewer", "forward")), "supervisor", "approve"),
    "publish": (1, APPROVED, "supervisor", "publish"),
    "unpublish": (1, PUBLISHED, "supervisor", "unpublish"),
    "correct": (1, PUBLISHED, "supervisor", "correct"),
}


def speaking(world: World):
    world.lead(*SUBMITTED)
    return lambda: world.comment(world.reviewer, "请核对。")


def answering_a_closed_thread(world: World):
    world.lead(*SUBMITTED)
    thread = world.comment(world.reviewer, "请核对。").pk
    world.comment(world.clerk, "已核对。", thread=thread)
    actions.settle(world.report.pk, world.reviewer, thread)
    return lambda: world.comment(world.clerk, "又核对过。", thread=thread)


def demanding(world: World):
    world.lead(*SUBMITTED)
    said = world.comment(world.reviewer, "请核对。").pk
    return lambda: actions.demand(world.report.pk, world.reviewer, said, must_mend=True)


def settling(world: World):
    said = world.comment(world.clerk, "请核对。").pk
    return lambda: actions.settle(world.report.pk, world.reviewer, said)


def error_of(world: World) -> tuple[str, str]:
    """An error that the reviewer may let stand: a cell is blank."""
    actions.save_rows(world.report.pk, world.clerk, [world.change(actual="")])
    error = judge_report(world.report).errors[0]
    return error.code, error.where


def waiving(world: World):
    error = error_of(world)
    return lambda: actions.waive(world.report.pk, world.reviewer, *error, "依法可以不填。")


def waiving_anew(world: World):
    deed = waiving(world)
    deed()
    return deed


def taking_back(world: World):
    error = error_of(world)
    actions.waive(world.report.pk, world.reviewer, *error, "依法可以不填。")
    return lambda: actions.take_back(world.report.pk, world.reviewer, *error)


def handing_over(world: World):
    second = actions.start(factories.period(year=2024), world.report.organisation, world.clerk)
    chosen = dict.fromkeys((world.report.pk, second.pk), world.clerk.pk)
    unit = world.report.organisation_id
    return lambda: actions.hand_over(unit, world.reviewer, chosen, world.colleague.pk, "岗位调整。")


def drawing(world: World):
    world.lead(*APPROVED)
    how = Sampling("年度抽查计划。", size=1, seed="2026")
    return lambda: actions.draw_sample(world.report.period, world.supervisor, how)


def rescoring(world: World, finish: bool = False):
    [recheck] = drawing(world)()
    given = {0: Given("29", "未达到指标值", "现场核对为 88%。")}
    return lambda: actions.rescore(recheck.pk, world.supervisor, given, revision=0, finish=finish)


def finishing(world: World):
    return rescoring(world, finish=True)


def starting(world: World):
    issued = factories.period(year=2024)
    return lambda: actions.start(issued, world.report.organisation, world.clerk, from_last_year=True)


def importing(world: World):
    given = factories.fixture_facts(factories.SERVICE)
    return lambda: actions.import_facts(given)


def replacing(world: World):
    given = factories.fixture_facts(factories.SERVICE)
    actions.import_facts(given)
    return lambda: actions.import_facts(replace(given, title="改过的标题"), replace=True, actor=world.clerk)


def filling_from_a_workbook(world: World):
    access = access_of(world.clerk)
    lines = [
        actions.RowChange(f"fund:{line.pk}", line.version, {"budget": "7"}) for line in world.report.fundlines.all()
    ]
    changes = [world.change(actual="93%"), *lines]
    return lambda: actions.save_all(world.report.pk, world.clerk, access, changes, drafted=[world.row], note="工作簿")


def attaching(world: World):
    return world.attach


def removing(world: World):
    file = world.attach().pk
    return lambda: actions.remove(world.report.pk, world.clerk, file)


def scanning(world: World):
    world.lead(*APPROVED)
    scan = upload(content=pdf("原件"), purpose="stamped")
    return lambda: actions.attach_stamped(world.report.pk, world.clerk, scan, LIMITS)


def drafting(world: World):
    section = world.report.sections.first()
    blank = actions.RowChange(f"section:{section.pk}", section.version, {"body": ""})
    actions.save_rows(world.report.pk, world.clerk, [blank, world.change(explanation="")])
    return lambda: actions.draft(world.report.pk, world.clerk, access_of(world.clerk))


def accepting(world: World):
    drafted = [text.key for text in drafting(world)()]
    return lambda: actions.accept(world.report.pk, world.clerk, access_of(world.clerk), drafted)


def noting(world: World):
    actions.save_rows(world.report.pk, world.clerk, [world.change(actual="85%", reason="受汛期影响。")])
    answers = [
        actions.Answer(found.code, found.where, "经核对，情况属实。")
        for found in judge_report(world.report).findings
        if found.answerable
    ]
    assert answers
    return lambda: actions.answer(world.report.pk, world.clerk, answers)


def choosing(world: World):
    world.lead(*SUBMITTED)
    return lambda: choose_notices(world.reviewer, read_choices({}))


def reminding(world: World):
    period = world.report.period
    period.deadline = date(2026, 3, 3)
    period.save()
    return lambda: remind_all(date(2026, 3, 2), 5)


ACTS = (
    speaking, answering_a_closed_thread, demanding, settling, waiving, waiving_anew, taking_back, handing_over,
    drawing, rescoring, finishing, starting, importing, replacing, filling_from_a_workbook, attaching, removing,
    scanning, drafting, accepting, noting, choosing, reminding,
)  # fmt: skip


def refuse_to_be_partial(act: Callable[[], object], folder: Path) -> int:
    """Run the act with an error after each of its statements in turn, until it comes through; how many it has."""
    before = rows(), files_in(folder)
    for number in range(MANY):
        broken = attempt(act, number)
        if not broken:
            assert rows() != before[0], "the act does nothing"
            return number
        assert (rows(), files_in(folder)) == before, f"after {broken}"
    raise AssertionError("the act never comes through")


def verified() -> list[str]:
    return [str(trouble) for report in Report.objects.all() for trouble in troubles_of(report)]


@pytest.mark.parametrize("name", TABLE)
def test_act_of_the_table_is_all_or_nothing(name, world, settings):
    levels, way, person, act = TABLE[name]
    there = world(levels)
    there.lead(*way)
    more = {"mend_by": date(2099, 3, 10)} if act == "return" else {}
    assert refuse_to_be_partial(there.performing(person, act, **more), settings.MEDIA_ROOT) > 5
    assert verified() == []


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_act_is_all_or_nothing(act, world, settings):
    assert refuse_to_be_partial(act(world(1)), settings.MEDIA_ROOT) > 2
    assert verified() == []


def test_a_save_is_all_or_nothing_and_its_counting_may_fail_alone(world):
    """What is filled is counted after the commit, so that others may go on; the next save counts anew."""
    there = world(1)
    stored = []
    for number in range(MANY):
        before, text = rows(), f"第{number}次"
        change = there.change(reason=text)
        if not attempt(lambda change=change: actions.save_rows(there.report.pk, there.clerk, [change]), number):
            break
        stored.append(rows() != before)
        assert (there.report.entries.first().reason == text) == stored[-1]
        assert verified() == []
    assert stored == sorted(stored), "stored from the commit on, not before"
    assert 5 < stored.count(False) < len(stored)


def test_full_disk_is_said_and_nothing_is_submitted(world, settings, login, monkeypatch):
    there = world(1)
    before = rows()

    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    there.report.refresh_from_db()
    submit = reverse("report_act", args=[there.report.pk, "submit"])
    answer = login(there.clerk).post(
        submit, {"revision": there.report.revision}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["message"]) == (
        503,
        "报告没有提交：服务器暂时不能存放文件，请稍后再试；多次不成请联系系统管理员。",
    )
    assert ({**rows(), "programs_user": []}, files_in(settings.MEDIA_ROOT)) == ({**before, "programs_user": []}, {})


def test_without_its_transaction_an_act_is_partial(world, settings, monkeypatch):
    act = speaking(world(1))
    monkeypatch.setattr(actions, "comment", commenting.comment.__wrapped__)
    monkeypatch.setattr(commenting, "lock", lambda pk: Report.objects.select_related("period__program").get(pk=pk))
    with pytest.raises(AssertionError, match="after INSERT INTO"):
        refuse_to_be_partial(act, settings.MEDIA_ROOT)


def test_without_being_discarded_a_file_stays(world, settings, monkeypatch):
    monkeypatch.setattr(files, "discard", lambda path: None)
    with pytest.raises(AssertionError, match="after SELECT"):
        refuse_to_be_partial(attaching(world(1)), settings.MEDIA_ROOT)
