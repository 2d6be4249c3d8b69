"""Many people at once on a report under review: each act happens once, each word is logged once, who lost is told."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pytest

from tests.races.hands import at_once

#: How often each contest is held; ten requests at once each time.
ROUNDS = 3
EACH = 5
#: A contest at a portal without its guard ends at the first thing found.
CONTROL_ROUNDS = 20
#: Who has been quicker, and when.
SAID = re.compile(r"（(\w+) \d{4}-\d\d-\d\d \d\d:\d\d \w+）")
TAKEN = "the log's numbers are %s, but the report counts %d"

#: What brings a report a step on its way round, by its state: who does what. In review it is its holder who acts.
ONWARD = {
    "draft": ("tian", "submit"),
    "returned": ("ding", "submit"),
    "correcting": ("tian", "submit"),
    "escalated": ("wang", "approve"),
    "approved": ("wang", "publish"),
    "published": ("wang", "correct"),
}


@dataclass(frozen=True)
class Case:
    """A report and the portal at which people meet over it."""

    crowd: object
    port: int
    report: int
    levels: int = 1

    def sql(self, query: str) -> list[tuple]:
        """``%s`` in the query is the report."""
        return self.crowd.portal.sql(query, *[self.report] * query.count("%s"))

    @property
    def state(self) -> tuple[str, int, int]:
        """State, revision, number of submissions."""
        [found] = self.sql("SELECT state, revision, round FROM reports_report WHERE id = %s")
        return found

    def act(self, name: str, act: str, revision: int) -> tuple[int, str, str]:
        return self.crowd.person(name, self.port).act(self.report, act, revision)

    def lead_to(self, state: str) -> int:
        """Bring the report into a state, step by step; its revision there."""
        while True:
            now, revision, _ = self.state
            if now == state:
                return revision
            name, act = ONWARD.get(now) or self.review(now)
            status, location, body = self.act(name, act, revision)
            assert (status, location) == (302, "/reports/"), (name, act, now, body)

    def review(self, now: str) -> tuple[str, str]:
        if now == "submitted":
            return "shen", "approve" if self.levels == 1 else "forward"
        [(holder,)] = self.sql("SELECT holder_id FROM reports_report WHERE id = %s")
        return next(name for name, (pk, _) in self.crowd.people.items() if pk == holder), "return"

    def numbers(self) -> tuple[list[int], int]:
        """The numbers of the log's entries in order, and how many the report counts."""
        found = self.sql(
            "SELECT number FROM reports_event WHERE report_id = %s UNION ALL"
            " SELECT number FROM reports_change WHERE report_id = %s ORDER BY 1"
        )
        [(count,)] = self.sql("SELECT log_count FROM reports_report WHERE id = %s")
        return [number for (number,) in found], count


def told(body: str) -> str:
    """The sentence of a refusal; nothing where the answer leads on."""
    return json.loads(body)["message"] if body else ""


def log_problems(case: Case) -> list[str]:
    numbers, count = case.numbers()
    return [] if numbers == list(range(1, count + 1)) else [TAKEN % (numbers, count)]


# --- acts that exclude each other -------------------------------------------------------------------


@dataclass(frozen=True)
class Contest:
    """People who all want to act on a report in one state, of the revision that all of them see."""

    state: str
    deeds: tuple[tuple[str, str], ...]  # person, act
    levels: int = 1


