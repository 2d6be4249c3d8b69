"""The database itself refuses to change or remove what was logged, submitted or made public, whoever asks it.

The triggers are those of the migrations: nothing here puts them up.
"""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from programs.choices import Role
from reports import actions
from reports.actions import versions
from reports.models import Change, Event, Publication, Report, Version
from tests import factories
from tests.conftest import TRIGGERS

pytestmark = pytest.mark.django_db
MODELS = (Event, Change, Version, Publication)
POSTGRES = connection.vendor == "postgresql"


@pytest.fixture
def report(unit, settings, tmp_path, monkeypatch) -> Report:
    """Published, taken down and published again; what its PDF is made of does not matter here."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(versions, "render_report_pdf", lambda judged: ("report.pdf", "application/pdf", b"%PDF-1.7"))
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    finance = factories.member(unit.parent, Role.SUPERVISOR, "cai")
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    report = factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))
    for act in ("publish", "unpublish", "publish"):
        report = actions.perform(report.pk, finance, act, revision=report.revision, opinion="按规定办理。")
    return report


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


#: TABLE is the table, COLUMNS are all of its columns but the key.
STATEMENTS = {
    "update": "UPDATE TABLE SET at = '2020-01-01 00:00:00+00:00'",
    "update to the same": "UPDATE TABLE SET id = id",
    "update of the key": "UPDATE TABLE SET id = id + 1000",
    "delete": "DELETE FROM TABLE",
    "delete of one row": "DELETE FROM TABLE WHERE id = (SELECT min(id) FROM TABLE)",
    "upsert": "INSERT INTO TABLE SELECT * FROM TABLE WHERE true ON CONFLICT (id) DO UPDATE SET at = excluded.at",
    **(
        {"truncate": "TRUNCATE TABLE CASCADE"}
        if POSTGRES
        else {"replace": "INSERT OR REPLACE INTO TABLE SELECT * FROM TABLE"}
    ),
}
ENDING = "UPDATE reports_publication SET CELLS"
IN_ITS_PLACE = "INSERT OR REPLACE INTO TABLE (COLUMNS) SELECT COLUMNS FROM TABLE"


def sql_for(statement: str, model: type[Model]) -> str:
    columns = ", ".join(field.column for field in model._meta.fields if field.column != "id")
    return statement.replace("TABLE", model._meta.db_table).replace("COLUMNS", columns)


def refused(sql: str) -> bool:
    """Whether the database refuses the statement, and by its triggers."""
    connection.check_constraints()  # what waits for the commit would refuse a TRUNCATE before them
    try:
        with transaction.atomic():
            run(sql)
    except DatabaseError as error:
        return TRIGGERS.SENTENCE in str(error)
    return False


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_was_written_stays(report, model, statement):
    before = list(model.objects.values())
    assert before
    assert refused(sql_for(STATEMENTS[statement], model))
    assert list(model.objects.values()) == before


@pytest.mark.skipif(POSTGRES, reason="SQLite's own statement")
@pytest.mark.parametrize("model", [Event, Change, Version], ids=lambda model: model.__name__)
def test_nothing_takes_the_place_of_what_was_written(report, model):
    assert refused(sql_for(IN_ITS_PLACE, model))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_without_the_triggers_it_can_be_changed(report, model):
    TRIGGERS.unguard(connection)
    run(sql_for(STATEMENTS["update"], model))
    assert {at.year for at in model.objects.values_list("at", flat=True)} == {2020}


def test_report_with_a_log_cannot_be_deleted(report):
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).delete()
    assert Report.objects.filter(pk=report.pk).exists()


@pytest.mark.parametrize(
    "cells", ["ended_at = NULL", "ended_at = at", "by_id = (SELECT min(id) FROM programs_user), ended_at = at"]
)
def test_publication_is_ended_once_and_otherwise_stays(report, cells):
    before = list(Publication.objects.values())
    assert refused(ENDING.replace("CELLS", cells))
    assert list(Publication.objects.values()) == before


def test_publication_can_be_ended(report):
    Publication.objects.filter(ended_at=None).update(ended_at=timezone.now())
    assert not Publication.objects.filter(ended_at=None).exists()
