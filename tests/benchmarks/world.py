"""What is measured, and the measures inside one process. Imported after ``django.setup()``."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import count
from statistics import median

from django.conf import settings
from django.db import connection
from django.template import Template, engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.choices import Role
from reports.actions import import_facts
from reports.domain import facts
from reports.models import Report
from reports.queries import judge_report
from tests.factories import MEDICAL, fixture_facts, member
from tests.reports.domain.test_benchmark import rows

JSON = "application/json"
NAMES = count(1)


@dataclass
class Seat:
    """A preparer before a report of one's own, logged in: what a browser holds, and the row one types in."""

    report: Report
    client: Client
    row: str
    version: int
    turn: Iterator[int]

    @property
    def save_path(self) -> str:
        return reverse("report_save", args=[self.report.pk])

    @property
    def headers(self) -> dict[str, str]:
        """What the page's script sends with a save."""
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in self.client.cookies.items())
        token = self.client.cookies[settings.CSRF_COOKIE_NAME].value
        return {"Cookie": cookies, "X-CSRFToken": token, "Content-Type": JSON, "Accept": JSON}

    def body(self) -> str:
        """A save of the row as it stands, with another figure each time: a reading kept from before helps nobody."""
        cells = {"actual": f"{next(self.turn) % 1000 / 10}%"}
        row = {"row": self.row, "version": self.version, "cells": cells, "confirmed": []}
        return json.dumps({"rows": [row]})

    def note(self, answer: bytes) -> None:
        """Keep the row's new version from the answer to a save."""
        row = json.loads(answer)["rows"][self.row]
        self.version = row["version"] if "version" in row else row["conflict"]["version"]

    def save(self) -> bytes:
        response = self.client.post(self.save_path, self.body(), content_type=JSON, headers={"Accept": JSON})
        assert response.status_code == 200, response.content.decode()
        self.note(response.content)
        return response.content

    def page(self) -> str:
        response = self.client.get(reverse("report_edit", args=[self.report.pk]))
        assert response.status_code == 200, response.content.decode()
        return response.content.decode()


def made(size: int) -> facts.Report:
    """``size`` varied real rows and the real narrative of the medical assistance, which no longer tells of them."""
    return replace(rows(size), narrative=fixture_facts(MEDICAL).narrative)


def real() -> facts.Report:
    """The medical assistance as it was published: 19 rows, their explanations, few findings."""
    return fixture_facts(MEDICAL)


def seat(given: facts.Report) -> Seat:
    """The report in a new organisation with its preparer, who is logged in."""
    name = f"单位{next(NAMES)}"
    report = import_facts(replace(given, organization=name))
    person = member(report.organisation, Role.PREPARER, name)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies[settings.CSRF_COOKIE_NAME] = secrets.token_hex(16)
    entry = report.entries.all()[report.entries.count() // 2]
    return Seat(report, client, f"entry:{entry.pk}", entry.version, count(report.pk * 37))


def save_cost(seat: Seat, rounds: int = 40) -> str:
    """The medians of whole saves through the test client."""
    seat.save()
    times = [(milliseconds(seat.save), milliseconds(seat.save, time.process_time)) for _ in range(rounds)]
    wall, cpu = (median(column) for column in zip(*times, strict=True))
    findings = len(judge_report(seat.report).all)
    return f"{findings} findings: save {wall:.1f} ms, of CPU {cpu:.1f} ms, answer {len(seat.save())} bytes"


def queries(act: Callable[[], object]) -> str:
    """How many queries an act makes after the first time, and its transaction's own statements."""
    act()
    with CaptureQueriesContext(connection) as caught:
        act()
    words = [query["sql"].split()[0].upper() for query in caught]
    control = sum(word in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE") for word in words)
    return f"{len(words) - control}+{control}"


# --- the bare template loop -----------------------------------------------------------------------


class Cells(HTMLParser):
    """The table cells and inputs of an entry page as plain values; an input outside the tables is a cell of its own."""

    CONTROLS = ("input", "textarea", "select")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[dict]] = []
        self.cell: dict | None = None
        self.control: dict | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = {name.replace("-", "_"): value or "" for name, value in attrs}
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cell = {**values, "tag": "td", "text": "", "controls": []}
            self.rows[-1].append(self.cell)
        elif tag in self.CONTROLS and "data_row" in values:
            cell = self.cell or {"tag": "td", "text": "", "controls": []}
            if self.cell is None:
                self.rows.append([cell])
            self.control = {**values, "tag": tag, "text": "", "choices": []}
            cell["controls"].append(self.control)
            self.control = None if tag == "input" else self.control
        elif tag == "option" and self.control:
            self.control["choices"].append(values.get("value", ""))

    def handle_data(self, data: str) -> None:
        holder = self.control or self.cell
        if holder and holder["tag"] != "select":
            holder["text"] += data.strip("\n ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.CONTROLS:
            self.control = None
        elif tag in ("td", "th"):
            self.cell = None


def attributes(of: str, things: list[dict]) -> str:
    """An element's attributes as written by hand: no conditions, literal where they never differ."""
    written = ""
    for name in dict.fromkeys(name for thing in things for name in thing if isinstance(thing[name], str)):
        for thing in things:
            thing.setdefault(name, "")
        values = {thing[name] for thing in things}
        if name not in ("tag", "text"):
            value = values.pop() if len(values) == 1 else f"{{{{ {of}.{name} }}}}"
            written += f' {name.replace("_", "-")}="{value}"'
    return written


def bare_template(cells: Cells) -> Template:
    """One template, three loops, no includes, no filters: what the same cells cost at least."""
    every = [cell for row in cells.rows for cell in row]
    controls = [control for cell in every for control in cell["controls"]]
    own = {tag: attributes("c", [c for c in controls if c["tag"] == tag]) for tag in Cells.CONTROLS}
    return engines["django"].from_string(
        f"<table>{{% for row in rows %}}<tr>{{% for cell in row %}}<td{attributes('cell', every)}>{{{{ cell.text }}}}"
        "{% for c in cell.controls %}"
        f'{{% if c.tag == "textarea" %}}<textarea{own["textarea"]}>{{{{ c.text }}}}</textarea>'
        f'{{% elif c.tag == "select" %}}<select{own["select"]}>'
        '{% for choice in c.choices %}<option value="{{ choice }}">{{ choice }}</option>{% endfor %}</select>'
        f"{{% else %}}<input{own['input']}>{{% endif %}}"
        "{% endfor %}</td>{% endfor %}</tr>{% endfor %}</table>"
    )


def milliseconds(act: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    act()
    return (clock() - began) * 1000


def page_against_bare(seat: Seat, rounds: int = 30) -> str:
    """The whole request of the entry page against the bare loop over its cells, in turn: their CPU."""
    html = seat.page()
    cells = Cells(html)
    template, context = bare_template(cells), {"rows": cells.rows}
    loop = template.render(context)
    acts = (seat.page, lambda: template.render(context))
    times = [[milliseconds(act, time.process_time) for act in acts] for _ in range(rounds)]
    page, bare = (median(column) for column in zip(*times, strict=True))
    inputs = sum(len(cell["controls"]) for row in cells.rows for cell in row)
    return (
        f"{sum(map(len, cells.rows))} cells, {inputs} inputs: page {page:.1f} ms ({len(html) // 1000} kB), "
        f"bare loop {bare:.1f} ms ({len(loop) // 1000} kB), ratio {page / bare:.2f}"
    )
