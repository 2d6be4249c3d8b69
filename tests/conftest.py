"""What every test may use: quick password hashing, plain static files, people and reports."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.test import Client

from programs.choices import Role
from programs.models import User
from reports.exchange.office import guarded
from tests import factories

#: Workers of one run must not wait for each other, however many cores there are; the guard's own test sets its own.
guarded.AT_ONCE = 64
TRIGGERS = import_module("reports.migrations.0002_append_only")

# A property holds or does not: no example fails because the machine was busy. Under CI hypothesis's own profile
# also draws the same examples each time; what a new draw finds is news for a developer, not for whoever lands next.
if hypothesis.settings.get_current_profile_name() == "default":
    hypothesis.settings.register_profile("patient", deadline=None)
    hypothesis.settings.load_profile("patient")


def pytest_collection_modifyitems(config, items) -> None:
    """On another database only what touches a database is run again: the rules have had their run on SQLite."""
    if connection.vendor == "sqlite":
        return
    again = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not touches_database(item)])
    items[:] = again


def touches_database(item: pytest.Item) -> bool:
    uses = {"db", "transactional_db", "django_db_setup", "portal"}
    return item.get_closest_marker("django_db") is not None or bool(uses & set(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def quick_settings(settings, tmp_path_factory) -> None:
    """Static files are served by name (no collected manifest), passwords are hashed cheaply."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def append_only(request):
    """The log's triggers stand in every test that sees commits, and are down while its tables are emptied."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    TRIGGERS.guard(connection)
    yield
    TRIGGERS.unguard(connection)


@pytest.fixture
def unit(db):
    """The organisation under test; ``unit.preparer`` and ``unit.reviewer`` are its people."""
    organisation = factories.organisation("上海市医疗保障局")
    organisation.preparer = factories.member(organisation, Role.PREPARER, "tian")
    organisation.reviewer = factories.member(organisation, Role.REVIEWER, "shen")
    return organisation


@pytest.fixture
def login() -> Callable[[User], Client]:
    """A browser's client logged in as somebody."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
