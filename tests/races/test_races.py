"""Two people at once against a live server with two processes: nothing acknowledged is lost, nothing late gets in."""

import random
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any

import pytest

SUBMITS, INTERLEAVINGS = 100, 200
#: A drill against a portal without its guard ends at the first thing found, and has this long to find one.
CONTROL_SECONDS = 40
#: The longest pause of somebody who types, unless a colleague's submission ends it.
PAUSE_SECONDS = 5


def jitter(dice: random.Random) -> None:
    """People are not in step; up to half of what a save takes."""
    time.sleep(dice.random() * 0.015)


def until_found(drill, problems, *, seconds: float = CONTROL_SECONDS) -> list[str]:
    """Repeat a drill until its checker finds something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = problems(drill())
        if found:
            return found
    return []


# --- autosave against submit ------------------------------------------------------------------------


@dataclass
class Submitted:
    """One round: what the server acknowledged, what it refused, what it took as submitted, what stands there now."""

    acknowledged: list[tuple[int, str]] = field(default_factory=list)  # version, text
    late: list[int] = field(default_factory=list)  # HTTP status of the refused saves
    taken: tuple[int, str] = (0, "")
    after: tuple[int, str] = (0, "")
    state: str = ""
    attempts: int = 0
    overtaken: bool = False  # the late save was sent before the submission was answered


TEXTS = count(1)


def autosave_against_submit(portal, port: int, dice: random.Random) -> Submitted:
    """One types in bursts, the other submits as soon as the page's revision is the newest.

    A submission takes as long as its PDF, and a save meanwhile makes it stale: who never stopped typing would keep it
    out for ever. Most pauses end when the PDF is on the disk and the submission takes its lock.
    """
    typist, submitter = portal.desks(port)
    known: SimpleQueue[int] = SimpleQueue()
    known.put(typist.revision)
    over = threading.Event()
    seen = Submitted()

    def pause() -> None:
        before, end = portal.pdfs(), time.monotonic() + (PAUSE_SECONDS if dice.random() < 0.7 else dice.random())
        while not (over.is_set() or portal.pdfs() - before or time.monotonic() > end):
            time.sleep(0.002)
        jitter(dice)

    def type_on() -> None:
        accepted_after = burst = 0
        while accepted_after < 2:
            if not burst:
                pause()
                burst = dice.randint(1, 3)
            burst -= 1
            begun_after = over.is_set()
            text = f"第 {next(TEXTS)} 次"
            status, answer = typist.save(reason=text)
            if status != 200:
                seen.late.append(status)
                seen.overtaken = not begun_after
                return
            seen.acknowledged.append((answer["rows"][typist.row]["version"], text))
            known.put(answer["revision"])
            accepted_after += begun_after
            jitter(dice)

    def newest() -> int:
        """Of the revisions the typist's answers told, the last."""
        revision = known.get(timeout=60)
        while True:
            try:
                revision = known.get_nowait()
            except Empty:
                return revision

    typing = threading.Thread(target=type_on)
    typing.start()
    try:
        submit(submitter, newest, seen, dice)
    finally:
        over.set()
        typing.join()
    [seen.taken] = portal.sql(
        "SELECT version, reason FROM submitted_copy WHERE entry = %s ORDER BY id DESC LIMIT 1", portal.entry
    )
    [seen.after] = portal.sql("SELECT version, reason FROM reports_entry WHERE id = %s", portal.entry)
    [(seen.state, revision)] = portal.sql("SELECT state, revision FROM reports_report WHERE id = %s", submitter.report)
    status, location, _ = submitter.act(submitter.report, "withdraw", revision)
    assert (status, location) == (302, f"/reports/{submitter.report}/edit/")
    return seen


def submit(submitter, newest, seen: Submitted, dice: random.Random) -> None:
    while True:
        revision = newest()
        jitter(dice)
        seen.attempts += 1
        status, location, body = submitter.act(submitter.report, "submit", revision)
        if status == 302:
            assert location == "/reports/", "the report is no longer complete"
            return
        assert status == 409, body


def submit_problems(seen: Submitted) -> list[str]:
    """What is wrong with a round; nothing on a portal that keeps its promise."""
    found = []
    if seen.acknowledged and seen.acknowledged[-1] != seen.taken:
        found.append(f"acknowledged {seen.acknowledged[-1]}, but submitted {seen.taken}")
    if seen.after != seen.taken:
        found.append(f"submitted {seen.taken}, but now there is {seen.after}")
    if seen.late != [409]:
        found.append(f"the late save was answered with {seen.late}")
    if seen.state != "submitted":
        found.append(f"the report is {seen.state}")
    return found


