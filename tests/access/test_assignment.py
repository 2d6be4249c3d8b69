"""Mass assignment: every field of every model of ours posted along with a legitimate request, to every address.

What changes must be what the legitimate request alone changes. The names come from the models themselves, so that a
new column is tried as soon as it is there; what a client may set is listed here by hand.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from reports.models import Report
from tests.access.asking import address, body, closed
from tests.access.forging import MODELS, effect, forged, names_of
from tests.access.matrix import ROWS, STATES, Row
from tests.access.tables import dump
from tests.access.world import World

pytestmark = pytest.mark.django_db

#: What a client may say at each address. Cells of a report are not among them: see ``test_cells``.
SETTABLE = {
    "login": {"username", "password"},
    "logout": set(),
    "password_change": {"old_password", "new_password1", "new_password2"},
    "notice_read": {"notice", "until", "open"},
    "notice_settings": {"mail-returned"},
    "report_start": {"period", "organisation", "from_last_year"},
    "report_note": {"code", "where", "text", "same"},
    "report_draft": {"row"},
    "report_accept": {"row"},
    "report_use_sums": {"which"},
    "report_workbook": {"file"},
    "report_workbook_apply": {"name", "key", "cell", "was", "text", "place"},
    "report_word": {"file"},
    "report_word_apply": {
        "rows", "year", "name", "kind-0", "row-0", "text-0-remarks", "take-0-remarks", "said", "left",
    },
    "report_evidence": {"row", "files", "purpose"},
    "report_evidence_remove": set(),
    "report_comment": {"place", "layout", "thread", "text", "must_mend"},
    "report_comment_settle": {"place", "layout"},
    "report_comment_demand": {"must_mend", "place", "layout"},
    "report_waive": {"code", "where", "reason", "withdraw"},
    "report_void": {"revision", "opinion"},
    "report_act": {"revision", "opinion", "sure", "mend_by"},
    "report_handover": {"report", "to", "reason"},
    "report_rechecks": {"period", "by", "amount", "seed", "reason"},
    "report_recheck": {"revision", "finish", "score-0", "rule-0"},
    "report_catalogue_check": {"file"},
    "report_catalogue_apply": {"lines", "seen", "name"},
    "catalogue_word": {"file"},
    "catalogue_word_apply": {"name"},
}  # fmt: skip


def test_every_address_that_takes_a_post_says_what_a_client_may_set():
    assert {row.name for row in ROWS if row.method == "post"} == set(SETTABLE) | {"report_save"}


def waves(world: World, settable: set[str]) -> list[dict[str, str]]:
    """Every name once in each wave, until every value of every name has been in one."""
    values: dict[str, dict[str, None]] = {}
    for model in MODELS:
        for name, field in names_of(model):
            if name not in settable:
                values.setdefault(name, {})[forged(field, world)] = None
    columns = [list(of_one) for of_one in values.values()]
    wave = itertools.zip_longest(*columns)
    return [{name: value for name, value in zip(values, taken, strict=True) if value is not None} for taken in wave]


def cases() -> Iterator[tuple[Row, str, str]]:
    """Each address with the first person who is let in, in the first and in the last state in which that is so."""
    for row in ROWS:
        if row.method != "post" or row.name in ("report_save", "login", "logout"):
            continue
        for person in row.people:
            let_in = [letter for letter, sign in row.signs(person).items() if sign not in "x-=!"]
            if let_in:
                for letter in dict.fromkeys((let_in[0], let_in[-1] if row.by_state else let_in[0])):
                    yield row, person, STATES[letter]
                break


CASES = list(cases())


def posted(world: World, row: Row, person: str, state: str, more: dict[str, str]) -> tuple[int, list[Any]]:
    """Status and effect of one request; undone."""
    at, before = world.standing[state], dump()
    with transaction.atomic():
        said = body(world, row.name, row.what, at)
        assert said.keys() <= SETTABLE[row.name]
        response = closed(world.client(person).post(address(row.name, row.what, at), more | said))
        found = effect(before, dump())
        transaction.set_rollback(True)
    return response.status_code, found


@pytest.mark.parametrize(("row", "person", "state"), CASES, ids=[f"{row.label} {state}" for row, _, state in CASES])
def test_fields_posted_along_change_nothing(world, row, person, state):
    right = posted(world, row, person, state, {})
    assert right[0] < 400 or right[0] == 422
    for wave in waves(world, SETTABLE[row.name]):
        assert posted(world, row, person, state, wave) == right


def test_the_fields_tried_are_those_of_the_models(world):
    """What one would forge first is among them, and every column of every model."""
    tried = {name: value for wave in waves(world, set()) for name, value in wave.items()}
    first = (
        "state revision round level version holder holder_id assignee assignee_id log_seal log_count open_findings "
        "filled fillable drafted budget_fen actual_reading pk id report report_id organisation period author role "
        "settled_by at sha256 pdf_path seal number mend_by given is_total weight target"
    )
    assert set(first.split()) - tried.keys() == set()
    assert {field.name for model in MODELS for field in model._meta.concrete_fields} - tried.keys() == set()


def test_a_word_file_sets_no_other_field(world):
    at = world.standing["draft"]
    row = next(row for row in ROWS if row.label == "report_word_apply post")
    right = posted(world, row, "P", "draft", {})
    other = {}
    for name, field in names_of(Report):
        if name not in {"title", "implementing_unit", "remarks"}:
            other |= {f"text-0-{name}": forged(field, world), f"take-0-{name}": "on", f"sure-0-{name}": "on"}
    assert posted(world, row, "P", at.report.state, other) == right
