"""Two runs of ``send_notices`` at once: every notice is mailed, and none of them twice."""

import email
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email import policy
from pathlib import Path

import pytest

PEOPLE, EACH, SENDERS = 40, 3, 2


def mailed(folder: Path) -> str:
    """The text of every mail in the folder; a run writes its mails into one file, each followed by a line."""
    mails = [
        mail for path in folder.glob("*.log") for mail in path.read_bytes().split(b"-" * 79 + b"\n") if mail.strip()
    ]
    return "\n".join(email.message_from_bytes(mail, policy=policy.default).get_content() for mail in mails)


@pytest.fixture(scope="module")
def texts(crowd) -> list[str]:
    return crowd.portal.server.call("tests.races.making.outbox", PEOPLE, EACH)


def send_together(crowd, texts: list[str], claiming: bool) -> tuple[list[int], Counter]:
    """How many mails each run wrote, and of how many notices there were so many mails."""
    server = crowd.portal.server
    try:
        with ThreadPoolExecutor(SENDERS) as hands:
            runs = list(hands.map(lambda _: server.call("tests.races.making.send", claiming, SENDERS), range(SENDERS)))
        said = mailed(server.folder / "mail")
        return runs, Counter(said.count(text) for text in texts)
    finally:
        for left in (*server.folder.glob("ready-*"), *server.folder.glob("mail/*")):
            left.unlink()
        crowd.portal.sql("UPDATE reports_notice SET claimed_at = NULL, mailed_at = NULL RETURNING id")


@pytest.mark.slow
def test_two_senders_at_once_mail_each_notice_once(crowd, texts):
    runs, times = send_together(crowd, texts, claiming=True)
    assert times == {1: PEOPLE * EACH}
    assert min(runs) > 0, "both were at it"


@pytest.mark.slow
def test_without_the_claim_notices_are_mailed_twice(crowd, texts):
    _, times = send_together(crowd, texts, claiming=False)
    assert times[2] > 0
