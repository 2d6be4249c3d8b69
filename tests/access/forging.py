"""Forged values for every field of every model, from the models themselves; and what a request has changed."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Model

from indicators.models import Indicator
from programs.models import Organisation, Period, User
from reports.models import Report
from tests.access.tables import Dump
from tests.access.world import World

MODELS = list(apps.get_app_config("reports").get_models())
FORGED, NUMBER, DAY = "伪造", "987654", "1999-12-31"
#: Columns that are another value each time: random names, seals with their time, hashes of new rows.
MASKED = {"path", "pdf_path", "seal", "witness", "standing", "log_last", "log_seal"}


def names_of(model: type[Model]) -> Iterator[tuple[str, Any]]:
    """Each name under which a field could be set, with the field."""
    yield "pk", model._meta.pk
    for field in model._meta.get_fields():
        yield field.name, field
        if getattr(field, "attname", field.name) != field.name:
            yield field.attname, field


def forged(field: Any, world: World) -> str:
    """A value that the column would take, and that no test expects."""
    others = {
        User: world.people["ADM"], Organisation: world.unit.parent, Report: world.standing["published"].report,
        Period: world.standing["published"].report.period, Indicator: Indicator.objects.last(),
    }  # fmt: skip
    if field.is_relation:
        return str(others[field.related_model].pk) if field.related_model in others else "1"
    if field.choices:
        return str(list(field.choices)[-1][0])
    if isinstance(field, models.DateTimeField):
        return f"{DAY}T00:00:00+08:00"
    if isinstance(field, models.DateField):
        return DAY
    if isinstance(field, models.BooleanField):
        return "True"
    return NUMBER if isinstance(field, models.IntegerField) else FORGED


def effect(before: Dump, after: Dump) -> list[tuple[Any, ...]]:
    """What has changed, without what differs from one time to the next: times, seals, the numbers of new rows."""
    new = {model: after[model].keys() - before[model].keys() for model in after}
    found: list[tuple[Any, ...]] = []
    for model, rows in after.items():
        found += [(model.__name__, pk, "gone") for pk in before[model].keys() - rows.keys()]
        for pk, row in rows.items():
            old = before[model].get(pk)
            kept = {name: plain(model, name, value, new) for name, value in row.items()}
            if old is None:
                found.append((model.__name__, "new", tuple(kept.items())))
            elif old != row:
                changed = tuple((name, kept[name]) for name in row if row[name] != old[name])
                found.append((model.__name__, pk, changed))
    return sorted(found, key=repr)


def plain(model: type[Model], name: str, value: Any, new: dict[type[Model], set[Any]]) -> Any:
    """One value, fit to be compared."""
    field = model._meta.get_field(name)
    owner = field.related_model if field.is_relation else model if field.primary_key else None
    if owner in new and value in new[owner]:
        return "new"
    if name in MASKED or (isinstance(field, models.DateTimeField) and value is not None):
        return "given" if DAY in str(value) or FORGED in str(value) else "any"
    if name == "row":
        return re.sub(r"^(comment):\d+$", r"\1:any", str(value))
    return value
