"""A live server with two processes on a PostgreSQL database of its own, with a report and two people at their desks."""

import os
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest

from tests.races.hands import Desk, Person
from tests.serving import Server

URL = os.environ.get("DATABASE_URL", "")
#: What stood in the rows at the very moment a report became submitted, taken in the submitting transaction itself.
COPY = """
CREATE TABLE submitted_copy (id serial, entry bigint, version integer, reason text);
CREATE FUNCTION copy_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO submitted_copy (entry, version, reason)
        SELECT id, version, reason FROM reports_entry WHERE report_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER copy_rows AFTER UPDATE ON reports_report FOR EACH ROW
    WHEN (NEW.state = 'submitted' AND OLD.state <> 'submitted') EXECUTE FUNCTION copy_rows();
"""


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if "races" in item.path.parts:
            item.add_marker(pytest.mark.postgres)
            if not URL.startswith("postgres"):
                item.add_marker(pytest.mark.skip(reason="two processes race on PostgreSQL; SQLite has one writer"))


def address(database: str) -> str:
    """The URL of another database on the server of the test run."""
    return re.sub(r"/[^/?]*(?=\?|$)", f"/{database}", URL, count=1)


class Portal:
    """The live server, its database, and the report people fight about."""

    def __init__(self, server: Server, database: Any, given: dict[str, Any]) -> None:
        self.server = server
        self.database = database
        self.given = given

    def sql(self, query: str, *values: Any) -> list[tuple]:
        with self.database.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    @property
    def entry(self) -> int:
        return self.given["entry"]

    def pdfs(self) -> set[str]:
        """The files of versions on the disk; a submission writes its own just before it takes the report's lock."""
        media = self.server.folder / "media"
        return {path.relative_to(media).as_posix() for path in media.glob("versions/*/*")}

    def strays(self) -> set[str]:
        """Those of them that belong to no version."""
        return self.pdfs() - {path for (path,) in self.sql("SELECT pdf_path FROM reports_version")}

    def desks(self, port: int) -> list[Desk]:
        """Both people have just opened the page."""
        [(version, reason, explanation)] = self.sql(
            "SELECT version, reason, explanation FROM reports_entry WHERE id = %s", self.entry
        )
        [(revision,)] = self.sql("SELECT revision FROM reports_report WHERE id = %s", self.given["report"])
        seen = {"reason": reason, "explanation": explanation}
        return [
            Desk(port, cookies, self.given["report"], f"entry:{self.entry}", version, revision, dict(seen))
            for cookies in self.given["cookies"]
        ]


@dataclass
class Crowd:
    """The people of a unit and above it; ``people``: name → key and cookies."""

    portal: Portal
    port: int
    unit: int
    people: dict[str, tuple[int, dict[str, str]]]

    def person(self, name: str, port: int | None = None) -> Person:
        return Person(port or self.port, self.people[name][1])

    def reports(self, count: int, levels: int = 1) -> list[int]:
        return self.portal.server.call("tests.races.making.crowded_reports", count, levels)


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[Portal]:
    name = f"races_{secrets.token_hex(4)}"
    admin = psycopg2.connect(address("postgres"))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    server = Server(tmp_path_factory.mktemp("races"), address(name))
    try:
        server.manage("migrate", "--noinput", "-v", "0")
        server.collect()  # a refused act shows its page
        given = server.call("tests.races.making.complete_report")
        database = psycopg2.connect(address(name))
        database.autocommit = True
        with database.cursor() as cursor:
            cursor.execute(COPY)
        server.start()
        yield Portal(server, database, given)
        database.close()
    finally:
        server.close()
        with admin.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        admin.close()


#: Requests that a crowded server takes at once in each of its two processes.
THREADS = 5


@pytest.fixture(scope="module")
def without(portal: Portal) -> Iterator[Callable[..., Server]]:
    """``without(guard)``: another server on the same database, with that guard taken out; one for all who ask."""
    started: dict[tuple[str, int], Server] = {}

    def start(guards: str, threads: int = 1) -> Server:
        if (guards, threads) not in started:
            server = started[guards, threads] = portal.server.without(guards, threads)
            server.start()
        return started[guards, threads]

    yield start
    for server in started.values():
        server.close()


@pytest.fixture(scope="session")
def crowd(portal: Portal) -> Iterator[Crowd]:
    """A whole unit and those above it, at a server that takes ten requests at once."""
    server = portal.server.crowded(THREADS)
    server.start()
    yield Crowd(portal, server.port, **server.call("tests.races.making.crowd"))
    server.close()
