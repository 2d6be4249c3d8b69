"""Who is let in where: every address × outsider, people of other units, anonymous; a new address needs a row here."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from programs.choices import Role
from programs.models import Membership
from reports.models import Change, Event, Report
from tests import factories

pytestmark = pytest.mark.django_db
#: The kind of a page for those who supervise something, and of that alone; 403 for others.
FINANCE = "finance"

PUBLIC, OPEN, OWN, ISSUER = "public", "open", "own", "issuer"
#: name → (kind, method). PUBLIC: anybody; OPEN: anybody logged in; OWN: only in one's scope, else 404; ISSUER: who sets
#: what a year asks for (administrators, supervisors), whatever units there are, else 404.
ADDRESSES = {
    "home": (OPEN, "get"),
    "login": (PUBLIC, "get"),
    "logout": (OPEN, "post"),
    "password_change": (OPEN, "get"),
    "health": (PUBLIC, "get"),
    "report_list": (OPEN, "get"),
    "report_catalogues": (ISSUER, "get"),
    "report_catalogue": (ISSUER, "get"),
    "report_catalogue_workbook": (ISSUER, "get"),
    "report_catalogue_check": (ISSUER, "post"),
    "report_catalogue_apply": (ISSUER, "post"),
    "report_start": (OWN, "post"),
    "notices": (OPEN, "get"),
    "notice_read": (OWN, "post"),
    "notice_settings": (OPEN, "get"),
    "report_handover_units": (OPEN, "get"),
    "report_handover": (OWN, "get"),
    "report_rechecks": (FINANCE, "get"),
    "report_recheck": (OWN, "get"),
    "report": (OWN, "get"),
    "report_edit": (OWN, "get"),
    "report_save": (OWN, "post"),
    "report_findings": (OWN, "get"),
    "report_note": (OWN, "post"),
    "report_draft": (OWN, "post"),
    "report_accept": (OWN, "post"),
    "report_cell": (OWN, "get"),
    "report_use_sums": (OWN, "post"),
    "report_preview": (OWN, "get"),
    "report_form_pdf": (OWN, "get"),
    "report_pdf": (OWN, "get"),
    "report_docx": (OWN, "get"),
    "report_xlsx": (OWN, "get"),
    "report_workbook": (OWN, "get"),
    "report_workbook_apply": (OWN, "post"),
    "catalogue_word": (OWN, "get"),
    "catalogue_word_apply": (OWN, "post"),
    "report_word": (OWN, "get"),
    "report_word_apply": (OWN, "post"),
    "report_versions": (OWN, "get"),
    "report_versions_compare": (OWN, "get"),
    "report_version_pdf": (OWN, "get"),
    "report_comments": (OWN, "get"),
    "report_comment": (OWN, "post"),
    "report_comment_settle": (OWN, "post"),
    "report_comment_demand": (OWN, "post"),
    "report_waive": (OWN, "post"),
    "report_void": (OWN, "get"),
    "report_evidence": (OWN, "get"),
    "report_evidence_file": (OWN, "get"),
    "report_evidence_show": (OWN, "get"),
    "report_evidence_remove": (OWN, "post"),
    "report_act": (OWN, "post"),
}


def names(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            found.append(f"{prefix}{pattern.name}")
    return found


ALL = names(get_resolver())
OURS = [name for name in ALL if not name.startswith("admin:")]


def test_every_address_has_a_row():
    assert sorted(OURS) == sorted(ADDRESSES)


def address(name: str, report: Report) -> str:
    if name == "notice_read":
        return reverse(name)
    if name == "report_handover":
        return reverse(name, args=[report.organisation_id])
    if name == "report_act":
        return reverse(name, args=[report.pk, "submit"])
    if name.startswith(("report_evidence_", "report_comment_")) or name == "report_version_pdf":
        return reverse(name, args=[report.pk, 1])
    if ADDRESSES[name][0] == ISSUER and name != "report_catalogues":
        return reverse(name, args=[report.period_id])
    if ADDRESSES[name][0] == OWN and name != "report_start":
        return reverse(name, args=[report.pk])
    return reverse(name)


def call(client: Client, name: str, report: Report):
    method = ADDRESSES[name][1]
    data = {"period": report.period_id, "organisation": report.organisation_id, "revision": report.revision}
    if name == "report_save":
        return client.post(address(name, report), "{}", content_type="application/json")
    response = getattr(client, method)(address(name, report), data if method == "post" else None)
    if response.streaming:
        response.close()
    return response


@pytest.fixture
def report(unit) -> Report:
    return factories.started(unit)


@pytest.mark.parametrize("name", OURS)
def test_anonymous_is_sent_to_the_login(name, report):
    response = call(Client(), name, report)
    if ADDRESSES[name][0] == PUBLIC:
        assert response.status_code == 200
    else:
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("login"))


@pytest.mark.parametrize("name", OURS)
def test_anonymous_script_gets_401(name, report):
    if ADDRESSES[name][0] == PUBLIC:
        return
    client = Client(headers={"accept": "application/json"})
    assert call(client, name, report).status_code == 401


def strangers(login) -> list[Client]:
    """Somebody without any role, and a preparer, a reviewer and a supervisor of other units."""
    elsewhere = factories.organisation("浦东新区医疗保障局")
    people = [factories.user("stranger")]
    people += [factories.member(elsewhere, role, f"other-{role}") for role in Role.values]
    return [login(person) for person in people]


@pytest.mark.parametrize("name", [name for name in OURS if ADDRESSES[name][0] == OWN])
def test_outside_ones_scope_nothing_exists_and_nothing_changes(name, report, login):
    before = list(Report.objects.values()), Event.objects.count(), Change.objects.count()
    answers = [call(client, name, report).status_code for client in strangers(login)]
    assert answers == [404, 404, 404, 404]
    assert (list(Report.objects.values()), Event.objects.count(), Change.objects.count()) == before


@pytest.mark.parametrize("name", [name for name in OURS if ADDRESSES[name][0] == ISSUER])
def test_what_a_year_asks_for_is_the_issuers(name, report, login):
    """A supervisor sees every program-year, and nothing of the reports; this one is issued, so nothing is taken."""
    responses = [call(client, name, report) for client in strangers(login)]
    issuer = 409 if ADDRESSES[name][1] == "post" else 200
    assert [response.status_code for response in responses] == [404, 404, 404, issuer]
    assert report.organisation.name not in responses[-1].content.decode("utf-8", "replace")


@pytest.mark.parametrize("name", [name for name in OURS if ADDRESSES[name][0] == OPEN])
def test_open_pages_show_strangers_nothing_of_the_report(name, report, login):
    for client in strangers(login):
        response = call(client, name, report)
        assert response.status_code in (200, 302)
        assert report.title not in response.content.decode()


@pytest.mark.parametrize("name", [name for name in OURS if ADDRESSES[name][0] == FINANCE])
def test_pages_of_finance_are_closed_to_others_and_show_a_foreign_supervisor_nothing(name, report, unit, login):
    others = [login(unit.preparer), login(unit.reviewer), login(factories.user("guan", is_staff=True))]
    *outside, foreign = strangers(login)
    assert [call(client, name, report).status_code for client in (*others, *outside)] == [403] * 6
    response = call(foreign, name, report)
    assert response.status_code == 200
    assert report.title not in response.content.decode()


def admin_addresses() -> list[str]:
    found = []
    for name in ALL:
        if name.startswith("admin:") and not name.endswith(":None"):
            for arguments in ([], ["1"], ["1", "1"]):
                try:
                    found.append(reverse(name, args=arguments))
                except Exception:  # noqa: BLE001, S112 - the next number of arguments may fit
                    continue
                break
    return found


def test_administration_is_closed_to_everybody_but_administrators(report, login, unit):
    addresses = admin_addresses()
    assert len(addresses) > 20
    for client in (Client(), login(unit.preparer), login(unit.reviewer)):
        for path in addresses:
            response = client.get(path)
            if path in (reverse("admin:login"), reverse("admin:logout")):
                continue
            assert response.status_code in (302, 403, 404, 405), path
            if response.status_code == 302:
                assert "login" in response.url, path


def test_report_content_is_not_in_the_administration():
    registered = [name for name in ALL if name.startswith("admin:reports")]
    assert registered == []


# --- roles inside the scope -------------------------------------------------------------------------

#: (role, state) → name → status; the access matrix of reliability.md for what exists now.
# fmt: off
INSIDE = {
    ("preparer", "draft"): {
        "report": 200, "report_edit": 200, "report_preview": 200, "report_form_pdf": 200, "report_void": 200,
    },
    ("reviewer", "draft"): {
        "report": 200, "report_edit": 403, "report_save": 403, "report_use_sums": 403, "report_void": 403,
    },
    ("supervisor", "draft"): {
        "report": 403, "report_edit": 403, "report_save": 403, "report_form_pdf": 403, "report_void": 403,
    },
    ("preparer", "submitted"): {"report": 200, "report_edit": 302, "report_pdf": 200, "report_void": 409},
    ("reviewer", "submitted"): {"report": 200, "report_edit": 403, "report_pdf": 200, "report_void": 403},
    ("supervisor", "submitted"): {
        "report": 200, "report_edit": 403, "report_save": 403, "report_pdf": 200, "report_void": 403,
    },
    ("preparer", "voided"): {"report": 200, "report_edit": 302, "report_preview": 200, "report_void": 409},
    ("reviewer", "voided"): {"report": 200, "report_edit": 403, "report_save": 403, "report_void": 403},
    ("supervisor", "voided"): {"report": 403, "report_edit": 403, "report_preview": 403, "report_pdf": 403},
}
#: The same of comments and waivers. The posts are blank and name a comment that is not there: 422 and 409 say that the
#: role would do.
SPEAKING = ("report_comments", "report_comment", "report_comment_settle", "report_comment_demand", "report_waive")
SPOKEN = {
    ("preparer", "draft"): (200, 422, 409, 403, 403),
    ("reviewer", "draft"): (200, 422, 409, 409, 422),
    ("supervisor", "draft"): (403, 403, 403, 403, 403),
    ("preparer", "submitted"): (200, 422, 409, 403, 403),
    ("reviewer", "submitted"): (200, 422, 409, 409, 422),
    ("supervisor", "submitted"): (200, 422, 409, 409, 422),
    ("preparer", "voided"): (200, 409, 409, 409, 403),
    ("reviewer", "voided"): (200, 409, 409, 409, 409),
    ("supervisor", "voided"): (403, 403, 403, 403, 403),
}
#: Handing over needs a role in the unit or above it, at any state; only those above re-check.
BESIDE = {role: (200, 200, 200 if role == "supervisor" else 403) for role in ("preparer", "reviewer", "supervisor")}
# fmt: on
CASES = [(*key, name, status) for key, row in INSIDE.items() for name, status in row.items()]
CASES += [(*key, name, status) for key, row in SPOKEN.items() for name, status in zip(SPEAKING, row, strict=True)]
CASES += [
    (role, state, name, status)
    for role, row in BESIDE.items()
    for state in ("draft", "submitted", "voided")
    for name, status in zip(("notices", "report_handover", "report_rechecks"), row, strict=True)
]


@pytest.mark.parametrize(("role", "state", "name", "status"), CASES)
def test_role_inside_the_scope(role, state, name, status, unit, login):
    top = factories.organisation("上海市财政局")
    unit.parent = top
    unit.save()
    people = {
        "preparer": unit.preparer,
        "reviewer": unit.reviewer,
        "supervisor": factories.member(top, Role.SUPERVISOR, "cai"),
    }
    report = factories.started(unit)
    if state == "submitted":
        factories.fill(report, unit.preparer)
        factories.advance(report, (unit.preparer, "submit"))
    elif state == "voided":
        factories.advance(report, (unit.preparer, "void"))
    response = call(login(people[role]), name, report)
    if name == "report_save" and status == 200:
        assert response.status_code == 400
    else:
        assert response.status_code == status


VOIDERS = {"preparer": 302, "reviewer": 403, "supervisor": 403}


@pytest.mark.parametrize(("role", "status"), VOIDERS.items())
def test_only_the_preparer_voids_a_draft(role, status, report, unit, login):
    unit.parent = factories.organisation("上海市财政局")
    unit.save()
    person = factories.member(unit.parent if role == "supervisor" else unit, role, "somebody")
    response = login(person).post(
        reverse("report_void", args=[report.pk]), {"revision": report.revision, "opinion": "建错了。"}
    )
    assert response.status_code == status
    assert Report.objects.get().state == ("voided" if status == 302 else "draft")


def test_revoked_role_ends_at_the_next_request(report, unit, login):
    client = login(unit.preparer)
    assert call(client, "report_edit", report).status_code == 200
    Membership.objects.filter(user=unit.preparer).delete()
    assert call(client, "report_edit", report).status_code == 404


@pytest.mark.parametrize("name", [name for name in OURS if ADDRESSES[name][1] == "post" and name != "logout"])
def test_wrong_method_is_405(name, report, unit, login):
    assert login(unit.preparer).get(address(name, report)).status_code == 405


def test_supervisor_scope_follows_the_tree_not_the_name(db, login):
    """3301 is not the parent of 33010."""
    near, below, other = (factories.organisation(name) for name in ("3301", "33019", "33010"))
    below.parent = near
    below.save()
    for unit in (below, other):
        unit.preparer = factories.member(unit, Role.PREPARER, f"p{unit.name}")
    issued = factories.period()
    mine, foreign = factories.started(below, issued), factories.started(other, issued)
    for report, unit in ((mine, below), (foreign, other)):
        factories.fill(report, unit.preparer)
        factories.advance(report, (unit.preparer, "submit"))
    client = login(factories.member(near, Role.SUPERVISOR, "super"))
    assert client.get(reverse("report", args=[mine.pk])).status_code == 200
    assert client.get(reverse("report", args=[foreign.pk])).status_code == 404


@pytest.mark.parametrize("pk", [0, 99, 2**63, 10**30])
def test_unknown_report_is_404(pk, unit, login):
    assert login(unit.preparer).get(f"/reports/{pk}/").status_code == 404


def test_unknown_act_is_404(report, unit, login):
    assert login(unit.preparer).post(reverse("report_act", args=[report.pk, "publish-now"])).status_code == 404