CONTESTS = {
    "submit": Contest("correcting", (("tian", "submit"), ("ding", "submit"))),
    "approve": Contest("submitted", (("shen", "approve"), ("shao", "approve"))),
    "approve or return": Contest("submitted", (("shen", "approve"), ("shao", "return"))),
    "begin": Contest("submitted", (("shen", "begin"), ("shao", "begin"))),
    "begin or approve": Contest("submitted", (("shen", "begin"), ("shao", "approve"))),
    "withdraw or begin": Contest("submitted", (("tian", "withdraw"), ("shen", "begin"))),
    "forward or return": Contest("submitted", (("shen", "forward"), ("shao", "return")), levels=2),
    "two supervisors": Contest("escalated", (("wang", "approve"), ("wu", "return")), levels=2),
    "publish": Contest("approved", (("wang", "publish"), ("wu", "publish"))),
    "publish or correct": Contest("approved", (("wang", "publish"), ("wu", "correct"))),
    "unpublish or correct": Contest("published", (("wang", "unpublish"), ("wu", "correct"))),
}


@dataclass
class Held:
    """What came of a contest."""

    answers: list[tuple[str, str, int, str]]  # person, act, status, sentence
    events: list[tuple[str, str]]  # person, act of each new event
    revisions: int
    submissions: int
    versions: int
    publications: int
    strays: set[str]
    log: list[str]

    @property
    def won(self) -> list[tuple[str, str]]:
        return [(name, act) for name, act, status, _ in self.answers if status == 302]


def hold(case: Case, contest: Contest) -> Held:
    revision = case.lead_to(contest.state)
    _, _, round_before = case.state
    [(begun,)] = case.sql("SELECT count(*) FROM reports_event WHERE report_id = %s")
    deeds = contest.deeds * EACH
    answers = at_once([lambda deed=deed: case.act(*deed, revision) for deed in deeds])
    _, revision_after, round_after = case.state
    events = case.sql("SELECT actor_id, act FROM reports_event WHERE report_id = %s ORDER BY id")[begun:]
    names = {pk: name for name, (pk, _) in case.crowd.people.items()}
    [(versions,)] = case.sql("SELECT count(*) FROM reports_version WHERE report_id = %s")
    [(open_ones,)] = case.sql("SELECT count(*) FROM reports_publication WHERE report_id = %s AND ended_at IS NULL")
    return Held(
        answers=[(*deed, status, told(body)) for deed, (status, _, body) in zip(deeds, answers, strict=True)],
        events=[(names[actor], act) for actor, act in events],
        revisions=revision_after - revision,
        submissions=round_after - round_before,
        versions=versions - round_before,
        publications=open_ones,
        strays=case.crowd.portal.strays(),
        log=log_problems(case),
    )


def contest_problems(held: Held) -> list[str]:
    """What is wrong with a contest; nothing where one has won and all the others were told who, and when."""
    found = list(held.log)
    if len(held.won) != 1:
        return [*found, f"won by {held.won}"]
    if held.events != held.won:
        found.append(f"{held.won} has won, but the log says {held.events}")
    [(winner, act)] = held.won
    grown = (held.revisions, held.submissions, held.versions)
    if grown != (1, *[int(act == "submit")] * 2):
        found.append(f"revision, submissions and versions have grown by {grown}")
    if held.publications > 1:
        found.append("two versions are public")
    if held.strays:
        found.append(f"files of no version: {held.strays}")
    for name, act, status, sentence in held.answers:
        if status != 302 and (status != 409 or SAID.findall(sentence) != [f"{winner}某"]):
            found.append(f"{name} wanted to {act} and was told {status} {sentence}")
    return found


@pytest.fixture(scope="module")
def reports(crowd) -> Iterator[dict[int, int]]:
    """A report with one and one with two levels of review; whatever has been done to them, all of it is in order."""
    made = {levels: crowd.reports(1, levels)[0] for levels in (1, 2)}
    yield made
    crowd.portal.server.manage("verify_log", *map(str, made.values()))


@pytest.mark.slow
@pytest.mark.parametrize("name", CONTESTS)
def test_of_many_acts_at_once_one_happens_and_the_others_are_told(name, crowd, reports):
    contest = CONTESTS[name]
    case = Case(crowd, crowd.port, reports[contest.levels], contest.levels)
    assert [contest_problems(hold(case, contest)) for _ in range(ROUNDS)] == [[]] * ROUNDS


