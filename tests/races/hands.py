"""Somebody at a live server without a browser: what a page posts, and many of them at the same moment."""

import http.client
import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"


@dataclass
class Person:
    """Somebody logged in to the server at this port, without the browser."""

    port: int
    cookies: dict[str, str]

    def post(self, path: str, body: str, kind: str = FORM) -> tuple[int, str, str]:
        """Status, Location and body of the answer; ``path`` is below ``/reports/``."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"X-CSRFToken": self.cookies["csrftoken"], "Accept": "application/json", "Content-Type": kind}
        try:
            line.request("POST", f"/reports/{path}/", body.encode(), {**headers, "Cookie": cookies})
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            line.close()

    def act(self, report: int, act: str, revision: int) -> tuple[int, str, str]:
        """An act of the way through review, as its button sends it; ``sure``: even of an unchanged report."""
        return self.post(f"{report}/{act}", urlencode({"revision": revision, "sure": "1", "opinion": "按规定办理。"}))


@dataclass
class Desk(Person):
    """One person's open page: what it has seen of a row, and its session."""

    report: int
    row: str
    version: int
    revision: int
    seen: dict[str, str] = field(default_factory=dict)

    def save(self, **cells: str) -> tuple[int, dict[str, Any]]:
        """A save as the page sends it; an acknowledged one, and a conflict, tell what stands in the row now."""
        row = {"row": self.row, "version": self.version, "cells": cells, "confirmed": []}
        status, _, body = self.post(f"{self.report}/save", json.dumps({"rows": [row]}), "application/json")
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


def at_once(deeds: Sequence[Callable[[], tuple[int, str, str]]]) -> list[tuple[int, str, str]]:
    """All of them at the same moment; their answers in the same order."""
    start = threading.Barrier(len(deeds))

    def do(deed: Callable[[], tuple[int, str, str]]) -> tuple[int, str, str]:
        start.wait(timeout=60)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as hands:
        return list(hands.map(do, deeds))