@pytest.mark.slow
def test_an_acknowledged_save_is_in_the_submitted_version_and_a_late_one_is_refused(portal):
    dice = random.Random(4)
    rounds = [autosave_against_submit(portal, portal.server.port, dice) for _ in range(SUBMITS)]
    assert [submit_problems(seen) for seen in rounds] == [[]] * SUBMITS
    # It was a race: some submissions were overtaken by a save, and some saves by the submission.
    assert sum(seen.attempts for seen in rounds) > SUBMITS
    assert sum(seen.overtaken for seen in rounds) > SUBMITS / 10
    assert portal.strays() == set(), "a submission that was overtaken leaves its PDF"


@pytest.mark.parametrize("guard", ["state", "lock"])
def test_without_its_guard_a_save_gets_past_the_submission(portal, without, guard):
    port, dice = without(guard).port, random.Random(5)
    assert until_found(lambda: autosave_against_submit(portal, port, dice), submit_problems)


# --- lost updates -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Write:
    """An acknowledged change of one cell: what its writer saw there, and wrote."""

    cell: str
    saw: str
    text: str


@dataclass
class Fight:
    """Two people on one row: the writes they were told are stored, the log of the row, its cells before and after."""

    before: dict[str, str]
    after: dict[str, str]
    writes: list[Write]
    log: list[tuple[str, str, str]]  # cell, old, new
    refused: list[int]  # HTTP status


def fight(portal, port: int, dice: random.Random, interleavings: int = 1) -> Fight:
    """Each round both write into cells of the same row, without knowing of each other."""
    pair = portal.desks(port)
    before = dict(pair[0].seen)
    [(begun,)] = portal.sql("SELECT coalesce(max(id), 0) FROM reports_change")
    writes: list[Write] = []
    refused: list[int] = []

    def write(desk, cells: dict[str, str], pause: float, patience: int) -> None:
        """Who is told of a conflict has now seen the other's text, and insists or lets it stand."""
        time.sleep(pause)
        for _ in range(1 + patience):
            saw = dict(desk.seen)
            status, _ = desk.save(**cells)
            if status == 200:
                writes.extend(Write(cell, saw[cell], text) for cell, text in cells.items())
                return
            refused.append(status)

    for _ in range(interleavings):
        hands = [threading.Thread(target=write, args=move(desk, dice)) for desk in pair]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
    [after] = portal.sql("SELECT reason, explanation FROM reports_entry WHERE id = %s", portal.entry)
    log = portal.sql(
        "SELECT field, old, new FROM reports_change WHERE id > %s AND row = %s ORDER BY id", begun, pair[0].row
    )
    return Fight(before, dict(zip(("reason", "explanation"), after, strict=True)), writes, log, refused)


def move(desk, dice: random.Random) -> tuple[Any, dict[str, str], float, int]:
    """What one does in a round: which cells, how much later, how often one insists."""
    cells = dice.sample(["reason", "explanation"], dice.choice([1, 1, 2]))
    texts = {cell: f"第 {next(TEXTS)} 稿" for cell in cells}
    return desk, texts, dice.choice([0, dice.random() * 0.03]), dice.randrange(3)


def fight_problems(seen: Fight) -> list[str]:
    """Every acknowledged write stands in the log once, over the very text its writer saw; the log has no gap."""
    found = []
    stand = dict(seen.before)
    for cell, old, new in seen.log:
        if old != stand[cell]:
            found.append(f"{new} was written over {old}, but there stood {stand[cell]}")
        stand[cell] = new
    if stand != seen.after:
        found.append(f"the log ends with {stand}, the row holds {seen.after}")
    logged = sorted(seen.log)
    promised = sorted((write.cell, write.saw, write.text) for write in seen.writes)
    if logged != promised:
        found.append(f"not as their writers saw it: {sorted(set(logged) ^ set(promised))}")
    if set(seen.refused) - {409}:
        # The log's numbers are unique in the database: without the lock it stops who would overwrite, with an error.
        found.append(f"refused with {set(seen.refused)}")
    return found


@pytest.mark.slow
def test_no_acknowledged_write_is_silently_overwritten(portal):
    seen = fight(portal, portal.server.port, random.Random(6), INTERLEAVINGS)
    assert fight_problems(seen) == []
    assert len(seen.writes) > INTERLEAVINGS
    assert len(seen.refused) > INTERLEAVINGS / 4


@pytest.mark.parametrize("guard", ["version", "lock"])
def test_without_its_guard_a_write_is_lost(portal, without, guard):
    port, dice = without(guard).port, random.Random(7)
    assert until_found(lambda: fight(portal, port, dice, 5), fight_problems)
