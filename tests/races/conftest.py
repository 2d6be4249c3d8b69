"""A live server with two processes on a PostgreSQL database of its own, with a report and two people at their desks."""

import http.client
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import psycopg2
import pytest

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


@dataclass
class Desk:
    """One person's open page, without the browser: what it has seen of a row, and its session."""

    port: int
    report: int
    row: str
    cookies: dict[str, str]
    version: int
    revision: int
    seen: dict[str, str] = field(default_factory=dict)

    def post(self, path: str, body: str, kind: str) -> tuple[int, str, str]:
        """Status, Location and body of the answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"X-CSRFToken": self.cookies["csrftoken"], "Accept": "application/json", "Content-Type": kind}
        try:
            line.request("POST", f"/reports/{self.report}/{path}/", body.encode(), {**headers, "Cookie": cookies})
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            line.close()

    def save(self, **cells: str) -> tuple[int, dict[str, Any]]:
        """A save as the page sends it; an acknowledged one, and a conflict, tell what stands in the row now."""
        row = {"row": self.row, "version": self.version, "cells": cells, "confirmed": []}
        status, _, body = self.post("save", json.dumps({"rows": [row]}), "application/json")
        answer = json.loads(body)
        outcome = answer["rows"][self.row] if "rows" in answer else {}
        if status == 200:
            self.version = outcome["version"]
            self.seen |= cells
        elif "conflict" in outcome:
            self.version = outcome["conflict"]["version"]
            self.seen |= {name: outcome["conflict"]["values"][name] for name in self.seen}
        self.revision = answer.get("revision", self.revision)
        return status, answer

    def act(self, act: str, revision: int) -> tuple[int, str, str]:
        """An act of the way through review, as its button sends it; ``sure``: even of an unchanged report."""
        return self.post(act, urlencode({"revision": revision, "sure": "1"}), "application/x-www-form-urlencoded")


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

    def desks(self, port: int) -> list[Desk]:
        """Both people have just opened the page."""
        [(version, reason, explanation)] = self.sql(
            "SELECT version, reason, explanation FROM reports_entry WHERE id = %s", self.entry
        )
        [(revision,)] = self.sql("SELECT revision FROM reports_report WHERE id = %s", self.given["report"])
        seen = {"reason": reason, "explanation": explanation}
        return [
            Desk(port, self.given["report"], f"entry:{self.entry}", cookies, version, revision, dict(seen))
            for cookies in self.given["cookies"]
        ]


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


@pytest.fixture
def without(portal: Portal) -> Iterator[Callable[[str], int]]:
    """``without(guard)``: the port of another server on the same database, with that guard taken out."""
    started: list[Server] = []

    def start(guard: str) -> int:
        started.append(portal.server.without(guard))
        started[-1].start()
        return started[-1].port

    yield start
    for server in started:
        server.close()
