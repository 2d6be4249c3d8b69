"""Log and versions are only ever added to: the database itself refuses to change or remove a row of them."""

from django.db import migrations

TABLES = ("reports_event", "reports_change", "reports_version")
SENTENCE = "the log and the versions are append-only"
SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{sentence}'); END",
    "CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{sentence}'); END",
)
POSTGRES_FUNCTION = (
    "CREATE OR REPLACE FUNCTION reports_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
)
POSTGRES = (
    "CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION reports_append_only()",
)


def guard(connection) -> None:
    """Put the triggers up; nothing happens where they stand already."""
    statements = POSTGRES if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table in TABLES:
            for statement in statements:
                cursor.execute(statement.format(table=table, sentence=SENTENCE))


def unguard(connection) -> None:
    """Take them down."""
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guard(editor.connection), lambda apps, editor: unguard(editor.connection)
        )
    ]
