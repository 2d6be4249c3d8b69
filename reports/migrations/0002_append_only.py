"""Log and versions are only ever added to: the database itself refuses to change or remove a row of them."""

from django.db import migrations

TABLES = ("reports_event", "reports_change", "reports_version")
#: What was made public is never taken back; that it was taken down is written beside it, once.
PUBLICATION, LASTING = "reports_publication", ("id", "report_id", "version_id", "by_id", "at")
SENTENCE = "the log and the versions are append-only"
#: INSERT OR REPLACE removes a row without its DELETE trigger, so it is met before it does.
REPLACES = (
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR (report_id = NEW.report_id AND {mark} = NEW.{mark}))"
)
SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {table}_no_{act} BEFORE {event} ON {table} {when}"
    " BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
)
POSTGRES_FUNCTION = (
    "CREATE OR REPLACE FUNCTION reports_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
)
POSTGRES = (
    "CREATE OR REPLACE TRIGGER {table}_no_{act} BEFORE {act} ON {table} FOR EACH {each} {when}"
    " EXECUTE FUNCTION reports_append_only()"
)


def sqlite_triggers():
    for table in (*TABLES, PUBLICATION):
        ending = table == PUBLICATION
        replaces = REPLACES.format(table=table, mark="id" if ending else "number")
        whens = {"update": f"WHEN {not_ending('IS NOT')}" if ending else "", "delete": "", "replace": replaces}
        for act, when in whens.items():
            event = "insert" if act == "replace" else act
            yield SQLITE.format(table=table, act=act, event=event, when=when, sentence=SENTENCE)


def postgres_triggers():
    yield POSTGRES_FUNCTION
    for table in (*TABLES, PUBLICATION):
        ending = f"WHEN ({not_ending('IS DISTINCT FROM')})" if table == PUBLICATION else ""
        for act, each, when in (("update", "ROW", ending), ("delete", "ROW", ""), ("truncate", "STATEMENT", "")):
            yield POSTGRES.format(table=table, act=act, each=each, when=when)


def not_ending(differs: str) -> str:
    """An UPDATE of a publication that does anything but end it."""
    old, new = (", ".join(f"{row}.{name}" for name in LASTING) for row in ("OLD", "NEW"))
    return f"OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR ({old}) {differs} ({new})"


def guard(connection) -> None:
    """Put the triggers up; nothing happens where they stand already."""
    made = postgres_triggers() if connection.vendor == "postgresql" else sqlite_triggers()
    with connection.cursor() as cursor:
        for statement in made:
            cursor.execute(statement)


def unguard(connection) -> None:
    """Take them down."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in (*TABLES, PUBLICATION):
            for act in ("update", "delete", "truncate" if postgres else "replace"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{f' ON {table}' if postgres else ''}")


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guard(editor.connection), lambda apps, editor: unguard(editor.connection)
        )
    ]