@pytest.fixture(scope="module")
def doomed(crowd) -> dict[int, Iterator[int]]:
    """Reports for the controls, a new one for each: what comes of it is not mended."""
    return {levels: iter(crowd.reports(12, levels)) for levels in (1, 2)}


def found_in_time(problems: Callable[[], list[str]]) -> list[str]:
    return next((found for _ in range(CONTROL_ROUNDS) if (found := problems())), [])


@pytest.mark.parametrize("name", CONTESTS)
def test_without_the_lock_and_the_condition_more_than_one_act(name, crowd, without, doomed):
    contest = CONTESTS[name]
    case = Case(crowd, without("lock,once", EACH).port, next(doomed[contest.levels]), contest.levels)
    assert found_in_time(lambda: contest_problems(hold(case, contest)))


def test_without_being_discarded_the_pdfs_of_those_who_lost_stay(crowd, without, doomed):
    case = Case(crowd, without("discard", EACH).port, next(doomed[1]))
    try:
        problems = found_in_time(lambda: contest_problems(hold(case, CONTESTS["submit"])))
        assert [problem.partition(":")[0] for problem in problems] == ["files of no version"]
    finally:
        for path in crowd.portal.strays():
            (crowd.portal.server.folder / "media" / path).unlink()


# --- words, cells and hands -------------------------------------------------------------------------


@dataclass
class Talk:
    """What came of people who speak and type about one report at once."""

    statuses: list[int]
    log: list[str]
    logged: set[str]  # every text of the log
    said: set[str]


def talk(case: Case, number: int) -> Talk:
    """Two speak of one cell, four answer in a thread about it, three type into a row each."""
    [(thread,)] = case.sql("SELECT min(id) FROM reports_comment WHERE report_id = %s") or [(None,)]
    rows = case.sql("SELECT id, version FROM reports_entry WHERE report_id = %s ORDER BY position")
    texts = [f"第{number}轮第{sentence}句" for sentence in range(9)]
    people = {name: case.crowd.person(name, case.port) for name in case.crowd.people}

    def comment(name: str, text: str, **where) -> Callable[[], tuple[int, str, str]]:
        body = urlencode({"text": text, **where})
        return lambda: people[name].post(f"{case.report}/comment", body)

    def save(name: str, text: str, row: tuple[int, int]) -> Callable[[], tuple[int, str, str]]:
        change = {"row": f"entry:{row[0]}", "version": row[1], "cells": {"reason": text}, "confirmed": []}
        body = json.dumps({"rows": [change]})
        return lambda: people[name].post(f"{case.report}/save", body, "application/json")

    place = {"place": "indicators[0].actual"}
    where = {"thread": thread} if thread else place
    speakers = [("shen", place), ("tian", place), ("ding", where), ("shao", where), ("shen", where), ("fang", where)]
    deeds = [comment(name, texts[number], **to) for number, (name, to) in enumerate(speakers)]
    typists = zip(("tian", "ding", "fang"), texts[len(speakers) :], rows, strict=True)
    deeds += [save(name, text, row) for name, text, row in typists]
    answers = at_once(deeds)
    logged = case.sql("SELECT new FROM reports_change WHERE report_id = %s")
    return Talk([status for status, _, _ in answers], log_problems(case), {new for (new,) in logged}, set(texts))


def talk_problems(seen: Talk) -> list[str]:
    """All of it is stored and stands in one unbroken log."""
    found = list(seen.log)
    if set(seen.statuses) != {200}:
        found.append(f"answered with {seen.statuses}")
    if not seen.said <= seen.logged:
        found.append(f"not in the log: {sorted(seen.said - seen.logged)}")
    return found


@pytest.mark.slow
def test_words_and_cells_of_many_people_make_one_unbroken_log(crowd, reports):
    case = Case(crowd, crowd.port, reports[1])
    case.lead_to("correcting")
    assert [talk_problems(talk(case, number)) for number in range(2 * EACH)] == [[]] * 2 * EACH


