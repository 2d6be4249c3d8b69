"""What the drills begin with: small reports, people, sessions. Runs inside the portal (``Server.call``)."""

import hashlib
import os
import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from programs.choices import Role
from programs.models import Membership, Organisation, User
from reports import actions
from reports.actions import mailing, versions
from reports.domain.notices import COMMENTED
from reports.models import Notice, Report, Version
from reports.queries import judge_report
from reports.verifying import troubles_of
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


#: Who there is around a reviewed report: three prepare it, two review it, two stand above them.
CROWD = {
    "tian": Role.PREPARER,
    "ding": Role.PREPARER,
    "fang": Role.PREPARER,
    "shen": Role.REVIEWER,
    "shao": Role.REVIEWER,
    "wang": Role.SUPERVISOR,
    "wu": Role.SUPERVISOR,
}


def crowd() -> dict[str, Any]:
    """A unit below another one, with everybody logged in."""
    above = factories.organisation("市财政局")
    unit = factories.organisation("区医疗保障局", above)
    people = {
        name: factories.member(above if role == Role.SUPERVISOR else unit, role, name) for name, role in CROWD.items()
    }
    return {"unit": unit.pk, "people": {name: [person.pk, session_of(person)] for name, person in people.items()}}


def crowded_reports(count: int, levels: int) -> list[int]:
    """Reports of that unit that can be submitted as they stand, with so many levels of review."""
    unit = Organisation.objects.get(name="区医疗保障局")
    clerk = User.objects.get(username="tian")
    begun = Report.objects.count()
    made = []
    for number in range(count):
        report = actions.start(factories.period(levels=levels, name=f"演练项目{begun + number}"), unit, clerk)
        factories.fill(report, clerk)
        factories.explain(report, clerk)
        made.append(report.pk)
    return made


def submitted_report() -> dict[str, Any]:
    """A report that has been submitted, and what its version holds."""
    given = complete_report()
    person = User.objects.get(username="jia")
    actions.perform(given["report"], person, "submit", revision=given["revision"])
    version = Version.objects.get()
    return {
        "report": given["report"],
        "version": {"facts": version.facts, "sha256": version.sha256, "pdf": version.pdf_sha256},
    }


def version_again(report_id: int) -> dict[str, Any]:
    """The same made anew from the report's rows, and which day it is."""
    prepared = versions.prepare(judge_report(Report.objects.get(pk=report_id)))
    made = {"facts": prepared.facts, "sha256": hashlib.sha256(prepared.facts.encode()).hexdigest()}
    return {**made, "pdf": prepared.pdf.sha256, "today": timezone.localdate().isoformat()}


def troubles(report_id: int) -> list[str]:
    """What ``verify_log`` finds of a report."""
    return [f"{found.place}：{found.message}" for found in troubles_of(Report.objects.get(pk=report_id))]


# --- mails ------------------------------------------------------------------------------------------


def outbox(people: int, each: int) -> list[str]:
    """New reviewers, each with so many notices to be mailed; the texts, no two of them the same."""
    unit = Organisation.objects.get(name="区医疗保障局")
    report = actions.start(factories.period(name="通知演练项目"), unit, User.objects.get(username="tian"))
    # Nobody logs in: no time is spent on passwords.
    named = [f"r{number}" for number in range(people)]
    made = User.objects.bulk_create(User(username=name, name=name, email=f"{name}@example.test") for name in named)
    Membership.objects.bulk_create(Membership(user=one, organisation=unit, role=Role.REVIEWER) for one in made)
    notices = [
        Notice(person=one, kind=COMMENTED, report=report, text=f"{one.name}的第{number}条。")
        for one in made
        for number in range(each)
    ]
    Notice.objects.bulk_create(notices)
    return [notice.text for notice in notices]


def send(claiming: bool, together: int) -> int:
    """Write the mails of the outbox as soon as so many processes are about to do so; how many mails it wrote."""
    if not claiming:
        mailing.claim = lambda person: list(Notice.objects.outbox().filter(person=person))
    (settings.DATA_DIR / f"ready-{os.getpid()}").touch()
    while len(list(settings.DATA_DIR.glob("ready-*"))) < together:
        time.sleep(0.01)
    return mailing.send_all().mails
