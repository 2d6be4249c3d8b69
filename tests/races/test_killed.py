"""A process is killed in the middle of a submission: nothing of it is stored, and it can be done again."""

import os
import signal
import threading
import time
from dataclasses import dataclass
from http.client import HTTPException

import pytest

from tests.serving import Server

SECONDS = 60


@dataclass
class Killed:
    """What was there before and after; ``answer``: what the person got."""

    answer: object
    before: tuple
    after: tuple
    strays: set[str]
    troubles: list[str]


def killed_while_submitting(crowd, server: Server, report: int) -> Killed:
    """The process is killed when the PDF is on the disk and the rows are written, but not yet committed."""
    portal, person = crowd.portal, crowd.person("tian", server.port)
    before, files = standing(portal, report), portal.strays()
    [(_, revision, _)] = portal.sql("SELECT state, revision, round FROM reports_report WHERE id = %s", report)
    got = []

    def submit() -> None:
        try:
            got.append(person.act(report, "submit", revision))
        except (OSError, HTTPException) as error:
            got.append(type(error).__name__)

    hand = threading.Thread(target=submit)
    hand.start()
    os.kill(asleep(server), signal.SIGKILL)
    hand.join(SECONDS)
    return Killed(
        answer=got[0],
        before=before,
        after=standing(portal, report),
        strays=portal.strays() - files,
        troubles=portal.server.call("tests.races.making.troubles", report),
    )


def asleep(server: Server) -> int:
    """The process that has said that it is in the middle of it."""
    deadline = time.monotonic() + SECONDS
    while not (found := list(server.folder.glob("asleep-*"))):
        assert time.monotonic() < deadline, "nobody submits"
        time.sleep(0.05)
    [mark] = found
    mark.unlink()
    return int(mark.name.partition("-")[2])


def standing(portal, report: int) -> tuple:
    """The report's row, its events and its versions."""
    return tuple(
        tuple(portal.sql(query, report))
        for query in (
            "SELECT * FROM reports_report WHERE id = %s",
            "SELECT * FROM reports_event WHERE report_id = %s ORDER BY id",
            "SELECT * FROM reports_version WHERE report_id = %s ORDER BY id",
            "SELECT * FROM reports_notice WHERE report_id = %s ORDER BY id",
        )
    )


@pytest.fixture(scope="module")
def reports(crowd):
    return iter(crowd.reports(2))


@pytest.mark.slow
def test_what_a_killed_process_has_begun_is_not_there_and_can_be_done_again(crowd, without, reports):
    report = next(reports)
    server = without("asleep")
    seen = killed_while_submitting(crowd, server, report)
    assert seen.answer == "RemoteDisconnected"
    assert seen.after == seen.before
    assert seen.troubles == []
    [stray] = seen.strays  # nobody was there to take it away; it belongs to nothing and harms nothing
    assert server.answers()

    [(_, revision, _)] = crowd.portal.sql("SELECT state, revision, round FROM reports_report WHERE id = %s", report)
    assert crowd.person("tian").act(report, "submit", revision)[:2] == (302, "/reports/")
    assert crowd.portal.server.call("tests.races.making.troubles", report) == []
    assert crowd.portal.strays() == {stray}
    (crowd.portal.server.folder / "media" / stray).unlink()


@pytest.mark.slow
def test_without_the_transaction_half_a_submission_stays(crowd, without, reports):
    seen = killed_while_submitting(crowd, without("asleep,lock,whole"), next(reports))
    assert seen.after != seen.before
    assert seen.troubles != []
