"""The same rows give a version's very bytes again: in another process, time zone and hash seed, a year later."""

from datetime import date, timedelta

import pytest

from tests.reports.composing import ELSEWHERE
from tests.serving import Server


@pytest.mark.slow
def test_text_and_pdf_of_a_version_are_the_same_wherever_and_whenever_they_are_made(tmp_path):
    server = Server(tmp_path)
    try:
        server.manage("migrate", "--noinput", "-v", "0")
        kept = server.call("tests.races.making.submitted_report")
    finally:
        server.close()
    made, days = [], []
    for surroundings in ELSEWHERE:
        elsewhere = Server(tmp_path, **surroundings)
        try:
            again = elsewhere.call("tests.races.making.version_again", kept["report"])
        finally:
            elsewhere.close()
        days.append(date.fromisoformat(again.pop("today")))
        made.append(again)
    assert days[1] - days[0] >= timedelta(days=399), "it is another day there"
    assert made == [kept["version"]] * len(ELSEWHERE)
