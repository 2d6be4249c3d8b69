"""What stands in the tables, and what has changed in them."""

from typing import Any

from django.apps import apps
from django.db.models import Model

Dump = dict[type[Model], dict[Any, dict[str, Any]]]


def dump() -> Dump:
    """Every row of every table of ours: what no refused request may change."""
    models = [model for app in ("programs", "indicators", "reports") for model in apps.get_app_config(app).get_models()]
    return {model: {row[model._meta.pk.attname]: row for row in model._base_manager.values()} for model in models}


def differences(before: Dump, after: Dump) -> list[str]:
    """Every difference in words: table, row, column, from, to."""
    found = []
    for model, old in before.items():
        new = after[model]
        found += [f"{model.__name__} {pk} is gone" for pk in old.keys() - new.keys()]
        found += [f"{model.__name__} {pk} is new: {new[pk]}" for pk in new.keys() - old.keys()]
        for pk in old.keys() & new.keys():
            changed = [name for name in old[pk] if old[pk][name] != new[pk][name]]
            found += [f"{model.__name__} {pk}.{name}: {old[pk][name]!r} → {new[pk][name]!r}" for name in changed]
    return found