def test_without_the_lock_the_log_breaks(crowd, without, doomed):
    sound = Case(crowd, crowd.port, next(doomed[1]))
    assert talk_problems(talk(sound, 0)) == []
    case = replace(sound, port=without("lock", EACH).port)
    assert found_in_time(lambda: talk_problems(talk(case, 1)))


@dataclass
class Handing:
    """What came of handing a report on while others do so too, and while somebody types."""

    handed: list[int]  # HTTP status
    told: set[str]
    saved: list[int]
    assignee: str
    events: list[str]  # the opinions of the new events
    log: list[str]


def hand_on(case: Case, number: int) -> Handing:
    """Two people hand the report of one preparer to one of two others, five times each; its preparer types on."""
    names = {pk: name for name, (pk, _) in case.crowd.people.items()}
    [(assignee,)] = case.sql("SELECT assignee_id FROM reports_report WHERE id = %s")
    others = [pk for pk, name in names.items() if name in ("tian", "ding", "fang") and pk != assignee]
    [(row, version)] = case.sql("SELECT id, version FROM reports_entry WHERE report_id = %s AND position = 0")
    [(begun,)] = case.sql("SELECT count(*) FROM reports_event WHERE report_id = %s")

    def hand(name: str, to: int) -> Callable[[], tuple[int, str, str]]:
        body = urlencode({"report": f"{case.report}-{assignee}", "to": to, "reason": "岗位调整。"})
        return lambda: case.crowd.person(name, case.port).post(f"handover/{case.crowd.unit}", body)

    change = {"row": f"entry:{row}", "version": version, "cells": {"reason": f"第{number}次"}, "confirmed": []}
    typist = case.crowd.person(names[assignee], case.port)
    body = json.dumps({"rows": [change]})
    hands = [hand(name, to) for name, to in zip(("shen", "wang"), others, strict=True)] * EACH
    *handed, saved = at_once([*hands, lambda: typist.post(f"{case.report}/save", body, "application/json")])
    [(now,)] = case.sql("SELECT assignee_id FROM reports_report WHERE id = %s")
    events = case.sql("SELECT opinion FROM reports_event WHERE report_id = %s ORDER BY id")[begun:]
    return Handing(
        handed=sorted(status for status, _, _ in handed),
        told={told(body) for status, _, body in handed if status == 409},
        saved=[saved[0]],
        assignee=names[now],
        events=[opinion for (opinion,) in events],
        log=log_problems(case),
    )


def handing_problems(seen: Handing) -> list[str]:
    found = list(seen.log)
    if seen.handed != [302, *[409] * (2 * EACH - 1)]:
        found.append(f"handing over was answered with {seen.handed}")
    if len(seen.events) != 1 or f"→ {seen.assignee}某：" not in seen.events[0]:
        found.append(f"{seen.assignee} has it, but the log says {seen.events}")
    if any(f"刚刚已移交给{seen.assignee}某" not in sentence for sentence in seen.told):
        found.append(f"who lost was told {seen.told}")
    if seen.saved != [200]:
        found.append(f"the save was answered with {seen.saved}")
    return found


@pytest.mark.slow
def test_a_report_is_handed_over_once_and_whoever_types_goes_on(crowd, reports):
    case = Case(crowd, crowd.port, reports[1])
    case.lead_to("correcting")
    assert [handing_problems(hand_on(case, number)) for number in range(EACH)] == [[]] * EACH


def test_without_the_lock_a_report_is_handed_over_twice(crowd, without, doomed):
    sound = Case(crowd, crowd.port, next(doomed[1]))
    assert handing_problems(hand_on(sound, 0)) == []
    case = replace(sound, port=without("lock", EACH).port)
    assert found_in_time(lambda: handing_problems(hand_on(case, 1)))
