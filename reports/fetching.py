"""All rows of a report in one query, as plain values: saving a cell must not cost a query per table."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Aggregate, BooleanField, F, JSONField, Model, OuterRef, Subquery
from django.db.models.functions import JSONArray

from reports import models

#: Stands for the report's id while the statement is put together.
ID = 1
#: A row's values by column.
Values = dict[str, Any]


class JSONRows(Aggregate):
    """An array of the group's rows, in no order."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


@dataclass(frozen=True, slots=True)
class Held:
    """A row as it stands: its name on the page, its version, its columns."""

    kind: str
    values: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What the page calls the row ("entry:5")."""
        return f"{self.kind}:{self.values['id']}"

    @property
    def version(self) -> int:
        return self.values["version"]

    def text(self, cell: str) -> str:
        """What stands in a cell."""
        if cell == "award":
            return models.AWARDED if self.values["given"] else ""
        return self.values[cell] or ""


@dataclass(frozen=True, slots=True)
class Source:
    """One table, the way from it to the report, its columns, and which of its rows are wanted."""

    model: type[Model]
    owner: str
    columns: tuple[str, ...]
    flags: tuple[str, ...] = ()
    wanted: Mapping[str, bool] = field(default_factory=dict)


def source(model: type[Model], owner: str = "report", *more: str) -> Source:
    fields = [field for field in model._meta.concrete_fields if not field.name.endswith(("_fen", "_reading"))]
    flags = tuple(field.attname for field in fields if isinstance(field, BooleanField))
    return Source(model, owner, (*(field.attname for field in fields), *more), flags)


SOURCES = {
    "funds": source(models.FundLine),
    "management": source(models.ManagementLine),
    "goals": source(models.Goal),
    "indicators": source(models.Entry),
    "items": source(models.EntryItem, "entry__report"),
    "narrative": source(models.Section),
    "allocations": source(models.Allocation),
    "series": source(models.Series),
    "points": source(models.SeriesPoint, "series__report"),
    "notes": source(models.Note, "report", "author__name", "author__username"),
    # Those that were taken back count no more.
    "waivers": replace(
        source(models.Waiver, "report", "by__name", "by__username"), wanted={"withdrawn_at__isnull": True}
    ),
    # The files of the indicators are counted; what a file is called, its own page asks.
    "evidence": Source(
        models.Evidence, "report", ("id", "entry_id"), wanted={"removed_at__isnull": True, "entry__isnull": False}
    ),
}


def subquery(table: Source) -> Subquery:
    wanted = table.model._default_manager.filter(**{table.owner: OuterRef("pk")}, **table.wanted)
    rows = wanted.order_by().values(table.owner)
    return Subquery(rows.annotate(found=JSONRows(JSONArray(*map(F, table.columns)))).values("found"))


@cache
def statement(alias: str) -> str:
    """The one query as this database takes it, its only parameter the report's id; put together once."""
    tables = [subquery(table) for table in SOURCES.values()]
    query = models.Report.objects.using(alias).filter(pk=ID).values_list(*tables).query
    sql, parameters = query.get_compiler(alias).as_sql()
    if parameters != (ID,):
        raise AssertionError("the report's id must be the only parameter")
    return sql


def fetch_rows(report_id: int) -> dict[str, list[Values]]:
    """Every row of the report by table, in the order of the form; no rows at all where there is no such report."""
    with connection.cursor() as cursor:
        cursor.execute(statement(connection.alias), [report_id])
        found = cursor.fetchone() or [None] * len(SOURCES)
    return {
        name: in_order(named(json.loads(text or "[]"), table))
        for (name, table), text in zip(SOURCES.items(), found, strict=True)
    }


def named(rows: Sequence[Sequence[Any]], table: Source) -> list[Values]:
    values = [dict(zip(table.columns, row, strict=True)) for row in rows]
    for row in values:
        for flag in table.flags:
            row[flag] = bool(row[flag])  # SQLite has 0 and 1
    return values


def in_order(rows: list[Values]) -> list[Values]:
    """As the models are ordered: the total line last, then by position."""
    return sorted(rows, key=lambda row: (row.get("is_total", False), row.get("position", 0), row["id"]))
