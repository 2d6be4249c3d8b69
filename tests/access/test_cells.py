"""The cells of a report: a save and a workbook set those that are listed here, and nothing else."""

import json
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from reports.actions.common import count_filled
from reports.models import Allocation, Entry, EntryItem, FundLine, Goal, ManagementLine, Report, Section
from reports.rows import ROWS as FILLABLE
from tests.access.forging import MODELS, effect, forged, names_of
from tests.access.tables import differences, dump
from tests.access.world import Standing, World

pytestmark = pytest.mark.django_db

#: The cells of a report that its preparers fill, by the kind of row.
CELLS: dict[str, tuple[type[Model], set[str]]] = {
    "report": (Report, {"title", "implementing_unit", "remarks"}),
    "fund": (FundLine, {"initial", "budget", "actual"}),
    "management": (ManagementLine, {"statement", "problem"}),
    "goal": (Goal, {"actual"}),
    "entry": (Entry, {"actual", "judgement", "score", "reason", "found", "explanation"}),
    "item": (EntryItem, {"award"}),
    "section": (Section, {"body"}),
    "allocation": (Allocation, {"settlement", "advance", "audit", "proposed"}),
}
#: The way from a row to its report, where it is another one.
OWNER = {"report": "pk", "item": "entry__report"}


def test_the_fillable_cells_are_the_listed_ones():
    assert {kind: (rule.model, set(rule.cells)) for kind, rule in FILLABLE.items()} == CELLS


def row_of(kind: str, at: Standing) -> Model:
    """A row of this kind; what the year's form has not is added, and counted."""
    report = at.report
    if kind == "report":
        return report
    if kind == "management":
        ManagementLine.objects.create(report=report, aspect="分配科学性")
    elif kind == "allocation":
        Allocation.objects.create(report=report, organization="浦东新区")
    elif kind == "item":
        EntryItem.objects.create(entry=report.entries.first(), name="制度健全", points="1")
    count_filled(report.pk)
    return CELLS[kind][0].objects.filter(**{OWNER.get(kind, "report"): report}).first()


#: A text that each cell takes.
TYPED = {"judgement": "达成", "score": "1", "found": "2", "award": "得分", "title": "新标题", "body": "新的正文。"}


def typed(kind: str, cell: str) -> str:
    amount = kind in ("fund", "allocation")
    return TYPED.get(cell, "96.5" if amount or cell == "score" else "已按要求完成。")


def save(world: World, at: Standing, message: dict[str, Any]) -> tuple[int, list[Any]]:
    before = dump()
    with transaction.atomic():
        path = reverse("report_save", args=[at.report.pk])
        response = world.client("P").post(path, json.dumps(message), content_type="application/json")
        found = effect(before, dump())
        transaction.set_rollback(True)
    return response.status_code, found


@pytest.mark.parametrize("kind", CELLS)
def test_a_save_sets_the_listed_cells_and_no_other_field(world, kind):
    at = world.standing["draft"]
    model, cells = CELLS[kind]
    row = row_of(kind, at)
    named = {"row": f"{kind}:{row.pk}", "version": row.version}
    right = {cell: typed(kind, cell) for cell in cells}
    status, alone = save(world, at, {"rows": [named | {"cells": right}]})
    assert (status, bool(alone)) == (200, True)
    other = {name: forged(field, world) for name, field in names_of(model) if name not in cells}
    assert len(other) > 3
    assert save(world, at, {"rows": [named | {"cells": right | other}]}) == (422, alone)
    assert save(world, at, {"rows": [{**other, **named, "cells": right}], **other}) == (200, alone)
    assert [save(world, at, {"rows": [named | {"cells": {name: other[name]}}]}) for name in other] == [(422, [])] * len(
        other
    )


def test_a_save_writes_no_row_that_is_not_the_reports_own(world):
    """Rows of another report of the same preparer, and tables that are no rows of the form."""
    at, other = world.standing["draft"], world.standing["returned"].report
    foreign = [
        (f"{kind}:{row.pk}", cells)
        for kind, (model, cells) in CELLS.items()
        if (row := model.objects.filter(**{OWNER.get(kind, "report"): other.pk}).first())
    ]
    assert len(foreign) == 5
    tables = [(f"{model._meta.model_name}:1", {name for name, _ in names_of(model)}) for model in MODELS]
    for key, cells in foreign + [(key, cells) for key, cells in tables if key.partition(":")[0] not in CELLS]:
        rows = [{"row": key, "version": 0, "cells": dict.fromkeys(cells, "1")}]
        status, changed = save(world, at, {"rows": rows})
        assert status in (409, 422)
        assert changed == []


@pytest.mark.parametrize("kind", CELLS)
def test_a_workbook_sets_no_other_field(world, kind):
    """One proposal for what is no cell, beside one that is right: nothing of either is written."""
    at = world.standing["draft"]
    model, cells = CELLS[kind]
    row, before = row_of(kind, at), dump()
    path = reverse("report_workbook_apply", args=[at.report.pk])
    for name, field in names_of(model):
        if name in cells:
            continue
        said = {
            "key": [f"report:{at.report.pk}", f"{kind}:{row.pk}"], "cell": ["remarks", name], "was": ["", ""],
            "text": ["对的。", forged(field, world)], "place": ["remarks", name],
        }  # fmt: skip
        assert world.client("P").post(path, said).status_code == 422
    assert differences(before, dump()) == []
