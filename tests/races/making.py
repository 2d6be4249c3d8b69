"""What the drills begin with: small reports, people, sessions. Runs inside the portal (``Server.call``)."""

import hashlib
import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from programs.choices import Role
from programs.models import Membership, Organisation, User
from reports import actions
from reports.models import Report
from tests import factories

CLERK, PASSWORD = "tianbao", "Shanghai-2025"


def colleague(username: str, name: str) -> None:
    """Another preparer of the demo clerk's unit."""
    person = User.objects.create_user(username, password=PASSWORD, name=name, must_change_password=False)
    unit = Organisation.objects.get(memberships__user__username=CLERK)
    Membership.objects.create(user=person, organisation=unit, role=Role.PREPARER)


def small_reports(count: int, rows: int = 3) -> list[dict[str, Any]]:
    """Blank reports of the demo clerk, each of its own program; their rows by place."""
    clerk = User.objects.get(username=CLERK)
    unit = Organisation.objects.get(memberships__user=clerk)
    begun = Report.objects.count()
    return [
        described(actions.start(factories.period(rows=rows, year=2025, name=f"演练项目{begun + n}"), unit, clerk))
        for n in range(count)
    ]


def described(report: Report) -> dict[str, Any]:
    rows = {f"indicators[{n}]": f"entry:{row.pk}" for n, row in enumerate(report.entries.all())}
    rows |= {f"funds[{n}]": f"fund:{row.pk}" for n, row in enumerate(report.fundlines.all())}
    return {"report": report.pk, "name": report.period.program.name, "rows": rows}


def complete_report() -> dict[str, Any]:
    """A report that can be submitted as it stands, its first row, and two of its preparers logged in."""
    unit = factories.organisation("市医疗保障局")
    people = [factories.member(unit, Role.PREPARER, name) for name in ("jia", "yi")]
    report = actions.start(factories.period(), unit, people[0])
    factories.fill(report, people[0])
    factories.explain(report, people[0])
    report.refresh_from_db()
    return {
        "report": report.pk,
        "revision": report.revision,
        "entry": report.entries.first().pk,
        "version": report.entries.first().version,
        "cookies": [session_of(person) for person in people],
    }


def session_of(person: User) -> dict[str, str]:
    """The cookies of somebody who is logged in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store["began"] = store["seen"] = int(time.time())
    store.create()
    return {"sessionid": store.session_key, "csrftoken": hashlib.sha256(str(person).encode()).hexdigest()[:32]}
